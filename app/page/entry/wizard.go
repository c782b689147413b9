package entry

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

// Start is what the first start needs of the window.
type Start struct {
	Keys   kit.Keys
	Desk   *workflow.Desk
	Run    func(title string, work func(context.Context) error, done func(error))
	Sample func(context.Context, *workflow.Desk) error
	Done   func()
}

// Wizard is the first start: one's own organisation, or the sample.
type Wizard struct {
	start  Start
	body   *fyne.Container
	banner *fyne.Container
	place  *kit.Entry
	kind   *widget.Select
	code   *kit.Entry
	name   *kit.Entry
	people []*newcomer
	list   *fyne.Container
	button *widget.Button
	errors map[string]*fyne.Container
	busy   bool
}

// newcomer is one person in the wizard.
type newcomer struct {
	name, login, licence, secret *kit.Entry
	roles                        *widget.CheckGroup
}

// NewWizard makes the wizard.
func NewWizard(s Start) *Wizard {
	w := &Wizard{start: s, body: container.NewStack(), banner: container.NewVBox(), errors: map[string]*fyne.Container{}}
	w.choose()
	return w
}

// Content is the wizard's page.
func (w *Wizard) Content() fyne.CanvasObject { return w.body }

func (w *Wizard) set(o fyne.CanvasObject) {
	w.body.Objects = []fyne.CanvasObject{o}
	w.body.Refresh()
}

func (w *Wizard) choose() {
	own := widget.NewButton("建立本机构", w.own)
	own.Importance = widget.HighImportance
	sample := widget.NewButton("载入示例", w.sample)
	w.banner = container.NewVBox()
	w.set(container.NewCenter(container.NewVBox(kit.Heading("欢迎使用知押"), kit.Note("这个数据文件还是空的。请选择如何开始：", 640), kit.Gap(10),
		container.NewHBox(
			kit.Limited(310, kit.Card("建立本机构", kit.Note("登记地区、机构和人员，用于真实业务。至少需要一名系统管理员，以后可随时增减人员。", 280), kit.Named("wizard:own", own))),
			kit.Limited(310, kit.Card("载入示例", kit.Note("载入虚构的银行、评估机构、担保、基金、保险和市监局各岗位人员，先练习全流程。示例数据不能改作真实业务。", 280), kit.Named("wizard:sample", sample)))),
		w.banner)))
}

func (w *Wizard) sample() {
	w.work("正在载入示例", func(ctx context.Context) error { return w.start.Sample(ctx, w.start.Desk) })
}

func (w *Wizard) work(title string, do func(context.Context) error) {
	if w.busy {
		return
	}
	w.busy = true
	w.start.Run(title, do, func(err error) {
		w.busy = false
		if err != nil {
			w.show(err)
			return
		}
		w.start.Done()
	})
}

func (w *Wizard) own() {
	w.place, w.code, w.name = kit.NewEntry(w.start.Keys), kit.NewEntry(w.start.Keys), kit.NewEntry(w.start.Keys)
	w.place.SetPlaceHolder("例如 LYG")
	w.code.SetPlaceHolder("例如 B03")
	w.name.SetPlaceHolder("机构全称")
	var kinds []string
	for _, k := range access.Kinds() {
		kinds = append(kinds, k.String())
	}
	w.list = container.NewVBox()
	w.kind = widget.NewSelect(kinds, func(string) { w.offerRoles() })
	w.people, w.banner = nil, container.NewVBox()
	w.kind.SetSelectedIndex(1)
	w.addPerson(access.SystemAdmin)
	w.addPerson(access.RolesOf(w.orgKind())[0])
	add := widget.NewButton("增加一人", func() { w.addPerson("") })
	w.button = widget.NewButton("建立并进入登录", w.found)
	w.button.Importance = widget.HighImportance
	back := widget.NewButton("返回", w.choose)
	g := &kit.Grid{Columns: 4, Gap: 10}
	form := container.NewVBox(kit.Heading("建立本机构"),
		kit.Card("机构", container.New(g, w.field("地区代号 *", "place", w.place), w.field("机构类别 *", "kind", w.kind),
			w.field("机构代码 *", "code", w.code), w.field("机构名称 *", "name", w.name)),
			kit.Note("地区代号与机构代码用于案号，例如 LYG-B03-2026-000001。", kit.Width-40)),
		kit.Card("人员", kit.Note("系统、安全、审计管理员不得兼任业务岗位；经办与审批不得为同一人。密码 10 位以上，含大写、小写、数字、符号中的三类。", kit.Width-40), w.list, container.NewHBox(kit.Named("add:people", add))),
		w.banner, container.NewHBox(kit.Named("submit", w.button), kit.Named("wizard:back", back)), kit.Gap(20))
	w.set(kit.Scrolling(container.NewVScroll(kit.Pad(container.NewCenter(kit.Limited(kit.Width, form)), 16))))
}

