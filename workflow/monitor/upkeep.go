package monitor

import (
	"fmt"

	"zhiya/valuation/date"
	"zhiya/workflow/pledge"
	"zhiya/workflow/right"
)

// keepAlive watches what its owner must do lest the right end: annual fees of patents, renewal of marks, and the end of
// the term before the debt is due.
func (w *watch) keepAlive(r WatchedRight) error {
	switch {
	case r.Right.Status != right.InForce && !right.IsCopyright(r.Right.Kind):
		return nil // register already said what is lost
	case r.Right.Kind.Patent():
		if err := w.annualFee(r); err != nil {
			return err
		}
	case r.Right.Kind == right.Trademark:
		return w.renewal(r)
	}
	if end := r.Right.Expiry(); !end.IsZero() && w.Due.After(end) {
		w.alarm(Alarm{Code: "right.term_short", Level: High, Right: r.Right.Ref,
			Why: fmt.Sprintf("%s将于 %s 届满，早于债务到期日 %s", r.name(), end.Chinese(), w.Due.Chinese()),
			Do:  "请提前收回或置换质物", Until: end, Period: end.String(), CuredBy: "置换质物或清偿"})
	}
	return nil
}

// annualFee watches the next annual fee: before it is due, and month by month in the grace (专利法实施细则 115). Of the fees not paid
// the first alone counts: when it lapsed the right ended with it.
func (w *watch) annualFee(r WatchedRight) error {
	if r.Right.FeesPaidUntil.IsZero() {
		w.alarm(Alarm{Code: "fee.unknown", Level: High, Right: r.Right.Ref, Why: r.name() + "年费缴至日不明", Do: "请查询专利登记簿并登记缴费情况", CuredBy: "登记年费缴至日"})
		return nil
	}
	table, err := w.fees(w.on)
	if err != nil {
		return err
	}
	y, found, err := table.Next(pledge.FeeRequest{Kind: r.Right.Kind, Filed: r.Right.Filed, Granted: r.Right.Granted, On: w.on, PaidUntil: r.Right.FeesPaidUntil}, w.cal)
	if err != nil || !found {
		return err
	}
	a := Alarm{Right: r.Right.Ref, Period: fmt.Sprintf("第%d年", y.Year), CuredBy: "登记年费缴至日"}
	switch y.State {
	case pledge.FeeLapsed:
		a.Code, a.Level, a.CuredBy = "fee.lapsed", Highest, "恢复权利或补充担保"
		a.Why = fmt.Sprintf("%s第 %d 年年费补缴期已于 %s 届满，专利权自 %s 起终止", r.name(), y.Year, y.GraceBy.Chinese(), y.Due.Chinese())
		a.Do = "立即查询法律状态，符合条件的请求恢复权利，并要求补充担保"
	case pledge.FeeGrace:
		month := monthOf(y.Due, w.on)
		a.Code, a.Level, a.Until, a.Step = "fee.grace", High, y.GraceBy, fmt.Sprintf("补缴期第%d个月", month)
		if w.on.After(y.GraceEnd.AddMonths(-1)) {
			a.Level = Highest // after the last month there is nothing left to pay for
		}
		extra := "，本月不加收滞纳金"
		if y.Surcharge > 0 {
			extra = fmt.Sprintf("，现须加缴滞纳金 %s 元，合计 %s 元", y.Surcharge.Format(), y.Payable.Format())
		}
		if !table.SurchargeVerified() {
			extra += "（滞纳金分档待核实）"
		}
		a.Why = fmt.Sprintf("%s第 %d 年年费 %s 元已于 %s 到期未缴，处于补缴期第 %d 个月%s", r.name(), y.Year, y.Amount.Format(), y.PayBy.Chinese(), month, extra)
		a.Do = "请督促出质人补缴，必要时代缴并计入债权"
	case pledge.FeeDue:
		left := y.PayBy.Sub(w.on)
		if left > w.set.FeeDays {
			return nil
		}
		a.Code, a.Level, a.Until = "fee.due", Notice, y.PayBy
		a.Step = within(left, w.set.FeeDays, 30, 7)
		a.Why = fmt.Sprintf("%s第 %d 年年费 %s 元应于 %s 前缴纳", r.name(), y.Year, y.Amount.Format(), y.PayBy.Chinese())
		a.Do = "请提醒出质人缴费并取得票据"
	default:
		return nil
	}
	if !r.FeesAdvanced.Before(y.Due.AddYears(1)) { // paid, and only the proof of it is missing
		a.Do, a.CuredBy = "年费已代缴，请取得缴费票据并登记", "登记缴费票据"
	}
	w.alarm(a)
	return nil
}

