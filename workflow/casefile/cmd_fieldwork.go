package casefile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/right"
)

// The ways of a 现场调查.
const (
	Visited    = "site" // 现场查看
	NotVisited = "none" // 未进行现场调查, with the reason
)

// Evidence names one paper or picture of a visit; the hash holds it to what was seen.
type Evidence struct {
	Name   string `json:"name" label:"名称"`
	SHA256 string `json:"sha256" label:"SHA-256 校验值" opt:"1" hint:"电子文件的 64 位十六进制校验值；纸质资料留空"`
	Note   string `json:"note" label:"说明" opt:"1"`
}

// SiteVisitForm is one 现场调查 (资产评估法 25: according to the circumstances of the job).
type SiteVisitForm struct {
	How        string     `json:"how" label:"调查方式" choices:"site=现场查看|none=未进行现场调查"`
	On         date.Date  `json:"on" label:"调查日（确定不调查之日）"`
	Place      string     `json:"place" label:"地点" opt:"1"`
	Visitors   []Valuer   `json:"visitors" label:"到场评估专业人员" opt:"1"`
	Attendants string     `json:"attendants" label:"被调查方参加人员" opt:"1"`
	Seen       string     `json:"seen" label:"查看、访谈情况" opt:"1" lines:"3"`
	Deviations string     `json:"deviations" label:"与申报资料不符之处" opt:"1" lines:"2"`
	Evidence   []Evidence `json:"evidence" label:"取得的资料和影像" opt:"1"`
	Reason     string     `json:"reason" label:"未进行现场调查的原因" opt:"1" lines:"2"`
	Instead    string     `json:"instead" label:"采取的替代程序" opt:"1" lines:"2"`
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// RecordSiteVisit 登记现场调查. A job without a visit needs its reason and what was done instead: the law asks for an
// investigation "according to the circumstances"; which circumstances a standard accepts is not verified (LAW.md 4.2).
type RecordSiteVisit struct{ SiteVisitForm }

func (RecordSiteVisit) Name() Name { return "RecordSiteVisit" }
func (cmd RecordSiteVisit) do(c *Case, o *Occasion, fs *fault.Faults) string {
	f := cmd.SiteVisitForm
	pastDate(fs, "on", "调查日", f.On, o.Today)
	ordered(fs, "on", "调查日", f.On, "合同签订日", c.s.Engagement.Form.Signed)
	oneOf(fs, "how", "调查方式", f.How, Visited, NotVisited)
	if f.How == NotVisited {
		needText(fs, "reason", "未进行现场调查的原因", f.Reason)
		needText(fs, "instead", "采取的替代程序", f.Instead)
	} else {
		needText(fs, "place", "地点", f.Place)
		needText(fs, "attendants", "被调查方参加人员", f.Attendants)
		needText(fs, "seen", "查看、访谈情况", f.Seen)
		if len(f.Visitors) == 0 {
			fs.Invalid("visit.visitors", "visitors", "请登记到场的评估专业人员")
		}
	}
	f.Visitors, f.Evidence = slices.Clone(f.Visitors), slices.Clone(f.Evidence)
	for i := range f.Visitors {
		p, ok := o.Person(f.Visitors[i].PersonID)
		if !ok || !c.s.Engagement.engages(p.ID) {
			fs.Invalid("visit.valuer", fmt.Sprintf("visitors[%d].person_id", i), "到场人员应为本案承办的评估专业人员")
			continue
		}
		f.Visitors[i].Name, f.Visitors[i].Licence = p.Name, p.Licence
	}
	for i := range f.Evidence {
		x := &f.Evidence[i]
		needText(fs, fmt.Sprintf("evidence[%d].name", i), "资料名称", x.Name)
		if x.SHA256 = strings.ToLower(strings.TrimSpace(x.SHA256)); x.SHA256 != "" && !sha256Hex.MatchString(x.SHA256) {
			fs.Invalid("visit.hash", fmt.Sprintf("evidence[%d].sha256", i), "校验值应为 64 位十六进制字符，请重新计算或留空")
		}
	}
	c.s.SiteVisits = append(c.s.SiteVisits, SiteVisitR{Form: f, By: o.signed()})
	return ""
}

// WithdrawSiteVisit 撤销现场调查记录: the last one was recorded by mistake; it stays to be read with the reason.
type WithdrawSiteVisit struct{ Return }

func (WithdrawSiteVisit) Name() Name { return "WithdrawSiteVisit" }
func (cmd WithdrawSiteVisit) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	for i := len(c.s.SiteVisits) - 1; i >= 0; i-- {
		if c.s.SiteVisits[i].Withdrawn == "" {
			c.s.SiteVisits[i].Withdrawn = strings.TrimSpace(cmd.Reason)
			break
		}
	}
	return ""
}

