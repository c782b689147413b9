package right

import (
	"fmt"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
)

func (r Right) checkNumber(fs *fault.Faults) {
	if r.Number == "" {
		return
	}
	switch {
	case r.Kind.Patent():
		no, err := ident.ParsePatentNo(r.Number)
		fs.Append("number", err)
		if err != nil {
			return
		}
		if Kind(no.RightKind()) != r.Kind {
			fs.Invalid("right.number_kind", "number", "专利号 %s 是%s的号码，与所填种类%s不符，请核对", no, Kind(no.RightKind()), r.Kind)
		}
		// A divisional or PCT number is given later than the filing date, never earlier.
		if !r.Filed.IsZero() && r.Filed.Year() > no.Year() {
			fs.Invalid("right.number_year", "filed", "申请日 %s 晚于专利号 %s 的年份 %d，请核对", r.Filed, no, no.Year())
		}
	case r.Kind == Trademark:
		_, err := ident.ParseTrademarkNo(r.Number)
		fs.Append("number", err)
	case r.Kind == Software:
		_, err := ident.ParseSoftwareNo(r.Number)
		fs.Append("number", err)
	}
}

func (r Right) checkStatus(fs *fault.Faults) {
	switch {
	case r.Status == "" && IsCopyright(r.Kind): // copyright needs no registration to exist
	case !r.Status.Known():
		fs.Invalid("right.status", "status", "法律状态“%s”无法识别，应为 in_force、application、terminated、expired、abandoned、invalidated 之一", r.Status)
	case r.Kind.Patent() && r.Status != Application && r.Granted.IsZero():
		fs.Invalid("right.granted", "granted", "法律状态为%s的专利应填写授权公告日；尚未授权的请选“申请中”", r.Status.Chinese())
	case r.Status == Application && !r.Granted.IsZero():
		fs.Invalid("right.granted", "granted", "法律状态为申请中，不应有授权公告日 %s，请核对登记簿", r.Granted)
	}
}

// patentSystem is the day the first Patent Law took effect.
var patentSystem = date.Of(1985, 4, 1)

func (r Right) checkDates(on date.Date, fs *fault.Faults) {
	order := func(path string, early, late date.Date, earlyWord, lateWord string) {
		if !early.IsZero() && !late.IsZero() && late.Before(early) {
			fs.Invalid("date.order", path, "%s %s 早于%s %s，请核对", lateWord, late, earlyWord, early)
		}
	}
	order("granted", r.Filed, r.Granted, "申请日", "授权日")
	order("status_on", r.Filed, r.StatusOn, "申请日", "法律状态查询日")
	order("fees_paid_until", r.Filed, r.FeesPaidUntil, "申请日", "年费缴至日")
	order("term_end", r.Granted, r.TermEnd, "核准注册日", "专用期止日")
	spans := func(name string, list []Span) {
		for i, s := range list {
			if !s.From.IsZero() && !s.To.IsZero() && s.To.Before(s.From) {
				fs.Invalid("date.order", fmt.Sprintf("%s[%d].to", name, i), "止日 %s 早于起日 %s", s.To, s.From)
			}
		}
	}
	spans("suspensions", r.Suspensions)
	spans("preservations", r.Preservations)
	spans("freezes", r.Freezes)
	if r.Kind.Patent() && !r.Filed.IsZero() && r.Filed.Before(patentSystem) {
		fs.Invalid("right.filed", "filed", "申请日 %s 早于中国专利制度施行（1985-04-01），请核对", r.Filed)
	}
	past := func(path, word string, d date.Date) {
		if !on.IsZero() && d.After(on) {
			fs.Invalid("date.future", path, "%s %s 晚于 %s，请核对", word, d, on)
		}
	}
	past("filed", "申请日", r.Filed)
	past("status_on", "法律状态查询日", r.StatusOn)
}

func (r Right) checkPeople(fs *fault.Faults) {
	for i, o := range r.Owners {
		at := fmt.Sprintf("owners[%d]", i)
		if o.Name == "" && o.USCC == "" {
			fs.Invalid("right.owner", at, "请填写权利人名称或统一社会信用代码")
		}
		if o.USCC != "" {
			_, err := ident.ParseParty(o.USCC)
			fs.Append(at+".uscc", err)
		}
	}
	for i, l := range r.Licences {
		at := fmt.Sprintf("licences[%d]", i)
		if l.Licensee == "" {
			fs.Invalid("right.licensee", at+".licensee", "请填写被许可人")
		}
		if l.Kind != "exclusive" && l.Kind != "sole" && l.Kind != "ordinary" {
			fs.Invalid("right.licence_kind", at+".kind", "许可种类“%s”应为 exclusive（独占）、sole（排他）、ordinary（普通）之一", l.Kind)
		}
		if !l.From.IsZero() && !l.To.IsZero() && l.To.Before(l.From) {
			fs.Invalid("date.order", at+".to", "许可止日 %s 早于起日 %s", l.To, l.From)
		}
	}
}

func (r Right) checkBurdens(fs *fault.Faults) {
	for i, p := range r.Pledges {
		switch p.State {
		case PledgeAccepted, PledgeRegistered, PledgeCancelled:
		default:
			fs.Invalid("right.pledge_state", fmt.Sprintf("pledges[%d].state", i), "质押状态“%s”应为 accepted、registered、cancelled 之一", p.State)
		}
	}
	if r.Class != 0 && !r.Class.Valid() {
		fs.Invalid("trademark.class", "class", "商标类别 %d 应为 1 至 45", r.Class)
	}
	if r.Claims < 0 {
		fs.Invalid("right.claims", "claims", "权利要求数不能为负")
	}
}

// Incomplete gathers what a case file needs of a right before it leaves intake (受理): number, title, owners, dates of its
// kind, and for registered rights the day and source of the register look-up.
func (r Right) Incomplete() error {
	var fs fault.Faults
	need := func(missing bool, path, word string) {
		if missing {
			fs.Invalid("right.missing", path, "请填写%s", word)
		}
	}
	need(r.Number == "", "number", "权利号码")
	need(r.Title == "", "title", "权利名称")
	need(len(r.Owners) == 0, "owners", "权利人")
	switch {
	case r.Kind.Patent():
		need(r.Filed.IsZero(), "filed", "申请日")
		need(r.Status == InForce && r.FeesPaidUntil.IsZero(), "fees_paid_until", "年费缴至日")
	case r.Kind == Trademark:
		need(r.Class == 0, "class", "商标类别")
		need(r.TermEnd.IsZero(), "term_end", "专用期止日")
	case IsCopyright(r.Kind):
		need(r.ProtectionEnd.IsZero(), "protection_end", "保护期止日")
	}
	if !IsCopyright(r.Kind) {
		need(r.StatusOn.IsZero(), "status_on", "法律状态查询日")
		need(r.StatusSource == "", "status_source", "法律状态来源（如专利登记簿副本）")
	}
	return fs.Err()
}
