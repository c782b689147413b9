package partners

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/money"
	"zhiya/workflow/access"
)

// kindIn reports whether organisations of the kind may be chosen where a form says orgs:a,b.
func kindIn(source string, kind access.OrgKind) bool {
	what, kinds, _ := strings.Cut(source, ":")
	return what == "orgs" && slices.Contains(strings.Split(kinds, ","), string(kind))
}

// counted is a title with how many wait behind it.
func counted(title string, n int) string {
	if n == 0 {
		return title
	}
	return fmt.Sprintf("%s（待审批 %d）", title, n)
}

// amount is an amount for a table; nothing stands for zero.
func amount(m money.Money) string {
	if m == 0 {
		return ""
	}
	return m.Format()
}
