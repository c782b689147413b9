package riskshare

import (
	"cmp"
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Exposure is what one case is to one partner (备案台账): what is enrolled, owed, claimed, paid and returned. It is drawn from the case and
// kept beside it, so that limits, pools and fuses are sums and no case is opened for them. Amounts in yuan.
type Exposure struct {
	CaseID    string
	OrgID     string // the partner
	First     bool   // the partner named first: sums over cases count the balance of these alone
	Program   string // key of the program; "" for shares agreed in the case itself
	Number    string // of the case
	Title     string
	LenderID  string
	Lender    string
	Debtors   []string // codes (统一社会信用代码) of the debtors
	Group     string   // 关联集团
	District  string
	Product   string
	Enrolled  date.Date   // the partner's confirmation; zero: proposed, reserves nothing
	Live      bool        // confirmed and neither paid back, compensated nor ended: takes capacity
	Balance   money.Money // owed of the loans, or the credit before they are paid out; 0 when not live
	Bad       money.Money // of it in the last three classes
	Share     money.Money // the partner's part of the balance
	Claimed   money.Money // its part of a claim that is being handled
	Paid      money.Money
	PaidOn    date.Date
	Returned  money.Money
	Overdue   date.Date // 违约 since
	ClaimedOn date.Date
}

// Owing is what was paid and has not come back (代偿余额).
func (e Exposure) Owing() money.Money { return e.Paid - e.Returned }

// Query selects exposures; fields not given do not restrict.
type Query struct {
	OrgID    string
	Program  string
	LenderID string
	Product  string
	District string
	Group    string
	Debtor   string // one code
	Year     int    // for PaidYear
	Except   string // id of the case that asks
}

// Matches reports whether an exposure is among those asked for.
func (q Query) Matches(e Exposure) bool {
	is := func(want, have string) bool { return want == "" || want == have }
	return is(q.OrgID, e.OrgID) && is(q.Program, e.Program) && is(q.LenderID, e.LenderID) && is(q.Product, e.Product) && is(q.District, e.District) && is(q.Group, e.Group) &&
		(q.Debtor == "" || slices.Contains(e.Debtors, q.Debtor)) && (q.Except == "" || q.Except != e.CaseID)
}

// Totals are sums over exposures, in yuan.
type Totals struct {
	Cases    int64       // live, each once
	Balance  money.Money // owed of live loans, each case once
	Bad      money.Money // of it in the last three classes
	Share    money.Money // the partners' parts of the balances
	Claimed  money.Money
	Paid     money.Money
	PaidYear money.Money // of it in the year asked for
	Returned money.Money
}

// Add counts an exposure; year is that of PaidYear. byOrg: the sums are of one partner, so each row is its own case.
func (t *Totals) Add(e Exposure, year int, byOrg bool) {
	if e.Live && (byOrg || e.First) {
		t.Cases++
		t.Balance += e.Balance
		t.Bad += e.Bad
	}
	if e.Live {
		t.Share += e.Share
	}
	t.Claimed += e.Claimed
	t.Paid += e.Paid
	t.Returned += e.Returned
	if year != 0 && !e.PaidOn.IsZero() && e.PaidOn.Year() == year {
		t.PaidYear += e.Paid
	}
}

// Owing is what was paid and has not come back.
func (t Totals) Owing() money.Money { return t.Paid - t.Returned }

// Facts is a loan as it asks for a place in a program.
type Facts struct {
	LenderID string
	Product  string
	District string
	Debtors  []string
	Group    string
	Amount   money.Money // the loan
	Share    money.Money // the part that the organisation would bear of it
	On       date.Date
	Except   string // id of the case
}

// Books tells of the other cases and of the partners' records.
type Books interface {
	Totals(q Query) Totals
	Pool(orgID, program string) (money.Money, bool) // paid in and not taken out; false: no pool is kept
	Standing(orgID string) (GuarantorStanding, bool)
	Lifts(program string) []Lift
}

// PoolBalance is what a pool holds now: what was paid in, less what was paid for claims, with what has come back. False when none is kept.
func PoolBalance(b Books, orgID, program string) (money.Money, bool) {
	in, kept := b.Pool(orgID, program)
	if !kept {
		return 0, false
	}
	t := b.Totals(Query{OrgID: orgID, Program: program})
	return in - t.Paid + t.Returned, true
}

// FuseReading is a fuse of a program read for one bank, product or district, or for all.
type FuseReading struct {
	Key string
	Reading
}

// Readings reads the fuses of the program that count on the day, for the scopes that the loan would fall in.
func (r Record) Readings(b Books, f Facts) map[string][]Reading {
	out := map[string][]Reading{}
	for _, fuse := range r.Program.Fuses {
		if !fuse.InForce(f.On) {
			continue
		}
		q := Query{Program: r.Key()}
		key := ""
		switch fuse.Scope {
		case OfBank:
			key, q.LenderID = f.LenderID, f.LenderID
		case OfProduct:
			key, q.Product = f.Product, f.Product
		case OfDistrict:
			key, q.District = f.District, f.District
		}
		if fuse.Scope != OfScheme && key == "" { // the loan has no product or no district: nothing to be read for it
			continue
		}
		t := b.Totals(q)
		x := Figures{Outstanding: t.Balance, NonPerforming: t.Bad, Compensated: t.Owing()}
		for _, m := range r.PoolMembers(f.LenderID) {
			in, _ := b.Pool(m, r.Key())
			own := b.Totals(Query{OrgID: m, Program: r.Key()})
			x.PoolSize += in
			x.PoolPaid += own.Owing()
		}
		out[key] = append(out[key], fuse.Read(x))
	}
	return out
}

// PoolMembers are the organisations that pay out of a pool.
func (r Record) PoolMembers(lenderID string) []string {
	var out []string
	ids := r.Parties(lenderID)
	for i, m := range r.Program.Members {
		if m.pooled() {
			out = append(out, ids[i])
		}
	}
	return out
}

// Enrol holds one more loan against the limits of one member: the fuses of the program, the leverage of its pool, its cap per debtor and the
// law's limits of a guarantee company, which are to be known. Refused with the room left; nil when it may be confirmed.
func (r Record) Enrol(b Books, orgID string, f Facts) error {
	var fs fault.Faults
	if !r.Program.InForce(f.On) {
		fs.Refuse("program.valid", "", "方案“%s”在 %s 已不在有效期内，请贷款银行改用有效的方案", r.Program.Name, f.On.Chinese())
	}
	fs.Append("", Stops(r.Readings(b, f), b.Lifts(r.Key()), f.On))
	ids := r.Parties(f.LenderID)
	at := slices.Index(ids, orgID)
	if at < 0 {
		fs.Refuse("program.member", "", "贵机构不是方案“%s”的成员", r.Program.Name)
		return fs.Err()
	}
	m := r.Program.Members[at]
	own := b.Totals(Query{OrgID: orgID, Program: r.Key(), Except: f.Except})
	if m.pooled() {
		pool, kept := PoolBalance(b, orgID, r.Key())
		if !kept {
			fs.Refuse("program.pool", "", "方案“%s”由贵机构以资金池承担，但尚未登记已批准的拨入，请先在合作账簿登记资金池", r.Program.Name)
		} else {
			fs.Append("", r.Program.checkPool(m, Capacity{Pool: pool - own.Claimed, Reserved: own.Balance}, f.Amount))
		}
	}
	if m.DebtorCap != nil {
		for _, d := range f.Debtors {
			of := b.Totals(Query{OrgID: orgID, Program: r.Key(), Debtor: d, Except: f.Except})
			if sum, err := money.Sum(of.Share, of.Owing(), f.Share); err != nil || sum > *m.DebtorCap {
				fs.Refuse("program.debtor", "", "对该债务人已备案 %s 元、未收回的补偿 %s 元，本笔 %s 元，超过同一债务人累计上限 %s 元", of.Share.Format(), of.Owing().Format(), f.Share.Format(), m.DebtorCap.Format())
			}
		}
	}
	if m.Role == GuarantorRole || m.Role == ReguarantorRole {
		r.guarantor(b, orgID, f, &fs)
	}
	return fs.Err()
}

// guarantor holds the loan against the law's limits of guarantee companies; its liabilities in all programs count.
func (r Record) guarantor(b Books, orgID string, f Facts, fs *fault.Faults) {
	standing, known := b.Standing(orgID)
	if !known {
		fs.Refuse("guarantor.standing", "", "尚未登记净资产等担保能力数据，无法核对《融资担保公司监督管理条例》第十五条、第十六条的限额；请先在合作账簿登记并经批准")
		return
	}
	use := GuarantorUse{All: b.Totals(Query{OrgID: orgID, Except: f.Except}).Share}
	for _, d := range f.Debtors {
		use.Debtor = max(use.Debtor, b.Totals(Query{OrgID: orgID, Debtor: d, Except: f.Except}).Share)
	}
	use.Group = use.Debtor
	if f.Group != "" {
		use.Group = max(use.Group, b.Totals(Query{OrgID: orgID, Group: f.Group, Except: f.Except}).Share)
	}
	fs.Append("", CheckGuarantor(standing, use, f.Share))
}

// Uses is what each party of the program has borne before and can still pay, by organisation, as a claim of a case on a day is shared by it:
// what other claims being handled will take of a pool is not there.
func (r Record) Uses(b Books, f Facts) map[string]Use {
	out := map[string]Use{}
	ids := r.Parties(f.LenderID)
	for i, m := range r.Program.Members {
		id := ids[i]
		var u Use
		if m.DebtorCap != nil {
			for _, d := range f.Debtors {
				u.Debtor = max(u.Debtor, b.Totals(Query{OrgID: id, Program: r.Key(), Debtor: d, Except: f.Except}).Owing())
			}
		}
		if m.YearCap != nil {
			u.Year = b.Totals(Query{OrgID: id, Program: r.Key(), Year: f.On.Year(), Except: f.Except}).PaidYear
		}
		if m.pooled() {
			pool, _ := PoolBalance(b, id, r.Key())
			left := max(0, pool-b.Totals(Query{OrgID: id, Program: r.Key(), Except: f.Except}).Claimed)
			u.Pool = &left
		}
		out[id] = u
	}
	return out
}

// Room is how much more may be enrolled before the leverage of a pooled member is reached; false for one without a pool.
func (r Record) Room(b Books, orgID string, f Facts) (money.Money, bool) {
	at := slices.Index(r.Parties(f.LenderID), orgID)
	if at < 0 || !r.Program.Members[at].pooled() {
		return 0, false
	}
	pool, _ := PoolBalance(b, orgID, r.Key())
	own := b.Totals(Query{OrgID: orgID, Program: r.Key(), Except: f.Except})
	room := (pool - own.Claimed).Decimal().Mul(r.Program.Members[at].Leverage.Decimal()).Sub(own.Balance.Decimal()).RoundFloor(2)
	x, err := money.FromDecimal(room)
	return max(0, x), err == nil
}

// Pooled reports whether the organisation pays out of a pool in the program.
func (r Record) Pooled(orgID, lenderID string) bool {
	return slices.Contains(r.PoolMembers(lenderID), orgID)
}

// AllReadings reads the fuses of the program for everything that has loans in it: all together, each bank, product and district.
func (r Record) AllReadings(b Books, rows []Exposure, on date.Date) []FuseReading {
	var out []FuseReading
	add := func(f Facts, keep Scope) {
		f.On = on
		readings := r.Readings(b, f)
		for key, list := range readings {
			for _, x := range list {
				if x.Fuse.Scope == keep {
					out = append(out, FuseReading{Key: key, Reading: x})
				}
			}
		}
	}
	add(Facts{}, OfScheme)
	seen := map[string]bool{}
	for _, e := range rows {
		for scope, key := range map[Scope]string{OfBank: e.LenderID, OfProduct: e.Product, OfDistrict: e.District} {
			if key == "" || seen[string(scope)+key] {
				continue
			}
			seen[string(scope)+key] = true
			add(Facts{LenderID: e.LenderID, Product: e.Product, District: e.District}, scope)
		}
	}
	slices.SortFunc(out, func(x, y FuseReading) int {
		return cmp.Or(cmp.Compare(x.Fuse.Metric, y.Fuse.Metric), cmp.Compare(x.Fuse.Scope, y.Fuse.Scope), cmp.Compare(x.Key, y.Key))
	})
	return out
}
