package stationery

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/app/sample"
	look "zhiya/app/theme"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/reports"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/sqlstore"
	"zhiya/workflow/stationery"
)

// host is a window with one person; jobs run at once.
type host struct {
	kit.Host
	t      *testing.T
	desk   *workflow.Desk
	window fyne.Window
}

func (h *host) Desk() *workflow.Desk     { return h.desk }
func (h *host) Window() fyne.Window      { return h.window }
func (h *host) Today() date.Date         { return workflow.Today(h.desk.Now()) }
func (h *host) Fail(err error)           { require.NoError(h.t, err) }
func (h *host) Touch()                   {}
func (h *host) Escape()                  {}
func (h *host) Function(fyne.KeyName)    {}
func (h *host) Shortcut(s fyne.Shortcut) {}
func (h *host) Actor() access.Actor {
	return access.Actor{PersonID: "person-xitong", Name: "示例系统管理员", OrgID: "org-bureau", Roles: []access.Role{access.SystemAdmin}}
}
func (h *host) Run(_ string, work func(context.Context) error, done func(error)) {
	done(work(context.Background()))
}

func opened(t *testing.T) (*Page, *host) {
	t.Helper()
	widget.RecordNames()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{}))
	store, err := sqlstore.Open(context.Background(), filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	now := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	h := &host{t: t, desk: workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return now }, NewID: new(sample.IDs).New, Documents: reports.NewMaker()})}
	require.NoError(t, sample.Found(context.Background(), h.desk))
	h.window = test.NewTempWindow(t, container.NewStack())
	p := New(h)
	h.window.SetContent(p.Content())
	h.window.Resize(fyne.NewSize(1100, 760))
	return p, h
}

func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	f(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, f)
		}
	case *container.Scroll:
		walk(o.Content, f)
	}
}

// thing is what has this name on the screen; nil when nothing has.
func (p *Page) thing(name string) (found fyne.CanvasObject) {
	walk(p.Content(), func(o fyne.CanvasObject) {
		if widget.NameOf(o) == name {
			found = o
		}
	})
	return found
}

func (p *Page) tap(name string) { test.Tap(p.thing(name).(fyne.Tappable)) }

func (p *Page) fill(name, text string) { p.thing(name).(*kit.Entry).SetText(text) }

// says is all text drawn under a thing.
func says(o fyne.CanvasObject) string {
	var b strings.Builder
	walk(o, func(o fyne.CanvasObject) {
		if t, is := o.(*canvas.Text); is {
			b.WriteString(t.Text)
		}
	})
	return b.String()
}

func (p *Page) pick(orgName string) { p.thing("stationery:org").(*kit.Select).SetSelected(orgName) }

func logoFile(t *testing.T) []byte {
	i := image.NewNRGBA(image.Rect(0, 0, 240, 80))
	for y := range 80 {
		for x := range 240 {
			if (x/40+y/40)%2 == 0 {
				i.SetNRGBA(x, y, color.NRGBA{30, 60, 140, 255})
			}
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, i))
	return b.Bytes()
}

const firm = "示例资产评估有限公司"

func TestALetterheadIsFilledInSeenAndSaved(t *testing.T) {
	p, h := opened(t)
	p.pick(firm)
	require.Contains(t, says(p.thing("preview")), firm, "the name of the register until another is given")
	p.fill("field:name", "示例评估（连云港）有限公司")
	p.fill("field:line", "示例市示例路一号　电话 0518-00000000")
	p.fill("field:seal_label", "评估业务章")
	p.fill("field:short", "示例")
	p.fill("pattern:appraisal_report", "{机构简称}评报字〔{年}〕第{序号:4}号")
	p.fill("originals:claim", "6")
	require.NoError(t, p.head.take(logoFile(t)))
	shown := says(p.thing("preview"))
	for _, text := range []string{"示例评估（连云港）有限公司", "示例路一号", "（评估业务章）", "示例评报字〔2026〕第0001号"} {
		require.Contains(t, shown, text)
	}
	require.Contains(t, says(p.thing("sample:appraisal_report")), "示例评报字〔2026〕第0001号")
	p.Submit()
	require.Contains(t, says(p.thing("notice")), "已保存第 1 版")
	known, err := h.desk.Stationery(context.Background(), "person-xitong", "org-appraisal")
	require.NoError(t, err)
	require.Len(t, known.Settings, 1)
	require.Equal(t, "评估业务章", known.Settings[0].SealLabel)
	require.Len(t, known.Logos, 1)
	require.Equal(t, 6, known.Settings[0].Of("claim").Originals)
	p.fill("field:name", "改了名")
	p.tap("submit")
	p.tap("take:1")
	require.Equal(t, "示例评估（连云港）有限公司", p.head.name.Text, "an earlier version comes back into the form")
}

