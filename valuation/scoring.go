package valuation

import (
	"slices"

	"zhiya/valuation/discount"
	"zhiya/valuation/fault"
	"zhiya/valuation/income"
	"zhiya/valuation/money"
	"zhiya/valuation/score"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

// ScoreInput is a filled-in indicator tree and what its score sets: the sharing rate, premiums of a built-up discount rate, the
// volatility of a real option. A score supports figures of the methods; it is never a value itself.
type ScoreInput struct {
	Sheet      score.Sheet           `json:"sheet" label:"评分表"`
	Share      *score.ShareLink      `json:"share,omitempty" label:"据以确定分成率（综合评价法）"`
	Premiums   []ScoredPremium       `json:"premiums,omitempty" label:"据以确定风险报酬率" opt:"1"`
	Volatility *score.VolatilityLink `json:"volatility,omitempty" label:"据以确定波动率（实物期权法）"`
}

// ScoredPremium is one premium of the build-up method that follows a score; it is added to every income method built up.
type ScoredPremium struct {
	Class discount.Class    `json:"class" label:"类别" choices:"policy=政策风险|legal=法律风险|technical=技术风险|market=市场风险|capital=资金风险|management=管理风险|other=其他风险"`
	Name  string            `json:"name" label:"名称"`
	Link  score.PremiumLink `json:"link" label:"取值"`
}

// ScoreOutcome is a scored tree as it is kept and printed.
type ScoreOutcome struct {
	Tree     string      `json:"tree"`
	Label    string      `json:"label"` // stands beside every figure of the tree
	Scenario string      `json:"scenario"`
	Score    money.Rate  `json:"score"` // 0–100
	R        money.Rate  `json:"r"`     // 0–1
	Grade    string      `json:"grade,omitempty"`
	Nodes    []ScoreNode `json:"nodes"`
}

// ScoreNode is one indicator of a scored tree, parents before their children.
type ScoreNode struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Level  int        `json:"level"` // 1–3
	Weight money.Rate `json:"weight"`
	Score  money.Rate `json:"score"` // 0–100
	Band   string     `json:"band,omitempty"`
}

// linkDecimals is the number of decimals with which a scored figure enters a method.
const linkDecimals = 6

// scored evaluates the sheets and gives the inputs with the figures they set, the outcomes and their steps. The inputs that came
// in are not changed.
func (in Inputs) scored(fs *fault.Faults) (Inputs, []ScoreOutcome, []Step, []string) {
	var outcomes []ScoreOutcome
	var steps []Step
	var notes []string
	for i, s := range in.Scores {
		path := trace.Path("scores", i)
		id := trace.Index("score", i+1)
		r, err := s.Sheet.Evaluate(id)
		fs.Append(path+".sheet", err)
		if err != nil {
			continue
		}
		step := r.Step
		// take rounds a figure to the decimals it enters a method with and keeps its step, the whole figure below the rounded one.
		take := func(field, at string, l *score.Linked, err error) bool {
			fs.Append(path+"."+field, err)
			if err != nil {
				return false
			}
			whole := l.Step
			if rounded := l.Value.Decimal().Round(linkDecimals); !rounded.Equal(l.Value.Decimal()) {
				whole.ID = at + ".whole"
				l.Step = Step{ID: at, Title: whole.Title, Formula: "取六位小数", Inputs: []trace.Operand{trace.Of(whole.Title, l.Value.Decimal(), whole.Unit)},
					Result: rounded.String(), Unit: whole.Unit, Children: []Step{whole}}
				l.Value = money.RateOf(rounded)
			}
			step.Children = append(step.Children, l.Step)
			notes = append(notes, l.Notes...)
			return true
		}
		from := "“" + r.Tree + "”评分，见步骤 " + id
		if s.Share != nil {
			l, err := s.Share.Apply(id+".share", r)
			if take("share", id+".share", &l, err) {
				in.setShare(fs, path+".share", sourced.Rate{Value: l.Value, Source: from + ".share"})
			}
		}
		for j, p := range s.Premiums {
			field := trace.Path("premiums", j)
			l, err := p.Link.Apply(trace.Index(id+".premium", j+1), r)
			if take(field+".link", trace.Index(id+".premium", j+1), &l, err) {
				in.addPremium(fs, path+"."+field, discount.Item{Class: p.Class, Name: p.Name, Rate: sourced.Rate{Value: l.Value, Source: from + trace.Index(".premium", j+1)}})
			}
		}
		if s.Volatility != nil {
			l, err := s.Volatility.Apply(id+".volatility", r)
			if take("volatility", id+".volatility", &l, err) {
				in.setVolatility(fs, path+".volatility", sourced.Rate{Value: l.Value, Source: from + ".volatility"})
			}
		}
		notes = append(notes, r.Notes...)
		steps = append(steps, step)
		out := ScoreOutcome{Tree: r.Tree, Label: r.Label, Scenario: r.Scenario, Score: stored(r.Score), R: stored(r.R), Grade: r.Grade}
		out.list(r.Nodes)
		outcomes = append(outcomes, out)
	}
	return in, outcomes, steps, notes
}

