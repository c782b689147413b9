package casefile

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"

	"zhiya/workflow/access"
	"zhiya/workflow/ident"
	"zhiya/workflow/right"
)

// For is the state as the actor's organisation may see it (PROCESS.md, People): before the report is out nobody but the
// appraisal firm sees its drafts and working papers; the firm sees neither the credit decision nor the amount that is hoped
// for, nor the default; the bureau and the partners see stage, amounts and the disposal file, not the bank's opinion of the
// debtor, its rating or its contracts. Notes of other organisations' acts are left out.
func (s State) For(a access.Actor) State {
	s = s.clone()
	firm := a.OrgID == s.Assessor.ID && s.Assessor.ID != ""
	bank := a.OrgID == s.Lender.ID
	if !firm {
		if !s.Report.Issued() {
			s.Valuation, s.Report = nil, nil
		}
		s.Review = nil
		s.Plan, s.Independence, s.SiteVisits, s.RightsCheck, s.Earlier = nil, nil, nil, nil, nil // working papers stay with the firm
		if s.Valuation != nil {
			s.Valuation.Copied = nil // it speaks of another case
		}
	}
	s.Earlier = slices.DeleteFunc(s.Earlier, func(e EarlierR) bool { return e.OrgID != a.OrgID })
	if firm {
		s.Takeover = nil
		s.DueDiligence, s.Credit, s.Contracts, s.Loans, s.Repayments, s.Claim, s.CompClaim = nil, nil, nil, nil, nil, nil, nil
		s.DisposalPlan, s.Distribution, s.Proceeds, s.EarlierProceeds, s.Recoveries, s.Ledger, s.Settlement = nil, nil, nil, nil, nil, nil, nil
		s.Extension, s.Extensions = nil, nil
		s.PartyChange, s.PartyChanges, s.Determination = nil, nil, nil
		s.Collateral, s.CollateralChanges = nil, nil
		s.Revaluation, s.Revaluations, s.ReversedProceeds, s.ReversedRecoveries, s.FeeAdvances = nil, nil, nil, nil, nil
		s.Renewal, s.Renewals = nil, nil
		s.Intake.Requested = 0
	}
	if !s.MayRead(DocWatchReport, a) {
		s.WatchReports = nil
	}
	if !s.MayRead(DocReminder, a) {
		s.Letters = nil
	}
	if !s.MayRead(DocAuditTrail, a) {
		s.AuditReports = nil
	}
	if !bank && a.OrgID != s.Pledgee.ID { // the contracts are the creditor's; a pledgee files with them
		s.Contracts, s.FilingPapers = nil, nil
	}
	if !bank {
		s.Classing, s.Classes, s.Duties, s.Exemptions = nil, nil, nil, nil
	}
	if s.Default != nil && !bank { // 五级分类 is the bank's own rating
		s.Default.Form.Class = ""
	}
	if firm {
		s.Default = nil
		if a.OrgID != s.Opener.ID {
			s.Intake.Ceiling = nil
		}
		if s.Exit != nil && s.Exit.By.OrgID != a.OrgID {
			s.Exit.Reason = ""
		}
	}
	if !bank && !firm {
		s.DueDiligence = nil
		if s.Credit != nil {
			s.Credit.Opinion, s.Credit.Form.Opinion = "", ""
		}
		if s.Collateral != nil {
			s.Collateral.Opinion = ""
		}
		for i := range s.CollateralChanges {
			s.CollateralChanges[i].Opinion = ""
		}
	}
	s.hideCorrections(a)
	s.Returns = slices.Clone(s.Returns)
	for i := range s.Returns {
		if !s.mayReadReason(s.Returns[i], a) {
			s.Returns[i].Reason = ""
		}
	}
	for i := range s.Acts {
		if s.Acts[i].By.OrgID != a.OrgID {
			s.Acts[i].Note = ""
		}
	}
	s.Documents = slices.DeleteFunc(s.Documents, func(d DocumentRef) bool { return !s.MayOpen(d, a) })
	return s
}

// mayReadReason reports whether the reason of a step back is for the actor's organisation: its own always; of others the firm
// reads none, the lender all but what was said inside the firm or of its papers, the partners and the bureau those of compensation and disposal.
func (s State) mayReadReason(r ReturnR, a access.Actor) bool {
	switch {
	case r.By.OrgID == a.OrgID:
		return true
	case a.OrgID == s.Assessor.ID:
		return false
	case a.OrgID == s.Lender.ID:
		return r.Command != "RecallValuation" && r.Command != "ReturnReport" && treated[r.Command] == ""
	}
	i := slices.IndexFunc(table, func(row Transition) bool { return row.Command == r.Command })
	return i >= 0 && table[i].Track != Main
}

// MayOpen reports whether the actor's organisation may open this document: of an appraisal firm's working papers only its own,
// also after another firm has been engaged.
func (s State) MayOpen(d DocumentRef, a access.Actor) bool {
	if d.OrgID != "" && d.OrgID != a.OrgID && a.OrgKind == access.AppraisalFirm && d.Kind != DocAppraisalReport {
		return false
	}
	return s.MayRead(d.Kind, a)
}

