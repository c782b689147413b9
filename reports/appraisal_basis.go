package reports

import (
	"fmt"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/cashflow"
	"zhiya/valuation/income"
	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

// bases is 六、评估依据. Only laws whose text was read carry their articles; standards known by name alone are listed without
// a number of their own.
func (p *paper) bases() {
	rights := p.s.Intake.Rights
	has := func(match func(right.Right) bool) bool {
		for _, r := range rights {
			if match(r) {
				return true
			}
		}
		return false
	}
	patents := has(func(r right.Right) bool { return r.Kind.Patent() })
	marks := has(func(r right.Right) bool { return r.Kind == right.Trademark })
	software := has(func(r right.Right) bool { return r.Kind == right.Software })
	copyrights := has(func(r right.Right) bool { return right.IsCopyright(r.Kind) })
	laws := []string{"《中华人民共和国资产评估法》（2016年7月2日通过）", "《中华人民共和国民法典》物权编（第四百四十条、第四百四十四条等）"}
	standards := []string{"《资产评估基本准则》（文号待核实）", "《资产评估执业准则——资产评估报告》（文号待核实）", "《资产评估执业准则——资产评估程序》（文号待核实）",
		"《资产评估执业准则——资产评估方法》（文号待核实）", "《资产评估执业准则——无形资产》（文号待核实）", "《资产评估执业准则——知识产权》（文号待核实）", "《资产评估价值类型指导意见》（文号待核实）"}
	if patents {
		laws = append(laws, "《中华人民共和国专利法》（2020年修正）", "《中华人民共和国专利法实施细则》（2023年修订）", "《专利权质押登记办法》（国家知识产权局公告第461号）")
		standards = append(standards, "《专利资产评估指导意见》（中评协〔2017〕49号）")
	}
	if has(func(r right.Right) bool { return r.Kind == right.Invention || r.Kind == right.Utility }) {
		standards = append(standards, "《专利评估指引》（GB/T 42748—2023）")
	}
	if marks {
		laws = append(laws, "《中华人民共和国商标法》（2019年修正）", "《中华人民共和国商标法实施条例》（2014年修订）")
		standards = append(standards, "《商标资产评估指导意见》（文号待核实）")
	}
	if copyrights {
		laws = append(laws, "《中华人民共和国著作权法》（2020年修正）", "《著作权质权登记办法》（国家版权局令第8号）")
		standards = append(standards, "《著作权资产评估指导意见》（文号待核实）")
	}
	if software {
		laws = append(laws, "《计算机软件保护条例》（2013年修订）")
	}
	p.h2("（一）法律法规依据")
	p.items(laws...)
	p.h2("（二）准则和标准依据")
	p.items(standards...)
	p.h2("（三）权属依据")
	var titles []string
	for _, r := range rights {
		line := rightTitle(r) + "：" + r.Kind.String() + "，" + or(r.Number)
		if !r.StatusOn.IsZero() {
			line += "，登记信息查询日 " + r.StatusOn.String()
		}
		if r.StatusSource != "" {
			line += "（" + oneLine(r.StatusSource) + "）"
		}
		titles = append(titles, line)
	}
	if len(titles) > 12 {
		titles = append(titles[:12], fmt.Sprintf("其余 %d 项见附件评估明细表", len(rights)-12))
	}
	p.items(titles...)
	p.h2("（四）取价依据")
	if found := sources(p.s.Valuation.Conclusion.Steps); len(found) > 0 {
		p.items(found...)
	} else {
		p.para("评估参数未注明来源。")
	}
	p.h2("（五）其他参考依据")
	f := p.s.Engagement.Form
	p.items("委托合同（"+or(oneLine(f.ContractNo))+"）；", "委托人和产权持有人提供的资料："+or(oneLine(f.Papers))+"；", "评估专业人员的现场调查记录。")
}

// sources are the distinct sources of the entered figures, in the order met, each with the figures taken from it.
func sources(steps []valuation.Step) []string {
	order, figures := sourced(steps)
	out := make([]string, len(order))
	for i, src := range order {
		out[i] = src + "（" + strings.Join(figures[src], "、") + "）；"
	}
	return out
}

// sourceNames are the sources alone, in the order of the list.
func sourceNames(steps []valuation.Step) []string {
	order, _ := sourced(steps)
	return order
}

func sourced(steps []valuation.Step) (order []string, figures map[string][]string) {
	figures = map[string][]string{}
	for _, s := range steps {
		s.Walk(func(x valuation.Step) bool {
			for _, in := range x.Inputs {
				src := oneLine(in.Source)
				if src == "" || computed(src) || strings.HasPrefix(src, "届满日 ") || strings.HasPrefix(src, "合同截止日 ") || strings.HasSuffix(in.Name, "权重") {
					continue
				}
				if _, met := figures[src]; !met {
					order = append(order, src)
				}
				name := in.Name
				if strings.HasPrefix(x.ID, "simulation.driver.") {
					name = x.Title // the source is that of the distribution, not of its deviation
				}
				if !contains(figures[src], name) {
					figures[src] = append(figures[src], name)
				}
			}
			return true
		})
	}
	return order, figures
}

// computed tells a source that names a result of this valuation: a score, or a percentile of its simulation.
func computed(source string) bool {
	return strings.Contains(source, "评分，见步骤 ") || strings.HasPrefix(source, "1 − 模拟的 ")
}

// assumptions is 九、评估假设.
func (p *paper) assumptions() {
	in, c := p.s.Valuation.Inputs, p.s.Valuation.Conclusion
	p.h2("（一）一般假设")
	p.items(p.wording("appraisal_report.assumptions", nil)...)
	p.h2("（二）特殊假设")
	special := []string{"委托人和产权持有人提供的资料真实、完整、合法。",
		"权利在剩余年限内按期缴纳年费或办理续展并维持有效，未被宣告无效或撤销。"}
	if timing, terminal, ok := incomeAssumptions(in); ok {
		left := "；预测期不超过剩余年限届满日 " + or(day(c.LifeEnd)) + "，期末不计余值。"
		if terminal {
			left = "；注册商标按不断续展假设计算期末余值。"
		}
		special = append(special, "预测期内被评估权利的实施规模与预测数据相匹配，收益在各期"+timing+"实现"+left)
	}
	for _, r := range in.Rights {
		if strings.TrimSpace(r.RenewalReason) != "" {
			special = append(special, "商标“"+oneLine(r.Title)+"”假设到期续展，理由："+oneLine(r.RenewalReason))
		}
	}
	p.items(special...)
	p.para("当上述条件发生变化时，评估结论一般会失效。")
}

// ended is a text that closes with a full stop.
func ended(text string) string {
	if text = oneLine(text); text == "" || strings.HasSuffix(text, "。") {
		return text
	}
	return text + "。"
}

// incomeAssumptions are when the income of the methods in use is taken to come in, and whether any goes on for ever.
func incomeAssumptions(in valuation.Inputs) (timing string, terminal, ok bool) {
	var settings []income.Setting
	royalty := func(r *income.RoyaltyInput) {
		if r != nil {
			settings = append(settings, income.Setting{Convention: r.Convention, Terminal: r.Terminal})
		}
	}
	sharing := func(s *income.SharingInput) {
		if s != nil {
			settings = append(settings, s.Setting)
		}
	}
	royalty(in.Royalty)
	sharing(in.Sharing)
	if in.Incremental != nil {
		settings = append(settings, in.Incremental.Setting)
	}
	if in.Excess != nil {
		settings = append(settings, in.Excess.Setting)
	}
	if in.Streams != nil {
		for _, s := range in.Streams.Streams {
			royalty(s.Royalty)
			sharing(s.Sharing)
		}
	}
	var when []string
	for _, s := range settings {
		at := "期末"
		if s.Convention.Timing == cashflow.MidYear {
			at = "期中"
		}
		if !contains(when, at) {
			when = append(when, at)
		}
		terminal = terminal || s.Terminal != nil
	}
	return strings.Join(when, "或"), terminal, len(settings) > 0
}

// matters are 特别事项: what the record of the case shows that a user must know.
func (p *paper) matters() []string {
	s := p.s
	var out []string
	for _, r := range s.Intake.Rights {
		if b := burdens(r); len(b) > 0 {
			out = append(out, rightTitle(r)+"（"+or(r.Number)+"）："+strings.Join(b, "；")+"。")
		}
		if !r.TermVerified() {
			out = append(out, rightTitle(r)+"：期限适用过渡规则，依据待核实。")
		}
	}
	out = append(out, p.mismatches()...)
	if visits := s.Visits(); len(visits) > 0 && visits[len(visits)-1].Form.How == casefile.NotVisited {
		f := visits[len(visits)-1].Form
		out = append(out, "未进行现场调查，原因："+oneLine(f.Reason)+"；替代程序："+oneLine(f.Instead))
	}
	in, c := s.Valuation.Inputs, s.Valuation.Conclusion
	if in.SpreadNote != "" {
		out = append(out, "各方法结果差异率 "+c.Spread.Percent()+"，说明："+ended(in.SpreadNote))
	}
	if in.SingleApproachReason != "" {
		out = append(out, "仅采用一种评估方法，理由："+ended(in.SingleApproachReason))
	}
	for _, r := range in.Rights {
		if r.LegalEndSource != "" {
			out = append(out, "“"+oneLine(r.Title)+"”的法定届满日按 "+day(r.LegalEnd)+" 计算，依据："+oneLine(r.LegalEndSource))
		}
	}
	for _, n := range c.Notes {
		if in.SpreadNote != "" && strings.HasPrefix(n, "各方法结果差异率 ") {
			continue // said above
		}
		if c.Simulation != nil {
			for _, d := range c.Simulation.Report.Drivers {
				n = strings.ReplaceAll(n, "“"+d.Name+"”", "“"+d.Title+"”")
			}
		}
		out = append(out, ended(n))
	}
	if n := p.sampleRights(); n > 0 {
		out = append(out, fmt.Sprintf("本报告有 %d 项权利含演示录入的示例信息，本报告仅供演示，不得用于任何经济行为。", n))
	}
	return out
}

func (p *paper) specialMatters() {
	list := p.matters()
	list = append(list, p.wording("appraisal_report.special_matters", nil)...)
	p.items(list...)
}

func (p *paper) limits() {
	s := p.s
	p.items(p.wording("appraisal_report.limits", map[string]string{"评估基准日": or(day(s.Valuation.Inputs.BaseDate)), "有效期至": or(day(s.Report.ValidUntil)),
		"业务报备编码": filingCode(s.Report)})...)
}

// annex is the list of papers added to the report, and the full list of rights on pages across.
func (p *paper) annex() {
	p.add(layout.PageBreak{Turn: layout.LandscapePages})
	p.across = true
	p.add(layout.Heading{Level: 1, Text: "附　件"})
	p.para("（1）评估明细表（附件一，见下）和计算过程（附件二，见下）；（2）权属证明复印件：专利证书、登记簿副本、年费收据或其他权利证明；（3）委托人和产权持有人的承诺函；（4）资产评估机构备案文件和签名资产评估专业人员的资格证明；（5）资产评估委托合同。")
	p.add(layout.Heading{Level: 1, Text: "附件一　评估明细表"})
	p.detailTable()
	p.add(layout.Heading{Level: 1, Text: "附件二　计算过程", NewPage: true})
	p.stepAnnex()
}
