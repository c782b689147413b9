package workflow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/exchange"
)

const (
	firstPatent  = "ZL202110345678.3" // filed 2021-03-30
	secondPatent = "ZL202220123456.7" // filed 2022-01-17
)

// feesOwed are two loans, each with one patent: the fee of the first is due on 2024-04-01, that of the second fell due on 2024-01-17.
func feesOwed(t testing.TB) (*office, []string) {
	o := staffed(t)
	var ids []string
	for i, paid := range []string{"2024-03-30", "2024-04-17"} {
		o.next()
		f := o.form("kehu", "OpenCase").(casefile.OpenCase)
		f.Rights = f.Rights[i : i+1]
		f.Rights[0].FeesPaidUntil = date.Must(paid)
		_, err := o.do("kehu", f)
		require.NoError(t, err)
		o.play(slices.Concat(casetest.ToDueDiligence[1:], casetest.ToLaneValue, casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge))
		ids = append(ids, o.state.ID)
	}
	up := o.form("kehu", "UpdateRightFacts").(casefile.UpdateRightFacts)
	up.Right.FeesPaidUntil = date.Must("2024-01-17")
	_, err := o.do("kehu", up)
	require.NoError(t, err)
	return o, ids
}

func receiptList(t testing.TB, on date.Date, lines ...string) exchange.ReceiptList {
	rc := exchange.NewReceipts(on)
	for i, l := range append([]string{"专利号,年度,票据金额,票据号,票据日期"}, lines...) {
		require.NoError(t, rc.Row(i+1, strings.Split(l, ",")))
	}
	list, err := rc.Result()
	require.NoError(t, err)
	return list
}

func (o *office) advanceAll() string {
	o.t.Helper()
	list, err := o.desk.FeesDue(ctx, "kehu", 60)
	require.NoError(o.t, err)
	b := workflow.FeeBatch{On: workflow.Today(o.now), Reason: "出质人未缴（示例）"}
	for _, f := range list {
		if f.Payable() {
			b.Picks = append(b.Picks, f.Pick())
		}
	}
	id, results, err := o.desk.AdvanceFees(ctx, "kehu", b)
	require.NoError(o.t, err)
	require.Equal(o.t, len(results), workflow.Done(results), "%+v", results)
	return id
}

func TestFeesAreListedAdvancedAndProvedOverAllCasesOfTheBank(t *testing.T) {
	o, ids := feesOwed(t)
	list, err := o.desk.FeesDue(ctx, "kehu", 60)
	require.NoError(t, err)
	require.Len(t, list, 2)
	second, first := list[0], list[1]
	require.Equal(t, []any{secondPatent, 3, money.Yuan(600), money.Yuan(30), date.Must("2024-07-17"), date.Must("2024-03-17")},
		[]any{second.RightNo, second.Year, second.Fee, second.Surcharge, second.LastDay, second.SameUntil}, "second month of the grace: 5 %")
	require.Equal(t, []any{firstPatent, 4, money.Yuan(1200), money.Money(0), date.Must("2024-04-01"), date.Must("2024-09-30")},
		[]any{first.RightNo, first.Year, first.Fee, first.Surcharge, first.PayBy, first.LastDay}, "2024-03-30 is a Saturday")
	near, err := o.desk.FeesDue(ctx, "kehu", 10)
	require.NoError(t, err)
	require.Len(t, near, 1, "a fee in its grace is always listed")
	other, err := o.desk.FeesDue(ctx, "lin", 60)
	require.NoError(t, err)
	require.Empty(t, other, "another bank's")
	read, err := o.desk.FeesDue(ctx, "shenpi", 60)
	require.NoError(t, err)
	require.Equal(t, list, read, "who may reverse may read")
	_, err = o.desk.FeesDue(ctx, "pg1", 60)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	_, err = o.desk.FeesDue(ctx, "kehu", 367)
	require.True(t, fault.Has(err, "fees.days"))

	wrong := second.Pick()
	wrong.Fee.Amount++
	batch := workflow.FeeBatch{On: workflow.Today(o.now), Reason: "示例", Picks: []workflow.FeePick{first.Pick(), wrong}}
	batch.ID, _, err = o.desk.AdvanceFees(ctx, "kehu", batch)
	require.NoError(t, err)
	batch.Picks[1] = second.Pick()
	events := o.events()
	id, results, err := o.desk.AdvanceFees(ctx, "kehu", batch)
	require.NoError(t, err)
	require.Equal(t, batch.ID, id)
	require.Equal(t, 2, workflow.Done(results), "what failed is done, what was done is not done twice")
	require.EqualValues(t, events+1, o.events())

	o.watch()
	standing := o.standing("kehu")
	require.Contains(t, standing["fee.grace pledgee"].Do, "登记", "the alarm stands until the receipt, and says what is missing")
	require.Contains(t, standing, "fee.due pledgee")
	waiting, err := o.desk.FeesDue(ctx, "kehu", 60)
	require.NoError(t, err)
	require.Len(t, waiting, 2)
	require.False(t, waiting[0].Advanced.IsZero())
	require.False(t, waiting[0].Payable())
	for i, want := range []money.Money{money.Yuan(1200), money.Yuan(630)} {
		o.read(ids[i])
		require.Equal(t, want, o.state.AdvancedFees())
	}

	plan, err := o.desk.MatchReceipts(ctx, "kehu", receiptList(t, workflow.Today(o.now),
		firstPatent+",第4年年费,1200.00,PJ-1,2024-03-01", secondPatent+",3,630元,PJ-2,2024/3/1", ",,,,"))
	require.NoError(t, err)
	require.Empty(t, plan.Bad)
	require.Len(t, plan.Matched, 2)
	_, results, err = o.desk.RecordReceipts(ctx, "kehu", plan.Matched)
	require.NoError(t, err)
	require.Equal(t, 2, workflow.Done(results))
	require.NotContains(t, o.standing("kehu"), "fee.grace pledgee")
	require.NotContains(t, o.standing("kehu"), "fee.due pledgee")
	list, err = o.desk.FeesDue(ctx, "kehu", 60)
	require.NoError(t, err)
	require.Empty(t, list)
	o.read(ids[1])
	require.Equal(t, date.Must("2025-01-17"), o.state.Intake.Rights[0].FeesPaidUntil)
	again, err := o.desk.MatchReceipts(ctx, "kehu", receiptList(t, workflow.Today(o.now), firstPatent+",4,1200.00,PJ-1,2024-03-01"))
	require.NoError(t, err)
	require.Len(t, again.Known, 1, "the same file once more does nothing")
	require.Empty(t, again.Matched)
}

