package riskshare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// RecordKind is what a record of a partner's book is about.
type RecordKind string

const (
	ProgramRecord  RecordKind = "program"  // 风险分担方案, one version
	PoolRecord     RecordKind = "pool"     // 资金池收支
	StandingRecord RecordKind = "standing" // 担保公司净资产等
	LiftRecord     RecordKind = "lift"     // 熔断恢复决定
)

// Chinese is the kind in words.
func (k RecordKind) Chinese() string {
	return map[RecordKind]string{ProgramRecord: "风险分担方案", PoolRecord: "资金池收支", StandingRecord: "担保能力数据", LiftRecord: "熔断恢复决定"}[k]
}

// Fill says which organisation is a member of a program. The bank may stay open: then it is the lender of each case.
type Fill struct {
	Member string `json:"member" label:"成员代号"`
	OrgID  string `json:"org_id" label:"机构" source:"orgs:bank,guarantor,fund,insurer,appraisal"`
}

// PoolEntry is money that goes into or out of a pool otherwise than for a claim.
type PoolEntry struct {
	Program string      `json:"program" label:"风险分担方案" source:"programs"`
	Kind    string      `json:"kind" label:"收支种类" choices:"in=拨入|interest=利息收入|out=划出|fee=费用"`
	Amount  money.Money `json:"amount" label:"金额" unit:"元"`
	On      date.Date   `json:"on" label:"收付日"`
	Voucher string      `json:"voucher" label:"凭证号"`
	Source  string      `json:"source" label:"依据（文件、协议）"`
}

// Signed is the amount as it changes the pool.
func (e PoolEntry) Signed() money.Money {
	if e.Kind == "out" || e.Kind == "fee" {
		return -e.Amount
	}
	return e.Amount
}

// KindName is the kind in Chinese.
func (e PoolEntry) KindName() string {
	return map[string]string{"in": "拨入", "interest": "利息收入", "out": "划出", "fee": "费用"}[e.Kind]
}

// Validate names every fault of the entry on a day, all Invalid.
func (e PoolEntry) Validate(today date.Date) error {
	var fs fault.Faults
	if e.Program == "" {
		fs.Invalid("text.missing", "program", "请选择风险分担方案")
	}
	if e.KindName() == "" {
		fs.Invalid("choice", "kind", "请选择收支种类")
	}
	if e.Amount <= 0 {
		fs.Invalid("amount.positive", "amount", "金额应大于 0")
	}
	switch {
	case e.On.IsZero():
		fs.Invalid("date.missing", "on", "请填写收付日")
	case e.On.After(today):
		fs.Invalid("date.future", "on", "收付日 %s 晚于今天 %s", e.On.Chinese(), today.Chinese())
	}
	for _, x := range []struct{ path, name, text string }{{"voucher", "凭证号", e.Voucher}, {"source", "依据", e.Source}} {
		if strings.TrimSpace(x.text) == "" {
			fs.Invalid("text.missing", x.path, "请填写%s", x.name)
		}
	}
	return fs.Err()
}

// LiftEntry is a decision that lets enrolment under a program go on though a fuse has tripped.
type LiftEntry struct {
	Program string `json:"program" label:"风险分担方案" source:"programs"`
	Lift
}

// Validate names every fault of the decision, all Invalid.
func (l LiftEntry) Validate() error {
	var fs fault.Faults
	if l.Program == "" {
		fs.Invalid("text.missing", "program", "请选择风险分担方案")
	}
	if l.Metric.Chinese() == "" {
		fs.Invalid("choice", "metric", "请选择熔断指标")
	}
	if l.Scope.Chinese() == "" {
		fs.Invalid("choice", "scope", "请选择熔断范围")
	}
	if (l.Scope == OfScheme) != (l.Key == "") && l.Scope.Chinese() != "" {
		fs.Invalid("lift.key", "key", "全方案的恢复决定不填对象；按银行、产品、区县的填写对象")
	}
	if l.On.IsZero() || l.Until.IsZero() || l.Until.Before(l.On) {
		fs.Invalid("date.order", "until", "请填写恢复决定的起止日，止日不早于起日")
	}
	for _, x := range []struct{ path, name, text string }{{"number", "决定文号", l.Number}, {"reason", "恢复理由", l.Reason}} {
		if strings.TrimSpace(x.text) == "" {
			fs.Invalid("text.missing", x.path, "请填写%s", x.name)
		}
	}
	return fs.Err()
}

