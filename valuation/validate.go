package valuation

import (
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
	"zhiya/valuation/trace"
)

var one = decimal.New(1, 0)

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// check gathers what is wrong with the inputs apart from the approaches and the lives, which check themselves.
func (in Inputs) check(fs *fault.Faults) {
	if blank(in.Purpose) {
		fs.Invalid("purpose.missing", "purpose", "请填写评估目的")
	}
	switch {
	case valueTypeNames[in.ValueType] == "":
		fs.Invalid("value_type.unknown", "value_type", "价值类型“%s”无法识别，应为市场价值、清算价值、投资价值、在用价值或其他", string(in.ValueType))
	case in.ValueType == OtherValue && blank(in.ValueTypeDefinition):
		fs.Invalid("value_type.definition", "value_type_definition", "价值类型为“其他”时必须在报告中定义，请填写定义")
	}
	if in.BaseDate.IsZero() {
		fs.Invalid("date.missing", "base_date", "请填写评估基准日")
	} else if y := in.BaseDate.Year(); y < 1985 || y > 2100 {
		fs.Invalid("date.range", "base_date", "评估基准日 %s 不在 1985 至 2100 年之间，请核对", in.BaseDate)
	}
	in.checkRights(fs)
	in.checkWeights(fs)
	if in.Shapley != nil && len(in.Rights) > 0 {
		_, wrong := in.Shapley.values(in.Rights)
		fs.Append("shapley", wrong.Err())
	}
	in.ForcedSale.check(fs, "forced_sale")
	in.Rounding.check(fs, "rounding")
}

func (in Inputs) checkRights(fs *fault.Faults) {
	if len(in.Rights) == 0 {
		fs.Invalid("rights.empty", "rights", "请至少列入一项知识产权")
		return
	}
	seen, sum := map[string]int{}, decimal.Zero
	for i, r := range in.Rights {
		path := trace.Path("rights", i)
		r.check(fs, path, in.BaseDate)
		if w := r.Weight.Decimal(); in.Shapley == nil && (w.Sign() <= 0 || w.GreaterThan(one)) {
			fs.Invalid("rate.range", path+".weight", "分配权重应大于 0 且不大于 1，当前为 %s；没有价值的权利请剔除", r.Weight)
		}
		if j, ok := seen[r.Ref]; ok && !blank(r.Ref) {
			fs.Invalid("right.twice", path+".ref", "与第 %d 项重复列入同一权利，请删除其一", j+1)
		}
		seen[r.Ref] = i
		sum = sum.Add(r.Weight.Decimal())
	}
	if len(in.Rights) > 1 && in.Shapley == nil {
		for i, r := range in.Rights {
			if blank(r.WeightSource) {
				fs.Invalid("source.missing", trace.Path("rights", i)+".weight_source", "请说明分配权重的确定依据")
			}
		}
	}
	if in.Shapley == nil && !sum.Equal(one) {
		fs.Invalid("rights.weights", "rights", "各权利分配权重合计应为 1，当前为 %s", sum)
	}
}

func (r RightInput) check(fs *fault.Faults, path string, base date.Date) {
	if blank(r.Ref) {
		fs.Invalid("right.ref", path+".ref", "请填写权利编号")
	}
	if blank(r.Title) {
		fs.Invalid("right.title", path+".title", "请填写权利名称")
	}
	if !r.Kind.Valid() {
		fs.Invalid("right.kind", path+".kind", "权利类型“%s”无法识别，应为 invention、utility、design、trademark、software 或 work", string(r.Kind))
	}
	if r.Filed.IsZero() && r.LegalEnd.IsZero() && r.Protection == nil {
		fs.Invalid("date.missing", path+".filed", "请填写%s", r.Kind.FromName())
	}
	if !r.LegalEnd.IsZero() && blank(r.LegalEndSource) {
		fs.Invalid("source.missing", path+".legal_end_source", "直接填写届满日时应说明依据，例如期限补偿决定或作者生卒资料")
	}
	if !blank(r.RenewalReason) && r.Kind != life.Trademark {
		fs.Invalid("right.renewal", path+".renewal_reason", "只有注册商标可以假设续展，请清空")
	}
	if r.Kind.Patent() && r.Granted.IsZero() {
		fs.Invalid("date.missing", path+".granted", "请填写授权公告日；未授权的申请不能质押评估")
	}
	if !r.Granted.IsZero() && r.Granted.Before(r.Filed) {
		fs.Invalid("right.dates", path+".granted", "授权公告日 %s 早于%s %s，请核对", r.Granted, r.Kind.FromName(), r.Filed)
	}
	if base.IsZero() {
		return
	}
	if base.Before(r.Granted) {
		fs.Invalid("right.not_granted", path+".granted", "评估基准日 %s 早于授权公告日 %s，基准日时权利尚不存在；请更改基准日或剔除该权利", base, r.Granted)
	} else if base.Before(r.Filed) {
		fs.Invalid("right.not_granted", path+".filed", "评估基准日 %s 早于%s %s，请核对日期", base, r.Kind.FromName(), r.Filed)
	}
}