// RightCheck is what was checked of one right, where, when, and what was found (资产评估法 25: 核查验证).
type RightCheck struct {
	Ref          string    `json:"ref" label:"序号" readonly:"1"`
	Title        string    `json:"title" label:"名称" readonly:"1"`
	On           date.Date `json:"on" label:"核查日"`
	Source       string    `json:"source" label:"核查来源" hint:"例如：专利登记簿副本"`
	Register     string    `json:"register" label:"登记簿副本"`
	Fees         string    `json:"fees" label:"年费（续展）"`
	Pledge       string    `json:"pledge" label:"质押"`
	Preservation string    `json:"preservation" label:"保全、查封"`
	Licence      string    `json:"licence" label:"许可"`
	CoOwner      string    `json:"co_owner" label:"共有"`
	Match        bool      `json:"match" label:"与申报一致"`
	Finding      string    `json:"finding" label:"核查结论" opt:"1"`
}

// CheckRights 权属核查: every right of the case, in its order. It may be given again; the whole replaces the earlier one.
type CheckRights struct {
	Checks []RightCheck `json:"checks" label:"逐项核查" fixed:"1"`
}

func (CheckRights) Name() Name { return "CheckRights" }
func (cmd CheckRights) do(c *Case, o *Occasion, fs *fault.Faults) string {
	own := c.s.Intake.Rights
	if len(cmd.Checks) != len(own) {
		fs.Invalid("rights.count", "checks", "请逐项核查全部 %d 项权利", len(own))
		return ""
	}
	checks := slices.Clone(cmd.Checks)
	for i := range checks {
		k := &checks[i]
		at := func(field string) string { return fmt.Sprintf("checks[%d].%s", i, field) }
		if k.Ref != own[i].Ref {
			fs.Invalid("rights.order", at("ref"), "第 %d 行应为权利 %s", i+1, own[i].Ref)
		}
		k.Title = own[i].Title
		pastDate(fs, at("on"), "核查日", k.On, o.Today)
		for _, x := range []struct{ field, label, text string }{{"source", "核查来源", k.Source}, {"register", "登记簿副本核查情况", k.Register}, {"fees", "年费（续展）核查情况", k.Fees},
			{"pledge", "质押核查情况", k.Pledge}, {"preservation", "保全、查封核查情况", k.Preservation}, {"licence", "许可核查情况", k.Licence}, {"co_owner", "共有核查情况", k.CoOwner}} {
			needText(fs, at(x.field), x.label, x.text)
		}
		if !k.Match {
			needText(fs, at("finding"), "核查结论（与申报不一致的具体情况）", k.Finding)
		}
	}
	c.s.RightsCheck = &RightsCheckR{Checks: checks, By: o.signed()}
	return ""
}

// suggestChecks fills the sheet from the case's one list of rights; the valuer holds it against the register.
func suggestChecks(s State, today date.Date) []RightCheck {
	out := make([]RightCheck, len(s.Intake.Rights))
	for i, r := range s.Intake.Rights {
		if k, ok := s.RightsCheck.Of(r.Ref); ok {
			out[i] = k
			continue
		}
		k := RightCheck{Ref: r.Ref, Title: r.Title, On: r.StatusOn, Source: r.StatusSource, Match: true}
		if k.On.IsZero() {
			k.On = today
		}
		k.Register = "法律状态：" + r.Status.Chinese()
		k.Fees = "不适用"
		if r.Kind.Patent() {
			k.Fees = "缴至 " + r.FeesPaidUntil.Chinese()
		}
		k.Pledge, k.Preservation, k.Licence, k.CoOwner = "未见登记", "未见登记", "未见备案", "单独所有"
		if live := livePledges(r); live > 0 {
			k.Pledge = "在先质押 " + itoa(live) + " 项"
		}
		if n := len(r.Preservations) + len(r.Freezes); n > 0 {
			k.Preservation = "保全、查封 " + itoa(n) + " 项"
		}
		if n := len(r.Licences); n > 0 {
			k.Licence = "许可 " + itoa(n) + " 项"
		}
		if n := len(r.Owners); n > 1 {
			k.CoOwner = itoa(n) + " 人共有"
		}
		out[i] = k
	}
	return out
}

func livePledges(r right.Right) int {
	n := 0
	for _, p := range r.Pledges {
		if p.State != right.PledgeCancelled {
			n++
		}
	}
	return n
}
