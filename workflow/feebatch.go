package workflow

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/exchange"
	"zhiya/workflow/ident"
	"zhiya/workflow/pledge"
	"zhiya/workflow/right"
)

// FeeDue is one annual fee of the worksheet (年费代缴清单): to be paid, or advanced and waiting for its receipt.
type FeeDue struct {
	CaseID  string     `json:"case_id"`
	Number  string     `json:"number"` // of the case
	Version int64      `json:"version"`
	Ref     string     `json:"ref"`
	Kind    right.Kind `json:"kind"`
	RightNo string     `json:"right_number"`
	Title   string     `json:"title"`

	Year      int             `json:"year"`
	Fee       money.Money     `json:"fee"`
	Surcharge money.Money     `json:"surcharge"`
	Total     money.Money     `json:"total"`
	State     pledge.FeeState `json:"state"` // due, grace, lapsed
	PayBy     date.Date       `json:"pay_by"`
	SameUntil date.Date       `json:"same_until,omitzero"` // last day of this amount
	LastDay   date.Date       `json:"last_day"`            // after it nothing can be paid
	Advanced  date.Date       `json:"advanced,omitzero"`   // the day it was advanced; the receipt is missing
	Fault     string          `json:"fault,omitempty"`     // why nothing can be said of the right
}

// Payable reports whether the fee can be advanced now.
func (f FeeDue) Payable() bool {
	return f.Advanced.IsZero() && (f.State == pledge.FeeDue || f.State == pledge.FeeGrace)
}

// mostFeeDays is how far ahead the worksheet looks.
const mostFeeDays = 366

// FeesDue lists, over all cases of which the person's organisation is the pledgee, the annual fees that are due within so many days,
// are in their grace or have lapsed, and those advanced whose receipts are missing; the nearest last day first. Amounts are in full, as
// of today.
//
// Faults: Forbidden; days.
func (d *Desk) FeesDue(ctx context.Context, personID string, days int) ([]FeeDue, error) {
	if days < 0 || days > mostFeeDays {
		return nil, fault.New(fault.Invalid, "fees.days", "days", "天数 %d 应在 0 至 %d 之间", days, mostFeeDays)
	}
	if err := d.keepFacts(ctx); err != nil {
		return nil, err
	}
	today := Today(d.Now())
	table, err := pledge.FeeTableOn(d.Rules, today)
	if err != nil {
		return nil, err
	}
	var out []FeeDue
	err = d.Store.Read(ctx, func(tx Tx) error {
		out = []FeeDue{}
		a, err := batchWorker(ctx, tx, personID, "AdvanceFees", "ReverseFeeAdvance")
		if err != nil {
			return err
		}
		return d.watchedOf(ctx, tx, a, false, func(row WatchedRow, w Watched) error {
			if !w.Facts.Settled.IsZero() || w.Facts.Registered.IsZero() || !w.Facts.Cancelled.IsZero() {
				return nil
			}
			for _, x := range w.Facts.Rights {
				if !x.Right.Kind.Patent() {
					continue
				}
				base := FeeDue{CaseID: row.CaseID, Number: w.Facts.Case, Version: row.Version, Ref: x.Right.Ref, Kind: x.Right.Kind, RightNo: x.Right.Number, Title: x.Right.Title}
				if !x.FeesAdvanced.IsZero() {
					list, err := openAdvances(ctx, tx, base)
					if err != nil {
						return err
					}
					out = append(out, list...)
				}
				if f, listed := d.feeDue(base, x.Right, x.FeesAdvanced, table, today, days); listed {
					out = append(out, f)
				}
			}
			return nil
		})
	})
	slices.SortStableFunc(out, func(a, b FeeDue) int {
		return cmp.Or(a.LastDay.Compare(b.LastDay), strings.Compare(a.Number, b.Number), strings.Compare(a.Ref, b.Ref), cmp.Compare(a.Year, b.Year))
	})
	return out, err
}

// feeDue is the next fee of a right, when it is to be listed.
func (d *Desk) feeDue(f FeeDue, r right.Right, advanced date.Date, table pledge.FeeTable, today date.Date, days int) (FeeDue, bool) {
	if r.FeesPaidUntil.IsZero() {
		f.Fault = "年费缴至日不明，请先查询登记簿并更新权利状态"
		return f, true
	}
	q := pledge.FeeRequest{Kind: r.Kind, Filed: r.Filed, Granted: r.Granted, On: today, PaidUntil: r.FeesPaidUntil}
	if advanced.After(q.PaidUntil) {
		q.PaidUntil = advanced
	}
	p, _, err := table.Payment(q, pledge.NoCut, d.Calendar)
	if err != nil {
		f.Fault = strings.TrimSpace(err.Error())
		return f, true
	}
	if p.Year == 0 || p.State == pledge.FeeDue && p.PayBy.Sub(today) > days {
		return f, false
	}
	f.Year, f.Fee, f.Surcharge, f.Total, f.State = p.Year, p.Fee, p.Surcharge, p.Total, p.State
	f.PayBy, f.SameUntil, f.LastDay = p.PayBy, p.SameUntil, p.GraceBy
	if p.State == pledge.FeeLapsed {
		f.Fault = "补缴期已届满，请查询法律状态并办理恢复权利"
	}
	return f, true
}