// checkWeights asks for a reason where the law does: 资产评估法 26 wants two methods or a ground for one.
func (in Inputs) checkWeights(fs *fault.Faults) {
	names := in.Methods()
	switch len(names) {
	case 0:
		fs.Invalid("approach.none", methods[0].id, "请至少采用一种评估方法（收益法、市场法或成本法）")
	case 1:
		if blank(in.SingleApproachReason) {
			*fs = append(*fs, fault.Fault{Kind: fault.Refused, Code: "approach.single", Path: "single_approach_reason",
				Message: "只采用一种评估方法时必须说明理由，或增加另一种方法", Basis: "资产评估法第二十六条"})
		}
	default:
		in.SpreadLimit.Check(fs, "spread_limit", "结果差异率上限", "0", "2", true)
	}
	if len(names) > 1 || len(in.Weights) > 0 {
		in.checkShares(fs, names)
	}
}

// checkShares wants one weight with its reason for each approach, summing to 1.
func (in Inputs) checkShares(fs *fault.Faults, names []string) {
	before := len(*fs)
	sum, seen := decimal.Zero, map[string]bool{}
	for i, w := range in.Weights {
		path := trace.Path("weights", i)
		if !contains(names, w.Method) {
			fs.Invalid("weights.approach", path+".method", "“%s”不是本次采用的评估方法，请删除或补充该方法的参数", w.Method)
		} else if seen[w.Method] {
			fs.Invalid("weights.twice", path+".method", "同一方法的权重重复填写，请删除其一")
		}
		seen[w.Method] = true
		if !w.Weight.Between("0", "1") {
			fs.Invalid("rate.range", path+".weight", "方法权重应在 0 至 1 之间，当前为 %s", w.Weight)
		}
		if blank(w.Reason) {
			fs.Invalid("weights.reason", path+".reason", "请说明该方法权重的确定理由")
		}
		sum = sum.Add(w.Weight.Decimal())
	}
	clean, complete := len(*fs) == before, true
	for _, n := range names {
		if !seen[n] {
			complete = false
			if clean { // a wrong name above already says it
				fs.Invalid("weights.missing", "weights", "缺少方法“%s”的权重", MethodName(n))
			}
		}
	}
	if len(names) > 0 && complete && !sum.Equal(one) {
		fs.Invalid("weights.sum", "weights", "各方法权重合计应为 1，当前为 %s", sum)
	}
}

func sortedRefs(m map[string]date.Date) []string { return slices.Sorted(maps.Keys(m)) }

func contains(names []string, name string) bool { return slices.Contains(names, name) }

func (u RoundingUnit) check(fs *fault.Faults, path string) {
	switch u {
	case "", ToFen, ToYuan, ToWan:
	default:
		fs.Invalid("rounding.unknown", path, "取整单位“%s”无法识别，应为 fen（分）、yuan（元）或 wan（万元）", string(u))
	}
}

func (f ForcedSaleInput) check(fs *fault.Faults, path string) {
	f.Discount.Check(fs, fault.Join(path, "discount"), "变现折扣率", "0", "0.99", false)
	switch {
	case !f.Percentile.Between("0", "0.5"):
		fs.Invalid("rate.range", fault.Join(path, "percentile"), "变现折扣依据的模拟分位点应在 0 至 50%% 之间，当前为 %s", f.Percentile.Percent())
	case !f.Percentile.IsZero() && !f.Discount.Value.IsZero() && !strings.HasPrefix(f.Discount.Source, "1 − 模拟的"):
		fs.Invalid("forced_sale.twice", fault.Join(path, "percentile"), "变现折扣率与模拟分位点只填一项")
	}
	if f.Percentile.IsZero() && f.Discount.Value.IsZero() && blank(f.Discount.Source) {
		fs.Invalid("source.missing", fault.Join(path, "discount.source"), "变现折扣率取零也应说明依据")
	}
	f.DisposalCost.Check(fs, fault.Join(path, "disposal_cost"), "处置费用率", "0", "0.99", false)
	f.Months.Check(fs, fault.Join(path, "months"), "变现期（月）", "0", "120")
	f.DiscountRate.Check(fs, fault.Join(path, "discount_rate"), "变现期折现率", "-1", "1", true)
}
