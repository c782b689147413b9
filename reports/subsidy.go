package reports

import (
	"slices"
	"strconv"

	"zhiya/reports/layout"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/policy"
	"zhiya/workflow/subsidy"
)

// The preset of the place; its text was not read in an official source, so it is printed as 待核实 and never cited.
const (
	subsidyPack   = subsidy.PresetPack
	subsidyPreset = "lianyungang-2022"
)

// accrual is a stretch of days in which the principal of a 借据 did not change.
type accrual struct {
	loan      casefile.Loan
	from, to  date.Date // to is not counted
	principal money.Money
}

// accruals splits every 借据 at its repayments, up to its due day: penalty interest is not subsidised.
func (p *paper) accruals() []accrual {
	var out []accrual
	for _, l := range p.s.Loans {
		end := l.Due
		if p.info.On.Before(end) {
			end = p.info.On
		}
		paid := slices.DeleteFunc(slices.Clone(p.s.Repayments), func(r casefile.Repayment) bool {
			return r.LoanNo != l.No || r.Reversed || r.Principal == 0 || !r.On.Before(end)
		})
		slices.SortStableFunc(paid, func(a, b casefile.Repayment) int { return a.On.Compare(b.On) })
		now := accrual{loan: l, from: l.From, principal: l.Amount}
		for _, r := range paid {
			if now.to = r.On; now.to.After(now.from) {
				out = append(out, now)
			}
			now.from, now.principal = r.On, now.principal-r.Principal
		}
		if now.to = end; now.to.After(now.from) && now.principal > 0 {
			out = append(out, now)
		}
	}
	return out
}

// subsidySheet is the 贴息测算表: the interest day by day on what was owed, and the part of it a subsidy would bear by the preset.
func subsidySheet(p *paper) {
	s := p.s
	f := s.Credit.Form
	p.issuer(s.Lender.Name)
	rule, known := p.subsidyRule()
	p.pairs("", part("一、企业与贷款"),
		wide("企业（债务人）", names(s.Intake.Debtors)), pair("贷款银行", org(s.Lender)), pair("授信批复号", s.Credit.ApprovalNo),
		pair("计息天数基础", strconv.Itoa(f.DayCount)+" 天"), pair("知识产权质押部分占比", f.IPShare.Percent()),
		pair("测算截止日", day(p.info.On)), pair("结清日", settledOn(s)))
	p.partyTable()
	p.firmTable()
	p.h1("二、应计利息")
	t := layout.Table{Small: true, CarryOver: true, Columns: []layout.Column{mid("序号", 0.5), col("借据编号", 2), mid("起息日", 1.3), mid("止息日（不计）", 1.3), num("天数", "天", 0.8), num("计息本金", "元", 1.8), num("年利率", "", 0.9), sumOf("应计利息", 1.6)}}
	var accrued money.Money
	for i, a := range p.accruals() {
		res, err := policy.Subsidy(policy.SubsidyRequest{Principal: a.principal, Rate: a.loan.Rate, From: a.from, To: a.to, DayCount: strconv.Itoa(f.DayCount), IPShare: &f.IPShare})
		interest := layout.T("数据不全")
		if err == nil {
			accrued += res.Interest
			interest = layout.Yuan(res.Interest)
		}
		t.Rows = append(t.Rows, []layout.Cell{index(i), layout.T(a.loan.No), layout.Day(a.from), layout.Day(a.to), layout.Count(a.to.Sub(a.from)), layout.Yuan(a.principal), layout.Percent(a.loan.Rate, 2), interest})
	}
	t.Total = []layout.Cell{layout.T("合计").Across(7), layout.Yuan(accrued)}
	t.Note = "应计利息 = 计息本金 × 知识产权质押部分占比 × 年利率 × 天数 ÷ 计息天数基础，逐段四舍五入至分；本金归还的次段按余额计算；到期日以后的罚息、复利不计。"
	p.table("应计利息", t)
	paid := p.paidInterest()
	base := min(accrued, paid)
	p.h1("三、贴息测算")
	if !known {
		p.para("测算截止日没有可用的贴息规则，不能测算贴息额。")
		p.pairs("", pair("应计利息合计", yuan(accrued)), pair("已付利息（按占比）", yuan(paid)))
	} else {
		p.subsidyResult(rule, accrued, paid, base)
	}
	p.wordingNotes("subsidy.note", nil)
	p.copies("本表一式两份，企业和贷款银行各执一份。")
	p.sign(2, layout.Signer{Role: "企业（盖章）", Name: names(s.Intake.Debtors), Seal: layout.RoundSeal}, layout.Signer{Role: "贷款银行（盖章）", Name: org(s.Lender), Date: day(p.info.On), Seal: layout.RoundSeal})
}

func settledOn(s casefile.State) string {
	if s.Settlement == nil {
		return "未结清"
	}
	return day(s.Settlement.On)
}

// paidInterest is the interest the debtor has paid, as far as it belongs to the part secured by intellectual property.
func (p *paper) paidInterest() money.Money {
	paid := sum(p.s.Repayments, func(r casefile.Repayment) money.Money {
		if r.Reversed {
			return 0
		}
		return r.Interest
	})
	part, err := paid.Times(p.s.Credit.Form.IPShare.Decimal())
	if err != nil {
		return paid
	}
	return part
}

// subsidyRule is the preset in force on the day of the paper.
func (p *paper) subsidyRule() (subsidy.Preset, bool) {
	pack, err := p.rules.On(subsidyPack, p.info.On)
	if err != nil {
		return subsidy.Preset{}, false
	}
	item, ok := pack.Item(subsidyPreset)
	if !ok {
		return subsidy.Preset{}, false
	}
	rule, err := subsidy.PresetOf(pack, item)
	return rule, err == nil
}

func (p *paper) subsidyResult(rule subsidy.Preset, accrued, paid, base money.Money) {
	byRatio, err := base.Times(rule.Ratio.Decimal())
	if err != nil {
		byRatio = 0
	}
	result, limit, most := byRatio, "未超过上限", "未设上限"
	if rule.FirmYearCap != nil {
		most = yuan(*rule.FirmYearCap)
		if byRatio > *rule.FirmYearCap {
			result, limit = *rule.FirmYearCap, "超过每户上限，按上限计"
		}
	}
	p.amount = result
	pack, _ := p.rules.On(subsidyPack, p.info.On)
	item, _ := pack.Item(subsidyPreset)
	p.pairs("", pair("应计利息合计", yuan(accrued)), pair("已付利息（按占比）", yuan(paid)),
		pair("贴息基数（两者较低）", yuan(base)), pair("贴息比例", rule.Ratio.Percent()),
		pair("按比例计算", yuan(byRatio)), pair("每户上限", most), pair("上限情况", limit), pair("规则核实状态", item.Citation()),
		wide("贴息规则（预设）", rule.Text), wide("测算贴息额", inFull(result)))
}
