//go:build unix

package e2e_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/app/e2e"
	"zhiya/app/sample"
	"zhiya/reports"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

// pledgedStore is a store of the sample set with one pledge that was taken over: its loan falls due in five days, its value is good for
// another fortnight.
func pledgedStore(t *testing.T, today date.Date) string {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "zhiya.db")
	store, err := sqlstore.Open(ctx, path)
	require.NoError(t, err)
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: time.Now, NewID: new(sample.IDs).New, Documents: reports.NewMaker()})
	require.NoError(t, sample.Found(ctx, desk))
	intake := sample.NewMaterialsIntake()
	past := today.AddYears(-1)
	history := casefile.TakeoverForm{Source: "示例信贷系统导出", LoanNo: "示例借字001", LoanSigned: past, PledgeNo: "示例质字001", PledgeSigned: past, Number: "Y2025示例001", Registered: past.AddDays(5), Until: today.AddDays(5),
		DayCount: 360, Repayment: "到期一次还本、按季付息", ValuedOn: past, ValidUntil: today.AddDays(14), Basis: "示例评估报告",
		Loans: []casefile.TakenLoan{{No: "JJ-001", Amount: money.Yuan(3_000_000), Balance: money.Yuan(2_000_000), From: past.AddDays(8), Due: today.AddDays(5), Rate: money.MustRate("0.0435")}}}
	for i := range intake.Rights {
		r := &intake.Rights[i]
		r.StatusOn, r.FeesPaidUntil = today, today.AddMonths(8)
		history.Values = append(history.Values, casefile.AcceptedValue{Ref: fmt.Sprintf("R%d", i+1), Value: money.Yuan(4_000_000), Cap: money.MustRate("0.3")})
	}
	do := func(login, id string, version int64, cmd casefile.Command) workflow.Outcome {
		out, err := desk.Do(ctx, "person-"+login, workflow.Request{CommandID: desk.NewID(), CaseID: id, Version: version, Command: cmd})
		require.NoError(t, err)
		return out
	}
	opened := do("kehu", "", 0, casefile.OpenCase{IntakeForm: intake, Takeover: &history})
	do("shenpi", opened.CaseID, opened.Version, casefile.ApproveTakeover{Number: history.Number, Balance: money.Yuan(2_000_000), Checked: true, Opinion: "与原件一致"})
	require.NoError(t, store.Close())
	return path
}

// A bank officer's day by mouse and keyboard: the morning's alarms, a letter to the debtor, the loan extended and the register changed by
// two people; then the debt is paid, the pledge cancelled and the last alarm gone.
func TestABankOfficersDayInTheWindow(t *testing.T) {
	e2e.Require(t)
	today := workflow.Today(time.Now())
	w := e2e.Open(t, "", e2e.Build(t, "."), []string{"--db", pledgedStore(t, today)})
	h := &hand{t: t, w: w}

	h.signIn("kehu")
	w.Click("nav:inbox")
	w.WaitText("到期")
	w.Screenshot("morning")
	h.openAlarm("debt.due", "清偿或展期")
	w.Screenshot("watch")
	w.Click("watch:open")
	w.Wait("waiting")
	w.Click("option:IssueReminder")
	w.Wait("submit")
	w.Screenshot("letter")
	w.Click("submit")
	h.done("IssueReminder")
	h.openAlarm("debt.due", "已函告")
	w.Screenshot("told")

	due := today.AddDays(5).AddMonths(2)
	h.act(casefile.ProposeExtension{ExtensionForm: casefile.ExtensionForm{LoanNo: "JJ-001", Due: due, Rate: money.MustRate("0.0435"), Agreement: "示例展字001", Signed: today, Reason: "回款延迟（示例）"}})
	h.signIn("shenpi")
	h.act(casefile.ApproveExtension{LoanNo: "JJ-001", Due: due, Opinion: "同意"})
	h.signIn("kehu")
	h.alarm("pledge.behind")
	w.Screenshot("register-behind")
	h.act(casefile.FileRegistrationChange{RegistrationChangeForm: casefile.RegistrationChangeForm{On: today, Item: casefile.ChangeTerm, Before: "至 " + today.AddDays(5).Chinese(), After: "至 " + due.Chinese(), Due: due,
		Reason: "借款展期（示例）", Agreement: "示例展字001", Signed: today, Channel: "互联网在线提交", Agent: "示例代办人"}})
	h.act(casefile.RecordRegistrationChange{Outcome: "registered", On: today, NoticeNo: "示例变更通知001"})
	h.noAlarm("pledge.behind")

	h.act(casefile.RecordRepayment{LoanNo: "JJ-001", On: today, Principal: money.Yuan(2_000_000), Interest: money.Must("12345.67")})
	h.signIn("shenpi")
	h.act(casefile.ConfirmSettlement{On: today, CertificateNo: "示例结清001", NoOther: true})
	h.signIn("kehu")
	h.alarm("pledge.uncancelled")
	w.Screenshot("uncancelled")
	h.act(casefile.RecordCancellation{CancellationForm: casefile.CancellationForm{FiledOn: today, On: today, Notice: "示例注销001", Ground: "债务履行完毕"}})
	h.noAlarm("pledge.uncancelled")
	w.Screenshot("evening")
	h.signIn("shenpi")
	h.act(casefile.CloseCase{Outcome: "settled", Note: "贷款结清，质押登记已注销（示例）"})
	h.openCase()
	w.WaitText("结案")
	w.Screenshot("closed")
	h.leave()
}

// alarm goes to 监测 and finds the row of a standing alarm.
func (h *hand) alarm(code string) string {
	h.t.Helper()
	h.w.Click("nav:watch")
	name := h.alarmRow(code)
	for end := time.Now().Add(e2e.Patience); name == "" && time.Now().Before(end); name = h.alarmRow(code) {
		time.Sleep(60 * time.Millisecond)
	}
	require.NotEmpty(h.t, name, "%s stands", code)
	return name
}

// openAlarm chooses an alarm in 监测 until what is told of it shows: the list may be read anew under the first click, by the watch that
// runs at sign-in.
func (h *hand) openAlarm(code, shows string) {
	h.t.Helper()
	row := h.alarm(code)
	for try := 0; try < 5 && !h.w.Shows(shows); try++ {
		h.w.Click(row)
		for end := time.Now().Add(3 * time.Second); time.Now().Before(end) && !h.w.Shows(shows); {
			time.Sleep(60 * time.Millisecond)
		}
	}
	h.w.WaitText(shows)
}

func (h *hand) alarmRow(code string) string {
	for _, c := range h.w.Controls() {
		if strings.HasPrefix(c.Name, "alarm:") && strings.Contains(c.Name, ":"+code+":") {
			return c.Name
		}
	}
	return ""
}

// noAlarm goes to 监测 and sees that an alarm stands no more.
func (h *hand) noAlarm(code string) {
	h.t.Helper()
	h.w.Click("nav:inbox")
	h.w.Click("nav:watch")
	h.w.Wait("watch:run")
	for end := time.Now().Add(e2e.Patience); h.alarmRow(code) != "" && time.Now().Before(end); {
		time.Sleep(60 * time.Millisecond)
	}
	require.Empty(h.t, h.alarmRow(code), "%s is ended by what cured it", code)
}
