package stationery

import (
	"strings"

	"zhiya/assets"
	"zhiya/workflow/casefile"
)

// Template is a run of fixed sentences of a paper that an organisation may word in its own way.
type Template struct {
	Name   string // appraisal_report.declaration
	Kind   casefile.DocumentKind
	Title  string // 声明
	Fields []Field
}

// Field is a place in a template that the program fills from the case. The figures of a paper come in by fields alone.
type Field struct {
	Name    string // 评估基准日, written 【评估基准日】
	Says    string // what the program puts there
	Example string // for the preview
}

// templates are all, in the order of the road. Every field of a template must stand in its text: what the paper has to say of
// the case cannot be worded away.
var templates = []Template{
	{"intake.note", casefile.DocIntake, "受理说明", nil},
	{"due_diligence.note", casefile.DocDueDiligence, "尽职调查说明", nil},
	{"engagement.terms", casefile.DocEngagement, "双方的权利和义务", []Field{{"保存年限", "评估档案保存年限，按业务性质", "十五年"}}},
	{"appraisal_report.declaration", casefile.DocAppraisalReport, "声明", []Field{
		{"独立性核查", "独立性核查结果", "已核查与委托人及其他当事人不存在须回避的利害关系，评估服务费不与评估结论挂钩"},
		{"承诺函情况", "产权持有人是否出具承诺函", "已出具承诺函，对资料的真实性、完整性、合法性负责"},
		{"现场调查情况", "现场调查的日期或未调查的说明", "资产评估专业人员已于2026年3月12日对评估对象进行现场调查"}}},
	{"appraisal_report.assumptions", casefile.DocAppraisalReport, "一般假设", nil},
	{"appraisal_report.special_matters", casefile.DocAppraisalReport, "特别事项说明（固定部分）", nil},
	{"appraisal_report.limits", casefile.DocAppraisalReport, "使用限制说明", []Field{
		{"评估基准日", "评估基准日", "2026年2月28日"}, {"有效期至", "评估结论使用有效期的最后一日", "2027年2月27日"},
		{"业务报备编码", "行业协会的业务报备编码", "待报备"}}},
	{"explanation.note", casefile.DocExplanation, "使用说明", nil},
	{"internal_opinion.note", casefile.DocInternalOpinion, "性质说明", nil},
	{"agreed_value.confirmation", casefile.DocAgreedValue, "双方确认", []Field{
		{"协商价值", "双方确认的质押价值", "5,000,000.00元"},
		{"有效期提示", "有效期届满后如何处理", "有效期届满（2027年2月27日）后价值视为未知，不得继续用于测算质押率和覆盖率，应当在届满前重新估值。"}}},
	{"exemption.management", casefile.DocExemption, "管理方式", nil},
	{"registration.statement", casefile.DocRegistration, "申请人声明", nil},
	{"registration.precheck", casefile.DocPrecheck, "预审意见的性质", nil},
	{"pledge_statement.confirmation", casefile.DocPledgeStatement, "双方确认", nil},
	{"commitment.promises", casefile.DocCommitment, "承诺事项", nil},
	{"power_of_attorney.scope", casefile.DocPowerOfAttorney, "委托权限", nil},
	{"disbursement_notice.reminders", casefile.DocDisbursement, "提示", nil},
	{"watch_report.note", casefile.DocWatchReport, "说明", nil},
	{"reminder.opening", casefile.DocReminder, "开头", []Field{{"监测日", "监测日期", "2026年11月20日"}, {"质权人", "质权人名称", "示例银行"}}},
	{"reminder.closing", casefile.DocReminder, "结尾", nil},
	{"subsidy.note", casefile.DocSubsidy, "说明", nil},
	{"claim.closing", casefile.DocClaim, "截止日后的说明", nil},
	{"compensation_claim.note", casefile.DocCompensationClaim, "追偿与返还说明", nil},
	{"supplement_notice.note", casefile.DocSupplementNotice, "告知的性质", nil},
	{"disposal_opinion.nature", casefile.DocDisposalOpinion, "意见的性质", nil},
	{"sale_notice.opening", casefile.DocSaleNotice, "开头", []Field{{"质权人", "质权人名称", "示例银行"}, {"处置日", "竞价（交易）日", "2026年11月20日"},
		{"处置平台", "处置平台名称", "示例产权交易平台"}, {"处置方式", "处置方式", "公开拍卖"}}},
	{"sale_notice.terms", casefile.DocSaleNotice, "竞买与交付", nil},
	{"sale_notice.caution", casefile.DocSaleNotice, "特别提示（固定部分）", nil},
	{"delivery.confirmation", casefile.DocDelivery, "各方确认", nil},
	{"recovery.note", casefile.DocRecovery, "说明", nil},
}

// Templates lists every wording template in the order of the road.
func Templates() []Template { return append([]Template(nil), templates...) }

// TemplateOf finds a template by name.
func TemplateOf(name string) (Template, bool) {
	for _, t := range templates {
		if t.Name == name {
			return t, true
		}
	}
	return Template{}, false
}

// Default is the built-in text.
func (t Template) Default() string {
	text, ok := assets.Wording(t.Name)
	if !ok {
		panic("no built-in wording " + t.Name) // the catalogue and the files of one build belong together; a test compares them
	}
	return strings.TrimSpace(text)
}

// Examples are values for a preview without a case.
func (t Template) Examples() map[string]string {
	out := map[string]string{}
	for _, f := range t.Fields {
		out[f.Name] = f.Example
	}
	return out
}
