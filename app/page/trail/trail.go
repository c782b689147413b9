// Package trail is the workplace 审计 of the audit administrator: every recorded act, and whether the chain is whole.
package trail

import (
	"context"
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
)

// Page shows the trail.
type Page struct {
	host   kit.Host
	table  *kit.Table
	result *fyne.Container
	events []audit.Event
	detail *fyne.Container
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, result: container.NewVBox(), detail: container.NewVBox()}
	p.table = kit.NewTable(kit.Column{Title: "序号", Weight: .6}, kit.Column{Title: "时间", Weight: 1.5}, kit.Column{Title: "办理人", Weight: 1.5}, kit.Column{Title: "事项", Weight: 1.6},
		kit.Column{Title: "对象", Weight: 2.2}, kit.Column{Title: "散列值", Weight: 2.4})
	p.table.Name = func(i int) string { return fmt.Sprintf("event:%d", p.events[i].Seq) }
	p.table.OnOpen = p.open
	p.read()
	return p
}

// Title is what the window is called.
func (p *Page) Title() string { return "审计" }

// Leave keeps nothing.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject {
	again := widget.NewButton("重新核验", p.read)
	top := container.NewVBox(container.NewBorder(nil, nil, kit.Heading("审计"), kit.Named("verify", again)), kit.Named("chain", p.result))
	return kit.Pad(container.NewBorder(top, p.detail, nil, nil, p.table.Content()), 12)
}

// read takes the whole trail and checks every link; the newest act is shown first.
func (p *Page) read() {
	person := p.host.Actor().PersonID
	var all []audit.Event
	var head audit.Head
	var broken error
	p.host.Run("正在核验审计链", func(ctx context.Context) error {
		var v audit.Verifier
		after := int64(0)
		for {
			part, err := p.host.Desk().Trail(ctx, person, "", after, 500)
			if err != nil {
				return err
			}
			for _, e := range part {
				if broken == nil {
					broken = v.Next(e)
				}
				after = e.Seq
			}
			all = append(all, part...)
			if len(part) < 500 {
				break
			}
		}
		if broken == nil {
			head, broken = v.End()
		}
		return nil
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.fill(all, head, broken)
	})
}

func (p *Page) fill(all []audit.Event, head audit.Head, broken error) {
	p.result.RemoveAll()
	var b audit.Break
	switch {
	case errors.As(broken, &b):
		p.result.Add(kit.Alarm(b.Error()+"。请停止办理，保留数据文件并以备份核对。", kit.Width))
	case broken != nil:
		p.result.Add(kit.Alarm(kit.Sentences(fault.Of(broken)), kit.Width))
	default:
		p.result.Add(kit.Para(fmt.Sprintf("✓ 审计链完整，共 %d 条。", head.Seq), kit.Width))
		p.result.Add(kit.Note("链头 "+head.String()+"（请抄录到本程序之外保存，日后可发现历史被整体改写）", kit.Width))
	}
	p.events = p.events[:0]
	var rows [][]string
	for i := len(all) - 1; i >= 0; i-- {
		e := all[i]
		p.events = append(p.events, e)
		rows = append(rows, []string{fmt.Sprint(e.Seq), kit.Clock(e.AtMillis), e.Person, action(e.Action), e.Object, e.Hash})
	}
	p.table.SetRows(rows)
	p.result.Refresh()
}

var actions = map[string]string{"FoundStore": "建立数据文件", "SaveOrg": "维护机构", "SavePerson": "维护人员"}

func action(name string) string {
	if title, ok := actions[name]; ok {
		return title
	}
	return casefile.Name(name).Title()
}

func (p *Page) open(i int) {
	e := p.events[i]
	p.detail.Objects = []fyne.CanvasObject{kit.Filled("hover", container.NewVBox(kit.Bold(fmt.Sprintf("第 %d 条　%s　%s", e.Seq, action(e.Action), e.Object)),
		kit.Note("前一条散列值 "+e.PrevHash, kit.Width), kit.Note("本条散列值 "+e.Hash, kit.Width), kit.Note("内容共 "+fmt.Sprint(len([]rune(e.Payload)))+" 字，案件内容不对管理员显示", kit.Width)))}
	p.detail.Refresh()
}