// stored rounds a rate half away from zero to the decimals that a stored rate may have; the steps keep the whole figure.
func stored(r money.Rate) money.Rate { return money.RateOf(r.Decimal().Round(12)) }

func (o *ScoreOutcome) list(nodes []score.NodeScore) {
	for _, n := range nodes {
		o.Nodes = append(o.Nodes, ScoreNode{n.ID, n.Name, n.Level, stored(n.Weight), stored(n.Score), n.Band})
		o.list(n.Children)
	}
}

func (in *Inputs) setShare(fs *fault.Faults, path string, k sourced.Rate) {
	switch {
	case in.Sharing == nil:
		fs.Invalid("score.unused", path, "评分确定的分成率没有用处：未采用收益分成法，请填写该方法或清空")
	case given(in.Sharing.Share):
		fs.Invalid("score.twice", path, "分成率已在收益分成法中填写，请清空其一")
	default:
		own := *in.Sharing
		own.Share.Rate = k
		in.Sharing = &own
	}
}

func (in *Inputs) setVolatility(fs *fault.Faults, path string, sigma sourced.Rate) {
	switch {
	case in.Option == nil:
		fs.Invalid("score.unused", path, "评分确定的波动率没有用处：未采用实物期权法，请填写该方法或清空")
	case !in.Option.Volatility.Value.IsZero():
		fs.Invalid("score.twice", path, "波动率已在实物期权法中填写，请清空其一")
	default:
		own := *in.Option
		own.Volatility = sigma
		in.Option = &own
	}
}

// given says that the share is found by some other way.
func given(s income.Share) bool {
	return !s.Rate.Value.IsZero() || s.Preset != "" || s.Marginal != nil || s.Investment != nil || s.Scored != nil
}

// addPremium adds the item to a copy of every built-up rate.
func (in *Inputs) addPremium(fs *fault.Faults, path string, item discount.Item) {
	used := false
	add := func(c discount.Choice) discount.Choice {
		if c.BuildUp == nil {
			return c
		}
		used = true
		own := *c.BuildUp
		own.Items = append(slices.Clone(own.Items), item)
		c.BuildUp = &own
		return c
	}
	if in.Royalty != nil {
		own := *in.Royalty
		own.Choice, in.Royalty = add(own.Choice), &own
	}
	if in.Sharing != nil {
		own := *in.Sharing
		own.Choice, in.Sharing = add(own.Choice), &own
	}
	if in.Incremental != nil {
		own := *in.Incremental
		own.Choice, in.Incremental = add(own.Choice), &own
	}
	if in.Excess != nil {
		own := *in.Excess
		own.Choice, in.Excess = add(own.Choice), &own
	}
	if in.Streams != nil {
		own := *in.Streams
		own.Streams = slices.Clone(own.Streams)
		for i, s := range own.Streams {
			if s.Royalty != nil {
				r := *s.Royalty
				r.Choice, own.Streams[i].Royalty = add(r.Choice), &r
			}
			if s.Sharing != nil {
				r := *s.Sharing
				r.Choice, own.Streams[i].Sharing = add(r.Choice), &r
			}
		}
		in.Streams = &own
	}
	if !used {
		fs.Invalid("score.unused", path, "评分确定的风险报酬率没有用处：没有收益法用风险累加法计算折现率，请改用风险累加法或清空")
	}
}
