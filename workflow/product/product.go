// Package product knows the loan products (贷款产品) of a bank: what may be lent on intellectual property, how much, for how long
// and by which lane of valuation. A product is kept in versions, each made by one person and approved by another; an edit is a new
// version from a day, and a case keeps the version it was decided by.
package product

import (
	"fmt"
	"regexp"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/right"
)

// KindCap is the ceiling of the loan-to-value ratio and the least haircut of one kind of right (质押率上限、价值折扣). No law sets
// them: they are the bank's own (LAW.md 9.1).
type KindCap struct {
	Kind    right.Kind `json:"kind" label:"权利种类" choices:"invention=发明专利|utility=实用新型专利|design=外观设计专利|trademark=注册商标专用权|software=计算机软件著作权|work=作品著作权"`
	Cap     money.Rate `json:"cap" label:"质押率上限"`
	Haircut money.Rate `json:"haircut" label:"最低价值折扣" opt:"1"`
}

// Order says whether the lender's due diligence must come before the appraisal.
type Order string

const (
	AnyOrder       Order = "any"             // 不限
	DiligenceFirst Order = "diligence_first" // 先尽调后评估
)

// Terms are what a version of a product says.
type Terms struct {
	Code      string      `json:"code" label:"产品代码" hint:"2 至 16 位大写字母、数字或连字符，如 IP-01；换版时不变"`
	Name      string      `json:"name" label:"产品名称"`
	From      date.Date   `json:"from" label:"生效日" hint:"这一天起的授信用本版；已决定的案件仍按原版"`
	MaxAmount money.Money `json:"max_amount" label:"单笔最高金额" unit:"元"`
	MaxMonths int         `json:"max_months" label:"最长期限" unit:"个月"`
	MaxRate   money.Rate  `json:"max_rate" label:"年利率上限"`
	Caps      []KindCap   `json:"caps" label:"质押率上限和折扣" hint:"未列出的权利种类不接受"`

	External   bool `json:"external" label:"允许外部评估" opt:"1"`
	Internal   bool `json:"internal" label:"允许银行内部评估" opt:"1"`
	Negotiated bool `json:"negotiated" label:"允许协商估值" opt:"1"`
	Exempt     bool `json:"exempt" label:"允许免评估" opt:"1"`

	Shared  bool   `json:"shared" label:"非专利权利可以为多笔债权出质" opt:"1" hint:"专利权已出质未注销的，不予再次登记，不受此项影响"`
	Order   Order  `json:"order" label:"尽调与评估的先后" choices:"any=不限|diligence_first=先尽调后评估"`
	Stopped bool   `json:"stopped" label:"自生效日起停止办理" opt:"1"`
	Basis   string `json:"basis" label:"制度依据" hint:"本行批准该产品的文件名和文号"`
	Reason  string `json:"reason" label:"制定或换版原因" lines:"2"`
}

// Version is one version of a product as its maker saved it; nothing of it is ever changed.
type Version struct {
	OrgID    string    `json:"org_id"`
	Number   int64     `json:"version"` // 1, 2, 3 … within the product
	Terms    Terms     `json:"terms"`
	SavedOn  date.Date `json:"saved_on"`
	AtMilli  int64     `json:"at_milli"`
	PersonID string    `json:"person_id"`
	Person   string    `json:"person"`
}

// Label is "IP-01 示例产品 第 2 版".
func (v Version) Label() string {
	return fmt.Sprintf("%s %s 第 %d 版", v.Terms.Code, v.Terms.Name, v.Number)
}

// Decision is what another person than the maker decided of a version.
type Decision struct {
	OrgID    string    `json:"org_id"`
	Code     string    `json:"code"`
	Version  int64     `json:"version"`
	Approved bool      `json:"approved"`
	Opinion  string    `json:"opinion"`
	On       date.Date `json:"on"`
	AtMilli  int64     `json:"at_milli"`
	PersonID string    `json:"person_id"`
	Person   string    `json:"person"`
}

