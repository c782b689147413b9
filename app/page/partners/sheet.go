package partners

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow/riskshare"
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
	s.form = form.New(form.Env{Keys: p.host, Choices: p.choices, Today: p.host.Today(), Calendar: p.host.Desk().Calendar}, target)
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

// opinion is what the approver says.
type opinion struct {
	Opinion string `json:"opinion" label:"审批意见" lines:"3"`
}

// decide opens the approver's form.
func (p *Page) decide(e riskshare.BookEntry, approve bool) {
	target := &opinion{}
	person := p.host.Actor().PersonID
	word := map[bool]string{true: "批准", false: "退回"}[approve]
	note := "批准后即生效，并记入审计链；不能由提出人本人批准。"
	if !approve {
		note = "退回后由经办人另行提出。"
	}
	p.open(word+"："+label(e), note, target, func(ctx context.Context) (string, error) {
		_, err := p.host.Desk().DecideRecord(ctx, person, e.ID, approve, target.Opinion)
		return "已" + word + " " + label(e), err
	})
}

// label is a record in one line.
func label(e riskshare.BookEntry) string {
	switch {
	case e.Program != nil:
		return fmt.Sprintf("%s %s 第 %d 版", e.Program.Code, e.Program.Name, e.Version)
	case e.Pool != nil:
		return "资金池" + e.Pool.KindName() + " " + e.Pool.Amount.Format() + " 元"
	case e.Standing != nil:
		return "净资产 " + e.Standing.NetAssets.Format() + " 元（" + e.Standing.On.Chinese() + "）"
	case e.Lift != nil:
		return "熔断恢复决定 " + e.Lift.Number
	}
	return e.Kind.Chinese()
}

// keep opens the form of a new record.
func (p *Page) keep(title, note string, target any, record func() riskshare.Record) {
	person := p.host.Actor().PersonID
	p.open(title, note, target, func(ctx context.Context) (string, error) {
		r, err := p.host.Desk().ProposeRecord(ctx, person, record())
		return "已提出 " + label(riskshare.BookEntry{Record: r}) + "，待另一人审批", inner(err)
	})
}

// inner takes the name of the part off the paths of faults, so that they stand beside the fields of the form.
func inner(err error) error {
	if err == nil {
		return nil
	}
	fs := slices.Clone(fault.Of(err))
	for i := range fs {
		for _, part := range []string{"pool.", "standing.", "lift."} {
			fs[i].Path = strings.TrimPrefix(fs[i].Path, part)
		}
	}
	return fs
}
