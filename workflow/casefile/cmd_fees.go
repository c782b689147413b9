package casefile

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/ledger"
	"zhiya/workflow/monitor"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// feesAdvanced is what the pledgee has paid for the pledgor to keep the rights alive and not got back: a cost of keeping the collateral,
// secured like the debt itself (民法典 389).
var feesAdvanced = ledger.Of(ledger.Borrower, "fees")

// AdvancedFee is one annual fee paid for the pledgor.
type AdvancedFee struct {
	Ref    string        `json:"ref" label:"权利" source:"rights"`
	Year   int           `json:"year" label:"年度（专利年度）"`
	Cut    pledge.FeeCut `json:"cut" label:"减缴" choices:"none=不减缴|70=减缴70%|85=减缴85%"`
	Amount money.Money   `json:"amount" label:"实缴金额（含滞纳金）" unit:"元"`
}

// FeeAdvanceR is an annual fee advanced, and the receipt that proves it was paid.
type FeeAdvanceR struct {
	Fee       AdvancedFee `json:"fee"`
	Number    string      `json:"number"` // of the right
	On        date.Date   `json:"on"`
	Surcharge money.Money `json:"surcharge,omitzero"`
	Act       int64       `json:"act"` // version of the case after the act that advanced it
	EntryID   string      `json:"entry_id"`
	Batch     string      `json:"batch,omitempty"`
	By        Signed      `json:"by"`

	Receipt    string    `json:"receipt,omitempty"` // 票据号
	ReceiptOn  date.Date `json:"receipt_on,omitzero"`
	ReceiptAct int64     `json:"receipt_act,omitempty"`
	ReceiptBy  *Signed   `json:"receipt_by,omitempty"`
	Imported   string    `json:"imported,omitempty"` // number of the batch the receipt came with
	WasPaid    date.Date `json:"was_paid,omitzero"`  // 年费缴至日 before the receipt

	Reversed *Signed `json:"reversed,omitempty"`
}

// of reports whether the advance is for this right; another right may have taken its place in the pledge since.
func (f FeeAdvanceR) of(r right.Right) bool { return f.Fee.Ref == r.Ref && f.Number == r.Number }

// Open reports whether the advance still waits for its receipt.
func (f FeeAdvanceR) Open() bool { return f.Reversed == nil && f.Receipt == "" }

// AdvancedFees is what the pledgee has advanced and not got back.
func (s State) AdvancedFees() money.Money { return s.balance(feesAdvanced) }

// FeeRequest asks what is to be paid next for a right of this case: the years advanced count as paid although their receipts are still
// missing.
func (s State) FeeRequest(i int, on date.Date) pledge.FeeRequest {
	r := s.Intake.Rights[i]
	q := pledge.FeeRequest{Kind: r.Kind, Filed: r.Filed, Granted: r.Granted, On: on, PaidUntil: r.FeesPaidUntil}
	for _, a := range s.FeeAdvances {
		if end := r.Filed.AddYears(a.Fee.Year); a.Reversed == nil && a.of(r) && end.After(q.PaidUntil) {
			q.PaidUntil = end
		}
	}
	return q
}

// feesAdvancedUntil is the end of the last patent year that was advanced and still waits for its receipt; zero for none.
func (s *State) feesAdvancedUntil(r right.Right) date.Date {
	var until date.Date
	for _, a := range s.FeeAdvances {
		if end := r.Filed.AddYears(a.Fee.Year); a.Open() && a.of(r) && end.After(until) {
			until = end
		}
	}
	return until
}

// AdvanceFees 代缴年费: the pledgee pays annual fees that the pledgor has not paid, and adds them to the claim.
type AdvanceFees struct {
	On     date.Date     `json:"on" label:"缴费日"`
	Fees   []AdvancedFee `json:"fees" label:"代缴的年费"`
	Reason string        `json:"reason" label:"代缴原因" lines:"2"`
	Batch  string        `json:"batch,omitempty" form:"-"` // number of the batch it belongs to, by which all of it can be undone
}

