package pledge

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
	"zhiya/workflow/right"
)

func rightPath(i int) string {
	if i < 0 {
		return ""
	}
	return fmt.Sprintf("rights[%d]", i)
}

func statement(code string, i int) string { return fmt.Sprintf("%s#%d", code, i) }

// curable are the grounds that a written statement of the parties removes.
var curable = []string{"PR-10", "PR-11"}

var (
	statementForm = regexp.MustCompile(`^([A-Z]{2}-\d{2})#(\d{1,4})$`)
	clauseForm    = regexp.MustCompile(`^C([1-9]|10)$`)
)

// Validate gathers what is malformed in the request or contradicts itself.
func (r PrecheckRequest) Validate() error {
	var fs fault.Faults
	if r.Kind != "patent" && r.Kind != "trademark" && r.Kind != "copyright" {
		fs.Invalid("precheck.kind", "kind", "质押种类“%s”应为 patent、trademark、copyright 之一", r.Kind)
	}
	if r.On.IsZero() {
		fs.Invalid("date.missing", "on", "请填写申请登记日")
	}
	r.checkParties(&fs)
	if r.Debt.Due.IsZero() {
		fs.Invalid("date.missing", "debt.due", "请填写债务履行期限届满日")
	} else if r.Debt.Due.Before(r.Debt.From) {
		fs.Invalid("date.order", "debt.due", "债务到期日 %s 早于起始日 %s，请核对", r.Debt.Due, r.Debt.From)
	}
	for i, k := range r.Contract.Clauses {
		if !clauseForm.MatchString(k) {
			fs.Invalid("contract.clause", fmt.Sprintf("contract.clauses[%d]", i), "条款编号“%s”应为 C1 至 C10；流质条款请用 forfeiture_clause 标明", k)
		}
	}
	r.checkRights(&fs)
	for i, s := range r.Statements {
		at := fmt.Sprintf("statements[%d]", i)
		m := statementForm.FindStringSubmatch(s)
		switch {
		case m == nil:
			fs.Invalid("statement.format", at, "声明“%s”应写作 情形编号#权利序号，例如 PR-10#0", s)
		case !slices.Contains(curable, m[1]):
			fs.Invalid("statement.code", at, "%s 不能以书面声明消除，只有 PR-10、PR-11 可以", m[1])
		default:
			if n, _ := strconv.Atoi(m[2]); n >= len(r.Rights) || m[2] != strconv.Itoa(n) {
				fs.Invalid("statement.right", at, "声明“%s”所指的权利序号不存在（共 %d 项，从 0 起）", s, len(r.Rights))
			}
		}
	}
	return fs.Err()
}

func (r PrecheckRequest) checkParties(fs *fault.Faults) {
	if len(r.Pledgors) == 0 {
		fs.Invalid("precheck.pledgors", "pledgors", "请至少填写一名出质人")
	}
	party := func(at string, p Party, required bool) {
		if required && p.Name == "" && p.USCC == "" {
			fs.Invalid("precheck.party", at, "请填写名称或统一社会信用代码")
		}
		if p.USCC != "" {
			_, err := ident.ParseParty(p.USCC)
			fs.Append(at+".uscc", err)
		}
	}
	for i, p := range r.Pledgors {
		party(fmt.Sprintf("pledgors[%d]", i), p, true)
	}
	party("pledgee", r.Pledgee, false)
}

func (r PrecheckRequest) checkRights(fs *fault.Faults) {
	if len(r.Rights) == 0 {
		fs.Invalid("precheck.rights", "rights", "请至少填写一项出质权利")
	}
	for i, one := range r.Rights {
		at := rightPath(i)
		if r.Kind == "trademark" && one.Kind == "" {
			one.Kind = right.Trademark
		}
		fs.Append(at, one.Validate(r.On))
		if one.Kind.Valid() && registerOf(one.Kind) != r.Kind {
			fs.Invalid("precheck.right_kind", at+".kind", "%s不能在 %s 质押中一并办理，请分开办理", one.Kind, r.Kind)
		}
		switch {
		case one.Kind.Patent():
			if one.Filed.IsZero() {
				fs.Invalid("date.missing", at+".filed", "请填写申请日")
			}
			if one.Status == right.InForce && one.FeesPaidUntil.IsZero() {
				fs.Invalid("date.missing", at+".fees_paid_until", "请填写年费缴至日")
			}
		case one.Kind == right.Trademark:
			if one.TermEnd.IsZero() {
				fs.Invalid("date.missing", at+".term_end", "请填写商标专用期止日")
			}
		case right.IsCopyright(one.Kind):
			if one.ProtectionEnd.IsZero() {
				fs.Invalid("date.missing", at+".protection_end", "请填写著作权保护期止日")
			}
		}
	}
}

func registerOf(k right.Kind) string {
	switch {
	case k.Patent():
		return "patent"
	case k == right.Trademark:
		return "trademark"
	}
	return "copyright"
}
