package monitor

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"zhiya/valuation/date"
	"zhiya/workflow/calendar"
	"zhiya/workflow/pledge"
	"zhiya/workflow/policy"
	"zhiya/workflow/right"
)

// watch carries one look at one case.
type watch struct {
	Facts
	*Watcher
	on     date.Date
	alarms []Alarm
}

// Watch gives the alarms of a case on a day, loudest first. Fee tables and renewal terms are those of the rules in force
// that day. Facts that cannot be judged raise an alarm of their own (facts.malformed), so nothing is passed over in silence.
func Watch(on date.Date, f Facts, s Settings, cal *calendar.Calendar, rules *policy.Library) []Alarm {
	return NewWatcher(s, cal, rules).Watch(on, f)
}

// Watch is the function Watch with what the watcher has read of the rules already.
func (x *Watcher) Watch(on date.Date, f Facts) []Alarm {
	w := &watch{Facts: f, Watcher: x, on: on, alarms: []Alarm{}}
	w.loan()
	if w.live() {
		w.ceiling()
		w.bankruptcy()
		w.unjudged("", w.coverage())
		for _, r := range f.Rights {
			w.register(r)
			w.unjudged(r.Right.Ref, w.keepAlive(r))
			w.looked(r)
		}
	}
	sortAlarms(w.alarms)
	return w.alarms
}

// unjudged raises the alarm of facts that a rule could not judge.
func (w *watch) unjudged(ref string, err error) {
	if err != nil {
		w.alarm(Alarm{Code: "facts.malformed", Level: High, Right: ref, Why: "登记的事实无法判断：" + err.Error(), Do: "请更正登记的事实", CuredBy: "更正登记"})
	}
}

// Programme gives the alarms that belong to no case: from November on, next year's calendar when it is missing.
func Programme(on date.Date, cal *calendar.Calendar) []Alarm {
	list := []Alarm{}
	for _, y := range []int{on.Year(), on.Year() + 1} {
		if cal.Known(y) || y > on.Year() && on.Month() < 11 {
			continue
		}
		list = append(list, Alarm{Code: "calendar.missing", Level: Notice, To: "everyone",
			Why:   fmt.Sprintf("%d 年的放假与调休安排尚未导入，涉及该年的期限均为暂定", y),
			Do:    "国务院办公厅公布后，在“规则”中导入工作日历",
			Until: date.Of(y, 1, 1), Period: strconv.Itoa(y), CuredBy: "导入工作日历"})
	}
	return list
}

// rulesAhead is how many days before its end a rule without a successor is asked for.
const rulesAhead = 60

// Rules gives the alarms about the rules that the watch itself judges by: a pack that ends within 60 days without another after it.
func Rules(on date.Date, rules *policy.Library) []Alarm {
	list := []Alarm{}
	for _, id := range []string{"patent-fees", "trademark-terms"} {
		if _, err := rules.On(id, on.AddDays(rulesAhead)); err == nil {
			continue
		}
		a := Alarm{Code: "rules.missing", Level: High, To: "everyone", Right: "", Why: "规则包 " + id + " 即将失效而没有后续版本", Do: "请在规则库中导入新版规则", CuredBy: "导入规则包", Period: id}
		if p, err := rules.On(id, on); err == nil {
			a.Why, a.Until, a.Period = fmt.Sprintf("规则“%s”将于 %s 失效而没有后续版本", p.Title, p.ValidTo.Chinese()), p.ValidTo, id+" "+p.ValidTo.String()
		} else {
			a.Level, a.Why = Highest, "今日没有适用的规则 "+id+"，有关权利无法监测"
		}
		list = append(list, a)
	}
	return list
}

func (w *watch) alarm(a Alarm) {
	a.Case = w.Case
	if a.To == "" {
		a.To = "pledgee"
	}
	w.alarms = append(w.alarms, a)
}