// openAdvances are the fees of a right that were advanced and wait for their receipts.
func openAdvances(ctx context.Context, tx Tx, base FeeDue) ([]FeeDue, error) {
	s, err := stateOf(ctx, tx, base.CaseID)
	if err != nil {
		return nil, err
	}
	var out []FeeDue
	for _, x := range s.FeeAdvances {
		if x.Open() && x.Fee.Ref == base.Ref && x.Number == base.RightNo {
			f := base
			f.Year, f.Fee, f.Surcharge, f.Total = x.Fee.Year, x.Fee.Amount-x.Surcharge, x.Surcharge, x.Fee.Amount
			f.Advanced, f.LastDay, f.PayBy = x.On, x.On, x.On
			out = append(out, f)
		}
	}
	return out, nil
}

func stateOf(ctx context.Context, tx Tx, caseID string) (casefile.State, error) {
	row, err := tx.Case(ctx, caseID)
	if err != nil {
		return casefile.State{}, err
	}
	return readState(row)
}

// FeePick is one fee of the worksheet to be advanced.
type FeePick struct {
	CaseID  string
	Number  string // of the case
	Version int64
	Fee     casefile.AdvancedFee
}

// Pick takes a line of the worksheet as it stands.
func (f FeeDue) Pick() FeePick {
	return FeePick{CaseID: f.CaseID, Number: f.Number, Version: f.Version, Fee: casefile.AdvancedFee{Ref: f.Ref, Year: f.Year, Cut: pledge.NoCut, Amount: f.Total}}
}

// FeeBatch is fees advanced together (批量代缴).
type FeeBatch struct {
	ID     string // "" for a new one; that of an earlier one does again what was not done
	On     date.Date
	Reason string
	Picks  []FeePick
}

// AdvanceFees records the advances, by one command a case. It returns the number of the batch, by which UndoFees takes all of it back.
//
// Fault: fee.none; what is wrong with a case stands in its result.
func (d *Desk) AdvanceFees(ctx context.Context, personID string, b FeeBatch) (string, []CaseResult, error) {
	if len(b.Picks) == 0 {
		return "", nil, fault.New(fault.Invalid, "fee.none", "picks", "请至少选择一项年费")
	}
	if b.ID == "" {
		b.ID = d.batchID("DJ")
	}
	var items []batchItem
	at := map[string]int{} // of a case in items
	for _, p := range b.Picks {
		i, met := at[p.CaseID]
		if !met {
			i, at[p.CaseID] = len(items), len(items)
			items = append(items, batchItem{caseID: p.CaseID, number: p.Number, version: p.Version, command: casefile.AdvanceFees{On: b.On, Reason: b.Reason, Batch: b.ID}})
		}
		cmd := items[i].command.(casefile.AdvanceFees)
		cmd.Fees = append(cmd.Fees, p.Fee)
		items[i].command = cmd
	}
	return b.ID, d.batch(ctx, personID, b.ID, items), nil
}

// ReceiptMatch is a receipt and the advance it proves.
type ReceiptMatch struct {
	exchange.ReceiptRow
	CaseID  string `json:"case_id"`
	Case    string `json:"case"`
	Version int64  `json:"version"`
	Ref     string `json:"ref"`
}

// ReceiptPlan is what importing a list of receipts would do: Read = Matched + Known + Bad + Unfilled + Blank, always.
type ReceiptPlan struct {
	exchange.ReceiptList
	Matched []ReceiptMatch `json:"matched"`
	Known   []ReceiptMatch `json:"known"` // recorded before exactly so: nothing is to be done
}

