package products

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow/product"
)

// sheet is a form in place of the parts, with its button and the faults that belong to no field.
type sheet struct {
	page   *Page
	form   *form.Form
	banner *fyne.Container
	button *widget.Button
	do     func(context.Context) (string, error) // performs it and says what was done
	target any
}

// open shows a form; do is given once what was typed is in target.
func (p *Page) open(title, note string, target any, do func(context.Context) (string, error)) {
	s := &sheet{page: p, target: target, do: do, banner: container.NewVBox()}
	s.form = form.New(form.Env{Keys: p.host, Today: p.host.Today(), Calendar: p.host.Desk().Calendar}, target)
	s.button = widget.NewButton("提 交（Ctrl+Enter）", s.submit)
	s.button.Importance = widget.HighImportance
	back := widget.NewButton("返回（Esc）", p.home)
	head := container.NewVBox(kit.Heading(title), kit.Note(note, kit.Width), s.banner, container.NewHBox(kit.Named("submit", s.button), kit.Named("form:back", back)), kit.Rule())
	p.form = s
	p.whole.Objects = []fyne.CanvasObject{kit.Pad(container.NewBorder(head, nil, nil, nil, s.form.Content()), 12)}
	p.whole.Refresh()
	s.form.FocusFirst(p.host.Window().Canvas())
}

func (s *sheet) submit() {
	if s.button.Disabled() {
		return
	}
	if fs := s.form.Read(); len(fs) > 0 {
		s.tell(fs)
		return
	}
	s.button.Disable()
	var said string
	s.page.host.Run("正在提交", func(ctx context.Context) (err error) {
		said, err = s.do(ctx)
		return err
	}, func(err error) {
		s.button.Enable()
		if err != nil {
			s.tell(fault.Of(err))
			return
		}
		s.page.host.Say(said)
		s.page.home()
		s.page.read(said)
	})
}

// tell puts every fault beside its field and the rest above.
func (s *sheet) tell(fs fault.Faults) {
	s.banner.RemoveAll()
	for _, f := range s.form.Show(fs) {
		s.banner.Add(kit.Alarm(f.Message, kit.Width))
	}
	s.banner.Refresh()
}

// edit opens the form of a new version.
func (p *Page) edit(t product.Terms, title string) {
	target := &t
	target.Caps = append([]product.KindCap(nil), t.Caps...)
	person := p.host.Actor().PersonID
	p.open(title, "提出后由审批人批准，自生效日起用于新的授信。带 * 的必填。", target, func(ctx context.Context) (string, error) {
		v, err := p.host.Desk().ProposeProduct(ctx, person, *target)
		return "已提出 " + v.Label() + "，待审批人批准", err
	})
}

// opinion is what the approver says.
type opinion struct {
	Opinion string `json:"opinion" label:"审批意见" lines:"3"`
}

// decide opens the approver's form.
func (p *Page) decide(x product.Entry, approve bool) {
	target := &opinion{}
	person, v := p.host.Actor().PersonID, x.Version
	word := map[bool]string{true: "批准", false: "退回"}[approve]
	note := "批准后自 " + v.Terms.From.Chinese() + " 起用于新的授信。"
	if changes := p.changes(v); changes != "" {
		note += "与上一版相比：" + changes
	}
	if !approve {
		note = "退回后由经办人修改并另行提出。"
	}
	p.open(word+"："+v.Label(), note, target, func(ctx context.Context) (string, error) {
		_, err := p.host.Desk().DecideProduct(ctx, person, v.Terms.Code, v.Number, approve, target.Opinion)
		return "已" + word + " " + v.Label(), err
	})
}
