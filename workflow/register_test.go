package workflow_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
	"zhiya/workflow/sqlstore"
)

var toPledged = slices.Concat(casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge)

func listed(n int, title string) right.Right {
	return right.Right{Kind: right.Trademark, Number: fmt.Sprintf("%d", 10000000+n), Class: 9, Title: title, Status: right.InForce,
		StatusOn: date.Must("2024-01-10"), TermEnd: date.Must("2031-05-06"), Owners: []right.Owner{{Name: "示例科技"}}}
}

func importOf(rights ...right.Right) register.ImportRights {
	return register.ImportRights{Source: "示例清单.xlsx", LookedUp: date.Must("2024-02-20"), Rights: rights}
}

func (o *office) imports(login string, rights ...right.Right) workflow.RightsImport {
	o.t.Helper()
	out, err := o.desk.ImportRights(ctx, login, importOf(rights...))
	require.NoError(o.t, err)
	return out
}

func (o *office) rights(login string, q register.Query) []register.Row {
	o.t.Helper()
	page, err := o.desk.Rights(ctx, login, q)
	require.NoError(o.t, err)
	return page.Rows
}

// forged writes into the file past the store and its triggers.
func forged(t *testing.T, path, statement string) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	for _, s := range []string{`DROP TRIGGER register_line_no_update`, `DROP TRIGGER register_line_no_delete`, `DROP TRIGGER register_batch_no_update`,
		`DROP TRIGGER register_batch_no_delete`, statement} {
		_, err := db.Exec(s)
		require.NoError(t, err, s)
	}
}

// sound makes sure that the store is what its audit chain says.
func (o *office) sound() {
	o.t.Helper()
	_, err := o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
	require.NoError(o.t, err)
}

func TestAnImportIsTakenBackInOneStepButForWhatSomebodyTouched(t *testing.T) {
	o := staffed(t)
	before := o.imports("kehu", listed(1, "示例甲"))
	require.Equal(t, 1, before.Added)
	later := listed(1, "示例甲")
	later.StatusOn, later.Status = date.Must("2024-02-01"), right.Expired
	preview, err := o.desk.PreviewImport(ctx, "kehu", importOf(later, listed(2, "示例乙"), listed(3, "示例丙"), listed(4, "示例丁")))
	require.NoError(t, err)
	require.Equal(t, []int{3, 1}, []int{preview.Added, preview.Changed})
	require.Len(t, o.rights("kehu", register.Query{}), 1, "a preview does nothing")

	done := o.imports("kehu", later, listed(2, "示例乙"), listed(3, "示例丙"), listed(4, "示例丁"))
	require.Equal(t, []int{3, 1}, []int{done.Batch.Added, done.Batch.Changed})
	again := o.imports("kehu", later, listed(2, "示例乙"), listed(3, "示例丙"), listed(4, "示例丁"))
	require.Zero(t, again.Batch.ID)
	require.Equal(t, []int{0, 1, 2, 3}, again.Unchanged)
	require.Equal(t, []int{0}, o.imports("kehu", listed(1, "示例甲")).Older)

	third := o.rights("kehu", register.Query{Search: "示例丙"})[0]
	update := register.UpdateRight{Entry: third.ID, Lines: 1, Right: listed(3, "示例丙"), Notes: "已续展", Family: "示例"}
	update.Right.StatusOn, update.Right.StatusSource = date.Must("2024-02-28"), "商标网"
	row, err := o.desk.UpdateRight(ctx, "kehu2", update)
	require.NoError(t, err)
	require.Equal(t, 2, row.Lines)
	_, err = o.desk.UpdateRight(ctx, "kehu", update)
	require.Equal(t, fault.Conflict, fault.KindOf(err), "%v", err)
	o.sound()

	undone, err := o.desk.UndoImport(ctx, "kehu", register.RemoveBatch{Batch: done.Batch.ID, Reason: "选错文件"})
	require.NoError(t, err)
	require.Equal(t, []int{2, 1}, []int{undone.Removed, undone.Restored})
	require.Len(t, undone.Kept, 1)
	require.Equal(t, "示例丙", undone.Kept[0].Title)
	o.sound()
	left := o.rights("kehu", register.Query{})
	require.Len(t, left, 2)
	require.Equal(t, right.InForce, left[1].Status, "as before the import")
	require.Empty(t, o.rights("kehu", register.Query{Search: "示例乙"}))
	counts, err := o.desk.RightCounts(ctx, "kehu")
	require.NoError(t, err)
	require.Equal(t, []register.Count{{Kind: right.Trademark, Status: right.InForce, N: 2}}, counts)
	_, err = o.desk.UndoImport(ctx, "kehu", register.RemoveBatch{Batch: done.Batch.ID, Reason: "再次"})
	require.True(t, fault.Has(err, "register.undone"), "%v", err)
	require.Equal(t, 2, o.imports("kehu", listed(2, "示例乙"), listed(4, "示例丁")).Added, "what went may come again")
	o.sound()

	batches, err := o.desk.RightBatches(ctx, "shenpi", 0, 10)
	require.NoError(t, err)
	var acts []register.Act
	for _, b := range batches {
		acts = append(acts, b.Act)
	}
	require.Equal(t, []register.Act{register.Imported, register.TakenBack, register.LookedUp, register.Imported, register.Imported}, acts)
	entry, err := o.desk.RightEntry(ctx, "kehu", third.ID)
	require.NoError(t, err)
	require.Len(t, entry.History, 2)
	require.Equal(t, "示例客户经理乙", entry.History[0].Batch.Person)
	require.Equal(t, "已续展", entry.Facts.Notes)
	require.Equal(t, "示例清单.xlsx", entry.History[1].Facts.Right.StatusSource)
}

