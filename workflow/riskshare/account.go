package riskshare

import (
	"cmp"
	"fmt"
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/ledger"
)

// FactKind is what happened to a shared loss.
type FactKind string

const (
	Borne     FactKind = "borne"     // 代偿、补偿或自担: a member bore a part of the loss
	Recovered FactKind = "recovered" // 追偿回款: money came back, less the costs of getting it
)

// Fact is one dated fact of a shared loss. On is the day on which it happened, which may lie before the day on which it is entered.
type Fact struct {
	ID     string      `json:"id"`
	Kind   FactKind    `json:"kind"`
	Member string      `json:"member,omitempty"` // of a part borne
	Amount money.Money `json:"amount"`
	Costs  money.Money `json:"costs,omitzero"` // of a recovery
	On     date.Date   `json:"on"`
}

// Standing is how the members stand at the end of a day.
type Standing struct {
	Borne    map[string]money.Money `json:"borne"`
	Returned map[string]money.Money `json:"returned"`
	Costs    money.Money            `json:"costs"`
	Surplus  money.Money            `json:"surplus"` // recovered beyond all that was borne: the creditor's other loss, then the debtor's
}

// Owing is what a member has not got back yet.
func (s Standing) Owing(member string) money.Money { return s.Borne[member] - s.Returned[member] }

// Stand reckons the standing from the facts alone, whatever their order: by the day on which they happened, on one day what was borne
// before what was recovered, then by id. Each recovery goes, after its costs, to those who have not yet got back what they bore, in
// proportion to what each still lacks, by largest remainder, ties to the member first by id; nobody gets more than it bore.
// Facts after the day do not count; the zero Date counts all.
func Stand(facts []Fact, on date.Date) (Standing, error) {
	counted := slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return !on.IsZero() && f.On.After(on) })
	return play(counted, func(Fact, map[string]money.Money, money.Money, money.Money) {})
}

