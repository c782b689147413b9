package workflow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/policy"
	"zhiya/workflow/signing"
)

// RulesAction is the import of a rule pack, as the audit chain names it.
const RulesAction = "ImportRules"

// RuleFileForm names the form of a signed pack, and RuleFileEnding how the names of such files end.
const (
	RuleFileForm   = "zhiya-rules/1"
	RuleFileEnding = ".zhiya-rules.json"
)

// ruleFile is a signed rule pack as a file: the pack and a detached note over its canonical bytes.
type ruleFile struct {
	Form      string          `json:"form"`
	Pack      json.RawMessage `json:"pack"`
	Signature string          `json:"signature"`
}

// rulebook is a library with what it was made of.
type rulebook struct {
	imported int64 // packs laid over the embedded library
	library  *policy.Library
}

// Rulebook is the rules as this desk last read them from the store: those of the program with every imported pack laid over them. Acts
// and the watch read anew what another desk has imported; pages show this.
func (d *Desk) Rulebook() *policy.Library {
	if b := d.book.Load(); b != nil {
		return b.library
	}
	return d.Rules
}

// rules are the rules as they stand in the transaction.
func (d *Desk) rules(ctx context.Context, tx Tx) (*policy.Library, error) {
	n, err := tx.RulePackCount(ctx)
	if err != nil {
		return nil, err
	}
	if b := d.book.Load(); b != nil && b.imported == n {
		return b.library, nil
	}
	b := &rulebook{library: d.Rules}
	packs, err := tx.RulePacks(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range packs {
		b.library, _ = b.library.Lay(p.Pack)
		b.imported = p.Seq
	}
	d.book.Store(b)
	return b.library, nil
}

// RuleLibrary reads the rules and the imports they were made of, oldest first. Everybody may read them.
func (d *Desk) RuleLibrary(ctx context.Context) (*policy.Library, []ImportedPack, error) {
	var lib *policy.Library
	var packs []ImportedPack
	err := d.Store.Read(ctx, func(tx Tx) (err error) {
		if lib, err = d.rules(ctx, tx); err != nil {
			return err
		}
		packs, err = tx.RulePacks(ctx)
		return err
	})
	return lib, packs, err
}

// RulesPreview is what the import of a signed pack would do; nothing is saved.
type RulesPreview struct {
	Pack      policy.Pack        `json:"pack"`
	Signature signing.Finding    `json:"signature"`
	Displaced []policy.Displaced `json:"displaced,omitempty"` // versions that would end, be replaced, or come after
	Changes   []policy.Change    `json:"changes,omitempty"`   // against the version in force on the pack's first day, else the last before it
	Known     bool               `json:"known,omitempty"`     // the very same pack is in force already
}

// PreviewRules looks at a signed pack without saving anything. Faults: Invalid rules.form, those of policy.ParsePack with their paths
// inside the pack; Refused rules.signature when nobody known vouches for it.
func (d *Desk) PreviewRules(ctx context.Context, file []byte) (RulesPreview, error) {
	var out RulesPreview
	err := d.Store.Read(ctx, func(tx Tx) (err error) {
		out, _, err = d.previewRules(ctx, tx, file)
		return err
	})
	return out, err
}

func (d *Desk) previewRules(ctx context.Context, tx Tx, file []byte) (RulesPreview, ruleFile, error) {
	f, pack, err := readRuleFile(file)
	if err != nil {
		return RulesPreview{}, f, err
	}
	out := RulesPreview{Pack: pack}
	body, err := pack.Canonical()
	if err != nil {
		return out, f, fault.Wrap(err, "rules.json", "规则包无法读取")
	}
	keys, err := PublicKeys(ctx, tx)
	if err != nil {
		return out, f, err
	}
	out.Signature = signing.Verify([]byte(f.Signature), body, keys, signing.Fact{Field: signing.Number, Value: ruleNumber(pack)}, signing.Fact{Field: signing.Title, Value: pack.Title})
	if out.Signature.Verdict != signing.Valid {
		return out, f, fault.New(fault.Refused, "rules.signature", "signature", "规则包“%s”的签名没有通过核验：%s；请向发布机构索取签名的规则包，并先导入其公钥", pack.Title, out.Signature.Message)
	}
	lib, err := d.rules(ctx, tx)
	if err != nil {
		return out, f, err
	}
	_, out.Displaced = lib.Lay(pack)
	var before *policy.Pack
	for _, v := range lib.Versions(pack.ID) {
		if !v.ValidFrom.After(pack.ValidFrom) {
			before = &v
		}
	}
	out.Changes = policy.Compare(before, &pack)
	out.Known = before != nil && len(out.Changes) == 0
	return out, f, nil
}

// readRuleFile reads a signed pack strictly.
func readRuleFile(file []byte) (ruleFile, policy.Pack, error) {
	var f ruleFile
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	dec.DisallowUnknownFields()
	err := dec.Decode(&f)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("data after the object")
		}
	}
	switch {
	case err != nil || len(f.Pack) == 0:
		return f, policy.Pack{}, fault.Faults{{Kind: fault.Invalid, Code: "rules.form", Message: "文件不是签名的规则包（" + RuleFileEnding + "）；未签名的规则包请先用 zhiya rules sign 签名", Cause: err}}
	case f.Form != RuleFileForm:
		return f, policy.Pack{}, fault.New(fault.Invalid, "rules.form", "form", "规则包的格式“%s”本程序不能读取，应为 %s；可能由较新的程序生成，请升级", f.Form, RuleFileForm)
	}
	p, err := policy.ParsePack(f.Pack)
	if err != nil {
		var fs fault.Faults
		fs.Append("pack", err)
		return f, p, fs
	}
	return f, p, nil
}

