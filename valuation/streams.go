package valuation

import (
	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// StreamsName is the id of the method of separate income streams.
const StreamsName = "streams"

// StreamsInput values rights that earn cash of their own, each stream by a method of the income approach, and adds the
// streams. A right stands in one stream only, and every right in one: the same cash is not counted twice. Where streams still
// share customers or products, Overlap takes the shared part off the sum.
type StreamsInput struct {
	Streams []Stream     `json:"streams" label:"收益流"`
	Overlap sourced.Rate `json:"overlap" label:"重叠扣减率" hint:"各收益流共有客户或产品时从合计中扣减，没有重叠填 0" opt:"1"` // 0 ≤ o < 1
}

// Stream is one source of income with the rights that earn it; exactly one of its methods is given.
type Stream struct {
	Name    string               `json:"name" label:"收益流名称"`
	Refs    []string             `json:"refs" label:"所含权利（序号）"`
	Royalty *income.RoyaltyInput `json:"royalty,omitempty" label:"许可费节省法"`
	Sharing *income.SharingInput `json:"sharing,omitempty" label:"收益分成法"`
}

// streams is the method at a base date.
type streams struct {
	in StreamsInput
	b  bound
}

func (streams) Name() string { return "收益法（分收益流合计）" }

// method is the stream's own method with its path.
func (s Stream) method(b bound) (path string, a Approach, count int) {
	if s.Royalty != nil {
		path, a, count = income.Name, income.Royalty{Input: *s.Royalty, Base: b.base, LifeEnd: b.end, Renewable: b.renewable}, count+1
	}
	if s.Sharing != nil {
		path, a, count = income.SharingName, income.Sharing{Input: *s.Sharing, Base: b.base, LifeEnd: b.end, Renewable: b.renewable}, count+1
	}
	return path, a, count
}

// Value values every stream over the life of its own rights and adds them.
func (s streams) Value() (trace.Result, error) {
	var fs fault.Faults
	s.in.Overlap.Check(&fs, "overlap", "重叠扣减率", "0", "0.99", false)
	s.checkMembership(&fs)
	sum := decimal.Zero
	var steps []Step
	var inputs []trace.Operand
	var notes []string
	for i, stream := range s.in.Streams {
		path := trace.Path("streams", i)
		b := s.b
		b.end, b.renewable = s.b.endOf(stream.Refs), s.b.allRenewed(stream.Refs)
		name, approach, count := stream.method(b)
		if count != 1 {
			fs.Invalid("streams.method", path, "收益流“%s”应采用且只采用一种方法", stream.Name)
			continue
		}
		r, err := approach.Value()
		fs.Append(fault.Join(path, name), err)
		if err != nil {
			continue
		}
		id := trace.Index(StreamsName, i+1)
		child := under(r.Step, id)
		child.Title = stream.Name + "（" + r.Name + "）"
		sum = sum.Add(r.Value.Decimal())
		steps = append(steps, child)
		inputs = append(inputs, trace.Of(stream.Name, r.Value.Decimal(), trace.Yuan))
		for _, n := range r.Notes {
			notes = append(notes, stream.Name+"："+n)
		}
	}
	if len(fs) > 0 {
		return trace.Result{}, fs
	}
	value, err := money.FromDecimal(sum.Mul(one.Sub(s.in.Overlap.Value.Decimal())))
	if err != nil {
		return trace.Result{}, err
	}
	inputs = append(inputs, trace.Rate("重叠扣减率", s.in.Overlap))
	return trace.Result{Approach: trace.Income, Method: StreamsName, Name: s.Name(), Value: value, Notes: notes, Step: Step{ID: StreamsName, Title: s.Name(),
		Formula: "Σ 各收益流评估值 × (1 − 重叠扣减率)；同一权利只列入一个收益流", Inputs: inputs, Result: value.String(), Unit: trace.Yuan, Children: steps}}, nil
}

func (s streams) checkMembership(fs *fault.Faults) {
	if len(s.in.Streams) == 0 {
		fs.Invalid("streams.empty", "streams", "请至少填写一个收益流")
		return
	}
	in := map[string]int{}
	for i, stream := range s.in.Streams {
		path := trace.Path("streams", i)
		if blank(stream.Name) {
			fs.Invalid("streams.name", path+".name", "请填写收益流名称")
		}
		if len(stream.Refs) == 0 {
			fs.Invalid("streams.refs", path+".refs", "请填写该收益流所含的权利")
		}
		for _, ref := range stream.Refs {
			if _, ok := s.b.ends[ref]; !ok {
				fs.Invalid("streams.ref", path+".refs", "权利“%s”不在评估对象中", ref)
			} else if j, twice := in[ref]; twice {
				fs.Invalid("streams.twice", path+".refs", "权利“%s”已列入第 %d 个收益流，同一权利的收益不能重复计算", ref, j+1)
			}
			in[ref] = i
		}
	}
	for _, ref := range sortedRefs(s.b.ends) {
		if _, ok := in[ref]; !ok {
			fs.Invalid("streams.missing", "streams", "权利“%s”未列入任何收益流；不产生收益的权利请并入其所支持的收益流", ref)
		}
	}
}

// under puts a tree of steps below another id: royalty.year.1 becomes streams.2.royalty.year.1.
func under(s Step, id string) Step {
	s.ID = id + "." + s.ID
	children := make([]Step, len(s.Children))
	for i, c := range s.Children {
		children[i] = under(c, id)
	}
	s.Children = children
	return s
}

// allRenewed says that every right named is assumed to be renewed.
func (b bound) allRenewed(refs []string) bool {
	for _, ref := range refs {
		if !b.renewed[ref] {
			return false
		}
	}
	return len(refs) > 0
}

// endOf is the earliest end among the rights named; the end of the whole bundle when none of them is known.
func (b bound) endOf(refs []string) date.Date {
	var end date.Date
	for _, ref := range refs {
		if e := b.ends[ref]; !e.IsZero() && (end.IsZero() || e.Before(end)) {
			end = e
		}
	}
	if end.IsZero() {
		return b.end
	}
	return end
}

// streamShares divides by stream first and by the weights of the rights within each stream.
func (in Inputs) streamShares(root Step) []decimal.Decimal {
	out := make([]decimal.Decimal, len(in.Rights))
	for i, stream := range in.Streams.Streams {
		value := decimal.RequireFromString(root.Children[i].Result)
		total := decimal.Zero
		for _, r := range in.Rights {
			if contains(stream.Refs, r.Ref) {
				total = total.Add(r.Weight.Decimal())
			}
		}
		for j, r := range in.Rights {
			if contains(stream.Refs, r.Ref) {
				out[j] = value.Mul(r.Weight.Decimal()).DivRound(total, trace.AmountDecimals)
			}
		}
	}
	return out
}
