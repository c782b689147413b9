package partners

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	table "zhiya/app/widget"
	"zhiya/workflow"
	"zhiya/workflow/riskshare"
)

// programs is the third part: the programs in versions, and the published ones to begin with.
type programs struct {
	page    *Page
	table   *table.DataTable[riskshare.BookEntry]
	detail  *fyne.Container
	preset  *kit.Select
	presets []riskshare.Preset
	content fyne.CanvasObject
}

func newPrograms(p *Page) *programs {
	g := &programs{page: p, detail: container.NewVBox()}
	type e = riskshare.BookEntry
	column := func(key, title string, width float32, text func(e) string) table.Column[e] {
		return table.Column[e]{Key: key, Title: title, Width: width, Text: text}
	}
	standing := column("state", "状态", 110, g.standing)
	standing.Tone = func(x e) table.Tone {
		if x.Decision == nil {
			return table.Warn
		}
		return table.Plain
	}
	g.table = table.NewDataTable("programs",
		column("code", "代码", 100, func(x e) string { return x.Program.Code }), column("name", "方案名称", 230, func(x e) string { return x.Program.Name }),
		column("version", "版本", 56, func(x e) string { return fmt.Sprint(x.Version) }), standing, column("keeper", "管理机构", 150, func(x e) string { return x.Org }),
		column("from", "生效日", 92, func(x e) string { return x.Program.ValidFrom.String() }), column("to", "失效日", 92, func(x e) string { return x.Program.ValidTo.String() }),
		column("shares", "分担", 330, shares), column("base", "基数", 110, func(x e) string { return x.Program.Base.Chinese() }))
	g.table.Empty = "还没有分担方案。可从公布的方案中选一个作底，按合作协议填写后提出，经负责人批准后，贷款银行在授信时即可选用。"
	g.table.RowName = func(x e) string { return fmt.Sprintf("program:%s:%d", x.Program.Code, x.Version) }
	g.table.OnSelect = func(rows []e) {
		if len(rows) == 1 {
			g.tell(rows[0])
		}
	}
	g.table.OnOpen = g.tell
	kit.TableKeys(p.host, g.table)
	bar := container.NewHBox()
	if workflow.MayPropose(riskshare.ProgramRecord, p.host.Actor()) {
		var titles []string
		list, err := riskshare.Presets(p.host.Desk().Rulebook(), p.host.Today())
		if err == nil {
			g.presets = list
		}
		for _, x := range g.presets {
			titles = append(titles, x.Program.Name)
		}
		g.preset = kit.NewSelect(p.host, titles)
		begin := widget.NewButton("以公布的方案为底", func() {
			if i := g.preset.SelectedIndex(); i >= 0 {
				g.page.edit(fromPreset(g.presets[i], p.host.Today()), "新方案："+g.presets[i].Program.Name, presetNote(g.presets[i]))
			}
		})
		fresh := widget.NewButton("从空白开始", func() { g.page.edit(g.blank(), "新方案", "") })
		begin.Importance = widget.HighImportance
		bar.Add(kit.Limited(330, kit.Named("program:preset", g.preset)))
		bar.Add(kit.Named("program:begin", begin))
		bar.Add(kit.Named("program:add", fresh))
	}
	g.content = container.NewBorder(bar, g.detail, nil, nil, g.table)
	return g
}

// blank is a program with nothing but a bank.
func (g *programs) blank() programForm {
	return programForm{Program: riskshare.Program{ValidFrom: g.page.host.Today(), Base: riskshare.Principal, Residual: "bank",
		Members: []riskshare.Member{{ID: "bank", Role: riskshare.BankRole}, {ID: "fund", Role: riskshare.CityFund}}}}
}

// presetNote says where a preset was published and what is to be filled in.
func presetNote(x riskshare.Preset) string {
	out := "示例，来源：" + x.Program.Source
	if x.Program.Basis != "" {
		out += "；依据：" + x.Program.Basis
	}
	if !x.Verified {
		out += "；未经核实"
	}
	if open := x.Program.Unpublished(); len(open) > 0 {
		out += "；" + strings.Join(open, "、") + " 的分担比例未见公布，请按合作协议填写"
	}
	if x.Remedy != "" {
		out += "；" + x.Remedy
	}
	return out
}

// shares are the shares of the members in one line.
func shares(e riskshare.BookEntry) string {
	if len(e.Program.Layers) > 0 {
		return fmt.Sprintf("分 %d 层", len(e.Program.Layers))
	}
	var out []string
	for _, m := range e.Program.Members {
		if m.Share != nil {
			out = append(out, m.Role.Chinese()+" "+m.Share.Percent())
		}
	}
	return strings.Join(out, "、")
}

