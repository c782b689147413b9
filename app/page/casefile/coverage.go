package casefile

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	road "zhiya/workflow/casefile"
	"zhiya/workflow/pledge"
)

// coverage is 质押覆盖: how the debt stands against the pledged rights, what a change would make of it, and where each figure is from.
func (p *Page) coverage() fyne.CanvasObject {
	s := p.view.State
	if s.Credit == nil || s.Credit.Approved == nil {
		return nothing("尚未批准授信，或本机构无权查看授信内容。")
	}
	if s.Lane == road.Exempt {
		return nothing("本案免评估，不按质押物价值管理。")
	}
	box := container.NewVBox()
	res, err := s.Coverage(p.host.Today())
	if err != nil {
		return kit.Alarm(kit.Sentences(err), inner)
	}
	content := []fyne.CanvasObject{position(res.After)}
	for _, a := range res.Alarms {
		content = append(content, kit.Alarm(a.Message, inner))
	}
	box.Add(card("覆盖情况（"+kit.Day(p.host.Today())+"）", append(content, p.coveredRights())...))
	if len(s.Loans) > 0 && len(s.Intake.Rights) > 0 {
		box.Add(card("覆盖测算", newWhatIf(p.host, s, p.host.Today()).content))
	}
	if list := p.collateralChanges(); list != nil {
		box.Add(card("质物变更", list))
	}
	box.Add(card("认定价值沿革", valueHistory(s)))
	if points, err := s.CoverageHistory(); err != nil {
		box.Add(kit.Alarm(kit.Sentences(err), inner))
	} else if len(points) > 0 {
		box.Add(card("覆盖沿革", coverageHistory(points)))
	}
	return box
}

func known(m *money.Money) string {
	if m == nil {
		return "未知"
	}
	return m.Format()
}

func position(x pledge.Position) fyne.CanvasObject {
	ratio := "未知"
	if x.Ratio != nil {
		ratio = x.Ratio.Percent()
	}
	return kit.Facts(4, inner, kit.Fact{Label: "未偿本金（元）", Value: x.Outstanding.Format()}, kit.Fact{Label: "可覆盖金额（元）", Value: known(x.Lendable)},
		kit.Fact{Label: "余量（负数为缺口，元）", Value: known(x.Room)}, kit.Fact{Label: "未偿 ÷ 可覆盖", Value: ratio})
}

// coveredRights lists what each pledged right covers, with the registration it stands under.
func (p *Page) coveredRights() fyne.CanvasObject {
	s := p.view.State
	facts := s.CoverageFacts(p.host.Today())
	var rows [][]string
	for i, r := range s.Intake.Rights {
		x := facts.Rights[i]
		lends, err := road.AcceptedValue{Value: x.Value, Cap: x.Cap, Haircut: x.Haircut}.Lendable()
		covers := lends.Format()
		if err != nil || x.ValidUntil.Before(facts.On) {
			covers = "未知"
		}
		number, on := s.RegistrationOf(r.Ref)
		rows = append(rows, []string{r.Ref, r.Title, x.Value.Format(), x.Haircut.Percent(), x.Cap.Percent(), covers, kit.Day(x.ValidUntil), strings.TrimSpace(number + "\n" + kit.Day(on))})
	}
	return kit.Sheet(inner, []kit.Column{{Title: "编号", Weight: .5}, {Title: "名称", Weight: 2.4}, {Title: "认定价值（元）", Weight: 1.3, Right: true}, {Title: "折扣", Weight: .6, Right: true},
		{Title: "质押率上限", Weight: .8, Right: true}, {Title: "可覆盖（元）", Weight: 1.3, Right: true}, {Title: "价值有效期至", Weight: 1.2}, {Title: "质押登记号与登记日", Weight: 1.8}}, rows)
}

