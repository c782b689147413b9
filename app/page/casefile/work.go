package casefile

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	road "zhiya/workflow/casefile"
)

// work is one command being filled in.
type work struct {
	page    *Page
	name    road.Name
	target  any
	form    *form.Form
	id      string // of the command; one a form, so that a second click has no second effect
	kept    string // JSON of what was last kept as a draft
	banner  *fyne.Container
	button  *widget.Button
	note    *widget.Label
	busy    bool
	done    bool
	touched bool
	bench   *bench // around the form of a valuation; nil around others
	shown   fyne.CanvasObject
	picking *picker // the dialogue of the register that was opened last
}

// openWork reads the suggestion and the draft and shows the form.
func (p *Page) openWork() {
	w := &work{page: p, name: p.route.Command, id: p.host.Desk().NewID(), banner: container.NewVBox(), note: widget.NewLabel("")}
	person, drafted := p.host.Actor().PersonID, false
	var suggested string
	p.host.Run("正在准备表单", func(ctx context.Context) error {
		var err error
		if w.target, err = p.host.Desk().Suggest(ctx, person, p.route.CaseID, w.name); err != nil {
			return err
		}
		if open, ok := w.target.(*road.OpenCase); ok {
			open.Sample = p.sampleDesk()
		}
		if p.route.About != "" {
			road.Aim(w.target, p.route.About)
		}
		suggested = text(w.target)
		draft, err := road.New(w.name) // a draft is the whole form: read over the suggestion it would mix with it
		if err != nil {
			return err
		}
		if drafted, err = p.host.Desk().LoadDraft(ctx, person, p.route.CaseID, w.name, draft); drafted {
			if p.route.About != "" && road.AimOf(draft) != p.route.About { // a draft about another paper
				drafted = false
				return err
			}
			w.target = draft
		}
		return err
	}, func(err error) {
		if p.gone {
			return
		}
		if err != nil {
			p.set(container.NewCenter(container.NewVBox(kit.Alarm(kit.Sentences(err), 500), widget.NewButton("返回", p.host.Back))))
			return
		}
		w.kept = text(w.target)
		if !drafted {
			w.kept = suggested
		}
		p.desk = w
		w.build()
		if drafted {
			w.note.SetText("已载入上次未提交的草稿")
		}
		w.form.FocusFirst(p.host.Window().Canvas())
		w.autosave()
	})
}

// sampleDesk reports whether the person belongs to a sample organisation; its cases are stamped 示例.
func (p *Page) sampleDesk() bool {
	for _, o := range p.orgs {
		if o.ID == p.host.Actor().OrgID {
			return o.Sample
		}
	}
	return false
}

func text(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(raw)
}

// build shows the form with its buttons.
func (w *work) build() {
	p := w.page
	env := form.Env{Keys: p.host, Choices: p.choices, Changed: w.changed, Today: p.host.Today(), Calendar: p.host.Desk().Calendar,
		Pick: p.pickFile, FileName: p.fileNamed, Offer: w.offer}
	if w.bench != nil {
		w.bench.close()
	}
	if w.bench = nil; w.name == (road.PrepareValuation{}).Name() {
		w.bench = newBench(w)
		w.form = w.bench.form(env)
	} else {
		w.form = form.New(env, w.target)
	}
	w.button = widget.NewButton("提 交（Ctrl+Enter）", w.submit)
	w.button.Importance = widget.HighImportance
	keep := widget.NewButton("保存草稿（Ctrl+S）", func() { w.save(true) })
	drop := widget.NewButton("放弃草稿", w.drop)
	back := widget.NewButton("返回（Esc）", p.host.Back)
	title := w.name.Title()
	sub := "新案件"
	if p.route.CaseID != "" {
		sub = p.view.State.Number + "　" + p.view.State.Title()
	}
	p.host.Window().SetTitle("知押 — " + title)
	if cautions := road.FilingCautions(p.view.State, w.name, p.host.Desk().Rulebook(), p.host.Today()); len(cautions) > 0 {
		w.banner.Add(kit.Named("cautions", kit.Note("提示：以下材料尚未用印扫描存档，不妨碍办理，提交前请核对——"+strings.Join(cautions, "；"), kit.Width-40)))
	}
	head := container.NewVBox(container.NewHBox(kit.Heading(title), kit.Caption(sub)), w.banner)
	buttons := container.NewHBox(kit.Named("submit", w.button), kit.Named("draft:save", keep), kit.Named("draft:drop", drop), kit.Named("form:back", back))
	if p.route.CaseID != "" && road.MakesPapers(w.name) {
		buttons.Add(kit.Named("form:preview", widget.NewButton("预览文书", w.preview)))
	}
	buttons.Add(kit.Named("draft:note", w.note))
	foot := container.NewVBox(kit.Rule(), buttons)
	var inside fyne.CanvasObject
	if w.bench != nil {
		inside = w.bench.content()
	} else {
		inside = w.form.Content()
	}
	w.shown = kit.Pad(container.NewBorder(kit.Limited(kit.Width, head), foot, nil, nil, inside), 10)
	p.set(w.shown)
}

