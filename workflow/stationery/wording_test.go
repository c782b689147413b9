package stationery_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/fault"
	"zhiya/workflow/stationery"
)

// unprintable refuses what the fonts lack, as the maker of documents does.
func unprintable(text string) (out []rune) {
	for _, r := range text {
		if r == '𠮷' || r == '\u202e' {
			out = append(out, r)
		}
	}
	return out
}

func TestEveryBuiltInTextKeepsItsOwnRules(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range stationery.Templates() {
		require.False(t, seen[x.Name], x.Name)
		seen[x.Name] = true
		require.NoError(t, x.Check(x.Default(), unprintable), x.Name)
		lines, err := x.Fill(x.Default(), x.Examples())
		require.NoError(t, err)
		for _, l := range lines {
			require.NotContains(t, l, "【")
		}
	}
}

func limits(t *testing.T) stationery.Template {
	x, ok := stationery.TemplateOf("appraisal_report.limits")
	require.True(t, ok)
	return x
}

const whole = "自【评估基准日】起至【有效期至】止，编码【业务报备编码】。"

func TestAFigureOfTheCaseCannotBeTyped(t *testing.T) {
	x := limits(t)
	require.NoError(t, x.Check(whole, nil))
	for _, text := range []string{"评估值500万元。", "评估值５００元", "评估值伍佰万元", "评估值五百万元", "利率百分之六", "打八折出售", "年利率 4.35%", "共三十个工作日",
		"二〇二六年届满", "限三个月内支付", "金额￥", "第①项金额"} {
		err := x.Check(whole+"\n"+text, nil)
		require.True(t, fault.Has(err, "wording.figure"), text)
		require.Equal(t, "lines[2]", fault.Of(err)[0].Path)
		require.Contains(t, fault.Of(err)[0].Message, "只能由字段带入")
	}
	for _, text := range []string{"依照《中华人民共和国专利法》第二十四条第2款办理。", "按照国家知识产权局公告第461号办理。", "依照《办法》（中评协〔2017〕49号）办理。",
		"至少两名评估专业人员承办。", "各方分别承担。", "成交后一并办理。", "充分考虑。"} {
		require.NoError(t, x.Check(whole+"\n"+text, nil), text)
	}
}

func TestFaultsOfATextAreAllNamedWithTheirLines(t *testing.T) {
	x := limits(t)
	err := x.Check("自【评估基准日】起【没有这个】。\n\n至【有效期至止。\n价格{{金额}}\u202e\n𠮷\u0007", unprintable)
	for _, code := range []string{"wording.field", "wording.blank", "wording.bracket", "wording.brace", "wording.character", "wording.missing"} {
		require.True(t, fault.Has(err, code), "%s in %v", code, err)
	}
	var missing int
	for _, f := range fault.Of(err) {
		if f.Code == "wording.missing" {
			missing++
		}
	}
	require.Equal(t, 2, missing)
	require.True(t, fault.Has(x.Check(" \n ", nil), "wording.empty"))
}

func TestWhatCheckAcceptsCanBeFilledAndHoldsEveryValue(t *testing.T) {
	x := limits(t)
	values := map[string]string{"评估基准日": "甲1", "有效期至": "乙2", "业务报备编码": "丙3"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("评估【】基准日有效期至业务报备编码\n，。5{}")), 0, 60, -1).Draw(t, "text") + rapid.SampledFrom([]string{"", whole}).Draw(t, "rest")
		if x.Check(text, nil) != nil {
			return
		}
		lines, err := x.Fill(text, values)
		require.NoError(t, err)
		all := ""
		for _, l := range lines {
			all += l
		}
		for _, v := range values {
			require.Contains(t, all, v)
		}
	})
}

func TestTheLatestVersionOfEachTemplateCounts(t *testing.T) {
	got := stationery.Latest([]stationery.Wording{{Name: "a", Version: 2}, {Name: "a", Version: 1}, {Name: "b", Version: 1}})
	require.Equal(t, int64(2), got["a"].Version)
	require.Equal(t, int64(1), got["b"].Version)
}
