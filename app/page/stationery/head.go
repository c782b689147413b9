package stationery

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/kit"
	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/stationery"
)

// How the part is divided, in the window's units.
const (
	formWidth    float32 = 600
	previewWidth float32 = 430
)

// head is the form of letterhead and numbering with its preview.
type head struct {
	page    *Page
	content fyne.CanvasObject

	name, short, line, seal, from *kit.Entry
	omit                          *kit.Check
	logo                          string // hash of the kept one; "" for none
	picture                       []byte // PNG shown
	file                          []byte // chosen now; nil to keep logo
	logoSays                      *fyne.Container
	rows                          []*kindRow
	errors                        map[string]*fyne.Container
	banner                        *fyne.Container
	button                        *widget.Button
	preview                       *fyne.Container
	columns                       []fyne.CanvasObject // what is laid out anew when something grows
	filling                       bool                // the program is filling the form
}

// kindRow is a kind of paper with its numbering and its originals.
type kindRow struct {
	kind    casefile.DocumentKind
	pattern *kit.Entry
	copies  *kit.Entry
	sample  *fyne.Container
}

func newHead(p *Page) *head {
	h := &head{page: p, errors: map[string]*fyne.Container{}, banner: container.NewVBox(), preview: container.NewStack(), logoSays: container.NewVBox()}
	entry := func() *kit.Entry {
		e := kit.NewEntry(p.host)
		e.OnChanged = func(string) { h.changed() }
		return e
	}
	h.name, h.short, h.line, h.seal, h.from = entry(), entry(), entry(), entry(), entry()
	h.name.SetPlaceHolder("留空则印机构名称：" + p.org.Name)
	h.seal.SetPlaceHolder("留空则印“公章”")
	h.from.SetPlaceHolder("年-月-日，如 " + p.host.Today().String())
	h.omit = kit.NewCheck(p.host, "标志缺失或损坏时照常出具，不印标志（不勾选则不得出具）", func(bool) { h.changed() })
	rows := container.NewVBox(kit.Heading("信头"))
	field := func(label, path string, o fyne.CanvasObject) {
		errs := container.NewVBox()
		h.errors[path] = errs
		rows.Add(container.NewVBox(kit.Caption(label), kit.Named("field:"+path, o), errs))
	}
	field("启用日期 *", "from", h.from)
	field("文书上的机构名称", "name", h.name)
	field("地址电话行", "line", h.line)
	field("机构简称（用于文号）", "short", h.short)
	field("盖章处文字", "seal_label", h.seal)
	choose := widget.NewButton("选择标志…", h.choose)
	remove := widget.NewButton("去掉标志", func() { h.logo, h.picture, h.file = "", nil, nil; h.changed() })
	field("标志（PNG 或 JPEG，不超过 2 MB）", "logo", container.NewHBox(kit.Named("logo:choose", choose), kit.Named("logo:remove", remove), h.logoSays))
	field("", "without_logo", h.omit)
	rows.Add(kit.Gap(8))
	rows.Add(kit.Heading("文号规则与正本份数"))
	rows.Add(kit.Note("文号规则留空时按案件编号，如 LYG-B03SL-2026-000001-PG01。可用的字段：", formWidth))
	for _, f := range stationery.PatternFields() {
		rows.Add(kit.Note("{"+f[0]+"}　"+f[1], formWidth))
	}
	rows.Add(kit.Note("只差序号的文号连续编排；规则中有{年}时每年从 1 开始。会给出相同文号的规则不能保存。", formWidth))
	for _, k := range casefile.DocumentKinds() {
		r := &kindRow{kind: k, pattern: entry(), copies: entry(), sample: container.NewVBox()}
		r.pattern.SetPlaceHolder("按案件编号")
		r.copies.SetPlaceHolder("份数")
		if k == casefile.DocAppraisalReport { // its releaser says how many
			r.copies.SetPlaceHolder("签发时填")
			r.copies.Disable()
		}
		errs := container.NewVBox()
		h.errors["kinds."+string(k)+".pattern"] = errs
		h.errors["kinds."+string(k)+".originals"] = errs
		h.errors["kinds."+string(k)] = errs
		h.rows = append(h.rows, r)
		rows.Add(container.New(kit.Columns{Weights: []float32{3, 4.6, 1.4}, Gap: 8}, kit.Pad(kit.Para(k.String(), formWidth/3), 4),
			kit.Named("pattern:"+string(k), r.pattern), kit.Named("originals:"+string(k), r.copies)))
		rows.Add(container.NewVBox(r.sample, errs))
	}
	h.button = widget.NewButton("保存为新版本（Ctrl+Enter）", h.save)
	h.button.Importance = widget.HighImportance
	form := container.NewVScroll(kit.Pad(kit.Limited(formWidth, rows), 6))
	left := kit.Scrolling(form)
	foot := container.NewVBox(h.banner, container.NewHBox(kit.Named("submit", h.button)))
	right := container.NewVBox(kit.Subheading("信头预览"), h.preview, kit.Gap(8), kit.Subheading("历次设置"), h.versions())
	shown := container.NewVScroll(kit.Pad(kit.Limited(previewWidth, right), 6))
	h.columns = []fyne.CanvasObject{rows, form, right, shown, foot}
	h.content = container.NewBorder(nil, foot, nil, shown, left)
	if n := len(p.known.Settings); n > 0 {
		h.fill(p.known.Settings[n-1])
	} else {
		h.fill(stationery.Settings{})
	}
	return h
}