// loan watches the debt itself and the papers around it.
func (w *watch) loan() {
	if len(w.MissingPapers) > 0 {
		w.alarm(Alarm{Code: "papers.missing", Level: Notice, Why: "缺少材料：" + strings.Join(w.MissingPapers, "、"), Do: "请收齐并登记", CuredBy: "材料收讫"})
	}
	if n := len(w.Unsealed); n > 0 && w.live() && !w.Registered.IsZero() && w.on.Sub(w.Registered) > w.set.SealDays {
		w.alarm(Alarm{Code: "papers.unsealed", Level: Notice, Why: "质押已登记，下列文书尚无用印扫描件：" + strings.Join(w.Unsealed, "、"), Do: "请用印后登记扫描件", CuredBy: "用印登记"})
	}
	w.cancellation()
	w.revocation()
	if w.Disbursed.IsZero() || !w.live() {
		return
	}
	if w.Registered.IsZero() && w.Revoked.IsZero() {
		w.alarm(Alarm{Code: "loan.unregistered", Level: Highest, Why: "已于 " + w.Disbursed.Chinese() + " 放款，质押尚未登记，质权未设立",
			Do: "立即办理质押登记，或落实过渡担保", CuredBy: "质押登记"})
	}
	if len(w.Unnamed) > 0 {
		a := Alarm{Code: "pledge.behind", Level: High, Why: "登记簿尚未记载" + strings.Join(w.Unnamed, "；") + "，登记的期限至 " + w.RegisteredUntil.Chinese(),
			Do: "请立即申请变更登记；变更登记前不得注销原登记", Until: w.RegisteredUntil, CuredBy: "变更登记"}
		if w.on.After(w.RegisteredUntil) {
			a.Level, a.Step, a.Until = Highest, "已过登记的期限", date.Date{}
		}
		w.alarm(a)
	}
	if w.EnrolmentRequired && w.Enrolled.IsZero() {
		w.alarm(Alarm{Code: "loan.unenrolled", Level: High, Why: "贷款已发放而未入池备案，发生损失时不能申请补偿", Do: "请各合作方确认备案", CuredBy: "入池备案"})
	}
	if w.Due.IsZero() {
		return
	}
	switch left := w.Due.Sub(w.on); {
	case left < 0:
		w.alarm(Alarm{Code: "debt.overdue", Level: Highest, Why: fmt.Sprintf("债务已于 %s 到期，尚未清偿", w.Due.Chinese()), Period: w.Due.String(), Step: overdue(-left),
			Do: "催收，登记违约，或办理展期", CuredBy: "清偿或展期"})
		w.class(-left)
	case left <= w.set.DebtDays:
		level := Notice
		if left <= 7 {
			level = High
		}
		w.alarm(Alarm{Code: "debt.due", Level: level, Why: fmt.Sprintf("债务将于 %s 到期", w.Due.Chinese()),
			Do: "请落实还款来源，或提前办理展期", Until: w.Due, Period: w.Due.String(), Step: within(left, w.set.DebtDays, 15, 7), CuredBy: "清偿或展期"})
	}
	w.limitation()
}

// class watches that the class of the loan keeps up with the days it is past due, by the rules of the day (待核实). A class approved with
// the reason why it departs from them is let stand until the next mark. It is the lender's own rating: nobody else is told.
func (w *watch) class(pastDue int) {
	least, rule, err := w.rules.LeastClass(w.on, pastDue)
	if err != nil || !least.Worse(policy.RiskClass(w.Class)) || !least.Worse(policy.RiskClass(w.ClassExcused)) {
		return // without a rule of that day there is nothing to contradict
	}
	is := "尚未分类"
	if w.Class != "" {
		is = "现为" + w.Class + "类"
	}
	w.alarm(Alarm{Code: "class.behind", Level: High, To: "lender", Period: w.Due.String(), Step: string(least),
		Why: fmt.Sprintf("债务已逾期，贷款五级分类%s；按规则“%s”（%s）", is, rule.Title, rule.Citation()), Do: "请重新分类；与逾期天数不符的说明理由", CuredBy: "批准五级分类或清偿"})
}

