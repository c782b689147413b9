package product

import (
	"cmp"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// Entry is a version with what was decided of it.
type Entry struct {
	Version  Version
	Decision *Decision // nil while it waits for the approver
}

// Standing says where a version stands.
type Standing string

const (
	Pending  Standing = "pending"  // 待审批
	Returned Standing = "returned" // 已退回
	Future   Standing = "future"   // 已批准，未到生效日
	Current  Standing = "current"  // 现行
	Past     Standing = "past"     // 已被后一版取代
	Stopped  Standing = "stopped"  // 停止办理
)

// String is the Chinese name.
func (s Standing) String() string {
	return map[Standing]string{Pending: "待审批", Returned: "已退回", Future: "未到生效日", Current: "现行", Past: "已被后一版取代", Stopped: "停止办理"}[s]
}

// Approved reports whether the version was approved.
func (e Entry) Approved() bool { return e.Decision != nil && e.Decision.Approved }

// Catalogue is every version of every product of one bank.
type Catalogue []Entry

// Join sets the decisions beside their versions, by code and number.
func Join(versions []Version, decisions []Decision) Catalogue {
	type key struct {
		code   string
		number int64
	}
	decided := map[key]Decision{}
	for _, d := range decisions {
		decided[key{d.Code, d.Version}] = d
	}
	var out Catalogue
	for _, v := range versions {
		e := Entry{Version: v}
		if d, ok := decided[key{v.Terms.Code, v.Number}]; ok {
			e.Decision = &d
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Version.Terms.Code, b.Version.Terms.Code), cmp.Compare(a.Version.Number, b.Version.Number))
	})
	return out
}

// Of are the versions of one product, in order.
func (c Catalogue) Of(code string) Catalogue {
	var out Catalogue
	for _, e := range c {
		if e.Version.Terms.Code == code {
			out = append(out, e)
		}
	}
	return out
}

// ruling is the approved version whose days hold d, stopped or not.
func (c Catalogue) ruling(code string, d date.Date) (Version, bool) {
	var best Version
	found := false
	for _, e := range c {
		if v := e.Version; v.Terms.Code == code && e.Approved() && !v.Terms.From.After(d) && (!found || v.Terms.From.After(best.Terms.From)) {
			best, found = v, true
		}
	}
	return best, found
}

// On is the version of a product by which credit is decided on d: the approved one that began last. False when there is none or
// the product is stopped.
func (c Catalogue) On(code string, d date.Date) (Version, bool) {
	v, found := c.ruling(code, d)
	if !found || v.Terms.Stopped {
		return Version{}, false
	}
	return v, true
}

// Offered are the versions by which credit may be decided on d, one for each product, by code.
func (c Catalogue) Offered(d date.Date) []Version {
	var out []Version
	last := ""
	for _, e := range c {
		code := e.Version.Terms.Code
		if code == last {
			continue
		}
		last = code
		if v, ok := c.On(code, d); ok {
			out = append(out, v)
		}
	}
	return out
}

// Until is the last day of an approved version: the day before the next approved one begins; zero when it is open.
func (c Catalogue) Until(v Version) date.Date {
	var next date.Date
	for _, e := range c.Of(v.Terms.Code) {
		if from := e.Version.Terms.From; e.Approved() && from.After(v.Terms.From) && (next.IsZero() || from.Before(next)) {
			next = from
		}
	}
	if next.IsZero() {
		return next
	}
	return next.AddDays(-1)
}

// Standing is where a version stands on d.
func (c Catalogue) Standing(e Entry, d date.Date) Standing {
	switch {
	case e.Decision == nil:
		return Pending
	case !e.Decision.Approved:
		return Returned
	case e.Version.Terms.From.After(d):
		return Future
	}
	v, _ := c.ruling(e.Version.Terms.Code, d)
	switch {
	case v.Number != e.Version.Number:
		return Past
	case v.Terms.Stopped:
		return Stopped
	}
	return Current
}