func TestAListOfThousandsOfReceiptsIsMatchedLineByLine(t *testing.T) {
	o, _ := feesOwed(t)
	o.advanceAll()
	rc := exchange.NewReceipts(workflow.Today(o.now))
	require.NoError(t, rc.Row(1, []string{"专利号", "年度", "票据金额", "票据号", "票据日期"}))
	for i := range 20_000 {
		require.NoError(t, rc.Row(i+2, []string{"ZL201710601862.3", "4", "1200", fmt.Sprintf("PX-%05d", i), "2024-03-01"}))
	}
	require.NoError(t, rc.Row(20_002, []string{firstPatent, "4", "1200", "PJ-1", "2024-03-01"}))
	list, err := rc.Result()
	require.NoError(t, err)
	plan, err := o.desk.MatchReceipts(ctx, "kehu", list)
	require.NoError(t, err)
	require.Len(t, plan.Bad, 20_000)
	require.Len(t, plan.Matched, 1)
	require.Equal(t, 20_002, plan.Matched[0].Line)
}

func TestEveryWrongReceiptIsNamedWithItsLine(t *testing.T) {
	o, _ := feesOwed(t)
	o.advanceAll()
	good := receiptList(t, workflow.Today(o.now), firstPatent+",4,1200,PJ-1,2024-03-01")
	plan, err := o.desk.MatchReceipts(ctx, "kehu", good)
	require.NoError(t, err)
	_, _, err = o.desk.RecordReceipts(ctx, "kehu", plan.Matched)
	require.NoError(t, err)
	for line, code := range map[string]string{
		secondPatent + ",3,600,PJ-2,2024-03-01":     "receipt.amount",
		secondPatent + ",4,630,PJ-2,2024-03-01":     "receipt.year",
		secondPatent + ",2024,630,PJ-2,2024-03-01":  "receipt.year",
		secondPatent + ",3,630,PJ-1,2024-03-01":     "receipt.used",
		secondPatent + ",3,630,pj-1,2024-03-01":     "receipt.used",
		firstPatent + ",4,1200,PJ-9,2024-03-01":     "receipt.done",
		firstPatent + ",5,1200,PJ-9,2024-03-01":     "receipt.not_advanced",
		"ZL201710601862.3,4,1200,PJ-3,2024-03-01":   "receipt.unknown",
		"ZL201710601862.4,4,1200,PJ-3,2024-03-01":   "receipt.number",
		"2.0222E+11,3,630,PJ-2,2024-03-01":          "import.squeezed",
		secondPatent + ",3,-630,PJ-2,2024-03-01":    "receipt.amount",
		secondPatent + ",3,,PJ-2,2024-03-01":        "receipt.amount",
		secondPatent + ",3,630,,2024-03-01":         "receipt.missing",
		secondPatent + ",3,630,PJ-2,":               "date.missing",
		secondPatent + ",3,630,PJ-2,2024-02-31":     "import.day",
		secondPatent + ",3,630,PJ-2,2024-03-02":     "date.future",
		secondPatent + ",3,630,PJ-2,2024-02-29":     "date.order",
		secondPatent + ",,630,PJ-2,2024-03-01":      "receipt.year",
		secondPatent + ",21,630,PJ-2,2024-03-01":    "receipt.year",
		secondPatent + ",3,630,1.23E+12,2024-03-01": "import.squeezed",
	} {
		plan, err := o.desk.MatchReceipts(ctx, "kehu", receiptList(t, workflow.Today(o.now), line))
		require.NoError(t, err)
		require.Len(t, plan.Bad, 1, line)
		require.Equal(t, 2, plan.Bad[0].Line)
		require.True(t, fault.Has(plan.Bad[0].Faults, code), "%s: %v", line, plan.Bad[0].Faults)
		require.NotEmpty(t, plan.Bad[0].Faults[0].Path)
	}
	twice := receiptList(t, workflow.Today(o.now), secondPatent+",3,630,PJ-2,2024-03-01", firstPatent+",4,1200,PJ-2,2024-03-01")
	require.True(t, fault.Has(twice.Bad[0].Faults, "receipt.duplicate"))
	two, err := o.desk.MatchReceipts(ctx, "kehu", receiptList(t, workflow.Today(o.now), secondPatent+",3,630,PJ-2,2024-03-01", secondPatent+",3,630,PJ-4,2024-03-01"))
	require.NoError(t, err)
	require.True(t, fault.Has(two.Bad[0].Faults, "receipt.twice"))
	_, _, err = o.desk.RecordReceipts(ctx, "kehu", nil)
	require.True(t, fault.Has(err, "receipt.none"))
	other, err := o.desk.MatchReceipts(ctx, "lin", good)
	require.NoError(t, err)
	require.True(t, fault.Has(other.Bad[0].Faults, "receipt.unknown"), "another bank's receipts say nothing of this one's cases")
}

