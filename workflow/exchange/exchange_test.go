package exchange_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/assets"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/exchange"
	"zhiya/workflow/right"
)

func list(t *testing.T, text string) exchange.Result {
	t.Helper()
	im := exchange.New(date.Must("2026-11-23"), nil)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	require.NoError(t, err)
	for i, cells := range all {
		require.NoError(t, im.Row(i+1, cells))
	}
	res, err := im.Result()
	require.NoError(t, err)
	require.Equal(t, res.Read, len(res.Rows)+len(res.Bad)+len(res.Repeats)+res.Blank, "no line is lost")
	return res
}

// Every row of every real file is accounted for. The Google list has publication numbers only; the Lens lists are of all countries.
func TestTheRealListsAreReadRowByRow(t *testing.T) {
	for _, c := range []struct {
		file                  string
		read, taken, bad, top int
		fault                 string
	}{
		{"cnipr", 199, 199, 0, 1, ""},
		{"google_patents_gp_search_cn", 200, 0, 200, 2, "import.number"},
		{"lens_export_2021_sample", 100, 24, 76, 1, "import.foreign"},
		{"lens_export_2026_sample", 100, 0, 100, 1, "import.foreign"},
		{"taian_inventions_200", 200, 200, 0, 1, ""},
	} {
		text := string(assets.CNIPRPatents)
		if c.file != "cnipr" {
			b, err := os.ReadFile("testdata/" + c.file + ".csv")
			require.NoError(t, err)
			text = string(b)
		}
		res := list(t, text)
		require.Equal(t, []int{c.read, c.taken, c.bad, c.top}, []int{res.Read, len(res.Rows), len(res.Bad), res.Head}, c.file)
		for _, b := range res.Bad {
			require.True(t, fault.Has(b.Faults, c.fault), "%s line %d: %v", c.file, b.Line, b.Faults)
			require.NotEmpty(t, b.Text)
		}
		for _, r := range res.Rows {
			require.NotEmpty(t, r.Right.Number)
			require.NotEmpty(t, r.Right.Title)
			require.NotEmpty(t, r.Right.Owners, "%s line %d", c.file, r.Line)
		}
	}
	first := *list(t, string(assets.CNIPRPatents)).Rows[0].Right
	require.Equal(t, []any{right.Utility, "ZL201220249767.4", "2012-05-31", "2013-01-02", "E01B3/32", right.Status("")},
		[]any{first.Kind, first.Number, first.Filed.String(), first.Granted.String(), first.IPC, first.Status}, "the publication of a utility model is its grant; its status is not in the list")
}

func TestEachFaultOfARowNamesItsColumnAndTheRemedy(t *testing.T) {
	const head = "申请号,名称,申请日,授权公告日,法律状态,专利类型,申请（专利权）人\n"
	for _, c := range []struct{ row, code, column, words string }{
		{"2.01811E+11,电池,2018-11-01,2020-01-02,有效,发明,甲公司", "import.squeezed", "申请号", "设为“文本”"},
		{"ZL201710601862.4,电池,2017-07-21,2019-05-03,有效,发明,甲公司", "patent.check", "申请号", "应为 3"},
		{"ZL201710601862.3,,2017-07-21,2019-05-03,有效,发明,甲公司", "import.title", "名称", "没有名称"},
		{",电池,2017-07-21,2019-05-03,有效,发明,甲公司", "import.number", "申请号", "没有号码"},
		{"ZL201710601862.3,电池,2017-13-21,2019-05-03,有效,发明,甲公司", "import.day", "申请日", "不存在"},
		{"ZL201710601862.3,电池,03/04/2017,2019-05-03,有效,发明,甲公司", "import.day", "申请日", "分不清日和月"},
		{"ZL201710601862.3,电池,前天,2019-05-03,有效,发明,甲公司", "import.day", "申请日", "无法识别"},
		{"ZL201710601862.3,电池,2017-07-21,2016-05-03,有效,发明,甲公司", "date.order", "授权公告日", "早于"},
		{"ZL201710601862.3,电池,2017-07-21,2019-05-03,有效,实用新型,甲公司", "import.kind", "专利类型", "不符"},
		{"ZL201710601862.3,电池,2017-07-21,2019-05-03,有效,集成电路,甲公司", "import.kind", "专利类型", "无法识别"},
		{"ZL201710601862.3,电池,2017-07-21,,视为撤回,发明,甲公司", "import.status", "法律状态", "不是权利"},
		{"ZL201710601862.3,电池,2027-07-21,,审中,发明,甲公司", "date.future", "申请日", "晚于"},
	} {
		res := list(t, head+c.row)
		require.Len(t, res.Bad, 1, c.row)
		require.Equal(t, 2, res.Bad[0].Line)
		f := res.Bad[0].Faults
		require.True(t, fault.Has(f, c.code), "%s: %v", c.row, f)
		i := slices.IndexFunc(f, func(x fault.Fault) bool { return x.Code == c.code })
		require.Equal(t, c.column, f[i].Path, c.row)
		require.Contains(t, f[i].Message, c.words, c.row)
	}
}