func TestAVendorsListDoesNotWipeOutWhatItHasNoColumnFor(t *testing.T) {
	o := staffed(t)
	full := listed(1, "示例甲")
	full.Litigation, full.Licences = "示例诉讼", []right.Licence{{Licensee: "示例", Kind: "sole"}}
	o.imports("pg1", full)
	bare := listed(1, "")
	bare.StatusOn, bare.Owners, bare.Status = date.Must("2024-02-02"), nil, right.Terminated
	require.Equal(t, 1, o.imports("pg1", bare).Changed)
	got, err := o.desk.TakeRights(ctx, "pg1", []int64{o.rights("pg1", register.Query{})[0].ID})
	require.NoError(t, err)
	full.Status, full.StatusOn, full.StatusSource = right.Terminated, date.Must("2024-02-02"), "示例清单.xlsx"
	require.Equal(t, []right.Right{full}, got, "as last known, with the day of the look-up")
}

func TestBadRowsAreNamedTogetherAndNothingIsImported(t *testing.T) {
	o := staffed(t)
	future := listed(3, "示例丙")
	future.StatusOn = date.Must("2030-01-01")
	nameless := right.Right{Kind: right.Work, Owners: []right.Owner{{Name: "示例"}}}
	long := listed(5, strings.Repeat("长", 501))
	cmd := importOf(listed(1, "示例甲"), right.Right{Kind: "x"}, future, listed(1, "重复"), nameless, long)
	for _, run := range []func() (workflow.RightsImport, error){
		func() (workflow.RightsImport, error) { return o.desk.ImportRights(ctx, "kehu", cmd) },
		func() (workflow.RightsImport, error) { return o.desk.PreviewImport(ctx, "kehu", cmd) },
	} {
		_, err := run()
		var paths []string
		for _, f := range fault.Of(err) {
			require.Regexp(t, `\p{Han}`, f.Message)
			paths = append(paths, f.Path+" "+f.Code)
		}
		for _, want := range []string{"rights[1].kind right.kind", "rights[2].status_on date.future", "rights[3].number right.duplicate",
			"rights[4].number right.nameless", "rights[5].title text.long"} {
			require.Contains(t, paths, want)
		}
	}
	_, err := o.desk.ImportRights(ctx, "kehu", register.ImportRights{})
	require.True(t, fault.Has(err, "register.source") && fault.Has(err, "register.empty"), "%v", err)
	require.Empty(t, o.rights("kehu", register.Query{}))
}

