package pledge

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/calendar"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// FeeRequest asks for the annual fees of a patent.
type FeeRequest struct {
	Kind      right.Kind `json:"kind"` // invention, utility, design
	Filed     date.Date  `json:"filed"`
	Granted   date.Date  `json:"granted"`
	On        date.Date  `json:"on"`
	PaidUntil date.Date  `json:"fees_paid_until,omitzero"` // 年费缴至日; absent: states are those of an unpaid fee
}

// FeeState is where the fee of a patent year stands on a day.
type FeeState string

const (
	FeeBeforeGrant  FeeState = "before_grant"           // the year lies before the grant: no fee
	FeeRegistration FeeState = "paid_with_registration" // 授予当年: paid with the registration of the grant
	FeePaid         FeeState = "paid"                   // fees_paid_until covers the year
	FeeFuture       FeeState = "future"                 // not the next fee yet
	FeeDue          FeeState = "due"                    // the next fee, to be paid by Due
	FeeGrace        FeeState = "grace"                  // overdue, payable with surcharge until GraceEnd
	FeeLapsed       FeeState = "lapsed"                 // unpaid to the end of grace: the right ended on Due
)

// FeeYear is the annual fee of one patent year.
type FeeYear struct {
	Year      int         `json:"year"`
	From      date.Date   `json:"from"`      // first day of the patent year
	Due       date.Date   `json:"due"`       // end of the previous patent year
	PayBy     date.Date   `json:"pay_by"`    // Due moved to the next working day
	GraceEnd  date.Date   `json:"grace_end"` // six months after Due
	GraceBy   date.Date   `json:"grace_by"`  // GraceEnd moved to the next working day
	Amount    money.Money `json:"amount"`
	Surcharge money.Money `json:"surcharge"` // on the day asked; 0 outside grace
	Payable   money.Money `json:"payable"`   // Amount + Surcharge when due or in grace, else 0
	State     FeeState    `json:"state"`
}

// FeeCalendar is the fee calendar of a patent. Rules: 专利法实施细则 114–115; amounts by the rule pack patent-fees in force
// on the day asked. The surcharge steps are unverified.
type FeeCalendar struct {
	Years             []FeeYear   `json:"years"`
	Next              *FeeYear    `json:"next"`       // the fee to be paid next: in grace, else due; null when none
	Expiry            date.Date   `json:"expiry"`     // end of the legal term
	LifeTotal         money.Money `json:"life_total"` // all years of the term
	Basis             string      `json:"basis"`
	Source            string      `json:"source"`
	Verified          bool        `json:"verified"` // of the amounts
	SurchargeVerified bool        `json:"surcharge_verified"`
	Provisional       bool        `json:"provisional"` // a day moved over a year whose calendar is unpublished
}

// feeTable is the rule pack patent-fees, decoded.
type feeTable struct {
	bands     []feeBand
	grace     int
	surcharge []money.Rate
	pack      policy.Pack
	basis     string

	verified, surchargeVerified bool
}

type feeBand struct {
	Kind      right.Kind  `json:"kind"`
	From      int         `json:"from"`
	To        int         `json:"to"`
	Amount    money.Money `json:"amount"`
	Reduced70 money.Money `json:"reduced_70"`
	Reduced85 money.Money `json:"reduced_85"`
}

// Fees lays out the annual fees of a patent by the embedded rules. cal moves last days off work; nil is the calendar that
// comes with the program.
func Fees(r FeeRequest, cal *calendar.Calendar) (FeeCalendar, error) {
	return FeesBy(policy.Embedded(), r, cal)
}

// FeesBy is Fees by given rules. Patent years are counted from the filing date; the fee of the year of grant is paid with
// the registration, each later one by the end of the previous patent year, or within six months after it with a surcharge
// on the full fee for every month beyond the first. Faults (Invalid): kind, missing or contradictory dates, no fee table
// for the day.
func FeesBy(rules *policy.Library, r FeeRequest, cal *calendar.Calendar) (FeeCalendar, error) {
	if err := r.check(); err != nil {
		return FeeCalendar{}, err
	}
	table, err := loadFees(rules, r.On)
	if err != nil {
		return FeeCalendar{}, err
	}
	if cal == nil {
		cal = calendar.Default()
	}
	expiry := right.Right{Kind: r.Kind, Filed: r.Filed}.Expiry()
	out := FeeCalendar{Expiry: expiry, Source: table.pack.Source, Verified: table.verified, SurchargeVerified: table.surchargeVerified, Basis: table.basis}
	for year := 1; r.Filed.AddYears(year - 1).Before(expiry); year++ {
		amount, ok := table.amount(r.Kind, year)
		if !ok {
			return FeeCalendar{}, fault.New(fault.Broken, "fees.table", "", "年费标准缺少%s第 %d 年，请检查规则包", r.Kind, year)
		}
		row, prov := r.year(year, amount, table, cal)
		out.Provisional = out.Provisional || prov
		if n := len(out.Years); n > 0 && !r.PaidUntil.IsZero() && out.Years[n-1].State == FeeLapsed {
			row.State, row.Surcharge, row.Payable = FeeLapsed, 0, 0 // the right ended with the year before
		}
		out.Years = append(out.Years, row)
		if out.LifeTotal, err = money.Sum(out.LifeTotal, amount); err != nil {
			return FeeCalendar{}, err
		}
	}
	for i := range out.Years {
		if s := out.Years[i].State; s == FeeGrace || s == FeeDue {
			out.Next = &out.Years[i]
			break
		}
	}
	return out, nil
}