func (p *Page) collateralChanges() fyne.CanvasObject {
	s := p.view.State
	var rows [][]string
	row := func(k road.CollateralR, state string) {
		in, out := "", k.Out
		if a := k.Added; a != nil {
			in = a.Right.Ref + " " + a.Right.Title
			if !a.On.IsZero() {
				in += "（" + a.Number + "，" + kit.Day(a.On) + "登记）"
			}
		}
		if !k.ReleasedOn.IsZero() {
			out += " " + k.Removed.Title + "（" + kit.Day(k.ReleasedOn) + "注销）"
		}
		by := "提出：" + kit.By(k.Proposed)
		if k.Approved != nil {
			by += "\n批准：" + kit.By(*k.Approved)
		}
		rows = append(rows, []string{k.Title(), in, out, k.Reason, state, by})
	}
	for _, k := range s.CollateralChanges {
		state := "已办结"
		if k.Ended != nil {
			state = "已退回：" + k.Ended.Reason
		}
		row(k, state)
	}
	if k := s.Collateral; k != nil {
		state := "待批准"
		switch {
		case k.Filing != nil:
			state = "申请在办，预计 " + kit.Day(k.Due) + " 前办结"
		case k.Approved != nil:
			state = "已批准，待申请"
		}
		row(*k, state)
	}
	if len(rows) == 0 {
		return nil
	}
	return kit.Sheet(inner, []kit.Column{{Title: "事项", Weight: .8}, {Title: "转入", Weight: 2}, {Title: "转出", Weight: 1.6}, {Title: "原因", Weight: 1.4}, {Title: "进展", Weight: 1.4}, {Title: "办理", Weight: 2.4}}, rows)
}

func valueHistory(s road.State) fyne.CanvasObject {
	var rows [][]string
	for _, e := range s.ValueHistory() {
		by := "提出：" + kit.By(e.Proposed)
		if e.Approved != nil {
			by += "\n批准：" + kit.By(*e.Approved)
		}
		old := ""
		if e.Old != 0 {
			old = e.Old.Format()
		}
		rows = append(rows, []string{kit.Day(e.On), e.Act, e.Ref + " " + e.Title, old, e.New.Format(), e.Source, by})
	}
	return kit.Sheet(inner, []kit.Column{{Title: "日期", Weight: 1.2}, {Title: "事项", Weight: .8}, {Title: "权利", Weight: 1.8}, {Title: "原认定价值（元）", Weight: 1.3, Right: true},
		{Title: "认定价值（元）", Weight: 1.3, Right: true}, {Title: "来源", Weight: 1.8}, {Title: "办理", Weight: 2.2}}, rows)
}

func coverageHistory(points []road.CoveragePoint) fyne.CanvasObject {
	var rows [][]string
	for _, x := range points {
		rows = append(rows, []string{kit.Day(x.On), strings.Join(x.What, "；"), x.Position.Outstanding.Format(), known(x.Position.Lendable), known(x.Position.Room)})
	}
	return kit.Sheet(inner, []kit.Column{{Title: "日期", Weight: 1.1}, {Title: "变动", Weight: 3}, {Title: "未偿本金（元）", Weight: 1.3, Right: true}, {Title: "可覆盖金额（元）", Weight: 1.3, Right: true},
		{Title: "余量（元）", Weight: 1.3, Right: true}}, rows)
}

// whatIf is the panel that says at once what a change would make of the coverage; nothing in it is kept.
type whatIf struct {
	state   road.State
	base    pledge.WhatIfRequest
	repay   *kit.Entry
	value   *kit.Entry
	limit   *kit.Entry
	haircut *kit.Entry
	due     *kit.Entry
	release []*kit.Check
	answer  *fyne.Container
	content fyne.CanvasObject
}