// monthOf is the how-manieth month after from the day lies in: 1 until the corresponding day of the next month.
func monthOf(from, on date.Date) int {
	n := 1
	for on.After(from.AddMonths(n)) {
		n++
	}
	return n
}

// within names the narrowest of the lead times, given from the widest, in which the days left lie.
func within(left int, leads ...int) string {
	step := 0
	for _, lead := range leads {
		if left <= lead && (step == 0 || lead < step) {
			step = lead
		}
	}
	return fmt.Sprintf("%d天以内", step)
}

// renewal watches the term of a mark: open for renewal before its end, in grace after it.
func (w *watch) renewal(r WatchedRight) error {
	end := r.Right.TermEnd
	if end.IsZero() {
		w.alarm(Alarm{Code: "renewal.unknown", Level: High, Right: r.Right.Ref, Why: r.name() + "专用期止日不明", Do: "请查询商标注册簿并登记专用期", CuredBy: "登记商标专用期止"})
		return nil
	}
	rule, err := w.renewals(w.on)
	if err != nil {
		return err
	}
	open, grace := end.AddMonths(-rule.OpenMonths), end.AddMonths(rule.GraceMonths)
	a := Alarm{Right: r.Right.Ref, Period: end.String(), CuredBy: "登记续展后的专用期止"}
	switch {
	case w.on.After(grace):
		a.Code, a.Level, a.CuredBy = "renewal.lapsed", Highest, "补充担保或登记续展"
		a.Why, a.Do = r.name()+"宽展期已于 "+grace.Chinese()+" 届满而未续展，商标将被注销", "立即查询法律状态并要求补充担保"
	case w.on.After(end):
		a.Code, a.Level, a.Until, a.Step = "renewal.grace", High, grace, fmt.Sprintf("宽展期第%d个月", monthOf(end, w.on))
		if w.on.After(grace.AddMonths(-1)) {
			a.Level = Highest
		}
		a.Why, a.Do = r.name()+"专用期已于 "+end.Chinese()+" 届满，处于宽展期", "请督促出质人在宽展期内续展"
	case !w.on.Before(open):
		a.Code, a.Level, a.Until, a.Step = "renewal.due", Notice, end, "续展期内"
		switch left := end.Sub(w.on); {
		case left <= 90:
			a.Step = within(left, 90, 30)
			if left <= 30 {
				a.Level = High
			}
		case !w.on.Before(end.AddMonths(-6)):
			a.Step = "期满前6个月"
		}
		a.Why, a.Do = r.name()+"专用期将于 "+end.Chinese()+" 届满，可以办理续展", "请督促出质人办理续展"
	default:
		return nil
	}
	w.alarm(a)
	return nil
}

// looked watches how old the look-up in the register is; a status that nobody looked up says nothing.
func (w *watch) looked(r WatchedRight) {
	a := Alarm{Code: "status.stale", Level: Notice, Right: r.Right.Ref, Do: "请查询登记簿并更新权利状态", CuredBy: "更新权利状态", Period: r.Right.StatusOn.String()}
	switch on := r.Right.StatusOn; {
	case on.IsZero():
		a.Why = r.name() + "没有登记法律状态的查询日"
	case w.on.Sub(on) > w.set.StatusDays:
		a.Why = fmt.Sprintf("%s法律状态于 %s 查询，已超过 %d 天", r.name(), on.Chinese(), w.set.StatusDays)
	default:
		return
	}
	w.alarm(a)
}
