package casefile

import (
	"fmt"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
)

// InterestAnswer is one question of the declaration of interests with its answer.
type InterestAnswer struct {
	Code     string `json:"code" label:"序号" readonly:"1"`
	Question string `json:"question" label:"核查事项" readonly:"1"`
	Yes      bool   `json:"yes" label:"有此情形"`
	Note     string `json:"note" label:"说明" opt:"1"`
}

// interests are the questions put to every valuer and reviewer, each with its ground; the last rests on PROCESS.md and not on a
// law and is asked without a citation.
var interests = []struct{ code, question string }{
	{"D1", "与委托人、债务人、出质人、贷款银行或其他相关当事人有利害关系（资产评估法第十三条第六项）"},
	{"D2", "与评估对象有利害关系（资产评估法第十三条第六项）"},
	{"D3", "同时在两个以上评估机构从事业务（资产评估法第五条、第十四条第二项）"},
	{"D4", "有不得从事评估业务的受刑事处罚情形（资产评估法第十一条）"},
	{"D5", "私自接受委托，或者索要、收受合同约定以外的酬金、财物（资产评估法第十四条第一项、第六项）"},
	{"D6", "本机构与本业务有自身利害关系，或者就同一评估对象接受利益冲突双方委托（资产评估法第二十条第四项、第五项）"},
	{"D7", "本人或本机构承担本案贷款损失的分担责任"},
}

// Interests are the questions with the answer no.
func Interests() []InterestAnswer {
	out := make([]InterestAnswer, len(interests))
	for i, q := range interests {
		out[i] = InterestAnswer{Code: q.code, Question: q.question}
	}
	return out
}

// DeclareIndependence 独立性声明: a valuer or reviewer of the job answers for himself. An interest bars him from preparing,
// reviewing and signing until another takes his place.
type DeclareIndependence struct {
	Answers []InterestAnswer `json:"answers" label:"逐项声明" fixed:"1"`
	Confirm bool             `json:"confirm" label:"本人已逐项核查，声明属实；情况变化时将立即报告"`
}

func (DeclareIndependence) Name() Name { return "DeclareIndependence" }
func (cmd DeclareIndependence) do(c *Case, o *Occasion, fs *fault.Faults) string {
	post := ""
	switch {
	case c.s.Engagement.engages(o.Actor.PersonID):
		post = "评估专业人员"
	case o.Actor.Has(access.Reviewer):
		post = "复核人"
	default:
		fs.Refuse("independence.person", "", "独立性声明由本案承办的评估专业人员和复核人作出，您不是")
		return ""
	}
	if c.s.conflict(o.Actor.PersonID) {
		fs.Refuse("independence.conflict", "", "您已声明存在利害关系，应当回避；情形已消除的，由签发人“解除回避”后再声明")
	}
	if len(cmd.Answers) != len(interests) {
		fs.Invalid("independence.answers", "answers", "请逐项回答全部 %d 个问题", len(interests))
		return ""
	}
	answers := Interests()
	for i, a := range cmd.Answers {
		if a.Code != answers[i].Code {
			fs.Invalid("independence.order", fmt.Sprintf("answers[%d].code", i), "第 %d 项应为 %s，请刷新后重新填写", i+1, answers[i].Code)
		}
		answers[i].Yes, answers[i].Note = a.Yes, strings.TrimSpace(a.Note)
		if a.Yes {
			needText(fs, fmt.Sprintf("answers[%d].note", i), "说明（利害关系的具体情况）", a.Note)
		}
	}
	if !cmd.Confirm {
		fs.Invalid("independence.confirm", "confirm", "请勾选确认后提交")
	}
	c.s.Independence = append(c.s.Independence, DeclarationR{Post: post, Answers: answers, By: o.signed()})
	return ""
}

// LiftConflict 解除回避: the firm's releaser finds that the interest declared last was declared by mistake or has ended.
type LiftConflict struct{ Return }

func (LiftConflict) Name() Name { return "LiftConflict" }
func (cmd LiftConflict) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	if i := c.s.conflicted(); i >= 0 {
		c.s.Independence[i].Lifted = &Opinion{Agree: true, Text: cmd.Reason, By: o.signed()}
	}
	return ""
}

// independent refuses the act of a person who has not declared his interests in this job, or has declared one.
func (s *State) independent(a access.Actor) string {
	switch d := s.declaration(a.PersonID); {
	case d == nil:
		return "请先办理“独立性声明”"
	case d.Conflict():
		return "您已声明存在利害关系，应当回避（资产评估法第十三条）"
	}
	return ""
}

// valuersIndependent says which valuer of the job bars the work from going on, or "".
func valuersIndependent(s *State) string {
	if s.Engagement == nil {
		return ""
	}
	for _, v := range s.Engagement.Form.Valuers {
		d := s.declaration(v.PersonID)
		if d == nil {
			return v.Name + "尚未办理“独立性声明”"
		}
		if d.Conflict() {
			return v.Name + "已声明存在利害关系，应当回避（资产评估法第十三条），请先“更正委托事项”更换承办人员"
		}
	}
	return ""
}