// overdue names the last of the marks that so many days have passed; the five classes of a loan follow some of them (LAW 9.2, 待核实).
func overdue(days int) string {
	step := ""
	for _, mark := range []int{30, 90, 180, 270, 360} {
		if days > mark {
			step = fmt.Sprintf("逾期%d天以上", mark)
		}
	}
	return step
}

// ceiling watches the period in which the claims of a 最高额质押 arise: after its last day the claim is determined (民法典 423).
func (w *watch) ceiling() {
	if w.CeilingFixed || w.Registered.IsZero() {
		return
	}
	if w.CeilingCause != "" {
		w.alarm(Alarm{Code: "ceiling.determine", Level: High, Why: w.CeilingCause + "，最高额质押担保的债权已经确定（民法典第四百二十三条），此后的贷款不在担保范围",
			Do: "请核定债权额并登记债权确定，停止在该最高额项下放款", CuredBy: "登记债权确定"})
		return
	}
	if w.CeilingTo.IsZero() {
		return
	}
	a := Alarm{Period: w.CeilingTo.String(), CuredBy: "变更登记、认定违约或者清偿"}
	switch left := w.CeilingTo.Sub(w.on); {
	case left < 0:
		a.Code, a.Level = "ceiling.over", High
		a.Why, a.Do = "最高额质押的债权发生期间已于 "+w.CeilingTo.Chinese()+" 届满，担保的债权确定，此后的贷款不在担保范围", "请核定债权额，停止在该最高额项下放款"
	case left <= w.set.TermDays:
		a.Code, a.Level, a.Until, a.Step = "ceiling.ending", Notice, w.CeilingTo, within(left, w.set.TermDays, 30, 7)
		a.Why, a.Do = "最高额质押的债权发生期间将于 "+w.CeilingTo.Chinese()+" 届满", "需要继续放款的，请在届满前办理变更登记"
	default:
		return
	}
	w.alarm(a)
}

// bankruptcy asks that the claim be filed with the administrator in time.
func (w *watch) bankruptcy() {
	for _, b := range w.Bankruptcies {
		a := Alarm{Code: "bankruptcy.claim", Level: High, Period: b.Party + " " + b.On.String(), Until: b.ClaimBy, Why: "“" + b.Party + "”已于 " + b.On.Chinese() + " 被受理破产，债权申报截止 " + b.ClaimBy.Chinese(),
			Do: "请向管理人申报债权并说明质权", CuredBy: "登记已申报债权"}
		if w.on.After(b.ClaimBy) {
			a.Level, a.Until, a.Step = Highest, date.Date{}, "已过申报截止日"
			a.Do = "请立即补充申报债权，说明逾期原因"
		}
		w.alarm(a)
	}
}

// limitation watches the three years of the claim (民法典 188); after them the pledge is not protected either (担保制度解释 44).
func (w *watch) limitation() {
	start := w.Due
	if w.LastClaimed.After(start) {
		start = w.LastClaimed
	}
	end := start.AddYears(3)
	switch left := end.Sub(w.on); {
	case left < 0:
		w.alarm(Alarm{Code: "limitation.over", Level: Highest, Period: end.String(), Why: "主债权诉讼时效已于 " + end.Chinese() + " 届满，质权可能不再受法院保护",
			Do: "请法务核实时效中断、中止事由", CuredBy: "时效中断或清偿"})
	case left <= w.set.LimitationDays:
		w.alarm(Alarm{Code: "limitation.near", Level: High, Period: end.String(), Step: within(left, w.set.LimitationDays, 90, 30), Why: "主债权诉讼时效将于 " + end.Chinese() + " 届满",
			Do: "请书面催收或起诉以中断时效", Until: end, CuredBy: "时效中断或清偿"})
	}
}