// preview shows the papers that the act would issue, as drafts; what would refuse the act is shown beside its fields.
func (w *work) preview() {
	if w.busy || w.done {
		return
	}
	if unread := w.read(); len(unread) > 0 {
		w.show(unread)
		return
	}
	w.setBusy(true)
	w.note.SetText("正在生成草稿……")
	p := w.page
	request := w.request()
	var rows []workflow.DocumentRow
	p.host.Run("正在生成文书草稿", func(ctx context.Context) error {
		var err error
		rows, err = p.host.Desk().Preview(ctx, p.host.Actor().PersonID, request)
		return err
	}, func(err error) {
		w.setBusy(false)
		switch {
		case p.gone || w.done:
		case err != nil:
			w.show(fault.Of(err))
		case len(rows) == 0:
			w.note.SetText("按现在填写的内容，本环节不生成文书")
		default:
			p.showDrafts(rows, 0, w)
		}
	})
}

// request is the command as it stands, with the version of the case it was filled in for.
func (w *work) request() workflow.Request {
	return workflow.Request{CommandID: w.id, CaseID: w.page.route.CaseID, Version: w.page.view.State.Version, Command: road.Value(w.target)}
}

// read puts what stands on the screen into the command: the form and, of a valuation, the scores.
func (w *work) read() fault.Faults {
	unread := w.form.Read()
	if w.bench != nil {
		w.bench.inputs().Scores = w.bench.kept
	}
	return unread
}

// changed is called when a field was left, or a row added or removed.
func (w *work) changed() {
	w.touched = true
	w.save(false)
	if w.bench != nil {
		w.bench.changed()
	}
}

// autosave keeps a draft every ten seconds while the form is open.
func (w *work) autosave() {
	w.page.host.After(10, func() {
		if w.page.gone || w.done {
			return
		}
		w.save(false)
		w.autosave()
	})
}

// save keeps the form as a draft when it has changed; said tells the person so.
func (w *work) save(said bool) {
	if w.busy || w.done {
		return
	}
	w.read()
	now := text(w.target)
	if now == w.kept && !said {
		return
	}
	w.kept = now
	w.store(now, said)
}

func (w *work) store(body string, said bool) {
	h := w.page.host
	person, caseID := h.Actor().PersonID, w.page.route.CaseID
	h.Run("正在保存草稿", func(ctx context.Context) error {
		return h.Desk().SaveDraft(ctx, person, caseID, w.name, json.RawMessage(body))
	}, func(err error) {
		switch {
		case err != nil:
			w.note.SetText("草稿未能保存：" + kit.Sentences(err))
		case said:
			w.note.SetText("草稿已保存")
		default:
			w.note.SetText("草稿已自动保存")
		}
	})
}

// leave keeps the draft of a form that goes out of sight.
func (w *work) leave() {
	w.save(false)
	w.done = true
	if w.bench != nil {
		w.bench.close()
	}
}

// drop forgets the draft and starts again from what the case knows.
func (w *work) drop() {
	h := w.page.host
	person, caseID := h.Actor().PersonID, w.page.route.CaseID
	w.done = true
	h.Run("正在放弃草稿", func(ctx context.Context) error { return h.Desk().DropDraft(ctx, person, caseID, w.name) }, func(err error) {
		if err != nil {
			w.done = false
			h.Fail(err)
			return
		}
		w.page.openWork()
	})
}

// submit hands the command in. Faults of reading and of the desk are shown at once, each beside its field.
func (w *work) submit() {
	if w.busy || w.done {
		return
	}
	if unread := w.read(); len(unread) > 0 {
		w.show(unread)
		return
	}
	w.setBusy(true)
	h := w.page.host
	person := h.Actor().PersonID
	request := w.request()
	var out workflow.Outcome
	var after workflow.CaseView
	h.Run("正在办理："+w.name.Title(), func(ctx context.Context) error {
		var err error
		if out, err = h.Desk().Do(ctx, person, request); err != nil {
			return err
		}
		after, err = h.Desk().Open(ctx, person, out.CaseID)
		if err != nil { // the act is done; that it cannot be looked at any more is no fault of it
			after = workflow.CaseView{}
		}
		return nil
	}, func(err error) {
		w.setBusy(false)
		switch {
		case err == nil:
			w.finish(out, after)
		case fault.KindOf(err) == fault.Conflict:
			w.conflict(err)
		default:
			w.show(fault.Of(err))
		}
	})
}

func (w *work) setBusy(on bool) {
	w.busy = on
	if on {
		w.button.Disable()
		w.note.SetText("正在办理……")
		return
	}
	w.button.Enable()
	w.note.SetText("")
}

