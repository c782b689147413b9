package exchange_test

import (
	"encoding/csv"
	"encoding/json"
	"io/fs"
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
	"zhiya/workflow/register"
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

// New cases of single cells: what stands in the number column of real exports and is no number of a right.
func TestNumbersThatAreNoneAreTold(t *testing.T) {
	for cell, code := range map[string]string{
		"201811000000": "import.squeezed", "2018110000000": "import.squeezed", "2.01811E+12": "import.squeezed", "CN202644312U": "import.number", "CN 108461750 A": "import.number", "CN-108461750-A": "import.number", "CN1234567C": "import.number",
	} {
		res := list(t, "申请号,名称\n"+cell+",电池\n")
		require.Len(t, res.Bad, 1, cell)
		require.True(t, fault.Has(res.Bad[0].Faults, code), "%s: %v", cell, res.Bad[0].Faults)
		require.Equal(t, []exchange.Value{{Column: "申请号", Text: cell}}, res.Bad[0].Values)
	}
	for cell, want := range map[string]string{"CN 201810236742 A": "ZL201810236742.2", "CN85102475": "ZL85102475.0", "201710601862.3": "ZL201710601862.3", "ＺＬ２０１７１０６０１８６２．３": "ZL201710601862.3"} {
		res := list(t, "申请号,名称\n"+cell+",电池\n")
		require.Len(t, res.Rows, 1, "%s %v", cell, res.Bad)
		require.Equal(t, want, res.Rows[0].Right.Number)
	}
}

// Whatever a list calls a status, only whole words that mean it make a right one in force.
func TestNoUnknownStatusWordIsTakenForInForce(t *testing.T) {
	const head = "申请号,名称,申请日,授权公告日,法律状态\n"
	status := func(word string) (right.Status, string) {
		res := list(t, head+"ZL201710601862.3,电池,2017-07-21,2019-05-03,\""+word+"\"\n")
		if len(res.Bad) > 0 {
			return "refused", ""
		}
		return res.Rows[0].Right.Status, strings.Join(res.Rows[0].Notes, "；")
	}
	for word, want := range map[string]right.Status{
		"有效": right.InForce, "有 效": right.InForce, "授权": right.InForce, "授权 | 权利转移": right.InForce, "有效（授权）": right.InForce, "PATENTED": right.InForce,
		"注册商标申请中": "", "非有效": "", "有效性未知": "", "授权前": "", "无效宣告": "", "有效|失效": "", "授权；未缴年费": "", "注册申请中": "",
		"未缴年费专利权终止": right.Terminated, "专利权有效期届满": right.Expired, "避重放弃": right.Abandoned, "全部无效": right.Invalidated, "视为撤回": "refused", "公开|驳回": "",
	} {
		got, notes := status(word)
		require.Equal(t, want, got, word)
		if got == "" {
			require.NotEmpty(t, notes, "%s is looked up", word)
		}
	}
	_, notes := status("授权 | 质押")
	require.Contains(t, notes, "质押")
	rapid.Check(t, func(r *rapid.T) {
		word := rapid.StringMatching(`[有效授权注册维持无失非未审中公开终止届满撤回]{1,6}`).Draw(r, "word")
		if got, _ := status(word); got == right.InForce && !slices.Contains([]string{"有效", "授权", "注册", "维持", "维持有效", "有效授权", "授权有效", "有权"}, word) {
			r.Fatalf("%q was taken to be in force", word)
		}
	})
}

func TestDaysThatAreNotWholeOrNotClearAreToldOrChosen(t *testing.T) {
	for cell, words := range map[string]string{"2012": "只有年份", "2012-05": "只有年份或月份", "2012年5月": "只有年份或月份", "31/31/2012": "不存在", "2012-02-30": "不存在"} {
		res := list(t, "申请号,名称,申请日\nZL201710601862.3,电池,"+cell+"\n")
		require.Len(t, res.Bad, 1, cell)
		require.Contains(t, res.Bad[0].Faults.Error(), words)
	}
	for order, want := range map[exchange.DayOrder]string{exchange.DayFirst: "2017-04-03", exchange.MonthFirst: "2017-03-04"} {
		m, _ := exchange.Guess([]string{"申请号", "名称", "申请日"})
		m.DayOrder = order
		im := exchange.New(date.Must("2026-11-23"), &m)
		for i, row := range [][]string{{"申请号", "名称", "申请日"}, {"ZL201710601862.3", "电池", "03/04/2017"}} {
			require.NoError(t, im.Row(i+1, row))
		}
		res, err := im.Result()
		require.NoError(t, err)
		require.Equal(t, want, res.Rows[0].Right.Filed.String())
	}
}

// A mark has one number in all its classes; a work and a program are told by how their column is called.
func TestEachKindIsToldByNumberHeadOrColumn(t *testing.T) {
	res := list(t, "商标名称,注册号,类别\n示例牌,12345678,9\n示例牌,12345678,35\n示例牌,12345678,第9类\n")
	require.Len(t, res.Rows, 2)
	require.Len(t, res.Repeats, 1)
	for text, kind := range map[string]right.Kind{
		"作品名称,作品登记号,类别\n示例图,国作登字-2021-F-00123456,美术\n": right.Work, "软件名称,软件著作权登记号\n示例软件,2021SR0123456\n": right.Software, "名称,登记号\n示例软件,2021sr0123456\n": right.Software,
		"名称,商标注册号\n示例牌,12345678\n": right.Trademark, "名称,号码类型,专利号\n电池,x,ZL201730000001.0\n": right.Design, "名称,权利号,种类\n示例牌,12345678,商标\n": right.Trademark, "名称,专利号\n电池,ZL201880000001.2\n": right.Invention,
	} {
		res := list(t, text)
		if kind == right.Trademark {
			require.Len(t, res.Bad, 1, "a mark needs its class")
			require.True(t, fault.Has(res.Bad[0].Faults, "import.class"))
			continue
		}
		require.Len(t, res.Rows, 1, "%s %v", text, res.Bad)
		require.Equal(t, kind, res.Rows[0].Right.Kind, text)
	}
}

func TestAHeadOfTwoRowsIsReadTogether(t *testing.T) {
	res := list(t, "某公司知识产权清单,,,,\n序号,名称,号码与日期,,权利人\n,,申请号,申请日,\n1,电池,ZL201710601862.3,2017-07-21,甲公司\n")
	require.Equal(t, 3, res.Head)
	require.Len(t, res.Rows, 1)
	x := res.Rows[0].Right
	require.Equal(t, []any{"电池", "ZL201710601862.3", "2017-07-21", "甲公司"}, []any{x.Title, x.Number, x.Filed.String(), x.Owners[0].Name})
	again := exchange.New(date.Must("2026-11-23"), &res.Mapping)
	for i, row := range [][]string{{"清单"}, {"序号", "名称", "号码与日期", "", "权利人"}, {"", "", "申请号", "申请日"}, {"1", "电池", "ZL201710601862.3", "2017-07-21", "甲公司"}} {
		require.NoError(t, again.Row(i+1, row))
	}
	mapped, err := again.Result()
	require.NoError(t, err)
	require.Equal(t, res.Rows, mapped.Rows, "a kept mapping finds the same head")
}

func TestAMappingIsKeptAndReadBackAsItWas(t *testing.T) {
	m, share := exchange.Guess([]string{"申请号", "标题", "备注"})
	require.InDelta(t, 2.0/3, share, 1e-9)
	m.Name, m.DayOrder, m.Worksheet = "智慧芽", exchange.DayFirst, "清单"
	b, err := m.JSON()
	require.NoError(t, err)
	back, err := exchange.ReadMapping(b)
	require.NoError(t, err)
	require.Equal(t, m, back)
	for text, code := range map[string]string{
		`{"version":2,"columns":{}}`: "mapping.version", `{"version":0,"columns":{}}`: "mapping.version", `{"version":1,"columns":{"colour":"色"}}`: "mapping.field", `{"version":1,"day_order":"ymd"}`: "mapping.day_order", `{"version":1,"extra":1}`: "mapping.json", `[]`: "mapping.json", `{"version":1}{}`: "mapping.json",
	} {
		_, err := exchange.ReadMapping([]byte(text))
		require.True(t, fault.Has(err, code), "%s: %v", text, err)
	}
}

func TestTheFirstRowsTellHowSureTheGuessIs(t *testing.T) {
	look, err := exchange.LookAt(date.Must("2026-11-23"), [][]string{{"清单"}, {"申请号", "名称", "申请日", "法律状态", "备注"}, {"ZL201710601862.3", "电池", "2017-07-21", "有效"}, {"见附件", "电芯", "去年", ""}})
	require.NoError(t, err)
	require.Equal(t, 2, look.Head)
	require.Equal(t, []string{"申请号", "名称", "申请日", "法律状态", "备注"}, look.Heads)
	require.Equal(t, map[exchange.Field]float64{exchange.Number: .5, exchange.Title: 1, exchange.Filed: .5, exchange.Status: 1}, look.Confidence)
	require.Len(t, look.Sample, 2)
	look, err = exchange.LookAt(date.Date{}, [][]string{{"x"}, {"编号", "叫什么"}, {"1", "2"}})
	require.True(t, fault.Has(err, "import.head"))
	require.Equal(t, []string{"编号", "叫什么"}, look.Heads, "to choose the columns by hand")
	require.Equal(t, [][]string{{"1", "2"}}, look.Sample)
}

// Whatever the rows hold, what is taken the register takes as well: no row spoils the list.
func TestTheRegisterTakesWhatIsTaken(t *testing.T) {
	on := date.Must("2026-11-23")
	cell := rapid.OneOf(rapid.SampledFrom([]string{"", "ZL201710601862.3", "CN201220249767.4", "CN85102475", "2017-07-21", "2030-01-01", "有效", "终止", "甲公司;乙公司", "9", "第35类", "12345678", "2021SR0123456", "国作登字-2021-F-1", "发明", "商标", "作品", strings.Repeat("长", 600), "91320700MA1M00000X"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		im := exchange.New(on, nil)
		head := []string{"申请号", "名称", "申请日", "授权日", "法律状态", "申请人", "类别", "种类", "统一社会信用代码", "专用期止", "权利要求数"}
		if err := im.Row(1, head); err != nil {
			t.Fatal(err)
		}
		for i := range rapid.IntRange(1, 30).Draw(t, "rows") {
			if err := im.Row(i+2, rapid.SliceOfN(cell, len(head), len(head)).Draw(t, "cells")); err != nil {
				t.Fatal(err)
			}
		}
		res, err := im.Result()
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Rows) == 0 {
			return
		}
		cmd := register.ImportRights{Source: "清单.csv", Rights: res.Rights()}.Prepared()
		if err := cmd.Validate(on); err != nil {
			t.Fatalf("the register refuses: %v", res.Located(err))
		}
	})
	res := list(t, "名称,申请号\n电池,ZL201710601862.3\n")
	require.Equal(t, "第 2 行 申请号：号码重复", res.Located(fault.New(fault.Invalid, "right.duplicate", "rights[0].number", "号码重复")).Error())
	require.Equal(t, "source：未填", res.Located(fault.New(fault.Invalid, "x", "source", "未填")).Error())
}

func TestEveryBuiltInStatusWordStandsForOneKnownStatus(t *testing.T) {
	raw, err := fs.ReadFile(assets.ImportHeaders(), "statuses.json")
	require.NoError(t, err)
	var file struct {
		Statuses []struct {
			Status right.Status
			Words  []string
		}
		Gone   struct{ Words []string }
		Unsure []struct{ Words []string }
	}
	require.NoError(t, json.Unmarshal(raw, &file))
	seen := map[string]bool{}
	once := func(words []string) {
		require.NotEmpty(t, words)
		for _, w := range words {
			require.False(t, seen[w], w)
			seen[w] = true
		}
	}
	for _, s := range file.Statuses {
		require.True(t, s.Status.Known(), s.Status)
		once(s.Words)
		for _, w := range s.Words {
			granted := "2019-05-03"
			if s.Status == right.Application {
				granted = ""
			}
			res := list(t, "申请号,名称,申请日,授权公告日,法律状态\nZL201710601862.3,电池,2017-07-21,"+granted+","+w+"\n")
			require.Equal(t, s.Status, res.Rows[0].Right.Status, w)
		}
	}
	once(file.Gone.Words)
	for _, u := range file.Unsure {
		once(u.Words)
	}
}
