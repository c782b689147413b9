package subsidy

import (
	"encoding/json"
	"fmt"
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/calendar"
)

// ActName names an act on a batch; it is what the audit chain calls it.
type ActName string

const (
	ActOpen      ActName = "OpenSubsidyBatch"
	ActNotify    ActName = "AnnounceSubsidyBatch"
	ActDeclare   ActName = "ReceiveSubsidyDeclarations"
	ActWithdraw  ActName = "WithdrawSubsidyDeclaration"
	ActClose     ActName = "CloseSubsidyDeclarations"
	ActCheck     ActName = "CheckSubsidyLines"
	ActReview    ActName = "ReviewSubsidyLines"
	ActSubmit    ActName = "SubmitSubsidyReview"
	ActExamine   ActName = "ExamineSubsidyLines"
	ActPropose   ActName = "ProposeSubsidyApproval"
	ActApprove   ActName = "ApproveSubsidyBatch"
	ActSendBack  ActName = "SendBackSubsidyBatch"
	ActPublish   ActName = "PublishSubsidyBatch"
	ActObject    ActName = "RecordSubsidyObjection"
	ActResolve   ActName = "ResolveSubsidyObjection"
	ActEnd       ActName = "EndSubsidyPublicity"
	ActPay       ActName = "PaySubsidies"
	ActReverse   ActName = "ProposeSubsidyReversal"
	ActConfirm   ActName = "ConfirmSubsidyReversal"
	ActStopBatch ActName = "StopSubsidyBatch"
)

// Act is a row of the table of acts: who may do what, at which step.
type Act struct {
	Name  ActName
	Title string
	At    []Step // nothing for the act that opens a batch
	Kind  access.OrgKind
	Roles []access.Role
	NotBy []ActName // whoever did any of these on the batch may not do this one (四眼原则)
	New   func() Form

	Seldom bool // done only when something went wrong: to withdraw, to object, to send back, to reverse, to stop
}

var anyStep = []Step{Noticing, Declaring, Checking, Reviewing, Examining, Publicity, Paying}

