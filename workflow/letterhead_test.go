package workflow_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/sqlstore"
	"zhiya/workflow/stationery"
)

// administered is a staffed office with a system administrator.
func administered(t testing.TB) *office {
	o := staffed(t)
	require.NoError(t, o.desk.Store.Write(ctx, func(tx workflow.Tx) error {
		return tx.SavePerson(ctx, access.Person{ID: "xt", OrgID: casetest.Actor("kehu").OrgID, Login: "xitong", Name: "示例系统管理员", Roles: []access.Role{access.SystemAdmin}, Active: true})
	}))
	return o
}

func (o *office) today() date.Date { return workflow.Today(o.now) }

// settle saves settings of the organisation of a person, in force from today.
func (o *office) settle(login string, kinds ...stationery.KindSetting) (stationery.Settings, error) {
	return o.desk.SaveStationery(ctx, "xt", stationery.Settings{OrgID: casetest.Actor(login).OrgID, From: o.today(), Short: "示例", Kinds: kinds}, nil)
}

func logoFile(t testing.TB) []byte {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 60, 30))))
	return b.Bytes()
}

func TestSettingsAreKeptByTheSystemAdministratorAsAuditedVersions(t *testing.T) {
	o := administered(t)
	org := casetest.Actor("kehu").OrgID
	s := stationery.Settings{OrgID: org, From: o.today(), Name: "示例银行", SealLabel: "业务章"}
	before := o.files()
	_, err := o.desk.SaveStationery(ctx, "kehu", s, nil)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	_, err = o.desk.SaveWording(ctx, "kehu", org, "claim.closing", "另行计算。", false)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	_, err = o.desk.Stationery(ctx, "kehu", org)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	past := s
	past.From = o.today().AddDays(-1)
	past.Name = "含有𠮷字"
	_, err = o.desk.SaveStationery(ctx, "xt", past, []byte("GIF89a"))
	for _, code := range []string{"stationery.past", "text.unprintable", "logo.format"} {
		require.True(t, fault.Has(err, code), "%s in %v", code, err)
	}
	missing := s
	missing.Logo = strings.Repeat("a", 64)
	_, err = o.desk.SaveStationery(ctx, "xt", missing, nil)
	require.True(t, fault.Has(err, "logo.lost"), "%v", err)
	require.Equal(t, before, o.files(), "a refusal stores nothing")

	first, err := o.desk.SaveStationery(ctx, "xt", s, logoFile(t))
	require.NoError(t, err)
	require.Equal(t, int64(1), first.Version)
	later := first
	later.From, later.Name = o.today().AddDays(30), "示例银行新名"
	second, err := o.desk.SaveStationery(ctx, "xt", later, logoFile(t))
	require.NoError(t, err, "the same logo is kept once")
	require.Equal(t, int64(2), second.Version)
	got, err := o.desk.Stationery(ctx, "xt", org)
	require.NoError(t, err)
	require.Equal(t, []stationery.Settings{first, second}, got.Settings)
	require.Len(t, got.Logos, 1)
	events := o.trail("stationery:" + casetest.Actor("kehu").OrgCode)
	require.Len(t, events, 2)
	require.Contains(t, events[1], "示例银行新名")
}

// trail is the payloads of the audit events of an object.
func (o *office) trail(object string) (out []string) {
	require.NoError(o.t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		events, err := tx.Events(ctx, 0, 100, object)
		for _, e := range events {
			require.Equal(o.t, "示例系统管理员", e.Person)
			out = append(out, e.Payload)
		}
		return err
	}))
	return out
}

func TestAWordingIsSavedInVersionsAndGoesBackByANewOne(t *testing.T) {
	o := administered(t)
	org := casetest.Actor("kehu").OrgID
	save := func(text string, reset bool) (stationery.Wording, error) {
		return o.desk.SaveWording(ctx, "xt", org, "claim.closing", text, reset)
	}
	tp, _ := stationery.TemplateOf("claim.closing")
	_, err := save(tp.Default(), false)
	require.True(t, fault.Has(err, "wording.same"))
	_, err = save("利息按百分之六计算𠮷。", false)
	require.True(t, fault.Has(err, "wording.figure") && fault.Has(err, "wording.character"), "%v", err)
	_, err = o.desk.SaveWording(ctx, "xt", org, "nothing", "文字", false)
	require.True(t, fault.Has(err, "wording.name"))
	first, err := save("截止日后的款项另行计算。", false)
	require.NoError(t, err)
	second, err := save("", true)
	require.NoError(t, err)
	require.Equal(t, []int64{1, 2}, []int64{first.Version, second.Version})
	require.Equal(t, tp.Default(), second.Text)
	require.True(t, second.Reset)
	got, err := o.desk.Stationery(ctx, "xt", org)
	require.NoError(t, err)
	require.Equal(t, []stationery.Wording{first, second}, got.Wordings)
	require.Len(t, o.trail("stationery:"+casetest.Actor("kehu").OrgCode), 2)
}

func TestPapersAreNumberedByTheSettingsWithoutGaps(t *testing.T) {
	o := administered(t)
	_, err := o.settle("kehu", stationery.KindSetting{Kind: casefile.DocIntake, Pattern: "{机构简称}受字〔{年}〕第{序号:4}号"})
	require.NoError(t, err)
	var numbers []string
	for range 3 {
		o.next().play(casetest.ToDueDiligence)
		for _, d := range o.state.Documents {
			if d.Kind == casefile.DocIntake {
				numbers = append(numbers, d.Number)
			}
		}
	}
	require.Equal(t, []string{"示例受字〔2024〕第0001号", "示例受字〔2024〕第0002号", "示例受字〔2024〕第0003号"}, numbers)
	o.fail.Store(true)
	o.next()
	for _, act := range casetest.ToDueDiligence {
		login, name, _ := strings.Cut(act, " ")
		_, err = o.do(login, o.form(login, casefile.Name(name)))
	}
	require.Error(t, err)
	o.fail.Store(false)
	o.next().play(casetest.ToDueDiligence)
	require.Equal(t, "示例受字〔2024〕第0004号", o.state.Documents[0].Number, "a paper that was not made took no number")
}

