package workflow_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/right"
	"zhiya/workflow/sqlstore"
)

func parseState(t testing.TB, body string) casefile.State {
	var s casefile.State
	require.NoError(t, json.Unmarshal([]byte(body), &s))
	return s
}

var toLent = [][]string{casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge}

func TestACommandHandedInTwiceHasOneEffect(t *testing.T) {
	o := staffed(t)
	o.lane = casefile.External
	for _, act := range slices.Concat(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport, casetest.ToSigning) {
		login, name, _ := strings.Cut(act, " ")
		r := o.request(o.form(login, casefile.Name(name)))
		first, err := o.desk.Do(ctx, login, r)
		require.NoError(t, err, act)
		events := o.events()
		second, err := o.desk.Do(ctx, login, r)
		require.NoError(t, err, act)
		a, _ := json.Marshal(first)
		b, _ := json.Marshal(second)
		require.JSONEq(t, string(a), string(b), act)
		require.Equal(t, events, o.events(), "%s was recorded twice", act)
		o.read(first.CaseID)
		require.Equal(t, first.Version, o.state.Version)
	}
}

func TestACommandNumberIsNotTakenForAnotherCommand(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence)
	r := o.request(o.form("kehu", "RecordDueDiligence"))
	_, err := o.desk.Do(ctx, "kehu", r)
	require.NoError(t, err)
	before := o.files()
	other := r
	other.Command = casefile.WithdrawCase{Return: casefile.Return{Reason: "示例"}}
	_, err = o.desk.Do(ctx, "kehu", other)
	require.True(t, fault.Has(err, "command.reused"), "%v", err)
	_, err = o.desk.Do(ctx, "kehu2", r)
	require.True(t, fault.Has(err, "command.reused"), "another person's: %v", err)
	for _, id := range []string{"", strings.Repeat("x", 65)} {
		r.CommandID = id
		_, err = o.desk.Do(ctx, "kehu", r)
		require.True(t, fault.Has(err, "command.id"))
	}
	_, err = o.desk.Do(ctx, "kehu", workflow.Request{CommandID: "c"})
	require.True(t, fault.Has(err, "command.missing"))
	require.Equal(t, before, o.files())
}

func TestOfTwoPersonsOnOneVersionOneWins(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence)
	requests := map[string]workflow.Request{}
	for _, login := range []string{"kehu", "kehu2"} {
		requests[login] = o.request(o.form(login, "RecordDueDiligence"))
	}
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, login := range []string{"kehu", "kehu2"} {
		wg.Go(func() { _, errs[i] = o.desk.Do(ctx, login, requests[login]) })
	}
	wg.Wait()
	won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
	require.GreaterOrEqual(t, won, 0, "%v", errs)
	require.Equal(t, fault.Conflict, fault.KindOf(errs[1-won]), "%v", errs)
	require.EqualValues(t, 3, o.events())
}

func TestTextThatCannotBePrintedIsRefusedWithItsField(t *testing.T) {
	o := staffed(t)
	f := o.form("kehu", "OpenCase").(casefile.OpenCase)
	f.Purpose, f.Debtors[0].Name = "购买𠮷", "𠮷示例公司"
	before := o.files()
	_, err := o.do("kehu", f)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	var paths []string
	for _, x := range fault.Of(err) {
		require.Equal(t, "text.unprintable", x.Code)
		require.Contains(t, x.Message, "U+20BB7")
		paths = append(paths, x.Path)
	}
	require.Equal(t, []string{"debtors[0].name", "purpose"}, paths, "all at once")
	require.Equal(t, before, o.files())
}

