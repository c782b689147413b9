package subsidy_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/calendar"
	"zhiya/workflow/subsidy"
)

// office plays acts without a store.
type office struct {
	today   date.Date
	batch   subsidy.Batch
	book    subsidy.Book
	records []subsidy.Record
	id      string
}

func newOffice() *office { return &office{today: date.Must("2024-03-01"), id: "b"} }

var orgs = map[string]access.Org{
	"bureau":  {ID: "bureau", Kind: access.Bureau, Code: "M01", Name: "示例市场监管局"},
	"bureau2": {ID: "bureau2", Kind: access.Bureau, Code: "M02", Name: "示例第二市场监管局"},
	"finance": {ID: "finance", Kind: access.Finance, Code: "C01", Name: "示例财政局"},
	"bank":    {ID: "bank", Kind: access.Bank, Code: "B03", Name: "示例银行"},
	"bank2":   {ID: "bank2", Kind: access.Bank, Code: "B04", Name: "示例第二银行"},
}

var staff = map[string]struct {
	org  string
	role access.Role
}{
	"jb": {"bureau", access.Clerk}, "jb2": {"bureau", access.Clerk}, "ks": {"bureau", access.SectionHead}, "other": {"bureau2", access.Clerk},
	"cz1": {"finance", access.Officer}, "cz2": {"finance", access.Approver}, "kehu": {"bank", access.Officer}, "shenpi": {"bank", access.Approver}, "lin": {"bank2", access.Officer},
}

func actor(login string) access.Actor {
	s := staff[login]
	return access.ActorOf(access.Person{ID: login, OrgID: s.org, Name: "示例" + login, Roles: []access.Role{s.role}}, orgs[s.org])
}

func (*office) bank(code string) (access.Org, bool) {
	for _, o := range orgs {
		if o.Code == code && o.Kind == access.Bank {
			return o, true
		}
	}
	return access.Org{}, false
}

func (o *office) do(login string, f subsidy.Form) error {
	after, rec, err := o.batch.Do(f, &subsidy.Occasion{Actor: actor(login), Today: o.today, Calendar: calendar.Default(), Book: append(o.book[:len(o.book):len(o.book)], o.batch),
		Org: func(id string) (access.Org, bool) { x, found := orgs[id]; return x, found }, Bank: o.bank, Number: "TX-M01-2024-" + o.id, ID: o.id})
	if err == nil {
		o.batch = after
		o.records = append(o.records, rec)
	}
	return err
}

func (o *office) play(t testing.TB, login string, forms ...subsidy.Form) {
	t.Helper()
	for _, f := range forms {
		require.NoError(t, o.do(login, f), "%s %s", login, subsidy.NameOf(f))
	}
}

func (o *office) refused(t testing.TB, login, code string, f subsidy.Form) {
	t.Helper()
	before, err := json.Marshal(o.batch)
	require.NoError(t, err)
	err = o.do(login, f)
	require.True(t, fault.Has(err, code), "%s %s: %v", login, subsidy.NameOf(f), err)
	after, err := json.Marshal(o.batch)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after), "nothing is half done")
}

// to plays the batch to a step.
func (o *office) to(t testing.TB, step subsidy.Step, entries ...subsidy.Entry) *office {
	t.Helper()
	for _, s := range subsidy.Steps() {
		if s == step {
			return o
		}
		switch s {
		case subsidy.Noticing:
			o.play(t, "jb", &subsidy.Open{Plan: yearPlan(func(*subsidy.Scheme) {}), FinanceID: "finance"})
			if step == subsidy.Noticing {
				return o
			}
			o.play(t, "ks", &subsidy.Notify{NoticeNo: "示例通知", On: o.today, Until: o.today.AddDays(5)})
		case subsidy.Declaring:
			if len(entries) == 0 {
				entries = []subsidy.Entry{loan(func(*subsidy.Entry) {})}
			}
			o.play(t, "jb", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: entries}, &subsidy.CloseDeclarations{})
		case subsidy.Checking:
			for login, org := range map[string]string{"kehu": "bank", "lin": "bank2"} {
				var lines []subsidy.CheckLine
				for _, l := range o.batch.Lines {
					if l.Entry.BankRef.ID == org {
						lines = append(lines, confirmed(l))
					}
				}
				if len(lines) > 0 {
					o.play(t, login, &subsidy.CheckLines{Lines: lines})
				}
			}
		case subsidy.Reviewing:
			o.play(t, "jb2", &subsidy.Review{Lines: o.pass()}, &subsidy.SubmitReview{Opinion: "同意"})
		case subsidy.Examining:
			o.play(t, "cz1", &subsidy.ProposeApproval{Opinion: "拟同意"})
			o.play(t, "cz2", &subsidy.Approve{Approved: true, Opinion: "同意"})
		case subsidy.Publicity:
			o.play(t, "jb", &subsidy.Publish{From: o.today, Days: 5, Unit: calendar.Workdays, Where: "示例网站"})
			o.today = o.today.AddDays(10)
			o.play(t, "jb", &subsidy.EndPublicity{})
		case subsidy.Paying:
			o.play(t, "cz1", &subsidy.Pay{On: o.today, Voucher: "PZ-1"})
		}
	}
	return o
}

