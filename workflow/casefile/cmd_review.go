package casefile

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
)

// SubmitValuation 提交复核: the work goes to the first level.
type SubmitValuation struct {
	Note string `json:"note" label:"送审说明" opt:"1" lines:"2"`
}

func (SubmitValuation) Name() Name         { return "SubmitValuation" }
func (cmd SubmitValuation) reason() string { return cmd.Note }
func (cmd SubmitValuation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	signed := o.signed()
	c.s.Valuation.Submitted = &signed
	if c.s.Review == nil {
		c.s.Review = &ReviewR{}
	}
	c.s.Review.Levels = c.s.Engagement.Form.ReviewLevels
	c.s.Review.Rounds = append(c.s.Review.Rounds, ReviewRound{Changes: c.s.SinceLooked(), Again: c.s.Review.Seen != nil})
	return ""
}

func (r *ReviewR) current() *ReviewRound {
	if len(r.Rounds) == 0 {
		return &ReviewRound{}
	}
	return &r.Rounds[len(r.Rounds)-1]
}

// NextLevel is the level that is to look now, 1 to Levels.
func (r *ReviewR) NextLevel() int {
	if r == nil {
		return 1
	}
	return len(r.current().Steps) + 1
}

// Remark is one remark of a reviewer, on one place of the work.
type Remark struct {
	Path  string `json:"path,omitempty" label:"字段或步骤" opt:"1" hint:"例如：inputs.royalty.revenue[2] 或 royalty.year.3"`
	Where string `json:"where" label:"位置" opt:"1" hint:"例如：收益法·许可费率；填写字段或步骤的可不填"`
	Text  string `json:"text" label:"意见" lines:"2"`
}

// ReviewValuation 复核: the next level passes the work on or returns it with remarks. Level 1 may be a valuer of the job who
// prepared nothing of it; the last level is never one of its valuers.
type ReviewValuation struct {
	Level   int       `json:"level" label:"复核级次" unit:"级" readonly:"1"`
	Pass    bool      `json:"pass" label:"通过本级复核（不勾选即退回修改）"`
	Opinion string    `json:"opinion" label:"复核意见" lines:"3"`
	Remarks []Remark  `json:"remarks" label:"逐条意见" opt:"1"`
	Closing []Closing `json:"closing,omitempty" label:"已答复的意见" opt:"1" fixed:"1"`
}

// Closing is the reviewer's word on the answer to one remark of his level.
type Closing struct {
	Note   int    `json:"note" label:"意见序号" readonly:"1"` // its number among all remarks, from 1
	Where  string `json:"where" label:"位置" readonly:"1"`
	Text   string `json:"text" label:"意见" readonly:"1"`
	Answer string `json:"answer" label:"答复" readonly:"1"`
	Close  bool   `json:"close" label:"答复可接受，关闭"`
}

// Answered are the answered remarks that this level is to close, as the form shows them. What the release said is for the last
// level.
func (r *ReviewR) Answered(level int) []Closing {
	if r == nil {
		return nil
	}
	var out []Closing
	for i, n := range r.Notes {
		if min(n.Level, r.Levels) == level && n.State() == NoteAnswered {
			out = append(out, Closing{Note: i + 1, Where: n.Where, Text: n.Text, Answer: n.Answer, Close: true})
		}
	}
	return out
}

// closeNotes closes the remarks whose answers suffice; a level passes only when none of its own stays open.
func (cmd ReviewValuation) closeNotes(c *Case, o *Occasion, level int, fs *fault.Faults) {
	for _, want := range c.s.Review.Answered(level) {
		i := slices.IndexFunc(cmd.Closing, func(k Closing) bool { return k.Note == want.Note })
		switch {
		case i >= 0 && cmd.Closing[i].Close:
			c.s.Review.Notes[want.Note-1].Closed = o.signed()
		case cmd.Pass:
			fs.Refuse("review.unclosed", "closing", "第 %d 条意见（%s）的答复尚未关闭，不能通过本级复核；请关闭，或退回并写明新的意见", want.Note, want.Where)
		}
	}
}