func TestARefusalStoresNothing(t *testing.T) {
	o := staffed(t)
	refuse := func(what, login string, r workflow.Request, kind fault.Kind) {
		t.Helper()
		before := o.files()
		_, err := o.desk.Do(ctx, login, r)
		require.Equal(t, kind, fault.KindOf(err), "%s: %v", what, err)
		require.Equal(t, before, o.files(), "%s left something behind", what)
	}
	bad := o.form("kehu", "OpenCase").(casefile.OpenCase)
	bad.Requested, bad.TermMonths = -1, 0
	refuse("a wrong form", "kehu", o.request(bad), fault.Invalid)
	refuse("a stranger's post", "xt", o.request(o.form("kehu", "OpenCase")), fault.Forbidden)
	refuse("nobody", "nobody", o.request(o.form("kehu", "OpenCase")), fault.Forbidden)
	refuse("a command without its case", "kehu", o.request(casefile.CompleteIntake{}), fault.Refused)
	o.play(casetest.ToDueDiligence)
	refuse("a stage too early", "kehu", o.request(o.form("kehu", "ProposeCredit")), fault.Refused)
	refuse("another's act", "jb", o.request(o.form("kehu", "RecordDueDiligence")), fault.Forbidden)
	refuse("a stranger's organisation", "lin", o.request(o.form("kehu", "RecordDueDiligence")), fault.NotFound)
	refuse("an administrator of a party", "xt", o.request(o.form("kehu", "RecordDueDiligence")), fault.NotFound)
	stale := o.request(o.form("kehu", "RecordDueDiligence"))
	stale.Version--
	refuse("an old version", "kehu", stale, fault.Conflict)
	unknown := o.request(casefile.CompleteIntake{})
	unknown.CaseID = "no-such-case"
	refuse("no case", "kehu", unknown, fault.NotFound)
	o.play(casetest.ToLaneValue, casetest.ToSigning[:4])
	refuse("four eyes", "kehu", o.request(o.form("shenpi", "ApproveCredit")), fault.Forbidden)
	o.fail.Store(true)
	refuse("a paper that cannot be made", "shenpi", o.request(o.form("shenpi", "ApproveCredit")), fault.Broken)
	o.fail.Store(false)
	o.play(casetest.ToSigning[4:])
}

func TestAnIssuedPaperStandsInTheChain(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning[:4])
	out, err := o.do("shenpi", o.form("shenpi", "ApproveCredit"))
	require.NoError(t, err)
	require.Len(t, out.Documents, 2, "授信测算表 and 入池备案表")
	require.NoError(t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		doc, err := tx.Document(ctx, out.Documents[0].ID)
		require.NoError(t, err)
		sum := sha256.Sum256(doc.Body)
		require.Equal(t, hex.EncodeToString(sum[:]), doc.SHA256)
		require.Equal(t, o.state.Number+"-SX01", doc.Number)
		last, err := tx.LastEvent(ctx)
		require.NoError(t, err)
		require.Equal(t, out.Hash, last.Hash)
		require.Contains(t, last.Payload, doc.SHA256)
		require.Contains(t, last.Payload, doc.Number)
		row, err := tx.Case(ctx, o.state.ID)
		require.NoError(t, err)
		require.Contains(t, last.Payload, fmt.Sprintf(`"state":"%x"`, sha256.Sum256([]byte(row.Body))), "the case as saved stands in the chain too")
		require.Equal(t, o.state.Version, last.Version)
		events, err := tx.Events(ctx, 0, 500, "")
		require.NoError(t, err)
		var v audit.Verifier
		for _, e := range events {
			require.NoError(t, v.Next(e))
		}
		return nil
	}))
	_, err = o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
	require.NoError(t, err, "what the desk saves is what it says in the chain")
}

func TestACaseDoesNotExistForStrangers(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence, casetest.ToLaneValue)
	docID := o.state.Documents[0].ID
	for _, login := range []string{"lin", "waipg", "jj1", "xt", "aq", "sj"} { // the fund is no party before it is asked
		_, err := o.desk.Open(ctx, login, o.state.ID)
		require.Equal(t, fault.NotFound, fault.KindOf(err), login)
		_, err = o.desk.ReadDocument(ctx, login, docID)
		require.Equal(t, fault.NotFound, fault.KindOf(err), login)
		_, err = o.desk.Suggest(ctx, login, o.state.ID, "ProposeCredit")
		require.Equal(t, fault.NotFound, fault.KindOf(err), login)
		_, err = o.desk.Trail(ctx, login, o.state.ID, 0, 100)
		require.Equal(t, fault.NotFound, fault.KindOf(err), login)
		rows, err := o.desk.List(ctx, login, "", nil, "", 100)
		require.NoError(t, err)
		require.Empty(t, rows, login)
	}
	_, err := o.desk.Trail(ctx, "kehu", "", 0, 100)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	events, err := o.desk.Trail(ctx, "sj", "", 0, 100)
	require.NoError(t, err)
	require.EqualValues(t, o.events(), len(events))
	rows, err := o.desk.List(ctx, "kehu", "示例新材料", nil, "", 100)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "授信", rows[0].Where)
	require.Equal(t, "提出授信方案", rows[0].Mine, "the record that the decision waits for is the officer's turn")
	require.Empty(t, rows[0].Body)
	o.play(casetest.ToSigning[:1])
	_, err = o.desk.Open(ctx, "jj1", o.state.ID)
	require.NoError(t, err, "a partner sees the case from the enrolment on")
}