func (o *office) pass() []subsidy.LineVerdict {
	var out []subsidy.LineVerdict
	for _, l := range o.batch.Lines {
		if l.Refused() == "" {
			out = append(out, subsidy.LineVerdict{No: l.No, Verdict: subsidy.Pass})
		}
	}
	return out
}

func confirmed(l subsidy.Line) subsidy.CheckLine {
	e := l.Entry
	return subsidy.CheckLine{No: l.No, Confirmed: true, Principal: e.Principal, Rate: e.Rate, LoanFrom: e.LoanFrom, LoanDue: e.LoanDue, Paid: e.Paid, Overdue: e.Overdue}
}

func TestEachActIsDoneByItsOwnOrganisationAndPost(t *testing.T) {
	for _, a := range subsidy.Table() {
		require.NotEmpty(t, a.Title)
		require.Equal(t, a.Name, subsidy.NameOf(a.New()))
		for login := range staff {
			who := actor(login)
			post := who.OrgKind == a.Kind
			has := false
			for _, r := range a.Roles {
				has = has || who.Has(r)
			}
			for _, step := range a.At {
				b := subsidy.Batch{Step: step, Bureau: subsidy.OrgRef{ID: "bureau"}, Finance: subsidy.OrgRef{ID: "finance"}, Display: &subsidy.Publish{}}
				if !post || !has || login == "other" {
					require.NotEmpty(t, b.Standing(a, who), "%s must not %s", login, a.Title)
				}
			}
		}
	}
}

func TestNobodyDecidesWhatHeHimselfMade(t *testing.T) {
	o := newOffice().to(t, subsidy.Noticing)
	o.refused(t, "jb", "permission", &subsidy.Notify{NoticeNo: "示例", On: o.today, Until: o.today})
	o.refused(t, "other", "permission", &subsidy.Notify{NoticeNo: "示例", On: o.today, Until: o.today})
	o = newOffice().to(t, subsidy.Reviewing)
	o.refused(t, "jb", "permission", &subsidy.Review{Lines: o.pass()})
	o.play(t, "jb2", &subsidy.Review{Lines: o.pass()})
	o.refused(t, "jb", "permission", &subsidy.SubmitReview{Opinion: "同意"})
	o = newOffice().to(t, subsidy.Examining)
	o.refused(t, "cz2", "permission", &subsidy.Examine{Lines: o.pass()})
	o.refused(t, "cz2", "subsidy.step", &subsidy.Approve{Approved: true, Opinion: "同意"})
	o.play(t, "cz1", &subsidy.ProposeApproval{Opinion: "拟同意"})
	staff["cz1"] = struct {
		org  string
		role access.Role
	}{"finance", access.Approver} // promoted since
	o.refused(t, "cz1", "permission", &subsidy.Approve{Approved: true, Opinion: "同意"})
	staff["cz1"] = struct {
		org  string
		role access.Role
	}{"finance", access.Officer}
	o = newOffice().to(t, subsidy.Publicity)
	o.play(t, "jb", &subsidy.Publish{From: o.today, Days: 5, Unit: calendar.Workdays, Where: "示例"}, &subsidy.Object{No: 1, On: o.today, From: "示例企业", Text: "示例"})
	o.refused(t, "jb", "permission", &subsidy.Resolve{No: 1, Outcome: "dismissed", Reason: "示例"})
	o.play(t, "ks", &subsidy.Resolve{No: 1, Outcome: "dismissed", Reason: "示例"})
	o = newOffice().to(t, subsidy.Done)
	o.play(t, "cz1", &subsidy.Reverse{No: 1, Amount: 1, On: o.today, Voucher: "JH-1", Reason: "示例"})
	o.refused(t, "cz1", "permission", &subsidy.ConfirmReversal{No: 1, Agreed: true, Opinion: "同意"})
}

