// Package right describes a right of intellectual property (知识产权) as the case file keeps it: what the register says,
// when it was looked up, and what burdens the right.
package right

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
	"zhiya/workflow/ident"
)

// Kind is the kind of a right; its names and legal terms live in valuation/life.
type Kind = life.Kind

const (
	Invention = life.Invention // 发明专利
	Utility   = life.Utility   // 实用新型专利
	Design    = life.Design    // 外观设计专利
	Trademark = life.Trademark // 注册商标专用权
	Software  = life.Software  // 计算机软件著作权
	Work      = life.Work      // 作品著作权
)

// IsCopyright reports whether the kind is a copyright (著作权).
func IsCopyright(k Kind) bool { return k == Software || k == Work }

// Status is the legal status (法律状态) in the register.
type Status string

const (
	InForce     Status = "in_force"    // 有效: granted or registered and alive
	Application Status = "application" // 申请中: filed, not granted yet
	Terminated  Status = "terminated"  // 终止: ended before its term, as by unpaid fees
	Expired     Status = "expired"     // 期限届满
	Abandoned   Status = "abandoned"   // 放弃: waived or cancelled by its owner
	Invalidated Status = "invalidated" // 全部无效: declared invalid as a whole
)

var statusNames = map[Status]string{
	InForce: "有效", Application: "申请中", Terminated: "终止", Expired: "期限届满", Abandoned: "放弃", Invalidated: "无效",
}

// Statuses lists the statuses.
func Statuses() []Status {
	return []Status{InForce, Application, Terminated, Expired, Abandoned, Invalidated}
}

// Known reports whether the status exists.
func (s Status) Known() bool { _, ok := statusNames[s]; return ok }

// Chinese is the name of the status.
func (s Status) Chinese() string { return statusNames[s] }

// Owner is an owner in the register. Consented says that a co-owner agreed to the pledge.
type Owner struct {
	Name      string `json:"name" label:"权利人"`
	USCC      string `json:"uscc,omitempty" label:"统一社会信用代码" opt:"1"`
	Consented bool   `json:"consented,omitempty" label:"已书面同意出质" opt:"1"`
}

// Span is a period; an empty To is open-ended. Both ends belong to it.
type Span struct {
	From date.Date `json:"from,omitzero" label:"起" opt:"1"`
	To   date.Date `json:"to,omitzero" label:"止" opt:"1" hint:"尚未结束的留空"`
	Note string    `json:"note,omitempty" label:"机关与文号" opt:"1"`
}

// Open reports whether the span is not over on d: To is empty or not before d.
func (s Span) Open(d date.Date) bool { return s.To.IsZero() || !s.To.Before(d) }

// PledgeState is where another pledge of the right stands.
type PledgeState string

const (
	PledgeAccepted   PledgeState = "accepted"   // 已受理: filed with the register, not decided
	PledgeRegistered PledgeState = "registered" // 已登记: alive until cancelled
	PledgeCancelled  PledgeState = "cancelled"  // 已注销
)

// Pledge is another pledge of the right.
type Pledge struct {
	State   PledgeState `json:"state" label:"状态" choices:"accepted=已受理|registered=已登记|cancelled=已注销"`
	Number  string      `json:"number,omitempty" label:"质押登记号" opt:"1"`
	Pledgee string      `json:"pledgee,omitempty" label:"质权人" opt:"1"`
	On      date.Date   `json:"on,omitzero" label:"登记日" opt:"1"`
}

// Live reports whether the pledge bars another one.
func (p Pledge) Live() bool { return p.State == PledgeAccepted || p.State == PledgeRegistered }

// Licence is a licence granted to somebody.
type Licence struct {
	Licensee string    `json:"licensee" label:"被许可人"`
	Kind     string    `json:"kind" label:"许可种类" choices:"exclusive=独占|sole=排他|ordinary=普通"`
	From     date.Date `json:"from,omitzero" label:"起" opt:"1"`
	To       date.Date `json:"to,omitzero" label:"止" opt:"1"`
	Recorded bool      `json:"recorded,omitempty" label:"已备案" opt:"1"`
}

