package casefile

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
	table "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// pickPage is how many entries of the register are read at a time.
const pickPage = 200

// pickable is a row of the register with what is known of it here.
type pickable struct {
	register.Row
	pledged string // the sentence of its pledge in another case; "" for none
}

// picker is the dialogue in which rights are chosen from the register. What is ticked stays ticked while one searches on.
type picker struct {
	page    *Page
	one     bool              // a single right
	known   map[string]string // what to say of rights, by their key
	refused map[string]string // rights that cannot be taken, with the reason
	taken   func(ids []int64)

	search *kit.Entry
	table  *table.DataTable[pickable]
	told   *fyne.Container
	more   *widget.Button
	ok     *widget.Button
	rows   []pickable
	picked []pickable
	next   string
	run    int
	window *dialog.CustomDialog
}

func newPicker(p *Page, one bool) *picker {
	k := &picker{page: p, one: one, known: map[string]string{}, refused: map[string]string{}, search: kit.NewEntry(p.host), told: container.NewVBox()}
	k.search.SetPlaceHolder("号码、名称或权利人，按 Enter 搜索整个权利库")
	k.search.OnEnter = func() { k.read("") }
	k.search.OnKey = func(key fyne.KeyName) bool {
		if key != fyne.KeyDown {
			return false
		}
		k.table.FocusRows()
		return true
	}
	type r = pickable
	k.table = table.NewDataTable("pick",
		table.Column[r]{Key: "picked", Title: "选", Width: 40, Text: func(x r) string {
			if k.index(x.ID) >= 0 {
				return "✓"
			}
			return ""
		}},
		table.Column[r]{Key: "kind", Title: "种类", Width: 110, Text: func(x r) string { return x.Kind.String() }},
		table.Column[r]{Key: "number", Title: "号码", Width: 150, Text: func(x r) string { return x.Number }},
		table.Column[r]{Key: "title", Title: "名称", Width: 200, Text: func(x r) string { return x.Title }},
		table.Column[r]{Key: "owner", Title: "权利人", Width: 150, Text: func(x r) string { return x.Owner }},
		table.Column[r]{Key: "status", Title: "法律状态", Width: 76, Text: func(x r) string { return lookedUp(x.Status) }, Tone: func(x r) table.Tone {
			switch x.Status {
			case right.InForce:
				return table.Good
			case "", right.Application:
				return table.Mark
			}
			return table.Bad
		}},
		table.Column[r]{Key: "on", Title: "查询日", Width: 92, Text: func(x r) string { return x.StatusOn.String() }},
		table.Column[r]{Key: "note", Title: "情况", Width: 150, Text: k.words, Tone: func(x r) table.Tone {
			if x.pledged != "" {
				return table.Bad
			}
			return table.Mark
		}})
	k.table.RowName = func(x r) string { return "pick:" + x.Number }
	k.table.Empty = "没有符合的权利。可在“权利库”导入列表。"
	k.table.OnOpen = k.toggle
	k.table.OnSelect = func(rows []r) {
		if len(rows) == 1 {
			k.tell(rows[0])
		}
	}
	kit.TableKeys(p.host, k.table)
	k.more = widget.NewButton("继续显示", func() { k.read(k.next) })
	k.more.Hide()
	k.ok = widget.NewButton("", k.take)
	k.ok.Importance = widget.HighImportance
	k.count()
	return k
}

func lookedUp(s right.Status) string {
	if s == "" {
		return "待查"
	}
	return s.Chinese()
}

// note has something said of the rights of this key, refuse keeps them from being taken.
func (k *picker) note(key, text string)   { k.known[key] = text }
func (k *picker) refuse(key, text string) { k.refused[key] = text }

func keyOf(x pickable) string { return rightKey(right.Right{Kind: x.Kind, Number: x.Number}) }

// words are what there is to say of a row.
func (k *picker) words(x pickable) string {
	var out []string
	if key := keyOf(x); key != "" {
		for _, s := range []string{k.refused[key], k.known[key]} {
			if s != "" {
				out = append(out, s)
			}
		}
	}
	if x.pledged != "" {
		out = append(out, "已出质")
	}
	return strings.Join(out, "；")
}

