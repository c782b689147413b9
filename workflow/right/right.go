// Package right describes a right of intellectual property (知识产权) as the case file keeps it: what the register says,
// when it was looked up, and what burdens the right.
package right

import (
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
	"zhiya/workflow/policy"
)

// Kind is the kind of a right.
type Kind string

const (
	Invention Kind = "invention" // 发明专利
	Utility   Kind = "utility"   // 实用新型
	Design    Kind = "design"    // 外观设计
	Trademark Kind = "trademark" // 注册商标专用权
	Software  Kind = "software"  // 计算机软件著作权
	Work      Kind = "work"      // 作品著作权
)

var kindNames = map[Kind]string{
	Invention: "发明专利", Utility: "实用新型专利", Design: "外观设计专利", Trademark: "注册商标专用权", Software: "计算机软件著作权", Work: "作品著作权",
}

// Kinds lists the kinds in the order of the registers.
func Kinds() []Kind { return []Kind{Invention, Utility, Design, Trademark, Software, Work} }

// Known reports whether the kind exists.
func (k Kind) Known() bool { _, ok := kindNames[k]; return ok }

// Chinese is the name of the kind.
func (k Kind) Chinese() string { return kindNames[k] }

// IsPatent reports whether the kind is one of the three patents.
func (k Kind) IsPatent() bool { return k == Invention || k == Utility || k == Design }

// IsCopyright reports whether the kind is a copyright.
func (k Kind) IsCopyright() bool { return k == Software || k == Work }

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
	Name      string `json:"name"`
	USCC      string `json:"uscc,omitempty"`
	Consented bool   `json:"consented,omitempty"`
}

// Span is a period; an empty To is open-ended. Both ends belong to it.
type Span struct {
	From date.Date `json:"from"`
	To   date.Date `json:"to"`
	Note string    `json:"note,omitempty"` // authority, document number
}

// Open reports whether the span is not over on d: To is empty or not before d.
func (s Span) Open(d date.Date) bool { return s.To.IsZero() || !s.To.Before(d) }

// PledgeState is where another pledge of the right stands.
type PledgeState string

const (
	PledgeAccepted   PledgeState = "accepted"   // 已受理
	PledgeRegistered PledgeState = "registered" // 已登记
	PledgeCancelled  PledgeState = "cancelled"  // 已注销
)

// PriorPledge is another pledge of the right.
type PriorPledge struct {
	State   PledgeState `json:"state"`
	Number  string      `json:"number,omitempty"` // 质押登记号
	Pledgee string      `json:"pledgee,omitempty"`
	On      date.Date   `json:"on,omitzero"`
}

// Live reports whether the pledge bars another one.
func (p PriorPledge) Live() bool { return p.State == PledgeAccepted || p.State == PledgeRegistered }

// Licence is a licence granted to somebody. Kind: exclusive 独占, sole 排他, ordinary 普通.
type Licence struct {
	Licensee string    `json:"licensee"`
	Kind     string    `json:"kind"`
	From     date.Date `json:"from,omitzero"`
	To       date.Date `json:"to,omitzero"`
	Recorded bool      `json:"recorded,omitempty"` // 已备案
}

// Right is one right as recorded. Fields of other kinds stay empty. In a pledge pre-check the same form is used.
type Right struct {
	ID               string        `json:"id,omitempty"`
	Kind             Kind          `json:"kind"`
	Number           string        `json:"number,omitempty"`
	Title            string        `json:"title,omitempty"`
	Filed            date.Date     `json:"filed,omitzero"`   // 申请日
	Granted          date.Date     `json:"granted,omitzero"` // 授权公告日 or 核准注册日; empty: not granted
	Status           Status        `json:"status,omitempty"`
	StatusOn         date.Date     `json:"status_on,omitzero"` // day the register was looked up
	StatusSource     string        `json:"status_source,omitempty"`
	Owners           []Owner       `json:"owners,omitempty"`
	CoOwnerAgreement bool          `json:"co_owner_agreement,omitempty"` // co-owners agreed that one may pledge alone
	TitleProof       bool          `json:"title_proof,omitempty"`        // pledgor proves title though the register differs (marks)
	FeesPaidUntil    date.Date     `json:"fees_paid_until,omitzero"`     // 年费缴至日
	Licences         []Licence     `json:"licences,omitempty"`
	Litigation       string        `json:"litigation,omitempty"`
	Suspensions      []Span        `json:"suspensions,omitempty"`   // 中止
	Preservations    []Span        `json:"preservations,omitempty"` // 保全
	Pledges          []PriorPledge `json:"pledges,omitempty"`
	SameDayInvention bool          `json:"same_day_invention,omitempty"`
	Invalidation     bool          `json:"invalidation_pending,omitempty"`
	Claims           int           `json:"claims,omitempty"`
	IPC              string        `json:"ipc,omitempty"` // 主分类号
	Class            ident.Class   `json:"class,omitempty"`
	TermEnd          date.Date     `json:"term_end,omitzero"` // 商标专用期止
	Freezes          []Span        `json:"freezes,omitempty"` // 查封、冻结
	ProtectionEnd    date.Date     `json:"protection_end,omitzero"`
	Dispute          bool          `json:"dispute,omitempty"` // 权属争议
	Other            string        `json:"other,omitempty"`   // another reason against a pledge, in words
	Sample           bool          `json:"sample,omitempty"`  // 示例: invented facts, stamped on every document
}

// Expiry is the day on which the right's legal term ends, and whether the rule behind it is verified: the filing date
// plus the years of the patent terms in force on that date (专利法 42; designs filed before 2021-06-01 ten years, rule
// unverified), the end of a mark's term, the end of a copyright's protection. The zero Date: the facts do not tell.
func (r Right) Expiry() (date.Date, bool) {
	switch {
	case r.Kind.IsPatent():
		years, verified := TermYears(r.Kind, r.Filed)
		if years == 0 {
			return date.Date{}, false
		}
		return r.Filed.AddYears(years), verified
	case r.Kind == Trademark:
		return r.TermEnd, true
	case r.Kind.IsCopyright():
		return r.ProtectionEnd, true
	}
	return date.Date{}, false
}

// TermYears is the legal term of a patent filed on the day, in years, by the rule pack patent-terms, and whether that
// rule is verified. 0: not a patent, or no rule for that day.
func TermYears(k Kind, filed date.Date) (int, bool) {
	pack, err := policy.Embedded().On("patent-terms", filed)
	if err != nil {
		return 0, false
	}
	for _, it := range pack.Items {
		term, err := policy.Figures[struct {
			Kind  Kind `json:"kind"`
			Years int  `json:"years"`
		}](it)
		if err == nil && term.Kind == k {
			return term.Years, it.Verified
		}
	}
	return 0, false
}

// Validate gathers what is malformed or contradicts itself in the recorded facts, each fault under prefix. It does not
// ask for completeness; see Incomplete.
func (r Right) Validate(prefix string) error {
	var own fault.Faults
	if !r.Kind.Known() {
		own.Invalid("right.kind", "kind", "权利种类“%s”无法识别，应为 invention、utility、design、trademark、software、work 之一", r.Kind)
	}
	r.checkNumber(&own)
	r.checkStatus(&own)
	r.checkDates(&own)
	r.checkPeople(&own)
	r.checkBurdens(&own)
	var fs fault.Faults
	fs.Append(prefix, own.Err())
	return fs.Err()
}
