package register

import (
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/right"
)

// Sort is the order of a list.
type Sort string

const (
	Newest   Sort = ""       // newest entry first
	ByExpiry Sort = "expiry" // earliest end of term first; entries without one are left out
	ByFees   Sort = "fees"   // earliest 年费缴至 first; entries without one are left out
)

// LongestPage is the most rows of one page.
const LongestPage = 500

// Query selects entries. Zero fields do not restrict.
type Query struct {
	Search   string         // occurs in number, title or an owner's name
	Owner    string         // exactly one of the owners
	Kinds    []right.Kind   // any of these
	Statuses []right.Status // any of these; Merged lists what was merged
	Family   string
	Batch    int64 // entries that this batch has lines of
	Sort     Sort
	From, To date.Date // both included; of the day the list is sorted by, so not with Newest
	After    string    // Cursor of the last row seen
	Limit    int       // 1–500; 0 is 500
}

// Validate checks the query.
func (q Query) Validate() error {
	var fs fault.Faults
	switch q.Sort {
	case ByExpiry, ByFees:
	case Newest:
		if !q.From.IsZero() || !q.To.IsZero() {
			fs.Invalid("query.range", "from", "按日期筛选时请选择按到期日或按年费缴至日排序")
		}
	default:
		fs.Invalid("query.sort", "sort", "排序“%s”无法识别，应为 expiry、fees 之一或留空", string(q.Sort))
	}
	if !q.From.IsZero() && q.To.Before(q.From) && !q.To.IsZero() {
		fs.Invalid("date.order", "to", "止日 %s 早于起日 %s，请核对", q.To, q.From)
	}
	for _, k := range q.Kinds {
		if !k.Valid() {
			fs.Invalid("right.kind", "kinds", "权利种类“%s”无法识别", string(k))
		}
	}
	if q.After != "" {
		if _, ok := q.Position(); !ok {
			fs.Invalid("cursor", "after", "翻页位置无效，请从第一页重新查看")
		}
	}
	if q.Limit < 0 || q.Limit > LongestPage {
		fs.Invalid("limit", "limit", "每页条数应在 1 至 %d 之间", LongestPage)
	}
	return fs.Err()
}

// Position is where a page ended.
type Position struct {
	Day string // the day the list is sorted by, YYYY-MM-DD; "" with Newest
	ID  int64
}

// Position reads After; ok is false for a text that Cursor did not make for this order.
func (q Query) Position() (p Position, ok bool) {
	day, id, found := strings.Cut(q.After, "/")
	n, err := strconv.ParseInt(id, 10, 64)
	if !found || err != nil || (q.Sort == Newest) != (day == "") {
		return p, false
	}
	if day != "" {
		if _, err := date.Parse(day); err != nil {
			return p, false
		}
	}
	return Position{Day: day, ID: n}, true
}

// Cursor is the position after a row of this query.
func (q Query) Cursor(r Row) string {
	day := ""
	switch q.Sort {
	case ByExpiry:
		day = r.Expiry.String()
	case ByFees:
		day = r.FeesUntil.String()
	}
	return day + "/" + strconv.FormatInt(r.ID, 10)
}

// Count is how many entries of a kind and status a register has.
type Count struct {
	Kind   right.Kind
	Status right.Status
	N      int64
}
