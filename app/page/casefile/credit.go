package casefile

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
	"zhiya/workflow/pledge"
)

// credit is 授信与登记: the credit with its shares, contracts, pre-check, registration, loans.
func (p *Page) credit() fyne.CanvasObject {
	s := p.view.State
	box := container.NewVBox()
	if c := s.Credit; c != nil {
		facts := []kit.Fact{{Label: "可贷上限", Value: kit.Yuan(c.Lendable)}, {Label: "提出", Value: kit.By(c.Proposed)}, {Label: "授信批复号", Value: c.ApprovalNo}, {Label: "审批意见", Value: c.Opinion}}
		if c.Approved != nil {
			facts = append(facts, kit.Fact{Label: "批准", Value: kit.By(*c.Approved)})
		}
		if c.Product != nil {
			facts = append(facts, kit.Fact{Label: "所依据的产品", Value: c.Product.Label()}, kit.Fact{Label: "产品生效日", Value: kit.Day(c.Product.Terms.From)})
		}
		box.Add(card("授信", kit.Facts(3, inner, facts...), p.shown(c.Form)))
		if len(c.Enrolments) > 0 {
			box.Add(card("入池备案", enrolments(c.Enrolments)))
		}
	}
	if c := s.Contracts; c != nil {
		facts := []kit.Fact{{Label: "登记", Value: kit.By(c.Recorded)}, {Label: "核验说明", Value: c.Note}}
		if c.Checked != nil {
			facts = append(facts, kit.Fact{Label: "核验", Value: kit.By(*c.Checked)})
		}
		box.Add(card("合同", p.shown(c.Form), kit.Facts(3, inner, facts...)))
	}
	if c := s.Precheck; c != nil {
		box.Add(card("质押登记预审", p.findings(c)))
	}
	if len(s.Statements) > 0 {
		var rows [][]string
		for _, x := range s.Statements {
			rows = append(rows, []string{x.Code, itoa(x.Right + 1), x.Text, kit.By(x.By)})
		}
		box.Add(card("书面声明", kit.Sheet(inner, []kit.Column{{Title: "事项", Weight: .7}, {Title: "权利序号", Weight: .7}, {Title: "内容", Weight: 3}, {Title: "办理", Weight: 2}}, rows)))
	}
	p.revocations(box, s)
	p.registration(box, s.Registration)
	p.loans(box, s)
	happened(box, s)
	if len(box.Objects) == 0 {
		box.Add(nothing("尚未进入授信，或本机构无权查看授信内容。"))
	}
	return box
}

func enrolments(list []road.Enrolment) fyne.CanvasObject {
	var rows [][]string
	for _, e := range list {
		by := "待确认"
		if e.By != nil {
			by = kit.By(*e.By)
		}
		rows = append(rows, []string{e.Org.Name, e.Reserved.Format(), e.Number, kit.Yuan(e.Free), by})
	}
	return kit.Sheet(inner, []kit.Column{{Title: "合作方", Weight: 2}, {Title: "预留额度（元）", Weight: 1.2, Right: true}, {Title: "备案号", Weight: 1.5}, {Title: "剩余可用额度", Weight: 1.4}, {Title: "确认", Weight: 2}}, rows)
}

var outcomes = map[pledge.Outcome]string{pledge.Pass: "✓ 通过", pledge.Refused: "✗ 不予登记", pledge.NeedsStatement: "！需书面声明", pledge.Warning: "注意"}

func (p *Page) findings(c *road.PrecheckR) fyne.CanvasObject {
	var rows [][]string
	for _, f := range c.Result.Findings {
		which := "全案"
		if f.Right >= 0 && f.Right < len(c.Request.Rights) {
			which = c.Request.Rights[f.Right].Title
		}
		rows = append(rows, []string{outcomes[f.Outcome], f.Code, which, f.Message, f.Basis})
	}
	box := container.NewVBox(kit.Facts(3, inner, kit.Fact{Label: "结论", Value: outcomes[c.Result.Outcome]}, kit.Fact{Label: "预审日", Value: kit.Day(c.Request.On)}, kit.Fact{Label: "办理", Value: kit.By(c.By)}))
	if len(rows) == 0 {
		box.Add(kit.Note("逐项核对各条不予登记情形，均未发现。", inner))
	} else {
		box.Add(kit.Sheet(inner, []kit.Column{{Title: "结果", Weight: 1.1}, {Title: "事项", Weight: .7}, {Title: "权利", Weight: 1.5}, {Title: "说明与办法", Weight: 4}, {Title: "依据", Weight: 1.8}}, rows))
	}
	p.judgedBy(box, c)
	return box
}

// judgedBy tells by which versions of the rules the pre-check was made, and what those in force today would change.
func (p *Page) judgedBy(box *fyne.Container, c *road.PrecheckR) {
	if len(c.Rules) == 0 {
		return
	}
	used := make([]string, len(c.Rules))
	for i, r := range c.Rules {
		used[i] = r.Title + "（" + kit.Day(r.From) + "起）"
	}
	box.Add(kit.Note("依据的规则包："+strings.Join(used, "、"), inner))
	changed, anew := c.Anew(p.host.Desk().Rulebook(), p.host.Today())
	if len(changed) == 0 {
		return
	}
	var rows [][]string
	for _, x := range changed {
		rows = append(rows, []string{x.Title, x.Code, x.Field, x.Before, x.After})
	}
	box.Add(kit.Alarm("规则已有新的版本，下列各处不同；按新规则核对同样的事实，结论为“"+outcomes[anew.Outcome]+"”。已作的预审不变，再次预审即按新规则。", inner))
	box.Add(kit.Sheet(inner, []kit.Column{{Title: "规则包", Weight: 1.6}, {Title: "代号", Weight: .7}, {Title: "事项", Weight: .8}, {Title: "预审时", Weight: 2.6}, {Title: "现行", Weight: 2.6}}, rows))
}

