// Package eligibility holds a loan against the conditions of relending (再贷款) and of policy products, condition by condition: met, not
// met or unknown, with the reason, the source and what would cure it. The conditions are dated rules of the pack policy-products.
package eligibility

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/policy"
	"zhiya/workflow/riskshare"
)

// Pack is the id of the rule pack.
const Pack = "policy-products"

// Facts are what is known of a loan. What is not known stays empty and is never taken as met.
type Facts struct {
	On         date.Date   `json:"on"`                   // day of the judgement
	Lent       date.Date   `json:"lent,omitzero"`        // day of the loan, or the day it is planned for
	Due        date.Date   `json:"due,omitzero"`         // last day of the debt
	Amount     money.Money `json:"amount"`               // of the loan
	Rate       money.Rate  `json:"rate"`                 // of the loan, a year
	LPR        *money.Rate `json:"lpr,omitempty"`        // one-year LPR on the day of the loan
	Guaranteed *bool       `json:"guaranteed,omitempty"` // by a guarantee company
	Labels     []string    `json:"labels"`               // of the debtors: 高新技术企业, 科技型中小企业, …
	Districts  []string    `json:"districts"`            // of the debtors
	Bank       string      `json:"bank"`                 // name of the lender
	Listed     []string    `json:"listed,omitempty"`     // lists and registers in which the debtor or the bank was looked up and found
	Clean      *bool       `json:"clean,omitempty"`      // no bad credit in the years the rule names
}

// rule is the figure of an item of the pack.
type rule struct {
	Kind          string       `json:"kind"` // relending or product
	LentFrom      date.Date    `json:"lent_from,omitzero"`
	LentTo        date.Date    `json:"lent_to,omitzero"`
	WindowNote    string       `json:"window_note,omitempty"` // what is not known of the window
	FirmLabels    []string     `json:"firm_labels,omitempty"`
	FirmSize      bool         `json:"firm_size,omitempty"` // the labels are sizes of firms, which are seldom recorded
	Also          string       `json:"also,omitempty"`      // supported beside the labels, not recorded of a firm
	FirmList      string       `json:"firm_list,omitempty"`
	BankList      string       `json:"bank_list,omitempty"`
	Districts     []string     `json:"districts,omitempty"`
	DistrictsOpen bool         `json:"districts_open,omitempty"` // the source names these and others
	MaxAmount     *money.Money `json:"max_amount,omitempty"`
	MinMonths     int          `json:"min_months,omitempty"`
	MaxMonths     int          `json:"max_months,omitempty"`
	OverLPRGuar   *money.Rate  `json:"over_lpr_guaranteed,omitempty"`
	OverLPRCredit *money.Rate  `json:"over_lpr_credit,omitempty"`
	CleanYears    int          `json:"clean_years,omitempty"`
	Terms         string       `json:"terms,omitempty"`
}

// Result is one relending tool or product held against a loan.
type Result struct {
	Code       string                `json:"code"`
	Title      string                `json:"title"`
	Kind       string                `json:"kind"`
	Outcome    riskshare.Outcome     `json:"outcome"` // unmet when any condition is, else unknown when any is
	Conditions []riskshare.Condition `json:"conditions"`
	Terms      string                `json:"terms,omitempty"`
	Citation   string                `json:"citation"` // the basis, or 待核实
	Source     string                `json:"source"`
}

// Examine holds a loan against every tool and product of the rules in force on f.On. Fault policy.no_rule: none is in force that day.
func Examine(f Facts, rules *policy.Library) ([]Result, error) {
	pack, err := rules.On(Pack, f.On)
	if err != nil {
		return nil, err
	}
	var out []Result
	for _, i := range pack.Items {
		r, err := policy.Figures[rule](i)
		if err != nil {
			return nil, err
		}
		x := Result{Code: i.Code, Title: i.Title, Kind: r.Kind, Terms: r.Terms, Citation: i.Citation(), Source: cmp.Or(i.Source, pack.Source)}
		x.Conditions = r.examine(f)
		x.Outcome = worst(x.Conditions)
		out = append(out, x)
	}
	return out, nil
}

func worst(list []riskshare.Condition) riskshare.Outcome {
	out := riskshare.Met
	for _, c := range list {
		if c.Outcome == riskshare.Unmet {
			return riskshare.Unmet
		}
		if c.Outcome == riskshare.Unknown {
			out = riskshare.Unknown
		}
	}
	return out
}