func TestEachOrganisationSeesItsOwnRegisterOnly(t *testing.T) {
	o := staffed(t)
	o.imports("kehu", listed(1, "示例甲"))
	o.imports("pg1", listed(1, "示例甲乙"))
	o.imports("db1", listed(2, "示例丙"))
	mine := o.rights("shenpi", register.Query{Search: "示例"})
	require.Len(t, mine, 1)
	require.Equal(t, "示例甲", mine[0].Title)
	require.Len(t, o.rights("fh1", register.Query{}), 1)
	require.Empty(t, o.rights("lin", register.Query{}))
	theirs := o.rights("pg1", register.Query{})[0]
	for _, try := range []func() error{
		func() error { _, err := o.desk.RightEntry(ctx, "kehu", theirs.ID); return err },
		func() error { _, err := o.desk.TakeRights(ctx, "kehu", []int64{theirs.ID}); return err },
		func() error { _, err := o.desk.RightEntry(ctx, "lin", theirs.ID); return err },
		func() error {
			_, err := o.desk.UpdateRight(ctx, "kehu", register.UpdateRight{Entry: theirs.ID, Lines: 1, Right: listed(1, "x")})
			return err
		},
		func() error {
			return o.desk.MergeRights(ctx, "kehu", register.MergeDuplicate{Keep: mine[0].ID, Duplicate: theirs.ID, Reason: "x"})
		},
		func() error {
			return o.desk.GroupFamily(ctx, "kehu", register.GroupFamily{Entries: []int64{theirs.ID}, Family: "x"})
		},
		func() error {
			_, err := o.desk.UndoImport(ctx, "kehu", register.RemoveBatch{Batch: 2, Reason: "x"})
			return err
		},
	} {
		require.Equal(t, fault.NotFound, fault.KindOf(try()))
	}
	for _, login := range []string{"jj1", "bx1", "jb", "xt", "sj"} {
		_, err := o.desk.Rights(ctx, login, register.Query{})
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
	}
	for _, login := range []string{"shenpi", "fh1", "qf", "db2", "jj1", "jb", "aq"} {
		_, err := o.desk.ImportRights(ctx, login, importOf(listed(9, "示例")))
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
	}
	o.sound()
}

func TestDuplicatesAreMergedAndTheirHistoryStays(t *testing.T) {
	o := staffed(t)
	made := o.imports("kehu", listed(1, "示例甲"), listed(2, "示例甲"), listed(3, "示例丙"))
	rows := o.rights("kehu", register.Query{Search: "示例甲"})
	keep, duplicate := rows[1], rows[0]
	for code, bad := range map[string]register.MergeDuplicate{
		"text.missing": {Keep: keep.ID, Duplicate: duplicate.ID}, "register.same": {Keep: keep.ID, Duplicate: keep.ID, Reason: "x"},
	} {
		require.True(t, fault.Has(o.desk.MergeRights(ctx, "kehu", bad), code))
	}
	require.NoError(t, o.desk.MergeRights(ctx, "kehu", register.MergeDuplicate{Keep: keep.ID, Duplicate: duplicate.ID, Reason: "号码录错"}))
	require.True(t, fault.Has(o.desk.MergeRights(ctx, "kehu", register.MergeDuplicate{Keep: keep.ID, Duplicate: duplicate.ID, Reason: "x"}), "register.merged"))
	require.Len(t, o.rights("kehu", register.Query{Search: "示例甲"}), 1)
	entry, err := o.desk.RightEntry(ctx, "kehu", keep.ID)
	require.NoError(t, err)
	require.Len(t, entry.History, 4)
	require.Len(t, entry.Merged, 1)
	o.sound()

	later := listed(2, "示例甲")
	later.StatusOn = date.Must("2024-02-11")
	require.Equal(t, 1, o.imports("kehu", later).Changed, "a look-up under the other number goes to the entry kept")
	_, err = o.desk.ImportRights(ctx, "kehu", importOf(
		func() right.Right { r := listed(1, "示例甲"); r.StatusOn = date.Must("2024-02-12"); return r }(),
		func() right.Right { r := listed(2, "示例甲"); r.StatusOn = date.Must("2024-02-13"); return r }()))
	require.True(t, fault.Has(err, "right.duplicate"), "%v", err)

	undone, err := o.desk.UndoImport(ctx, "kehu", register.RemoveBatch{Batch: made.Batch.ID, Reason: "选错文件"})
	require.NoError(t, err)
	require.Len(t, undone.Kept, 2, "neither of the merged goes")
	o.sound()
}