var table = []Act{
	{ActOpen, "建立批次", nil, access.Bureau, []access.Role{access.Clerk}, nil, func() Form { return &Open{} }, false},
	{ActNotify, "发布申报通知", []Step{Noticing}, access.Bureau, []access.Role{access.SectionHead, access.DeputyDirector, access.Clerk}, []ActName{ActOpen}, func() Form { return &Notify{} }, false},
	{ActDeclare, "登记企业申报", []Step{Declaring}, access.Bureau, []access.Role{access.Clerk}, nil, func() Form { return &Declare{} }, false},
	{ActWithdraw, "撤销一行申报", []Step{Declaring}, access.Bureau, []access.Role{access.Clerk}, nil, func() Form { return &Withdraw{} }, true},
	{ActClose, "截止申报，送银行核对", []Step{Declaring}, access.Bureau, []access.Role{access.Clerk}, nil, func() Form { return &CloseDeclarations{} }, false},
	{ActCheck, "核对本行借据", []Step{Checking}, access.Bank, []access.Role{access.Officer}, nil, func() Form { return &CheckLines{} }, false},
	{ActReview, "逐行初审", []Step{Reviewing}, access.Bureau, []access.Role{access.Clerk, access.SectionHead}, []ActName{ActDeclare}, func() Form { return &Review{} }, false},
	{ActSubmit, "初审完毕，送财政审核", []Step{Reviewing}, access.Bureau, []access.Role{access.Clerk, access.SectionHead}, []ActName{ActDeclare}, func() Form { return &SubmitReview{} }, false},
	{ActExamine, "逐行审核", []Step{Examining}, access.Finance, []access.Role{access.Officer}, nil, func() Form { return &Examine{} }, false},
	{ActPropose, "审核完毕，提请审定", []Step{Examining}, access.Finance, []access.Role{access.Officer}, nil, func() Form { return &ProposeApproval{} }, false},
	{ActApprove, "审定", []Step{Examining}, access.Finance, []access.Role{access.Approver}, []ActName{ActExamine, ActPropose}, func() Form { return &Approve{} }, false},
	{ActSendBack, "退回市监初审", []Step{Examining}, access.Finance, []access.Role{access.Officer, access.Approver}, nil, func() Form { return &SendBack{} }, true},
	{ActPublish, "开始公示", []Step{Publicity}, access.Bureau, []access.Role{access.Clerk}, nil, func() Form { return &Publish{} }, false},
	{ActObject, "登记公示异议", []Step{Publicity}, access.Bureau, []access.Role{access.Clerk}, nil, func() Form { return &Object{} }, true},
	{ActResolve, "处理公示异议", []Step{Publicity}, access.Bureau, []access.Role{access.Clerk, access.SectionHead, access.DeputyDirector}, []ActName{ActObject}, func() Form { return &Resolve{} }, false},
	{ActEnd, "公示结束，送财政拨付", []Step{Publicity}, access.Bureau, []access.Role{access.Clerk}, nil, func() Form { return &EndPublicity{} }, false},
	{ActPay, "登记拨付", []Step{Paying}, access.Finance, []access.Role{access.Officer}, []ActName{ActApprove}, func() Form { return &Pay{} }, false},
	{ActReverse, "提出冲正", []Step{Paying, Done}, access.Finance, []access.Role{access.Officer}, nil, func() Form { return &Reverse{} }, true},
	{ActConfirm, "确认冲正", []Step{Paying, Done}, access.Finance, []access.Role{access.Approver}, []ActName{ActReverse}, func() Form { return &ConfirmReversal{} }, false},
	{ActStopBatch, "终止批次", anyStep, access.Bureau, []access.Role{access.SectionHead, access.DeputyDirector}, nil, func() Form { return &Stop{} }, true},
}

// Table is the table of acts, in their order.
func Table() []Act { return slices.Clone(table) }

// ActOf finds an act.
func ActOf(name ActName) (Act, bool) {
	i := slices.IndexFunc(table, func(a Act) bool { return a.Name == name })
	if i < 0 {
		return Act{}, false
	}
	return table[i], true
}

// String is the Chinese title of the act.
func (n ActName) String() string {
	a, _ := ActOf(n)
	return a.Title
}

// Form is an act with what is entered for it.
type Form interface {
	act() ActName
	// check names every fault of the form against the batch as it stands, and fills in what the occasion knows.
	check(b *Batch, o *Occasion, fs *fault.Faults)
	// apply changes the batch; it is used for a new act and when the batch is read back, and cannot fail.
	apply(b *Batch, m Mark)
}

// NameOf is the act of a form.
func NameOf(f Form) ActName { return f.act() }

// Occasion is what an act may look at beside its batch.
type Occasion struct {
	Actor    access.Actor
	Today    date.Date
	Calendar *calendar.Calendar
	Book     Book
	Org      func(id string) (access.Org, bool)
	Bank     func(code string) (access.Org, bool) // a bank of the store by its code
	Number   string                               // of a new batch
	ID       string                               // of a new batch
}

// Record is an act as it is kept, for ever.
type Record struct {
	BatchID string          `json:"batch_id"`
	Number  string          `json:"number"`
	Version int64           `json:"version"`
	Bureau  OrgRef          `json:"bureau"`
	Mark    Mark            `json:"mark"`
	AtMilli int64           `json:"at_milli"`
	Form    json.RawMessage `json:"form"`
}

// Standing says why a person may not do an act on the batch now, "" when he may.
func (b Batch) Standing(a Act, who access.Actor) string {
	_, why := b.standing(a, who)
	return why
}

