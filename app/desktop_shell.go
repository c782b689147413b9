package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/app/page/partners"
	"zhiya/app/page/products"
	"zhiya/app/page/subsidies"
	"zhiya/app/page/upkeep"
	"zhiya/app/page/watch"
	"zhiya/workflow/access"
)

// shell is the frame around the pages: navigation, search, status.
type shell struct {
	d       *Desktop
	search  *kit.Entry
	back    *widget.Button
	forward *widget.Button
	nav     map[string]*widget.Button
	body    *fyne.Container
	status  *widget.Label
	running *widget.ProgressBarInfinite
	jobs    int
}

// menu lists the workplaces the person's posts open.
func (s *shell) menu() []struct{ page, title string } {
	type item = struct{ page, title string }
	a := s.d.actor
	var out []item
	if kit.HasCaseWork(a) {
		out = append(out, item{kit.Inbox, "工作台"}, item{kit.Cases, "案件"})
	}
	if a.SeesRegister() {
		out = append(out, item{kit.Rights, "权利库"})
	}
	if watch.Offered(a) {
		out = append(out, item{kit.Watch, "监测"})
	}
	if upkeep.Offered(a) {
		out = append(out, item{kit.Upkeep, "到期与年费"})
	}
	if products.Offered(a) {
		out = append(out, item{kit.Loans, "信贷产品"})
	}
	if partners.Offered(a) {
		out = append(out, item{kit.Shares, "风险分担"})
	}
	if subsidies.Offered(a) {
		out = append(out, item{kit.Grants, "补贴"})
	}
	if a.Has(access.SystemAdmin) {
		out = append(out, item{kit.People, "机构与人员"}, item{kit.Papers, "文书设置"})
	}
	if a.Has(access.AuditAdmin) {
		out = append(out, item{kit.Trail, "审计"})
	}
	return append(out, item{kit.Rules, "规则库"}, item{kit.Help, "帮助"})
}

func (s *shell) first() string { return s.menu()[0].page }

func newShell(d *Desktop) *shell {
	s := &shell{d: d, nav: map[string]*widget.Button{}, body: container.NewStack(), status: widget.NewLabel("")}
	s.status.Truncation = fyne.TextTruncateEllipsis
	s.running = widget.NewProgressBarInfinite()
	s.running.Stop()
	s.running.Hide()
	s.search = kit.NewEntry(d)
	s.search.SetPlaceHolder("搜索：案号、专利号、企业名称或拼音首字母（Ctrl+K）")
	s.search.OnEnter = func() {
		d.Go(kit.Route{Page: kit.Cases, Search: s.search.Text})
	}
	s.back = widget.NewButtonWithIcon("", theme.NavigateBackIcon(), d.Back)
	s.forward = widget.NewButtonWithIcon("", theme.NavigateNextIcon(), d.Forward)
	s.back.Importance, s.forward.Importance = widget.LowImportance, widget.LowImportance
	return s
}

func (s *shell) content() fyne.CanvasObject {
	a := s.d.actor
	nav := container.NewVBox(kit.Gap(4))
	for _, m := range s.menu() {
		b := widget.NewButton(m.title, func() { s.d.Go(kit.Route{Page: m.page}) })
		b.Alignment = widget.ButtonAlignLeading
		b.Importance = widget.LowImportance
		s.nav[m.page] = b
		nav.Add(kit.Named("nav:"+m.page, b))
	}
	ground := canvas.NewRectangle(theme.Color(theme.ColorNameHeaderBackground))
	left := container.NewStack(ground, kit.Pad(container.New(fixedWidth(150), nav), 6))

	out := widget.NewButton("退出登录", s.d.SignOut)
	out.Importance = widget.LowImportance
	tools := container.NewHBox(kit.Named("back", s.back), kit.Named("forward", s.forward))
	right := container.NewHBox()
	if kit.HasCaseWork(a) {
		if kit.MayOpen(a) {
			b := widget.NewButton("新建案件", s.d.newCase)
			right.Add(kit.Named("new", b))
		}
	}
	right.Add(kit.Named("signout", out))
	var middle fyne.CanvasObject = layout.NewSpacer()
	if kit.HasCaseWork(a) {
		middle = kit.Named("search", s.search)
	}
	top := kit.Pad(container.NewBorder(nil, nil, container.NewHBox(kit.Spacer(4, 0), kit.Subheading("知押"), kit.Spacer(60, 0), tools), right, middle), 4)
	head := container.NewVBox(top, kit.Rule())
	if s.d.sampled {
		head = container.NewVBox(banner(), top, kit.Rule())
	}
	who := kit.Plain(a.Name + "　" + a.OrgName + "·" + a.Posts())
	store := kit.Caption("数据：" + s.d.config.StorePath + "　版本 " + s.d.config.Version)
	bar := container.NewBorder(kit.Rule(), nil, container.NewHBox(kit.Spacer(6, 0), who, kit.Spacer(12, 0)),
		container.NewHBox(container.New(fixedWidth(80), s.running), store, s.lookMenu(), kit.Spacer(4, 0)), kit.Named("status", s.status))
	return container.NewBorder(head, bar, left, nil, s.body)
}

// banner is the mark of a store that holds invented data.
func banner() fyne.CanvasObject {
	ground := canvas.NewRectangle(theme.Color(theme.ColorNameWarning))
	t := canvas.NewText("示 例 数 据　—　机构、人员、金额和文书均为虚构，不得用于真实业务", theme.Color(theme.ColorNameForegroundOnWarning))
	t.TextStyle.Bold, t.TextSize = true, 13
	t.Alignment = fyne.TextAlignCenter
	return kit.Named("sample-banner", container.NewStack(ground, kit.Pad(t, 2)))
}

func (s *shell) show(r kit.Route, p kit.Page) {
	for page, b := range s.nav {
		b.Importance = widget.LowImportance
		if page == r.Page || (page == kit.Cases && (r.Page == kit.Case || r.Page == kit.New)) {
			b.Importance = widget.HighImportance
		}
		b.Refresh()
	}
	enable(s.back, s.d.history.at > 0)
	enable(s.forward, s.d.history.at < len(s.d.history.routes)-1)
	s.status.SetText(r.Notice)
	s.body.Objects = []fyne.CanvasObject{p.Content()}
	s.body.Refresh()
	s.d.window.SetTitle("知押 — " + p.Title())
}

func enable(b *widget.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

func (s *shell) say(text string) { s.status.SetText(text) }

func (s *shell) busy(title string) {
	s.jobs++
	if s.jobs == 1 {
		s.running.Show()
		s.running.Start()
	}
	_ = title
}

func (s *shell) idle() {
	s.jobs--
	if s.jobs == 0 {
		s.running.Stop()
		s.running.Hide()
	}
}

// fixedWidth keeps its one object at a width.
type fixedWidth float32

func (w fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(w), objects[0].MinSize().Height)
}

func (w fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
