package workflow

import (
	"context"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/exchange"
	"zhiya/workflow/party"
)

// TakeOver opens a case for each live pledge of a list, with the takeover proposed in the same act; another person confirms each. A
// registration that a case of the store has already is refused, so the same list read again does nothing twice. Each pledge is done or
// refused by itself; whoever regrets a case withdraws it before it is confirmed.
//
// Faults: Forbidden for anybody but an officer of a bank; bureau.unknown for a bureau that is none.
func (d *Desk) TakeOver(ctx context.Context, personID, source, bureauCode string, list []exchange.TakenPledge) ([]CaseResult, error) {
	var bureau string
	taken := map[string]string{}
	err := d.Store.Read(ctx, func(tx Tx) error {
		if _, err := banker(ctx, tx, personID, "存量质押接管", access.Officer); err != nil {
			return err
		}
		orgs, err := tx.Orgs(ctx)
		if err != nil {
			return err
		}
		bureau = ""
		bureaus := 0
		for _, o := range orgs {
			if o.Kind == access.Bureau {
				bureaus++
				if o.Code == bureauCode || bureauCode == "" {
					bureau = o.ID
				}
			}
		}
		if bureau == "" || bureauCode == "" && bureaus != 1 {
			return fault.New(fault.Invalid, "bureau.unknown", "bureau", "请给出受理处置的市场监督管理局的机构代码")
		}
		for _, p := range list {
			if taken[p.Number], err = takenBy(ctx, tx, p.Number); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]CaseResult, len(list))
	for i, p := range list {
		out[i].Number = p.Number
		if out[i].Err = ctx.Err(); out[i].Err != nil {
			continue
		}
		if by := taken[p.Number]; by != "" {
			out[i].Err = fault.New(fault.Refused, "takeover.again", "number", "质押登记号 %s 已在案件 %s 中", p.Number, by)
			continue
		}
		done, err := d.Do(ctx, personID, Request{CommandID: d.NewID(), Command: openTaken(source, bureau, p)})
		if err != nil {
			out[i].Err = err
			continue
		}
		out[i].CaseID, out[i].Outcome = done.CaseID, &done
	}
	return out, nil
}

// takenBy is the number of the case that has a registration, "" for none; a case withdrawn or rejected has it no more.
func takenBy(ctx context.Context, tx Tx, number string) (string, error) {
	ids, err := tx.CasesByKey(ctx, "registration", casefile.Fold(number))
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		row, err := tx.Case(ctx, id)
		if err != nil {
			return "", err
		}
		if s := casefile.Stage(row.Stage); s != casefile.Withdrawn && s != casefile.Rejected {
			return row.Number, nil
		}
	}
	return "", nil
}

// openTaken is the act that brings one pledge of a list in.
func openTaken(source, bureau string, p exchange.TakenPledge) casefile.OpenCase {
	var owed money.Money
	f := casefile.TakeoverForm{Source: source, LoanNo: p.LoanNo, LoanSigned: p.LoanSigned, PledgeNo: p.PledgeNo, PledgeSigned: p.PledgeSigned, Number: p.Number, Registered: p.Registered, Until: p.Until,
		DayCount: p.DayCount, Repayment: p.Repayment, ValuedOn: p.ValuedOn, ValidUntil: p.ValidUntil, Basis: p.Basis}
	months := 1
	for _, l := range p.Loans {
		owed += l.Balance
		f.Loans = append(f.Loans, casefile.TakenLoan{No: l.No, Amount: l.Amount, Balance: l.Balance, From: l.From, Due: l.Due, Rate: l.Rate})
		if n := (l.Due.Year()-l.From.Year())*12 + l.Due.Month() - l.From.Month(); n > months {
			months = n
		}
	}
	for i, r := range p.Rights {
		v := p.Values[i]
		f.Values = append(f.Values, casefile.AcceptedValue{Ref: r.Ref, Value: v.Value, Cap: v.Cap, Haircut: v.Haircut})
	}
	return casefile.OpenCase{IntakeForm: casefile.IntakeForm{PledgeKind: "general", PledgeMode: "direct", BureauID: bureau, Requested: owed, TermMonths: min(months, 360), Purpose: "存量接管",
		Debtors: []party.Enterprise{p.Debtor}, Pledgors: []party.Enterprise{p.Pledgor}, Rights: p.Rights}, Takeover: &f}
}