func (b Batch) standing(a Act, who access.Actor) (fault.Kind, string) {
	if why := a.holder(who); why != "" {
		return fault.Forbidden, why
	}
	if a.Kind == access.Bureau && who.OrgID != b.Bureau.ID || a.Kind == access.Finance && who.OrgID != b.Finance.ID {
		return fault.Forbidden, fmt.Sprintf("本批次不归%s办理", who.OrgName)
	}
	if !slices.Contains(a.At, b.Step) {
		return fault.Refused, fmt.Sprintf("批次在“%s”，现在不能“%s”", b.Step, a.Title)
	}
	for _, n := range a.NotBy {
		if b.Did(who.PersonID, n) {
			return fault.Forbidden, fmt.Sprintf("您办理了本批次的“%s”，“%s”应由另一人办理", n, a.Title)
		}
	}
	return fault.Refused, b.ready(a.Name)
}

// holder says why a person's post does not do the act, "" when it does.
func (a Act) holder(who access.Actor) string {
	if who.OrgKind == a.Kind && slices.ContainsFunc(a.Roles, who.Has) {
		return ""
	}
	return fmt.Sprintf("“%s”由%s的%s办理，您的岗位是%s·%s", a.Title, a.Kind, roleWords(a.Roles), who.OrgName, who.Posts())
}

// ready says why the batch itself is not ready for an act at its step.
func (b Batch) ready(n ActName) string {
	switch n {
	case ActClose:
		if !slices.ContainsFunc(b.Lines, Line.Alive) {
			return "还没有企业申报"
		}
	case ActSubmit:
		for _, l := range b.Lines {
			if l.Refused() == "" && l.Review == nil {
				return fmt.Sprintf("第 %d 行还没有初审", l.No)
			}
		}
		if !slices.ContainsFunc(b.Lines, Line.Alive) {
			return "没有可以补贴的申报，请由科室负责人终止批次"
		}
	case ActExamine, ActPropose, ActSendBack:
		if b.Submitted && n != ActSendBack {
			return "已提请审定，待审批人决定"
		}
	case ActApprove:
		if !b.Submitted {
			return "经办人还没有提请审定"
		}
	case ActPublish:
		if b.Display != nil {
			return "已经公示"
		}
	case ActObject, ActResolve, ActEnd:
		if b.Display == nil {
			return "还没有开始公示"
		}
		if n == ActEnd && b.openObjection() > 0 {
			return fmt.Sprintf("第 %d 行的异议还没有处理", b.openObjection())
		}
		if n == ActResolve && b.openObjection() == 0 {
			return "没有待处理的异议"
		}
	case ActReverse:
		if !slices.ContainsFunc(b.Lines, func(l Line) bool { return l.Net() > 0 }) {
			return "还没有拨付"
		}
	case ActConfirm:
		if !slices.ContainsFunc(b.Lines, func(l Line) bool { return l.pending() != nil }) {
			return "没有待确认的冲正"
		}
	case ActStopBatch:
		if slices.ContainsFunc(b.Lines, func(l Line) bool { return l.Payment != nil }) {
			return "已有拨付，不能终止；有误的请逐行冲正"
		}
	}
	return ""
}

func (b Batch) openObjection() int {
	for _, l := range b.Lines {
		if slices.ContainsFunc(l.Objections, func(o Objection) bool { return o.Outcome == "" }) {
			return l.No
		}
	}
	return 0
}

// pending is the reversal of the line that waits for a second person.
func (l *Line) pending() *Reversal {
	for i := range l.Reversals {
		if !l.Reversals[i].Confirmed {
			return &l.Reversals[i]
		}
	}
	return nil
}

func roleWords(roles []access.Role) string {
	out := ""
	for i, r := range roles {
		if i > 0 {
			out += "、"
		}
		out += r.String()
	}
	return out
}

// Option is an act a person may do on the batch, or would but for Why.
type Option struct {
	Act Act
	Why string // "" when it may be done
}