// year works out one row. The second result says that a moved day is provisional.
func (r FeeRequest) year(year int, amount money.Money, t feeTable, cal *calendar.Calendar) (FeeYear, bool) {
	// The year ends on the day that corresponds to the filing date, and the next fee is due that day.
	due := r.Filed.AddYears(year - 1)
	row := FeeYear{Year: year, From: due, Due: due, GraceEnd: due.AddMonths(t.grace), Amount: amount}
	var p1, p2 bool
	row.PayBy, p1 = cal.NextWorkday(row.Due)
	row.GraceBy, p2 = cal.NextWorkday(row.GraceEnd)
	end := r.Filed.AddYears(year)
	switch {
	case !end.After(r.Granted):
		row.State = FeeBeforeGrant
	case !due.After(r.Granted):
		row.State = FeeRegistration
	case !r.PaidUntil.IsZero() && !r.PaidUntil.Before(end):
		row.State = FeePaid
	case r.On.After(row.GraceBy):
		row.State = FeeLapsed
	case r.On.After(row.PayBy):
		row.State = FeeGrace
	case r.On.After(r.Filed.AddYears(year - 2)):
		row.State = FeeDue
	default:
		row.State = FeeFuture
	}
	switch row.State {
	case FeeDue:
		row.Payable = amount
		return row, p1
	case FeeGrace:
		row.Surcharge = t.surchargeOn(row, r.On)
		row.Payable = amount + row.Surcharge
		return row, p2
	}
	return row, false
}

// surchargeOn is the surcharge of an overdue fee: the step of the month after Due in which the day falls.
func (t feeTable) surchargeOn(row FeeYear, on date.Date) money.Money {
	month := 0
	for month < len(t.surcharge)-1 && on.After(row.Due.AddMonths(month+1)) {
		month++
	}
	s, err := row.Amount.Times(t.surcharge[month].Decimal())
	if err != nil {
		return 0 // a share of an amount that fits always fits
	}
	return s
}

func (t feeTable) amount(k right.Kind, year int) (money.Money, bool) {
	i := slices.IndexFunc(t.bands, func(b feeBand) bool { return b.Kind == k && year >= b.From && year <= b.To })
	if i < 0 {
		return 0, false
	}
	return t.bands[i].Amount, true
}

func loadFees(rules *policy.Library, on date.Date) (feeTable, error) {
	var fs fault.Faults
	pack, err := rules.On("patent-fees", on)
	if err != nil {
		fs.Append("on", err)
		return feeTable{}, fs
	}
	t := feeTable{pack: pack, verified: true}
	for _, it := range pack.Items {
		switch it.Code {
		case "F-DUE":
			f, err := policy.Figures[struct {
				Months int `json:"grace_months"`
			}](it)
			fs.Append("", err)
			t.grace, t.basis = f.Months, it.Citation()
		case "F-SUR":
			f, err := policy.Figures[struct {
				Rates []money.Rate `json:"rates"`
			}](it)
			fs.Append("", err)
			t.surcharge, t.surchargeVerified = f.Rates, it.Verified
		case "F-RES": // the fee for restoring a lapsed right is no annual fee
		default:
			b, err := policy.Figures[feeBand](it)
			fs.Append("", err)
			t.bands, t.verified = append(t.bands, b), t.verified && it.Verified
		}
	}
	if len(fs) == 0 && (t.grace <= 0 || len(t.surcharge) == 0) {
		fs.Add(fault.Broken, "fees.table", "", "年费标准缺少补缴期或滞纳金规则，请检查规则包")
	}
	return t, fs.Err()
}

func (r FeeRequest) check() error {
	var fs fault.Faults
	if !r.Kind.Patent() {
		fs.Invalid("fees.kind", "kind", "种类“%s”应为 invention、utility、design 之一", string(r.Kind))
	}
	for _, d := range []struct {
		path, word string
		day        date.Date
	}{{"filed", "申请日", r.Filed}, {"granted", "授权公告日", r.Granted}, {"on", "计算日", r.On}} {
		if d.day.IsZero() {
			fs.Invalid("date.missing", d.path, "请填写%s", d.word)
		}
	}
	if len(fs) == 0 {
		expiry := right.Right{Kind: r.Kind, Filed: r.Filed}.Expiry()
		switch {
		case r.Granted.Before(r.Filed):
			fs.Invalid("date.order", "granted", "授权公告日 %s 早于申请日 %s，请核对", r.Granted, r.Filed)
		case !r.Granted.Before(expiry):
			fs.Invalid("date.order", "granted", "授权公告日 %s 不早于期限届满日 %s，请核对", r.Granted, expiry)
		case r.On.Before(r.Filed):
			fs.Invalid("date.order", "on", "计算日 %s 早于申请日 %s，请核对", r.On, r.Filed)
		}
		if !r.PaidUntil.IsZero() && r.PaidUntil.Before(r.Filed) {
			fs.Invalid("date.order", "fees_paid_until", "年费缴至日 %s 早于申请日 %s，请核对", r.PaidUntil, r.Filed)
		}
	}
	return fs.Err()
}