func TestEachSideSeesItsOwnPart(t *testing.T) {
	o := staffed(t)
	o.lane = casefile.External
	o.play(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue[:1])
	_, err := o.do("fh1", casefile.ReviewValuation{Level: 1, Opinion: "机密复核意见", Remarks: []casefile.Remark{{Where: "收益法", Text: "机密复核意见"}}})
	require.NoError(t, err)
	o.play([]string{"pg1 AnswerReview", "pg1 SubmitValuation"}, casetest.ToIssue)
	_, err = o.do("qf", casefile.ReturnReport{Return: casefile.Return{Reason: "机密退回原因"}})
	require.NoError(t, err)
	o.play([]string{"pg1 AnswerReview", "pg1 SubmitValuation"}, casetest.ToIssue)
	look := func(login string) (casefile.State, string) {
		v, err := o.desk.Open(ctx, login, o.state.ID)
		require.NoError(t, err)
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		trail, err := o.desk.Trail(ctx, login, o.state.ID, 0, 500)
		require.NoError(t, err)
		text, err := json.Marshal(trail)
		require.NoError(t, err)
		for _, name := range casefile.Commands() {
			form, err := o.desk.Suggest(ctx, login, o.state.ID, name)
			require.NoError(t, err)
			more, err := json.Marshal(form)
			require.NoError(t, err)
			text = append(text, more...)
		}
		return v.State, string(raw) + string(text)
	}
	for _, login := range []string{"kehu", "jb"} {
		s, text := look(login)
		require.Nil(t, s.Valuation, "no draft before the issue")
		require.Nil(t, s.Review)
		require.NotContains(t, text, "机密复核意见", login)
		require.NotContains(t, text, "机密退回原因", login)
		require.NotContains(t, text, "90000000.00", "a forecast of the draft reached %s", login)
	}
	_, text := look("pg2")
	require.Contains(t, text, "机密复核意见")

	o.play(casetest.ToReport)
	f := o.form("kehu", "ProposeCredit").(casefile.ProposeCredit)
	f.Opinion, f.Amount = "机密授信意见", money.Must("765432.10")
	_, err = o.do("kehu", f)
	require.NoError(t, err)
	_, err = o.do("shenpi", casefile.ReturnCredit{Return: casefile.Return{Reason: "机密退回原因甲"}})
	require.NoError(t, err)
	_, err = o.do("kehu", f)
	require.NoError(t, err)
	o.play(casetest.ToSigning[1:])

	s, text := look("kehu")
	require.NotNil(t, s.Valuation, "the report is out")
	require.Nil(t, s.Review, "its review is not")
	require.Contains(t, text, "机密授信意见")
	require.NotContains(t, text, "机密退回原因\"", "what was said inside the firm stays there")

	s, text = look("pg1")
	require.Nil(t, s.Credit)
	require.Nil(t, s.DueDiligence)
	require.Zero(t, s.Intake.Requested)
	for _, secret := range []string{"机密授信意见", "765432.10", "机密退回原因甲", "1000000.00"} {
		require.NotContains(t, text, secret, "the firm must not see %s", secret)
	}
	rows, err := o.desk.List(ctx, "pg1", "", nil, "", 10)
	require.NoError(t, err)
	require.Zero(t, rows[0].AmountFen)

	for _, login := range []string{"jb", "jj1"} {
		s, text = look(login)
		require.NotContains(t, text, "机密授信意见", login)
		require.NotContains(t, text, "机密退回原因甲", login)
		require.Nil(t, s.DueDiligence)
		require.Equal(t, money.Must("765432.10"), s.Credit.Form.Amount, "the amounts they see")
	}
	for _, d := range o.state.Documents {
		for login, kinds := range map[string][]casefile.DocumentKind{"pg1": {casefile.DocEngagement, casefile.DocPlan, casefile.DocSiteVisit, casefile.DocTitleCheck, casefile.DocIndependence, casefile.DocAppraisalReport, casefile.DocDetailTable, casefile.DocExplanation, casefile.DocReviewSheet},
			"kehu": {casefile.DocIntake, casefile.DocEngagement, casefile.DocAppraisalReport, casefile.DocDetailTable, casefile.DocExplanation, casefile.DocCreditMemo, casefile.DocDueDiligence, casefile.DocEnrolment}, "jb": {casefile.DocIntake, casefile.DocAppraisalReport, casefile.DocDetailTable, casefile.DocEnrolment}} {
			_, err := o.desk.ReadDocument(ctx, login, d.ID)
			require.Equal(t, slices.Contains(kinds, d.Kind), err == nil, "%s and %s: %v", login, d.Kind, err)
		}
	}
}