// Record is one record of an organisation's book: proposed by one person, it counts from the approval by another on. Nothing of it is
// ever changed; a wrong one is answered by another.
type Record struct {
	ID       string             `json:"id"`
	OrgID    string             `json:"org_id"`
	Org      string             `json:"org"`
	Kind     RecordKind         `json:"kind"`
	Version  int64              `json:"version,omitempty"` // of a program, from 1
	Program  *Program           `json:"program,omitempty"`
	Fills    []Fill             `json:"fills,omitempty"`
	Pool     *PoolEntry         `json:"pool,omitempty"`
	Standing *GuarantorStanding `json:"standing,omitempty"`
	Lift     *LiftEntry         `json:"lift,omitempty"`
	PersonID string             `json:"person_id"`
	Person   string             `json:"person"`
	On       date.Date          `json:"on"`
	AtMilli  int64              `json:"at_milli"`
}

// Key names the program of a program record: its keeper and its code.
func (r Record) Key() string {
	if r.Program == nil {
		return ""
	}
	return r.OrgID + "/" + r.Program.Code
}

// Decision is what another person of the organisation decided of a record.
type Decision struct {
	ID       string    `json:"id"`
	OrgID    string    `json:"org_id"`
	Approved bool      `json:"approved"`
	Opinion  string    `json:"opinion"`
	PersonID string    `json:"person_id"`
	Person   string    `json:"person"`
	On       date.Date `json:"on"`
	AtMilli  int64     `json:"at_milli"`
}

// BookEntry is a record with what was decided of it.
type BookEntry struct {
	Record
	Decision *Decision `json:"decision,omitempty"` // nil while it waits
}

// Approved reports whether the record counts.
func (e BookEntry) Approved() bool { return e.Decision != nil && e.Decision.Approved }

// StateName is where the record stands, in Chinese.
func (e BookEntry) StateName() string {
	switch {
	case e.Decision == nil:
		return "待审批"
	case e.Decision.Approved:
		return "已批准"
	}
	return "已退回"
}

// Book is the records of one or of all organisations, oldest first.
type Book []BookEntry

// JoinBook sets the decisions beside their records.
func JoinBook(records []Record, decisions []Decision) Book {
	decided := map[string]*Decision{}
	for i := range decisions {
		decided[decisions[i].ID] = &decisions[i]
	}
	out := make(Book, 0, len(records))
	for _, r := range records {
		out = append(out, BookEntry{Record: r, Decision: decided[r.ID]})
	}
	slices.SortStableFunc(out, func(a, b BookEntry) int { return cmp.Or(cmp.Compare(a.AtMilli, b.AtMilli), cmp.Compare(a.ID, b.ID)) })
	return out
}

// Of are the records of a kind.
func (b Book) Of(kind RecordKind) Book {
	return slices.DeleteFunc(slices.Clone(b), func(e BookEntry) bool { return e.Kind != kind })
}

// Find is the record of an id.
func (b Book) Find(id string) (BookEntry, bool) {
	i := slices.IndexFunc(b, func(e BookEntry) bool { return e.ID == id })
	if i < 0 {
		return BookEntry{}, false
	}
	return b[i], true
}

// Pending are the records that wait for a decision.
func (b Book) Pending() Book {
	return slices.DeleteFunc(slices.Clone(b), func(e BookEntry) bool { return e.Decision != nil })
}

// NextVersion is the number of the next version of a program.
func (b Book) NextVersion(key string) int64 {
	n := int64(0)
	for _, e := range b {
		if e.Kind == ProgramRecord && e.Key() == key {
			n = max(n, e.Version)
		}
	}
	return n + 1
}

// Ruling is the version of a program in force on a day: of those approved the one that began last, then the newest. False when the
// program is not in force.
func (b Book) Ruling(key string, on date.Date) (Record, bool) {
	var best Record
	found := false
	for _, e := range b {
		if e.Kind != ProgramRecord || e.Key() != key || !e.Approved() || on.Before(e.Program.ValidFrom) {
			continue
		}
		if !found || cmp.Or(e.Program.ValidFrom.Compare(best.Program.ValidFrom), cmp.Compare(e.Version, best.Version)) > 0 {
			best, found = e.Record, true
		}
	}
	return best, found && best.Program.InForce(on)
}

// Offered are the programs in force on a day that a bank may enrol loans under: those in which the bank is open or is this one.
func (b Book) Offered(lenderID string, on date.Date) []Record {
	var out []Record
	var seen []string
	for _, e := range b {
		key := e.Key()
		if e.Kind != ProgramRecord || slices.Contains(seen, key) {
			continue
		}
		seen = append(seen, key)
		if r, ok := b.Ruling(key, on); ok && r.open(lenderID) {
			out = append(out, r)
		}
	}
	return out
}

