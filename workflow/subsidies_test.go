package workflow_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/subsidy"
)

// creditCodes are made credit codes whose check digits are right.
var creditCodes = []string{"91320700MA1T5UTK2P", "91320700MA1TC8B09H"}

// treasury adds the people that subsidies need to an office: a second clerk and the finance authority.
func treasury(t testing.TB, o *office) {
	person := func(login, org string, role access.Role) access.Person {
		return access.Person{ID: login, OrgID: org, Login: login, Name: "示例" + login, Roles: []access.Role{role}, Active: true}
	}
	require.NoError(t, o.desk.Store.Write(ctx, func(tx workflow.Tx) error {
		if err := tx.SaveOrg(ctx, access.Org{ID: "finance", Kind: access.Finance, Code: "C01", Name: "示例财政局"}); err != nil {
			return err
		}
		for _, p := range []access.Person{person("jb2", "bureau", access.Clerk), person("cz1", "finance", access.Officer), person("cz2", "finance", access.Approver)} {
			if err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		return nil
	}))
}

func plan() subsidy.Plan {
	cap := money.Yuan(300_000)
	return subsidy.Plan{Name: "2023 年度知识产权质押贷款贴息（示例）", Kind: subsidy.Interest, Year: 2023, From: date.Must("2023-01-01"), To: date.Must("2024-01-01"),
		Scheme: subsidy.Scheme{Code: "lyg-example", Title: "示例贴息方案", RateBase: subsidy.ActualRate, Ratio: money.MustRate("0.5"), DayCount: "365", FirmYearCap: &cap,
			OverdueExcluded: true, From: date.Must("2022-01-01"), Source: "示例", Example: true}}
}

func declaration(firm int, loan string) subsidy.Entry {
	return subsidy.Entry{Firm: fmt.Sprintf("示例科技%d", firm), USCC: creditCodes[firm], LoanNo: loan, Bank: "B03", LoanFrom: date.Must("2023-01-01"), LoanDue: date.Must("2024-01-01"),
		Principal: money.Yuan(5_000_000), Rate: money.MustRate("0.0365"), From: date.Must("2023-01-01"), To: date.Must("2024-01-01"), Paid: money.Yuan(182_500), Voucher: "FX-1"}
}

func confirmed(l subsidy.Line) subsidy.CheckLine {
	e := l.Entry
	return subsidy.CheckLine{No: l.No, Confirmed: true, Principal: e.Principal, Rate: e.Rate, LoanFrom: e.LoanFrom, LoanDue: e.LoanDue, Paid: e.Paid, Overdue: e.Overdue}
}

// batch plays the acts of one batch.
type batch struct {
	*office
	id      string
	version int64
}

func (b *batch) do(login string, f subsidy.Form) error {
	out, err := b.desk.ActOnSubsidy(ctx, login, workflow.SubsidyRequest{CommandID: b.desk.NewID(), BatchID: b.id, Version: b.version, Form: f})
	if err == nil {
		b.id, b.version = out.BatchID, out.Version
	}
	return err
}

func (b *batch) must(login string, f subsidy.Form) {
	b.t.Helper()
	require.NoError(b.t, b.do(login, f), "%s %T", login, f)
}

func (b *batch) view(login string) workflow.SubsidyView {
	b.t.Helper()
	v, err := b.desk.Subsidy(ctx, login, b.id)
	require.NoError(b.t, err)
	return v
}

// declared opens and announces a batch and receives declarations.
func declared(o *office, p subsidy.Plan, entries ...subsidy.Entry) *batch {
	o.t.Helper()
	b := &batch{office: o}
	b.must("jb", &subsidy.Open{Plan: p, FinanceID: "finance"})
	b.must("ks", &subsidy.Notify{NoticeNo: "示例通知〔2024〕1 号", On: o.today(), Until: o.today().AddDays(10)})
	b.must("jb", &subsidy.Declare{Source: "纸质申报", ReceivedOn: o.today(), Entries: entries})
	return b
}

// examined plays a batch until the bureau has handed it to the finance authority.
func (b *batch) examined() *batch {
	b.t.Helper()
	b.must("jb", &subsidy.CloseDeclarations{})
	var checks []subsidy.CheckLine
	var pass []subsidy.LineVerdict
	for _, l := range b.view("kehu").Batch.Lines {
		if l.Refused() == "" {
			checks, pass = append(checks, confirmed(l)), append(pass, subsidy.LineVerdict{No: l.No, Verdict: subsidy.Pass})
		}
	}
	b.must("kehu", &subsidy.CheckLines{Lines: checks})
	b.must("jb2", &subsidy.Review{Lines: pass})
	b.must("jb2", &subsidy.SubmitReview{Opinion: "同意"})
	return b
}

// paid plays a batch from the finance authority to its payment.
func (b *batch) paid() *batch {
	b.t.Helper()
	b.must("cz1", &subsidy.ProposeApproval{Opinion: "拟同意"})
	b.must("cz2", &subsidy.Approve{Approved: true, Opinion: "同意"})
	b.must("jb", &subsidy.Publish{From: b.today(), Days: 5, Unit: "workday", Where: "示例网站"})
	b.now = b.now.AddDate(0, 0, 10)
	b.must("jb", &subsidy.EndPublicity{})
	b.must("cz1", &subsidy.Pay{On: b.today(), Voucher: "PZ-1"})
	return b
}

func TestABatchGoesFromNoticeToPaymentByItsActors(t *testing.T) {
	o := staffed(t)
	treasury(t, o)
	b := declared(o, plan(), declaration(0, "JJ-1"), declaration(1, "JJ-2")).examined().paid()
	v := b.view("cz1")
	require.Equal(t, subsidy.Done, v.Batch.Step)
	require.Equal(t, money.Must("182500"), v.Batch.Total())
	for _, l := range v.Batch.Lines {
		require.Equal(t, money.Must("91250"), l.Payment.Amount)
	}
	o.verified()
	require.NoError(t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		events, err := tx.Events(ctx, 0, 100, workflow.SubsidyObject+v.Batch.Number)
		require.Len(t, events, int(b.version))
		return err
	}))
	err := b.do("cz1", &subsidy.Pay{On: o.today(), Voucher: "PZ-2"})
	require.True(t, fault.Has(err, "subsidy.step"), "nothing is paid twice: %v", err)
}

