package monitor

import (
	"fmt"

	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
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
			Do:  "请提前收回或置换质物", Until: end, CuredBy: "置换质物或清偿"})
	}
	return nil
}

// annualFee watches the next annual fee: before it is due, and month by month in the grace (专利法实施细则 115).
func (w *watch) annualFee(r WatchedRight) error {
	if r.Right.FeesPaidUntil.IsZero() {
		w.alarm(Alarm{Code: "fee.unknown", Level: High, Right: r.Right.Ref, Why: r.name() + "年费缴至日不明", Do: "请查询专利登记簿并登记缴费情况", CuredBy: "登记年费缴至日"})
		return nil
	}
	cal, err := pledge.FeesBy(w.rules, pledge.FeeRequest{Kind: r.Right.Kind, Filed: r.Right.Filed, Granted: r.Right.Granted, On: w.on, PaidUntil: r.Right.FeesPaidUntil}, w.cal)
	if err != nil {
		return err
	}
	for _, y := range cal.Years {
		switch y.State {
		case pledge.FeeLapsed:
			w.alarm(Alarm{Code: "fee.lapsed", Level: Highest, Right: r.Right.Ref,
				Why: fmt.Sprintf("%s第 %d 年年费补缴期已于 %s 届满，专利权自 %s 起终止", r.name(), y.Year, y.GraceBy.Chinese(), y.Due.Chinese()),
				Do:  "立即查询法律状态，符合条件的请求恢复权利，并要求补充担保", Until: w.on, CuredBy: "恢复权利或补充担保"})
			return nil
		case pledge.FeeGrace:
			w.alarm(Alarm{Code: "fee.grace", Level: High, Right: r.Right.Ref,
				Why: fmt.Sprintf("%s第 %d 年年费 %s 元已逾期，现须加缴滞纳金 %s 元（滞纳金分档待核实）", r.name(), y.Year, y.Amount.Format(), y.Surcharge.Format()),
				Do:  "请督促出质人补缴，必要时代缴并计入债权", Until: y.GraceBy, CuredBy: "登记年费缴至日"})
			return nil
		case pledge.FeeDue:
			if left := y.PayBy.Sub(w.on); left <= w.set.FeeDays {
				w.alarm(Alarm{Code: "fee.due", Level: Notice, Right: r.Right.Ref,
					Why: fmt.Sprintf("%s第 %d 年年费 %s 元应于 %s 前缴纳，还有 %d 天", r.name(), y.Year, y.Amount.Format(), y.PayBy.Chinese(), left),
					Do:  "请提醒出质人缴费并取得票据", Until: y.PayBy, CuredBy: "登记年费缴至日"})
			}
			return nil
		}
	}
	return nil
}

// renewal watches the term of a mark: open for renewal before its end, in grace after it.
func (w *watch) renewal(r WatchedRight) error {
	end := r.Right.TermEnd
	if end.IsZero() {
		return nil
	}
	pack, err := w.rules.On("trademark-terms", w.on)
	if err != nil {
		return err
	}
	item, _ := pack.Item("TT-2")
	rule, err := policy.Figures[struct {
		Years       int `json:"years"`
		OpenMonths  int `json:"open_months"`
		GraceMonths int `json:"grace_months"`
	}](item)
	if err != nil {
		return err
	}
	open, grace := end.AddMonths(-rule.OpenMonths), end.AddMonths(rule.GraceMonths)
	switch {
	case w.on.After(grace):
		w.alarm(Alarm{Code: "renewal.lapsed", Level: Highest, Right: r.Right.Ref, Why: r.name() + "宽展期已于 " + grace.Chinese() + " 届满而未续展，商标将被注销",
			Do: "立即查询法律状态并要求补充担保", Until: w.on, CuredBy: "补充担保或登记续展"})
	case w.on.After(end):
		w.alarm(Alarm{Code: "renewal.grace", Level: High, Right: r.Right.Ref, Why: r.name() + "专用期已于 " + end.Chinese() + " 届满，处于宽展期",
			Do: "请督促出质人在宽展期内续展", Until: grace, CuredBy: "登记续展"})
	case !w.on.Before(open):
		w.alarm(Alarm{Code: "renewal.due", Level: Notice, Right: r.Right.Ref, Why: r.name() + "专用期将于 " + end.Chinese() + " 届满，可以办理续展",
			Do: "请督促出质人办理续展", Until: end, CuredBy: "登记续展"})
	}
	return nil
}
