package reports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/layout"
	"zhiya/valuation"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
)

// lifeTable prints the limits of every right's life, the one that binds, and how a legal term was moved.
func (p *paper) lifeTable() {
	c := p.s.Valuation.Conclusion
	lives, _ := c.Step("life")
	limits := []string{"法定剩余年限", "经济年限", "合同剩余年限"}
	technical := slices.ContainsFunc(lives.Children, func(s valuation.Step) bool { _, ok := operand(s, "技术年限"); return ok })
	text := "法定剩余年限、经济年限和合同剩余年限"
	if technical {
		limits, text = slices.Insert(limits, 2, "技术年限"), "法定剩余年限、经济年限、技术年限和合同剩余年限"
	}
	p.para("剩余年限取%s中的最短者；预测期不超过 %s%s。", text, day(c.LifeEnd), p.refOf("life"))
	t := layout.Table{Columns: []layout.Column{mid("序号", 0.5), col("权利", 2.6)}, Small: true}
	for _, l := range limits {
		t.Columns = append(t.Columns, num(l, "年", 1.1))
	}
	t.Columns = append(t.Columns, num("采用年限", "年", 1.1), mid("届满日", 1.4), mid("决定因素", 1.5))
	for i, r := range c.Rights {
		row := []layout.Cell{index(i), layout.T(p.titleOf(r.Ref, r.Title))}
		for _, l := range limits {
			cell := layout.T("")
			if i < len(lives.Children) {
				if o, ok := operand(lives.Children[i], l); ok {
					cell = layout.Num(value(o.Value), 2)
				}
			}
			row = append(row, cell)
		}
		row = append(row, layout.Num(r.RemainingYears.Decimal(), 2), layout.Day(r.LifeEnd), layout.T(r.LifeBoundBy))
		if technical { // nine columns would be too narrow: the list of rights keeps its order without numbers
			row = row[1:]
		}
		t.Rows = append(t.Rows, row)
	}
	if technical {
		t.Columns = t.Columns[1:]
	}
	p.table("剩余年限", t)
	p.legalTerms(lives)
	p.lifeFigure()
}

// legalTerms print what moved the end of a legal term: compensation of a patent's term, renewals, authors and their deaths.
func (p *paper) legalTerms(lives valuation.Step) {
	in, c := p.s.Valuation.Inputs, p.s.Valuation.Conclusion
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("权利", 2), col("事项", 2.2), col("数据", 3), mid("届满日", 1.2), col("步骤", 1.4)}}
	authors := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("权利", 3), col("作者（开发者）", 2), mid("死亡日", 1.4)}}
	for i, r := range in.Rights {
		if i >= len(lives.Children) || i >= len(c.Rights) || r.Protection == nil {
			continue
		}
		legal, ok := child(lives.Children[i], "life."+strconv.Itoa(i+1)+".legal")
		if !ok {
			continue
		}
		name := p.titleOf(r.Ref, r.Title)
		add := func(s valuation.Step, what string) {
			t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(name), layout.T(what), layout.T(operandsOf(s)), layout.T(s.Result), layout.T(breakable(s.ID))})
		}
		for _, s := range legal.Children {
			add(s, s.Title+"："+s.Formula)
		}
		add(legal, formulaOf(legal))
		if r.Protection.Holder == life.Person {
			for _, x := range r.Protection.Authors {
				died := "在世"
				if !x.Died.IsZero() {
					died = x.Died.String()
				}
				authors.Rows = append(authors.Rows, []layout.Cell{index(len(authors.Rows)), layout.T(name), layout.T(oneLine(x.Name)), layout.T(died)})
			}
		}
	}
	if len(t.Rows) > 0 {
		p.table("法定届满日的计算", t)
	}
	if len(authors.Rows) > 0 {
		p.table("自然人作者（开发者）", authors)
	}
}

// allocation prints by what the value is divided among the rights, when it is not by entered weights.
func (p *paper) allocation() {
	in := p.s.Valuation.Inputs
	switch {
	case in.Shapley != nil:
		p.shapleyTables(*in.Shapley)
	case in.Streams != nil:
		p.streamDivision(*in.Streams)
	}
}

// refNames are the rights of a combination by their names.
func (p *paper) refNames(refs []string) string {
	out := make([]string, len(refs))
	for i, ref := range refs {
		out[i] = p.titleOf(ref, ref)
	}
	return strings.Join(out, "\n")
}

// mostOrders is how many rights show every contribution in the text; the annex has them all.
const mostOrders = 3