func TestABatchIsTakenBackInOneStep(t *testing.T) {
	o, ids := feesOwed(t)
	batch := o.advanceAll()
	plan, err := o.desk.MatchReceipts(ctx, "kehu", receiptList(t, workflow.Today(o.now), firstPatent+",4,1200,PJ-1,2024-03-01", secondPatent+",3,630,PJ-2,2024-03-01"))
	require.NoError(t, err)
	receipts, _, err := o.desk.RecordReceipts(ctx, "kehu", plan.Matched)
	require.NoError(t, err)
	results, err := o.desk.UndoFees(ctx, "shenpi", batch, "整批录错")
	require.NoError(t, err)
	require.Zero(t, workflow.Done(results))
	require.True(t, fault.Has(results[0].Err, "fee.receipted"))
	_, err = o.desk.UndoFees(ctx, "kehu", "DJ-unknown", "整批录错")
	require.True(t, fault.Has(err, "fee.batch"))
	results, err = o.desk.UndoFees(ctx, "kehu", receipts, "")
	require.NoError(t, err)
	require.Zero(t, workflow.Done(results), "a reason is needed")
	results, err = o.desk.UndoFees(ctx, "kehu", receipts, "整批录错")
	require.NoError(t, err)
	require.Equal(t, 2, workflow.Done(results))
	_, err = o.desk.UndoFees(ctx, "kehu", batch, "整批录错")
	require.Equal(t, fault.Forbidden, fault.KindOf(err), "money is reversed by the approver")
	results, err = o.desk.UndoFees(ctx, "shenpi", batch, "整批录错")
	require.NoError(t, err)
	require.Equal(t, 2, workflow.Done(results), "%+v", results)
	for _, id := range ids {
		o.read(id)
		require.Zero(t, o.state.AdvancedFees())
	}
	_, err = o.desk.UndoFees(ctx, "shenpi", batch, "再来一次")
	require.True(t, fault.Has(err, "fee.batch"))
	o.advanceAll()
}

func TestNoLineOfAReceiptListIsLost(t *testing.T) {
	o, _ := feesOwed(t)
	o.advanceAll()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			if rapid.IntRange(0, 9).Draw(t, "empty") == 0 {
				return ",,,,"
			}
			return fmt.Sprintf("%s,%s,%s,%s,%s", rapid.SampledFrom([]string{firstPatent, secondPatent, "ZL201710601862.3", "示例", ""}).Draw(t, "no"),
				rapid.SampledFrom([]string{"3", "4", "第4年年费", "", "2024"}).Draw(t, "year"), rapid.SampledFrom([]string{"630", "1200.00", "1,200", "x", ""}).Draw(t, "amount"),
				rapid.SampledFrom([]string{"PJ-1", "PJ-2", "PJ-3", ""}).Draw(t, "receipt"), rapid.SampledFrom([]string{"2024-03-01", "2024-03-09", "", "昨天"}).Draw(t, "day"))
		}), 0, 30).Draw(t, "lines")
		rc := exchange.NewReceipts(date.Must("2024-03-01"))
		for i, l := range append([]string{"专利号,年度,票据金额,票据号,票据日期"}, lines...) {
			require.NoError(t, rc.Row(i+1, strings.Split(l, ",")))
		}
		list, err := rc.Result()
		require.NoError(t, err)
		plan, err := o.desk.MatchReceipts(ctx, "kehu", list)
		require.NoError(t, err)
		require.Equal(t, len(lines), plan.Read)
		require.Equal(t, plan.Read, len(plan.Matched)+len(plan.Known)+len(plan.Bad)+plan.Unfilled+plan.Blank)
		seen := map[int]bool{}
		for _, m := range plan.Matched {
			require.False(t, seen[m.Line])
			seen[m.Line] = true
		}
		for _, b := range plan.Bad {
			require.False(t, seen[b.Line])
			seen[b.Line] = true
			require.NotEmpty(t, b.Faults)
		}
	})
}