func TestFaultsOfTheLetterheadStandBesideTheirFields(t *testing.T) {
	p, _ := opened(t)
	p.pick(firm)
	p.fill("field:from", "2026-13-40")
	p.fill("field:line", strings.Repeat("长", 61))
	p.fill("pattern:claim", "{年}第{没有}号")
	p.fill("originals:claim", "多份")
	for path, text := range map[string]string{"from": "2026-13-40", "line": "不得超过 60 个字", "kinds.claim.pattern": "没有{序号}"} {
		require.Contains(t, says(p.head.errors[path]), text, path)
	}
	require.Contains(t, says(p.head.errors["kinds.claim.pattern"]), "没有字段{没有}", "all faults of a field at once")
	p.tap("submit")
	require.Contains(t, says(p.head.errors["kinds.claim.originals"]), "多份")
	require.Nil(t, p.thing("notice"))
	p.fill("field:from", "2026-11-19")
	p.fill("field:line", "")
	p.fill("pattern:claim", "{案号}-ZQ{序号:2}")
	p.fill("originals:claim", "")
	p.tap("submit")
	require.Contains(t, says(p.head.errors["from"]), "早于今天")
	p.fill("field:from", "2026-11-20")
	p.tap("submit")
	require.Contains(t, says(p.head.errors["kinds.claim.pattern"]), "会给出相同的文号")
	p.head.logoFault(p.head.take([]byte("GIF89a")))
	require.Contains(t, says(p.head.errors["logo"]), "不是 PNG 或 JPEG 图片（GIF 图片）")
}

func TestAWordingIsEditedWithItsFaultsAndPreviewBeside(t *testing.T) {
	p, h := opened(t)
	p.pick(firm)
	p.tap("stationery:wording")
	p.tap("template:appraisal_report.limits")
	require.Contains(t, says(p.thing("preview")), "2026年2月28日", "fields show examples")
	submit := p.thing("submit").(*fynewidget.Button)
	require.True(t, submit.Disabled(), "nothing to save yet")
	p.fill("text", "评估值500万元。\n【没有】")
	shown := says(p.wording.faults)
	for _, text := range []string{"不得直接写“500”", "没有字段【没有】", "缺少字段【评估基准日】", "缺少字段【有效期至】", "缺少字段【业务报备编码】"} {
		require.Contains(t, shown, text)
	}
	require.True(t, submit.Disabled())
	p.fill("text", "")
	for _, f := range []string{"评估基准日", "有效期至", "业务报备编码"} {
		p.tap("insert:" + f)
	}
	require.Equal(t, "【评估基准日】【有效期至】【业务报备编码】", p.wording.entry.Text)
	require.Contains(t, says(p.thing("preview")), "2026年2月28日2027年2月27日")
	require.False(t, submit.Disabled())
	p.tap("submit")
	require.Contains(t, says(p.thing("notice")), "已保存“使用限制说明”第 1 版")
	require.Equal(t, "appraisal_report.limits", p.wording.template.Name, "the editor stays where it was")
	require.Contains(t, says(p.wording.history), "第 1 版")
	p.tap("compare:0")
	difference := says(p.thing("difference"))
	require.Contains(t, difference, "− 本资产评估报告的使用范围")
	require.Contains(t, difference, "＋【评估基准日】")
	p.tap("restore:0")
	tp, _ := stationery.TemplateOf("appraisal_report.limits")
	require.Equal(t, tp.Default(), p.wording.entry.Text)
	p.tap("reset")
	require.Contains(t, says(p.wording.history), "第 2 版")
	require.Contains(t, says(p.wording.history), "恢复内置")
	require.True(t, p.thing("reset").(*fynewidget.Button).Disabled(), "it is the built-in text already")
	known, err := h.desk.Stationery(context.Background(), "person-xitong", "org-appraisal")
	require.NoError(t, err)
	require.Len(t, known.Wordings, 2)
}

func TestEveryTemplateOpensWithoutAFault(t *testing.T) {
	p, _ := opened(t)
	p.tap("stationery:wording")
	for _, tp := range stationery.Templates() {
		p.tap("template:" + tp.Name)
		require.Empty(t, says(p.wording.faults), tp.Name)
		require.NotNil(t, p.thing("preview"), tp.Name)
	}
}
