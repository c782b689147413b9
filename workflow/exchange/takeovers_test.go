package exchange_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/exchange"
)

var takenHead = []string{"权利种类", "专利号", "名称", "申请日", "授权公告日", "质押登记号", "质押登记日", "借款合同编号", "借款合同签订日", "质押合同编号", "质押合同签订日", "借款人", "统一社会信用代码", "借据编号",
	"放款金额", "贷款余额", "放款日", "到期日", "年利率", "认定价值", "质押率上限", "价值认定日", "价值有效期至", "认定依据"}

// taken is a sound line: a patent, a registration and a 借据.
func taken(patent, registration, note string) []string {
	return []string{"发明专利", patent, "示例方法", "2017-07-21", "2020-06-02", registration, "2025-03-10", "借" + registration, "2025-03-01", "质" + registration, "2025-03-02", "示例科技有限公司", "91320706MA0EX0018C", note,
		"1,000,000.00", "600000", "2025-03-12", "2027-03-11", "4.35%", "3000000", "0.3", "2025-02-20", "2026-02-19", "示例评估报告"}
}

const (
	patentA = "ZL201710601862.3"
	patentB = "ZL201710601863.8"
)

var takenOn = date.Of(2026, 11, 23)

func TestLinesOfOneRegistrationMakeOnePledge(t *testing.T) {
	list, err := exchange.ReadTakeovers(takenOn, [][]string{{"存量质押清单"}, takenHead, taken(patentA, "Y1", "J1"), taken(patentA, "Y1", "J2"), {}})
	require.NoError(t, err)
	require.Empty(t, list.Bad)
	require.Equal(t, []int{2, 3, 1}, []int{list.Head, list.Read, list.Blank})
	require.Len(t, list.Pledges, 1)
	p := list.Pledges[0]
	require.Equal(t, []int{3, 4}, p.Lines)
	require.Len(t, p.Rights, 1, "one right secures two 借据")
	require.Equal(t, "R1", p.Rights[0].Ref)
	require.Equal(t, []exchange.TakenLoan{{No: "J1", Amount: money.Yuan(1_000_000), Balance: money.Yuan(600_000), From: date.Of(2025, 3, 12), Due: date.Of(2027, 3, 11), Rate: money.MustRate("0.0435")},
		{No: "J2", Amount: money.Yuan(1_000_000), Balance: money.Yuan(600_000), From: date.Of(2025, 3, 12), Due: date.Of(2027, 3, 11), Rate: money.MustRate("0.0435")}}, p.Loans)
	require.Equal(t, date.Of(2027, 3, 11), p.Until, "the last day on which a loan falls due, when the list names none")
	require.Equal(t, p.Debtor, p.Pledgor)
}

func TestEveryFaultOfALineIsToldAndItsPledgeIsNotTaken(t *testing.T) {
	for at, x := range map[int][2]string{5: {"", "text.missing"}, 6: {"2025年", "import.day"}, 14: {"壹百万", "amount.range"}, 15: {"0", "amount.range"}, 16: {"", "date.missing"}, 18: {"4.35", "rate.range"}, 13: {"2.01811E+11", "import.squeezed"},
		1: {"ZL201710601862.4", ""}, 7: {"另一合同", "takeover.differs"}} {
		bad := taken(patentA, "Y1", "J2")
		bad[at] = x[0]
		list, err := exchange.ReadTakeovers(takenOn, [][]string{takenHead, taken(patentA, "Y1", "J1"), bad, taken(patentA, "Y2", "J3")})
		require.NoError(t, err)
		want := 2
		if at == 5 { // a line that names no registration stands alone
			want = 1
		}
		require.Len(t, list.Bad, want, "%d %v", at, x)
		require.Len(t, list.Pledges, 3-want)
		codes := []string{}
		for _, b := range list.Bad {
			for _, f := range b.Faults {
				codes = append(codes, f.Code)
				require.NotEmpty(t, f.Path)
			}
		}
		if x[1] != "" {
			require.Contains(t, codes, x[1])
		}
	}
	_, err := exchange.ReadTakeovers(takenOn, [][]string{slices.Delete(slices.Clone(takenHead), 5, 7), taken(patentA, "Y1", "J1")})
	require.ErrorContains(t, err, "质押登记号、质押登记日")
}

// Whatever the lines are like, each is in exactly one place.
func TestEveryLineOfATakeoverIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := [][]string{takenHead}
		for i := range rapid.IntRange(0, 30).Draw(t, "lines") {
			row := taken(rapid.SampledFrom([]string{patentA, patentB, "坏号码"}).Draw(t, "patent"), rapid.SampledFrom([]string{"Y1", "Y2", "Y3", ""}).Draw(t, "registration"), fmt.Sprintf("J%d", i%5))
			if rapid.IntRange(0, 9).Draw(t, "blank") == 0 {
				row = make([]string, rapid.IntRange(0, 5).Draw(t, "cells"))
			} else if rapid.IntRange(0, 4).Draw(t, "spoil") == 0 {
				row[rapid.IntRange(0, len(row)-1).Draw(t, "at")] = rapid.SampledFrom([]string{"", "x", "-1", "2026-02-30"}).Draw(t, "with")
			}
			rows = append(rows, row)
		}
		list, err := exchange.ReadTakeovers(takenOn, rows)
		if err != nil {
			return // a list too short to have a head
		}
		seen := map[int]int{}
		for _, p := range list.Pledges {
			for _, l := range p.Lines {
				seen[l]++
			}
		}
		for _, b := range list.Bad {
			seen[b.Line]++
			require.NotEmpty(t, b.Faults)
		}
		for l, n := range seen {
			require.Equal(t, 1, n, "line %d", l)
		}
		require.Equal(t, list.Read, len(seen)+list.Blank)
		require.Equal(t, len(rows)-1, list.Read)
	})
}

func TestTheTemplateIsAListThatIsUnderstood(t *testing.T) {
	heads := exchange.TakeoverHeads()
	_, err := exchange.ReadTakeovers(takenOn, [][]string{heads, make([]string, len(heads))})
	require.NoError(t, err)
	require.Contains(t, strings.Join(heads, " "), "质押登记号")
}