func TestWhatAListCannotTellIsLookedUpAndNeverGuessed(t *testing.T) {
	const head = "申请号,标题,申请日,授权日,简单法律状态,当前权利人\n"
	for _, c := range []struct {
		row    string
		status right.Status
		note   string
	}{
		{"CN201710601862.3,电池,2017-07-21,2019-05-03,有效,甲公司", right.InForce, ""},
		{"201710601862,电池,2017.7.21,20190503,有效,甲公司", right.InForce, "没有校验位"},
		{"CN201710601862.3,电池,42937,43588,失效,甲公司", "", "原因（终止、届满、放弃、无效）请查登记簿"},
		{"CN201710601862.3,电池,2017年7月21日,2019-05-03,未缴年费终止,甲公司", right.Terminated, ""},
		{"CN201710601862.3,电池,2017-07-21,,有效,甲公司", "", "没有授权公告日"},
		{"CN201710601862.3,电池,2017-07-21,2019-05-03,审中,甲公司", "", "有授权公告日"},
		{"CN201710601862.3,电池,2017-07-21,,审中,甲公司", right.Application, ""},
		{"CN201710601862.3,电池,2017-07-21,2019-05-03,质押中,甲公司", "", "无法识别"},
		{"CN201710601862.3,电池,2017-07-21,2019-05-03,,甲公司", "", "没有法律状态"},
	} {
		res := list(t, head+c.row)
		require.Empty(t, res.Bad, c.row)
		require.Equal(t, c.status, res.Rows[0].Right.Status, c.row)
		notes := strings.Join(res.Rows[0].Notes, "；")
		require.Equal(t, c.note == "", notes == "", "%s: %s", c.row, notes)
		require.Contains(t, notes, c.note, c.row)
		require.Equal(t, "2017-07-21", res.Rows[0].Right.Filed.String(), c.row)
	}
}

func TestMarksSoftwareAndOwnersAreRead(t *testing.T) {
	res := list(t, "商标名称,注册号,类别,核准注册日,专用期止,注册人,法律状态\n示例牌,12345678,第9类,2015-03-21,2035-03-20,甲公司；乙公司,注册\n示例牌,12345678,第46类,2015-03-21,2035-03-20,甲公司,注册\n")
	require.Len(t, res.Rows, 1)
	mark := res.Rows[0].Right
	require.Equal(t, []any{right.Trademark, "12345678", 9, "2035-03-20", 2, right.InForce}, []any{mark.Kind, mark.Number, int(mark.Class), mark.TermEnd.String(), len(mark.Owners), mark.Status})
	require.True(t, fault.Has(res.Bad[0].Faults, "import.class"))
	res = list(t, "软件全称,登记号,著作权人,首次发表日期\n示例控制软件,2021SR0123456,\"甲公司,乙公司\",2021-05-20\n")
	require.Len(t, res.Rows, 1, "%+v", res.Bad)
	require.Equal(t, right.Software, res.Rows[0].Right.Kind)
	require.Len(t, res.Rows[0].Right.Owners, 2, "a comma divides Chinese names")
	res = list(t, "专利号,名称,专利权人,工商统一社会信用代码\nZL201710601862.3,电池,\"ACME HOLDING, INC.;;SECOND LTD\",\n")
	require.Equal(t, []right.Owner{{Name: "ACME HOLDING, INC."}, {Name: "SECOND LTD"}}, res.Rows[0].Right.Owners, "and stands inside foreign ones")
}