func TestABankChecksItsOwnLinesOnly(t *testing.T) {
	o := newOffice().to(t, subsidy.Checking, loan(func(*subsidy.Entry) {}), loan(func(e *subsidy.Entry) { e.LoanNo, e.Bank = "JJ-2", "B04" }))
	mine, seen := o.batch.For(actor("lin"))
	require.True(t, seen)
	require.Len(t, mine.Lines, 1)
	require.Equal(t, "JJ-2", mine.Lines[0].Entry.LoanNo)
	o.refused(t, "lin", "subsidy.line", &subsidy.CheckLines{Lines: []subsidy.CheckLine{confirmed(o.batch.Lines[0])}})
	o.refused(t, "shenpi", "permission", &subsidy.CheckLines{Lines: []subsidy.CheckLine{confirmed(o.batch.Lines[0])}})
	o.play(t, "kehu", &subsidy.CheckLines{Lines: []subsidy.CheckLine{confirmed(o.batch.Lines[0])}})
	require.Equal(t, subsidy.Checking, o.batch.Step, "the other bank has not checked")
	o.refused(t, "kehu", "subsidy.checked", &subsidy.CheckLines{Lines: []subsidy.CheckLine{confirmed(o.batch.Lines[0])}})
	o.play(t, "lin", &subsidy.CheckLines{Lines: []subsidy.CheckLine{{No: 2, Reason: "没有这张借据"}}})
	require.Equal(t, subsidy.Reviewing, o.batch.Step)
	f := o.batch.Figures(nil)
	require.Equal(t, "91250.00", f[0].Amount.String())
	require.Equal(t, money.Money(0), f[1].Amount)
	require.Contains(t, f[1].Why[0].Text, "没有这张借据")
	mine, _ = o.batch.For(actor("lin"))
	for _, m := range mine.Log {
		require.NotEqual(t, "kehu", m.PersonID, "what another bank did is not shown")
	}
	_, seen = o.batch.For(actor("cz1"))
	require.True(t, seen)
	fin, _ := o.batch.For(actor("cz1"))
	require.Empty(t, fin.Lines, "the finance authority sees the lines when they are handed over")
	_, seen = o.batch.For(actor("other"))
	require.False(t, seen, "another bureau sees nothing")
}

func TestALineMayBeCutRefusedAndReturned(t *testing.T) {
	two := []subsidy.Entry{loan(func(*subsidy.Entry) {}), loan(func(e *subsidy.Entry) { e.LoanNo = "JJ-2" }), loan(func(e *subsidy.Entry) { e.LoanNo = "JJ-3" })}
	o := newOffice().to(t, subsidy.Reviewing, two...)
	cut := money.Must("50000")
	o.refused(t, "jb2", "amount.range", &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Cut, Reason: "示例"}}})
	o.refused(t, "jb2", "text.missing", &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Refuse}}})
	o.refused(t, "jb2", "subsidy.line_twice", &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Pass}, {No: 1, Verdict: subsidy.Pass}}})
	o.play(t, "jb2", &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Return, Reason: "利息与凭证不符"}}})
	require.Equal(t, subsidy.Checking, o.batch.Step)
	lower := confirmed(o.batch.Lines[0])
	lower.Paid = money.Yuan(150_000)
	o.play(t, "kehu", &subsidy.CheckLines{Lines: []subsidy.CheckLine{lower}})
	require.Equal(t, subsidy.Reviewing, o.batch.Step)
	o.play(t, "jb2", &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Pass}, {No: 2, Verdict: subsidy.Cut, Amount: &cut, Reason: "部分用途不符"}}})
	o.refused(t, "jb2", "subsidy.step", &subsidy.SubmitReview{Opinion: "同意"})
	o.play(t, "jb2", &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 3, Verdict: subsidy.Refuse, Reason: "不在支持名单"}}}, &subsidy.SubmitReview{Opinion: "同意"})
	require.Equal(t, "75000.00", o.batch.Lines[0].Due().String(), "what the bank confirmed")
	require.Equal(t, "50000.00", o.batch.Lines[1].Due().String())
	require.Equal(t, "0.00", o.batch.Lines[2].Due().String())
	require.Equal(t, "125000.00", o.batch.Total().String())

	more := money.Must("80000")
	o.refused(t, "cz1", "subsidy.raise", &subsidy.Examine{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Cut, Amount: &more, Reason: "示例"}}})
	o.play(t, "cz1", &subsidy.SendBack{Reason: "请复核第 3 行"})
	require.Equal(t, subsidy.Reviewing, o.batch.Step)
	require.Contains(t, o.batch.Returned, "第 3 行")
	o.play(t, "jb2", &subsidy.Review{Lines: []subsidy.LineVerdict{{No: 3, Verdict: subsidy.Pass}}}, &subsidy.SubmitReview{Opinion: "已复核"})
	less := money.Must("60000")
	o.play(t, "cz1", &subsidy.Examine{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Cut, Amount: &less, Reason: "核减"}}}, &subsidy.ProposeApproval{Opinion: "拟同意"})
	o.refused(t, "cz1", "subsidy.step", &subsidy.Examine{Lines: o.pass()})
	o.play(t, "cz2", &subsidy.Approve{Opinion: "请再核对"})
	require.Equal(t, subsidy.Examining, o.batch.Step)
	o.play(t, "cz1", &subsidy.ProposeApproval{Opinion: "已核对"})
	o.play(t, "cz2", &subsidy.Approve{Approved: true, Opinion: "同意"})
	require.Equal(t, "201250.00", o.batch.Total().String())
}

