package reports_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
)

func textOf(t *testing.T, k casefile.DocumentKind, s casefile.State) string {
	t.Helper()
	return strings.Join(words(build(t, k, s)), "\n")
}

func TestThePaymentNoticeTellsEachPartnerItsAmountInFull(t *testing.T) {
	s := fullCase(t)
	text := textOf(t, casefile.DocPaymentNotice, s)
	require.Contains(t, text, guarantor.Name+"：履行代偿责任，支付840,000.00元（大写：人民币捌拾肆万元整")
	require.Contains(t, text, fund.Name+"：拨付补偿款1,000,000.00元（大写：人民币壹佰万元整")
	require.Contains(t, text, "其他合作方没有法定代位权")
}

func TestTheShareDetailShowsWhoHasNotPaidAndWhy(t *testing.T) {
	s := fullCase(t)
	s.CompClaim.Shares[1].Paid, s.CompClaim.Shares[1].Unpaid = nil, &casefile.Opinion{Text: "示例担保暂停代偿"}
	for _, b := range build(t, casefile.DocShareDetail, s).Blocks {
		if table, ok := b.(layout.Table); ok && table.Name == "拨付明细" {
			require.Equal(t, []string{"1,000,000.00", "840,000.00", "示例担保暂停代偿"}, []string{table.Total[2].Text, table.Rows[1][4].Text, table.Rows[1][7].Text})
			return
		}
	}
	t.Fatal("the payments are missing")
}

func TestEachItemOfASupplementHasItsOwnNumber(t *testing.T) {
	s := fullCase(t)
	s.DisposalPlan.Supplements[0].Items = "共有人同意处置的书面意见；最近一次年费凭证\n\n参考价说明"
	for _, b := range build(t, casefile.DocSupplementNotice, s).Blocks {
		if table, ok := b.(layout.Table); ok && table.Name == "补正事项" {
			require.Len(t, table.Rows, 3)
			require.Equal(t, "参考价说明", table.Rows[2][1].Text)
			return
		}
	}
	t.Fatal("the items are missing")
}

func TestTheConfirmationIsOfTheSaleThatStands(t *testing.T) {
	s := fullCase(t)
	first := s.DisposalPlan.Rounds[1]
	sale := *first.Sale
	sale.Buyer, first.Sale = "示例悔拍企业", &sale
	first.Failed = &casefile.FailedDelivery{Reason: "未付款", On: on("2026-10-30")}
	s.DisposalPlan.Rounds = append([]casefile.SaleRound{first}, s.DisposalPlan.Rounds...)
	for _, k := range []casefile.DocumentKind{casefile.DocSaleConfirmation, casefile.DocDelivery} {
		text := textOf(t, k, s)
		require.Contains(t, text, "示例复合材料有限公司", k)
		require.NotContains(t, text, "示例悔拍企业", k)
	}
	s.DisposalPlan.Rounds = s.DisposalPlan.Rounds[:1]
	require.Contains(t, textOf(t, casefile.DocSaleConfirmation, s), "2026年10月30日确认失败：未付款")
	s.DisposalPlan.Form.Method = casefile.MethodJudicial
	require.Contains(t, textOf(t, casefile.DocSaleConfirmation, s), "以人民法院的裁定为准")
}

func TestPapersAreMadeWhereTheCaseCallsForThem(t *testing.T) {
	s := fullCase(t)
	require.True(t, casefile.DocEnrolment.CalledFor(s))
	require.True(t, casefile.DocShareDetail.CalledFor(s))
	require.False(t, casefile.DocPaymentNotice.CalledFor(s), "it is called for by the decision, not by the payment")
	s.Compensation = casefile.CompDecided
	require.True(t, casefile.DocPaymentNotice.CalledFor(s))
	require.False(t, casefile.DocShareDetail.CalledFor(s), "a partner has still to pay")
	s.Compensation, s.Credit.Scheme = casefile.CompRefused, nil
	require.False(t, casefile.DocPaymentNotice.CalledFor(s))
	require.False(t, casefile.DocEnrolment.CalledFor(s))
	s.Stage = casefile.Rejected
	require.False(t, casefile.DocCreditMemo.CalledFor(s))
	s = fullCase(t)
	s.DisposalPlan.Form.Method = casefile.MethodJudicial
	require.False(t, casefile.DocSaleConfirmation.CalledFor(s))
}