func TestABatchIsSeenByThoseItConcernsAndByNobodyElse(t *testing.T) {
	o := staffed(t)
	treasury(t, o)
	b := declared(o, plan(), declaration(0, "JJ-1"))
	for _, login := range []string{"pg1", "db1", "jj1", "bx1", "xt"} {
		_, err := o.desk.Subsidies(ctx, login)
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
	}
	sees := func(login string) bool {
		_, err := o.desk.Subsidy(ctx, login, b.id)
		if err != nil {
			require.Equal(t, fault.NotFound, fault.KindOf(err))
		}
		return err == nil
	}
	require.True(t, sees("jb"))
	require.True(t, sees("cz1"))
	require.False(t, sees("kehu"), "the bank sees its lines when they are sent to it")
	b.must("jb", &subsidy.CloseDeclarations{})
	require.True(t, sees("kehu"))
	require.False(t, sees("lin"), "another bank sees nothing")
	err := b.do("lin", &subsidy.CheckLines{})
	require.Equal(t, fault.NotFound, fault.KindOf(err), "%v", err)
}

func TestAnActThatIsRefusedLeavesNothingBehind(t *testing.T) {
	o := staffed(t)
	treasury(t, o)
	b := declared(o, plan(), declaration(0, "JJ-1"))
	before := o.events()
	stale := *b
	stale.version--
	err := stale.do("jb", &subsidy.CloseDeclarations{})
	require.Equal(t, fault.Conflict, fault.KindOf(err), "%v", err)
	err = b.do("jb", &subsidy.Withdraw{No: 1, Reason: "𠮷"})
	require.True(t, fault.Has(err, "text.unprintable"), "%v", err)
	err = b.do("jb", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today(), Entries: []subsidy.Entry{declaration(1, "JJ-2"), declaration(0, "JJ-1")}})
	require.True(t, fault.Has(err, "subsidy.duplicate"), "%v", err)
	err = b.do("cz1", &subsidy.Pay{On: o.today(), Voucher: "PZ-1"})
	require.True(t, fault.Has(err, "subsidy.step"), "%v", err)
	require.Equal(t, before, o.events())
	require.Len(t, b.view("jb").Batch.Lines, 1)
	o.verified()
}