func TestPublicityRunsItsDaysAndItsObjectionsAreDecided(t *testing.T) {
	o := newOffice().to(t, subsidy.Publicity, loan(func(*subsidy.Entry) {}), loan(func(e *subsidy.Entry) { e.LoanNo = "JJ-2" }))
	o.refused(t, "jb", "subsidy.step", &subsidy.EndPublicity{})
	o.play(t, "jb", &subsidy.Publish{From: o.today, Days: 5, Unit: calendar.Workdays, Where: "示例网站"})
	require.Equal(t, date.Must("2024-03-08"), o.batch.Display.Until, "five working days after Friday 1 March")
	o.today = date.Must("2024-03-08")
	o.refused(t, "jb", "subsidy.publicity", &subsidy.EndPublicity{})
	for _, x := range o.batch.Options(actor("jb"), o.today) {
		require.Equal(t, x.Act.Name == subsidy.ActEnd, x.Why != "", "%s: %s", x.Act.Title, x.Why) // published: to end it waits for its day
	}
	o.play(t, "jb", &subsidy.Object{No: 2, On: o.today, From: "示例企业", Text: "借款用途不实"})
	o.today = date.Must("2024-03-09")
	o.refused(t, "jb", "subsidy.step", &subsidy.EndPublicity{})
	same := money.Must("91250")
	o.refused(t, "ks", "subsidy.raise", &subsidy.Resolve{No: 2, Outcome: "cut", Amount: &same, Reason: "查实"})
	o.play(t, "ks", &subsidy.Resolve{No: 2, Outcome: "refused", Reason: "查实"})
	o.play(t, "jb", &subsidy.EndPublicity{})
	require.Equal(t, subsidy.Paying, o.batch.Step)
	o.refused(t, "cz1", "subsidy.publicity", &subsidy.Pay{On: date.Must("2024-03-08"), Voucher: "PZ-1"})
	o.refused(t, "cz1", "subsidy.line", &subsidy.Pay{Lines: []int{2}, On: o.today, Voucher: "PZ-1"})
	o.refused(t, "cz2", "permission", &subsidy.Pay{On: o.today, Voucher: "PZ-1"})
	o.play(t, "cz1", &subsidy.Pay{On: o.today, Voucher: "PZ-1"})
	require.Equal(t, subsidy.Done, o.batch.Step)
	require.Equal(t, "91250.00", o.batch.Total().String())
}

