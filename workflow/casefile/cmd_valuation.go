package casefile

import (
	"fmt"

	"zhiya/valuation"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
	"zhiya/workflow/right"
)

// PrepareValuation 编制评估: the inputs as a whole; the conclusion is computed, never typed. It may be given again and again
// until the work is submitted; each time the whole replaces the earlier one.
type PrepareValuation struct {
	CopiedFrom string           `json:"copied_from,omitempty" label:"沿用的上期评估" opt:"1" readonly:"1"` // key of an EarlierValuation
	Inputs     valuation.Inputs `json:"inputs" label:"评估参数"`
}

func (PrepareValuation) Name() Name { return "PrepareValuation" }
func (cmd PrepareValuation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	in := cmd.Inputs
	if !c.s.Engagement.engages(o.Actor.PersonID) {
		fs.Refuse("valuation.valuer", "", "评估应由本项目指定的评估专业人员编制（资产评估法第二十四条），您不是本案承办人员；需要增加人员的请先“更正委托事项”")
		return ""
	}
	if c.s.conflict(o.Actor.PersonID) {
		fs.Refuse("independence.conflict", "", "您已声明存在利害关系，应当回避（资产评估法第十三条）")
	}
	if in.BaseDate.After(o.Today) {
		fs.Invalid("date.future", "inputs.base_date", "评估基准日 %s 晚于今天 %s，请核对", in.BaseDate.Chinese(), o.Today.Chinese())
	}
	c.takeRights(&in, fs)
	copied := c.copied(cmd.CopiedFrom, o, fs)
	conclusion, err := valuation.Conclude(in)
	fs.Append("inputs", err)
	if len(*fs) > 0 {
		return ""
	}
	prepared := []Signed{}
	if c.s.Valuation != nil {
		prepared = c.s.Valuation.Prepared
	}
	if n := len(prepared); n == 0 || prepared[n-1].PersonID != o.Actor.PersonID {
		prepared = append(prepared, o.signed())
	}
	if copied != nil {
		copied.Differences = Differences(copied.Inputs, in)
	}
	c.s.Valuation = &ValuationR{Inputs: in, Conclusion: conclusion, Prepared: prepared, Copied: copied}
	return ""
}

// takeRights lays the case's own facts over the rights of the inputs: a valuer weighs rights, he does not rename them.
func (c *Case) takeRights(in *valuation.Inputs, fs *fault.Faults) {
	own := c.s.Intake.Rights
	if len(in.Rights) != len(own) {
		fs.Invalid("valuation.rights", "inputs.rights", "评估对象应包括本案全部 %d 项权利，现有 %d 项", len(own), len(in.Rights))
		return
	}
	for i, r := range own {
		if in.Rights[i].Ref != r.Ref {
			fs.Invalid("valuation.rights", fmt.Sprintf("inputs.rights[%d].ref", i), "第 %d 项应为权利 %s", i+1, r.Ref)
			continue
		}
		kept := in.Rights[i]
		fill := RightInput(r)
		fill.Weight, fill.WeightSource, fill.EconomicYears, fill.ContractEnd = kept.Weight, kept.WeightSource, kept.EconomicYears, kept.ContractEnd
		fill.Principal, fill.RenewalReason = kept.Principal, kept.RenewalReason
		fill.LegalEnd, fill.LegalEndSource = kept.LegalEnd, kept.LegalEndSource
		fill.TechnicalYears, fill.Protection = kept.TechnicalYears, kept.Protection
		in.Rights[i] = fill
	}
}

// RightInput turns a right of the case into one to be valued.
func RightInput(r right.Right) valuation.RightInput {
	in := valuation.RightInput{Ref: r.Ref, Title: r.Title, Kind: life.Kind(r.Kind), Number: r.Number, Filed: r.Filed, Granted: r.Granted}
	switch {
	case r.Kind == right.Trademark:
		in.Filed = r.Granted
	case right.IsCopyright(r.Kind):
		in.Filed = r.Granted
		if in.Filed.IsZero() {
			in.Filed = r.Filed
		}
		if !r.ProtectionEnd.IsZero() {
			in.LegalEnd, in.LegalEndSource = r.ProtectionEnd, "登记的保护期届满日"
		}
	}
	return in
}
