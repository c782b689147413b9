//go:build unix

package e2e_test

import (
	"context"
	"path/filepath"
	"reflect"
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
	"zhiya/workflow/riskshare"
	"zhiya/workflow/sqlstore"
)

// claimableStore is a store of the sample set in which the fund keeps a program with 10 万元 in its pool, and one loan enrolled under it that
// is in default: the bank may claim.
func claimableStore(t *testing.T, today date.Date) string {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "zhiya.db")
	store, err := sqlstore.Open(ctx, path)
	require.NoError(t, err)
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: time.Now, NewID: new(sample.IDs).New, Documents: reports.NewMaker()})
	require.NoError(t, sample.Found(ctx, desk))
	keep := func(maker, approver string, r riskshare.Record) riskshare.Record {
		r, err := desk.ProposeRecord(ctx, "person-"+maker, r)
		require.NoError(t, err)
		_, err = desk.DecideRecord(ctx, "person-"+approver, r.ID, true, "同意")
		require.NoError(t, err)
		return r
	}
	rate := func(s string) *money.Rate { r := money.MustRate(s); return &r }
	program := keep("jijin1", "jijin2", riskshare.Record{Kind: riskshare.ProgramRecord, Fills: []riskshare.Fill{{Member: "fund", OrgID: "org-fund"}, {Member: "db", OrgID: "org-guarantor"}},
		Program: &riskshare.Program{Code: "LYG-01", Name: "示例知识产权质押风险分担方案", Source: "示例合作协议", ValidFrom: today.AddYears(-1), Base: riskshare.Principal, Residual: "bank",
			Members: []riskshare.Member{{ID: "bank", Role: riskshare.BankRole, Share: rate("0.2")}, {ID: "fund", Role: riskshare.CityFund, Share: rate("0.4"), Leverage: rate("10"), Recourse: riskshare.RecourseAgreed},
				{ID: "db", Role: riskshare.GuarantorRole, Share: rate("0.4"), Recourse: riskshare.RecourseLaw}},
			Fuses: []riskshare.Fuse{{Metric: riskshare.PoolUse, Scope: riskshare.OfScheme, Warn: rate("0.1"), Suspend: rate("0.5"), ValidFrom: today.AddYears(-1), Source: "示例合作协议"}}}})
	keep("jijin1", "jijin2", riskshare.Record{Kind: riskshare.PoolRecord, Pool: &riskshare.PoolEntry{Program: program.Key(), Kind: "in", Amount: money.Yuan(100_000), On: today, Voucher: "示例凭证1", Source: "示例文件"}})
	keep("danbao1", "danbao2", riskshare.Record{Kind: riskshare.StandingRecord, Standing: &riskshare.GuarantorStanding{On: today, NetAssets: money.Yuan(50_000_000), Source: "示例报表"}})
	var out workflow.Outcome
	do := func(login string, cmd casefile.Command) {
		r, err := desk.Do(ctx, "person-"+login, workflow.Request{CommandID: desk.NewID(), CaseID: out.CaseID, Version: out.Version, Command: cmd})
		require.NoError(t, err, "%s", cmd.Name())
		out = r
	}
	for _, step := range sample.SameDayRoad(today) {
		switch cmd := step.Command.(type) {
		case casefile.ProposeCredit:
			cmd.Program, cmd.Scheme, cmd.Base, cmd.Parts = program.Key(), "", "", nil
			step.Command = cmd
		case casefile.ConfirmEnrolment:
			if step.Login == "baoxian2" { // no member of this program
				continue
			}
		case casefile.ApplyCompensation:
			require.NoError(t, store.Close())
			return path
		}
		do(step.Login, step.Command)
	}
	require.Fail(t, "the road has no claim")
	return ""
}