func TestAPaymentIsCorrectedByAReversalAndStaysAsItWas(t *testing.T) {
	o := newOffice().to(t, subsidy.Done)
	o.refused(t, "cz1", "amount.range", &subsidy.Reverse{No: 1, Amount: money.Must("91250.01"), On: o.today, Voucher: "JH-1", Reason: "示例"})
	o.refused(t, "cz1", "date.order", &subsidy.Reverse{No: 1, Amount: 1, On: o.today.AddDays(-1), Voucher: "JH-1", Reason: "示例"})
	o.today = o.today.AddDays(30)
	o.play(t, "cz1", &subsidy.Reverse{No: 1, Amount: money.Must("1250"), On: o.today, Voucher: "JH-1", Reason: "多付"})
	require.Equal(t, "91250.00", o.batch.Total().String(), "not before a second person confirms it")
	o.refused(t, "cz1", "subsidy.pending", &subsidy.Reverse{No: 1, Amount: 1, On: o.today, Voucher: "JH-2", Reason: "示例"})
	o.play(t, "cz2", &subsidy.ConfirmReversal{No: 1, Agreed: true, Opinion: "同意"})
	require.Equal(t, "90000.00", o.batch.Total().String())
	require.Equal(t, "91250.00", o.batch.Lines[0].Payment.Amount.String(), "the payment stays as it was")
	require.True(t, o.batch.Lines[0].Alive())
	o.play(t, "cz1", &subsidy.Reverse{No: 1, Amount: money.Must("90000"), On: o.today, Voucher: "JH-2", Reason: "不符合条件"})
	o.play(t, "cz2", &subsidy.ConfirmReversal{No: 1, Opinion: "理由不足"})
	require.Equal(t, "90000.00", o.batch.Total().String())
	o.play(t, "cz1", &subsidy.Reverse{No: 1, Amount: money.Must("90000"), On: o.today, Voucher: "JH-3", Reason: "不符合条件"})
	o.play(t, "cz2", &subsidy.ConfirmReversal{No: 1, Agreed: true, Opinion: "同意"})
	require.Equal(t, money.Money(0), o.batch.Total())
	require.False(t, o.batch.Lines[0].Alive(), "its days are free again")
}

func TestWhatIsWrongInADeclarationIsNamedFieldByField(t *testing.T) {
	o := newOffice().to(t, subsidy.Declaring)
	good := func(change func(*subsidy.Entry)) subsidy.Entry { return loan(change) }
	for _, c := range []struct {
		code, path string
		change     func(*subsidy.Entry)
	}{
		{"text.missing", "firm", func(e *subsidy.Entry) { e.Firm = " " }},
		{"uscc.check", "uscc", func(e *subsidy.Entry) { e.USCC = "91320700MA1T5UTK2A" }},
		{"text.missing", "loan_no", func(e *subsidy.Entry) { e.LoanNo = "" }},
		{"org.bank", "bank", func(e *subsidy.Entry) { e.Bank = "B99" }},
		{"date.missing", "loan_due", func(e *subsidy.Entry) { e.LoanDue = date.Date{} }},
		{"date.order", "loan_due", func(e *subsidy.Entry) { e.LoanDue = e.LoanFrom }},
		{"date.order", "to", func(e *subsidy.Entry) { e.To = e.From }},
		{"subsidy.period", "from", func(e *subsidy.Entry) { e.To = e.To.AddDays(1) }},
		{"subsidy.before_loan", "from", func(e *subsidy.Entry) { e.LoanFrom = e.From.AddDays(1) }},
		{"amount.range", "paid", func(e *subsidy.Entry) { e.Paid = 0 }},
		{"amount.range", "principal", func(e *subsidy.Entry) { e.Principal = -1 }},
		{"rate.range", "rate", func(e *subsidy.Entry) { e.Rate = money.MustRate("3.65") }},
		{"amount.range", "overdue", func(e *subsidy.Entry) { e.Overdue = e.Paid + 1 }},
		{"rate.range", "ip_share", func(e *subsidy.Entry) { r := money.MustRate("1.1"); e.IPShare = &r }},
		{"text.missing", "voucher", func(e *subsidy.Entry) { e.Voucher = "" }},
	} {
		err := o.do("jb", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{good(func(*subsidy.Entry) {}), good(c.change)}})
		found := false
		for _, f := range fault.Of(err) {
			found = found || f.Code == c.code && f.Path == "entries[1]."+c.path
		}
		require.True(t, found, "%s %s: %v", c.code, c.path, err)
	}
	require.Empty(t, o.batch.Lines)
	o.refused(t, "jb", "subsidy.duplicate", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{good(func(*subsidy.Entry) {}), good(func(*subsidy.Entry) {})}})
	o.refused(t, "jb", "subsidy.none", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today})
	o.refused(t, "jb", "subsidy.late", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today.AddDays(-1), Entries: []subsidy.Entry{good(func(*subsidy.Entry) {})}})
	o.refused(t, "jb", "amount.range", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{good(func(e *subsidy.Entry) { e.Paid = money.Max }), good(func(e *subsidy.Entry) { e.LoanNo = "JJ-2" })}})
	o.play(t, "jb", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{good(func(*subsidy.Entry) {})}})
	o.refused(t, "jb", "subsidy.duplicate", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{good(func(e *subsidy.Entry) { e.Paid = 1 })}})
	o.play(t, "jb", &subsidy.Withdraw{No: 1, Reason: "企业撤回"}, &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{good(func(*subsidy.Entry) {})}})
	require.Len(t, o.batch.Lines, 2, "the line withdrawn stays in the list")
}