// standing is where a version stands today.
func (g *programs) standing(e riskshare.BookEntry) string {
	today := g.page.host.Today()
	if !e.Approved() {
		return e.StateName()
	}
	switch ruling, ok := g.page.book.Ruling(e.Key(), today); {
	case ok && ruling.ID == e.ID:
		return "现行"
	case today.Before(e.Program.ValidFrom):
		return "未到生效日"
	case !e.Program.ValidTo.IsZero() && today.After(e.Program.ValidTo):
		return "已失效"
	}
	return "已被后一版取代"
}

// put lists the programs, by keeper, code and version.
func (g *programs) put() {
	list := g.page.book.Of(riskshare.ProgramRecord)
	slices.SortStableFunc(list, func(a, b riskshare.BookEntry) int {
		return cmp.Or(strings.Compare(a.Key(), b.Key()), cmp.Compare(b.Version, a.Version))
	})
	g.detail.RemoveAll()
	g.table.SetRows(list)
}

// tell shows a version whole, with a worked example beside it.
func (g *programs) tell(e riskshare.BookEntry) {
	p := e.Program
	const left = 560
	facts := []kit.Fact{{Label: "管理机构", Value: e.Org}, {Label: "适用地区", Value: p.Place}, {Label: "分担基数", Value: p.Base.Chinese()}, {Label: "依据", Value: p.Basis}, {Label: "来源", Value: p.Source},
		{Label: "等待期", Value: days(p.Terms.WaitingDays)}, {Label: "申请期限", Value: days(p.Terms.ClaimDays)}, {Label: "提出", Value: e.Person + "　" + e.On.Chinese()}}
	if d := e.Decision; d != nil {
		facts = append(facts, kit.Fact{Label: map[bool]string{true: "批准", false: "退回"}[d.Approved], Value: d.Person + "　" + d.On.Chinese() + "　" + d.Opinion})
	}
	var rows [][]string
	ids := e.Parties("")
	for i, m := range p.Members {
		who := g.page.orgName(ids[i])
		if ids[i] == "" {
			who = "各案贷款银行"
		}
		share := ""
		if m.Share != nil {
			share = m.Share.Percent()
		}
		var limits []string
		if m.Cap != nil {
			limits = append(limits, "单笔 "+m.Cap.Format())
		}
		if m.DebtorCap != nil {
			limits = append(limits, "单户 "+m.DebtorCap.Format())
		}
		if m.YearCap != nil {
			limits = append(limits, "年度 "+m.YearCap.Format())
		}
		if m.Leverage != nil {
			limits = append(limits, "资金池 × "+m.Leverage.String())
		}
		rows = append(rows, []string{m.Role.Chinese(), who, share, strings.Join(limits, "；")})
	}
	members := kit.Sheet(left, []kit.Column{{Title: "角色", Weight: 1.3}, {Title: "机构", Weight: 1.8}, {Title: "比例", Weight: .8, Right: true}, {Title: "限额", Weight: 2.2}}, rows)
	example := newExample(g.page, 520, 150)
	example.show(*p)
	box := container.NewVBox(container.NewHBox(kit.Limited(left, container.NewVBox(kit.Facts(2, left, facts...), members)), kit.Spacer(14, 0), example.content))
	acts := container.NewHBox()
	g.page.decisions(box, e)
	if workflow.MayPropose(riskshare.ProgramRecord, g.page.host.Actor()) && e.OrgID == g.page.host.Actor().OrgID && e.Decision != nil {
		acts.Add(kit.Named("program:edit", widget.NewButton("以此为底另立新版本", func() {
			next := programForm{Program: *p, Fills: slices.Clone(e.Fills)}
			next.Example = false
			if !next.ValidFrom.After(g.page.host.Today()) {
				next.ValidFrom = g.page.host.Today()
			}
			g.page.edit(next, "另立新版本："+p.Name, "批准后自生效日起用于新的备案；已备案的贷款仍按其备案时的版本。")
		})))
		box.Add(acts)
	}
	g.detail.RemoveAll()
	scroll := container.NewVScroll(kit.Card(label(e)+"　"+g.standing(e), box))
	scroll.SetMinSize(fyne.NewSize(kit.Width, 380))
	g.detail.Add(scroll)
	g.detail.Refresh()
	g.page.body.Refresh()
}

func days(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("逾期 %d 天", n)
}

// formEnv is what the forms of the page know.
func (p *Page) formEnv(width float32, changed func()) form.Env {
	return form.Env{Keys: p.host, Choices: p.choices, Today: p.host.Today(), Calendar: p.host.Desk().Calendar, Width: width, Changed: changed}
}