func (AdvanceFees) Name() Name         { return "AdvanceFees" }
func (cmd AdvanceFees) reason() string { return cmd.Reason }
func (cmd AdvanceFees) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "reason", "代缴原因", cmd.Reason)
	pastDate(fs, "on", "缴费日", cmd.On, o.Today)
	ordered(fs, "on", "缴费日", cmd.On, "质押登记日", c.s.Registration.On)
	if len(cmd.Fees) == 0 {
		fs.Invalid("fee.none", "fees", "请至少选择一项年费")
	}
	if !c.s.amountsOpen(fs) || len(*fs) > 0 {
		return ""
	}
	table, err := pledge.FeeTableOn(o.Rules, cmd.On)
	if err != nil {
		fs.Append("on", err)
		return ""
	}
	var total money.Money
	var words []string
	before := len(c.s.FeeAdvances)
	for i, f := range cmd.Fees {
		a, sound := c.s.advance(fmt.Sprintf("fees[%d]", i), f, cmd.On, table, o, fs)
		if !sound {
			continue
		}
		a.Act, a.By, a.Batch = c.s.Version+1, o.signed(), cmd.Batch
		c.s.FeeAdvances = append(c.s.FeeAdvances, a) // a second year of the same right counts from here
		total += f.Amount
		words = append(words, fmt.Sprintf("%s第%d年", a.Number, f.Year))
	}
	if len(*fs) > 0 {
		return ""
	}
	id := c.post(o, fs, cmd.On, "代缴年费 "+strings.Join(words, "、"), line(feesAdvanced, total), line(cashOf(c.s.Pledgee.ID), -total))
	for i := before; i < len(c.s.FeeAdvances); i++ {
		c.s.FeeAdvances[i].EntryID = id
	}
	return ""
}

// amountsOpen refuses what changes the claim while the partners examine it.
func (s *State) amountsOpen(fs *fault.Faults) bool {
	if s.Compensation == CompNone || s.Compensation == CompRefused || s.Compensation == CompPaid {
		return true
	}
	fs.Refuse("claim.pending", "", "补偿正在办理（%s），债权数额已锁定；代缴或冲正年费请先撤回补偿申请", s.Compensation)
	return false
}

// advance judges one fee against the fee table of the day it was paid.
func (s *State) advance(path string, f AdvancedFee, on date.Date, table pledge.FeeTable, o *Occasion, fs *fault.Faults) (FeeAdvanceR, bool) {
	i := s.rightIndex(f.Ref)
	if i < 0 {
		fs.Invalid("right.unknown", path+".ref", "请选择本案的权利")
		return FeeAdvanceR{}, false
	}
	r := s.Intake.Rights[i]
	switch {
	case !r.Kind.Patent():
		fs.Refuse("fee.kind", path+".ref", "“%s”是%s，没有年费", r.Title, r.Kind)
		return FeeAdvanceR{}, false
	case r.FeesPaidUntil.IsZero():
		fs.Refuse("fee.unknown", path+".ref", "“%s”年费缴至日不明，请先查询登记簿并“更新权利状态”", r.Title)
		return FeeAdvanceR{}, false
	}
	p, found, err := table.Payment(s.FeeRequest(i, on), f.Cut, o.Calendar)
	switch {
	case err != nil:
		fs.Append(path, err)
	case p.State == pledge.FeeLapsed:
		fs.Refuse("fee.lapsed", path+".year", "“%s”第 %d 年年费的补缴期已于 %s 届满，不能再缴，请查询法律状态并办理恢复权利", r.Title, p.Year, p.GraceBy.Chinese())
	case !found:
		fs.Refuse("fee.none", path+".year", "“%s”在 %s 没有应缴的年费", r.Title, on.Chinese())
	case f.Year != p.Year:
		fs.Refuse("fee.year", path+".year", "“%s”应缴的是第 %d 年年费，不是第 %d 年", r.Title, p.Year, f.Year)
	case f.Amount != p.Total:
		fs.Refuse("fee.amount", path+".amount", "“%s”第 %d 年年费在 %s 应缴 %s 元（年费 %s 元，滞纳金 %s 元），与 %s 元不符，请核对缴费日和减缴比例",
			r.Title, p.Year, on.Chinese(), p.Total.Format(), p.Fee.Format(), p.Surcharge.Format(), f.Amount.Format())
	default:
		return FeeAdvanceR{Fee: f, Number: r.Number, On: on, Surcharge: p.Surcharge}, true
	}
	return FeeAdvanceR{}, false
}

// ReverseFeeAdvance 冲正代缴年费: the last act of advancing that stands, or the last of a batch, is undone by an entry of today.
type ReverseFeeAdvance struct {
	Return
	Batch string `json:"batch,omitempty" form:"-"`
}