func (ReviewValuation) Name() Name         { return "ReviewValuation" }
func (cmd ReviewValuation) reason() string { return cmd.Opinion }
func (cmd ReviewValuation) do(c *Case, o *Occasion, fs *fault.Faults) string {
	review := c.s.Review
	level := review.NextLevel()
	if cmd.Level != level {
		fs.Refuse("review.level", "level", "现在应办理第 %d 级复核，表单是第 %d 级；请刷新后重新填写", level, cmd.Level)
	}
	if why := c.s.independent(o.Actor); why != "" {
		fs.Refuse("independence.reviewer", "", "%s", why)
	}
	needText(fs, "opinion", "复核意见", cmd.Opinion)
	cmd.closeNotes(c, o, level, fs)
	if !cmd.Pass && len(cmd.Remarks) == 0 {
		fs.Invalid("review.remarks", "remarks", "退回修改时请至少填写一条意见，写明位置")
	}
	if c.s.Engagement.engages(o.Actor.PersonID) && level == review.Levels {
		fs.Refuse("review.author", "", "最后一级复核不得由承办人员担任，请由未承办本业务的复核人办理")
	}
	if !o.Actor.Has(access.Reviewer) && level > 1 {
		fs.Refuse("review.post", "", "第 %d 级复核应由复核人岗位办理", level)
	}
	for i, r := range cmd.Remarks {
		r.Path = strings.TrimSpace(r.Path)
		if r.Path != "" {
			label, ok := PlaceIn(c.s.Valuation, r.Path)
			if !ok {
				fs.Invalid("review.place", fmt.Sprintf("remarks[%d].path", i), "本次评估没有“%s”这个字段或步骤，请从评估参数或计算步骤中选取，或者清空并填写位置", r.Path)
			} else if strings.TrimSpace(r.Where) == "" {
				r.Where = label
			}
		}
		needText(fs, fmt.Sprintf("remarks[%d].where", i), "位置", r.Where)
		needText(fs, fmt.Sprintf("remarks[%d].text", i), "意见", r.Text)
		note := ReviewRemark{Round: len(review.Rounds), Level: level, Where: r.Where, Path: r.Path, Text: r.Text, By: o.signed()}
		if cmd.Pass { // a remark that does not return the work needs no answer
			note.Answer, note.Answered, note.Closed = "随通过意见提出，供出具时注意", o.signed(), o.signed()
		}
		review.Notes = append(review.Notes, note)
	}
	review.Seen = c.s.Valuation.brief()
	round := review.current()
	round.Steps = append(round.Steps, ReviewStep{Level: level, Pass: cmd.Pass, Opinion: cmd.Opinion, By: o.signed()})
	switch {
	case !cmd.Pass:
		c.void("ReviewValuation")
		return string(Appraisal)
	case level == review.Levels:
		c.s.Report = &ReportR{}
		return string(Issue)
	}
	return string(Review)
}

// RecallValuation 撤回送审稿: before anybody has looked.
type RecallValuation struct{ Return }

func (RecallValuation) Name() Name { return "RecallValuation" }
func (cmd RecallValuation) do(c *Case, _ *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	rounds := c.s.Review.Rounds
	c.s.Review.Rounds = rounds[:len(rounds)-1]
	return ""
}

// Answer is the reply to one remark.
type Answer struct {
	Where string `json:"where" label:"位置" readonly:"1"`
	Path  string `json:"path,omitempty" label:"字段或步骤" opt:"1" readonly:"1"`
	Text  string `json:"text" label:"复核意见" readonly:"1"`
	Reply string `json:"reply" label:"答复" lines:"2"`
}

// AnswerReview 答复复核意见: one answer for each open remark, in their order.
type AnswerReview struct {
	Answers []Answer `json:"answers" label:"逐条答复" fixed:"1"`
}

func (AnswerReview) Name() Name { return "AnswerReview" }
func (cmd AnswerReview) do(c *Case, o *Occasion, fs *fault.Faults) string {
	if c.s.Review == nil {
		fs.Refuse("review.none", "", "没有需要答复的复核意见")
		return ""
	}
	next := 0
	for i := range c.s.Review.Notes {
		n := &c.s.Review.Notes[i]
		if n.Answer != "" {
			continue
		}
		if next >= len(cmd.Answers) {
			fs.Invalid("answer.missing", "answers", "还有意见未答复：%s", n.Where)
			return ""
		}
		needText(fs, fmt.Sprintf("answers[%d].reply", next), "答复", cmd.Answers[next].Reply)
		n.Answer, n.Answered = strings.TrimSpace(cmd.Answers[next].Reply), o.signed()
		next++
	}
	if next == 0 {
		fs.Refuse("review.none", "", "没有需要答复的复核意见")
	}
	return ""
}

// SignReport 签署报告: by a valuer who did the work (资产评估法 27).
type SignReport struct {
	Confirm bool `json:"confirm" label:"本人承办了本项评估，对报告内容负责"`
}