// revocation is the loudest alarm: the office has revoked the registration and nothing secures the debt until it is registered anew.
func (w *watch) revocation() {
	if w.Revoked.IsZero() || !w.live() {
		return
	}
	a := Alarm{Code: "pledge.revoked", Level: Highest, Period: w.Revoked.String(), Why: "登记机构已于 " + w.Revoked.Chinese() + " 撤销质押登记 " + w.RevokedNo + "，债权没有登记的质权",
		Do: "请消除撤销原因后立即重新申请登记，或者落实其他担保、提前收回贷款", CuredBy: "重新登记"}
	if !w.RefiledOn.IsZero() {
		a.Step, a.Do = "已重新申请", "已于 "+w.RefiledOn.Chinese()+" 重新申请登记，请跟进审查结果"
	}
	w.alarm(a)
}

// cancellation watches the days between settlement and the cancelled registration.
func (w *watch) cancellation() {
	if w.Settled.IsZero() || w.Registered.IsZero() || !w.Cancelled.IsZero() {
		return
	}
	due, _ := w.cal.AddWorkdays(w.Settled, w.set.CancelWorkdays)
	late, _ := w.cal.AddWorkdays(w.Settled, 2*w.set.CancelWorkdays)
	a := Alarm{Code: "pledge.uncancelled", Level: Notice, Why: "债务已于 " + w.Settled.Chinese() + " 结清，质押尚未注销",
		Do: "请办理注销登记并释放备案额度", Until: due, Period: w.Settled.String(), CuredBy: "注销登记"}
	if w.on.After(due) {
		a.Level, a.Step = High, "已过办理期限"
	}
	w.alarm(a)
	if w.on.After(late) {
		a.To = "bureau"
		w.alarm(a)
	}
}

// coverage is the sum over the rights; a value out of validity makes it unknown, the loudest alarm, never a zero.
func (w *watch) coverage() error {
	if w.NotByValue || w.Outstanding == 0 {
		return nil
	}
	req := pledge.TopUpRequest{Outstanding: w.Outstanding, On: w.on}
	for _, r := range w.Rights {
		req.Rights = append(req.Rights, pledge.CoveredRight{Value: r.Value, Cap: r.Cap, Haircut: r.Haircut, ValidUntil: r.ValidUntil})
		left := r.ValidUntil.Sub(w.on)
		switch {
		case left < 0:
			why := "没有有效的估值"
			if !r.ValidUntil.IsZero() {
				why = "估值已于 " + r.ValidUntil.Chinese() + " 失效"
			}
			w.alarm(Alarm{Code: "coverage.unknown", Level: Highest, Right: r.Right.Ref, Why: r.name() + why + "，质押覆盖情况未知",
				Do: "立即重新评估", Period: r.ValidUntil.String(), CuredBy: "重新评估并认定价值"})
		case left <= w.set.ValuationDays:
			w.alarm(Alarm{Code: "valuation.ending", Level: Notice, Right: r.Right.Ref, Why: fmt.Sprintf("%s估值将于 %s 失效", r.name(), r.ValidUntil.Chinese()),
				Do: "请安排重新评估", Until: r.ValidUntil, Period: r.ValidUntil.String(), Step: within(left, w.set.ValuationDays, 15, 7), CuredBy: "重新评估并认定价值"})
		}
	}
	for _, r := range w.Rights { // the right that would be added is reckoned like the first that counts for something
		if advance := r.Cap.Decimal().Mul(decimal.NewFromInt(1).Sub(r.Haircut.Decimal())); advance.Sign() > 0 {
			req.New = &pledge.NewRight{Cap: r.Cap, Haircut: r.Haircut}
			break
		}
	}
	res, err := pledge.TopUp(req)
	if err != nil && req.New != nil { // no amount of money is enough at such a cap; the shortfall is told all the same
		req.New = nil
		res, err = pledge.TopUp(req)
	}
	if err != nil {
		return err
	}
	if res.Coverage == "known" && *res.Shortfall > 0 {
		do := "请要求追加质押或提前收回（民法典第四百三十三条）"
		if n := req.New; n != nil && res.NeededValue != nil { // the bare shortfall would leave the cap broken
			do = fmt.Sprintf("请要求追加认定价值不少于 %s 元的权利（按质押率上限 %s、折扣 %s 计），或提前收回 %s 元（民法典第四百三十三条）",
				res.NeededValue.Format(), n.Cap.Percent(), n.Haircut.Percent(), res.Shortfall.Format())
		}
		w.alarm(Alarm{Code: "coverage.shortfall", Level: High, Why: fmt.Sprintf("可覆盖金额 %s 元，未偿余额 %s 元，缺口 %s 元",
			res.Lendable.Format(), w.Outstanding.Format(), res.Shortfall.Format()), Do: do, CuredBy: "追加质押、还款或重新认定价值"})
	}
	return nil
}

