package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

func TestEachLaneAsksForItsOwnPeopleAndMakesItsOwnPaper(t *testing.T) {
	for lane, c := range map[casefile.Lane]struct {
		paper casefile.DocumentKind
		spoil map[string]func(*casefile.RecordLaneValue)
	}{
		casefile.Internal: {casefile.DocInternalOpinion, map[string]func(*casefile.RecordLaneValue){
			"lane.valuers": func(f *casefile.RecordLaneValue) { f.Valuers = "示例甲、示例甲" }, "lane.reviewer": func(f *casefile.RecordLaneValue) { f.Reviewer = "示例甲" },
			"text.missing": func(f *casefile.RecordLaneValue) { f.Method = "" }, "date.missing": func(f *casefile.RecordLaneValue) { f.ValidUntil = date.Date{} }}},
		casefile.Negotiated: {casefile.DocAgreedValue, map[string]func(*casefile.RecordLaneValue){
			"text.missing": func(f *casefile.RecordLaneValue) { f.Pledgee = "" }, "amount.positive": func(f *casefile.RecordLaneValue) { f.Value = 0 }}},
		casefile.Exempt: {casefile.DocExemption, map[string]func(*casefile.RecordLaneValue){
			"text.missing": func(f *casefile.RecordLaneValue) { f.Reason = " " }, "lane.exempt": func(f *casefile.RecordLaneValue) { f.Value = 1 }}},
	} {
		b := play(t, lane, casetest.ToDueDiligence, casetest.ToLaneValue[:1])
		for code, change := range c.spoil {
			f := form[casefile.RecordLaneValue](b, "shenpi")
			change(&f)
			refused(t, b, "shenpi", code, f)
		}
		case0 := casefile.Load(b.State)
		row, err := case0.Apply(b.Form("shenpi", "RecordLaneValue"), b.Occasion("shenpi"))
		require.NoError(t, err)
		require.Equal(t, []casefile.DocumentKind{c.paper}, row.Makes)
	}
}

func TestTheValueOfALaneStandsUntilItsDayAndThenIsUnknown(t *testing.T) {
	b := play(t, casefile.Negotiated, casetest.ToDueDiligence, casetest.ToLaneValue)
	until := b.State.LaneValue.Form.ValidUntil
	for _, c := range []struct {
		on   date.Date
		want casefile.ValueStanding
	}{{until.AddDays(-31), casefile.ValueValid}, {until.AddDays(-30), casefile.ValueEnding}, {until, casefile.ValueEnding}, {until.AddDays(1), casefile.ValueExpired}} {
		got, end := b.State.ValueStanding(c.on)
		require.Equal(t, c.want, got, c.on)
		require.Equal(t, until, end)
		require.NotEmpty(t, got.String())
	}
	due, what := b.State.NextDue()
	require.Equal(t, until, due)
	require.Equal(t, "协商价值有效期届满", what)
	none, _ := casefile.State{}.ValueStanding(until)
	require.Equal(t, casefile.ValueMissing, none)
	exempt := play(t, casefile.Exempt, casetest.ToDueDiligence, casetest.ToLaneValue)
	got, _ := exempt.State.ValueStanding(date.Must("2090-01-01"))
	require.Equal(t, casefile.ValueExempt, got, "no value, and none to expire")
}

func TestALanesLimitBindsTheCredit(t *testing.T) {
	b := play(t, casefile.Negotiated, casetest.ToDueDiligence, casetest.ToLaneValue[:1])
	f := form[casefile.RecordLaneValue](b, "shenpi")
	f.Limit = money.Yuan(999_999)
	require.NoError(t, b.Do("shenpi", f))
	refused(t, b, "kehu", "lane.limit", form[casefile.ProposeCredit](b, "kehu"))
	require.NoError(t, b.Play(slices.Concat([]string{"kehu ReturnToDueDiligence"}, casetest.ToLaneValue, casetest.ToSigning)...))
}