func TestRightsAreGroupedIntoAFamily(t *testing.T) {
	o := staffed(t)
	o.imports("kehu", listed(1, "示例甲"), listed(2, "示例乙"), listed(3, "示例丙"))
	rows := o.rights("kehu", register.Query{})
	group := register.GroupFamily{Entries: []int64{rows[0].ID, rows[2].ID, rows[0].ID}, Family: "示例近似商标"}
	require.NoError(t, o.desk.GroupFamily(ctx, "kehu", group))
	require.True(t, fault.Has(o.desk.GroupFamily(ctx, "kehu", group), "register.same"))
	require.Len(t, o.rights("kehu", register.Query{Family: "示例近似商标"}), 2)
	entry, err := o.desk.RightEntry(ctx, "kehu", rows[0].ID)
	require.NoError(t, err)
	require.Len(t, entry.Family, 1)
	o.sound()
}

func TestARightPledgedElsewhereIsToldWithoutBetrayingTheCase(t *testing.T) {
	o := staffed(t)
	o.play(toPledged)
	require.True(t, o.state.HoldsRight())
	held := o.state.Intake.Rights[0]
	held.Ref = ""

	own, err := o.desk.PledgedInStore(ctx, "kehu", "", []right.Right{listed(1, "示例"), held})
	require.NoError(t, err)
	require.Len(t, own, 1)
	require.Equal(t, 1, own[0].Index)
	require.Equal(t, "该权利已在案件 "+o.state.Number+" 出质（在押）", own[0].Text)
	same, err := o.desk.PledgedInStore(ctx, "kehu", o.state.ID, []right.Right{held})
	require.NoError(t, err)
	require.Empty(t, same, "the case itself is no other case")

	compact := held
	compact.Number = strings.NewReplacer("ZL", "cn", ".", "").Replace(held.Number)
	done := o.imports("lin", compact)
	require.Len(t, done.Pledged, 1)
	require.Empty(t, done.Pledged[0].CaseID+done.Pledged[0].CaseNumber)
	require.NotContains(t, done.Pledged[0].Text, o.state.Number)
	require.Contains(t, done.Pledged[0].Text, "另有质押")

	form := casetest.Intake()
	form.LenderID = "bank2"
	form.AssessorID = ""
	r := workflow.Request{CommandID: o.id(), Command: casefile.OpenCase{IntakeForm: form}}
	out, err := o.desk.Do(ctx, "lin", r)
	require.NoError(t, err)
	require.NotEmpty(t, out.Notices)
	for _, n := range out.Notices {
		require.NotContains(t, n.Text, o.state.Number)
	}
	repeated, err := o.desk.Do(ctx, "lin", r)
	require.NoError(t, err)
	require.Equal(t, out, repeated)
	_, err = o.desk.PledgedInStore(ctx, "xt", "", []right.Right{held})
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
}

