package subsidy

import (
	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
)

// Validate names every fault of a declaration by field, against the plan of its batch. It does not look at other declarations.
func (e Entry) Validate(p Plan) error {
	var fs fault.Faults
	text(&fs, "firm", "企业名称", e.Firm, 120)
	if u, err := ident.ParseUSCC(e.USCC); err != nil {
		fs.Append("uscc", err)
	} else if u.String() != e.USCC {
		fs.Invalid("uscc.form", "uscc", "统一社会信用代码应写作 %s", u)
	}
	text(&fs, "loan_no", "借据编号", e.LoanNo, 64)
	text(&fs, "voucher", "付息或者付费凭证号", e.Voucher, 120)
	e.validateDays(&fs, p)
	if e.Paid <= 0 {
		fs.Invalid("amount.range", "paid", "%s应大于零", p.Kind.Paid())
	}
	if e.IPShare != nil && (!e.IPShare.Between("0", "1") || e.IPShare.IsZero()) {
		fs.Invalid("rate.range", "ip_share", "知识产权质押部分占比 %s 应大于零且不超过 100%%", e.IPShare.Percent())
	}
	if p.Kind == Interest {
		if e.Principal <= 0 {
			fs.Invalid("amount.range", "principal", "请填写计息本金，应大于零")
		}
		if !e.Rate.Between("0.0001", "0.36") {
			fs.Invalid("rate.range", "rate", "年利率 %s 应在 0.01%% 至 36%% 之间", e.Rate.Percent())
		}
		if e.Overdue < 0 || e.Overdue > e.Paid {
			fs.Invalid("amount.range", "overdue", "其中罚息、复利不能为负，也不能超过实付利息")
		}
	} else if e.Overdue != 0 {
		fs.Invalid("subsidy.overdue", "overdue", "费用补贴没有罚息、复利，请留空")
	}
	return fs.Err()
}

func (e Entry) validateDays(fs *fault.Faults, p Plan) {
	for _, d := range []struct {
		path, word string
		missing    bool
	}{{"loan_from", "放款日", e.LoanFrom.IsZero()}, {"loan_due", "到期日", e.LoanDue.IsZero()}, {"from", "期间起日", e.From.IsZero()}, {"to", "期间止日", e.To.IsZero()}} {
		if d.missing {
			fs.Invalid("date.missing", d.path, "请填写%s", d.word)
		}
	}
	if e.LoanFrom.IsZero() || e.LoanDue.IsZero() || e.From.IsZero() || e.To.IsZero() {
		return
	}
	if !e.LoanFrom.Before(e.LoanDue) {
		fs.Invalid("date.order", "loan_due", "到期日 %s 应晚于放款日 %s", e.LoanDue, e.LoanFrom)
	}
	switch {
	case !e.From.Before(e.To):
		fs.Invalid("date.order", "to", "期间止日 %s（不计入）应晚于起日 %s", e.To, e.From)
	case e.From.Before(p.From) || e.To.After(p.To):
		fs.Invalid("subsidy.period", "from", "期间 %s 至 %s 不在本批次的补贴期间 %s 至 %s 之内，请按本批次的期间拆分申报", e.From, e.To, p.From, p.To)
	case p.Kind == Interest && e.From.Before(e.LoanFrom):
		fs.Invalid("subsidy.before_loan", "from", "期间起日 %s 早于放款日 %s", e.From, e.LoanFrom)
	}
}