// play goes through the facts in the order in which they happened and tells of each recovery how it is split.
func play(facts []Fact, tell func(f Fact, parts map[string]money.Money, costs, surplus money.Money)) (Standing, error) {
	s := Standing{Borne: map[string]money.Money{}, Returned: map[string]money.Money{}}
	for _, f := range slices.SortedFunc(slices.Values(facts), func(a, b Fact) int {
		return cmp.Or(a.On.Sub(b.On), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	}) {
		if f.Kind == Borne {
			s.Borne[f.Member] += f.Amount
			tell(f, nil, 0, 0)
			continue
		}
		costs := min(f.Costs, f.Amount)
		parts, surplus, err := s.share(f.Amount - costs)
		if err != nil {
			return Standing{}, err
		}
		for m, x := range parts {
			s.Returned[m] += x
		}
		s.Costs += costs
		s.Surplus += surplus
		tell(f, parts, costs, surplus)
	}
	return s, nil
}

// share splits a recovery among those who still lack something.
func (s Standing) share(net money.Money) (map[string]money.Money, money.Money, error) {
	var members []string
	var lacks []money.Money
	var all money.Money
	for m := range s.Borne {
		if s.Owing(m) > 0 {
			members = append(members, m)
		}
	}
	slices.Sort(members)
	for _, m := range members {
		lacks = append(lacks, s.Owing(m))
		all += s.Owing(m)
	}
	out := map[string]money.Money{}
	back := min(net, all)
	if back == 0 {
		return out, net, nil
	}
	parts, err := back.AllocateMoney(lacks)
	if err != nil {
		return nil, 0, err
	}
	for i, m := range members {
		out[m] = parts[i]
	}
	return out, net - back, nil
}

// Account keeps a shared loss in a ledger (分担台账). Facts may be entered in any order and long after they happened: what that changes in
// the shares of earlier recoveries is booked as a correction on the day of entry with the value date of the recovery, so that a closed
// month never changes and balances by value date are those of the facts.
//
// Its accounts are the members', each with what it is out of pocket (negative), the loss they bear, the debtor from whom money comes
// back, the costs of that, and suspense for a surplus that is to go by contract.
type Account struct {
	facts  []Fact
	booked map[string]map[ledger.Account]money.Money // what is booked on each fact, by account
	book   ledger.Book
	kinds  map[string]ledger.Kind // of the members
	n      int
}

// NewAccount is an empty account for members of these kinds.
func NewAccount(members map[string]ledger.Kind) *Account {
	return &Account{booked: map[string]map[ledger.Account]money.Money{}, kinds: members}
}

// Book is the ledger of the account.
func (a *Account) Book() *ledger.Book { return &a.book }

// Facts are the facts entered and not reversed, in the order of entry.
func (a *Account) Facts() []Fact { return slices.Clone(a.facts) }

// Enter books a fact on a day. Faults: Invalid for an id used before, an unknown kind or member, an amount that is not positive, negative
// costs, a day that is missing or after today; Conflict and Refused as ledger.Post, among them a day in a closed month. Nothing is
// kept when anything is wrong.
func (a *Account) Enter(f Fact, today date.Date) error {
	var fs fault.Faults
	if _, twice := a.booked[f.ID]; twice || f.ID == "" {
		fs.Invalid("fact.id", "id", "编号“%s”为空或已使用", f.ID)
	}
	switch f.Kind {
	case Borne:
		if _, known := a.kinds[f.Member]; !known {
			fs.Invalid("fact.member", "member", "“%s”不是分担方", f.Member)
		}
	case Recovered:
		checkAmount(&fs, "costs", "追偿费用", f.Costs)
	default:
		fs.Invalid("fact.kind", "kind", "“%s”不是承担或回款", f.Kind)
	}
	if f.Amount <= 0 {
		fs.Invalid("amount.positive", "amount", "金额应大于 0")
	}
	switch {
	case f.On.IsZero():
		fs.Invalid("date.missing", "on", "请填写发生日")
	case f.On.After(today):
		fs.Invalid("date.future", "on", "发生日 %s 晚于今天 %s", f.On.Chinese(), today.Chinese())
	}
	if err := fs.Err(); err != nil {
		return err
	}
	return a.become(append(slices.Clone(a.facts), f), today)
}

// Reverse takes a fact back (冲正): what was booked on it and what it changed in the shares of recoveries is undone with entries of their
// own on the day.
func (a *Account) Reverse(id string, today date.Date) error {
	i := slices.IndexFunc(a.facts, func(f Fact) bool { return f.ID == id })
	if i < 0 {
		return fault.New(fault.Invalid, "fact.id", "id", "没有可冲正的事项“%s”", id)
	}
	return a.become(slices.Delete(slices.Clone(a.facts), i, i+1), today)
}

// become books the difference between what is booked and what the facts ask for.
func (a *Account) become(facts []Fact, today date.Date) error {
	want, days, err := a.wanted(facts)
	if err != nil {
		return err
	}
	for _, f := range a.facts { // a fact that is gone wants nothing
		if _, stays := want[f.ID]; !stays {
			want[f.ID], days[f.ID] = map[ledger.Account]money.Money{}, f.On
		}
	}
	next := a.book.Clone()
	n := a.n
	ids := make([]string, 0, len(want))
	for id := range want {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Or(days[x].Sub(days[y]), cmp.Compare(x, y)) })
	for _, id := range ids {
		lines := difference(want[id], a.booked[id])
		if len(lines) == 0 {
			continue
		}
		memo := "登记 " + id
		if len(a.booked[id]) > 0 {
			memo = "更正 " + id
		}
		n++
		if err := next.Post(ledger.Entry{ID: fmt.Sprintf("%s.%d", id, n), Booked: today, Value: days[id], Memo: memo, Lines: lines}); err != nil {
			return err
		}
	}
	a.book, a.facts, a.n = *next, facts, n
	for id, x := range want {
		a.booked[id] = x
	}
	return nil
}

// wanted are the balances that each fact is to leave, and the day of each.
func (a *Account) wanted(facts []Fact) (map[string]map[ledger.Account]money.Money, map[string]date.Date, error) {
	want, days := map[string]map[ledger.Account]money.Money{}, map[string]date.Date{}
	_, err := play(facts, func(f Fact, parts map[string]money.Money, costs, surplus money.Money) {
		lines := map[ledger.Account]money.Money{}
		days[f.ID], want[f.ID] = f.On, lines
		if f.Kind == Borne {
			lines[a.of(f.Member)], lines[ledger.Of(ledger.Loss, "")] = -f.Amount, f.Amount
			return
		}
		lines[ledger.Of(ledger.Borrower, "")] = -f.Amount
		lines[ledger.Of(ledger.Costs, "")] = costs
		lines[ledger.Of(ledger.Suspense, "")] = surplus
		for m, x := range parts {
			lines[a.of(m)] = x
		}
	})
	return want, days, err
}

func (a *Account) of(member string) ledger.Account { return ledger.Of(a.kinds[member], member) }

// difference is the lines that lead from what is booked to what is wanted; they sum to zero, as both sides do.
func difference(want, have map[ledger.Account]money.Money) []ledger.Line {
	var out []ledger.Line
	seen := map[ledger.Account]bool{}
	for _, side := range []map[ledger.Account]money.Money{want, have} {
		for acc := range side {
			if d := want[acc] - have[acc]; d != 0 && !seen[acc] {
				out = append(out, ledger.Line{Account: acc, Amount: d})
			}
			seen[acc] = true
		}
	}
	slices.SortFunc(out, func(x, y ledger.Line) int { return cmp.Compare(x.Account, y.Account) })
	return out
}
