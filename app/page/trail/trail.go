// Package trail is the workplace 审计 of the audit administrator: every recorded act, and whether the chain is whole.
package trail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/valuation/fault"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/subsidy"
)

// Page shows the trail.
type Page struct {
	host   kit.Host
	table  *table.DataTable[audit.Event]
	result *fyne.Container
	detail *fyne.Container
}

// New makes the page and begins to read.
func New(h kit.Host) *Page {
	p := &Page{host: h, result: container.NewVBox(), detail: container.NewVBox()}
	p.table = newTable()
	p.table.OnOpen = p.open
	kit.TableKeys(h, p.table)
	p.read()
	return p
}

func newTable() *table.DataTable[audit.Event] {
	column := func(key, title string, width float32, text func(audit.Event) string) table.Column[audit.Event] {
		return table.Column[audit.Event]{Key: key, Title: title, Width: width, Text: text}
	}
	number := column("seq", "序号", 60, func(e audit.Event) string { return fmt.Sprint(e.Seq) })
	number.Right, number.Compare = true, func(a, b audit.Event) int { return cmp.Compare(a.Seq, b.Seq) }
	t := table.NewDataTable("trail", number,
		column("at", "时间", 150, func(e audit.Event) string { return kit.Clock(e.AtMillis) }),
		column("person", "办理人", 150, func(e audit.Event) string { return e.Person }),
		column("action", "事项", 160, func(e audit.Event) string { return action(e.Action) }),
		column("object", "对象", 220, func(e audit.Event) string { return e.Object }),
		column("hash", "散列值", 220, func(e audit.Event) string { return e.Hash }))
	t.RowName = func(e audit.Event) string { return fmt.Sprintf("event:%d", e.Seq) }
	return t
}

// Title is what the window is called.
func (p *Page) Title() string { return "审计" }

// Leave keeps nothing.
func (p *Page) Leave() {}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject {
	again := widget.NewButton("重新核验", p.read)
	top := container.NewVBox(container.NewBorder(nil, nil, kit.Heading("审计"), kit.Named("verify", again)), kit.Named("chain", p.result))
	return kit.Pad(container.NewBorder(top, p.detail, nil, nil, p.table), 12)
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
	slices.Reverse(all)
	p.table.SetRows(all)
	p.result.Refresh()
}

var actions = map[string]string{"FoundStore": "建立数据文件", "SaveOrg": "维护机构", "SavePerson": "维护人员",
	"SaveStationery": "修改文书设置", "SaveWording": "修改文书用语", "AttachFile": "存入附件", "RunWatch": "每日监测", "NoteAlarm": "登记提示处理情况",
	"ImportRights": "导入权利", "RemoveBatch": "撤销导入", "UpdateRight": "登记查询结果", "UpdateFromCase": "案件中更新登记簿", "MergeDuplicate": "合并重复权利",
	"GroupFamily": "归入同族", "CreateSigningKey": "新建签名密钥", "ImportSigningKey": "导入公钥", "RetireSigningKey": "停用签名密钥", "RevokeSigningKey": "作废签名密钥"}

func action(name string) string {
	if title, ok := actions[name]; ok {
		return title
	}
	if title := subsidy.ActName(name).String(); title != "" {
		return "补贴：" + title
	}
	return casefile.Name(name).Title()
}

func (p *Page) open(e audit.Event) {
	p.detail.Objects = []fyne.CanvasObject{kit.Filled("hover", container.NewVBox(kit.Bold(fmt.Sprintf("第 %d 条　%s　%s", e.Seq, action(e.Action), e.Object)),
		kit.Note("前一条散列值 "+e.PrevHash, kit.Width), kit.Note("本条散列值 "+e.Hash, kit.Width), kit.Note("内容共 "+fmt.Sprint(len([]rune(e.Payload)))+" 字，案件内容不对管理员显示", kit.Width)))}
	p.detail.Refresh()
}
