package command

import (
	"fmt"

	"zhiya/workflow/disposal"
)

var itemNames = map[string]string{
	string(disposal.Costs): "费用", string(disposal.Interest): "利息", string(disposal.Penalty): "违约金", string(disposal.Principal): "本金",
}

func waterfall() Command {
	return calculation("waterfall", "清偿顺序：分配处置价款", `输入：{"proceeds","order","costs","interest","penalty","principal","juniors":[{"id","amount","registered"}]}
order 为四项的排列，省略时依费用、利息、违约金、本金；后顺位债权人按登记日期先后受偿，同日的按债权比例。`,
		disposal.Waterfall,
		func(env *Env, r disposal.WaterfallRequest, result disposal.WaterfallResult) {
			t := table{}
			t.row("受偿项目", alignRight("应付（元）"), alignRight("实付（元）"))
			for _, l := range result.Lines {
				name, isItem := itemNames[l.To]
				if !isItem {
					name = "后顺位 " + l.To
				}
				t.row(name, alignRight(l.Due.Format()), alignRight(l.Paid.Format()))
			}
			t.row("处置价款", "", alignRight(r.Proceeds.Format()))
			t.row("余款（返还出质人）", "", alignRight(result.Surplus.Format()))
			t.row("未清偿（债务人继续清偿）", "", alignRight(result.Shortfall.Format()))
			t.print(env.Out)
		})
}

func ladder() Command {
	return calculation("ladder", "处置价格：各轮保留价与变卖价", `输入：{"valuation","first_ratio","cuts":["0.2"],"sale_floor","mode"}
mode 为 judicial_online（网络司法拍卖）或 agreed（协议）；每次降价以前一轮保留价为基础。`,
		disposal.Ladder,
		func(env *Env, r disposal.LadderRequest, result disposal.LadderResult) {
			t := table{}
			t.row("轮次", alignRight("保留价（元）"))
			for _, round := range result.Rounds {
				t.row(fmt.Sprintf("第 %d 次拍卖", round.Round), alignRight(round.Reserve.Format()))
			}
			t.row("变卖", alignRight(result.Sale.Format()))
			t.row("评估价", alignRight(r.Valuation.Format()))
			t.print(env.Out)
		})
}
