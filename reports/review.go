package reports

import (
	"fmt"
	"strconv"

	"zhiya/reports/layout"
	"zhiya/workflow/casefile"
)

// reviewSheet is the 评估复核单: levels, rounds, every remark with its answer, who and when.
func reviewSheet(p *paper) {
	s, v, r := p.s, p.s.Valuation, p.s.Review
	p.issuer(s.Assessor.Name)
	prepared := ""
	for i, x := range v.Prepared {
		if i > 0 {
			prepared += "；"
		}
		prepared += who(x)
	}
	number := ""
	if s.Report != nil {
		number = s.Report.Number
	}
	p.pairs("",
		part("一、复核对象"),
		pair("评估报告文号", number), pair("委托合同编号", s.Engagement.Form.ContractNo),
		pair("评估基准日", day(v.Inputs.BaseDate)), pair("复核级数", strconv.Itoa(r.Levels)+" 级"),
		wide("评估结论", inFull(v.Conclusion.MarketValue)),
		wide("变现价值", inFull(v.Conclusion.ForcedSaleValue)),
		wide("承办评估专业人员", valuerNames(s.Engagement.Form.Valuers)),
		wide("编制记录", prepared),
		wide("送审", whoPtr(v.Submitted)))
	p.h1("二、复核经过")
	t := layout.Table{Columns: []layout.Column{mid("轮次", 0.7), mid("级次", 0.7), col("复核人", 1.5), mid("日期", 1.2), mid("结论", 1), col("复核意见", 5)}}
	for i, round := range r.Rounds {
		for _, st := range round.Steps {
			t.Rows = append(t.Rows, []layout.Cell{layout.T("第" + strconv.Itoa(i+1) + "轮"), layout.T(levelName(st.Level, r.Levels)), layout.T(st.By.Person),
				layout.Day(st.By.On), layout.T(passed(st.Pass)), layout.T(st.Opinion)})
		}
		if len(round.Steps) == 0 {
			t.Rows = append(t.Rows, []layout.Cell{layout.T("第" + strconv.Itoa(i+1) + "轮"), layout.T("尚未复核").Across(5)})
		}
	}
	t.Note = "退回修改后各级重新复核，以最后一轮为准；最后一级复核人未参与本业务编制。"
	p.table("各级复核记录", t)
	p.h1("三、复核意见与答复")
	if len(r.Notes) == 0 {
		p.para("各级复核未提出逐条意见。")
	} else {
		t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), mid("轮次／级次", 1), col("位置", 1.8), col("复核意见", 2.7), mid("提出", 1.3), col("答复", 2.7), mid("答复人", 1.3), mid("状态", 0.8)},
			Note: "位置下方括注评估参数的字段或计算步骤编号，与评估报告附件《计算过程》的步骤编号一致。"}
		for i, n := range r.Notes {
			t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T("第" + strconv.Itoa(n.Round) + "轮\n" + levelName(n.Level, r.Levels)), layout.T(place(n)), layout.T(n.Text),
				layout.T(n.By.Person + "\n" + n.By.On.String()), layout.T(n.Answer), layout.T(n.Answered.Person + "\n" + n.Answered.On.String()), layout.T(n.State().String())})
		}
		p.table("逐条意见与答复", t)
	}
	p.h1("四、送审稿的变更")
	p.changes()
	p.h1("五、内部审核结论")
	last := lastSteps(r)
	if len(last) == r.Levels && r.Levels > 0 && last[len(last)-1].Pass {
		p.para("经%d级复核，评估程序、评估方法、参数依据和评估结论符合本机构质量控制要求，同意出具资产评估报告。", r.Levels)
	} else {
		p.para("复核尚未完成。")
	}
	var signers []layout.Signer
	for _, st := range last {
		signers = append(signers, layout.Signer{Role: levelName(st.Level, r.Levels) + "复核人（签字）", Name: st.By.Person, Date: day(st.By.On)})
	}
	signers = append(signers, layout.Signer{Role: "评估机构（盖章）", Name: s.Assessor.Name, Date: day(p.info.On), Seal: layout.RoundSeal})
	p.sign(2, signers...)
}

// place is where a remark points: its name, and below it the field or step.
func place(n casefile.ReviewRemark) string {
	if n.Path == "" {
		return oneLine(n.Where)
	}
	return oneLine(n.Where) + "\n〔" + n.Path + "〕"
}

// changes print what each round changed since reviewers had looked, and what differs from the earlier valuation it began from.
func (p *paper) changes() {
	any := false
	for i, round := range p.s.Review.Rounds {
		if !round.Again {
			continue
		}
		any = true
		if len(round.Changes) == 0 {
			p.para("第%d轮：自上次复核以来评估参数和结论没有变更。", i+1)
			continue
		}
		p.differences(fmt.Sprintf("第%d轮相对上次复核的变更", i+1), "上次复核时", "本轮送审", round.Changes)
	}
	if c := p.s.Valuation.Copied; c != nil {
		any = true
		p.para("本次评估沿用上期评估%s（评估基准日%s）的参数，并按本期情况调整；与上期的差异如下。", oneLine(c.Report), day(c.BaseDate))
		p.differences("与上期评估的差异", "上期", "本期", c.Differences)
	}
	if !any {
		p.para("仅送审一轮，没有变更；本次评估未沿用上期评估的参数。")
	}
}

// differences is the table of what was and what is.
func (p *paper) differences(title, was, now string, list []casefile.Difference) {
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("项目", 3.6), col(was, 2.2), col(now, 2.2)}}
	for i, d := range list {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(d.Label), layout.T(oneLine(d.Was)), layout.T(oneLine(d.Now))})
	}
	p.table(title, t)
}

func lastSteps(r *casefile.ReviewR) []casefile.ReviewStep {
	if len(r.Rounds) == 0 {
		return nil
	}
	return r.Rounds[len(r.Rounds)-1].Steps
}

func levelName(level, levels int) string {
	switch {
	case level > levels && levels > 0:
		return "签发"
	case level >= 1 && level <= 3:
		return []string{"一级", "二级", "三级"}[level-1]
	}
	return strconv.Itoa(level) + "级"
}

func passed(ok bool) string {
	if ok {
		return "通过"
	}
	return "退回修改"
}

func valuerNames(valuers []casefile.Valuer) string {
	out := ""
	for i, v := range valuers {
		if i > 0 {
			out += "；"
		}
		out += oneLine(v.Name)
		if v.Licence != "" {
			out += "（登记编号 " + oneLine(v.Licence) + "）"
		}
	}
	return out
}