// open shows the dialogue.
func (k *picker) open() {
	h := k.page.host
	find := kit.Named("pick:find", widget.NewButton("搜索", func() { k.read("") }))
	tick := kit.Named("pick:tick", widget.NewButton("选取（取消）所选行", k.toggleSelected))
	cancel := widget.NewButton("取消", func() { k.window.Hide() })
	hint := "Enter、空格或双击选取一行，再次取消；换词搜索时已选取的保留。"
	if k.one {
		hint = "Enter、空格或双击选取一项。"
	}
	top := container.NewVBox(container.NewBorder(nil, nil, nil, find, kit.Named("pick:search", k.search)), kit.Note(hint, pickWidth))
	foot := container.NewVBox(k.told, container.NewHBox(kit.Named("pick:take", k.ok), kit.Named("pick:cancel", cancel), tick, kit.Named("pick:more", k.more)))
	size := kit.Spacer(pickWidth, 540)
	k.window = dialog.NewCustomWithoutButtons("从权利库选取", container.NewStack(size, container.NewBorder(top, foot, nil, nil, k.table)), h.Window())
	k.window.Show()
	h.Window().Canvas().Focus(k.search)
	k.read("")
}

// pickWidth is the width of the dialogue.
const pickWidth float32 = 1010

// read asks the register for a page, and which of its rights are pledged in other cases.
func (k *picker) read(after string) {
	k.run++
	run, h, caseID := k.run, k.page.host, k.page.route.CaseID
	q := register.Query{Search: strings.TrimSpace(k.search.Text), After: after, Limit: pickPage}
	var page workflow.RightsPage
	var notices []workflow.PledgeNotice
	h.Run("正在读取权利库", func(ctx context.Context) (err error) {
		if page, err = h.Desk().Rights(ctx, h.Actor().PersonID, q); err != nil {
			return err
		}
		rights := make([]right.Right, len(page.Rows))
		for i, r := range page.Rows {
			rights[i] = right.Right{Kind: r.Kind, Number: r.Number, Title: r.Title}
		}
		notices, err = h.Desk().PledgedInStore(ctx, h.Actor().PersonID, caseID, rights)
		return err
	}, func(err error) {
		if run != k.run || k.page.gone {
			return
		}
		if err != nil {
			h.Fail(err)
			return
		}
		if after == "" {
			k.rows = nil
		}
		first := len(k.rows)
		for _, r := range page.Rows {
			k.rows = append(k.rows, pickable{Row: r})
		}
		for _, n := range notices {
			x := &k.rows[first+n.Index]
			if x.pledged != "" {
				x.pledged += "；"
			}
			x.pledged += n.Text
		}
		k.next = page.Next
		k.more.Hidden = k.next == ""
		k.more.Refresh()
		k.table.SetRows(k.rows)
	})
}

func (k *picker) index(id int64) int {
	return slices.IndexFunc(k.picked, func(x pickable) bool { return x.ID == id })
}

// toggle ticks a row, or takes the tick away.
func (k *picker) toggle(x pickable) {
	reason := k.refused[keyOf(x)]
	switch at := k.index(x.ID); {
	case at >= 0:
		k.picked = slices.Delete(k.picked, at, at+1)
	case reason != "":
	case k.one:
		k.picked = []pickable{x}
	default:
		k.picked = append(k.picked, x)
	}
	k.tell(x)
	k.count()
	k.table.Reword()
}

func (k *picker) toggleSelected() {
	for _, x := range k.table.Selected() {
		k.toggle(x)
	}
}

// tell says below the list what stands against a row, or what becomes of it.
func (k *picker) tell(x pickable) {
	k.told.RemoveAll()
	if x.pledged != "" {
		k.told.Add(kit.Named("pick:warning", kit.Alarm(x.Number+"“"+x.Title+"”："+x.pledged, pickWidth)))
	}
	if key := keyOf(x); key != "" {
		if s := k.refused[key]; s != "" {
			k.told.Add(kit.Alarm(x.Number+"“"+x.Title+"”"+s+"，不能选取。", pickWidth))
		}
		if k.known[key] != "" {
			k.told.Add(kit.Note(x.Number+"“"+x.Title+"”已在表单中：选取后不再增加一行，只补齐空白栏，已填写的不变。", pickWidth))
		}
	}
}

func (k *picker) count() {
	k.ok.SetText(fmt.Sprintf("取入表单（%d 项）", len(k.picked)))
	kit.Enable(k.ok, len(k.picked) > 0)
}

// take hands over what is ticked, in the order in which it was.
func (k *picker) take() {
	ids := make([]int64, len(k.picked))
	for i, x := range k.picked {
		ids[i] = x.ID
	}
	k.window.Hide()
	k.taken(ids)
}
