// Package kit is what the workplaces share: the window they live in as they see it, and the small pieces they are built of.
package kit

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
)

// Names of the workplaces.
const (
	Inbox  = "inbox"  // 工作台
	Cases  = "cases"  // 案件
	Case   = "case"   // one case
	New    = "new"    // 新建案件
	Watch  = "watch"  // 监测
	Rights = "rights" // 权利库
	Upkeep = "upkeep" // 到期与年费
	Rules  = "rules"  // 规则库
	Loans  = "loans"  // 信贷产品
	Shares = "shares" // 风险分担
	Grants = "grants" // 补贴
	People = "people" // 人员
	Papers = "papers" // 文书设置
	Trail  = "trail"  // 审计
	Help   = "help"   // 帮助
)

// Route says which page is shown and where in it one is. It is what back and forward go through.
type Route struct {
	Page    string
	CaseID  string
	Tab     string        // of the case page
	Command casefile.Name // the form that is open on the case page
	About   string        // number of the paper that the form is about; "" leaves it to be chosen
	Search  string        // of the case list
	Notice  string        // what just happened, said once
}

// Page is what a workplace shows.
type Page interface {
	Title() string
	Content() fyne.CanvasObject
	// Leave is called before the page goes out of sight; what was typed is kept as a draft.
	Leave()
}

// Saver is a page on which Ctrl+S keeps what was typed.
type Saver interface{ Save() }

// Submitter is a page on which Ctrl+Enter hands something in.
type Submitter interface{ Submit() }

// Searcher is a page with its own search field, focused by Ctrl+F.
type Searcher interface{ FocusSearch() }

// Escaper is a page on which Esc closes a part of it first; it reports whether it did.
type Escaper interface{ Escape() bool }

// Host is the window as a workplace sees it.
type Host interface {
	Keys
	Desk() *workflow.Desk
	Actor() access.Actor
	Window() fyne.Window
	Today() date.Date
	StorePath() string
	// Folder makes an empty folder that only this person can read; it is gone when the window is closed.
	Folder() (string, error)

	// Run does slow work off the screen's goroutine and then calls done on it.
	Run(title string, work func(context.Context) error, done func(error))
	// After calls f on the screen's goroutine once the given number of seconds has passed.
	After(seconds int, f func())

	Go(Route)      // opens a page; the present one is left and can be gone back to
	Replace(Route) // opens a page in place of the present one
	Back()
	Say(text string) // in the status bar
	Fail(err error)  // a fault that belongs to no field
	Fresh()          // what the screen shows may have changed: read it again
}

// HasCaseWork reports whether the person holds any post but an administrator's; administrators have no case pages.
func HasCaseWork(a access.Actor) bool {
	return slices.ContainsFunc(a.Roles, func(r access.Role) bool {
		return r != access.SystemAdmin && r != access.SecurityAdmin && r != access.AuditAdmin
	})
}

// MayOpen reports whether the person may open a case: one of the posts that the transition table names, in an organisation of
// a kind that takes cases in.
func MayOpen(a access.Actor) bool {
	if a.OrgKind != access.Bank && a.OrgKind != access.Guarantor && a.OrgKind != access.AppraisalFirm {
		return false
	}
	for _, row := range casefile.Table() {
		if row.Command == "OpenCase" {
			return slices.ContainsFunc(row.By, func(g casefile.Grant) bool { return a.Has(g.Role) })
		}
	}
	return false
}