// ruleNumber is how a signature names a pack.
func ruleNumber(p policy.Pack) string { return p.ID + "@" + p.ValidFrom.String() }

// ImportRules lets a signed pack in: a system administrator's act, in the audit chain, for everybody who uses the store. A pack whose
// validity overlaps another version of its id is refused, unless succeed says that the earlier version is to end before it, that the
// version of the same day is to be replaced, or that it ends before a later one.
//
// Faults: those of PreviewRules; Forbidden; text.missing without a reason; Refused rules.overlap, rules.known, rules.sample for a
// pack signed with a sample key that is not let in by a sample organisation.
func (d *Desk) ImportRules(ctx context.Context, personID string, file []byte, succeed bool, reason string) (RulesPreview, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || len([]rune(reason)) > 1000 {
		return RulesPreview{}, fault.New(fault.Invalid, "text.missing", "reason", "请填写导入原因（例如新法施行、更正），不超过 1000 字")
	}
	var out RulesPreview
	err := d.Store.Write(ctx, func(tx Tx) error {
		people := readDirectory(ctx, tx)
		a, err := people.actor(personID)
		if err != nil {
			return err
		}
		if !a.Has(access.SystemAdmin) {
			return fault.New(fault.Forbidden, "permission", "", "规则包由系统管理员导入，您的岗位是%s·%s", a.OrgName, a.Posts())
		}
		var f ruleFile
		if out, f, err = d.previewRules(ctx, tx, file); err != nil {
			return err
		}
		if err := out.allowed(succeed, people.named(a.OrgID)); err != nil {
			return err
		}
		n, err := tx.RulePackCount(ctx)
		if err != nil {
			return err
		}
		at := d.Now()
		row := ImportedPack{Seq: n + 1, Pack: out.Pack, Signature: f.Signature, KeyID: out.Signature.KeyID, Issuer: out.Signature.Issuer, Succeeds: succeed && len(out.Displaced) > 0,
			Reason: reason, On: Today(at), AtMilli: at.UnixMilli(), PersonID: a.PersonID, Person: a.Name}
		if err := tx.InsertRulePack(ctx, row); err != nil {
			return err
		}
		raw, err := json.Marshal(row)
		if err != nil {
			return fault.Wrap(err, "rules.json", "规则包无法保存")
		}
		_, err = appendEvent(ctx, tx, audit.Event{AtMillis: row.AtMilli, PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID,
			Action: RulesAction, Object: "rules:" + out.Pack.ID, Version: row.Seq, Payload: string(raw)})
		return err
	})
	if err != nil {
		return out, err
	}
	_, _, err = d.RuleLibrary(ctx) // this desk shows them at once
	return out, err
}