// A partner's day by mouse and keyboard: the bank claims, the fund examines and both partners confirm, the authority decides, the fund finds
// its pool too small and fills it by two people, both pay, a recovery comes back, and the books say what is still owing.
func TestAPartnersDayInTheWindow(t *testing.T) {
	e2e.Require(t)
	today := workflow.Today(time.Now())
	w := e2e.Open(t, "", e2e.Build(t, "."), []string{"--db", claimableStore(t, today)})
	h := &hand{t: t, w: w}

	h.signIn("jijin1")
	w.Click("nav:shares")
	w.WaitText("待返还（代偿余额）")
	w.Screenshot("ledger")
	h.signIn("kehu")
	h.act(casefile.ApplyCompensation{CompensationForm: casefile.CompensationForm{AsOf: today, Papers: "合同、登记通知书、债权计算表（示例）", Statement: "按方案申请补偿（示例）"}})
	h.signIn("jijin1")
	w.WaitText("审核补偿申请")
	w.Screenshot("inbox")
	h.act(casefile.ExamineCompensation{Papers: true, Enrolled: true, Figures: true, Opinion: "复核无误"})
	h.openCase()
	w.Click("tab:disposal")
	h.says("逐项计算")
	w.Screenshot("claim")
	fund, guarantor := money.Must("100000.00"), money.Must("280000.00")
	h.signIn("jijin2")
	h.act(casefile.ConfirmShare{Amount: fund, Agree: true})
	h.signIn("danbao2")
	h.act(casefile.ConfirmShare{Amount: guarantor, Agree: true})
	h.signIn("fenguan")
	h.act(casefile.DecideCompensation{Approve: true, Number: "示例补偿1号", Opinion: "同意"})

	// More money for the pool, by two people.
	h.signIn("jijin1")
	w.Click("nav:shares")
	w.Click("partners:records")
	w.Click("record:pool")
	w.Wait("submit")
	entry := riskshare.PoolEntry{Program: "org-fund/LYG-01", Kind: "in", Amount: money.Yuan(500_000), On: today, Voucher: "示例凭证2", Source: "示例财教〔2026〕9号"}
	h.fill("", reflect.ValueOf(entry), casefile.Fields(reflect.TypeOf(entry)))
	w.Screenshot("pool-entry")
	w.Click("submit")
	h.done("PoolEntry")
	h.signIn("jijin2")
	w.Click("nav:shares")
	w.Click("partners:records")
	w.WaitText("待审批")
	for _, c := range w.Controls() {
		if len(c.Name) > 7 && c.Name[:7] == "record:" && c.Name != "record:pool" && c.Name != "record:lift" && c.Name != "record:standing" {
			w.Click(c.Name)
			break
		}
	}
	w.Wait("record:approve")
	w.Screenshot("pool-pending")
	w.Click("record:approve")
	w.Wait("submit")
	w.Fill("field:opinion", "同意拨入")
	w.Click("submit")
	h.done("DecideRecord")
	w.WaitText("已批准")

	h.signIn("jijin1")
	h.act(casefile.PayShare{On: today, Amount: fund, Voucher: "示例付款1"})
	h.signIn("danbao1")
	h.act(casefile.PayShare{On: today, Amount: guarantor, Voucher: "示例付款2"})
	h.signIn("jijin1")
	w.Click("nav:shares")
	w.Click("partners:pools")
	w.WaitText("预警")
	w.Screenshot("fuse-warned")
	h.signIn("kehu")
	h.act(casefile.RecordRecovery{On: today, Source: "债务人还款", Principal: money.Must("70000.00"), Costs: money.Must("0.00")})
	h.signIn("jijin1")
	w.Click("nav:shares")
	w.WaitText("累计返还")
	w.WaitText("10,000.00 元")
	w.Screenshot("returned")
	h.openCase()
	w.Click("tab:disposal")
	h.says("追偿")
	w.Screenshot("recovery")
	h.leave()
}

// says waits until the page says something, be it below what is seen without scrolling.
func (h *hand) says(text string) {
	h.t.Helper()
	for end := time.Now().Add(e2e.Patience); time.Now().Before(end); time.Sleep(60 * time.Millisecond) {
		for _, c := range h.w.Controls() {
			if strings.Contains(c.Text, text) {
				return
			}
		}
	}
	require.Failf(h.t, "the page does not say it", "%s", text)
}