func TestSettingsOfALaterDayLeaveEarlierPapersAsTheyAre(t *testing.T) {
	o := administered(t)
	s, err := o.settle("kehu", stationery.KindSetting{Kind: casefile.DocIntake, Pattern: "甲〔{年}〕{序号:3}"})
	require.NoError(t, err)
	s.From, s.Kinds = o.today().AddDays(2), []stationery.KindSetting{{Kind: casefile.DocIntake, Pattern: "乙〔{年}〕{序号:3}"}}
	_, err = o.desk.SaveStationery(ctx, "xt", s, nil)
	require.NoError(t, err)
	o.play(casetest.ToDueDiligence)
	first := o.state.Documents[0]
	require.Equal(t, "甲〔2024〕001", first.Number)
	o.now = o.now.AddDate(0, 0, 2)
	o.next().play(casetest.ToDueDiligence)
	require.Equal(t, "乙〔2024〕001", o.state.Documents[0].Number)
	row, err := o.desk.ReadDocument(ctx, "kehu", first.ID)
	require.NoError(t, err)
	require.Equal(t, first.Number, row.Number)
}

func TestPapersIssuedAtOnceGetNumbersOfTheirOwn(t *testing.T) {
	o := administered(t)
	_, err := o.settle("kehu", stationery.KindSetting{Kind: casefile.DocIntake, Pattern: "第{序号}号"})
	require.NoError(t, err)
	var requests []workflow.Request
	last := casetest.ToDueDiligence[len(casetest.ToDueDiligence)-1]
	login, name, _ := strings.Cut(last, " ")
	for range 4 {
		o.next().play(casetest.ToDueDiligence[:len(casetest.ToDueDiligence)-1])
		requests = append(requests, o.request(o.form(login, casefile.Name(name))))
	}
	var wg sync.WaitGroup
	outs, errs := make([]workflow.Outcome, len(requests)), make([]error, len(requests))
	for i, r := range requests {
		wg.Go(func() { outs[i], errs[i] = o.desk.Do(ctx, login, r) })
	}
	wg.Wait()
	given := map[string]bool{}
	for i := range requests {
		require.NoError(t, errs[i])
		require.Len(t, outs[i].Documents, 1)
		given[outs[i].Documents[0].Number] = true
	}
	require.Equal(t, map[string]bool{"第1号": true, "第2号": true, "第3号": true, "第4号": true}, given)
}

func TestAReportIsCalledByTheNumberOfTheFirmsSettings(t *testing.T) {
	o := administered(t)
	o.lane = casefile.External
	_, err := o.settle("qf", stationery.KindSetting{Kind: casefile.DocAppraisalReport, Pattern: "{机构简称}评报字〔{年}〕第{序号:4}号"})
	require.NoError(t, err)
	o.play(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport[:2])
	f := o.form("qf", "IssueReport").(casefile.IssueReport)
	f.Number = "示例评报字〔2024〕第0099号"
	_, err = o.do("qf", f)
	require.True(t, fault.Has(err, "report.numbered"), "%v", err)
	require.Contains(t, err.Error(), "第0001号")
	f.Number = ""
	_, err = o.do("qf", f)
	require.NoError(t, err)
	require.Equal(t, "示例评报字〔2024〕第0001号", o.state.Report.Number)
	var issued []string
	for _, d := range o.state.Documents {
		if d.Kind == casefile.DocAppraisalReport {
			issued = append(issued, d.Number)
		}
	}
	require.Equal(t, []string{o.state.Report.Number}, issued)
}

func TestAPatternThatWouldMeetAnothersIsRefused(t *testing.T) {
	o := administered(t)
	_, err := o.settle("kehu", stationery.KindSetting{Kind: casefile.DocIntake, Pattern: "示例字{序号}"})
	require.NoError(t, err)
	_, err = o.settle("qf", stationery.KindSetting{Kind: casefile.DocEngagement, Pattern: "示例字{年}{序号}"})
	require.True(t, fault.Has(err, "pattern.clash"), "%v", err)
	_, err = o.settle("qf", stationery.KindSetting{Kind: casefile.DocEngagement, Pattern: "{机构代码}字{年}{序号}"})
	require.NoError(t, err)
}

func TestTheChainHoldsAfterSettingsAndNumberedPapersAndFindsWhatWasPutIn(t *testing.T) {
	o := administered(t)
	org := casetest.Actor("kehu").OrgID
	_, err := o.settle("kehu", stationery.KindSetting{Kind: casefile.DocIntake, Pattern: "第{序号}号"})
	require.NoError(t, err)
	_, err = o.desk.SaveWording(ctx, "xt", org, "claim.closing", "截止日后的款项另行计算。", false)
	require.NoError(t, err)
	o.play(casetest.ToDueDiligence)
	verify := func() error {
		_, err := o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
		return err
	}
	require.NoError(t, verify())
	require.NoError(t, o.desk.Store.Write(ctx, func(tx workflow.Tx) error {
		return tx.InsertWording(ctx, stationery.Wording{OrgID: org, Name: "claim.closing", Version: 2, Text: "不再计算。"})
	}))
	err = verify()
	require.True(t, fault.Has(err, "audit.content"), "%v", err)
	require.Contains(t, err.Error(), "文书用语 claim.closing 第 2 版在审计链中没有记录")
}