// Right is one right as recorded. Fields of other kinds stay empty. The pledge pre-check takes the same form.
type Right struct {
	Ref              string      `json:"ref,omitempty" label:"编号" opt:"1"` // name within the case, e.g. R1
	Kind             Kind        `json:"kind" label:"种类" choices:"invention=发明专利|utility=实用新型专利|design=外观设计专利|trademark=注册商标专用权|software=计算机软件著作权|work=作品著作权"`
	Number           string      `json:"number,omitempty" label:"专利号（注册号、登记号）"`
	Title            string      `json:"title,omitempty" label:"名称"`
	Filed            date.Date   `json:"filed,omitzero" label:"申请日" opt:"1"`
	Granted          date.Date   `json:"granted,omitzero" label:"授权公告日（核准注册日）" opt:"1" hint:"尚未授权的留空"`
	Status           Status      `json:"status,omitempty" label:"法律状态" choices:"in_force=有效|application=申请中|terminated=终止|expired=期限届满|abandoned=放弃|invalidated=无效"`
	StatusOn         date.Date   `json:"status_on,omitzero" label:"法律状态查询日" opt:"1"`
	StatusSource     string      `json:"status_source,omitempty" label:"查询来源" opt:"1"`
	Owners           []Owner     `json:"owners,omitempty" label:"登记的权利人"`
	CoOwnerAgreement bool        `json:"co_owner_agreement,omitempty" label:"共有人另有约定" opt:"1" hint:"约定可由一方单独出质"`
	TitleProof       bool        `json:"title_proof,omitempty" label:"另有权利证明" opt:"1" hint:"商标：名称与档案不一致但能证明权利"`
	FeesPaidUntil    date.Date   `json:"fees_paid_until,omitzero" label:"年费缴至" opt:"1"`
	Licences         []Licence   `json:"licences,omitempty" label:"许可" opt:"1"`
	Litigation       string      `json:"litigation,omitempty" label:"诉讼情况" opt:"1" lines:"2"`
	Suspensions      []Span      `json:"suspensions,omitempty" label:"中止" opt:"1"`
	Preservations    []Span      `json:"preservations,omitempty" label:"财产保全" opt:"1"`
	Pledges          []Pledge    `json:"pledges,omitempty" label:"在先质押" opt:"1"`
	SameDayInvention bool        `json:"same_day_invention,omitempty" label:"同日申请发明专利" opt:"1"`
	Invalidation     bool        `json:"invalidation_pending,omitempty" label:"已启动无效宣告程序" opt:"1"`
	Claims           int         `json:"claims,omitempty" label:"权利要求数" unit:"项" opt:"1"`
	IPC              string      `json:"ipc,omitempty" label:"主分类号" opt:"1"`
	Class            ident.Class `json:"class,omitempty" label:"商标类别" opt:"1"`
	TermEnd          date.Date   `json:"term_end,omitzero" label:"商标专用期止" opt:"1"`
	Freezes          []Span      `json:"freezes,omitempty" label:"查封、冻结" opt:"1"`
	ProtectionEnd    date.Date   `json:"protection_end,omitzero" label:"著作权保护期止" opt:"1"`
	Dispute          bool        `json:"dispute,omitempty" label:"权属争议" opt:"1"`
	Other            string      `json:"other,omitempty" label:"其他不宜出质的情形" opt:"1" lines:"2"`
	Sample           bool        `json:"sample,omitempty" label:"示例" opt:"1"` // invented facts, stamped on every document
}

// Expiry is the day on which the right's legal term ends: of a patent by valuation/life from the filing date, of a mark
// the end of its term, of a copyright the end of its protection. The zero Date: the facts do not tell.
func (r Right) Expiry() date.Date {
	switch {
	case r.Kind.Patent():
		return life.Expiry(r.Kind, r.Filed)
	case r.Kind == Trademark:
		return r.TermEnd
	case IsCopyright(r.Kind):
		return r.ProtectionEnd
	}
	return date.Date{}
}

// TermVerified reports whether the rule behind Expiry was read in a law text; the ten years of designs filed before
// 2021-06-01 were not.
func (r Right) TermVerified() bool {
	if !r.Kind.Patent() {
		return true
	}
	term, err := life.TermOf(r.Kind, r.Filed)
	return err == nil && term.Verified
}

// Validate gathers what is malformed or contradicts itself in the recorded facts, with paths relative to the right. Days
// after on are refused where they cannot lie ahead; a zero on skips that. It does not ask for completeness; see
// Incomplete.
func (r Right) Validate(on date.Date) error {
	var fs fault.Faults
	if !r.Kind.Valid() {
		fs.Invalid("right.kind", "kind", "权利种类“%s”无法识别，应为 invention、utility、design、trademark、software、work 之一", string(r.Kind))
	}
	r.checkNumber(&fs)
	r.checkStatus(&fs)
	r.checkDates(on, &fs)
	r.checkPeople(&fs)
	r.checkBurdens(&fs)
	return fs.Err()
}
