package market

import (
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// Ground is what a factor adjusts for.
type Ground string

const (
	ByDeal        Ground = "deal"        // 交易方式与条款: transfer or licence, payment, special relations
	ByDate        Ground = "date"        // 交易日期
	ByField       Ground = "field"       // 技术领域
	ByLife        Ground = "life"        // 剩余年限
	ByExclusivity Ground = "exclusivity" // 独占程度
	ByTerritory   Ground = "territory"   // 地域范围
	ByQuality     Ground = "quality"     // 技术与权利质量
	ByOther       Ground = "other"       // 其他
)

var groundNames = map[Ground]string{ByDeal: "交易方式与条款", ByDate: "交易日期", ByField: "技术领域", ByLife: "剩余年限",
	ByExclusivity: "独占程度", ByTerritory: "地域范围", ByQuality: "技术与权利质量", ByOther: "其他因素"}

// Grounds are all grounds in the order of the forms.
var Grounds = []Ground{ByDeal, ByDate, ByField, ByLife, ByExclusivity, ByTerritory, ByQuality, ByOther}

// String is the Chinese name.
func (g Ground) String() string { return groundNames[g] }

// Factor adjusts a deal to the subject: k = subject index ÷ comparable index, or a ratio entered with its reason. k lies
// between 0.01 and 100.
type Factor struct {
	Ground     Ground         `json:"ground" label:"因素" choices:"deal=交易方式与条款|date=交易日期|field=技术领域|life=剩余年限|exclusivity=独占程度|territory=地域范围|quality=技术与权利质量|other=其他因素"`
	Subject    sourced.Number `json:"subject,omitzero" label:"被评估权利指数" opt:"1" hint:"例如 100"`
	Comparable sourced.Number `json:"comparable,omitzero" label:"可比交易指数" opt:"1"`
	Ratio      sourced.Number `json:"ratio,omitzero" label:"调整系数（直接填写时）" opt:"1" hint:"1.05 表示上调 5%"`
	Reason     string         `json:"reason,omitempty" label:"理由" opt:"1" lines:"2" hint:"直接填写调整系数时必填"`
}

// IndexPoint is a published price index of one day. A deal takes the last point on or before its day.
type IndexPoint struct {
	Date  date.Date      `json:"date" label:"日期"`
	Index sourced.Number `json:"index" label:"指数"`
}

func (it Comparable) adjusts(g Ground) bool {
	for _, f := range it.Factors {
		if f.Ground == g {
			return true
		}
	}
	return false
}

// ratio checks the factor and gives k with its step.
func (f Factor) ratio(fs *fault.Faults, path, id string) (decimal.Decimal, trace.Step) {
	before := len(*fs)
	if groundNames[f.Ground] == "" {
		fs.Invalid("market.ground", path+".ground", "调整因素“%s”无法识别", string(f.Ground))
	}
	f.Subject.Check(fs, path+".subject", "被评估权利指数", "0", "999999999")
	f.Comparable.Check(fs, path+".comparable", "可比交易指数", "0", "999999999")
	indexed, direct := !f.Subject.Value.IsZero() || !f.Comparable.Value.IsZero(), !f.Ratio.Value.IsZero()
	switch {
	case indexed && direct:
		fs.Invalid("market.factor", path+".ratio", "调整系数由两个指数计算，请清空直接填写的系数")
	case direct:
		f.Ratio.Check(fs, path+".ratio", "调整系数", "0.01", "100")
		if strings.TrimSpace(f.Reason) == "" {
			fs.Invalid("market.reason", path+".reason", "直接填写调整系数时请说明理由")
		}
	case f.Subject.Value.IsZero():
		fs.Invalid("market.index", path+".subject.value", "被评估权利指数应大于零")
	case f.Comparable.Value.IsZero():
		fs.Invalid("market.index", path+".comparable.value", "可比交易指数应大于零")
	}
	if len(*fs) > before {
		return decimal.Decimal{}, trace.Step{}
	}
	if direct {
		return f.Ratio.Value.Decimal(), trace.Step{ID: id, Title: f.Ground.String() + "调整系数", Formula: "直接取值，理由：" + strings.TrimSpace(f.Reason),
			Inputs: []trace.Operand{trace.Number("调整系数", f.Ratio, trace.Factor)}, Result: f.Ratio.Value.String(), Unit: trace.Factor}
	}
	k := f.Subject.Value.Decimal().DivRound(f.Comparable.Value.Decimal(), trace.FactorDecimals)
	if k.LessThan(decimal.New(1, -2)) || k.GreaterThan(hundred) {
		fs.Invalid("number.range", path+".comparable.value", "调整系数 %s 不在 0.01 至 100 之间，请核对两个指数", k)
	}
	return k, trace.Step{ID: id, Title: f.Ground.String() + "调整系数", Formula: "被评估权利指数 ÷ 可比交易指数",
		Inputs: []trace.Operand{trace.Number("被评估权利指数", f.Subject, trace.Plain), trace.Number("可比交易指数", f.Comparable, trace.Plain)},
		Result: k.String(), Unit: trace.Factor}
}

func checkIndex(fs *fault.Faults, points []IndexPoint, base date.Date) {
	for i, p := range points {
		path := trace.Path("price_index", i)
		p.Index.Check(fs, path+".index", "价格指数", "0", "999999999")
		switch {
		case p.Index.Value.IsZero():
			fs.Invalid("market.index", path+".index.value", "价格指数应大于零")
		case p.Date.IsZero():
			fs.Invalid("date.missing", path+".date", "请填写价格指数的日期")
		case i > 0 && !p.Date.After(points[i-1].Date):
			fs.Invalid("market.index_order", path+".date", "价格指数应按日期先后逐行填写，且日期不重复")
		case !base.IsZero() && p.Date.After(base):
			fs.Invalid("market.future", path+".date", "价格指数日期 %s 晚于评估基准日 %s，请删除", p.Date, base)
		}
	}
}

// indexOn is the last point on or before the day.
func indexOn(points []IndexPoint, on date.Date) (IndexPoint, bool) {
	for i := len(points) - 1; i >= 0; i-- {
		if !points[i].Date.After(on) {
			return points[i], true
		}
	}
	return IndexPoint{}, false
}

// byIndex is the adjustment for time from the price index: index of the base date ÷ index of the deal. ok is false when the
// input has no index.
func (in Input) byIndex(fs *fault.Faults, it Comparable, path, id string, base date.Date) (decimal.Decimal, trace.Step, bool) {
	if len(in.PriceIndex) == 0 {
		return decimal.Decimal{}, trace.Step{}, false
	}
	if it.adjusts(ByDate) {
		fs.Invalid("market.date_twice", path+".factors", "已填价格指数，交易日期调整不能再逐项填写，请删除其一")
		return decimal.Decimal{}, trace.Step{}, false
	}
	then, ok := indexOn(in.PriceIndex, it.Date)
	now, _ := indexOn(in.PriceIndex, base)
	if now.Index.Value.IsZero() || ok && then.Index.Value.IsZero() {
		return decimal.Decimal{}, trace.Step{}, false // the points already have their faults
	}
	if !ok {
		fs.Invalid("market.index_missing", path+".date", "成交日 %s 之前没有价格指数，请补充该日或更早的指数", it.Date)
		return decimal.Decimal{}, trace.Step{}, false
	}
	k := now.Index.Value.Decimal().DivRound(then.Index.Value.Decimal(), trace.FactorDecimals)
	return k, trace.Step{ID: id, Title: "交易日期调整系数", Formula: "基准日指数 ÷ 成交日指数（各取当日或之前最近一期）",
		Inputs: []trace.Operand{trace.Number("基准日指数（"+now.Date.String()+"）", now.Index, trace.Plain), trace.Number("成交日指数（"+then.Date.String()+"）", then.Index, trace.Plain)},
		Result: k.String(), Unit: trace.Factor}, true
}