var codeForm = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{1,15}$`)

// The limits of a product; they only catch a slip of the pen.
const (
	mostMonths = 120
	mostAmount = money.Money(100_000_000_000_00) // 1000 亿元
)

// Validate names every fault of the terms by field.
func (t Terms) Validate() error {
	var fs fault.Faults
	if !codeForm.MatchString(t.Code) {
		fs.Invalid("product.code", "code", "产品代码“%s”应为 2 至 16 位大写字母、数字或连字符，例如 IP-01", t.Code)
	}
	for _, f := range [][3]string{{"name", "产品名称", t.Name}, {"basis", "制度依据", t.Basis}, {"reason", "制定或换版原因", t.Reason}} {
		switch n := len([]rune(f[2])); {
		case strings.TrimSpace(f[2]) == "":
			fs.Invalid("text.missing", f[0], "请填写%s", f[1])
		case n > 400:
			fs.Invalid("text.long", f[0], "%s超过 400 字，请精简", f[1])
		}
	}
	if t.From.IsZero() {
		fs.Invalid("date.missing", "from", "请填写生效日")
	}
	if t.MaxAmount <= 0 || t.MaxAmount > mostAmount {
		fs.Invalid("amount.range", "max_amount", "单笔最高金额应大于零且不超过 1000 亿元，请核对单位（元）")
	}
	if t.MaxMonths < 1 || t.MaxMonths > mostMonths {
		fs.Invalid("product.months", "max_months", "最长期限 %d 个月应在 1 至 %d 个月之间", t.MaxMonths, mostMonths)
	}
	if !t.MaxRate.Between("0.0001", "0.36") {
		fs.Invalid("rate.range", "max_rate", "年利率上限 %s 应在 0.01%% 至 36%% 之间", t.MaxRate.Percent())
	}
	if t.Order != AnyOrder && t.Order != DiligenceFirst {
		fs.Invalid("choice", "order", "请选择尽调与评估的先后")
	}
	if !t.External && !t.Internal && !t.Negotiated && !t.Exempt {
		fs.Invalid("product.lanes", "external", "请至少允许一条估值通道")
	}
	t.validateCaps(&fs)
	return fs.Err()
}

func (t Terms) validateCaps(fs *fault.Faults) {
	if len(t.Caps) == 0 {
		fs.Invalid("product.caps", "caps", "请至少登记一种权利的质押率上限")
	}
	seen := map[right.Kind]bool{}
	for i, c := range t.Caps {
		path := fmt.Sprintf("caps[%d]", i)
		switch {
		case !c.Kind.Valid():
			fs.Invalid("choice", path+".kind", "请选择权利种类")
		case seen[c.Kind]:
			fs.Invalid("product.kind_twice", path+".kind", "“%s”登记了两次，请合并为一行", c.Kind)
		}
		seen[c.Kind] = true
		if !c.Cap.Between("0.0001", "1") {
			fs.Invalid("rate.range", path+".cap", "质押率上限 %s 应大于零且不超过 100%%", c.Cap.Percent())
		}
		if !c.Haircut.Between("0", "0.9999") {
			fs.Invalid("rate.range", path+".haircut", "最低价值折扣 %s 应在 0%% 至 99.99%% 之间", c.Haircut.Percent())
		}
	}
}

// CapOf is the cap of a kind of right; false when the product does not take such rights.
func (t Terms) CapOf(k right.Kind) (KindCap, bool) {
	for _, c := range t.Caps {
		if c.Kind == k {
			return c, true
		}
	}
	return KindCap{}, false
}

// Allows reports whether the product takes a value found by the lane: external, internal, negotiated, exempt.
func (t Terms) Allows(lane string) bool {
	switch lane {
	case "external":
		return t.External
	case "internal":
		return t.Internal
	case "negotiated":
		return t.Negotiated
	case "exempt":
		return t.Exempt
	}
	return false
}

// Lanes names the lanes allowed.
func (t Terms) Lanes() string {
	var out []string
	for _, l := range []struct {
		on   bool
		name string
	}{{t.External, "外部评估"}, {t.Internal, "银行内部评估"}, {t.Negotiated, "协商估值"}, {t.Exempt, "免评估"}} {
		if l.on {
			out = append(out, l.name)
		}
	}
	return strings.Join(out, "、")
}
