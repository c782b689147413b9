package workflow

import (
	"context"
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare"
	"zhiya/workflow/riskshare/stress"
)

// SeesPortfolio reports whether the person looks at loans together: of a bank its own, of a partner those it shares, of the bureau and the
// finance authority those of their cases.
func SeesPortfolio(a access.Actor) bool {
	switch a.OrgKind {
	case access.Bank, access.Guarantor, access.Fund, access.Insurer, access.Finance, access.Bureau:
		return hasCaseWork(a)
	}
	return false
}

// portfolioOf are the positions that the person's organisation may look at, with the rules of the store and the balances of the pools.
func (d *Desk) portfolioOf(ctx context.Context, personID string, on date.Date) ([]portfolio.Position, portfolio.Assumptions, map[string]money.Money, error) {
	var all []portfolio.Position
	var a portfolio.Assumptions
	pools := map[string]money.Money{}
	err := d.Store.Read(ctx, func(tx Tx) error {
		org := ""
		if personID != "" {
			who, err := actorOf(ctx, tx, personID)
			if err != nil {
				return err
			}
			if !SeesPortfolio(who) {
				return fault.New(fault.Forbidden, "permission", "", "组合视图由贷款银行、合作方和主管部门查看，您的岗位是%s·%s", who.OrgName, who.Posts())
			}
			org = who.OrgID
		}
		rules, err := d.rules(ctx, tx)
		if err != nil {
			return err
		}
		if a, err = portfolio.AssumptionsOn(rules, on); err != nil {
			return err
		}
		if all, err = tx.Positions(ctx, org); err != nil {
			return err
		}
		return poolsOf(ctx, tx, pools)
	})
	return all, a, pools, err
}

// poolsOf are the balances of all pools, by the name of the organisation.
func poolsOf(ctx context.Context, tx Tx, out map[string]money.Money) error {
	book, err := readBook(ctx, tx)
	if err != nil {
		return err
	}
	directory := readDirectory(ctx, tx)
	books := &partnerBooks{ctx: ctx, tx: tx, book: book}
	var seen []string
	for _, e := range book.Of(riskshare.PoolRecord) {
		key := e.OrgID + " " + e.Pool.Program
		if slices.Contains(seen, key) {
			continue
		}
		seen = append(seen, key)
		if balance, kept := riskshare.PoolBalance(books, e.OrgID, e.Pool.Program); kept {
			out[directory.named(e.OrgID).Name] += balance
		}
	}
	if directory.failed != nil {
		return directory.failed
	}
	return books.failed
}

// Portfolio is the portfolio that the person's organisation looks at, today; personID "" is for the command line.
//
// Faults: Forbidden; those of portfolio.AssumptionsOn.
func (d *Desk) Portfolio(ctx context.Context, personID string) (portfolio.View, portfolio.Assumptions, error) {
	today := Today(d.Now())
	all, a, _, err := d.portfolioOf(ctx, personID, today)
	if err != nil {
		return portfolio.View{}, a, err
	}
	return portfolio.Look(all, a, today), a, nil
}

// StressPortfolio asks what the portfolio may lose in a year when defaults come together, with the pools as they stand today. progress,
// which may be nil, hears how many scenarios are done and stops the run by answering false.
//
// Faults: Forbidden; those of stress.Run, among them that there is no loan.
func (d *Desk) StressPortfolio(ctx context.Context, personID string, scenarios int, seed uint64, progress func(done int) bool) (stress.Result, error) {
	today := Today(d.Now())
	all, a, pools, err := d.portfolioOf(ctx, personID, today)
	if err != nil {
		return stress.Result{}, err
	}
	return stress.Run(portfolio.Plan(all, a, today, pools, scenarios, seed), progress)
}