// fill shows a version; it begins today at the earliest.
func (h *head) fill(s stationery.Settings) {
	h.filling = true
	from := s.From
	if from.Before(h.page.host.Today()) || from.IsZero() {
		from = h.page.host.Today()
	}
	h.from.SetText(from.String())
	h.name.SetText(s.Name)
	h.short.SetText(s.Short)
	h.line.SetText(s.Line)
	h.seal.SetText(s.SealLabel)
	h.omit.SetChecked(s.WithoutLogo == stationery.OmitLogo)
	h.logo, h.file, h.picture = s.Logo, nil, h.page.known.Logos[s.Logo]
	for _, r := range h.rows {
		k := s.Of(r.kind)
		r.pattern.SetText(k.Pattern)
		r.copies.SetText("")
		if k.Originals > 0 {
			r.copies.SetText(strconv.Itoa(k.Originals))
		}
	}
	h.filling = false
	h.changed()
}

// read takes the settings from the form; what is no date or number is a fault.
func (h *head) read() (stationery.Settings, error) {
	var fs fault.Faults
	s := stationery.Settings{OrgID: h.page.org.ID, Name: h.name.Text, Short: h.short.Text, Line: h.line.Text, SealLabel: h.seal.Text, Logo: h.logo,
		WithoutLogo: stationery.RefuseWithoutLogo}
	if h.omit.Checked {
		s.WithoutLogo = stationery.OmitLogo
	}
	if text := strings.TrimSpace(h.from.Text); text != "" {
		var err error
		s.From, err = date.ParseLoose(text)
		fs.Append("from", err)
	}
	for _, r := range h.rows {
		k := stationery.KindSetting{Kind: r.kind, Pattern: r.pattern.Text}
		if text := strings.TrimSpace(r.copies.Text); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				fs.Invalid("stationery.originals", "kinds."+string(r.kind)+".originals", "《%s》的正本份数“%s”应为 1 至 99 的整数", r.kind, text)
			}
			k.Originals = max(n, 0)
		}
		if k.Pattern != "" || k.Originals != 0 {
			s.Kinds = append(s.Kinds, k)
		}
	}
	return s, fs.Err()
}

// changed shows the faults and the preview anew.
func (h *head) changed() {
	if h.filling {
		return
	}
	s, err := h.read()
	var fs fault.Faults
	fs.Append("", err)
	for _, f := range fault.Of(s.Validate()) {
		if f.Path != "from" || !fault.Has(err, "date.format") {
			fs = append(fs, f)
		}
	}
	h.tell(fs.Err())
	h.logoSays.RemoveAll()
	switch {
	case h.file != nil:
		h.logoSays.Add(kit.Caption("已选择新的标志，保存后启用"))
	case h.logo != "" && h.picture == nil:
		h.logoSays.Add(kit.Alarm("标志图片在数据中缺失或已损坏，请重新选择", 260))
	case h.logo != "":
		h.logoSays.Add(kit.Caption("标志已存入数据"))
	default:
		h.logoSays.Add(kit.Caption("无标志"))
	}
	for _, r := range h.rows {
		r.sample.RemoveAll()
		if number := h.example(s, r.kind); number != "" {
			r.sample.Add(kit.Named("sample:"+string(r.kind), kit.Caption("　　例："+number)))
		}
	}
	h.draw(s)
}

// example is a number by the pattern of a kind; "" when it has none that can be used.
func (h *head) example(s stationery.Settings, kind casefile.DocumentKind) string {
	text := s.Of(kind).Pattern
	p, err := stationery.ParsePattern(text)
	if text == "" || err != nil {
		return ""
	}
	on := s.From
	if on.IsZero() {
		on = h.page.host.Today()
	}
	return p.Number(stationery.Numbering{Short: s.Short, Code: h.page.org.Code, Kind: kind, Case: fmt.Sprintf("LYG-%sSL-%04d-000001", h.page.org.Code, on.Year()), On: on}, 1)
}