// MatchReceipts finds for every receipt the advance it proves, among the cases of the person's organisation. It changes nothing. What
// matches none joins the bad lines: an unknown number, no advance, another year, another amount, a receipt used before.
func (d *Desk) MatchReceipts(ctx context.Context, personID string, list exchange.ReceiptList) (ReceiptPlan, error) {
	var plan ReceiptPlan
	err := d.Store.Read(ctx, func(tx Tx) error {
		plan = ReceiptPlan{ReceiptList: list, Matched: []ReceiptMatch{}, Known: []ReceiptMatch{}}
		plan.Rows, plan.Bad = []exchange.ReceiptRow{}, slices.Clone(list.Bad)
		a, err := batchWorker(ctx, tx, personID, "RecordFeeReceipts")
		if err != nil {
			return err
		}
		m := matcher{tx: tx, actor: a, states: map[string]casefile.State{}}
		type proof struct {
			caseID, number string
			year           int
		}
		proved := map[proof]exchange.ReceiptRow{}
		for _, row := range list.Rows {
			found, known, f, err := m.match(ctx, row)
			if err != nil {
				return err
			}
			at := proof{found.CaseID, row.Number, row.Year}
			switch first, twice := proved[at]; {
			case f != nil:
				plan.Bad = append(plan.Bad, plan.Refused(row, *f))
			case known:
				plan.Known, plan.Rows = append(plan.Known, found), append(plan.Rows, row)
			case twice:
				var fs fault.Faults
				fs.Invalid("receipt.twice", "票据号", "第 %d 行已有 %s 第 %d 年年费的票据 %s，请核对", first.Line, shown(row.Number), row.Year, first.No)
				plan.Bad = append(plan.Bad, plan.Refused(row, fs...))
			default:
				proved[at] = row
				plan.Matched, plan.Rows = append(plan.Matched, found), append(plan.Rows, row)
			}
		}
		slices.SortFunc(plan.Bad, func(a, b exchange.BadRow) int { return a.Line - b.Line })
		return nil
	})
	return plan, err
}

// matcher looks for the advances of receipts.
type matcher struct {
	tx     Tx
	actor  access.Actor
	states map[string]casefile.State
}

func (m *matcher) cases(ctx context.Context, kind, value string) ([]casefile.State, error) {
	ids, err := m.tx.CasesByKey(ctx, kind, casefile.Fold(value))
	if err != nil {
		return nil, err
	}
	var out []casefile.State
	for _, id := range ids {
		s, met := m.states[id]
		if !met {
			if s, err = stateOf(ctx, m.tx, id); err != nil {
				return nil, err
			}
			m.states[id] = s
		}
		if s.Pledgee.ID == m.actor.OrgID {
			out = append(out, s)
		}
	}
	return out, nil
}

// match finds the advance of one receipt; known: this very receipt is recorded for it already.
func (m *matcher) match(ctx context.Context, row exchange.ReceiptRow) (found ReceiptMatch, known bool, wrong *fault.Fault, err error) {
	refuse := func(code, column, format string, args ...any) {
		var fs fault.Faults
		fs.Invalid(code, column, format, args...)
		wrong = &fs[0]
	}
	used, err := m.cases(ctx, casefile.KeyReceipt, row.No)
	if err != nil {
		return found, false, nil, err
	}
	for _, s := range used {
		for _, x := range s.FeeAdvances {
			if x.Reversed != nil || casefile.Fold(x.Receipt) != casefile.Fold(row.No) {
				continue
			}
			if x.Fee.Year == row.Year && feeOf(x, row.Number) && x.Fee.Amount == row.Amount && x.ReceiptOn == row.On {
				return ReceiptMatch{row, s.ID, s.Number, s.Version, x.Fee.Ref}, true, nil, nil
			}
			refuse("receipt.used", "票据号", "票据 %s 已登记在案件 %s 的 %s 第 %d 年年费（%s 元，%s），请核对", row.No, s.Number, x.Number, x.Fee.Year, x.Fee.Amount.Format(), x.ReceiptOn.Chinese())
			return found, false, wrong, nil
		}
	}
	list, err := m.cases(ctx, "right", row.Number)
	if err != nil {
		return found, false, nil, err
	}
	if len(list) == 0 {
		refuse("receipt.unknown", "专利号", "专利 %s 不在本机构为质权人的案件中，请核对专利号", shown(row.Number))
		return found, false, wrong, nil
	}
	var years, done []string
	for _, s := range list {
		for _, x := range s.FeeAdvances {
			switch {
			case x.Reversed != nil || !feeOf(x, row.Number):
			case x.Fee.Year == row.Year && x.Open():
				return m.judge(s, x, row)
			case x.Fee.Year == row.Year:
				done = append(done, x.Receipt)
			case x.Open():
				years = append(years, "第 "+strconv.Itoa(x.Fee.Year)+" 年")
			}
		}
	}
	switch {
	case len(done) > 0:
		refuse("receipt.done", "票据号", "%s 第 %d 年年费已登记票据 %s，不能再登记 %s，请核对", shown(row.Number), row.Year, done[0], row.No)
	case len(years) > 0:
		refuse("receipt.year", "年度", "%s 代缴的是%s年费，没有代缴第 %d 年，请核对年度", shown(row.Number), strings.Join(years, "、"), row.Year)
	default:
		refuse("receipt.not_advanced", "专利号", "%s 没有待登记票据的代缴年费，请先登记代缴", shown(row.Number))
	}
	return found, false, wrong, nil
}

