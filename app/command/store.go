package command

import (
	"context"
	"os"
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/audit"
	"zhiya/workflow/sqlstore"
)

// flagDB names the store: a file or a postgres:// address.
var flagDB = Flag{Name: "db", Value: "F", Help: "数据文件，或 postgres:// 地址", Required: true}

// openStore opens an existing store; unlike the desktop a command never makes one by mistake.
func openStore(ctx context.Context, env *Env) (*sqlstore.Store, error) {
	dsn := env.Flag("db")
	if !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		if info, err := os.Stat(dsn); err != nil || info.IsDir() {
			return nil, fault.Faults{{Kind: fault.Invalid, Code: "store.missing", Path: "--db", Message: "没有找到数据文件“" + dsn + "”，请核对路径", Cause: err}}
		}
	}
	store, err := sqlstore.Open(ctx, dsn)
	if err != nil {
		return nil, flagged(err, map[string]string{"db": "--db", "": "--db"})
	}
	return store, nil
}

// flagged names the options of the command in place of the store's own words for its arguments; a file that is none of ours
// is wrong input.
func flagged(err error, names map[string]string) error {
	fs := slices.Clone(fault.Of(err))
	for i := range fs {
		if name, known := names[fs[i].Path]; known && (fs[i].Path != "" || fs[i].Code == "store.foreign") {
			fs[i].Path = name
		}
		if fs[i].Code == "store.foreign" {
			fs[i].Kind = fault.Invalid
		}
	}
	return fs.Err()
}

func auditChain() Command {
	return Command{Name: "audit", Summary: "核验审计链，指出第一条被改动的记录", Usage: "--db F [--since NOTE]",
		Details: "NOTE 是此前留存的链头（序号:散列值），可写在命令行或给出存有它的文件；用于发现历史被整体改写或链尾被截断。",
		Flags:   []Flag{flagDB, {Name: "since", Value: "NOTE", Help: "此前留存的链头，或存有它的文件"}, FlagJSON},
		Run:     runAudit}
}

func runAudit(ctx context.Context, env *Env) error {
	var since *audit.Head
	if env.Given("since") {
		text := env.Flag("since")
		if raw, err := os.ReadFile(text); err == nil {
			text = string(raw)
		}
		head, ok := audit.ParseHead(strings.TrimSpace(text))
		if !ok {
			return fault.New(fault.Invalid, "audit.note", "--since", "留存的链头应写作“序号:散列值”，例如 audit 命令输出的一行，或存有它的文件")
		}
		since = &head
	}
	store, err := openStore(ctx, env)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	head, err := store.VerifyAudit(ctx, since)
	if err != nil {
		return err
	}
	if env.JSON() {
		return env.WriteJSON(struct {
			Events int64  `json:"events"`
			Head   string `json:"head"`
		}{head.Seq, head.String()})
	}
	env.Printf("审计链完整，共 %d 条\n链头 %s\n", head.Seq, head.String())
	return nil
}

func backup() Command {
	return Command{Name: "backup", Summary: "备份数据文件并核验备份", Usage: "--db F --out FILE",
		Flags: []Flag{flagDB, {Name: "out", Value: "FILE", Help: "备份文件（不得已存在）", Required: true}},
		Run: func(ctx context.Context, env *Env) error {
			store, err := openStore(ctx, env)
			if err != nil {
				return err
			}
			defer func() { _ = store.Close() }()
			if err := store.Backup(ctx, env.Flag("out")); err != nil {
				return flagged(err, map[string]string{"out": "--out"})
			}
			env.Printf("已备份到 %s，并通过完整性、外键、审计链核验\n", env.Flag("out"))
			return nil
		}}
}

func restore() Command {
	return Command{Name: "restore", Summary: "由备份恢复为新的数据文件", Usage: "--in FILE --db F",
		Flags: []Flag{{Name: "in", Value: "FILE", Help: "备份文件", Required: true}, {Name: "db", Value: "F", Help: "恢复为此文件（不得已存在）", Required: true}},
		Run: func(ctx context.Context, env *Env) error {
			if err := sqlstore.Restore(ctx, env.Flag("in"), env.Flag("db")); err != nil {
				return flagged(err, map[string]string{"in": "--in", "out": "--db", "db": "--db"})
			}
			env.Printf("已恢复为 %s，并通过完整性、外键、审计链核验\n", env.Flag("db"))
			return nil
		}}
}