// MayRead reports whether the actor's organisation may open a document of this kind.
func (s State) MayRead(k DocumentKind, a access.Actor) bool {
	firm := a.OrgID == s.Assessor.ID && s.Assessor.ID != ""
	switch k {
	case DocReviewSheet, DocPlan, DocSiteVisit, DocTitleCheck, DocIndependence:
		return firm
	case DocEngagement, DocExplanation:
		return firm || a.OrgID == s.Lender.ID
	case DocCreditMemo, DocDueDiligence:
		return a.OrgID == s.Lender.ID
	case DocAuditTrail: // it names everybody who did anything
		return slices.Contains([]string{s.Lender.ID, s.Pledgee.ID, s.Bureau.ID}, a.OrgID)
	case DocContractPoints, DocPrecheck: // the contracts are the creditor's; a pledgee files with them
		return a.OrgID == s.Lender.ID || a.OrgID == s.Pledgee.ID
	case DocIntake: // it names the amount asked for
		return !firm || a.OrgID == s.Opener.ID
	case DocAppraisalReport, DocDetailTable:
		return true
	}
	return !firm
}

// RightKey is the right's number in the one form by which two cases know the same right, however each wrote it: ZL202110345678.3,
// CN202110345678.3 and 2021103456783 are one patent. A number that cannot be read stands as it is.
func RightKey(r right.Right) string {
	switch {
	case r.Kind.Patent():
		if no, err := ident.ParsePatentNo(r.Number); err == nil {
			return no.Compact()
		}
	case r.Kind == right.Trademark:
		if no, err := ident.ParseTrademarkNo(r.Number); err == nil {
			return no.String()
		}
	case r.Kind == right.Software:
		if no, err := ident.ParseSoftwareNo(r.Number); err == nil {
			return no.String()
		}
	}
	return strings.TrimSpace(r.Number)
}

// Key is a number or name the case can be found by.
type Key struct{ Kind, Value string }

// KeyHeld is the kind of key that only a case which holds its rights has (HoldsRight), so that whoever asks who holds a right need
// not read every case that ever had it. A store made before this key may have it for a case that holds no more: ask the case.
const KeyHeld = "held"

// KeyReceipt is the kind of key by which a case is found from the receipt of an advanced annual fee.
const KeyReceipt = "receipt"

// KeyBatch is the kind of key by which the cases of one batch are found.
const KeyBatch = "batch"

// Keys lists what the case can be found by: its numbers and the trade's own, firms, rights, and pinyin initials of firms.
func (s State) Keys() []Key {
	var out []Key
	add := func(kind, value string) {
		if value = strings.TrimSpace(value); value != "" && !slices.Contains(out, Key{kind, value}) {
			out = append(out, Key{kind, value})
		}
	}
	add("case", s.Number)
	for _, p := range slices.Concat(s.Intake.Debtors, s.Intake.Pledgors) {
		add("firm", p.Name)
		add("uscc", p.USCC)
		add("pinyin", Initials(p.Name))
	}
	for _, r := range s.Intake.Rights {
		add("right", r.Number)
		add("right", RightKey(r))
		if s.HoldsRight() {
			add(KeyHeld, r.Number)
			add(KeyHeld, RightKey(r))
		}
		add("title", r.Title)
	}
	if s.Takeover != nil {
		add("registration", s.Takeover.Form.Number)
	}
	if s.Report.Issued() {
		add("report", s.Report.Number)
		add("filing", s.Report.FilingCode)
	}
	if s.Credit != nil {
		add("approval", s.Credit.ApprovalNo)
		for _, e := range s.Credit.Enrolments {
			add("enrolment", e.Number)
		}
	}
	if s.Contracts != nil {
		add("contract", s.Contracts.Form.LoanNo)
		add("contract", s.Contracts.Form.PledgeNo)
	}
	if s.Registration != nil {
		add("registration", s.Registration.Number)
	}
	for _, a := range s.FeeAdvances {
		if a.Reversed == nil {
			add(KeyReceipt, a.Receipt)
			add(KeyBatch, a.Batch)
			add(KeyBatch, a.Imported)
		}
	}
	if k := s.Collateral; k.filed() && k.Added != nil && s.HoldsRight() {
		add(KeyHeld, k.Added.Right.Number)
		add(KeyHeld, RightKey(k.Added.Right))
	}
	for _, a := range s.additions() {
		add("registration", a.Number)
	}
	for _, k := range s.CollateralChanges { // a case is also found by what was pledged in it once
		if k.Removed != nil {
			add("right", k.Removed.Number)
			add("right", RightKey(*k.Removed))
			add("title", k.Removed.Title)
		}
	}
	if s.CompClaim != nil {
		add("decision", s.CompClaim.Number)
	}
	if s.DisposalPlan != nil {
		add("decision", s.DisposalPlan.Number)
	}
	return out
}

// HoldsRight reports whether the case's pledge bars another pledge of its rights: filed for registration or registered.
func (s State) HoldsRight() bool {
	if s.Registration == nil || s.Stage == Withdrawn || s.Stage == Rejected {
		return false
	}
	return s.Registration.Live() || s.Refiling.filed() || (s.Stage == Registration && s.Registration.Filing != nil)
}

// Holds reports whether the case's pledge bars another pledge of the right of this RightKey: not of one it has released.
func (s State) Holds(rightKey string) bool {
	if !s.HoldsRight() {
		return false
	}
	if a := s.Adding(); a != nil && RightKey(a.Right) == rightKey {
		return true
	}
	return slices.ContainsFunc(s.Intake.Rights, func(r right.Right) bool { return RightKey(r) == rightKey })
}

// Fold brings text to the form in which it is searched: half width, lower case, no blanks.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(text))
}

// Initials are the pinyin initials of a Chinese name: 示例新材料 → slxcl.
func Initials(name string) string {
	args := pinyin.NewArgs()
	args.Style = pinyin.FirstLetter
	var b strings.Builder
	for _, part := range pinyin.Pinyin(name, args) {
		if len(part) > 0 {
			b.WriteString(part[0])
		}
	}
	return b.String()
}