// judge holds the receipt against the advance of its year.
func (m *matcher) judge(s casefile.State, x casefile.FeeAdvanceR, row exchange.ReceiptRow) (ReceiptMatch, bool, *fault.Fault, error) {
	var fs fault.Faults
	switch {
	case x.Fee.Amount != row.Amount:
		fs.Invalid("receipt.amount", "票据金额", "票据金额 %s 元与代缴的 %s 元不符（案件 %s），请核对；代缴登记有误的请先冲正", row.Amount.Format(), x.Fee.Amount.Format(), s.Number)
	case row.On.Before(x.On):
		fs.Invalid("date.order", "票据日期", "票据日期 %s 早于代缴日 %s，请核对", row.On.Chinese(), x.On.Chinese())
	default:
		return ReceiptMatch{row, s.ID, s.Number, s.Version, x.Fee.Ref}, false, nil, nil
	}
	return ReceiptMatch{}, false, &fs[0], nil
}

// shown is a compact number as a person writes it.
func shown(number string) string {
	no, err := ident.ParsePatentNo(number)
	if err != nil {
		return number
	}
	return no.String()
}

// feeOf reports whether the advance is for the patent of this compact number.
func feeOf(x casefile.FeeAdvanceR, number string) bool {
	return casefile.RightKey(right.Right{Kind: right.Invention, Number: x.Number}) == number
}

// RecordReceipts records the matched receipts, by one command a case. It returns the number of the batch.
//
// Fault: receipt.none; what is wrong with a case stands in its result.
func (d *Desk) RecordReceipts(ctx context.Context, personID string, matched []ReceiptMatch) (string, []CaseResult, error) {
	if len(matched) == 0 {
		return "", nil, fault.New(fault.Invalid, "receipt.none", "", "没有可登记的票据")
	}
	id := d.batchID("PJ")
	var items []batchItem
	at := map[string]int{}
	for _, x := range matched {
		i, met := at[x.CaseID]
		if !met {
			i, at[x.CaseID] = len(items), len(items)
			items = append(items, batchItem{caseID: x.CaseID, number: x.Case, version: x.Version, command: casefile.RecordFeeReceipts{Batch: id}})
		}
		cmd := items[i].command.(casefile.RecordFeeReceipts)
		cmd.Receipts = append(cmd.Receipts, casefile.FeeReceipt{Ref: x.Ref, Year: x.Year, Amount: x.Amount, Number: x.No, On: x.On})
		items[i].command = cmd
	}
	return id, d.batch(ctx, personID, id, items), nil
}

// UndoFees takes a batch back, advances or receipts, by one command a case and entries of today.
//
// Faults: NotFound; Forbidden; what stands against it in a case stands in its result.
func (d *Desk) UndoFees(ctx context.Context, personID, batch, reason string) ([]CaseResult, error) {
	var items []batchItem
	err := d.Store.Read(ctx, func(tx Tx) error {
		items = nil
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		m := matcher{tx: tx, actor: a, states: map[string]casefile.State{}}
		list, err := m.cases(ctx, casefile.KeyBatch, batch)
		if err != nil {
			return err
		}
		for _, s := range list {
			var cmd casefile.Command
			for _, x := range s.FeeAdvances {
				switch {
				case x.Reversed != nil:
				case x.Batch == batch:
					cmd = casefile.ReverseFeeAdvance{Return: casefile.Return{Reason: reason}, Batch: batch}
				case x.Imported == batch:
					cmd = casefile.WithdrawFeeReceipts{Return: casefile.Return{Reason: reason}, Batch: batch}
				}
			}
			if cmd != nil {
				items = append(items, batchItem{caseID: s.ID, number: s.Number, version: s.Version, command: cmd})
			}
		}
		if len(items) == 0 {
			return fault.New(fault.NotFound, "fee.batch", "batch", "没有找到批次“%s”，或者已经全部撤销", batch)
		}
		_, err = batchWorker(ctx, tx, personID, items[0].command.Name())
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.batch(ctx, personID, d.batchID("CX"), items), nil
}
