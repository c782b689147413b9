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
	p.items("交易假设：评估对象处于交易过程中，评估专业人员根据评估对象的交易条件模拟市场进行估价。",
		"公开市场假设：评估对象在充分竞争的市场上交易，买卖双方地位平等、信息充分、时间充裕（变现价值另按快速变现条件估算）。",
		"持续使用假设：评估对象按照评估基准日的用途和方式持续使用。",
		"国家现行法律法规、宏观经济和产业政策、税率及贷款利率在评估基准日后无重大变化。")
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
	list = append(list, "本次评估未考虑评估对象已有或将来可能承担的质押、担保事宜对价值的影响，上列已披露的负担请使用人自行判断其对质权实现的影响。",
		"评估基准日至评估报告日之间，除上列事项外，评估专业人员未获知对评估结论产生重大影响的期后事项。",
		"质权自有关主管部门办理出质登记时设立；出质后专利被宣告无效的视为自始即不存在，质权人应关注年费缴纳、无效宣告和权属变动。")
	p.items(list...)
}

func (p *paper) limits() {
	s := p.s
	p.items(
		"本资产评估报告的使用范围：仅用于本报告载明的评估目的，由本报告载明的使用人使用。",
		"使用有效期：自评估基准日 "+day(s.Valuation.Inputs.BaseDate)+" 起至 "+or(day(s.Report.ValidUntil))+" 止（一年有效期为行业惯例）。超过有效期或者评估对象状况、市场条件发生重大变化的，应当重新评估。",
		"委托人或者其他使用人未按照法律、行政法规规定和本报告载明的使用范围使用本报告的，资产评估机构及其资产评估专业人员不承担责任。",
		"除委托人、委托合同中约定的其他使用人和法律、行政法规规定的使用人之外，其他任何机构和个人不能成为本报告的使用人。",
		"评估结论不等同于评估对象可实现价格，不应当被认为是对评估对象可实现价格的保证；变现价值同样不构成对处置价款的承诺。",
		"未经资产评估机构同意，本报告的内容不得被摘抄、引用或者披露于公开媒体，法律、行政法规另有规定以及相关当事人另有约定的除外。",
		"页面上的二维码和软件校验码由本机构所用软件生成，用于核对文书内容是否被改动，不是行业协会的业务报备编码；业务报备编码："+filingCode(s.Report)+"。")
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