func TestASchemeWithFaultsOpensNoBatch(t *testing.T) {
	for _, c := range []struct {
		code, path string
		change     func(*subsidy.Open)
	}{
		{"scheme.code", "scheme.code", func(f *subsidy.Open) { f.Scheme.Code = "X" }},
		{"rate.range", "scheme.ratio", func(f *subsidy.Open) { f.Scheme.Ratio = money.MustRate("1.01") }},
		{"scheme.benchmark", "scheme.benchmark", func(f *subsidy.Open) { f.Scheme.RateBase = subsidy.BenchmarkRate }},
		{"day_count", "scheme.day_count", func(f *subsidy.Open) { f.Scheme.DayCount = "366" }},
		{"amount.range", "scheme.firm_year_cap", func(f *subsidy.Open) { f.Scheme.FirmYearCap = yuan("0") }},
		{"scheme.expired", "scheme.until", func(f *subsidy.Open) { f.Scheme.Until = date.Must("2022-12-31") }},
		{"date.order", "scheme.until", func(f *subsidy.Open) { f.Scheme.Until = date.Must("2021-12-31") }},
		{"subsidy.year", "year", func(f *subsidy.Open) { f.Year = 2024 }},
		{"date.order", "to", func(f *subsidy.Open) { f.To = f.From }},
		{"org.finance", "finance_id", func(f *subsidy.Open) { f.FinanceID = "bank" }},
		{"choice", "kind", func(f *subsidy.Open) { f.Kind = "other" }},
	} {
		f := &subsidy.Open{Plan: yearPlan(func(s *subsidy.Scheme) { s.Title, s.Source = "示例方案", "示例" }), FinanceID: "finance"}
		c.change(f)
		err := newOffice().do("jb", f)
		found := false
		for _, x := range fault.Of(err) {
			found = found || x.Code == c.code && x.Path == c.path
		}
		require.True(t, found, "%s %s: %v", c.code, c.path, err)
	}
}

func TestABatchReadBackFromItsRecordsIsTheSame(t *testing.T) {
	o := newOffice().to(t, subsidy.Done, loan(func(*subsidy.Entry) {}), loan(func(e *subsidy.Entry) { e.LoanNo = "JJ-2" }))
	raw, err := json.Marshal(o.records)
	require.NoError(t, err)
	var records []subsidy.Record
	require.NoError(t, json.Unmarshal(raw, &records))
	book, err := subsidy.Replay(records)
	require.NoError(t, err)
	require.Len(t, book, 1)
	require.Equal(t, o.batch, book[0])
	_, err = subsidy.Replay(records[1:])
	require.True(t, fault.Has(err, "subsidy.unreadable"), "a gap is found: %v", err)
	records[0].Mark.Act = "Unknown"
	_, err = subsidy.Replay(records)
	require.True(t, fault.Has(err, "subsidy.unreadable"), "%v", err)
}

func TestAStoppedBatchPaysNothingAndFreesWhatItHeld(t *testing.T) {
	o := newOffice().to(t, subsidy.Examining)
	o.refused(t, "jb", "permission", &subsidy.Stop{Reason: "示例"})
	o.play(t, "ks", &subsidy.Stop{Reason: "通知作废"})
	require.Equal(t, subsidy.Stopped, o.batch.Step)
	next := newOffice()
	next.book = subsidy.Book{o.batch}
	next.book[0].ID = "a"
	next.to(t, subsidy.Examining)
	require.Equal(t, "91250.00", next.batch.Total().String())
	paid := newOffice().to(t, subsidy.Done)
	paid.refused(t, "ks", "subsidy.step", &subsidy.Stop{Reason: "示例"})
}

