// Package people is the workplace 机构与人员 of the system administrator.
package people

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
)

// Page lists organisations and people and has the forms to add and change them.
type Page struct {
	host   kit.Host
	orgs   []access.Org
	people []access.Person
	body   *fyne.Container
	open   bool // a form is shown
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, body: container.NewStack()}
	p.read("")
	return p
}

// Title is what the window is called.
func (p *Page) Title() string { return "机构与人员" }

// Leave keeps nothing.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject { return p.body }

// Escape closes the form.
func (p *Page) Escape() bool {
	if !p.open {
		return false
	}
	p.list("")
	return true
}

func (p *Page) read(notice string) {
	p.host.Run("正在读取人员", func(ctx context.Context) error {
		var err error
		p.orgs, p.people, err = p.host.Desk().Directory(ctx)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.list(notice)
	})
}

func (p *Page) set(o fyne.CanvasObject) {
	p.body.Objects = []fyne.CanvasObject{o}
	p.body.Refresh()
}

func (p *Page) list(notice string) {
	p.open = false
	sorted := slices.Clone(p.people)
	slices.SortFunc(sorted, func(a, b access.Person) int { return strings.Compare(a.OrgID+a.Login, b.OrgID+b.Login) })
	list := p.table()
	list.OnOpen = p.edit
	list.SetRows(sorted)
	kit.TableKeys(p.host, list)
	add := widget.NewButton("增加人员", func() { p.edit(access.Person{OrgID: p.host.Actor().OrgID, Active: true}) })
	add.Importance = widget.HighImportance
	org := widget.NewButton("增加机构", func() { p.editOrg(access.Org{}) })
	top := container.NewVBox(container.NewBorder(nil, nil, kit.Heading("机构与人员"), container.NewHBox(kit.Named("add:org", org), kit.Named("add:person", add))))
	if notice != "" {
		top.Add(kit.Named("notice", kit.Filled("selection", kit.Para("✓ "+notice, kit.Width))))
	}
	top.Add(kit.Note("双击一人（或选中后按 Enter）可修改岗位、重设密码或停用。每次改动都记入审计链。", kit.Width))
	p.set(kit.Pad(container.NewBorder(top, nil, nil, nil, list), 12))
}

func (p *Page) table() *table.DataTable[access.Person] {
	column := func(key, title string, width float32, text func(access.Person) string) table.Column[access.Person] {
		return table.Column[access.Person]{Key: key, Title: title, Width: width, Text: text}
	}
	state := column("state", "状态", 60, func(x access.Person) string {
		if x.Active {
			return "在用"
		}
		return "停用"
	})
	state.Tone = func(x access.Person) table.Tone {
		if x.Active {
			return table.Plain
		}
		return table.Warn
	}
	t := table.NewDataTable("people",
		column("name", "姓名", 170, func(x access.Person) string { return x.Name }),
		column("login", "登录名", 120, func(x access.Person) string { return x.Login }),
		column("org", "机构", 240, func(x access.Person) string { return p.org(x.OrgID).Name }),
		column("posts", "岗位", 220, func(x access.Person) string { return access.ActorOf(x, p.org(x.OrgID)).Posts() }),
		column("licence", "证书号", 150, func(x access.Person) string { return x.Licence }), state)
	t.RowName = func(x access.Person) string { return "person:" + x.Login }
	return t
}

func (p *Page) org(id string) access.Org {
	for _, o := range p.orgs {
		if o.ID == id {
			return o
		}
	}
	return access.Org{}
}

// sheet is a small form: fields with their faults, and a button.
type sheet struct {
	page   *Page
	errors map[string]*fyne.Container
	banner *fyne.Container
	rows   *fyne.Container
	button *widget.Button
}

func (p *Page) sheet(title string, save func()) *sheet {
	s := &sheet{page: p, errors: map[string]*fyne.Container{}, banner: container.NewVBox(), rows: container.NewVBox(kit.Heading(title))}
	s.button = widget.NewButton("保 存", save)
	s.button.Importance = widget.HighImportance
	p.open = true
	return s
}

func (s *sheet) field(label, path string, o fyne.CanvasObject) {
	errs := container.NewVBox()
	s.errors[path] = errs
	if _, composed := o.(*fyne.Container); !composed { // its part has the name already
		kit.Named("field:"+path, o)
	}
	s.rows.Add(container.NewVBox(kit.Caption(label), o, errs))
}

func (s *sheet) showForm() {
	back := widget.NewButton("返回（Esc）", func() { s.page.list("") })
	s.rows.Add(s.banner)
	s.rows.Add(container.NewHBox(kit.Named("submit", s.button), kit.Named("form:back", back)))
	s.page.set(kit.Scrolling(container.NewVScroll(kit.Pad(kit.Limited(620, s.rows), 14))))
}

