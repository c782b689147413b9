package rights

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/workflow/exchange"
)

// mappings shows the mappings that the organisation keeps; each can be removed.
func (p *Page) mappings() {
	var kept []exchange.Kept
	p.host.Run("正在读取列对应关系", func(ctx context.Context) (err error) {
		kept, err = p.host.Desk().KeptMappings(ctx, p.host.Actor().PersonID)
		return err
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.showMappings(kept)
	})
}

const mappingWidth float32 = 620

func (p *Page) showMappings(kept []exchange.Kept) {
	box := container.NewVBox()
	var ask *dialog.CustomDialog
	for i, k := range kept {
		remove := widget.NewButton("删除", func() {
			ask.Hide()
			p.forget(k)
		})
		remove.Importance = widget.DangerImportance
		text := container.NewVBox(kit.Para(k.Name+"　"+kit.Clock(k.AtMilli), mappingWidth-90), kit.Note(columnsOf(k.Mapping), mappingWidth-90))
		if i > 0 {
			box.Add(kit.Rule())
		}
		box.Add(container.NewBorder(nil, nil, nil, kit.Named("mapping:remove:"+k.Name, remove), text))
	}
	var content fyne.CanvasObject = kit.Para("还没有保存列对应关系。导入列表时可以起名保存，以后列名相同的文件自动采用。", mappingWidth)
	if len(kept) > 0 {
		scroll := container.NewVScroll(box)
		scroll.SetMinSize(fyne.NewSize(mappingWidth, min(420, box.MinSize().Height)))
		content = container.NewVBox(kit.Note("本机构共用。删除后，列名相同的文件按通用列名识别；已导入的权利不受影响。", mappingWidth), scroll)
	}
	ask = dialog.NewCustom("已保存的列对应关系", "关闭", content, p.host.Window())
	ask.Show()
}

// columnsOf says which column is what.
func columnsOf(m exchange.Mapping) string {
	var out []string
	for _, h := range exchange.Headings() {
		if column := m.Columns[h.Field]; column != "" {
			out = append(out, fmt.Sprintf("%s←%s", h.Title, column))
		}
	}
	if i := slices.IndexFunc(dayOrders, func(d dayOrder) bool { return d.order == m.DayOrder }); i > 0 {
		out = append(out, "日期"+dayOrders[i].title)
	}
	return strings.Join(out, "，")
}

// forget removes a kept mapping and shows the others.
func (p *Page) forget(k exchange.Kept) {
	p.host.Run("正在删除列对应关系", func(ctx context.Context) error {
		return p.host.Desk().ForgetMapping(ctx, p.host.Actor().PersonID, k.Name)
	}, func(err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Say("已删除列对应关系“" + k.Name + "”")
		p.mappings()
	})
}