func TestALineRefusedInTheExaminationKeepsItsPlaceUntilTheBatchIsApproved(t *testing.T) {
	limit := money.Yuan(100_000)
	plan := yearPlan(func(s *subsidy.Scheme) { s.FirmYearCap = &limit })
	reviewed := func(id, loanNo string) *office {
		o := newOffice()
		o.id = id
		o.play(t, "jb", &subsidy.Open{Plan: plan, FinanceID: "finance"})
		o.play(t, "ks", &subsidy.Notify{NoticeNo: "示例", On: o.today, Until: o.today})
		o.play(t, "jb", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{loan(func(e *subsidy.Entry) { e.LoanNo = loanNo })}}, &subsidy.CloseDeclarations{})
		o.play(t, "kehu", &subsidy.CheckLines{Lines: []subsidy.CheckLine{confirmed(o.batch.Lines[0])}})
		o.play(t, "jb2", &subsidy.Review{Lines: o.pass()})
		return o
	}
	a, b := reviewed("a", "JJ-1"), reviewed("b", "JJ-2")
	a.play(t, "jb2", &subsidy.SubmitReview{Opinion: "同意"})
	a.play(t, "cz1", &subsidy.Examine{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Refuse, Reason: "示例"}}})
	b.book = subsidy.Book{a.batch}
	b.play(t, "jb2", &subsidy.SubmitReview{Opinion: "同意"})
	a.play(t, "cz1", &subsidy.Examine{Lines: []subsidy.LineVerdict{{No: 1, Verdict: subsidy.Pass}}})
	require.Equal(t, "91250.00", a.batch.Total().String())
	require.Equal(t, "8750.00", b.batch.Total().String(), "the first may still be passed")
}

func TestANumberOfALoanIsTheSameInEveryWriting(t *testing.T) {
	o := newOffice().to(t, subsidy.Declaring)
	o.play(t, "jb", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{loan(func(e *subsidy.Entry) { e.LoanNo = "JJ-1" })}})
	for _, same := range []string{"jj-1", "ＪＪ－１", "JJ - 1"} {
		o.refused(t, "jb", "subsidy.duplicate", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{loan(func(e *subsidy.Entry) { e.LoanNo = same })}})
	}
	// Part of the period under another writing is no duplicate, and its days are not paid again.
	o.play(t, "jb", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{loan(func(e *subsidy.Entry) { e.LoanNo, e.To = "jj-1", e.To.AddDays(-10) })}})
	f := o.batch.Figures(nil)
	require.Equal(t, 365, f[0].Days+f[1].Days)
}

func TestAFeeGoesTheSameRoad(t *testing.T) {
	o := newOffice()
	plan := yearPlan(func(s *subsidy.Scheme) { s.RateBase, s.DayCount, s.OverdueExcluded = "", "", false })
	plan.Kind = subsidy.AppraisalFee
	o.play(t, "jb", &subsidy.Open{Plan: plan, FinanceID: "finance"})
	o.play(t, "ks", &subsidy.Notify{NoticeNo: "示例", On: o.today, Until: o.today})
	fee := loan(func(e *subsidy.Entry) {
		e.Principal, e.Rate, e.To, e.Paid = 0, money.Rate{}, e.From.AddDays(1), money.Yuan(30_000)
	})
	bad := fee
	bad.LoanNo, bad.Overdue = "JJ-2", 1
	o.refused(t, "jb", "subsidy.overdue", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{bad}})
	o.play(t, "jb", &subsidy.Declare{Source: "纸质", ReceivedOn: o.today, Entries: []subsidy.Entry{fee}}, &subsidy.CloseDeclarations{})
	less := confirmed(o.batch.Lines[0])
	less.Paid = money.Yuan(20_000)
	o.play(t, "kehu", &subsidy.CheckLines{Lines: []subsidy.CheckLine{less}})
	o.play(t, "jb2", &subsidy.Review{Lines: o.pass()}, &subsidy.SubmitReview{Opinion: "同意"})
	require.Equal(t, "10000.00", o.batch.Total().String())
}
