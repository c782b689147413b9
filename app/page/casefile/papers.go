package casefile

import (
	"fmt"
	"path"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
)

// papers is 用印与送达: of every paper how far it has come on its way out, what is still to be done, and the file of the
// registration.
func (p *Page) papers() fyne.CanvasObject {
	docs := p.view.State.Documents
	if len(docs) == 0 {
		return nothing("还没有本机构可以查看的文书。文书出具后在此登记用印和送达。")
	}
	mine, others := container.NewVBox(), container.NewVBox()
	waiting := 0
	for i := len(docs) - 1; i >= 0; i-- {
		if docs[i].OrgID != p.host.Actor().OrgID {
			others.Add(p.paper(docs[i]))
			continue
		}
		if docs[i].Seal == nil {
			waiting++
		}
		mine.Add(p.paper(docs[i]))
	}
	box := container.NewVBox()
	filing := p.filing()
	stage := p.view.State.Stage
	due := stage == road.Signing || stage == road.Registration
	if len(filing) > 0 && due {
		box.Add(p.filingCard(filing))
	}
	if len(mine.Objects) > 0 {
		box.Add(card(fmt.Sprintf("本机构出具的文书（%d 份待用印）", waiting), mine))
	}
	if len(others.Objects) > 0 {
		box.Add(card("其他机构出具的文书（用印与送达由出具机构登记）", others))
	}
	if len(filing) > 0 && !due { // what was filed, to look back at
		box.Add(p.filingCard(filing))
	}
	return box
}

// marks of the states, told apart without colour.
var marks = map[road.PaperState]string{road.Unsealed: "○ 待用印", road.Sealed: "◐ 已用印", road.Served: "● 已送达"}

// paper is one paper: its state, what was recorded of it, and the acts that are due.
func (p *Page) paper(d road.DocumentRef) fyne.CanvasObject {
	words := container.NewVBox(container.NewHBox(kit.Bold(d.Title), kit.Named("paper:"+d.Number+":state", kit.Plain(marks[d.PaperState()]))),
		kit.Caption(fmt.Sprintf("%s　%s　%d 页", d.Number, kit.Day(d.On), d.Pages)))
	const width = inner - 330
	if r := p.view.State.Report; d.Kind == road.DocAppraisalReport && r.Issued() && p.view.State.LatestDocument(d.Kind).ID == d.ID {
		code := "业务报备编码：" + r.FilingState()
		if r.FilingCode != "" {
			code += "（" + kit.Day(r.FilingOn) + "，由协会系统取得）"
		}
		words.Add(kit.Note(code+"；文书上的软件校验码不是行业协会报备码", width))
	}
	buttons := container.NewHBox()
	act := func(name road.Name, title string) {
		if p.ready(name) && d.OrgID == p.host.Actor().OrgID {
			buttons.Add(kit.Named("paper:"+d.Number+":"+string(name), widget.NewButton(title, func() { p.about(name, d.Number) })))
		}
	}
	if s := d.Seal; s == nil {
		act("SealDocument", "用印登记")
	} else {
		text := fmt.Sprintf("用印 %s，正本 %d 份，%s骑缝章；扫描件 %s（散列值 %s）；登记 %s", kit.Day(s.On), s.Originals, map[bool]string{true: "已加盖", false: "未加盖"}[s.CrossPage], s.Scan.Name, short(s.Scan.SHA256), kit.By(s.By))
		if s.Note != "" {
			text += "；" + s.Note
		}
		words.Add(kit.Note(text, width))
		for _, x := range s.Differing {
			words.Add(kit.Note(fmt.Sprintf("第 %d 页与签发文件不同：%s", x.Page, x.What), width))
		}
		buttons.Add(kit.Named("paper:"+d.Number+":scan", widget.NewButton("扫描件", func() { p.openFile(s.Scan) })))
		act("DeliverDocument", "送达登记")
	}
	for _, x := range d.Served {
		words.Add(kit.Note(delivery(x), width))
		if receipt := x.Receipt; receipt != nil {
			buttons.Add(widget.NewButton("回证", func() { p.openFile(*receipt) }))
		}
	}
	switch {
	case len(d.Served) > 0:
		act("WithdrawDelivery", "撤销送达")
	case d.Seal != nil:
		act("WithdrawSeal", "撤销用印")
	}
	for _, x := range d.TakenBack {
		what := "用印登记"
		if x.Service != nil {
			what = "向“" + x.Service.To + "”的送达登记"
		}
		words.Add(kit.Note("已撤销的"+what+"："+x.Reason+"（"+kit.By(x.By)+"）", width))
	}
	return container.NewBorder(nil, kit.Rule(), nil, container.NewVBox(buttons), kit.Named("paper:"+d.Number, words))
}

