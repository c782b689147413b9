package command

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"zhiya/reports"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/signing"
	"zhiya/workflow/sqlstore"
)

func verify() Command {
	return Command{Name: "verify", Summary: "核验文书是否与出具时一致、签名是否有效，指出不同之处", Usage: "FILE… [--db F] [--note N] [--key PUB] | --code TEXT [--db F] [--note N] [--key PUB]",
		Details: "给出 --db 时以审计链中的出具记录为准逐字节、逐页比对，并核对存档各项；签名以数据中和 --key 给出的公钥核验，只有公钥、没有出具记录的数据文件也能核验签名。" +
			"签名文件为 FILE.note，在旁边时自动找到。两者都不给时只核对文书自身的软件校验码与内容是否相符，不核对文件字节，不能说明文书确由本机构出具。" +
			"--code 核对纸面二维码扫出的文字。核验不联网。" + signing.Disclaimer + "。",
		Flags: []Flag{{Name: "db", Value: "F", Help: flagDB.Help}, {Name: "note", Value: "N", Help: "签名文件；只能与一个 FILE 同用"},
			{Name: "key", Value: "PUB", Help: "出具机构的公钥文件（zhiya keys --export）"}, {Name: "code", Value: "TEXT", Help: "纸面二维码的文字"}, FlagJSON},
		MaxArgs: -1, Run: runVerify}
}

// verifier is what files are checked by: a store and keys, either of which may be missing.
type verifier struct {
	store *sqlstore.Store
	chain sqlstore.Chain
	keys  []signing.Key
}

func runVerify(ctx context.Context, env *Env) error {
	var faults fault.Faults
	switch {
	case len(env.Args) == 0 && !env.Given("code"):
		faults.Invalid("args.missing", "", "参数不足，请给出要核验的文件，或用 --code 给出二维码的文字")
	case len(env.Args) > 0 && env.Given("code"):
		faults.Invalid("args.extra", "--code", "--code 核对纸面，不与文件同用，请分开核验")
	case len(env.Args) > 1 && env.Given("note"):
		faults.Invalid("args.extra", "--note", "--note 只能与一个文件同用；多个文件请把签名文件放在旁边，命名为 文件名.note")
	}
	if err := faults.Err(); err != nil {
		return err
	}
	v := verifier{}
	if env.Given("key") {
		key, err := readKey(env.Flag("key"), "--key")
		if err != nil {
			return err
		}
		v.keys = append(v.keys, key)
	}
	if env.Given("db") {
		store, err := openStore(ctx, env)
		if err != nil {
			return err
		}
		defer func() { _ = store.Close() }()
		if err := v.use(ctx, store); err != nil {
			return err
		}
	}
	if env.Given("code") {
		return v.code(ctx, env)
	}
	type answer struct {
		File string `json:"file"`
		reports.Result
	}
	answers, same := []answer{}, true
	for _, name := range env.Args {
		file, err := os.ReadFile(name)
		if err != nil {
			return unreadable(name, err)
		}
		note, err := noteOf(env, name)
		if err != nil {
			return err
		}
		result, err := v.check(ctx, file, note)
		if err != nil {
			return err
		}
		a := answer{name, result}
		same = same && a.Verdict.Holds()
		answers = append(answers, a)
	}
	if env.JSON() {
		if err := env.WriteJSON(struct {
			Files []answer `json:"files"`
		}{answers}); err != nil {
			return err
		}
	} else {
		for _, a := range answers {
			env.Printf("%s  %s\n", a.File, a.Message)
			for _, d := range a.Differences {
				env.Printf("    第 %d 页  出具时“%s”  文件中“%s”\n", d.Page, d.Issued, d.File)
			}
			for _, d := range a.Record {
				env.Printf("    存档%s  出具时“%s”  现为“%s”\n", d.Field, d.Signed, d.Found)
			}
		}
	}
	if !same {
		return Outcome(ExitRefused)
	}
	return nil
}

// use takes what a store knows: its chain, which must hold, and its public keys.
func (v *verifier) use(ctx context.Context, store *sqlstore.Store) (err error) {
	v.store = store
	if v.chain, err = store.Chain(ctx, nil); err != nil {
		return err
	}
	return store.Read(ctx, func(tx workflow.Tx) error {
		keys, err := workflow.PublicKeys(ctx, tx)
		v.keys = append(v.keys, keys...)
		return err
	})
}

// check holds a file against the record it claims to be. What was issued is what the audit chain says; the stored copy serves
// to name the differences.
func (v *verifier) check(ctx context.Context, file, note []byte) (reports.Result, error) {
	e := reports.Evidence{Note: note, Keys: v.keys, Store: v.store != nil}
	if v.store != nil {
		if err := v.look(ctx, &e, reports.NumberIn(file)); err != nil {
			return reports.Result{}, err
		}
	}
	return reports.Check(file, e), nil
}

// look finds what the store has of the document of this number.
func (v *verifier) look(ctx context.Context, e *reports.Evidence, number string) error {
	issued, recorded := v.chain.Issued(number)
	if !recorded {
		return nil
	}
	e.Record = &issued
	return v.store.Read(ctx, func(tx workflow.Tx) error {
		stored, err := tx.DocumentByNumber(ctx, number)
		if fault.KindOf(err) == fault.NotFound { // the chain still knows it
			return nil
		}
		e.Stored = &stored
		return err
	})
}

// code answers for a printed code, by the note handed in or the stored one.
func (v *verifier) code(ctx context.Context, env *Env) error {
	facts, err := signing.ReadCode(env.Flag("code"))
	if err != nil {
		return flagged(err, map[string]string{"": "--code"})
	}
	var note []byte
	if env.Given("note") {
		if note, err = noteOf(env, ""); err != nil {
			return err
		}
	}
	e := reports.Evidence{}
	if v.store != nil {
		if err := v.look(ctx, &e, facts[0].Value); err != nil {
			return err
		}
	}
	if note == nil && e.Stored != nil {
		note = []byte(e.Stored.Note)
	}
	if len(note) == 0 {
		return fault.New(fault.Invalid, "code.note", "--note", "没有可核对的签名：请用 --note 给出签名文件，或用 --db 给出存有该文书的数据")
	}
	found := signing.VerifyFacts(note, v.keys, facts...)
	if env.JSON() {
		if err := env.WriteJSON(found); err != nil {
			return err
		}
	} else {
		env.Printf("%s\n", found.Message)
	}
	if found.Verdict != signing.Valid {
		return Outcome(ExitRefused)
	}
	return nil
}

// noteOf reads the note given, or the one beside the file; none is no error unless it was asked for.
func noteOf(env *Env, file string) ([]byte, error) {
	name := file + noteSuffix
	if env.Given("note") {
		name = env.Flag("note")
	}
	note, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && !env.Given("note") {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(name, err)
	}
	if len(note) == 0 {
		return []byte{'\n'}, nil // an emptied note is a changed one, not a missing one
	}
	return note, nil
}

func readKey(name, flag string) (signing.Key, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return signing.Key{}, unreadable(name, err)
	}
	key, err := signing.ParseKey(string(raw))
	var faults fault.Faults
	faults.Append(flag, err)
	return key, faults.Err()
}

func unreadable(name string, err error) error {
	return fault.Faults{{Kind: fault.Invalid, Code: "input.unreadable", Path: name, Message: "文件“" + name + "”无法读取，请核对路径", Cause: err}}
}