// open reports whether the bank may use the program.
func (r Record) open(lenderID string) bool {
	for _, m := range r.Program.Members {
		if m.Role != BankRole {
			continue
		}
		if id := r.filled(m.ID); id != "" && id != lenderID {
			return false
		}
	}
	return true
}

func (r Record) filled(member string) string {
	for _, f := range r.Fills {
		if f.Member == member {
			return f.OrgID
		}
	}
	return ""
}

// Parties are the organisations of the members, in their order, with the lender where the bank is open.
func (r Record) Parties(lenderID string) []string {
	out := make([]string, len(r.Program.Members))
	for i, m := range r.Program.Members {
		if out[i] = r.filled(m.ID); out[i] == "" && m.Role == BankRole {
			out[i] = lenderID
		}
	}
	return out
}

// SchemeOf is the program's scheme with the members' organisations as parties; use is by organisation. Faults as Program.Scheme.
func (r Record) SchemeOf(lenderID string, use map[string]Use) (Scheme, error) {
	ids := r.Parties(lenderID)
	byMember := map[string]Use{}
	name := map[string]string{}
	for i, m := range r.Program.Members {
		byMember[m.ID] = use[ids[i]]
		name[m.ID] = ids[i]
	}
	s, err := r.Program.Scheme(byMember)
	if err != nil {
		return Scheme{}, err
	}
	for i := range s.Parties {
		s.Parties[i].ID = name[s.Parties[i].ID]
	}
	s.Layers = slices.Clone(s.Layers)
	for i := range s.Layers {
		s.Layers[i].Shares = slices.Clone(s.Layers[i].Shares)
		for j := range s.Layers[i].Shares {
			s.Layers[i].Shares[j].ID = name[s.Layers[i].Shares[j].ID]
		}
	}
	s.Residual = name[s.Residual]
	return s, nil
}

// CheckFills names every fault of the members' organisations, all Invalid: a member other than a bank that nobody fills, an unknown
// member, one organisation twice. kindOf tells the kind that an organisation is; fit whether it may play the role.
func (r Record) CheckFills(fit func(role Role, orgID string) bool) error {
	var fs fault.Faults
	seen := map[string]string{}
	for i, f := range r.Fills {
		at := fmt.Sprintf("fills[%d]", i)
		k := slices.IndexFunc(r.Program.Members, func(m Member) bool { return m.ID == f.Member })
		switch {
		case k < 0:
			fs.Invalid("fill.member", at+".member", "“%s”不是方案成员的代号", f.Member)
		case seen[f.Member] != "" || slices.ContainsFunc(r.Fills[:i], func(x Fill) bool { return x.OrgID == f.OrgID }):
			fs.Invalid("fill.twice", at+".org_id", "同一成员或者同一机构只能登记一次")
		case !fit(r.Program.Members[k].Role, f.OrgID):
			fs.Invalid("fill.kind", at+".org_id", "成员“%s”的角色为%s，请选择相应类别的机构", f.Member, r.Program.Members[k].Role.Chinese())
		}
		seen[f.Member] = f.OrgID
	}
	for i, m := range r.Program.Members {
		if m.Role != BankRole && seen[m.ID] == "" {
			fs.Invalid("fill.missing", fmt.Sprintf("members[%d].id", i), "请登记成员“%s”（%s）由哪家机构担任", m.ID, m.Role.Chinese())
		}
	}
	return fs.Err()
}

// PoolPaidIn is what was paid into the pool of an organisation for a program and not taken out, false when it keeps no such pool.
func (b Book) PoolPaidIn(orgID, program string) (money.Money, bool) {
	var sum money.Money
	kept := false
	for _, e := range b {
		if e.Kind == PoolRecord && e.OrgID == orgID && e.Pool.Program == program && e.Approved() {
			sum += e.Pool.Signed()
			kept = true
		}
	}
	return sum, kept
}

// StandingOf is what an organisation stated of itself last, of those approved that count from a day not after on.
func (b Book) StandingOf(orgID string, on date.Date) (GuarantorStanding, bool) {
	var best GuarantorStanding
	found := false
	for _, e := range b {
		if e.Kind == StandingRecord && e.OrgID == orgID && e.Approved() && !e.Standing.On.After(on) && (!found || !e.Standing.On.Before(best.On)) {
			best, found = *e.Standing, true
		}
	}
	return best, found
}

// Lifts are the approved decisions on the fuses of a program; only its keeper's count.
func (b Book) Lifts(program string) []Lift {
	var out []Lift
	for _, e := range b {
		if e.Kind == LiftRecord && e.Approved() && e.Lift.Program == program && strings.HasPrefix(program, e.OrgID+"/") {
			out = append(out, e.Lift.Lift)
		}
	}
	return out
}