func TestARightThatStandsTwiceIsNamedWithBothLines(t *testing.T) {
	res := list(t, "专利号,名称\nZL201710601862.3,电池\nCN2017106018623,电池\n,\n")
	require.Len(t, res.Rows, 1)
	require.Equal(t, []exchange.Repeat{{Line: 3, First: 2, Key: "ZL201710601862.3"}}, res.Repeats)
	require.Equal(t, 1, res.Blank)
	require.Equal(t, "读取 3 行：可导入 1 行，有误 0 行，重复 1 行，空行 1 行", res.Summary())
}

func TestTheHeadIsFoundUnderTitlesOrRefusedWithAReason(t *testing.T) {
	res := list(t, "某公司专利清单,,\n制表日期,2026-11-01,\n序号, 专利号 ,发明名称\n1,ZL201710601862.3,电池\n")
	require.Equal(t, 3, res.Head)
	require.Equal(t, 4, res.Rows[0].Line)
	im := exchange.New(date.Date{}, nil)
	require.NoError(t, im.Row(1, []string{"姓名", "电话"}))
	_, err := im.Result()
	require.True(t, fault.Has(err, "import.head"))

	own := exchange.Mapping{Columns: map[exchange.Field]string{exchange.Number: "编号", exchange.Title: "叫什么"}}
	im = exchange.New(date.Date{}, &own)
	require.NoError(t, im.Row(1, []string{"叫什么", "编号"}))
	require.NoError(t, im.Row(2, []string{"电池", "ZL201710601862.3"}))
	mapped, err := im.Result()
	require.NoError(t, err)
	require.Len(t, mapped.Rows, 1, "columns the person chose")
	own.Columns[exchange.Title] = "不存在的列"
	im = exchange.New(date.Date{}, &own)
	require.NoError(t, im.Row(1, []string{"叫什么", "编号"}))
	_, err = im.Result()
	require.True(t, fault.Has(err, "import.column"))
	require.Contains(t, err.Error(), "不存在的列")
}

func TestNoLineIsLostWhateverTheListHolds(t *testing.T) {
	cells := rapid.OneOf(rapid.SampledFrom([]string{"", " ", "ZL201710601862.3", "CN201220249767.4", "2.01811E+11", "2017-07-21", "有效", "失效", "撤回", "甲公司;乙公司", "第9类", "12345678", "发明", "\u202e"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		im := exchange.New(date.Must("2026-11-23"), nil)
		if err := im.Row(1, []string{"申请号", "名称", "申请日", "法律状态", "申请人", "类别", "专利类型", "公开（公告）号"}); err != nil {
			t.Fatal(err)
		}
		n := rapid.IntRange(0, 60).Draw(t, "rows")
		lines := map[int]bool{}
		for i := range n {
			if err := im.Row(i+2, rapid.SliceOfN(cells, 0, 10).Draw(t, "cells")); err != nil {
				t.Fatal(err)
			}
		}
		res, err := im.Result()
		if err != nil {
			t.Fatal(err)
		}
		if res.Read != n || res.Read != len(res.Rows)+len(res.Bad)+len(res.Repeats)+res.Blank {
			t.Fatalf("%d rows, %s", n, res.Summary())
		}
		for _, r := range res.Rows {
			lines[r.Line] = true
			if r.Right.Number == "" || r.Right.Title == "" || !r.Right.Kind.Valid() {
				t.Fatalf("taken without a number, a title or a kind: %+v", r)
			}
		}
		for _, b := range res.Bad {
			if lines[b.Line] || len(b.Faults) == 0 {
				t.Fatalf("line %d is both, or bad for no reason", b.Line)
			}
		}
	})
}

func TestEveryBuiltInHeadIsKnown(t *testing.T) {
	seen := map[string]exchange.Field{}
	for _, h := range exchange.Headings() {
		require.NotEmpty(t, h.Title)
		for _, name := range h.Headers {
			m, share := exchange.Guess([]string{name})
			require.Equal(t, name, m.Columns[h.Field], "%s", h.Field)
			require.Equal(t, 1.0, share)
			require.Empty(t, seen[name], "%s stands for two fields", name)
			seen[name] = h.Field
		}
	}
}
