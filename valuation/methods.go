package valuation

import (
	"zhiya/valuation/cost"
	"zhiya/valuation/date"
	"zhiya/valuation/income"
	"zhiya/valuation/market"
	"zhiya/valuation/option"
)

// bound is what the lives of the rights allow a method: the last day of its forecast, and whether the right may be renewed
// beyond it (注册商标续展), which alone allows a terminal value.
type bound struct {
	base, end date.Date
	renewable bool
	ends      map[string]date.Date // last day of every right's own life, by its reference
	renewed   map[string]bool      // rights that are assumed to be renewed
}

// method is one entry of the table of methods. ID is the field of Inputs, the name in weights and the root of its steps.
type method struct {
	id, title string
	from      func(in Inputs, b bound) Approach // nil when the inputs do not use it
}

// methods are all methods in the order of the forms and reports.
var methods = []method{
	{income.Name, "许可费节省法", func(in Inputs, b bound) Approach {
		if in.Royalty == nil {
			return nil
		}
		return income.Royalty{Input: *in.Royalty, Base: b.base, LifeEnd: b.end, Renewable: b.renewable}
	}},
	{income.SharingName, "收益分成法", func(in Inputs, b bound) Approach {
		if in.Sharing == nil {
			return nil
		}
		return income.Sharing{Input: *in.Sharing, Base: b.base, LifeEnd: b.end, Renewable: b.renewable}
	}},
	{income.IncrementalName, "增量收益法", func(in Inputs, b bound) Approach {
		if in.Incremental == nil {
			return nil
		}
		return income.Incremental{Input: *in.Incremental, Base: b.base, LifeEnd: b.end, Renewable: b.renewable}
	}},
	{income.ExcessName, "多期超额收益法", func(in Inputs, b bound) Approach {
		if in.Excess == nil {
			return nil
		}
		return income.Excess{Input: *in.Excess, Base: b.base, LifeEnd: b.end, Renewable: b.renewable}
	}},
	{StreamsName, "分收益流合计", func(in Inputs, b bound) Approach {
		if in.Streams == nil {
			return nil
		}
		return streams{*in.Streams, b}
	}},
	{option.Name, "实物期权法", func(in Inputs, b bound) Approach {
		if in.Option == nil {
			return nil
		}
		return option.RealOption{Input: *in.Option, Base: b.base, LifeEnd: b.end}
	}},
	{market.Name, "可比交易比较法", func(in Inputs, b bound) Approach {
		if in.Market == nil {
			return nil
		}
		return market.Comparison{Input: *in.Market, Base: b.base, LifeEnd: b.end}
	}},
	{cost.Name, "重置成本法", func(in Inputs, b bound) Approach {
		if in.Cost == nil {
			return nil
		}
		return cost.Replacement{Input: *in.Cost, Base: b.base, LifeEnd: b.end}
	}},
}

// MethodName is the Chinese name of a method; the id itself when it is unknown.
func MethodName(id string) string {
	for _, m := range methods {
		if m.id == id {
			return m.title
		}
	}
	return id
}

// Methods are the ids of the methods the inputs use, in the order of the table.
func (in Inputs) Methods() []string {
	var out []string
	for _, m := range methods {
		if m.from(in, bound{}) != nil {
			out = append(out, m.id)
		}
	}
	return out
}

// AllMethods are the ids of all methods, in the order of the forms.
func AllMethods() []string {
	out := make([]string, len(methods))
	for i, m := range methods {
		out[i] = m.id
	}
	return out
}
