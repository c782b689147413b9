package casefile

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
)

// notes are the remarks of the reviewers with their answers, what changed, and the way to begin from an earlier valuation.
func (b *bench) notes() fyne.CanvasObject {
	s := b.w.page.view.State
	box := container.NewVBox()
	if s.Review != nil && len(s.Review.Notes) > 0 {
		list := container.NewVBox()
		for _, n := range s.Review.Notes {
			where := n.Where
			if where == "" {
				where = n.Path
			}
			answer := n.Answer
			if answer == "" {
				answer = "（未答复）"
			}
			text := where + "：" + n.Text + "　答复：" + answer + "　〔" + n.State().String() + "〕"
			if n.Path == "" {
				list.Add(kit.Para(text, inner))
				continue
			}
			first := kit.Break(text, theme.TextSize(), inner-60, fyne.TextStyle{})[0]
			jump := widget.NewButton(first, func() { b.jump(n.Path) })
			jump.Importance, jump.Alignment = widget.LowImportance, widget.ButtonAlignLeading
			list.Add(kit.Named("note:"+n.Path, jump))
		}
		box.Add(card("复核意见（单击转到该栏目）", list))
	} else {
		box.Add(card("复核意见", kit.Note("尚无复核意见。", inner)))
	}
	if d := s.SinceLooked(); len(d) > 0 {
		box.Add(card("复核人上次查看以来的改动", differences(d)))
	}
	copied := kit.Note("从本机构对同一权利或本案以前的评估取入全部参数，再逐项更新；取入前列出与现有内容的差别。", inner)
	b.copying(box, copied)
	if v := s.Valuation; v != nil && v.Copied != nil && len(v.Copied.Differences) > 0 {
		box.Add(card("与上期（"+v.Copied.Report+"）的差别", differences(v.Copied.Differences)))
	}
	return box
}

// differences is the table of what was and what is.
func differences(list []road.Difference) fyne.CanvasObject {
	var rows [][]string
	for _, d := range list {
		rows = append(rows, []string{d.Label, d.Was, d.Now})
	}
	return kit.Sheet(inner, []kit.Column{{Title: "栏目", Weight: 2.4}, {Title: "原为", Weight: 1.6}, {Title: "现为", Weight: 1.6}}, rows)
}

// copying lists the earlier valuations that may be taken over.
func (b *bench) copying(box *fyne.Container, hint fyne.CanvasObject) {
	h := b.w.page.host
	list := container.NewVBox(hint)
	box.Add(card("复制上期", list))
	var earlier []road.EarlierValuation
	person, caseID := h.Actor().PersonID, b.w.page.route.CaseID
	h.Run("正在查找以前的评估", func(ctx context.Context) error {
		var err error
		earlier, err = h.Desk().EarlierValuations(ctx, person, caseID)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			list.Add(kit.Alarm(kit.Sentences(err), inner))
		case len(earlier) == 0:
			list.Add(kit.Note("本机构没有可取入的以前评估。", inner))
		}
		for _, e := range earlier {
			title := e.CaseNumber + "　" + e.Report + "　基准日 " + kit.Day(e.BaseDate) + "　市场价值 " + kit.Amount(e.MarketValue)
			list.Add(container.NewHBox(kit.Named("copy:"+e.Key, widget.NewButton("取入……", func() { b.copyFrom(e) })), widget.NewLabel(title)))
		}
		list.Refresh()
	})
}

// copyFrom shows what taking an earlier valuation over would change, and does it when the person agrees.
func (b *bench) copyFrom(e road.EarlierValuation) {
	h := b.w.page.host
	person, caseID := h.Actor().PersonID, b.w.page.route.CaseID
	var taken *road.PrepareValuation
	var changes []road.Difference
	h.Run("正在取入", func(ctx context.Context) error {
		var err error
		taken, changes, err = h.Desk().CopyValuation(ctx, person, caseID, e.Key)
		return err
	}, func(err error) {
		if err != nil {
			h.Fail(err)
			return
		}
		table := container.NewVScroll(differences(changes))
		table.SetMinSize(fyne.NewSize(inner, 320))
		dialog.ShowCustomConfirm("取入 "+e.Report+" 的评估参数", "取入", "不取入", table, func(yes bool) {
			if !yes {
				return
			}
			b.w.target = taken
			b.w.touched = true
			b.w.build()
			b.w.note.SetText("已取入 " + e.Report + " 的评估参数，请逐项更新后提交")
		}, h.Window())
	})
}
