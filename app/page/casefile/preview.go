package casefile

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"os/exec"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	pages "zhiya/app/widget"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	road "zhiya/workflow/casefile"
)

// startZoom lets most of a page be seen at once in a window of the usual size.
const startZoom = 0.75

// preview shows the pages of the document in the window, each drawn when it is looked at; without pdftoppm the text of each page.
func (p *Page) preview(d road.DocumentRef) {
	p.fetch(d, func(row workflow.DocumentRow) {
		if p.tab != "documents" { // the person has gone on meanwhile
			return
		}
		tool, err := exec.LookPath("pdftoppm")
		if err != nil {
			p.showPreview(row, container.NewVScroll(texts(row)))
			return
		}
		path, err := p.temporary(row)
		if err != nil {
			p.host.Fail(err)
			return
		}
		view := pages.NewPagePreview(d.Pages, func(ctx context.Context, page, width int) (image.Image, error) {
			return drawn(ctx, tool, path, page, width)
		}, p.drawing)
		view.Zoom(startZoom)
		p.showPreview(row, view)
	})
}

// drawn is one page, counted from 0, as a picture width pixels wide.
func drawn(ctx context.Context, tool, path string, page, width int) (image.Image, error) {
	n := strconv.Itoa(page + 1)
	out, err := exec.CommandContext(ctx, tool, "-f", n, "-l", n, "-singlefile", "-scale-to-x", strconv.Itoa(width), "-scale-to-y", "-1", "-png", path).Output()
	if err == nil {
		var picture image.Image
		if picture, err = png.Decode(bytes.NewReader(out)); err == nil {
			return picture, nil
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, fault.Wrap(err, "document.preview", "本页无法显示，请用“打开”或“另存”查看")
}

// texts are the words of the pages, for machines that cannot draw them.
func texts(row workflow.DocumentRow) fyne.CanvasObject {
	box := container.NewVBox(kit.Note("本机没有 pdftoppm，以下为文书的文字内容；版式请用“打开”查看。", kit.Width))
	for _, t := range pageTexts(row.Text) {
		box.Add(kit.Card("", kit.Para(t, inner)))
	}
	return box
}

func (p *Page) showPreview(row workflow.DocumentRow, content fyne.CanvasObject) {
	back := widget.NewButton("返回文书列表", func() { p.show("documents") })
	head := container.NewHBox(kit.Named("preview:back", back), container.NewCenter(kit.Bold(row.Title+"　"+row.Number)))
	p.inside.Objects = []fyne.CanvasObject{kit.Pad(container.NewBorder(head, nil, nil, nil, content), 8)}
	p.inside.Refresh()
}

// pageTexts is the text of each page as it was laid out.
func pageTexts(stored string) []string {
	var pages []string
	if json.Unmarshal([]byte(stored), &pages) == nil {
		return pages
	}
	var other any
	if json.Unmarshal([]byte(stored), &other) != nil {
		return nil
	}
	pretty, err := json.MarshalIndent(other, "", " ")
	if err != nil {
		return nil
	}
	return []string{string(pretty)}
}
