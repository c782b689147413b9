package casefile

import (
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/ledger"
)

// The case's accounts. What the borrower owes of a 借据 stands on borrower:<no>; what a partner paid stands negative on its
// own account and comes back with recoveries; the price of a sale is held against the supervised account until distributed.
var (
	interestPaid   = ledger.Of(ledger.Borrower, "interest")
	supervisedCash = ledger.Of(ledger.Proceeds, "supervised")
	proceedsHeld   = ledger.Of(ledger.Proceeds, "held")
	costsPaid      = ledger.Of(ledger.Costs, "")
	surplusPaid    = ledger.Of(ledger.Pledgor, "surplus")
)

func loanAccount(no string) ledger.Account             { return ledger.Of(ledger.Borrower, no) }
func cashOf(orgID string) ledger.Account               { return ledger.Of(ledger.Bank, orgID) }
func juniorAccount(id string) ledger.Account           { return ledger.Of(ledger.Junior, id) }
func shareAccount(org OrgRef) ledger.Account           { return ledger.Of(shareKinds[org.Kind], org.ID) }
func line(a ledger.Account, m money.Money) ledger.Line { return ledger.Line{Account: a, Amount: m} }

var shareKinds = map[access.OrgKind]ledger.Kind{
	access.Guarantor: ledger.Guarantor, access.Fund: ledger.Fund, access.Insurer: ledger.Insurer,
	access.AppraisalFirm: ledger.Partner, access.Bank: ledger.Partner, access.Finance: ledger.Fund,
}

// post books one entry of today that takes effect on value; lines of zero are left out. It returns the entry's id, "" when
// nothing remained to be booked. An unbalanced entry is the program's own mistake and comes back as a fault.
func (c *Case) post(o *Occasion, fs *fault.Faults, value date.Date, memo string, lines ...ledger.Line) string {
	entry := ledger.Entry{Booked: o.Today, Value: value, Memo: memo}
	for _, l := range lines {
		if l.Amount != 0 {
			entry.Lines = append(entry.Lines, l)
		}
	}
	if len(entry.Lines) == 0 {
		return ""
	}
	entry.ID = o.NewID()
	book, err := ledger.Replay(c.s.Ledger, date.Date{})
	if err == nil {
		err = book.Post(entry)
	}
	if err != nil {
		fs.Append("", err)
		return ""
	}
	c.s.Ledger = append(c.s.Ledger, entry)
	return entry.ID
}

// reverse undoes an entry by one of today that takes effect when the undone one did.
func (c *Case) reverse(o *Occasion, fs *fault.Faults, id, memo string) {
	book, err := ledger.Replay(c.s.Ledger, date.Date{})
	if err != nil {
		fs.Append("", err)
		return
	}
	entry, err := book.Reverse(id, o.NewID(), o.Today, memo)
	if err != nil {
		fs.Append("", err)
		return
	}
	c.s.Ledger = append(c.s.Ledger, entry)
}

// balance is what stands on an account now.
func (s *State) balance(a ledger.Account) money.Money {
	var total money.Money
	for _, e := range s.Ledger {
		for _, l := range e.Lines {
			if l.Account == a {
				total += l.Amount
			}
		}
	}
	return total
}

// Outstanding is the principal still owed on all 借据.
func (s *State) Outstanding() money.Money {
	var total money.Money
	for _, l := range s.Loans {
		total += s.balance(loanAccount(l.No))
	}
	return total
}

// owedByDue are the loans, the earliest due first and of one day in their order: payments take them off so (民法典 560).
func (s *State) owedByDue() []Loan {
	out := slices.Clone(s.Loans)
	slices.SortStableFunc(out, func(a, b Loan) int { return a.Due.Compare(b.Due) })
	return out
}

// paidByPartners is what each partner has paid and not yet got back, in the order of the shares.
func (s *State) paidByPartners() []money.Money {
	if s.CompClaim == nil {
		return nil
	}
	out := make([]money.Money, len(s.CompClaim.Shares))
	for i, x := range s.CompClaim.Shares {
		out[i] = -s.balance(shareAccount(x.Org))
	}
	return out
}
