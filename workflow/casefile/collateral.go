package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/ledger"
	"zhiya/workflow/pledge"
	"zhiya/workflow/right"
)

// additions are the changes by which a right came in and is registered, oldest first, with the one under way.
func (s *State) additions() []*AddedR {
	var out []*AddedR
	take := func(a *AddedR) {
		if a != nil && !a.On.IsZero() {
			out = append(out, a)
		}
	}
	for _, k := range s.CollateralChanges {
		take(k.Added)
	}
	if s.Collateral != nil {
		take(s.Collateral.Added)
	}
	return out
}

// added is the addition by which a right came in; nil for those of the first pledge.
func (s *State) added(ref string) *AddedR {
	for _, a := range s.additions() {
		if a.Right.Ref == ref {
			return a
		}
	}
	return nil
}

// ValueUntil is the last day on which the value of one right may be used: its own when it was added later, else that of the case; zero,
// no day at all, when part of it was invalidated since it was accepted last.
func (s *State) ValueUntil(ref string) date.Date {
	if s.valueLost(ref) {
		return date.Date{}
	}
	if a := s.added(ref); a != nil {
		return a.ValidUntil
	}
	return s.valueUntil()
}

// RegistrationOf is the number under which one right is registered, and since when; nothing when the registration was revoked.
func (s State) RegistrationOf(ref string) (string, date.Date) {
	if all := s.spans(ref); len(all) > 0 && !all[len(all)-1].revoked {
		return all[len(all)-1].number, all[len(all)-1].from
	}
	return "", date.Date{}
}

// CoverageFacts are the debt and the pledged rights as they stand on a day, as a what-if begins from them. The debt is the principal
// of the ledger, its end the last day of what is not paid; a mark has no end since it can be renewed.
func (s State) CoverageFacts(on date.Date) pledge.WhatIfRequest {
	out := pledge.WhatIfRequest{Outstanding: s.securedDebt(), On: on, Due: s.securedUntil(), Rights: []pledge.TermRight{}}
	values := s.AcceptedValues()
	for _, r := range s.Intake.Rights {
		one := pledge.TermRight{Ref: r.Title}
		if r.Kind != right.Trademark {
			one.Ends = r.Expiry()
		}
		if i := slices.IndexFunc(values, func(v AcceptedValue) bool { return v.Ref == r.Ref }); i >= 0 {
			v := values[i]
			one.Value, one.Cap, one.Haircut, one.ValidUntil = v.Value, v.Cap, v.Haircut, s.ValueUntil(r.Ref)
		}
		if s.revoked() { // nothing is pledged while no registration stands
			one.Value = 0
		}
		out.Rights = append(out.Rights, one)
	}
	return out
}

// Coverage is how the debt stands against the pledged rights on a day; the coverage is unknown while a value is not valid.
func (s State) Coverage(on date.Date) (pledge.WhatIfResponse, error) {
	return pledge.WhatIf(s.CoverageFacts(on))
}

// ValueEntry is one figure in the history of what was accepted of the rights: when, of which right, what it was and became, by
// whom it was proposed and approved, and where it comes from.
type ValueEntry struct {
	On         date.Date
	Ref, Title string
	Act        string // in Chinese: 授信认定, 重新认定, 追加质押, 部分注销, 置换转出
	Old, New   money.Money
	Cap        money.Rate
	Haircut    money.Rate
	ValidUntil date.Date
	Source     string // report, confirmation, agreement or notice the figure rests on
	Proposed   Signed
	Approved   *Signed
}