// register watches what the register and other creditors do to the right.
func (w *watch) register(r WatchedRight) {
	add := func(code string, level Level, period, why, do, cured string) {
		w.alarm(Alarm{Code: code, Level: level, Right: r.Right.Ref, Period: period, Why: r.name() + why, Do: do, CuredBy: cured})
	}
	switch s := r.Right.Status; s {
	case right.Terminated, right.Expired, right.Abandoned, right.Invalidated:
		add("right.lost", Highest, string(s), "法律状态变为"+s.Chinese()+"，质押标的已不存在", "将认定价值调整为零并要求补充担保（民法典第四百三十三条）", "补充担保或清偿")
	case right.Application:
		add("right.not_granted", Highest, string(s), "法律状态为申请中，尚未取得权利", "请核实法律状态；未取得权利的不能出质", "更新权利状态")
	}
	if r.Right.Invalidation {
		add("right.invalidation", High, "", "已被请求宣告无效", "请跟踪审查决定，部分无效的按维持的权利要求重新评估", "无效程序终结")
	}
	open := func(spans []right.Span, code, why, do, cured string) bool {
		for _, s := range spans {
			if s.Open(w.on) {
				note := ""
				if s.Note != "" {
					note = "（" + s.Note + "）"
				}
				add(code, High, s.From.String(), why+note, do, cured)
				return true
			}
		}
		return false
	}
	// One alarm for one hold of other creditors, the preservation before the freeze: both are cured by the same release.
	if !open(r.Right.Preservations, "right.seized", "被采取财产保全", "请核实查封债权人；最高额质押的债权可能因此确定（民法典第四百二十三条）", "保全解除") {
		open(r.Right.Freezes, "right.seized", "被查封、冻结", "请核实查封债权人与受偿顺位；最高额质押的债权可能因此确定（民法典第四百二十三条）", "解除查封、冻结")
	}
	open(r.Right.Suspensions, "right.suspended", "因权属纠纷中止有关程序", "请跟踪权属纠纷，必要时参加诉讼", "中止结束")
	if r.Right.Dispute {
		add("right.dispute", High, "", "存在权属争议", "请核实争议并评估补充担保", "争议解决")
	}
	if end := r.PledgeTermEnd; !end.IsZero() {
		switch left := end.Sub(w.on); {
		case left < 0:
			w.alarm(Alarm{Code: "pledge.term_over", Level: Highest, Right: r.Right.Ref, Why: r.name() + "质权登记期限已于 " + end.Chinese() + " 届满，登记可能失效",
				Do: "立即向登记机构核实并重新办理", Period: end.String(), CuredBy: "质权登记延期或重新登记"})
		case left <= w.set.TermDays:
			w.alarm(Alarm{Code: "pledge.term_ending", Level: High, Right: r.Right.Ref, Why: r.name() + "质权登记期限将于 " + end.Chinese() + " 届满",
				Do: "请在届满前办理延期登记", Until: end, Period: end.String(), Step: within(left, w.set.TermDays, 30, 7), CuredBy: "质权登记延期"})
		}
	}
}

func (r WatchedRight) name() string {
	if r.Right.Title != "" {
		return "“" + r.Right.Title + "”"
	}
	return r.Right.Kind.String() + " " + r.Right.Number + " "
}