func TestAPersonAndAPostCountAsTheyAreNow(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence)
	o.change("kehu", func(p *access.Person) { p.Roles = []access.Role{access.Approver} })
	_, err := o.do("kehu", o.form("kehu", "RecordDueDiligence"))
	require.True(t, fault.Has(err, "permission"), "%v", err)
	o.change("kehu", func(p *access.Person) { p.Active = false })
	_, err = o.do("kehu", o.form("kehu", "RecordDueDiligence"))
	require.True(t, fault.Has(err, "person.inactive"), "%v", err)
	_, err = o.desk.Open(ctx, "kehu", o.state.ID)
	require.True(t, fault.Has(err, "person.inactive"), "%v", err)
	o.play([]string{"kehu2 RecordDueDiligence"})
}

func TestARightIsPledgedInOneCaseOnly(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration)
	first := o.state
	o.next().play(casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration)
	require.NotEqual(t, first.Number, o.state.Number)
	second := o.state
	o.read(first.ID)
	o.play(casetest.ToDisbursement[:1])
	o.read(second.ID)
	before := o.files()
	_, err := o.do("kehu", o.form("kehu", "FileRegistration"))
	require.True(t, fault.Has(err, "PR-09"), "%v", err)
	require.Equal(t, before, o.files())
	o.read(first.ID)
	o.play([]string{"kehu WithdrawFiling"})
	o.read(second.ID)
	o.play(casetest.ToDisbursement[:1])
	o.read(first.ID)
	_, err = o.do("kehu", o.form("kehu", "FileRegistration"))
	require.True(t, fault.Has(err, "PR-09"), "%v", err)
}

func TestARightAddedOrReleasedLaterIsPledgedInOneCaseOnlyToo(t *testing.T) {
	o := staffed(t).play(toPledged, []string{"kehu ProposeSubstitution", "shenpi ApproveCollateral"})
	first := o.state
	added := first.Collateral.Added.Right
	other := o.next().form("kehu", "OpenCase").(casefile.OpenCase)
	added.Ref = ""
	other.Rights = []right.Right{added}
	_, err := o.do("kehu", other)
	require.NoError(t, err)
	o.play(casetest.ToDueDiligence[1:], casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration)
	second := o.state

	o.read(first.ID)
	o.play([]string{"kehu FileAddedPledge"})
	require.NotEmpty(t, o.state.LatestDocument(casefile.DocRegistration).SHA256)
	o.read(second.ID)
	_, err = o.do("kehu", o.form("kehu", "FileRegistration"))
	require.True(t, fault.Has(err, "PR-09"), "the application of the other case bars it: %v", err)
	o.read(first.ID)
	o.play([]string{"kehu WithdrawCollateralFiling"})
	o.read(second.ID)
	o.play(casetest.ToDisbursement[:1])
	o.read(first.ID)
	_, err = o.do("kehu", o.form("kehu", "FileAddedPledge"))
	require.True(t, fault.Has(err, "PR-09"), "and the other way about: %v", err)
	o.read(second.ID)
	o.play([]string{"kehu WithdrawFiling"})
	o.read(first.ID)
	o.play([]string{"kehu FileAddedPledge", "kehu RecordCollateralResult", "kehu FileRelease"})
	released := o.state.Intake.Rights[0]
	require.True(t, o.state.Holds(casefile.RightKey(released)), "it is held until the cancellation is registered")
	o.play([]string{"kehu RecordCollateralResult"})
	require.False(t, o.state.Holds(casefile.RightKey(released)))
	require.True(t, o.state.Holds(casefile.RightKey(added)))

	again := o.next().form("kehu", "OpenCase").(casefile.OpenCase)
	released.Ref = ""
	again.Rights = []right.Right{released}
	out, err := o.do("kehu", again)
	require.NoError(t, err)
	require.Empty(t, out.Notices, "a released right is free")
	o.play(casetest.ToDueDiligence[1:], casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement)
}

