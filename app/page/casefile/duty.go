package casefile

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"zhiya/app/page/kit"
	road "zhiya/workflow/casefile"
)

var dutyMarks = map[road.DutyState]string{road.DutyDone: "✓ 已办", road.DutyLate: "！逾期补办", road.DutyMissing: "✗ 缺少", road.DutyAhead: "未到时候", road.DutyNone: "不适用"}

// duties is 尽职免责 for the lender: what was to be done about the loan, who did what and when, and what is missing.
func (p *Page) duties(box *fyne.Container, s road.State) {
	if s.DueDiligence == nil && s.Credit == nil || s.Lender.ID != p.host.Actor().OrgID {
		return
	}
	list, err := s.DutiesOn(p.host.Today(), p.host.Desk().Rulebook())
	if err != nil {
		box.Add(card("尽职免责记录", kit.Alarm(kit.Sentences(err), inner)))
		return
	}
	var rows [][]string
	missing := 0
	for _, v := range list {
		if v.State == road.DutyMissing || v.State == road.DutyLate {
			missing++
		}
		var did []string
		for _, x := range v.Did[max(0, len(v.Did)-3):] {
			did = append(did, kit.Day(x.On)+" "+x.By.Person+"："+x.What)
		}
		if n := len(v.Did) - len(did); n > 0 {
			did = append([]string{fmt.Sprintf("（此前 %d 次略）", n)}, did...)
		}
		rows = append(rows, []string{dutyMarks[v.State], v.Duty.Phase, v.Duty.Title, kit.Day(v.Due), strings.Join(did, "\n")})
	}
	says := "没有缺少的事项。"
	if missing > 0 {
		says = fmt.Sprintf("缺少或者逾期补办 %d 项，办理后用“登记尽职事项”补充记录；已错过期限的如实说明。", missing)
	}
	parts := []fyne.CanvasObject{kit.Note(says+"清单取自规则库“尽职事项”，为示例，以本行尽职免责办法为准（依据待核实）。", inner),
		kit.Sheet(inner, []kit.Column{{Title: "结果", Weight: .9}, {Title: "阶段", Weight: .8}, {Title: "事项", Weight: 2.2}, {Title: "最迟日", Weight: 1.2}, {Title: "何人何日做了什么", Weight: 3.6}}, rows)}
	for _, x := range s.Exemptions {
		facts := []kit.Fact{{Label: "认定结果", Value: x.Form.Result}, {Label: "认定对象", Value: x.Form.Whom}, {Label: "认定日", Value: kit.Day(x.Form.On)}, {Label: "认定意见", Value: x.Form.Opinion},
			{Label: "当时缺少或逾期的事项", Value: strings.Join(x.Missing, "、")}, {Label: "对缺少或逾期事项的说明", Value: x.Form.Missing}, {Label: "办理", Value: kit.By(x.By)}}
		parts = append(parts, kit.Bold("尽职免责认定"), kit.Facts(3, inner, facts...))
	}
	box.Add(card("尽职免责记录", parts...))
}