func (ReverseFeeAdvance) Name() Name { return "ReverseFeeAdvance" }
func (cmd ReverseFeeAdvance) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	act := c.s.lastAdvance(cmd.Batch)
	if act == 0 {
		fs.Refuse("fee.batch", "batch", "本案没有批次 %s 的代缴年费", cmd.Batch)
	}
	var total money.Money
	var id string
	for _, a := range c.s.FeeAdvances {
		if a.Act != act || a.Reversed != nil {
			continue
		}
		id, total = a.EntryID, total+a.Fee.Amount
		if a.Receipt != "" {
			fs.Refuse("fee.receipted", "", "%s 第 %d 年年费已登记票据 %s，请先“撤销缴费票据登记”", a.Number, a.Fee.Year, a.Receipt)
		}
	}
	c.s.amountsOpen(fs)
	if left := c.s.AdvancedFees(); left < total {
		fs.Refuse("fee.repaid", "", "代缴的年费已收回 %s 元，不能冲正；请先冲正还款", (total - left).Format())
	}
	if len(*fs) > 0 {
		return ""
	}
	c.reverse(o, fs, id, "冲正代缴年费："+cmd.Reason)
	signed := o.signed()
	for i := range c.s.FeeAdvances {
		if c.s.FeeAdvances[i].Act == act {
			c.s.FeeAdvances[i].Reversed = &signed
		}
	}
	return ""
}

// lastAdvance is the last act of advancing that stands, of a batch or of any; 0 for none.
func (s *State) lastAdvance(batch string) int64 {
	var act int64
	for _, a := range s.FeeAdvances {
		if a.Reversed == nil && (batch == "" || a.Batch == batch) {
			act = max(act, a.Act)
		}
	}
	return act
}

// FeeReceipt is one receipt of the register for an annual fee.
type FeeReceipt struct {
	Ref    string      `json:"ref" label:"权利" source:"rights"`
	Year   int         `json:"year" label:"年度（专利年度）"`
	Amount money.Money `json:"amount" label:"票据金额" unit:"元"`
	Number string      `json:"number" label:"票据号"`
	On     date.Date   `json:"on" label:"票据日期（缴费日）"`
}

// RecordFeeReceipts 登记缴费票据: what proves that advanced fees have been paid. The right's 年费缴至日 moves, and with it the alarm ends.
type RecordFeeReceipts struct {
	Receipts []FeeReceipt `json:"receipts" label:"缴费票据"`
	Batch    string       `json:"batch,omitempty" form:"-"`
}

func (RecordFeeReceipts) Name() Name { return "RecordFeeReceipts" }
func (cmd RecordFeeReceipts) do(c *Case, o *Occasion, fs *fault.Faults) string {
	if len(cmd.Receipts) == 0 {
		fs.Invalid("receipt.none", "receipts", "请至少登记一张票据")
	}
	for i, r := range cmd.Receipts {
		c.receipt(fmt.Sprintf("receipts[%d].", i), r, cmd.Batch, o, fs)
	}
	return ""
}

func (c *Case) receipt(path string, r FeeReceipt, batch string, o *Occasion, fs *fault.Faults) {
	s, n := &c.s, len(*fs)
	r.Number = strings.TrimSpace(r.Number)
	needText(fs, path+"number", "票据号", r.Number)
	if len([]rune(r.Number)) > 64 {
		fs.Invalid("text.long", path+"number", "票据号超过 64 字，请核对是否错列")
	}
	pastDate(fs, path+"on", "票据日期", r.On, o.Today)
	for _, a := range s.FeeAdvances {
		if a.Reversed == nil && r.Number != "" && Fold(a.Receipt) == Fold(r.Number) {
			fs.Refuse("receipt.used", path+"number", "票据 %s 已登记在 %s 第 %d 年年费，请核对", r.Number, a.Number, a.Fee.Year)
		}
	}
	at := slices.IndexFunc(s.FeeAdvances, func(a FeeAdvanceR) bool { return a.Open() && a.Fee.Ref == r.Ref && a.Fee.Year == r.Year })
	if at < 0 {
		fs.Refuse("receipt.year", path+"year", "%s", s.otherAdvance(r))
		return
	}
	a := &s.FeeAdvances[at]
	if a.Fee.Amount != r.Amount {
		fs.Refuse("receipt.amount", path+"amount", "票据金额 %s 元与代缴的 %s 元不符，请核对；代缴登记有误的请先冲正", r.Amount.Format(), a.Fee.Amount.Format())
	}
	ordered(fs, path+"on", "票据日期", r.On, "缴费日", a.On)
	if len(*fs) > n {
		return
	}
	signed := o.signed()
	a.Receipt, a.ReceiptOn, a.ReceiptAct, a.ReceiptBy, a.Imported = r.Number, r.On, s.Version+1, &signed, batch
	if kept := s.advancedFor(*a); kept != nil {
		a.WasPaid = kept.FeesPaidUntil
		if end := kept.Filed.AddYears(r.Year); end.After(kept.FeesPaidUntil) {
			kept.FeesPaidUntil = end
		}
	}
}