// allowed refuses a pack that may not come in.
func (p RulesPreview) allowed(succeed bool, org access.Org) error {
	var fs fault.Faults
	if p.Known {
		fs.Refuse("rules.known", "pack", "规则包“%s”（%s 起）已是现行版本，内容相同，不必导入", p.Pack.Title, p.Pack.ValidFrom.Chinese())
	}
	if p.Signature.Sample && !org.Sample {
		fs.Refuse("rules.sample", "signature", "规则包以示例密钥签名，任何人都能签出，只能导入示例数据")
	}
	for _, d := range p.Displaced {
		if succeed {
			break
		}
		var what string
		switch {
		case d.Gone:
			what = fmt.Sprintf("已有同日起的版本（%s 起），导入将整体替换它", d.From.Chinese())
		case d.NewEnds:
			what = fmt.Sprintf("已有以后的版本（%s 起），本包将只到 %s", d.From.Chinese(), d.NowTo.Chinese())
		default:
			what = fmt.Sprintf("与 %s 起%s 的版本有效期重叠，导入将使其止于 %s", d.From.Chinese(), ending(d.WasTo), d.NowTo.Chinese())
		}
		fs.Refuse("rules.overlap", "pack.valid_from", "规则包“%s”%s；确需如此的，请选择“接续或更正已有版本”，否则请更正有效期", p.Pack.Title, what)
	}
	return fs.Err()
}

func ending(to date.Date) string {
	if to.IsZero() {
		return "长期有效"
	}
	return "至 " + to.Chinese()
}

// SignRules makes a signed pack of a plain one with the key of the person's organisation. Faults: those of policy.ParsePack; Refused
// rules.unsigned when the organisation has no key, and those of its keyring.
func (d *Desk) SignRules(ctx context.Context, personID string, plain []byte) (policy.Pack, []byte, error) {
	pack, err := policy.ParsePack(bytes.TrimPrefix(plain, []byte("\ufeff")))
	if err != nil {
		return pack, nil, err
	}
	file, err := d.signedPack(ctx, personID, pack)
	return pack, file, err
}

// ExportRules is the version of a pack in force on a day as a signed file. Fault: policy.no_rule; those of SignRules.
func (d *Desk) ExportRules(ctx context.Context, personID, id string, on date.Date) (policy.Pack, []byte, error) {
	lib, _, err := d.RuleLibrary(ctx)
	if err != nil {
		return policy.Pack{}, nil, err
	}
	pack, err := lib.On(id, on)
	if err != nil {
		return pack, nil, err
	}
	file, err := d.signedPack(ctx, personID, pack)
	return pack, file, err
}

func (d *Desk) signedPack(ctx context.Context, personID string, pack policy.Pack) ([]byte, error) {
	body, err := pack.Canonical()
	if err != nil {
		return nil, fault.Wrap(err, "rules.json", "规则包无法签名")
	}
	var note []byte
	err = d.Store.Read(ctx, func(tx Tx) error {
		people := readDirectory(ctx, tx)
		a, err := people.actor(personID)
		if err != nil {
			return err
		}
		today := Today(d.Now())
		key, signer, err := d.signingFor(ctx, tx, people.named(a.OrgID), today)
		if err != nil {
			return err
		}
		if signer == nil {
			return fault.New(fault.Refused, "rules.unsigned", "", "“%s”没有签名密钥，不能签发规则包；请由安全管理员新建密钥", a.OrgName)
		}
		hash := sha256.Sum256(body)
		sum := hex.EncodeToString(hash[:])
		note, err = signer.Sign(signing.Statement{Number: ruleNumber(pack), On: today, ContentHash: sum, SHA256: sum, TextSHA256: sum, Pages: 1, Title: pack.Title,
			Issuer: key.Issuer, Sample: key.Sample})
		return err
	})
	if err != nil {
		return nil, err
	}
	file, err := json.MarshalIndent(ruleFile{Form: RuleFileForm, Pack: body, Signature: string(note)}, "", "  ")
	if err != nil {
		return nil, fault.Wrap(err, "rules.json", "规则包无法写出")
	}
	return append(file, '\n'), nil
}

// RuleUse is the version of a pack that a case was judged by, with what another version in force now says differently.
type RuleUse struct {
	ID      string
	Title   string
	From    date.Date       // first day of the version used
	Newer   date.Date       // first day of the version in force now; zero while it is the same
	Changes []policy.Change // between them
}

// RulesSince compares the versions in force on a day with those of today, for packs of these ids. Packs that are the same are told
// without changes; one that did not exist on the day is left out.
func RulesSince(lib *policy.Library, ids []string, then, today date.Date) []RuleUse {
	var out []RuleUse
	for _, id := range slices.Sorted(slices.Values(ids)) {
		used, err := lib.On(id, then)
		if err != nil {
			continue
		}
		u := RuleUse{ID: id, Title: used.Title, From: used.ValidFrom}
		if now, err := lib.On(id, today); err == nil && now.ValidFrom != used.ValidFrom {
			u.Newer, u.Changes = now.ValidFrom, policy.Compare(&used, &now)
		}
		out = append(out, u)
	}
	return out
}