// ValueHistory lists every accepted figure of every right that is or was pledged, oldest first.
func (s State) ValueHistory() []ValueEntry {
	if s.Credit == nil || s.Credit.Approved == nil {
		return nil
	}
	titles := map[string]string{}
	for _, r := range s.Intake.Rights {
		titles[r.Ref] = r.Title
	}
	for _, k := range s.CollateralChanges {
		if k.Removed != nil {
			titles[k.Out] = k.Removed.Title
		}
		if k.Added != nil {
			titles[k.Added.Right.Ref] = k.Added.Right.Title
		}
	}
	now := map[string]AcceptedValue{}
	var out []ValueEntry
	for _, v := range s.Credit.Form.Values {
		out = append(out, ValueEntry{On: s.Credit.Approved.On, Ref: v.Ref, Act: actDecided, New: v.Value, Cap: v.Cap, Haircut: v.Haircut, ValidUntil: s.valueUntil(),
			Source: s.valueSource(), Proposed: s.Credit.Proposed, Approved: s.Credit.Approved})
	}
	changes := slices.Clone(s.CollateralChanges)
	if s.Collateral != nil {
		changes = append(changes, *s.Collateral)
	}
	for _, k := range changes {
		if a := k.Added; a != nil && !a.On.IsZero() {
			out = append(out, ValueEntry{On: a.On, Ref: a.Right.Ref, Act: actAdded, New: a.Accepted.Value, Cap: a.Accepted.Cap, Haircut: a.Accepted.Haircut, ValidUntil: a.ValidUntil,
				Source: a.Lane.String() + "，" + a.Basis + "，登记号 " + a.Number, Proposed: k.Proposed, Approved: k.Approved})
		}
		if k.Removed != nil {
			act := actReleased
			if k.Kind == CollateralSubstitute {
				act = actSubstituted
			}
			out = append(out, ValueEntry{On: k.ReleasedOn, Ref: k.Out, Act: act, Source: k.Ground + "，注销通知 " + k.Notice, Proposed: k.Proposed, Approved: k.Approved})
		}
	}
	for _, r := range s.Revaluations {
		out = append(out, ValueEntry{On: r.On, Ref: r.Ref, Act: actRevalued, New: r.Value, Source: r.Reason, Proposed: r.Proposed, Approved: r.Approved})
	}
	out = append(out, s.revokedValues(titles)...)
	slices.SortStableFunc(out, func(a, b ValueEntry) int { return a.On.Compare(b.On) })
	last := map[string]AcceptedValue{} // before the revocation
	for i := range out {
		e := &out[i]
		e.Title = titles[e.Ref]
		old := now[e.Ref]
		switch e.Act {
		case actRevoked:
			last[e.Ref] = old
		case actAnew:
			e.New, e.Cap, e.Haircut, e.ValidUntil = last[e.Ref].Value, last[e.Ref].Cap, last[e.Ref].Haircut, s.ValueUntil(e.Ref)
		}
		e.Old = old.Value
		if e.Act == actRevalued {
			e.Cap, e.Haircut, e.ValidUntil = old.Cap, old.Haircut, s.ValueUntil(e.Ref)
		}
		now[e.Ref] = AcceptedValue{Value: e.New, Cap: e.Cap, Haircut: e.Haircut}
	}
	return out
}

// valueSource names what the values of the decision rest on.
func (s *State) valueSource() string {
	switch {
	case s.Lane == External && s.Report.Issued():
		return "评估报告 " + s.Report.Number
	case s.LaneValue != nil:
		return s.Lane.String() + "，" + s.LaneValue.Form.Basis
	}
	return s.Lane.String()
}

// SecuredOn counts the rights whose pledge is registered on a day: from the day of registration until the day before the one on
// which it is cancelled.
func (s State) SecuredOn(day date.Date) int {
	n := 0
	count := func(ref string, released date.Date) {
		if !released.IsZero() && !day.Before(released) {
			return
		}
		if slices.ContainsFunc(s.spans(ref), func(x span) bool {
			return !x.from.IsZero() && !day.Before(x.from) && (x.to.IsZero() || day.Before(x.to))
		}) {
			n++
		}
	}
	for _, r := range s.Intake.Rights {
		count(r.Ref, date.Date{})
	}
	for _, k := range s.CollateralChanges {
		if k.Removed != nil {
			count(k.Out, k.ReleasedOn)
		}
	}
	for _, v := range s.Revocations {
		for _, r := range v.Gone {
			count(r.Ref, date.Date{})
		}
	}
	return n
}

// ForPaper is the state as a paper of this kind speaks of it: an application about one right of a change names that right, its
// contract and its own registration.
func (s State) ForPaper(kind DocumentKind) State {
	if k := s.Refiling; k.filed() && slices.Contains(filedPapers, kind) {
		s.Registration = &RegistrationR{Filing: k.Filing, FiledBy: k.FiledBy, Due: k.Due, Provisional: k.Provisional}
		s.Precheck, s.Statements = k.Precheck, s.refiledStatements(k)
		if s.Credit != nil {
			credit := *s.Credit
			credit.Form.Due = k.Until
			s.Credit = &credit
		}
		return s
	}
	k := s.Collateral
	if !k.filed() || s.Registration == nil {
		return s
	}
	registration := *s.Registration
	switch adds := k.Added != nil && k.Added.On.IsZero(); {
	case adds && slices.Contains(filedPapers, kind):
		registration = RegistrationR{Filing: k.Filing, FiledBy: k.FiledBy, Due: k.Due, Provisional: k.Provisional}
		s.Intake.Rights = []right.Right{k.Added.Right}
		s.Precheck, s.Statements = k.Added.Precheck, k.Added.statements(k.FiledBy)
		if s.Credit != nil {
			credit := *s.Credit
			credit.Form.Due = s.securedUntil()
			s.Credit = &credit
		}
		if s.Contracts != nil {
			contracts := *s.Contracts
			contracts.Form.PledgeNo, contracts.Form.PledgeSigned = k.Agreement, k.Signed
			s.Contracts = &contracts
		}
	case !adds && kind == DocCancellation:
		at := s.rightIndex(k.Out)
		if at < 0 {
			return s
		}
		registration.Number, registration.On = s.RegistrationOf(k.Out)
		registration.Cancel = nil
		s.Intake.Rights = []right.Right{s.Intake.Rights[at]}
	}
	s.Registration = &registration
	return s
}

