package exchange

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// listColumn is a column of a list: what it is called, and whether a list must have it.
type listColumn struct {
	heads []string
	must  bool
}

// listColumns finds the columns under a head row, -1 for one that is not there, and names those that must be.
func listColumns(columns []listColumn, heads []string) (at []int, lacks []string) {
	for _, c := range columns {
		found := -1
		for _, h := range c.heads {
			if found = slices.IndexFunc(heads, func(cell string) bool { return strings.TrimSuffix(plain(cell), "(元)") == plain(h) }); found >= 0 {
				break
			}
		}
		if found < 0 && c.must {
			lacks = append(lacks, c.heads[0])
		}
		at = append(at, found)
	}
	return at, lacks
}

// listLine reads the cells of one line of a list and gathers its faults.
type listLine struct {
	columns []listColumn
	at      []int // place of each column, -1 when the list has none
	cells   []string
	fs      fault.Faults
}

func (l *listLine) cell(c int) string {
	if at := l.at[c]; at >= 0 && at < len(l.cells) {
		return strings.TrimSpace(norm.NFKC.String(l.cells[at]))
	}
	return ""
}

func (l *listLine) bad(c int, code, format string, args ...any) {
	l.fs.Invalid(code, l.columns[c].heads[0], format, args...)
}

func (l *listLine) text(c int) string {
	s := l.cell(c)
	switch {
	case s == "" && l.columns[c].must:
		l.bad(c, "text.missing", "请填写%s", l.columns[c].heads[0])
	case isSqueezed(s):
		l.bad(c, "import.squeezed", "“%s”被表格软件改成了科学记数，末几位已丢失，请按文本重新填写", clip(s, 20))
	case len([]rune(s)) > 200:
		l.bad(c, "text.long", "%s超过 200 字，请核对是否错列", l.columns[c].heads[0])
	}
	return s
}

func (l *listLine) day(c int) date.Date {
	s := l.cell(c)
	if s == "" {
		if l.columns[c].must {
			l.bad(c, "date.missing", "请填写%s", l.columns[c].heads[0])
		}
		return date.Date{}
	}
	im := &Import{columns: slices.Repeat([]int{-1}, len(places)), heads: map[Field]string{}}
	im.columns[StatusOn.place()] = 0
	r := reader{im: im, cells: []string{s}}
	d := r.day(StatusOn)
	for _, f := range r.faults {
		l.bad(c, f.Code, "%s", f.Message)
	}
	return d
}

func (l *listLine) amount(c int) money.Money {
	s := strings.TrimSuffix(l.cell(c), "元")
	if s == "" && !l.columns[c].must {
		return 0
	}
	m, err := money.ParseLoose(s)
	if err != nil || m < 0 || m == 0 && l.columns[c].must {
		l.bad(c, "amount.range", "%s“%s”不正确，应为大于零的金额（元）", l.columns[c].heads[0], clip(s, 20))
	}
	return m
}

// rate reads 4.35% and 0.0435; 4.35 could be either and is refused.
func (l *listLine) rate(c int) money.Rate {
	s := l.cell(c)
	if s == "" {
		if l.columns[c].must {
			l.bad(c, "rate.missing", "请填写%s，例如 4.35%%", l.columns[c].heads[0])
		}
		return money.Rate{}
	}
	r, err := money.ParseRate(s)
	if strings.HasSuffix(s, "%") {
		r, err = money.ParsePercent(s)
	}
	if err != nil || !r.Between("0", "1") {
		l.bad(c, "rate.range", "%s“%s”不明确，请写作 4.35%% 或者 0.0435", l.columns[c].heads[0], clip(s, 20))
		return money.Rate{}
	}
	return r
}
