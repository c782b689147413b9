package workflow_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/assets"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/policy"
	"zhiya/workflow/signing"
	"zhiya/workflow/sqlstore"
)

// ruled is an office whose bureau signs, with the rules of the program as they were before the Trademark Law of 2027 was in them.
func ruled(t *testing.T) *office {
	o := staffed(t)
	_, err := o.desk.CreateKey(ctx, "aq", "bureau", signing.Ed25519, seed(9))
	require.NoError(t, err)
	var old []policy.Pack
	for _, id := range policy.Embedded().IDs() {
		for _, p := range policy.Embedded().Versions(id) {
			if id == "trademark-terms" {
				if p.ValidFrom == date.Of(2027, 1, 1) {
					continue
				}
				p.ValidTo = date.Date{}
			}
			old = append(old, p)
		}
	}
	o.desk.Rules, err = policy.NewLibrary(old...)
	require.NoError(t, err)
	return o
}

// law2027 is the pack of the Trademark Law in force from 2027-01-01, as its file.
func law2027(t *testing.T) []byte {
	text, err := fs.ReadFile(assets.Rules(), "trademark-terms.2027.json")
	require.NoError(t, err)
	return text
}

func (o *office) signed(plain []byte) []byte {
	_, file, err := o.desk.SignRules(ctx, "xt", plain)
	require.NoError(o.t, err)
	return file
}

func TestTheTrademarkLawOf2027ComesInWithoutARelease(t *testing.T) {
	o := ruled(t)
	eve, day := date.Of(2026, 12, 31), date.Of(2027, 1, 1)
	before, err := o.desk.Rulebook().On("trademark-terms", day)
	require.NoError(t, err)
	require.Equal(t, date.Of(2019, 11, 1), before.ValidFrom)
	file := o.signed(law2027(t))

	seen, err := o.desk.PreviewRules(ctx, file)
	require.NoError(t, err)
	require.Equal(t, []policy.Displaced{{ID: "trademark-terms", From: before.ValidFrom, NowTo: eve}}, seen.Displaced)
	require.NotEmpty(t, seen.Changes)
	_, packs, err := o.desk.RuleLibrary(ctx)
	require.NoError(t, err)
	require.Empty(t, packs, "a look saves nothing")

	_, err = o.desk.ImportRules(ctx, "xt", file, false, "2026年修订的商标法施行")
	require.True(t, fault.Has(err, "rules.overlap"))
	require.Contains(t, err.Error(), "2026年12月31日")
	_, err = o.desk.ImportRules(ctx, "xt", file, true, "2026年修订的商标法施行")
	require.NoError(t, err)
	lib := o.desk.Rulebook()
	for on, want := range map[date.Date]date.Date{eve: date.Of(2019, 11, 1), day: day} {
		p, err := lib.On("trademark-terms", on)
		require.NoError(t, err)
		require.Equal(t, want, p.ValidFrom, "the rule of the day")
	}
	use := workflow.RulesSince(lib, []string{"trademark-terms", "patent-fees"}, eve, day)
	require.Equal(t, day, use[1].Newer)
	require.Contains(t, use[1].Changes[len(use[1].Changes)-1].After, "2026年修订")
	require.Zero(t, use[0].Newer)

	_, err = o.desk.ImportRules(ctx, "xt", file, true, "再来一次")
	require.True(t, fault.Has(err, "rules.known"))
	o.verify()
}

// Another desk on the same store judges by what was imported from its next act and its next watch on.
func TestAnImportCountsAtEveryDesk(t *testing.T) {
	o := ruled(t)
	other := workflow.NewDesk(o.desk.Config)
	pack := policy.Pack{ID: "trademark-pledge-refusal", Title: "示例：不予登记的情形", ValidFrom: date.Of(2024, 1, 1), Source: "示例"}
	now, err := policy.Embedded().On("trademark-pledge-refusal", date.Of(2024, 3, 1))
	require.NoError(t, err)
	pack.Items = slices.Clone(now.Items)
	pack.Items[0].Title = "示例改写的第一条"
	plain, err := json.Marshal(pack)
	require.NoError(t, err)
	_, err = o.desk.ImportRules(ctx, "xt", o.signed(plain), true, "示例")
	require.NoError(t, err)
	got, err := other.Rulebook().On(pack.ID, date.Of(2024, 3, 1))
	require.NoError(t, err)
	require.NotEqual(t, pack.Items[0].Title, got.Items[0].Title)
	_, err = other.RunWatch(ctx, "")
	require.NoError(t, err)
	got, err = other.Rulebook().On(pack.ID, date.Of(2024, 3, 1))
	require.NoError(t, err)
	require.Equal(t, pack.Items[0].Title, got.Items[0].Title)

	third := workflow.NewDesk(o.desk.Config)
	_, err = third.Do(ctx, "kehu", workflow.Request{CommandID: o.id(), Command: o.form("kehu", "OpenCase")})
	require.NoError(t, err)
	got, err = third.Rulebook().On(pack.ID, date.Of(2024, 3, 1))
	require.NoError(t, err)
	require.Equal(t, pack.Items[0].Title, got.Items[0].Title)
}

