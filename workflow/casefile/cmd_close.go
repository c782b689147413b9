package casefile

import "zhiya/valuation/fault"

// CloseCase 结案.
type CloseCase struct {
	Outcome string `json:"outcome" label:"结案方式" choices:"settled=正常结清|disposed=处置结清|written_off=核销（账销案存）"`
	Note    string `json:"note" label:"结案说明" lines:"3"`
}

func (CloseCase) Name() Name         { return "CloseCase" }
func (cmd CloseCase) reason() string { return cmd.Note }
func (cmd CloseCase) do(c *Case, o *Occasion, fs *fault.Faults) string {
	oneOf(fs, "outcome", "结案方式", cmd.Outcome, "settled", "disposed", "written_off")
	needText(fs, "note", "结案说明", cmd.Note)
	left := c.s.securedDebt()
	switch {
	case c.s.Stage == Settlement && cmd.Outcome != "settled":
		fs.Refuse("close.outcome", "outcome", "贷款已正常结清，结案方式应为“正常结清”")
	case c.s.Stage == Default && cmd.Outcome == "settled":
		fs.Refuse("close.outcome", "outcome", "违约案件不能按“正常结清”结案；违约已消除的请先办理“违约消除”")
	case cmd.Outcome == "disposed" && (c.s.Disposal != DispDistributed || left > 0):
		fs.Refuse("close.outcome", "outcome", "尚欠本金 %s 元或价款未分配完毕，应以“核销（账销案存）”结案，此后回款仍可登记", left.Format())
	case cmd.Outcome == "written_off" && left == 0:
		fs.Refuse("close.outcome", "outcome", "本金已全部受偿，应以“处置结清”结案")
	}
	c.s.Closing = &ClosingR{Outcome: cmd.Outcome, Note: cmd.Note, On: o.Today, By: o.signed()}
	return ""
}