func TestFactsLookedUpForACaseAreALineInTheRegisterOfTheOneWhoLooked(t *testing.T) {
	o := staffed(t)
	o.play(toPledged)
	facts := o.state.Intake.Rights[0]
	known := facts
	known.Ref = ""
	o.imports("kehu", known)
	o.imports("db1", known)
	facts.Litigation = "示例诉讼"
	facts.StatusOn = date.Date{}
	_, err := o.do("kehu", casefile.UpdateRightFacts{Right: facts, Reason: "登记簿副本"})
	require.NoError(t, err)
	entry, err := o.desk.RightEntry(ctx, "kehu", o.rights("kehu", register.Query{})[0].ID)
	require.NoError(t, err)
	require.Len(t, entry.History, 2)
	require.Equal(t, register.FromCase, entry.History[0].Batch.Act)
	require.Equal(t, o.state.Number+" 登记簿副本", entry.History[0].Batch.Source)
	require.Equal(t, "示例诉讼", entry.Facts.Right.Litigation)
	require.Empty(t, entry.Facts.Right.Ref)
	require.Equal(t, workflow.Today(o.now), entry.Facts.Right.StatusOn)
	require.Len(t, entry.Cases, 1)
	require.True(t, entry.Cases[0].Holds)
	require.Equal(t, 1, o.rights("db1", register.Query{})[0].Lines, "another organisation's register is not touched")

	facts.StatusOn = date.Must("2023-01-01")
	_, err = o.do("kehu", casefile.UpdateRightFacts{Right: facts, Reason: "旧副本"})
	require.NoError(t, err)
	require.Equal(t, 2, o.rights("kehu", register.Query{})[0].Lines, "an older look-up says nothing new")
	o.sound()
}

func TestARegisterThatIsNotAsTheChainRecordedItIsFound(t *testing.T) {
	for name, forge := range map[string]string{
		"a line of the history":       `UPDATE register_line SET body = replace(body, '示例甲', '示例假')`,
		"an entry":                    `UPDATE register_entry SET status = 'expired'`,
		"an entry without a history":  `DELETE FROM register_line WHERE entry = (SELECT MIN(entry) FROM register_line)`,
		"an entry that is gone":       `DELETE FROM register_entry WHERE id = (SELECT MIN(id) FROM register_entry)`,
		"a batch":                     `UPDATE register_batch SET person = '他人'`,
		"a batch that is gone":        `DELETE FROM register_batch`,
		"a count":                     `UPDATE register_count SET n = n + 1`,
		"a batch that never was":      `INSERT INTO register_batch SELECT 77, org_id, act, source, person_id, person, at_milli, looked_up, added, changed, undoes, digest FROM register_batch`,
		"a line that nobody recorded": `INSERT INTO register_line SELECT entry, 2, batch, body FROM register_line`,
	} {
		t.Run(name, func(t *testing.T) {
			o := staffed(t)
			o.imports("kehu", listed(1, "示例甲"), listed(2, "示例乙"))
			o.sound()
			forged(t, o.path, forge)
			_, err := o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
			require.True(t, fault.Has(err, "audit.content"), "%v", err)
			require.ErrorContains(t, err, "权利登记簿")
		})
	}
}

func TestABackupHoldsTheRegisterAndItsSearch(t *testing.T) {
	o := staffed(t)
	o.imports("kehu", listed(1, "示例甲电池"), listed(2, "示例乙"))
	copied := filepath.Join(t.TempDir(), "copy.db")
	require.NoError(t, o.desk.Store.(*sqlstore.Store).Backup(ctx, copied))
	store, err := sqlstore.Open(ctx, copied)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: o.desk.Now, NewID: o.desk.NewID})
	page, err := desk.Rights(ctx, "kehu", register.Query{Search: "电池"})
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
}