func delivery(x road.ServiceR) string {
	text := "送达 " + kit.Day(x.On) + "　" + x.To + "，" + x.Way
	if x.Copies > 0 {
		text += fmt.Sprintf("，正本 %d 份", x.Copies)
	}
	if x.Receipt == nil {
		text += "；无回证：" + x.Reason
	} else {
		text += "；回证 " + x.Receipt.Name
	}
	return text + "；登记 " + kit.By(x.By)
}

// ready reports whether this person may give the command now.
func (p *Page) ready(name road.Name) bool {
	for _, o := range p.view.Options {
		if o.Row.Command == name {
			return o.Ready
		}
	}
	return false
}

// about opens the form of a command for one paper.
func (p *Page) about(name road.Name, what string) {
	p.host.Go(kit.Route{Page: kit.Case, CaseID: p.route.CaseID, Tab: p.tab, Command: name, About: what})
}

// filing is the registration file, for those who see the contracts, once there are any.
func (p *Page) filing() []road.FilingPaper {
	s := p.view.State
	if s.Contracts == nil {
		return nil
	}
	on := p.host.Today()
	if s.Registration != nil && s.Registration.Filing != nil {
		on = s.Registration.Filing.On
	}
	papers, err := road.FilingPapers(s, p.host.Desk().Rulebook(), on)
	if err != nil {
		p.host.Fail(err)
		return nil
	}
	return papers
}

// filingCard lists the papers of the registration in the order of the online filing, with what is missing.
func (p *Page) filingCard(papers []road.FilingPaper) fyne.CanvasObject {
	var rows [][]string
	var missing []string
	box := container.NewVBox()
	n := 0
	for _, x := range papers {
		state := "如适用"
		switch {
		case x.Scan != nil:
			n++
			state = fmt.Sprintf("✓ 第 %02d 件", n)
		case x.Required:
			state = "缺：" + x.Missing()
			missing = append(missing, x.Title)
		}
		name := ""
		if x.Scan != nil {
			name = strings.TrimSuffix(x.Scan.Name, path.Ext(x.Scan.Name)) + "（" + short(x.Scan.SHA256) + "）"
		}
		rows = append(rows, []string{x.Code, x.Title, state, name, x.Basis})
	}
	if len(missing) > 0 {
		box.Add(kit.Named("filing:missing", kit.Alarm("尚缺 "+itoa(len(missing))+" 份："+strings.Join(missing, "、")+"。缺件不妨碍登记结果的录入，提交前请补齐。", inner)))
	}
	box.Add(kit.Sheet(inner, []kit.Column{{Title: "代码", Weight: .6}, {Title: "材料", Weight: 2.4}, {Title: "状态", Weight: 2.2}, {Title: "扫描件", Weight: 2.2}, {Title: "依据", Weight: 1.8}}, rows))
	box.Add(kit.Note("先后次序是规则库中的示例设定（registration-filing-order，待核实），请按当地登记机构的网上系统调整。", inner))
	buttons := container.NewHBox()
	if p.ready("RecordFilingPaper") {
		buttons.Add(kit.Named("filing:record", widget.NewButton("登记申请材料", func() { p.about("RecordFilingPaper", "") })))
	}
	if n > 0 {
		buttons.Add(kit.Named("filing:bundle", widget.NewButton("汇集扫描件…", func() { p.saveBundle() })))
	}
	box.Add(buttons)
	return card("质押登记申请材料", box)
}
