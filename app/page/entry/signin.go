// Package entry is how a person comes in: the first start of an empty store, and signing in.
package entry

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

// Door is what signing in needs of the window.
type Door struct {
	Keys    kit.Keys
	Desk    *workflow.Desk
	Run     func(title string, work func(context.Context) error, done func(error))
	Entered func(access.Actor)
	Quit    func()
	// Locked is the person whose window is locked; only that person may come back in. Leave gives the window up.
	Locked *access.Actor
	Leave  func()
	// Secret is the password all sample people share; it is shown on the page of a sample store.
	Secret string
	Store  string
}

// SignIn is the sign-in page.
type SignIn struct {
	door    Door
	login   *kit.Entry
	secret  *kit.Entry
	message *fyne.Container
	button  *widget.Button
	busy    bool
}

// NewSignIn makes the page; orgs and people are shown only in a sample store.
func NewSignIn(d Door) *SignIn {
	s := &SignIn{door: d, login: kit.NewEntry(d.Keys), secret: kit.NewSecretEntry(d.Keys), message: container.NewVBox()}
	s.login.SetPlaceHolder("登录名")
	s.secret.SetPlaceHolder("密码")
	s.login.OnEnter = func() { s.focus(s.secret) }
	s.secret.OnEnter = s.enter
	s.button = widget.NewButton("登 录", s.enter)
	s.button.Importance = widget.HighImportance
	return s
}

// Content is the page with the sample people beside the form when there are any.
func (s *SignIn) Content(orgs []access.Org, people []access.Person) fyne.CanvasObject {
	title, note := "知押 · 知识产权质押全流程", "请用本人账号登录。连续 5 次失败将锁定 15 分钟。"
	if l := s.door.Locked; l != nil {
		title, note = "窗口已锁定", l.Name+"（"+l.OrgName+"）离开超过 15 分钟。输入密码后回到原处，填写的内容都在。"
		s.login.Hide()
	}
	form := container.NewVBox(kit.Heading(title), kit.Note(note, 360), kit.Gap(8),
		kit.Named("field:login", s.login), kit.Named("field:secret", s.secret), s.message, kit.Named("signin", s.button))
	if s.door.Locked != nil {
		leave := widget.NewButton("换人登录", s.door.Leave)
		leave.Importance = widget.LowImportance
		form.Add(kit.Named("signout", leave))
	}
	form.Add(kit.Gap(8))
	form.Add(kit.Note("数据文件："+s.door.Store, 360))
	left := kit.Limited(380, form)
	samples := s.samples(orgs, people)
	if samples == nil {
		return container.NewCenter(left)
	}
	return container.NewCenter(container.NewHBox(container.NewVBox(layout.NewSpacer(), left, layout.NewSpacer()), kit.Spacer(40, 0), samples))
}

// samples lists the sample people by organisation; a click fills the form.
func (s *SignIn) samples(orgs []access.Org, people []access.Person) fyne.CanvasObject {
	if s.door.Locked != nil || !slices.ContainsFunc(people, func(p access.Person) bool { return p.Sample }) {
		return nil
	}
	box := container.NewVBox(kit.Subheading("示例人员（密码均为 "+s.door.Secret+"）"), kit.Note("单击一人即填好登录名和密码。各岗位看到的内容和可办事项不同。", 560))
	for _, o := range orgs {
		g := &kit.Grid{Columns: 3, Gap: 6}
		var cells []fyne.CanvasObject
		for _, p := range people {
			if p.OrgID != o.ID || !p.Sample || !p.Active {
				continue
			}
			b := widget.NewButton(p.Name+"·"+access.ActorOf(p, o).Posts(), func() { s.Fill(p.Login) })
			b.Alignment = widget.ButtonAlignLeading
			cells = append(cells, kit.Named("sample:"+p.Login, b))
		}
		if len(cells) > 0 {
			box.Add(kit.Caption(o.Name))
			box.Add(kit.Limited(620, container.New(g, cells...)))
		}
	}
	return box
}

// Fill puts in a sample login and its password.
func (s *SignIn) Fill(login string) {
	s.login.SetText(login)
	s.secret.SetText(s.door.Secret)
	s.focus(s.secret)
}

// Focus puts the cursor where typing begins.
func (s *SignIn) Focus() {
	if s.door.Locked != nil {
		s.focus(s.secret)
		return
	}
	s.focus(s.login)
}

func (s *SignIn) focus(o fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o.(fyne.CanvasObject)); c != nil {
		c.Focus(o)
	}
}

func (s *SignIn) enter() {
	if s.busy {
		return
	}
	s.busy = true
	s.button.Disable()
	login, secret := s.login.Text, s.secret.Text
	var actor access.Actor
	s.door.Run("正在登录", func(ctx context.Context) error {
		if s.door.Locked != nil {
			_, people, err := s.door.Desk.Directory(ctx)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(people, func(p access.Person) bool { return p.ID == s.door.Locked.PersonID }); i >= 0 {
				login = people[i].Login
			}
		}
		var err error
		actor, err = s.door.Desk.SignIn(ctx, login, secret)
		return err
	}, func(err error) {
		s.busy = false
		s.button.Enable()
		s.message.RemoveAll()
		s.secret.SetText("")
		if err != nil {
			s.message.Add(kit.Alarm(kit.Sentences(err), 360))
			s.focus(s.secret)
			return
		}
		s.door.Entered(actor)
	})
}