func (p *paper) shapleyTables(in valuation.ShapleyInput) {
	c := p.s.Valuation.Conclusion
	p.para("评估结论按各项权利对组合价值的边际贡献（沙普利值）分配：逐一考虑权利加入组合的全部次序，每项权利的沙普利值为其加入时组合价值增加额的平均数；据此得出的比例用于分配评估结论。")
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("权利组合", 4), num("组合价值", "元", 1.8), col("依据", 2.4)}}
	for i, x := range in.Coalitions {
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(p.refNames(x.Refs)), layout.Yuan(x.Value.Value), layout.T(x.Value.Source)})
	}
	p.table("各权利组合的价值", t)
	values := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("权利", 3), num("沙普利值", "元", 1.8), num("分配比例", "", 1), num("评估价值", "元", 1.8), col("步骤", 1.8)}}
	added := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("权利", 2.6), col("情形", 2.6), num("边际贡献", "元", 1.8), mid("权数", 0.8)}}
	var exact []decimal.Decimal
	for i := range c.Rights {
		s, _ := c.Step("allocate.shapley." + strconv.Itoa(i+1))
		exact = append(exact, value(s.Result))
	}
	amounts := running(exact)
	var weights decimal.Decimal
	for i, r := range c.Rights {
		s, ok := c.Step("allocate.shapley." + strconv.Itoa(i+1))
		if !ok {
			return
		}
		weights = weights.Add(r.Weight.Decimal())
		name := p.titleOf(r.Ref, r.Title)
		values.Rows = append(values.Rows, []layout.Cell{index(i), layout.T(name), layout.Yuan(amounts[i]), layout.Percent(r.Weight, 2), layout.Yuan(r.Market), layout.T(breakable(s.ID))})
		for _, o := range s.Inputs {
			what, ways, _ := strings.Cut(o.Name, "的边际贡献（权数 ")
			added.Rows = append(added.Rows, []layout.Cell{index(len(added.Rows)), layout.T(name), layout.T(p.readable(what)), layout.Yuan(yuanOf(o.Value)), layout.T(strings.TrimSuffix(ways, "）"))})
		}
	}
	values.Total = []layout.Cell{layout.T("合计").Across(2), layout.Yuan(sum(amounts, same)), layout.Percent(money.RateOf(weights), 2), layout.Yuan(c.MarketValue), layout.T("")}
	if len(c.Rights) <= mostOrders {
		added.Note = "权数为该情形的加入次序数与全部次序数之比；各情形的边际贡献乘以权数之和为沙普利值。"
		p.table("各情形的边际贡献", added)
	} else {
		values.Note = "各情形的边际贡献见附件《计算过程》。"
	}
	p.table("边际贡献（沙普利值）与分配比例", values)
}

// readable puts names for the references of a combination: 加入“R1＋R2”.
func (p *paper) readable(what string) string {
	refs, ok := strings.CutPrefix(what, "加入“")
	if !ok {
		return what
	}
	list := strings.Split(strings.TrimSuffix(refs, "”"), "＋")
	for i, ref := range list {
		list[i] = p.titleOf(ref, ref)
	}
	return "在“" + strings.Join(list, "＋") + "”之后加入"
}

// streamDivision prints how the value goes to the streams and within each to its rights.
func (p *paper) streamDivision(in valuation.StreamsInput) {
	c := p.s.Valuation.Conclusion
	root, ok := c.Step(valuation.StreamsName)
	if !ok || len(root.Children) < len(in.Streams) {
		return
	}
	p.para("评估结论先按各收益流的评估值、再按收益流内各项权利的分配权重分配。")
	t := layout.Table{Small: true, Columns: []layout.Column{mid("序号", 0.5), col("收益流", 1.8), num("收益流评估值", "元", 1.7), col("权利", 2.6), num("流内权重", "", 1), num("分配比例", "", 1), num("评估价值", "元", 1.7)}}
	entered := map[string]decimal.Decimal{}
	for _, r := range p.s.Valuation.Inputs.Rights {
		entered[r.Ref] = r.Weight.Decimal()
	}
	for i, s := range in.Streams {
		total := decimal.Zero
		for _, ref := range s.Refs {
			total = total.Add(entered[ref])
		}
		for _, r := range c.Rights {
			if !contains(s.Refs, r.Ref) || total.IsZero() {
				continue
			}
			share := money.RateOf(entered[r.Ref].DivRound(total, 6))
			t.Rows = append(t.Rows, []layout.Cell{index(len(t.Rows)), layout.T(s.Name), layout.Yuan(yuanOf(root.Children[i].Result)), layout.T(p.titleOf(r.Ref, r.Title)), ratioCell(share.String()), layout.Percent(r.Weight, 2), layout.Yuan(r.Market)})
		}
	}
	t.Total = []layout.Cell{layout.T("合计").Across(6), layout.Yuan(c.MarketValue)}
	p.table("按收益流分配", t)
}