// Admit checks a version about to be proposed against those there are and gives it its number.
//
// Faults: the terms' own; Refused product.past (it would begin before today), product.overlap (not after the last approved
// version), product.pending (another version waits for the approver), product.same (nothing changed), product.none_to_stop.
func (c Catalogue) Admit(t Terms, today date.Date) (int64, error) {
	var fs fault.Faults
	fs.Append("", t.Validate())
	own := c.Of(t.Code)
	number := int64(len(own)) + 1
	if !t.From.IsZero() && t.From.Before(today) {
		fs.Refuse("product.past", "from", "生效日 %s 早于今天 %s：产品不能倒签，请填今天或以后的日期", t.From.Chinese(), today.Chinese())
	}
	last, approved := own.last()
	if approved {
		if !t.From.IsZero() && !t.From.After(last.Terms.From) {
			fs.Refuse("product.overlap", "from", "生效日 %s 应晚于已批准的第 %d 版的生效日 %s，各版不得重叠", t.From.Chinese(), last.Number, last.Terms.From.Chinese())
		}
		if t.Same(last.Terms) {
			fs.Refuse("product.same", "", "内容与已批准的第 %d 版相同，无须换版", last.Number)
		}
	} else if t.Stopped {
		fs.Refuse("product.none_to_stop", "stopped", "产品 %s 尚无已批准的版本，没有可停止的", t.Code)
	}
	for _, e := range own {
		if e.Decision == nil {
			fs.Refuse("product.pending", "", "产品 %s 第 %d 版（%s 提出）尚待审批，请先审批或退回", t.Code, e.Version.Number, e.Version.Person)
		}
	}
	return number, fs.Err()
}

// Decide checks an approval or a return of a version by a person on a day.
//
// Faults: NotFound; Refused product.decided, product.own (four eyes), product.late (its first day has passed), product.overlap;
// Invalid opinion.
func (c Catalogue) Decide(code string, number int64, approve bool, opinion, personID string, today date.Date) error {
	var entry *Entry
	own := c.Of(code)
	for i := range own {
		if own[i].Version.Number == number {
			entry = &own[i]
		}
	}
	if entry == nil {
		return fault.New(fault.NotFound, "not_found", "", "没有找到产品 %s 第 %d 版", code, number)
	}
	if entry.Decision != nil {
		return fault.New(fault.Refused, "product.decided", "", "%s已由%s办理，不能再次审批", entry.Version.Label(), entry.Decision.Person)
	}
	var fs fault.Faults
	if strings.TrimSpace(opinion) == "" {
		fs.Invalid("text.missing", "opinion", "请填写审批意见")
	}
	if len([]rune(opinion)) > 400 {
		fs.Invalid("text.long", "opinion", "审批意见超过 400 字，请精简")
	}
	if entry.Version.PersonID == personID {
		fs.Refuse("product.own", "", "%s由您本人提出，按不相容岗位分离要求，须由另一人审批", entry.Version.Label())
	}
	if from := entry.Version.Terms.From; approve {
		if from.Before(today) {
			fs.Refuse("product.late", "from", "生效日 %s 已过：产品不能倒签，请退回，改填今天或以后的生效日", from.Chinese())
		}
		if last, ok := own.last(); ok && !from.After(last.Terms.From) {
			fs.Refuse("product.overlap", "from", "生效日 %s 应晚于已批准的第 %d 版的生效日 %s，请退回修改", from.Chinese(), last.Number, last.Terms.From.Chinese())
		}
	}
	return fs.Err()
}

// last is the approved version that begins last.
func (c Catalogue) last() (Version, bool) {
	var out Version
	found := false
	for _, e := range c {
		if e.Approved() && (!found || e.Version.Terms.From.After(out.Terms.From)) {
			out, found = e.Version, true
		}
	}
	return out, found
}

// Same reports whether two versions say the same, apart from their first day and the reason.
func (t Terms) Same(o Terms) bool {
	same := len(t.Caps) == len(o.Caps) && t.MaxRate.Cmp(o.MaxRate) == 0
	for _, c := range t.Caps {
		k, ok := o.CapOf(c.Kind)
		same = same && ok && k.Cap.Cmp(c.Cap) == 0 && k.Haircut.Cmp(c.Haircut) == 0
	}
	type plain struct {
		code, name, basis                                       string
		amount                                                  int64
		months                                                  int
		external, internal, negotiated, exempt, shared, stopped bool
		order                                                   Order
	}
	of := func(t Terms) plain {
		return plain{t.Code, t.Name, t.Basis, int64(t.MaxAmount), t.MaxMonths, t.External, t.Internal, t.Negotiated, t.Exempt, t.Shared, t.Stopped, t.Order}
	}
	return same && of(t) == of(o)
}