// revocations tells which registrations the office revoked, and how far the rights have come to be registered anew.
func (p *Page) revocations(box *fyne.Container, s road.State) {
	if len(s.Revocations) == 0 {
		return
	}
	var content []fyne.CanvasObject
	if s.Revocation() != nil {
		content = append(content, kit.Alarm("质押登记已被登记机构撤销，债权目前没有登记的质权。请消除原因后“申请重新质押登记”，或者落实其他担保。", inner))
	}
	for _, v := range s.Revocations {
		after := "待重新登记"
		switch {
		case !v.Renewed.IsZero():
			after = kit.Day(v.Renewed) + " 已重新登记"
		case !v.Whole:
			after = "所涉权利已退出本案质物"
		}
		content = append(content, p.shown(v.Form), kit.Facts(3, inner, kit.Fact{Label: "被撤销的登记号", Value: v.Number}, kit.Fact{Label: "后续", Value: after}, kit.Fact{Label: "登记", Value: kit.By(v.By)}))
	}
	if k := s.Refiling; k != nil {
		if k.Filing != nil {
			due := kit.Day(k.Due)
			if k.Provisional {
				due += "（暂定）"
			}
			content = append(content, kit.Bold("重新登记申请"), p.shown(*k.Filing), kit.Facts(3, inner, kit.Fact{Label: "预计审查届满", Value: due}, kit.Fact{Label: "申请办理", Value: kit.By(k.FiledBy)}))
		}
		for _, x := range k.Refusals {
			content = append(content, kit.Bold("重新登记不予登记"), kit.Facts(3, inner, kit.Fact{Label: "通知日", Value: kit.Day(x.On)}, kit.Fact{Label: "理由", Value: x.Reason}, kit.Fact{Label: "登记", Value: kit.By(x.By)}))
		}
	}
	box.Add(card("质押登记撤销", content...))
}

func (p *Page) registration(box *fyne.Container, r *road.RegistrationR) {
	if r == nil {
		return
	}
	due := kit.Day(r.Due)
	if due != "" && r.Provisional {
		due += "（暂定）"
	}
	content := []fyne.CanvasObject{kit.Facts(3, inner, kit.Fact{Label: "质押登记号", Value: r.Number}, kit.Fact{Label: "登记日（质权设立）", Value: kit.Day(r.On)},
		kit.Fact{Label: "预计审查届满", Value: due}, kit.Fact{Label: "申请办理", Value: kit.By(r.FiledBy)}, kit.Fact{Label: "登记办理", Value: kit.By(r.By)})}
	if r.Filing != nil {
		content = append(content, kit.Bold("申请"), p.shown(*r.Filing))
	}
	for _, c := range r.Corrections {
		content = append(content, kit.Bold("补正"), p.shown(c))
	}
	for _, x := range r.Refusals {
		content = append(content, kit.Bold("不予登记"), kit.Facts(3, inner, kit.Fact{Label: "通知日", Value: kit.Day(x.On)}, kit.Fact{Label: "理由", Value: x.Reason}, kit.Fact{Label: "登记", Value: kit.By(x.By)}))
	}
	if r.Cancel != nil {
		content = append(content, kit.Bold("注销登记"), p.shown(*r.Cancel), kit.Note("办理："+kit.By(r.CancelBy), inner))
	}
	box.Add(card("质押登记", content...))
}

func (p *Page) loans(box *fyne.Container, s road.State) {
	if len(s.Loans) > 0 {
		var rows [][]string
		for _, l := range s.Loans {
			rows = append(rows, []string{l.No, l.Amount.Format(), kit.Day(l.From), kit.Day(l.Due), l.Rate.Percent(), kit.Yes(l.First)})
		}
		box.Add(card("借据", kit.Sheet(inner, []kit.Column{{Title: "借据编号", Weight: 2}, {Title: "金额（元）", Weight: 1.4, Right: true}, {Title: "放款日", Weight: 1.3}, {Title: "到期日", Weight: 1.3}, {Title: "年利率", Weight: .8, Right: true}, {Title: "首贷户", Weight: .7}}, rows)))
	}
	if len(s.Repayments) > 0 {
		var rows [][]string
		for _, r := range s.Repayments {
			state := ""
			if r.Reversed {
				state = "已冲正"
			}
			rows = append(rows, []string{kit.Day(r.On), r.LoanNo, r.Principal.Format(), r.Interest.Format(), state, kit.By(r.By)})
		}
		box.Add(card("还款", kit.Sheet(inner, []kit.Column{{Title: "还款日", Weight: 1.3}, {Title: "借据", Weight: 1.6}, {Title: "本金（元）", Weight: 1.2, Right: true}, {Title: "利息（元）", Weight: 1.2, Right: true}, {Title: "状态", Weight: .8}, {Title: "登记", Weight: 2}}, rows)))
	}
	if r := s.Settlement; r != nil {
		box.Add(card("结清", kit.Facts(3, inner, kit.Fact{Label: "结清日", Value: kit.Day(r.On)}, kit.Fact{Label: "结清证明编号", Value: r.CertificateNo},
			kit.Fact{Label: "应办理注销登记", Value: kit.Day(r.CancelDue)}, kit.Fact{Label: "确认", Value: kit.By(r.By)})))
	}
}