func (SignReport) Name() Name { return "SignReport" }
func (cmd SignReport) do(c *Case, o *Occasion, fs *fault.Faults) string {
	if !cmd.Confirm {
		fs.Invalid("sign.confirm", "confirm", "请勾选确认后签署")
	}
	i := slices.IndexFunc(c.s.Engagement.Form.Valuers, func(v Valuer) bool { return v.PersonID == o.Actor.PersonID })
	if i < 0 {
		fs.Refuse("sign.valuer", "", "报告应由承办该项业务的评估专业人员签名（资产评估法第二十七条），您不是本案承办人员")
		return ""
	}
	if why := c.s.independent(o.Actor); why != "" {
		fs.Refuse("independence.signer", "", "%s", why)
	}
	if slices.ContainsFunc(c.s.Report.Signatures, func(x Signed) bool { return x.PersonID == o.Actor.PersonID }) {
		fs.Refuse("sign.twice", "", "您已签署本报告")
		return ""
	}
	c.s.Report.Signatures = append(c.s.Report.Signatures, o.signed())
	c.s.Report.Licences = append(c.s.Report.Licences, c.s.Engagement.Form.Valuers[i].Licence)
	return ""
}

// IssueReport 签发评估报告: the releaser lets the signed report out; it never changes afterwards. It may be used within one
// year of the base date (行业惯例, a setting and not a legal citation).
type IssueReport struct {
	Number string    `json:"number" label:"报告文号" hint:"例如：示例评报字〔2026〕第001号；文书设置有文号规则的可以留空"`
	On     date.Date `json:"on" label:"评估报告日"`
	Copies int       `json:"copies" label:"报告份数" unit:"份"`
}

func (IssueReport) Name() Name { return "IssueReport" }

// reportNumber is the number of the report: the one the firm's settings give, else the one entered.
func (o *Occasion) reportNumber(fs *fault.Faults, entered string) string {
	given := ""
	if o.ReportNumber != nil {
		given = o.ReportNumber()
	}
	if given == "" {
		return entered
	}
	if entered != "" && entered != given {
		fs.Refuse("report.numbered", "number", "报告文号由文书设置的规则编排，本份应为“%s”，请留空或改为该文号", given)
	}
	return given
}

func (cmd IssueReport) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.Number = o.reportNumber(fs, cmd.Number)
	needText(fs, "number", "报告文号", cmd.Number)
	pastDate(fs, "on", "评估报告日", cmd.On, o.Today)
	ordered(fs, "on", "评估报告日", cmd.On, "评估基准日", c.s.Valuation.Inputs.BaseDate)
	if cmd.Copies < 1 || cmd.Copies > 99 {
		fs.Invalid("report.copies", "copies", "报告份数应为 1 至 99")
	}
	signed := o.signed()
	r := c.s.Report
	r.Number, r.On, r.Copies, r.Released = cmd.Number, cmd.On, cmd.Copies, &signed
	r.ValidUntil = c.s.Valuation.Inputs.BaseDate.AddYears(1).AddDays(-1)
	return ""
}

// ReturnReport 退回修改: the releaser, or a valuer who finds a mistake while signing, sends the report back.
type ReturnReport struct{ Return }

func (ReturnReport) Name() Name { return "ReturnReport" }
func (cmd ReturnReport) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	c.s.Report = nil
	c.s.Review.Notes = append(c.s.Review.Notes, ReviewRemark{
		Round: len(c.s.Review.Rounds), Level: c.s.Review.Levels + 1, Where: "出具", Text: cmd.Reason, By: o.signed(),
	})
	c.void("ReviewValuation", "SignReport")
	return ""
}

// RecordFilingCode 登记业务报备编码: the association's code, imported; ours never stands for it.
type RecordFilingCode struct {
	Code string    `json:"code" label:"业务报备编码"`
	QR   string    `json:"qr,omitempty" label:"报备二维码内容" opt:"1" hint:"协会系统二维码扫出的文字或网址，原样录入"`
	On   date.Date `json:"on" label:"报备日期"`
}

func (RecordFilingCode) Name() Name { return "RecordFilingCode" }
func (cmd RecordFilingCode) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "code", "业务报备编码", cmd.Code)
	pastDate(fs, "on", "报备日期", cmd.On, o.Today)
	ordered(fs, "on", "报备日期", cmd.On, "评估报告日", c.s.Report.On)
	if len([]rune(cmd.QR)) > 500 || strings.ContainsAny(cmd.QR, "\r\n\t") {
		fs.Invalid("filing.qr", "qr", "二维码内容应为一行、不超过 500 字")
	}
	c.s.Report.FilingCode, c.s.Report.FilingQR, c.s.Report.FilingOn = cmd.Code, cmd.QR, cmd.On
	return ""
}