func newWhatIf(keys kit.Keys, s road.State, today date.Date) *whatIf {
	w := &whatIf{state: s, base: s.CoverageFacts(today), answer: container.NewVBox()}
	entry := func(name, hint, text string) *kit.Entry {
		e := kit.NewEntry(keys)
		e.PlaceHolder, e.Text = hint, text
		e.OnChanged = func(string) { w.show() }
		kit.Named("whatif:"+name, e)
		return e
	}
	limit, haircut := "50%", "0%"
	if len(w.base.Rights) > 0 {
		limit, haircut = w.base.Rights[0].Cap.Percent(), w.base.Rights[0].Haircut.Percent()
	}
	w.repay, w.value = entry("repay", "例如 100000", ""), entry("value", "例如 2000000", "")
	w.limit, w.haircut, w.due = entry("cap", "例如 50%", limit), entry("haircut", "例如 10%", haircut), entry("due", "例如 2027-06-30", "")
	fields := container.NewGridWithColumns(5)
	for _, x := range []struct {
		label string
		entry *kit.Entry
	}{{"提前归还本金（元）", w.repay}, {"追加权利的认定价值（元）", w.value}, {"追加权利的质押率上限", w.limit}, {"追加权利的折扣", w.haircut}, {"债务到期日改为", w.due}} {
		fields.Add(container.NewVBox(kit.Caption(x.label), x.entry))
	}
	checks := container.NewHBox(kit.Caption("解除质押："))
	for i, r := range s.Intake.Rights {
		c := kit.NewCheck(keys, r.Ref, func(bool) { w.show() })
		kit.Named("whatif:release:"+r.Ref, c)
		w.release = append(w.release, c)
		checks.Add(c)
		if i == 9 && len(s.Intake.Rights) > 10 {
			checks.Add(kit.Caption("其余权利请用命令 zhiya coverage 测算"))
			break
		}
	}
	w.content = container.NewVBox(kit.Note("只作测算，不改变案件。确需变更的，请办理“登记还款”“提出追加质押”“提出置换质物”“提出部分注销”。", inner), fields, checks, w.answer)
	w.show()
	return w
}

// request reads the fields; an empty one changes nothing.
func (w *whatIf) request() (pledge.WhatIfRequest, error) {
	var fs fault.Faults
	r := w.base
	if t := strings.TrimSpace(w.repay.Text); t != "" {
		m, err := money.ParseLoose(t)
		fs.Append("提前归还本金", err)
		r.Repay = m
	}
	limit, err := money.ParsePercent(w.limit.Text)
	fs.Append("质押率上限", err)
	haircut, err := money.ParsePercent(w.haircut.Text)
	fs.Append("折扣", err)
	if len(fs) == 0 {
		r.New = &pledge.NewRight{Cap: limit, Haircut: haircut}
	}
	if t := strings.TrimSpace(w.value.Text); t != "" {
		m, err := money.ParseLoose(t)
		fs.Append("认定价值", err)
		r.Add = []pledge.TermRight{{Ref: "追加的权利", CoveredRight: pledge.CoveredRight{Value: m, Cap: limit, Haircut: haircut, ValidUntil: r.On}}}
	}
	if t := strings.TrimSpace(w.due.Text); t != "" {
		d, err := date.ParseLoose(t)
		fs.Append("债务到期日", err)
		r.NewDue = d
	}
	for i, c := range w.release {
		if c.Checked {
			r.Release = append(r.Release, i)
		}
	}
	return r, fs.Err()
}

func (w *whatIf) show() {
	w.answer.RemoveAll()
	r, err := w.request()
	var res pledge.WhatIfResponse
	if err == nil {
		res, err = pledge.WhatIf(r)
	}
	if err != nil {
		w.answer.Add(kit.Alarm(kit.Sentences(err), inner))
		w.answer.Refresh()
		return
	}
	rows := [][]string{}
	for _, x := range []struct {
		name string
		at   pledge.Position
	}{{"现在", res.Before}, {"变更后", res.After}} {
		ratio := "未知"
		if x.at.Ratio != nil {
			ratio = x.at.Ratio.Percent()
		}
		rows = append(rows, []string{x.name, x.at.Outstanding.Format(), known(x.at.Lendable), known(x.at.Room), ratio})
	}
	w.answer.Add(kit.Sheet(inner, []kit.Column{{Title: "", Weight: .8}, {Title: "未偿本金（元）", Weight: 1.4, Right: true}, {Title: "可覆盖金额（元）", Weight: 1.4, Right: true},
		{Title: "余量（元）", Weight: 1.4, Right: true}, {Title: "未偿 ÷ 可覆盖", Weight: 1, Right: true}}, rows))
	text := strings.Join(res.Remedies(), "\n")
	if res.After.Covered() {
		w.answer.Add(kit.Named("whatif:answer", kit.Para("✓ "+text, inner)))
	} else {
		w.answer.Add(kit.Named("whatif:answer", kit.Alarm("变更后未达到质押率要求。恢复的办法（任选其一）：\n"+text, inner)))
	}
	for _, a := range res.Alarms {
		if a.Code != "coverage.shortfall" {
			w.answer.Add(kit.Note(a.Message, inner))
		}
	}
	w.answer.Refresh()
}