// run does the change; faults go beside their fields.
func (s *sheet) run(do func(context.Context) error, notice string) {
	s.button.Disable()
	s.page.host.Run("正在保存", do, func(err error) {
		s.button.Enable()
		for _, c := range s.errors {
			c.RemoveAll()
		}
		s.banner.RemoveAll()
		if err == nil {
			s.page.read(notice)
			return
		}
		for _, f := range fault.Of(err) {
			if c, ok := s.errors[f.Path]; ok {
				c.Add(kit.Alarm(f.Message, 600))
			} else {
				s.banner.Add(kit.Alarm(f.Message, 600))
			}
		}
	})
}

func (p *Page) edit(x access.Person) {
	fresh := x.ID == ""
	name, login, licence, secret := kit.NewEntry(p.host), kit.NewEntry(p.host), kit.NewEntry(p.host), kit.NewSecretEntry(p.host)
	name.SetText(x.Name)
	login.SetText(x.Login)
	licence.SetText(x.Licence)
	titles := make([]string, len(p.orgs))
	for i, o := range p.orgs {
		titles[i] = o.Name
	}
	org := kit.NewSelect(p.host, titles)
	roles := widget.NewCheckGroup(nil, nil)
	offer := func() {
		var names []string
		for _, r := range access.RolesOf(p.orgs[max(org.SelectedIndex(), 0)].Kind) {
			names = append(names, r.String())
		}
		roles.Options = names
		roles.Refresh()
	}
	org.OnChanged = func(string) { offer() }
	org.SetSelectedIndex(slices.IndexFunc(p.orgs, func(o access.Org) bool { return o.ID == x.OrgID }))
	var held []string
	for _, r := range x.Roles {
		held = append(held, r.String())
	}
	roles.SetSelected(held)
	active := kit.NewCheck(p.host, "在用（取消勾选即停用，不能登录）", nil)
	active.Checked = x.Active
	title := "修改人员"
	if fresh {
		title = "增加人员"
	}
	var s *sheet
	s = p.sheet(title, func() {
		y := x
		if fresh && y.ID == "" {
			y.ID = p.host.Desk().NewID()
		}
		y.Name, y.Login, y.Licence, y.Active = strings.TrimSpace(name.Text), strings.TrimSpace(login.Text), strings.TrimSpace(licence.Text), active.Checked
		chosen := p.orgs[max(org.SelectedIndex(), 0)]
		y.OrgID, y.Roles = chosen.ID, nil
		for _, r := range access.RolesOf(chosen.Kind) {
			if slices.Contains(roles.Selected, r.String()) {
				y.Roles = append(y.Roles, r)
			}
		}
		if fresh && secret.Text == "" {
			s.errors["secret"].Objects = []fyne.CanvasObject{kit.Alarm("请填写初始密码", 600)}
			s.errors["secret"].Refresh()
			return
		}
		text := secret.Text
		s.run(func(ctx context.Context) error {
			return p.host.Desk().SavePerson(ctx, p.host.Actor().PersonID, y, text)
		}, "已保存 "+y.Name)
	})
	s.field("姓名 *", "name", name)
	s.field("登录名 *", "login", login)
	s.field("机构 *", "org_id", org)
	s.field("岗位 *", "roles", roles)
	s.field("资格证书号（评估师）", "licence", licence)
	s.field("密码（修改时留空则不变）", "secret", secret)
	s.field("状态", "active", container.NewHBox(kit.Named("field:active", active)))
	s.showForm()
}

func (p *Page) editOrg(o access.Org) {
	name, code, uscc := kit.NewEntry(p.host), kit.NewEntry(p.host), kit.NewEntry(p.host)
	var titles []string
	for _, k := range access.Kinds() {
		titles = append(titles, k.String())
	}
	kind := kit.NewSelect(p.host, titles)
	kind.SetSelectedIndex(0)
	var s *sheet
	s = p.sheet("增加机构", func() {
		if o.ID == "" {
			o.ID = p.host.Desk().NewID()
		}
		o.Kind, o.Code = access.Kinds()[max(kind.SelectedIndex(), 0)], strings.TrimSpace(code.Text)
		o.Name, o.USCC, o.Sample = strings.TrimSpace(name.Text), strings.TrimSpace(uscc.Text), p.org(p.host.Actor().OrgID).Sample
		s.run(func(ctx context.Context) error { return p.host.Desk().SaveOrg(ctx, p.host.Actor().PersonID, o) }, "已保存 "+o.Name)
	})
	s.field("机构类别 *", "kind", kind)
	s.field("机构代码 *（一个大写字母加 1 至 7 位大写字母或数字，用于案号）", "code", code)
	s.field("机构名称 *", "name", name)
	s.field("统一社会信用代码", "uscc", uscc)
	s.showForm()
}
