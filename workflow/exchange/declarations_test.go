package exchange_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/exchange"
	"zhiya/workflow/subsidy"
)

func declarationRows(lines ...string) [][]string {
	rows := [][]string{{"2023 年度贴息申报表（示例）"}, exchange.DeclarationHeads(subsidy.Interest)}
	for _, l := range lines {
		rows = append(rows, strings.Split(l, "|"))
	}
	return rows
}

const goodDeclaration = "示例科技有限公司|91320700MA1T5UTK2P|JJ-1|B03|2023-01-01|2024-01-01|5,000,000.00|3.65%||2023/1/1|2024.1.1|182500||是|FX-1"

func TestAListOfDeclarationsIsReadWithEveryBadLineTold(t *testing.T) {
	list, err := exchange.ReadDeclarations(subsidy.Interest, declarationRows(goodDeclaration, "",
		"示例科技有限公司|91320700MA1T5UTK2P|2.01811E+11|B03|2023-01-01|2024|5000000|3.65||2023-01-01|2024-01-01|-1|x|也许|",
		strings.Replace(goodDeclaration, "JJ-1", "JJ-2", 1)))
	require.NoError(t, err)
	require.Equal(t, 2, list.Head)
	require.Equal(t, 4, list.Read)
	require.Equal(t, list.Read, len(list.Entries)+len(list.Bad)+list.Blank)
	require.Equal(t, []int{3, 6}, list.Lines)
	share := subsidy.Entry{Firm: "示例科技有限公司", USCC: "91320700MA1T5UTK2P", LoanNo: "JJ-1", Bank: "B03", LoanFrom: date.Must("2023-01-01"), LoanDue: date.Must("2024-01-01"), Principal: money.Yuan(5_000_000),
		Rate: money.MustRate("0.0365"), From: date.Must("2023-01-01"), To: date.Must("2024-01-01"), Paid: money.Yuan(182_500), Guaranteed: true, Voucher: "FX-1"}
	require.Equal(t, share.Key(), list.Entries[0].Key())
	require.Equal(t, share.Principal, list.Entries[0].Principal)
	require.True(t, list.Entries[0].Guaranteed)
	require.Equal(t, money.Yuan(365_000), list.Paid())
	var told []string
	for _, f := range list.Bad[0].Faults {
		told = append(told, f.Path)
	}
	require.Equal(t, 5, list.Bad[0].Line)
	require.Equal(t, []string{"借据编号", "到期日", "年利率", "实付利息", "其中罚息复利", "凭证号", "小微且有担保"}, told)
	require.Contains(t, list.Summary(), "申报 2 行，有误 1 行，空行 1 行")
}

func TestTheLastDayOfAPeriodMayStandInPlaceOfTheDayAfter(t *testing.T) {
	rows := declarationRows(strings.Replace(goodDeclaration, "2024.1.1", "2023-12-31", 1))
	for i, h := range rows[1] {
		if h == "期间止日（不计入）" {
			rows[1][i] = "期间末日"
		}
	}
	list, err := exchange.ReadDeclarations(subsidy.Interest, rows)
	require.NoError(t, err)
	require.Equal(t, date.Must("2024-01-01"), list.Entries[0].To)
}

func TestAListWithoutAColumnIsRefusedByItsName(t *testing.T) {
	_, err := exchange.ReadDeclarations(subsidy.Interest, [][]string{{"企业名称", "借据编号", "统一社会信用代码"}})
	require.True(t, fault.Has(err, "declarations.head"))
	require.Contains(t, err.Error(), "银行代码")
	require.NotContains(t, err.Error(), "企业名称")
	_, err = exchange.ReadDeclarations(subsidy.Interest, nil)
	require.True(t, fault.Has(err, "declarations.head"))
	rows := [][]string{exchange.DeclarationHeads(subsidy.AppraisalFee), strings.Split("示例|91320700MA1T5UTK2P|JJ-1|B03|2023-01-01|2024-01-01||2023-01-05|2023-01-06|30000||FP-1", "|")}
	list, err := exchange.ReadDeclarations(subsidy.AppraisalFee, rows)
	require.NoError(t, err, "a list of fees needs neither principal nor rate")
	require.Len(t, list.Entries, 1, "%+v", list.Bad)
	require.Equal(t, money.Yuan(30_000), list.Paid())
}

func TestWhatTheBatchRefusesIsToldUnderTheHeadOfTheList(t *testing.T) {
	list, err := exchange.ReadDeclarations(subsidy.Interest, declarationRows(goodDeclaration, strings.Replace(goodDeclaration, "JJ-1", "JJ-2", 1)))
	require.NoError(t, err)
	judged := list.Judged(subsidy.Interest, []error{nil, fault.New(fault.Refused, "subsidy.duplicate", "loan_no", "重复")})
	require.Equal(t, []int{3}, judged.Lines)
	require.Equal(t, 4, judged.Bad[0].Line)
	require.Equal(t, "借据编号", judged.Bad[0].Faults[0].Path)
	require.Len(t, list.Entries, 2, "the list itself stays")
}
