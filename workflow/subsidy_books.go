package workflow

import (
	"context"
	"fmt"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/subsidy"
)

// BookedLoan is what the bank's own cases say of a declared line.
type BookedLoan struct {
	No        int         `json:"no"` // of the line
	Case      string      `json:"case"`
	CaseID    string      `json:"case_id"`
	Principal money.Money `json:"principal"`
	Rate      money.Rate  `json:"rate"`
	From      date.Date   `json:"from"`
	Due       date.Date   `json:"due"`
	Interest  money.Money `json:"interest"` // recorded as paid on days of the period and on the day after it
	Differs   []string    `json:"differs"`  // what the declaration says otherwise, in words
}

// SubsidyBooks looks up the lines of a batch in the cases of the bank of an officer, by number of line. A line of no case is left out: a
// 借据 may be older than the program.
func (d *Desk) SubsidyBooks(ctx context.Context, personID, batchID string) (map[int]BookedLoan, error) {
	v, err := d.Subsidy(ctx, personID, batchID)
	if err != nil {
		return nil, err
	}
	var out map[int]BookedLoan
	err = d.Store.Read(ctx, func(tx Tx) error {
		out = map[int]BookedLoan{}
		a, err := banker(ctx, tx, personID, "银行核对", access.Officer, access.Approver)
		if err != nil {
			return err
		}
		cases := map[string][]casefile.State{} // of a firm
		for _, l := range v.Batch.Lines {
			states, met := cases[l.Entry.USCC]
			if !met {
				if states, err = lentTo(ctx, tx, a, l.Entry.USCC); err != nil {
					return err
				}
				cases[l.Entry.USCC] = states
			}
			if b, found := booked(l, states); found {
				out[l.No] = b
			}
		}
		return nil
	})
	return out, err
}

// lentTo reads the cases of the bank in which a firm of this credit code takes part.
func lentTo(ctx context.Context, tx Tx, a access.Actor, uscc string) ([]casefile.State, error) {
	ids, err := tx.CasesByKey(ctx, "uscc", casefile.Fold(uscc))
	if err != nil {
		return nil, err
	}
	var out []casefile.State
	for _, id := range ids {
		s, err := visible(ctx, tx, a, id)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if s.Lender.ID == a.OrgID {
			out = append(out, s)
		}
	}
	return out, nil
}

func booked(l subsidy.Line, states []casefile.State) (BookedLoan, bool) {
	e := l.Entry
	for _, s := range states {
		for _, loan := range s.Loans {
			if !strings.EqualFold(loan.No, e.LoanNo) {
				continue
			}
			b := BookedLoan{No: l.No, Case: s.Number, CaseID: s.ID, Principal: loan.Amount, Rate: loan.Rate, From: loan.From, Due: loan.Due}
			for _, r := range s.Repayments {
				if r.LoanNo == loan.No && !r.Reversed && !r.On.Before(e.From) && !r.On.After(e.To) {
					b.Interest += r.Interest
				}
			}
			b.compare(e)
			return b, true
		}
	}
	return BookedLoan{}, false
}

func (b *BookedLoan) compare(e subsidy.Entry) {
	say := func(differs bool, format string, args ...any) {
		if differs {
			b.Differs = append(b.Differs, fmt.Sprintf(format, args...))
		}
	}
	say(e.Principal > b.Principal, "申报本金 %s 元，借据 %s 元", e.Principal.Format(), b.Principal.Format())
	say(e.Principal > 0 && e.Rate.Cmp(b.Rate) != 0, "申报利率 %s，借据 %s", e.Rate.Percent(), b.Rate.Percent())
	say(e.LoanFrom != b.From, "申报放款日 %s，借据 %s", e.LoanFrom, b.From)
	say(e.LoanDue != b.Due, "申报到期日 %s，借据 %s", e.LoanDue, b.Due)
	say(e.Principal > 0 && e.Paid > b.Interest, "申报实付利息 %s 元，案件登记的利息 %s 元", e.Paid.Format(), b.Interest.Format())
}

// CheckForms are the bank's checks to begin with: the declared figures, and where a case of the bank says otherwise, those of the case.
// They are put before the officer, who decides.
func CheckForms(b subsidy.Batch, books map[int]BookedLoan) []subsidy.CheckLine {
	var out []subsidy.CheckLine
	for _, l := range b.Lines {
		if l.Check != nil || l.Withdrawn != "" {
			continue
		}
		e := l.Entry
		c := subsidy.CheckLine{No: l.No, Confirmed: true, Principal: e.Principal, Rate: e.Rate, LoanFrom: e.LoanFrom, LoanDue: e.LoanDue, Paid: e.Paid, Overdue: e.Overdue}
		if k, found := books[l.No]; found && b.Kind == subsidy.Interest {
			c.Principal, c.Rate, c.LoanFrom, c.LoanDue = min(e.Principal, k.Principal), k.Rate, k.From, k.Due
			if k.Interest > 0 {
				c.Paid = min(e.Paid, k.Interest)
			}
		}
		out = append(out, c)
	}
	return out
}

// JudgeDeclarations looks at entries as ReceiveSubsidyDeclarations would, without taking them: one error each, nil for one that may be taken.
func (d *Desk) JudgeDeclarations(ctx context.Context, personID, batchID string, entries []subsidy.Entry) ([]error, error) {
	var out []error
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := subsidyPerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		book, err := d.subsidyBook(ctx, tx)
		if err != nil {
			return err
		}
		for _, b := range book {
			if _, seen := b.For(a); seen && (b.ID == batchID || b.Number == batchID) && a.OrgKind == access.Bureau {
				o, err := d.subsidyOccasion(ctx, tx, a, book)
				if err != nil {
					return err
				}
				out = subsidy.Admit(b, book, o.Bank, entries)
				return nil
			}
		}
		return noSubsidy()
	})
	return out, err
}

// SubsidyPresets are the published schemes of the rule library of the day.
func (d *Desk) SubsidyPresets(ctx context.Context) ([]subsidy.Preset, error) {
	var out []subsidy.Preset
	err := d.Store.Read(ctx, func(tx Tx) error {
		rules, err := d.rules(ctx, tx)
		if err != nil {
			return err
		}
		pack, err := rules.On(subsidy.PresetPack, Today(d.Now()))
		if err != nil {
			return err
		}
		out, err = subsidy.Presets(pack)
		return err
	})
	return out, err
}