// statements are what the parties declared of the right: the text answers each ground that it meets.
func (a *AddedR) statements(by Signed) []StatementR {
	var out []StatementR
	if a.Statement == "" {
		return nil
	}
	if a.Right.Kind == right.Utility && a.Right.SameDayInvention {
		out = append(out, StatementR{Code: "PR-10", Text: a.Statement, By: by})
	}
	if a.Right.Kind.Patent() && a.Right.Invalidation {
		out = append(out, StatementR{Code: "PR-11", Text: a.Statement, By: by})
	}
	return out
}

// Adding is the right that an application before the office is about, nil when there is none.
func (s State) Adding() *AddedR {
	if k := s.Collateral; k.filed() && k.Added != nil && k.Added.On.IsZero() {
		return k.Added
	}
	return nil
}

// RightsFiled are the rights for which a command files an application for registration, in the state after it; nil for all others.
func RightsFiled(cmd Command, after State) []right.Right {
	switch cmd.(type) {
	case FileRegistration, FileAnew:
		return after.Intake.Rights
	case FileAddedPledge:
		return []right.Right{after.Collateral.Added.Right}
	}
	return nil
}

// CoveragePoint is how the debt stood against the security at the end of a day on which something changed, and what that was.
type CoveragePoint struct {
	On       date.Date
	What     []string
	Position pledge.Position
}

// CoverageHistory lists the days since the first loan on which the principal or an accepted value changed. Money counts from the day
// it was booked, so that no later entry rewrites a day that was reported.
func (s State) CoverageHistory() ([]CoveragePoint, error) {
	if len(s.Loans) == 0 || s.Lane == Exempt {
		return nil, nil
	}
	var out []CoveragePoint
	note := func(on date.Date, what string) {
		i := slices.IndexFunc(out, func(p CoveragePoint) bool { return p.On == on })
		if i < 0 {
			i, out = len(out), append(out, CoveragePoint{On: on})
		}
		out[i].What = append(out[i].What, what)
	}
	owed := func(e ledger.Entry) (sum money.Money) {
		for _, l := range e.Lines {
			if l.Account.Kind() == ledger.Borrower && l.Account != interestPaid && l.Account != feesAdvanced { // principal, of a renewal that was reversed too
				sum += l.Amount
			}
		}
		return sum
	}
	var begun date.Date
	for _, e := range s.Ledger {
		if owed(e) != 0 {
			if begun.IsZero() {
				begun = e.Booked
			}
			note(e.Booked, e.Memo)
		}
	}
	history := s.ValueHistory()
	for _, v := range history {
		if !begun.IsZero() && v.On.After(begun) {
			note(v.On, v.Act+" "+v.Ref)
		}
	}
	slices.SortStableFunc(out, func(a, b CoveragePoint) int { return a.On.Compare(b.On) })
	for i := range out {
		req := pledge.WhatIfRequest{On: out[i].On, Rights: s.securityOn(out[i].On, history)}
		for _, e := range s.Ledger {
			if !e.Booked.After(req.On) {
				req.Outstanding += owed(e)
			}
		}
		res, err := pledge.WhatIf(req)
		if err != nil {
			return nil, err
		}
		out[i].Position = res.After
	}
	return out, nil
}

// securityOn are the rights registered on a day with the figures accepted by then.
func (s *State) securityOn(day date.Date, history []ValueEntry) []pledge.TermRight {
	var out []pledge.TermRight
	for _, e := range history {
		i := slices.IndexFunc(out, func(r pledge.TermRight) bool { return r.Ref == e.Ref })
		var from date.Date
		if all := s.spans(e.Ref); len(all) > 0 {
			from = all[0].from
		}
		switch released := e.Act == actReleased || e.Act == actSubstituted || e.Act == actRevoked; {
		case e.On.After(day) || from.IsZero() || from.After(day):
		case released && i >= 0:
			out = slices.Delete(out, i, i+1)
		case released:
		case i >= 0:
			out[i].Value = e.New
		default:
			out = append(out, pledge.TermRight{Ref: e.Ref, CoveredRight: pledge.CoveredRight{Value: e.New, Cap: e.Cap, Haircut: e.Haircut, ValidUntil: e.ValidUntil}})
		}
	}
	return out
}

// What a figure in the history came from.
const (
	actDecided     = "授信认定"
	actRevalued    = "重新认定"
	actAdded       = "追加质押"
	actReleased    = "部分注销"
	actSubstituted = "置换转出"
	actRevoked     = "登记撤销"
	actAnew        = "重新登记"
)
