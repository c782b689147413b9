package casefile

import (
	"strconv"

	road "zhiya/workflow/casefile"
)

func itoa(n int) string { return strconv.Itoa(n) }

// correctable offers what CorrectRecord takes, with what stands there now. Whether it may be corrected the desk decides.
func correctable(s road.State) []road.Choice {
	var out []road.Choice
	add := func(field, title, now string) {
		if now != "" {
			out = append(out, road.Choice{Value: field, Title: title + "（现为 " + now + "）"})
		}
	}
	if s.Report != nil {
		add("report.filing_code", "业务报备编码", s.Report.FilingCode)
	}
	if s.Credit != nil {
		add("credit.approval_no", "授信批复号", s.Credit.ApprovalNo)
	}
	if s.Contracts != nil {
		add("contracts.loan_no", "借款合同编号", s.Contracts.Form.LoanNo)
		add("contracts.pledge_no", "质押合同编号", s.Contracts.Form.PledgeNo)
	}
	if s.Registration != nil {
		add("registration.number", "质押登记号", s.Registration.Number)
	}
	if s.Settlement != nil {
		add("settlement.certificate_no", "结清证明编号", s.Settlement.CertificateNo)
	}
	if s.CompClaim != nil {
		add("compensation.number", "补偿审批文号", s.CompClaim.Number)
	}
	if s.DisposalPlan != nil {
		add("disposal.number", "处置审批意见文号", s.DisposalPlan.Number)
	}
	return out
}
