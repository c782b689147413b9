// Package help is the page behind F1: the keys, and what each post does.
package help

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"zhiya/app/page/kit"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/subsidy"
)

// Page is the help.
type Page struct{ host kit.Host }

// New makes the page.
func New(h kit.Host) *Page { return &Page{h} }

// Title is what the window is called.
func (p *Page) Title() string { return "帮助" }

// Leave keeps nothing.
func (p *Page) Leave() {}

var keys = [][]string{
	{"Ctrl+K", "搜索案件：案号、专利号、合同号、登记号、企业名称或拼音首字母"}, {"Ctrl+N", "新建案件（经办、评估师）"}, {"Ctrl+F", "把光标放到本页的搜索框"},
	{"Ctrl+S", "保存草稿（每 10 秒、离开栏目时也会自动保存）"}, {"Ctrl+Enter", "提交表单"}, {"Esc", "返回上一页，已填内容留作草稿"},
	{"Alt+← / Alt+→", "后退、前进"}, {"F5", "刷新"}, {"Tab / Shift+Tab", "下一栏、上一栏；在单行栏目中按 Enter 不会提交，不影响输入法选字"}, {"F1", "本页"},
}

// Content is the page.
func (p *Page) Content() fyne.CanvasObject {
	const inner = kit.Width - 32
	box := container.NewVBox(kit.Heading("帮助"),
		kit.Card("怎样办理", kit.Para("每个案件有一条路：受理、尽调、评估、授信、签约、质押登记、放款、在押，之后结清或违约处置。案件页上方显示走到哪里、在等谁；蓝色按钮是您下一步可办的事，其余可办事项在旁边。办错了用“退回、更正”，并写明原因；金额错了用冲正。没有按钮，说明该由他人办理。", inner)),
		kit.Card("按键", kit.Sheet(inner, []kit.Column{{Title: "按键", Weight: 1}, {Title: "作用", Weight: 4}}, keys)),
		kit.Card("各岗位办理的事项", kit.Sheet(inner, []kit.Column{{Title: "岗位", Weight: 1.4}, {Title: "可办事项", Weight: 5}}, posts())),
		kit.Card("管理员", kit.Para("系统管理员维护机构与人员；安全管理员、审计管理员分设，审计管理员查看全部审计轨迹并核验。三类管理员都看不到案件内容。", inner)))
	return container.NewVScroll(kit.Pad(kit.Limited(kit.Width, box), 12))
}

// posts lists for each post what the transition table lets it do.
func posts() [][]string {
	var order []string
	acts := map[string][]string{}
	for _, k := range []access.Role{access.Officer, access.Approver, access.Appraiser, access.Reviewer, access.Releaser, access.Clerk, access.SectionHead, access.DeputyDirector} {
		for _, r := range casefile.Table() {
			for _, g := range r.By {
				if g.Role != k {
					continue
				}
				if _, seen := acts[g.String()]; !seen {
					order = append(order, g.String())
				}
				if !strings.Contains("、"+strings.Join(acts[g.String()], "、")+"、", "、"+r.Title+"、") {
					acts[g.String()] = append(acts[g.String()], r.Title)
				}
			}
		}
	}
	for _, a := range subsidy.Table() { // the batches of subsidies have a table of their own
		for _, r := range a.Roles {
			post := a.Kind.String() + "·" + r.String()
			if _, seen := acts[post]; !seen {
				order = append(order, post)
			}
			acts[post] = append(acts[post], "补贴："+a.Title)
		}
	}
	var rows [][]string
	for _, post := range order {
		rows = append(rows, []string{post, strings.Join(acts[post], "、")})
	}
	return rows
}