// Options lists the acts of this person's organisation and post at the step of the batch, as they stand on a day.
func (b Batch) Options(who access.Actor, today date.Date) []Option {
	var out []Option
	for _, a := range table {
		if a.holder(who) != "" || !slices.Contains(a.At, b.Step) || b.idle(a.Name) {
			continue
		}
		why := b.Standing(a, who)
		if why == "" && a.Name == ActEnd {
			why = b.unexpired(today)
		}
		out = append(out, Option{a, why})
	}
	return out
}

// idle reports whether there is nothing to be done by an act: it is not missed.
func (b Batch) idle(n ActName) bool {
	switch n {
	case ActPublish:
		return b.Display != nil
	case ActObject:
		return b.Display == nil
	case ActResolve:
		return b.openObjection() == 0
	case ActReverse, ActConfirm:
		return b.ready(n) != ""
	}
	return false
}

// Do performs a form on the batch and gives the batch after it and the record to keep. The batch itself is unchanged.
//
// Faults: Forbidden (permission, four eyes), Refused (subsidy.step), Invalid fields with their paths.
func (b Batch) Do(f Form, o *Occasion) (Batch, Record, error) {
	a, _ := ActOf(f.act())
	opening := a.Name == ActOpen
	kind, why := fault.Forbidden, a.holder(o.Actor)
	if !opening {
		kind, why = b.standing(a, o.Actor)
	}
	if why != "" {
		return b, Record{}, fault.New(kind, map[fault.Kind]string{fault.Forbidden: "permission", fault.Refused: "subsidy.step"}[kind], "", "%s", why)
	}
	var fs fault.Faults
	f.check(&b, o, &fs)
	if err := fs.Err(); err != nil {
		return b, Record{}, err
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return b, Record{}, fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	rec := Record{BatchID: b.ID, Number: b.Number, Version: b.Version + 1, Bureau: b.Bureau, Form: raw,
		Mark: Mark{Act: a.Name, On: o.Today, PersonID: o.Actor.PersonID, Person: o.Actor.Name, OrgID: o.Actor.OrgID, Org: o.Actor.OrgName}}
	if opening {
		rec.BatchID, rec.Number, rec.Bureau = o.ID, o.Number, OrgRef{o.Actor.OrgID, o.Actor.OrgCode, o.Actor.OrgName}
	}
	after, err := b.with(rec)
	return after, rec, err
}

// with is the batch after one more act.
func (b Batch) with(r Record) (Batch, error) {
	broken := func(cause error) error {
		return fault.Wrap(cause, "subsidy.unreadable", "补贴批次 "+r.Number+" 的记录无法读取，请从备份恢复或联系管理员")
	}
	a, known := ActOf(r.Mark.Act)
	if !known || r.Version != b.Version+1 {
		return b, broken(fmt.Errorf("act %q of version %d after %d", r.Mark.Act, r.Version, b.Version))
	}
	f := a.New()
	if err := json.Unmarshal(r.Form, f); err != nil {
		return b, broken(err)
	}
	out := b.clone()
	if r.Version == 1 {
		out.ID, out.Number, out.Bureau = r.BatchID, r.Number, r.Bureau
	}
	out.Version, out.UpdatedOn = r.Version, r.Mark.On
	out.Log = append(out.Log, r.Mark)
	f.apply(&out, r.Mark)
	return out, nil
}

// clone copies what an act may change.
func (b Batch) clone() Batch {
	b.Lines, b.Log = slices.Clone(b.Lines), slices.Clone(b.Log)
	for i := range b.Lines {
		l := &b.Lines[i]
		l.Objections, l.Reversals = slices.Clone(l.Objections), slices.Clone(l.Reversals)
	}
	return b
}

// Replay makes batches of records in the order of batch and version.
func Replay(records []Record) (Book, error) {
	var out Book
	for _, r := range records {
		if len(out) == 0 || out[len(out)-1].ID != r.BatchID {
			out = append(out, Batch{})
		}
		b := &out[len(out)-1]
		after, err := b.with(r)
		if err != nil {
			return nil, err
		}
		*b = after
	}
	return out, nil
}
