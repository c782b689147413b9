package reports

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

func yuan(m money.Money) string { return m.Format() + "元" }

// inFull is an amount as formal papers give it: figures, capitals and 万元.
func inFull(m money.Money) string {
	return fmt.Sprintf("%s元（大写：人民币%s；折合%s万元）", m.Format(), m.Chinese(), m.Wan(2))
}

func capital(m money.Money) string { return "人民币" + m.Chinese() }

func day(d date.Date) string { return d.Chinese() }

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// who is a person with the organisation and the day.
func who(s casefile.Signed) string {
	if s.Person == "" {
		return ""
	}
	out := oneLine(s.Person)
	if s.Org != "" {
		out += "（" + oneLine(s.Org) + "）"
	}
	if !s.On.IsZero() {
		out += " " + s.On.String()
	}
	return out
}

func whoPtr(s *casefile.Signed) string {
	if s == nil {
		return ""
	}
	return who(*s)
}

// org is an organisation's name, 待定 when there is none yet.
func org(o casefile.OrgRef) string {
	if o.Name == "" {
		return "待定"
	}
	return oneLine(o.Name)
}

func names(parties []party.Enterprise) string {
	out := make([]string, len(parties))
	for i, p := range parties {
		out[i] = oneLine(p.Name)
	}
	return strings.Join(out, "、")
}

func owners(r right.Right) string {
	out := make([]string, len(r.Owners))
	for i, o := range r.Owners {
		out[i] = oneLine(o.Name)
	}
	return strings.Join(out, "、")
}

// sampleMark stands behind the name of a right some facts of which were made up for a demonstration; a right that is made up
// as a whole says so itself, by a name that ends with （示例）.
const sampleMark = "〔示例〕"

// invented reports whether a printed name is that of a right made up as a whole.
func invented(title string) bool {
	return strings.HasSuffix(title, "（示例）") || strings.HasSuffix(title, "(示例)")
}

// rightTitle is the name of a right, with the mark of made-up facts where the name does not say it.
func rightTitle(r right.Right) string {
	title := oneLine(r.Title)
	if title == "" {
		title = oneLine(r.Number)
	}
	if r.Sample && !invented(title) && !strings.HasSuffix(title, sampleMark) {
		title += sampleMark
	}
	return title
}

func (p *paper) right(ref string) (right.Right, bool) {
	for _, r := range p.s.Intake.Rights {
		if r.Ref == ref {
			return r, true
		}
	}
	return right.Right{}, false
}

// titleOf is the printed name of a right by its ref.
func (p *paper) titleOf(ref, otherwise string) string {
	if r, ok := p.right(ref); ok {
		return rightTitle(r)
	}
	return oneLine(otherwise)
}

// objectName is what is pledged, in the words of the register: 专利权, 注册商标专用权, 著作权, or 知识产权 for several.
func objectName(rights []right.Right) string {
	found := ""
	for _, r := range rights {
		name := "专利权"
		switch {
		case r.Kind == right.Trademark:
			name = "注册商标专用权"
		case right.IsCopyright(r.Kind):
			name = "著作权"
		}
		if found != "" && found != name {
			return "知识产权"
		}
		found = name
	}
	if found == "" {
		return "知识产权"
	}
	return found
}

func index(i int) layout.Cell { return layout.T(strconv.Itoa(i + 1)) }

// sum adds amounts that the program has already bounded.
func sum[T any](list []T, of func(T) money.Money) money.Money {
	var total money.Money
	for _, x := range list {
		total += of(x)
	}
	return total
}

// running rounds exact amounts to the fen so that they sum to the rounded total: each line is the difference of two rounded
// running totals (累计差额法), so no printed table misses its total by a fen.
func running(exact []decimal.Decimal) []money.Money {
	out := make([]money.Money, len(exact))
	total, last := decimal.Zero, money.Money(0)
	for i, d := range exact {
		total = total.Add(d)
		now, err := money.FromDecimal(total)
		if err != nil {
			now = last
		}
		out[i] = now - last
		last = now
	}
	return out
}

// ratios are the shares of the parts in their sum, in hundredths of a percent that sum to 100 % by largest remainder.
func ratios(parts []money.Money) []money.Rate {
	out := make([]money.Rate, len(parts))
	points, err := money.Money(10000).AllocateMoney(parts)
	if err != nil {
		return out
	}
	for i, x := range points {
		out[i] = money.RateOf(decimal.New(x.Fen(), -4))
	}
	return out
}
