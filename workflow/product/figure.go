package product

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// OverallNPL names the ratio of bad loans (不良贷款率) of all loans of a bank, with which that of its pledge loans is compared.
const OverallNPL = "overall_npl"

// Figure is a figure that a bank reports of itself as of a day. A correction is a new version; nothing of it is ever changed.
type Figure struct {
	OrgID    string     `json:"org_id"`
	Name     string     `json:"name"`
	Version  int64      `json:"version"`
	AsOf     date.Date  `json:"as_of"`
	Value    money.Rate `json:"value"`
	Source   string     `json:"source"`
	SavedOn  date.Date  `json:"saved_on"`
	AtMilli  int64      `json:"at_milli"`
	PersonID string     `json:"person_id"`
	Person   string     `json:"person"`
}

// FigureForm is what is entered of a figure.
type FigureForm struct {
	AsOf   date.Date  `json:"as_of" label:"数据日"`
	Value  money.Rate `json:"value" label:"全行各项贷款不良率"`
	Source string     `json:"source" label:"数据来源" hint:"例如：2026 年 9 月末监管报表"`
}

// Validate names every fault of the form by field.
func (f FigureForm) Validate(today date.Date) error {
	var fs fault.Faults
	switch {
	case f.AsOf.IsZero():
		fs.Invalid("date.missing", "as_of", "请填写数据日")
	case f.AsOf.After(today):
		fs.Invalid("date.future", "as_of", "数据日 %s 晚于今天 %s，请核对", f.AsOf.Chinese(), today.Chinese())
	}
	if !f.Value.Between("0", "1") {
		fs.Invalid("rate.range", "value", "不良率 %s 应在 0%% 至 100%% 之间", f.Value.Percent())
	}
	if s := strings.TrimSpace(f.Source); s == "" || len([]rune(s)) > 400 {
		fs.Invalid("text.missing", "source", "请填写数据来源（不超过 400 字）")
	}
	return fs.Err()
}

// FigureOn is the figure that holds on d: of those as of d or before, the latest day; of one day, the last version.
func FigureOn(figures []Figure, name string, d date.Date) (Figure, bool) {
	var best Figure
	found := false
	for _, f := range figures {
		if f.Name == name && !f.AsOf.After(d) && (!found || f.AsOf.After(best.AsOf) || (f.AsOf == best.AsOf && f.Version > best.Version)) {
			best, found = f, true
		}
	}
	return best, found
}
