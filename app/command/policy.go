package command

import "zhiya/workflow/policy"

var subsidyLimits = map[string]string{"none": "未触及上限", "loan_cap": "单笔上限", "firm_year_cap": "企业年度上限"}

func subsidyOfLoan() Command {
	return calculation("subsidy", "贴息：一笔贷款一段时间的利息补贴", `输入：{"principal","rate","from","to","day_count":"365|360","ratio","loan_cap","firm_year_cap","paid_this_year","ip_share"}
起息日计入，止息日不计入；loan_cap、firm_year_cap、paid_this_year、ip_share 可省略。`,
		policy.Subsidy,
		func(env *Env, r policy.SubsidyRequest, result policy.SubsidyResult) {
			t := table{}
			t.row("利息（元）", alignRight(result.Interest.Format()), r.From.String()+" 至 "+r.To.String())
			t.row("贴息（元）", alignRight(result.Subsidy.Format()), subsidyLimits[result.LimitedBy])
			t.print(env.Out)
		})
}
