package command

import (
	"zhiya/workflow/riskshare"
)

var limitNames = map[riskshare.Limit]string{riskshare.ByShare: "比例", riskshare.ByCap: "单笔上限", riskshare.ByPool: "资金池余额"}

func allocate() Command {
	return calculation("allocate", "风险分担：按方案把损失分给各方", `输入：{"scheme":{"parties":[{"id","share","cap","pool"}],"base","residual"},"loss":{"principal","interest","costs","ip_share"}}
base 为 principal、principal_and_interest 或 all；cap、pool 可省略；上限与资金池截去的部分由 residual 承担，该方不设上限。`,
		riskshare.Allocate,
		func(env *Env, r riskshare.Request, result riskshare.Result) {
			t := table{}
			t.row("合作方", "比例", alignRight("金额（元）"), "限制")
			for i, p := range result.Parts {
				t.row(p.ID, r.Scheme.Parties[i].Share.Percent(), alignRight(p.Amount.Format()), limitNames[p.LimitedBy])
			}
			t.row("分担基数", "", alignRight(result.Base.Format()), "")
			t.row("基数以外", "", alignRight(result.Outside.Amount.Format()), "由 "+result.Outside.Party+" 承担")
			t.row("损失合计", "", alignRight(result.Total.Format()), "")
			t.print(env.Out)
		})
}

func recovery() Command {
	return calculation("recover", "追偿返还：把追回款按实际承担比例还给各方", `输入：{"paid":[{"id","amount"}],"recovered","costs"}`,
		riskshare.Recover,
		func(env *Env, r riskshare.RecoverRequest, result riskshare.RecoverResult) {
			t := table{}
			t.row("合作方", alignRight("已承担（元）"), alignRight("返还（元）"))
			for i, p := range result.Parts {
				t.row(p.ID, alignRight(r.Paid[i].Amount.Format()), alignRight(p.Amount.Format()))
			}
			t.row("追回净额", "", alignRight(result.Net.Format()))
			t.row("余额", "", alignRight(result.Surplus.Format()))
			t.print(env.Out)
		})
}