// advancedFor is the right of an advance, nil when it is pledged no more.
func (s *State) advancedFor(a FeeAdvanceR) *right.Right {
	if i := s.rightIndex(a.Fee.Ref); i >= 0 && a.of(s.Intake.Rights[i]) {
		return &s.Intake.Rights[i]
	}
	return nil
}

// otherAdvance says why no advance waits for this receipt.
func (s *State) otherAdvance(r FeeReceipt) string {
	var open []string
	for _, a := range s.FeeAdvances {
		switch {
		case a.Reversed != nil || a.Fee.Ref != r.Ref:
		case a.Fee.Year == r.Year:
			return fmt.Sprintf("%s 第 %d 年年费的票据已登记（%s）", a.Number, r.Year, a.Receipt)
		case a.Open():
			open = append(open, fmt.Sprintf("第 %d 年", a.Fee.Year))
		}
	}
	if len(open) > 0 {
		return fmt.Sprintf("没有代缴第 %d 年年费的登记，待登记票据的是%s", r.Year, strings.Join(open, "、"))
	}
	return fmt.Sprintf("没有代缴第 %d 年年费的登记，请先“代缴年费”", r.Year)
}

// WithdrawFeeReceipts 撤销缴费票据登记: the receipts of the last act, or the last of a batch, are taken back, and with them the 年费缴至日
// they moved.
type WithdrawFeeReceipts struct {
	Return
	Batch string `json:"batch,omitempty" form:"-"`
}

func (WithdrawFeeReceipts) Name() Name { return "WithdrawFeeReceipts" }
func (cmd WithdrawFeeReceipts) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	act := c.s.lastReceipts(cmd.Batch)
	if act == 0 {
		fs.Refuse("fee.batch", "batch", "本案没有批次 %s 的缴费票据", cmd.Batch)
	}
	if len(*fs) > 0 {
		return ""
	}
	for i := len(c.s.FeeAdvances) - 1; i >= 0; i-- {
		a := &c.s.FeeAdvances[i]
		if a.ReceiptAct != act || a.Reversed != nil {
			continue
		}
		if r := c.s.advancedFor(*a); r != nil && r.FeesPaidUntil == r.Filed.AddYears(a.Fee.Year) {
			r.FeesPaidUntil = a.WasPaid // a look-up since then, which knows more, stays
		}
		a.Receipt, a.ReceiptOn, a.ReceiptAct, a.ReceiptBy, a.WasPaid, a.Imported = "", date.Date{}, 0, nil, date.Date{}, ""
	}
	return ""
}

// lastReceipts is the last act that recorded receipts, of a batch or of any; 0 for none.
func (s *State) lastReceipts(batch string) int64 {
	var act int64
	for _, a := range s.FeeAdvances {
		if a.Reversed == nil && (batch == "" || a.Imported == batch) {
			act = max(act, a.ReceiptAct)
		}
	}
	return act
}

// suggestAdvance are the fees in their grace or of which the watch would speak on the day, in full.
func suggestAdvance(s State, today date.Date, table pledge.FeeTable, rules *policy.Library) []AdvancedFee {
	var out []AdvancedFee
	for i, r := range s.Intake.Rights {
		if !r.Kind.Patent() || r.FeesPaidUntil.IsZero() {
			continue
		}
		if p, found, err := table.Payment(s.FeeRequest(i, today), pledge.NoCut, nil); err == nil && found && p.PayBy.Sub(today) <= monitor.SettingsOn(rules, today).FeeDays {
			out = append(out, AdvancedFee{Ref: r.Ref, Year: p.Year, Cut: pledge.NoCut, Amount: p.Total})
		}
	}
	return out
}

// suggestReceipts are the advances that wait for theirs.
func suggestReceipts(s State) []FeeReceipt {
	var out []FeeReceipt
	for _, a := range s.FeeAdvances {
		if a.Open() {
			out = append(out, FeeReceipt{Ref: a.Fee.Ref, Year: a.Fee.Year, Amount: a.Fee.Amount, On: a.On})
		}
	}
	return out
}