func TestAPackNobodyVouchesForStaysOut(t *testing.T) {
	o := ruled(t)
	file := o.signed(law2027(t))
	refuse := func(name, code string, file []byte) {
		t.Helper()
		_, err := o.desk.ImportRules(ctx, "xt", file, true, "示例")
		require.True(t, fault.Has(err, code), "%s: %v", name, err)
	}
	refuse("changed rule", "rules.signature", bytes.Replace(file, []byte("十年"), []byte("廿年"), 1))
	refuse("longer validity", "rules.signature", bytes.Replace(file, []byte("2027-01-01"), []byte("2026-01-01"), 1))
	refuse("no signature", "rules.form", law2027(t))
	refuse("another form", "rules.form", bytes.Replace(file, []byte(workflow.RuleFileForm), []byte("zhiya-rules/9"), 1))
	refuse("an added field", "rules.form", bytes.Replace(file, []byte(`"form"`), []byte(`"extra":1,"form"`), 1))
	refuse("two objects", "rules.form", append(bytes.Clone(file), file...))
	refuse("no rules", "policy.items", bytes.Replace(file, file[bytes.Index(file, []byte(`"items"`)):bytes.LastIndex(file, []byte(`"signature"`))], []byte(`"items":[]},`), 1))
	refuse("not JSON", "rules.form", []byte("规则"))
	for login, code := range map[string]string{"kehu": "permission", "aq": "permission", "sj": "permission"} {
		_, err := o.desk.ImportRules(ctx, login, file, true, "示例")
		require.True(t, fault.Has(err, code), login)
	}
	_, err := o.desk.ImportRules(ctx, "xt", file, true, "  ")
	require.True(t, fault.Has(err, "text.missing"))
	stranger := ruled(t) // another store, which does not know the key
	_, err = stranger.desk.EndKey(ctx, "aq", stranger.keys()[0].ID, true)
	require.NoError(t, err)
	_, err = stranger.desk.ImportRules(ctx, "xt", file, true, "示例")
	require.True(t, fault.Has(err, "rules.signature"), "%v", err)
	_, packs, err := o.desk.RuleLibrary(ctx)
	require.NoError(t, err)
	require.Empty(t, packs)

	_, _, err = staffed(t).desk.SignRules(ctx, "kehu", law2027(t))
	require.True(t, fault.Has(err, "rules.unsigned"))
}

func TestAnImportedPackCannotBeChangedBehindTheChain(t *testing.T) {
	for name, forge := range map[string]string{
		"rewritten": `UPDATE rule_pack SET body = replace(body, '十年', '廿年')`,
		"removed":   `DELETE FROM rule_pack`,
		"added":     `INSERT INTO rule_pack SELECT 2, pack_id, valid_from, body FROM rule_pack`,
	} {
		t.Run(name, func(t *testing.T) {
			o := ruled(t)
			_, err := o.desk.ImportRules(ctx, "xt", o.signed(law2027(t)), true, "示例")
			require.NoError(t, err)
			o.verify()
			raw := rawDB(t, o.path)
			for _, trigger := range []string{"rule_pack_no_update", "rule_pack_no_delete"} {
				_, err = raw.Exec(`DROP TRIGGER ` + trigger)
				require.NoError(t, err)
			}
			_, err = raw.Exec(forge)
			require.NoError(t, err)
			_, err = o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
			require.True(t, fault.Has(err, "audit.content"), "%v", err)
		})
	}
}

func TestAnExportedPackComesInElsewhereAsItWas(t *testing.T) {
	o := ruled(t)
	pack, file, err := o.desk.ExportRules(ctx, "xt", "patent-pledge-refusal", date.Of(2026, 11, 23))
	require.NoError(t, err)
	seen, err := o.desk.PreviewRules(ctx, file)
	require.NoError(t, err)
	require.True(t, seen.Known)
	require.Equal(t, pack.ID, seen.Pack.ID)
	_, _, err = o.desk.ExportRules(ctx, "xt", "patent-pledge-refusal", date.Of(1990, 1, 1))
	require.True(t, fault.Has(err, "policy.no_rule"))
	require.True(t, strings.HasPrefix(string(file), "{\n"))
}

// A pre-check keeps the versions it was judged by; once a newer one is in force, the case tells what that changes.
func TestACaseTellsWhatANewerRuleWouldChange(t *testing.T) {
	o := ruled(t)
	o.play(toPledged)
	c := o.state.Precheck
	require.Len(t, c.Rules, 2)
	changed, _ := c.Anew(o.desk.Rulebook(), workflow.Today(o.now))
	require.Empty(t, changed)

	now, err := o.desk.Rulebook().On(c.Rules[0].ID, workflow.Today(o.now))
	require.NoError(t, err)
	next := now
	next.ValidFrom, next.Items, next.Verified = workflow.Today(o.now).AddDays(10), slices.Clone(now.Items), false
	next.Items[0].Title, next.Items[0].Verified = "示例：改写的情形", false
	plain, err := json.Marshal(next)
	require.NoError(t, err)
	_, err = o.desk.ImportRules(ctx, "xt", o.signed(plain), true, "示例修订")
	require.NoError(t, err)
	changed, _ = c.Anew(o.desk.Rulebook(), workflow.Today(o.now))
	require.Empty(t, changed, "not in force yet")
	changed, anew := c.Anew(o.desk.Rulebook(), next.ValidFrom)
	require.NotEmpty(t, changed)
	require.Equal(t, c.Result.Outcome, anew.Outcome)
	require.True(t, slices.ContainsFunc(changed, func(x policy.Change) bool { return x.After == "示例：改写的情形" }), "%+v", changed)

	next.ValidFrom = now.ValidFrom // a correction of the very version: what it said before is not kept by the library
	plain, err = json.Marshal(next)
	require.NoError(t, err)
	_, err = o.desk.ImportRules(ctx, "xt", o.signed(plain), true, "示例更正")
	require.NoError(t, err)
	changed, _ = c.Anew(o.desk.Rulebook(), workflow.Today(o.now))
	require.Len(t, changed, 1)
	require.Contains(t, changed[0].Before, "已更正")
}
