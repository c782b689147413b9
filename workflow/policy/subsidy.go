package policy

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// SubsidyRequest asks for the interest subsidy (贴息) of one loan. Penalty interest does not belong in it.
type SubsidyRequest struct {
	Principal    money.Money  `json:"principal"`
	Rate         money.Rate   `json:"rate"`                     // per year
	From         date.Date    `json:"from"`                     // counted
	To           date.Date    `json:"to"`                       // not counted
	DayCount     string       `json:"day_count"`                // "365" or "360"
	Ratio        money.Rate   `json:"ratio"`                    // share of the interest that is subsidised
	LoanCap      *money.Money `json:"loan_cap,omitempty"`       // absent: no cap per loan
	FirmYearCap  *money.Money `json:"firm_year_cap,omitempty"`  // absent: no cap per firm and year
	PaidThisYear money.Money  `json:"paid_this_year,omitempty"` // subsidies the firm already had this year
	IPShare      *money.Rate  `json:"ip_share,omitempty"`       // share of the loan secured by intellectual property; absent: all
}

// SubsidyResult is the interest of the period, the subsidy and what limited it: none, loan_cap or firm_year_cap.
type SubsidyResult struct {
	Interest  money.Money `json:"interest"`
	Subsidy   money.Money `json:"subsidy"`
	LimitedBy string      `json:"limited_by"`
}

// Subsidy computes interest = principal × IP share × rate × days ÷ day count, with days = to − from, and subsidy =
// interest × ratio cut to the loan's cap and then to what is left of the firm's cap of the year; interest and subsidy are
// each rounded half up to the fen. Faults (Invalid) name every field that is out of range.
func Subsidy(r SubsidyRequest) (SubsidyResult, error) {
	if err := r.check(); err != nil {
		return SubsidyResult{}, err
	}
	share := decimal.NewFromInt(1)
	if r.IPShare != nil {
		share = r.IPShare.Decimal()
	}
	year := decimal.NewFromInt(365)
	if r.DayCount == "360" {
		year = decimal.NewFromInt(360)
	}
	exact := r.Principal.Decimal().Mul(share).Mul(r.Rate.Decimal()).Mul(decimal.NewFromInt(int64(r.To.Sub(r.From))))
	interest, err := money.FromDecimal(exact.DivRound(year, 2))
	if err != nil {
		var faults fault.Faults
		faults.Append("principal", err)
		return SubsidyResult{}, faults
	}
	subsidy, err := interest.Times(r.Ratio.Decimal())
	if err != nil {
		return SubsidyResult{}, err
	}
	out := SubsidyResult{Interest: interest, Subsidy: subsidy, LimitedBy: "none"}
	if r.LoanCap != nil && out.Subsidy > *r.LoanCap {
		out.Subsidy, out.LimitedBy = *r.LoanCap, "loan_cap"
	}
	if r.FirmYearCap != nil {
		if left := max(0, *r.FirmYearCap-r.PaidThisYear); out.Subsidy > left {
			out.Subsidy, out.LimitedBy = left, "firm_year_cap"
		}
	}
	return out, nil
}

func (r SubsidyRequest) check() error {
	var faults fault.Faults
	notNegative := func(path, word string, m money.Money) {
		if m < 0 {
			faults.Invalid("amount.negative", path, "%s不能为负", word)
		}
	}
	upToOne := func(path, word string, v money.Rate) {
		if !v.Between("0", "1") {
			faults.Invalid("rate.range", path, "%s“%s”应在 0 至 1 之间，例如 0.5 表示 50%%", word, v)
		}
	}
	notNegative("principal", "本金", r.Principal)
	upToOne("rate", "年利率", r.Rate)
	if r.From.IsZero() {
		faults.Invalid("date.missing", "from", "请填写起息日")
	}
	if r.To.IsZero() {
		faults.Invalid("date.missing", "to", "请填写止息日")
	}
	if !r.From.IsZero() && !r.To.IsZero() && r.To.Before(r.From) {
		faults.Invalid("date.order", "to", "止息日 %s 早于起息日 %s", r.To, r.From)
	}
	if r.DayCount != "365" && r.DayCount != "360" {
		faults.Invalid("day_count", "day_count", "计息天数“%s”应为 365 或 360", r.DayCount)
	}
	upToOne("ratio", "贴息比例", r.Ratio)
	if r.LoanCap != nil {
		notNegative("loan_cap", "单笔上限", *r.LoanCap)
	}
	if r.FirmYearCap != nil {
		notNegative("firm_year_cap", "企业年度上限", *r.FirmYearCap)
	}
	notNegative("paid_this_year", "本年已贴息", r.PaidThisYear)
	if r.IPShare != nil {
		upToOne("ip_share", "知识产权占比", *r.IPShare)
	}
	return faults.Err()
}
