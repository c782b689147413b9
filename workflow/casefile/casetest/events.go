package casetest

import (
	"fmt"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
)

// partyChange is a sound change: names by turns, and now and then the claim goes to the other bank.
func partyChange(f *casefile.PartyChangeForm, s casefile.State, today date.Date) {
	f.Signed, f.Agreement, f.Reason, f.Partners = today, fmt.Sprintf("示例变更%d", s.Version), "示例变更", today
	if len(s.PartyChanges)%3 == 2 && (s.Lender.ID == "bank" || s.Lender.ID == "bank2") {
		*f = casefile.PartyChangeForm{Kind: casefile.PartyAssignment, AssigneeID: map[string]string{"bank": "bank2", "bank2": "bank"}[s.Lender.ID], Agreement: f.Agreement, Signed: today, Notice: today,
			Partners: today, Reason: "债权转让（示例）"}
		return
	}
	base, _, _ := strings.Cut(f.After.Name, "（原")
	f.After.Name = fmt.Sprintf("%s（原名%d）", base, len(s.PartyChanges))
}

// event is the next sound step of a story on the first right: an invalidation that ends with the right maintained, then a seizure that
// is lifted, and so on.
func event(f *casefile.EventForm, s casefile.State) {
	f.Office, f.Number = "示例机关", fmt.Sprintf("示例〔2024〕%d号", len(s.Events)+1)
	if len(s.Intake.Rights) == 0 {
		return
	}
	f.Ref = s.Intake.Rights[0].Ref
	story := []string{casefile.EventInvalidation, casefile.EventDecision, casefile.EventWithdrawn, casefile.EventSeized, casefile.EventReleased}
	f.Kind = story[0]
	for i := len(s.Events) - 1; i >= 0; i-- {
		if e := s.Events[i].Form; e.Ref == f.Ref {
			for k, x := range story {
				if x == e.Kind {
					f.Kind = story[(k+1)%len(story)]
				}
			}
			break
		}
	}
	if f.Kind == casefile.EventDecision {
		f.Outcome = "maintained"
	}
}

// takeover is a sound history: registered half a year ago, half repaid, valued once.
func takeover(f *casefile.TakeoverForm, today date.Date) {
	before := today.AddMonths(-6)
	f.Source, f.LoanNo, f.PledgeNo, f.Number = "示例信贷系统导出", "示例存借001", "示例存质001", "Y2023示例存001"
	f.LoanSigned, f.PledgeSigned, f.Registered, f.Until = before, before, before.AddDays(5), today.AddMonths(6)
	f.Loans = []casefile.TakenLoan{{No: "CJ01", Amount: money.Yuan(1_000_000), Balance: money.Yuan(500_000), From: before.AddDays(7), Due: today.AddMonths(6), Rate: money.MustRate("0.0435")}}
	for i := range f.Values {
		f.Values[i].Value, f.Values[i].Cap = money.Yuan(2_000_000), money.MustRate("0.5")
	}
	f.ValuedOn, f.ValidUntil, f.Basis = before, today.AddMonths(6), "示例评估报告"
}