func judge(ok bool) riskshare.Outcome {
	if ok {
		return riskshare.Met
	}
	return riskshare.Unmet
}

func (r rule) examine(f Facts) []riskshare.Condition {
	var out []riskshare.Condition
	add := func(code, title string, o riskshare.Outcome, reason, cure string) {
		if o == riskshare.Met {
			cure = ""
		}
		out = append(out, riskshare.Condition{Code: code, Title: title, Outcome: o, Reason: reason, Cure: cure})
	}
	r.window(f, add)
	r.firm(f, add)
	r.listed(f, add)
	if r.MaxAmount != nil {
		o := judge(f.Amount <= *r.MaxAmount)
		if f.Amount <= 0 {
			o = riskshare.Unknown
		}
		add("amount", "单户金额", o, fmt.Sprintf("本笔 %s 元，上限 %s 元（该户其他同类贷款须一并计算）", f.Amount.Format(), r.MaxAmount.Format()), "金额不超过 "+r.MaxAmount.Format()+" 元")
	}
	r.term(f, add)
	r.rate(f, add)
	if r.CleanYears > 0 {
		title := fmt.Sprintf("近 %d 年无不良信用记录", r.CleanYears)
		if f.Clean == nil {
			add("clean", title, riskshare.Unknown, "未登记征信查询结果", "查询征信后登记")
		} else {
			add("clean", title, judge(*f.Clean), map[bool]string{true: "征信查询无不良记录", false: "征信查询有不良记录"}[*f.Clean], "待记录满年限后再申请")
		}
	}
	return out
}

type adder = func(code, title string, o riskshare.Outcome, reason, cure string)

func (r rule) window(f Facts, add adder) {
	if r.LentFrom.IsZero() {
		return
	}
	span := r.LentFrom.Chinese() + " 起"
	if !r.LentTo.IsZero() {
		span += "至 " + r.LentTo.Chinese()
	}
	if r.WindowNote != "" {
		span += "（" + r.WindowNote + "）"
	}
	if f.Lent.IsZero() {
		add("window", "发放日", riskshare.Unknown, "尚无放款日；支持 "+span+"发放的贷款", "放款后再核对")
		return
	}
	in := !f.Lent.Before(r.LentFrom) && (r.LentTo.IsZero() || !f.Lent.After(r.LentTo))
	add("window", "发放日", judge(in), "放款日 "+f.Lent.Chinese()+"；支持 "+span+"发放的贷款", "不在支持期间，无法补救")
}

func (r rule) firm(f Facts, add adder) {
	if len(r.FirmLabels) > 0 {
		want := strings.Join(r.FirmLabels, "、")
		if r.Also != "" {
			want += "，或者" + r.Also
		}
		switch {
		case slices.ContainsFunc(f.Labels, func(l string) bool { return slices.Contains(r.FirmLabels, l) }):
			add("firm", "企业类型", riskshare.Met, strings.Join(f.Labels, "、")+"；支持 "+want, "")
		case len(f.Labels) == 0:
			add("firm", "企业类型", riskshare.Unknown, "企业类型未登记；支持 "+want, "登记企业类型及其认定文件")
		case r.FirmSize:
			add("firm", "企业规模", riskshare.Unknown, "登记的企业类型 "+strings.Join(f.Labels, "、")+" 中没有规模；支持 "+want, "核实企业划型并登记在企业类型中")
		case r.Also != "":
			add("firm", "企业类型", riskshare.Unknown, strings.Join(f.Labels, "、")+"；支持 "+want, "核实是否属于"+r.Also)
		default:
			add("firm", "企业类型", riskshare.Unmet, strings.Join(f.Labels, "、")+"；支持 "+want, "取得上述资格之一并登记")
		}
	}
	if len(r.Districts) > 0 {
		want := strings.Join(r.Districts, "、")
		switch {
		case len(f.Districts) == 0:
			add("district", "所属县区", riskshare.Unknown, "所属县区未登记；支持 "+want, "登记所属县区")
		case slices.ContainsFunc(f.Districts, func(d string) bool { return slices.Contains(r.Districts, d) }):
			add("district", "所属县区", riskshare.Met, strings.Join(f.Districts, "、"), "")
		case r.DistrictsOpen:
			add("district", "所属县区", riskshare.Unknown, strings.Join(f.Districts, "、")+"；公开文字列举 "+want+" 等", "向运营机构核实该县区是否在支持范围")
		default:
			add("district", "所属县区", riskshare.Unmet, strings.Join(f.Districts, "、")+"；支持 "+want, "不在支持区域，无法补救")
		}
	}
}

