package monitor

// Duty is what an alarm asks of the debtor or the pledgor.
type Duty struct{ Who, Do string }

const (
	debtorSide  = "债务人"
	pledgorSide = "出质人"
	bothSides   = "债务人、出质人"
)

var duties = map[string]Duty{
	"fee.due":            {pledgorSide, "请于期限前缴纳年费，并将缴费凭证送交我方"},
	"fee.grace":          {pledgorSide, "请在补缴期届满前补缴年费及滞纳金，并将缴费凭证送交我方；未补缴的，我方可以代缴并计入债权"},
	"fee.lapsed":         {pledgorSide, "请立即查明法律状态，符合条件的请求恢复权利，并提供补充担保"},
	"fee.unknown":        {pledgorSide, "请提供最近一次年费缴费凭证或者登记簿副本"},
	"renewal.due":        {pledgorSide, "请办理商标续展注册，并将受理凭证送交我方"},
	"renewal.grace":      {pledgorSide, "请在宽展期内办理续展注册，并将受理凭证送交我方"},
	"renewal.lapsed":     {pledgorSide, "请立即查明法律状态并提供补充担保"},
	"renewal.unknown":    {pledgorSide, "请提供商标注册证或者续展注册证明"},
	"right.lost":         {bothSides, "请提供补充担保或者提前清偿"},
	"right.invalidation": {pledgorSide, "请将无效宣告请求书、答复意见和审查决定及时送交我方"},
	"right.seized":       {pledgorSide, "请说明保全、查封的原因并送交有关法律文书"},
	"right.suspended":    {pledgorSide, "请说明权属纠纷情况并送交有关法律文书"},
	"right.dispute":      {pledgorSide, "请说明争议情况并送交有关材料"},
	"right.term_short":   {bothSides, "请置换质物或者提前清偿"},
	"coverage.unknown":   {pledgorSide, "请配合重新评估，提供评估所需资料"},
	"valuation.ending":   {pledgorSide, "请配合重新评估，提供评估所需资料"},
	"coverage.shortfall": {bothSides, "请追加质押、提供相应的担保或者提前清偿部分债务"},
	"pledge.behind":      {pledgorSide, "请配合办理质押变更登记"},
	"pledge.term_ending": {pledgorSide, "请配合办理质权登记延期"},
	"pledge.term_over":   {pledgorSide, "请立即配合核实登记状态并重新办理登记"},
	"debt.due":           {debtorSide, "请落实还款来源，到期足额清偿；需要展期的，请在到期前书面申请"},
	"debt.overdue":       {debtorSide, "请立即清偿到期债务及相应的利息、罚息"},
	"loan.unregistered":  {pledgorSide, "请立即配合办理质押登记"},
	"pledge.revoked":     {pledgorSide, "请说明登记被撤销的原因，立即配合重新办理质押登记或者提供其他担保"},
	"papers.missing":     {bothSides, "请补齐所列材料"},
}

// Duty is what the alarm asks of the debtor or the pledgor, false when it is the pledgee's or the bureau's own business and never
// goes out: nobody tells the debtor that a limitation period is running.
func (a Alarm) Duty() (Duty, bool) {
	d, asked := duties[a.Code]
	return d, asked && a.To == "pledgee"
}