// finish goes back to the case and says what happened and whose turn it is.
func (w *work) finish(out workflow.Outcome, after workflow.CaseView) {
	w.done = true
	notice := told(w.name.Title(), out, after.Waiting)
	if w.page.gone {
		w.page.host.Say(notice)
		return
	}
	w.page.host.Replace(kit.Route{Page: kit.Case, CaseID: out.CaseID, Tab: w.page.tab, Notice: notice})
}

// mostNotices is how many notices of rights pledged elsewhere are shown after an act; the rest are counted.
const mostNotices = 3

// told says what an act did, what the person should know of its rights, and whose turn it is.
func told(title string, out workflow.Outcome, waiting string) string {
	var s strings.Builder
	s.WriteString("已办理“" + title + "”")
	for i, d := range out.Documents {
		if i == 0 {
			s.WriteString("，生成文书：")
		} else {
			s.WriteString("、")
		}
		s.WriteString(d.Title)
	}
	s.WriteString("。")
	for i, n := range out.Notices {
		if i == mostNotices {
			fmt.Fprintf(&s, "另有 %d 条同类提示，请在权利库逐项核对。", len(out.Notices)-i)
			break
		}
		s.WriteString("注意：" + n.Number + "“" + n.Title + "”：" + strings.TrimSuffix(n.Text, "。") + "。")
	}
	return s.String() + waiting
}

// conflict reads the case anew and keeps what was typed.
func (w *work) conflict(err error) {
	w.page.read(func() {
		w.show(fault.Of(err))
		w.note.SetText("案件已刷新，您填写的内容保留在表单中，请核对后再提交")
	})
}

// show puts faults beside their fields and all of them above the form.
func (w *work) show(fs fault.Faults) {
	if w.bench != nil && w.bench.open != "fill" {
		w.bench.show("fill")
	}
	w.form.Show(fs)
	w.banner.RemoveAll()
	head := "有 " + itoa(len(fs)) + " 处需要处理："
	if len(fs) == 1 {
		head = "需要处理：" + w.labelled(fs[0])
	}
	box := container.NewVBox(kit.Named("faults", kit.Bold(kit.Break(head, theme.TextSize(), kit.Width-60, fyne.TextStyle{Bold: true})[0])))
	for i, f := range fs {
		if i == 5 {
			box.Add(kit.Note("其余见各栏目旁的说明。", kit.Width-40))
			break
		}
		box.Add(kit.Alarm(w.labelled(f), kit.Width-60))
	}
	w.banner.Add(kit.Filled(theme.ColorNameHover, box))
	w.banner.Refresh()
	w.note.SetText("")
}

// labelled is a message behind the name of its field.
func (w *work) labelled(f fault.Fault) string {
	if label := road.LabelOf(w.name, f.Path); label != "" {
		return label + "：" + f.Message
	}
	return f.Message
}

// choices lists what a field can be chosen from.
func (p *Page) choices(source string) []road.Choice {
	s := p.view.State
	kind, rest, _ := strings.Cut(source, ":")
	var out []road.Choice
	switch kind {
	case "orgs":
		for _, o := range p.orgs {
			for _, k := range strings.Split(rest, ",") {
				if string(o.Kind) == k {
					out = append(out, road.Choice{Value: o.ID, Title: o.Name})
				}
			}
		}
	case "people":
		for _, x := range p.people {
			if x.OrgID == p.host.Actor().OrgID && x.Active && hasRole(x, access.Role(rest)) {
				out = append(out, road.Choice{Value: x.ID, Title: strings.TrimSpace(x.Name + " " + x.Licence)})
			}
		}
	case "rights":
		for _, r := range s.Intake.Rights {
			out = append(out, road.Choice{Value: r.Ref, Title: r.Ref + "　" + r.Title})
		}
	case "duties":
		out = road.DutyChoices(p.host.Desk().Rulebook(), p.host.Today())
	case "products":
		for _, v := range p.view.Products {
			out = append(out, road.Choice{Value: v.Terms.Code, Title: v.Label()})
		}
	case "programs":
		for _, r := range p.view.Programs {
			out = append(out, road.Choice{Value: r.Key(), Title: r.Program.Name + "（" + r.Org + "，第 " + itoa(int(r.Version)) + " 版）"})
		}
	case "loans":
		for _, l := range s.Loans {
			out = append(out, road.Choice{Value: l.No, Title: l.No + "　" + l.Amount.Format() + " 元"})
		}
	case "correctable":
		out = s.Correctable(p.host.Actor())
	case "papers":
		out = s.PaperChoices(rest, p.host.Actor())
	case "parties":
		out = s.PartyChoices()
	case "watch_months":
		out = s.WatchMonthChoices(p.host.Today())
	case "letter_alarms":
		out = s.LetterAlarmChoices(p.host.Today(), p.host.Desk().Calendar, p.host.Desk().Rulebook())
	case "filing_papers":
		out = road.FilingPaperChoices(s, p.host.Desk().Rulebook(), p.host.Today())
	}
	return out
}

func hasRole(p access.Person, r access.Role) bool {
	for _, x := range p.Roles {
		if x == r {
			return true
		}
	}
	return false
}
