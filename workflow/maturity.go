package workflow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
)

// MaturingLoan is a line of the page 到期续贷.
type MaturingLoan struct {
	casefile.DueLoan
	CaseID  string `json:"case_id"`
	Number  string `json:"number"` // of the case
	Title   string `json:"title"`
	Version int64  `json:"version"`
	Days    int    `json:"days"` // until it is due; negative when past due
}

// mostMaturityDays is how far ahead the page looks.
const mostMaturityDays = 366

// Maturing lists the loans of the person's bank that fall due within so many days or are past due, the nearest first.
//
// Faults: Forbidden; days.
func (d *Desk) Maturing(ctx context.Context, personID string, days int) ([]MaturingLoan, error) {
	if days < 0 || days > mostMaturityDays {
		return nil, fault.New(fault.Invalid, "maturity.days", "days", "天数 %d 应在 0 至 %d 之间", days, mostMaturityDays)
	}
	if err := d.keepFacts(ctx); err != nil {
		return nil, err
	}
	today := Today(d.Now())
	until := today.AddDays(days)
	var out []MaturingLoan
	err := d.Store.Read(ctx, func(tx Tx) error {
		out = []MaturingLoan{}
		a, err := batchWorker(ctx, tx, personID, "ProposeRenewal", "ApproveRenewal")
		if err != nil {
			return err
		}
		var ids []string
		err = d.watchedOf(ctx, tx, a, true, func(row WatchedRow, w Watched) error {
			if due := w.Facts.Due; w.Lender == a.OrgID && !due.IsZero() && !due.After(until) {
				ids = append(ids, row.CaseID)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, id := range ids {
			s, err := stateOf(ctx, tx, id)
			if err != nil {
				return err
			}
			for _, l := range s.DueWithin(today, until) {
				out = append(out, MaturingLoan{DueLoan: l, CaseID: s.ID, Number: s.Number, Title: s.Title(), Version: s.Version, Days: l.Loan.Due.Sub(today)})
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b MaturingLoan) int {
		return cmp.Or(a.Loan.Due.Compare(b.Loan.Due), strings.Compare(a.Number, b.Number), strings.Compare(a.Loan.No, b.Loan.No))
	})
	return out, err
}

// MaturityPick is a loan of the page and what is to be proposed for it.
type MaturityPick struct {
	MaturingLoan
	Act    casefile.MaturityAct
	NewDue date.Date
}

// MaturityBatch is proposals made together (批量提出).
type MaturityBatch struct {
	Agreement string    // 合同（协议）编号; {借据} and {案号} stand for those of the loan
	Signed    date.Date // 合同签订日
	Consent   date.Date // 出质人书面同意日
	Partners  date.Date // 合作方书面同意日, where there is a scheme
	Purpose   bool      // the pledgors have confirmed that the new loan repays the old one
	Reason    string
	Picks     []MaturityPick
}

// ProposeAtMaturity proposes the renewals and extensions, by one command a case; another person approves each on its own. A case has
// one proposal at a time.
//
// Faults: maturity.none; maturity.agreement when several would bear one number. What is wrong with a case stands in its result.
func (d *Desk) ProposeAtMaturity(ctx context.Context, personID string, b MaturityBatch) ([]CaseResult, error) {
	if len(b.Picks) == 0 {
		return nil, fault.New(fault.Invalid, "maturity.none", "picks", "请至少选择一笔借据")
	}
	if len(b.Picks) > 1 && !strings.Contains(b.Agreement, "{借据}") && !(strings.Contains(b.Agreement, "{案号}") && onePerCase(b.Picks)) {
		return nil, fault.New(fault.Invalid, "maturity.agreement", "agreement", "多笔借据的合同编号不能相同，请在编号中写入 {借据} 或 {案号}，办理时代入")
	}
	today := Today(d.Now())
	out := make([]CaseResult, len(b.Picks))
	var items []batchItem
	var at []int
	for i, p := range b.Picks {
		out[i] = CaseResult{CaseID: p.CaseID, Number: p.Number}
		cmd, err := b.command(p, today)
		if err == nil && slices.ContainsFunc(items, func(it batchItem) bool { return it.caseID == p.CaseID }) {
			err = fault.New(fault.Refused, "maturity.one", "", "本案已为另一笔借据提出申请，批准或者退回后再提出借据 %s", p.Loan.No)
		}
		if out[i].Err = err; err == nil {
			items, at = append(items, batchItem{caseID: p.CaseID, number: p.Number, version: p.Version, command: cmd}), append(at, i)
		}
	}
	for i, r := range d.batch(ctx, personID, d.batchID("XD"), items) {
		out[at[i]] = r
	}
	return out, nil
}

func onePerCase(picks []MaturityPick) bool {
	seen := map[string]bool{}
	for _, p := range picks {
		if seen[p.CaseID] {
			return false
		}
		seen[p.CaseID] = true
	}
	return true
}

// command is the proposal for one loan.
func (b MaturityBatch) command(p MaturityPick, today date.Date) (casefile.Command, error) {
	if p.Pending != "" {
		return nil, fault.New(fault.Refused, "maturity.pending", "", "借据 %s %s", p.Loan.No, p.Pending)
	}
	agreement := strings.NewReplacer("{借据}", p.Loan.No, "{案号}", p.Number).Replace(b.Agreement)
	switch p.Act {
	case casefile.ActExtend:
		return casefile.ProposeExtension{ExtensionForm: casefile.ExtensionForm{LoanNo: p.Loan.No, Due: p.NewDue, Rate: p.Loan.Rate, Agreement: agreement, Signed: b.Signed,
			Consent: b.Consent, Reason: b.Reason}}, nil
	case casefile.ActRollover, casefile.ActRefinance:
		return casefile.ProposeRenewal{RenewalForm: casefile.RenewalForm{Kind: string(p.Act), LoanNo: p.Loan.No, NewNo: p.NewNo, Amount: p.Owed, From: today, Due: p.NewDue,
			Rate: p.Loan.Rate, Agreement: agreement, Signed: b.Signed, Consent: b.Consent, Purpose: b.Purpose, Partners: b.Partners, Reason: b.Reason}}, nil
	case casefile.ActSettle:
		return nil, fault.New(fault.Refused, "maturity.settle", "", "借据 %s 拟结清：请督促还款，到账后在案件中“登记还款”", p.Loan.No)
	}
	return nil, fault.New(fault.Invalid, "choice", "act", "请选择办理方式，“%s”不在其中", fmt.Sprint(p.Act))
}