func TestADuplicateIsRefusedAcrossBatchesUntilTheFirstIsGone(t *testing.T) {
	o := staffed(t)
	treasury(t, o)
	first := declared(o, plan(), declaration(0, "JJ-1"))
	second := declared(o, plan(), declaration(1, "JJ-2"))
	again := &subsidy.Declare{Source: "纸质", ReceivedOn: o.today(), Entries: []subsidy.Entry{declaration(0, "JJ-1")}}
	err := second.do("jb", again)
	require.True(t, fault.Has(err, "subsidy.duplicate"), "%v", err)
	require.Contains(t, err.Error(), first.view("jb").Batch.Number)
	judged, err := o.desk.JudgeDeclarations(ctx, "jb", second.id, []subsidy.Entry{declaration(0, "JJ-1"), declaration(0, "JJ-3")})
	require.NoError(t, err)
	require.True(t, fault.Has(judged[0], "subsidy.duplicate"))
	require.NoError(t, judged[1])
	_, err = o.desk.JudgeDeclarations(ctx, "cz1", second.id, nil)
	require.Equal(t, fault.NotFound, fault.KindOf(err), "only the bureau receives declarations: %v", err)
	first.must("ks", &subsidy.Stop{Reason: "通知作废"})
	second.must("jb", again)
	require.Len(t, second.view("jb").Batch.Lines, 2)
	o.verified()
}

func TestTheBankFindsADeclaredLoanInItsOwnCase(t *testing.T) {
	o := staffed(t)
	treasury(t, o)
	o.play(toLent...)
	s := o.state
	l := s.Loans[0]
	o.now = o.now.AddDate(0, 0, 40)
	_, err := o.do("kehu", casefile.RecordRepayment{LoanNo: l.No, On: l.From.AddDays(30), Interest: money.Yuan(3000)})
	require.NoError(t, err)
	p := plan()
	p.Year, p.From, p.To = l.From.Year(), l.From, l.From.AddDays(31)
	e := declaration(0, l.No)
	e.USCC, e.LoanFrom, e.LoanDue, e.Principal, e.Rate, e.From, e.To, e.Paid = s.Intake.Debtors[0].USCC, l.From, l.Due, l.Amount+1, l.Rate, p.From, p.To, money.Yuan(3500)
	b := declared(o, p, e, declarationIn(p, 1, "JJ-9"))
	b.must("jb", &subsidy.CloseDeclarations{})
	books, err := o.desk.SubsidyBooks(ctx, "kehu", b.id)
	require.NoError(t, err)
	require.Len(t, books, 1, "a loan of no case is left to the officer")
	require.Equal(t, s.Number, books[1].Case)
	require.Equal(t, money.Yuan(3000), books[1].Interest)
	require.Len(t, books[1].Differs, 2, "%v", books[1].Differs)
	checks := workflow.CheckForms(b.view("kehu").Batch, books)
	require.Len(t, checks, 2)
	require.Equal(t, l.Amount, checks[0].Principal)
	require.Equal(t, money.Yuan(3000), checks[0].Paid)
	b.must("kehu", &subsidy.CheckLines{Lines: checks})
	require.Equal(t, subsidy.Reviewing, b.view("jb").Batch.Step)
	_, err = o.desk.SubsidyBooks(ctx, "jb", b.id)
	require.Equal(t, fault.Forbidden, fault.KindOf(err), "the bureau does not look into the bank's cases")
}

func declarationIn(p subsidy.Plan, firm int, loan string) subsidy.Entry {
	e := declaration(firm, loan)
	e.LoanFrom, e.LoanDue, e.From, e.To = p.From, p.From.AddYears(1), p.From, p.To
	return e
}