// listed are the lists whose content was not seen: met only when somebody looked them up.
func (r rule) listed(f Facts, add adder) {
	for _, l := range []struct{ code, title, list string }{{"firm_list", "企业名录", r.FirmList}, {"bank_list", "发放机构", r.BankList}} {
		switch {
		case l.list == "":
		case slices.Contains(f.Listed, l.list):
			add(l.code, l.title, riskshare.Met, "已核实在列："+l.list, "")
		default:
			add(l.code, l.title, riskshare.Unknown, l.list, "向主管部门核实是否在列后登记")
		}
	}
}

func (r rule) term(f Facts, add adder) {
	if r.MaxMonths == 0 && r.MinMonths == 0 {
		return
	}
	want := fmt.Sprintf("%d 至 %d 个月", r.MinMonths, r.MaxMonths)
	if f.Lent.IsZero() || f.Due.IsZero() {
		add("months", "期限", riskshare.Unknown, "借款期限未登记；要求 "+want, "登记借款期限")
		return
	}
	first, last := f.Lent.AddMonths(r.MinMonths), f.Lent.AddMonths(r.MaxMonths)
	ok := !f.Due.Before(first) && !f.Due.After(last)
	add("months", "期限", judge(ok), fmt.Sprintf("%s 至 %s；要求 %s", f.Lent.Chinese(), f.Due.Chinese(), want), "到期日在 "+first.Chinese()+" 至 "+last.Chinese()+" 之间")
}

func (r rule) rate(f Facts, add adder) {
	if r.OverLPRGuar == nil || r.OverLPRCredit == nil {
		return
	}
	const title = "利率上限"
	if f.LPR == nil {
		add("rate", title, riskshare.Unknown, "未登记放款日的一年期 LPR", "登记 LPR 及其公布日")
		return
	}
	most := func(over money.Rate) money.Rate { return money.RateOf(f.LPR.Decimal().Add(over.Decimal())) }
	low, high := most(*r.OverLPRGuar), most(*r.OverLPRCredit)
	reason := fmt.Sprintf("年利率 %s；担保贷款不超过 %s，信用贷款不超过 %s", f.Rate.Percent(), low.Percent(), high.Percent())
	switch {
	case f.Rate.Cmp(low) <= 0:
		add("rate", title, riskshare.Met, reason, "")
	case f.Rate.Cmp(high) > 0:
		add("rate", title, riskshare.Unmet, reason, "年利率降至上限以内")
	case f.Guaranteed == nil:
		add("rate", title, riskshare.Unknown, reason, "登记是否由担保机构担保")
	default:
		add("rate", title, judge(!*f.Guaranteed), reason, "年利率降至 "+low.Percent()+" 以下（含）")
	}
}

// Validate names every fault of facts that are handed in from outside.
func (f Facts) Validate() error {
	var fs fault.Faults
	if f.On.IsZero() {
		fs.Invalid("date.missing", "on", "请填写判断日 on")
	}
	if f.Amount <= 0 {
		fs.Invalid("amount.positive", "amount", "贷款金额 amount 应大于零")
	}
	if !f.Rate.Between("0", "0.36") {
		fs.Invalid("rate.range", "rate", "年利率 rate %s 应在 0%% 至 36%% 之间", f.Rate.Percent())
	}
	if f.LPR != nil && !f.LPR.Between("0.0001", "0.36") {
		fs.Invalid("rate.range", "lpr", "LPR %s 应在 0.01%% 至 36%% 之间", f.LPR.Percent())
	}
	if !f.Lent.IsZero() && !f.Due.IsZero() && !f.Due.After(f.Lent) {
		fs.Invalid("date.order", "due", "到期日 %s 应晚于放款日 %s", f.Due.Chinese(), f.Lent.Chinese())
	}
	return fs.Err()
}