// draw lays out the head of a page with what is on the form.
func (h *head) draw(s stationery.Settings) {
	name := s.Name
	if name == "" {
		name = h.page.org.Name
	}
	kind := casefile.DocIntake
	if i := slices.IndexFunc(s.Kinds, func(k stationery.KindSetting) bool { return h.example(s, k.Kind) != "" }); i >= 0 {
		kind = s.Kinds[i].Kind
	}
	number := h.example(s, kind)
	if number == "" {
		number = "LYG-" + h.page.org.Code + "SL-2026-000001-" + kind.Mark() + "01"
	}
	doc := layout.Document{Title: kind.String(), Number: number, Org: name, Letterhead: &layout.Letterhead{Name: name, Line: s.Line, Logo: h.picture},
		Blocks: []layout.Block{layout.Paragraph{Align: layout.Left, Text: "正文自此处开始。"},
			layout.Signatures{PerRow: 2, Signers: []layout.Signer{{Role: "经办人（签字）"}, {Role: "机构（盖章）", Seal: layout.RoundSeal, SealText: s.SealLabel}}}}}
	show := func(o fyne.CanvasObject) { h.preview.Objects = []fyne.CanvasObject{o}; h.settle() }
	laid, err := layout.Layout(doc)
	if err != nil {
		show(kit.Alarm("尚不能预览："+fault.Of(err)[0].Message, previewWidth-20))
		return
	}
	show(kit.Named("preview", kit.PagePart(laid.Pages[0], previewWidth-20, 58, 40, 537, 380)))
}

// tell puts faults beside their fields, and those of no field above the button.
func (h *head) tell(err error) {
	for _, c := range h.errors {
		c.RemoveAll()
	}
	h.banner.RemoveAll()
	for _, f := range fault.Of(err) {
		if c, ok := h.errors[f.Path]; ok {
			c.Add(kit.Alarm(f.Message, formWidth-20))
		} else {
			h.banner.Add(kit.Alarm(f.Message, kit.Width-20))
		}
	}
	h.settle()
}

// settle gives what has grown or shrunk its room.
func (h *head) settle() {
	for _, o := range h.columns {
		o.Refresh()
	}
}

// choose asks for the file of a logo.
func (h *head) choose() {
	ask := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		var file []byte
		h.page.host.Run("正在读取标志", func(context.Context) error {
			defer r.Close()
			var err error
			file, err = io.ReadAll(io.LimitReader(r, stationery.LargestLogoFile+1))
			return fault.Wrap(err, "logo.file", "标志文件无法读取，可能已被移走或没有权限，请换一个文件")
		}, func(err error) {
			if err == nil {
				err = h.take(file)
			}
			h.logoFault(err)
		})
	}, h.page.host.Window())
	ask.SetFilter(storage.NewExtensionFileFilter([]string{".png", ".jpg", ".jpeg", ".PNG", ".JPG", ".JPEG"}))
	ask.Show()
}

// take makes a file the logo on the form.
func (h *head) take(file []byte) error {
	logo, err := stationery.ReadLogo(file)
	if err != nil {
		return err
	}
	h.file, h.picture, h.logo = file, logo.PNG, logo.SHA256
	h.changed()
	return nil
}

// logoFault says beside the logo why a file was not taken.
func (h *head) logoFault(err error) {
	for _, f := range fault.Of(err) {
		h.errors["logo"].Add(kit.Alarm(f.Message, formWidth-20))
	}
	h.settle()
}

// save hands the form in as a new version.
func (h *head) save() {
	s, err := h.read()
	if err != nil {
		h.tell(err)
		return
	}
	file := h.file
	h.button.Disable()
	h.page.host.Run("正在保存文书设置", func(ctx context.Context) error {
		var err error
		s, err = h.page.host.Desk().SaveStationery(ctx, h.page.host.Actor().PersonID, s, file)
		return err
	}, func(err error) {
		h.button.Enable()
		if err != nil {
			h.tell(err)
			return
		}
		h.page.read(fmt.Sprintf("已保存第 %d 版，%s 起启用", s.Version, s.From))
	})
}

// versions lists what was saved, newest first; each can be taken back into the form.
func (h *head) versions() fyne.CanvasObject {
	box := container.NewVBox()
	all := h.page.known.Settings
	inForce, found := stationery.InForce(all, h.page.host.Today())
	for i := len(all) - 1; i >= 0; i-- {
		s := all[i]
		text := fmt.Sprintf("第 %d 版　%s 起　%s 由%s保存", s.Version, s.From, s.SavedOn, s.Person)
		if found && s.Version == inForce.Version {
			text += "（现行）"
		}
		take := widget.NewButton("取用", func() { h.fill(s) })
		take.Importance = widget.LowImportance
		box.Add(container.NewBorder(nil, nil, nil, kit.Named(fmt.Sprintf("take:%d", s.Version), take), kit.Para(text, previewWidth-90)))
	}
	if len(all) == 0 {
		box.Add(kit.Note("尚未设置：文书不印信头，文号按案件编号。", previewWidth-20))
	}
	return box
}