func (w *Wizard) orgKind() access.OrgKind { return access.Kinds()[max(w.kind.SelectedIndex(), 0)] }

func (w *Wizard) field(label, path string, o fyne.CanvasObject) fyne.CanvasObject {
	errs := container.NewVBox()
	w.errors[path] = errs
	return container.NewVBox(kit.Caption(label), kit.Named("field:"+path, o), errs)
}

func (w *Wizard) addPerson(role access.Role) {
	n := &newcomer{name: kit.NewEntry(w.start.Keys), login: kit.NewEntry(w.start.Keys), licence: kit.NewEntry(w.start.Keys), secret: kit.NewSecretEntry(w.start.Keys)}
	n.login.SetPlaceHolder("小写字母开头")
	n.roles = widget.NewCheckGroup(nil, nil)
	n.roles.Horizontal = true
	w.people = append(w.people, n)
	w.offerRoles()
	if role != "" {
		n.roles.SetSelected([]string{role.String()})
	}
	w.layPeople()
}

// offerRoles puts the posts of the organisation's kind before every person.
func (w *Wizard) offerRoles() {
	var names []string
	for _, r := range access.RolesOf(w.orgKind()) {
		names = append(names, r.String())
	}
	for _, n := range w.people {
		n.roles.Options = names
		kept := n.roles.Selected[:0:0]
		for _, s := range n.roles.Selected {
			for _, name := range names {
				if s == name {
					kept = append(kept, s)
				}
			}
		}
		n.roles.SetSelected(kept)
	}
}

func (w *Wizard) layPeople() {
	w.list.RemoveAll()
	for i, n := range w.people {
		path := fmt.Sprintf("people[%d]", i)
		remove := widget.NewButton("删除", func() {
			w.people = append(w.people[:i:i], w.people[i+1:]...)
			w.layPeople()
		})
		remove.Importance = widget.LowImportance
		g := &kit.Grid{Columns: 4, Gap: 10}
		errs := container.NewVBox()
		w.errors[path] = errs
		w.list.Add(kit.Rule())
		w.list.Add(container.New(g, w.field("姓名 *", path+".name", n.name), w.field("登录名 *", path+".login", n.login),
			w.field("资格证书号（评估师）", path+".licence", n.licence), w.field("初始密码 *", path+".secret", n.secret)))
		w.list.Add(container.NewBorder(nil, nil, kit.Plain("岗位 *"), kit.Named("remove:"+path, remove), kit.Named("field:"+path+".roles", n.roles)))
		rolesErrs := container.NewVBox()
		w.errors[path+".roles"] = rolesErrs
		w.list.Add(rolesErrs)
		w.list.Add(errs)
	}
	w.list.Refresh()
}

// Founding is what the form says.
func (w *Wizard) founding() workflow.Founding {
	org := access.Org{ID: w.start.Desk.NewID(), Kind: w.orgKind(), Code: strings.TrimSpace(w.code.Text), Name: strings.TrimSpace(w.name.Text)}
	id := strings.ToUpper(strings.ReplaceAll(w.start.Desk.NewID(), "-", ""))
	f := workflow.Founding{Place: strings.TrimSpace(w.place.Text), Tag: id[len(id)-3:], Orgs: []access.Org{org}}
	for _, n := range w.people {
		p := access.Person{ID: w.start.Desk.NewID(), OrgID: org.ID, Login: strings.TrimSpace(n.login.Text), Name: strings.TrimSpace(n.name.Text),
			Licence: strings.TrimSpace(n.licence.Text), Active: true}
		for _, r := range access.RolesOf(org.Kind) {
			for _, s := range n.roles.Selected {
				if s == r.String() {
					p.Roles = append(p.Roles, r)
				}
			}
		}
		f.People = append(f.People, workflow.NewPerson{Person: p, Secret: n.secret.Text})
	}
	return f
}

func (w *Wizard) found() {
	f := w.founding()
	w.work("正在建立机构", func(ctx context.Context) error { return w.start.Desk.Found(ctx, f) })
}

// show puts each fault beside its field and all of them above the button.
func (w *Wizard) show(err error) {
	for _, c := range w.errors {
		c.RemoveAll()
	}
	w.banner.RemoveAll()
	fs := fault.Of(err)
	w.banner.Add(kit.Bold(fmt.Sprintf("有 %d 处需要修改，见各栏下的红字。", len(fs))))
	for _, f := range fs {
		path := strings.TrimPrefix(f.Path, "orgs[0].")
		if c, ok := w.errors[path]; ok {
			c.Add(kit.Alarm(f.Message, 235))
			continue
		}
		w.banner.Add(kit.Alarm(f.Message, 900))
	}
}