func TestARightIsKnownHoweverItsNumberIsWritten(t *testing.T) {
	for _, written := range []string{"2021103456783", "CN202110345678.3", "ＺＬ２０２１１０３４５６７８．３", " zl202110345678.3"} {
		o := staffed(t).play(casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement)
		f := o.next().form("kehu", "OpenCase").(casefile.OpenCase)
		f.Rights[0].Number = written
		f.Rights = f.Rights[:1]
		_, err := o.do("kehu", f)
		require.NoError(t, err, written)
		o.play(casetest.ToDueDiligence[1:], casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration)
		_, err = o.do("kehu", o.form("kehu", "FileRegistration"))
		require.True(t, fault.Has(err, "PR-09"), "%s: %v", written, err)
	}
	twice := casetest.Intake()
	twice.Rights[1] = twice.Rights[0]
	twice.Rights[1].Number = "2021103456783"
	_, err := staffed(t).do("kehu", casefile.OpenCase{IntakeForm: twice})
	require.True(t, fault.Has(err, "right.duplicate"), "%v", err)
}

func TestOfTwoCasesFilingOneRightAtOnceOneWins(t *testing.T) {
	o := staffed(t)
	var requests []workflow.Request
	for range 2 {
		o.next().play(casetest.ToDueDiligence, casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration)
		requests = append(requests, o.request(o.form("kehu", "FileRegistration")))
	}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, r := range requests {
		wg.Go(func() { _, errs[i] = o.desk.Do(ctx, "kehu", r) })
	}
	wg.Wait()
	require.Equal(t, 1, len(slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err == nil })), "%v", errs)
	for _, err := range errs {
		require.True(t, err == nil || fault.Has(err, "PR-09") || fault.Has(err, "right.taken"), "%v", err)
	}
}

func TestCaseNumbersOfTwoStoresNeverMeet(t *testing.T) {
	seen := map[string]bool{}
	for _, tag := range []string{"AA", "B7"} {
		o := staffedAs(t, tag)
		for n := range 3 {
			o.next().play(casetest.ToDueDiligence[:1])
			require.False(t, seen[o.state.Number])
			seen[o.state.Number] = true
			require.Equal(t, fmt.Sprintf("LYG-B03%s-2024-%06d", tag, n+1), o.state.Number)
		}
	}
}

func TestTheWholeRoadRunsThroughTheStore(t *testing.T) {
	o := staffed(t)
	o.play(toLent...)
	o.play(casetest.ToDefault, casetest.ToConfirmed, casetest.ToPaid, casetest.ToApproved, casetest.ToSold, casetest.ToDistributed, []string{"shenpi CloseCase"})
	require.Equal(t, casefile.Closed, o.state.Stage)
	view, err := o.desk.Open(ctx, "fg", o.state.ID)
	require.NoError(t, err)
	require.NotEmpty(t, view.Journey)
	kinds := map[casefile.DocumentKind]bool{}
	for _, d := range o.state.Documents {
		kinds[d.Kind] = true
		_, err := o.desk.ReadDocument(ctx, "kehu", d.ID)
		require.NoError(t, err)
	}
	require.GreaterOrEqual(t, len(kinds), 11)
	doc, issued, err := o.desk.Paper(ctx, o.state.Number, casefile.DocDistribution)
	require.NoError(t, err)
	require.True(t, issued)
	require.NotEmpty(t, doc.Body)
}

func TestADraftBelongsToOnePersonAndGoesWhenItsFormIsHandedIn(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence)
	cmd := o.form("kehu", "RecordDueDiligence").(casefile.RecordDueDiligence)
	require.NoError(t, o.desk.SaveDraft(ctx, "kehu", o.state.ID, cmd.Name(), cmd))
	var back casefile.RecordDueDiligence
	found, err := o.desk.LoadDraft(ctx, "kehu2", o.state.ID, cmd.Name(), &back)
	require.NoError(t, err)
	require.False(t, found)
	found, err = o.desk.LoadDraft(ctx, "kehu", o.state.ID, cmd.Name(), &back)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, cmd, back)
	id := o.state.ID
	_, err = o.do("kehu", back)
	require.NoError(t, err)
	found, err = o.desk.LoadDraft(ctx, "kehu", id, cmd.Name(), &back)
	require.NoError(t, err)
	require.False(t, found)
	require.NoError(t, o.desk.SaveDraft(ctx, "kehu", id, cmd.Name(), cmd))
	require.NoError(t, o.desk.DropDraft(ctx, "kehu", id, cmd.Name()))
	found, _ = o.desk.LoadDraft(ctx, "kehu", id, cmd.Name(), &back)
	require.False(t, found)
}
