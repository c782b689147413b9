package reports_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/reports/layout"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/stationery"
)

func houseLogo(t testing.TB) stationery.Logo {
	p := image.NewNRGBA(image.Rect(0, 0, 240, 80))
	for y := range 80 {
		for x := range 240 {
			if (x/40+y/40)%2 == 0 {
				p.SetNRGBA(x, y, color.NRGBA{30, 60, 140, 255})
			}
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, p))
	logo, err := stationery.ReadLogo(b.Bytes())
	require.NoError(t, err)
	return logo
}

// housed is a document's info with the firm's settings in force.
func housed(t testing.TB, kind casefile.DocumentKind, change func(*workflow.House)) workflow.DocumentInfo {
	logo := houseLogo(t)
	h := workflow.House{Org: access.Org{ID: firm.ID, Kind: firm.Kind, Code: firm.Code, Name: firm.Name}, Logo: logo.PNG, Wording: map[string]stationery.Wording{},
		Settings: stationery.Settings{OrgID: firm.ID, Version: 4, From: on("2026-01-01"), Name: "示例资产评估（连云港）有限公司", Line: "示例市示例路一号　电话 0518-00000000",
			SealLabel: "评估业务章", Logo: logo.SHA256, Kinds: []stationery.KindSetting{{Kind: casefile.DocTitleCheck, Originals: 6}}}}
	if change != nil {
		change(&h)
	}
	i := info(kind)
	i.Houses = map[string]workflow.House{firm.ID: h}
	return i
}

func made(t testing.TB, kind casefile.DocumentKind, i workflow.DocumentInfo) workflow.Made {
	out, err := reports.NewMaker().Make(kind, fullCase(t), i)
	require.NoError(t, err)
	return out
}

func pagesOf(t testing.TB, m workflow.Made) string {
	var pages [][]string
	require.NoError(t, json.Unmarshal([]byte(m.Text), &pages))
	var b strings.Builder
	for _, p := range pages {
		b.WriteString(strings.Join(p, ""))
	}
	return b.String()
}

func TestAPaperCarriesTheLetterheadOfItsIssuer(t *testing.T) {
	for _, kind := range []casefile.DocumentKind{casefile.DocTitleCheck, casefile.DocAppraisalReport} {
		m := made(t, kind, housed(t, kind, nil))
		text := pagesOf(t, m)
		require.Contains(t, text, "示例资产评估（连云港）有限公司")
		require.Contains(t, text, "示例路一号")
		if kind != casefile.DocAppraisalReport { // its releaser says how many
			require.Contains(t, text, "本文书正本一式六份。")
			require.Equal(t, 6, m.Printing.Originals)
		}
		require.Equal(t, int64(4), m.Printing.Stationery)
		require.Contains(t, string(m.Body), "/Subtype /Image")
		again := made(t, kind, housed(t, kind, nil))
		require.Equal(t, m.Body, again.Body, "the bytes are reproducible")
	}
	text := pagesOf(t, made(t, casefile.DocAppraisalReport, housed(t, casefile.DocAppraisalReport, nil)))
	require.Contains(t, text, "（评估业务章）")
	plain := made(t, casefile.DocIntake, housed(t, casefile.DocIntake, nil))
	require.NotContains(t, string(plain.Body), "/Subtype /Image", "the bank's paper has not the firm's head")
	require.Zero(t, plain.Printing.Stationery)
}

func TestALostLogoStopsThePaperUnlessTheSettingsLetItGo(t *testing.T) {
	kind := casefile.DocTitleCheck
	lost := housed(t, kind, func(h *workflow.House) { h.Logo = nil })
	_, err := reports.NewMaker().Make(kind, fullCase(t), lost)
	require.True(t, fault.Has(err, "stationery.logo"), "%v", err)
	require.Equal(t, fault.Refused, fault.KindOf(err))
	m := made(t, kind, housed(t, kind, func(h *workflow.House) { h.Logo, h.Settings.WithoutLogo = nil, stationery.OmitLogo }))
	require.NotContains(t, string(m.Body), "/Subtype /Image")
	require.Contains(t, pagesOf(t, m), "示例资产评估（连云港）有限公司")
}

func TestAPaperSpeaksInTheIssuersWordsWithTheCasesFigures(t *testing.T) {
	kind, name := casefile.DocAppraisalReport, "appraisal_report.limits"
	i := housed(t, kind, func(h *workflow.House) {
		h.Wording[name] = stationery.Wording{OrgID: firm.ID, Name: name, Version: 3, Text: "本报告只供本项目使用。\n自【评估基准日】至【有效期至】有效；报备：【业务报备编码】。"}
	})
	m := made(t, kind, i)
	text := pagesOf(t, m)
	require.Contains(t, text, "本报告只供本项目使用。")
	require.Contains(t, text, "自"+fullCase(t).Valuation.Inputs.BaseDate.Chinese()+"至"+fullCase(t).Report.ValidUntil.Chinese()+"有效")
	require.NotContains(t, text, "未经资产评估机构同意，本报告的内容不得被摘抄")
	require.Equal(t, map[string]int64{name: 3}, m.Printing.Wording)
	i = housed(t, kind, func(h *workflow.House) {
		h.Wording[name] = stationery.Wording{Name: name, Version: 3, Text: "【没有这个】"}
	})
	_, err := reports.NewMaker().Make(kind, fullCase(t), i)
	require.True(t, fault.Has(err, "wording.field"), "a text that no longer fits stops the paper: %v", err)
}

// Every template is the wording of some paper: put in a mark of its own and the mark is printed.
func TestEveryTemplateIsPrinted(t *testing.T) {
	s := fullCase(t)
	for _, tp := range stationery.Templates() {
		s := s
		if s.LaneValue == nil && (tp.Kind == casefile.DocInternalOpinion || tp.Kind == casefile.DocAgreedValue || tp.Kind == casefile.DocExemption) {
			s.LaneValue = &casefile.LaneValueR{}
		}
		mark := "〔标记〕"
		house := workflow.House{Wording: map[string]stationery.Wording{tp.Name: {Name: tp.Name, Version: 1, Text: tp.Default() + "\n" + mark}}}
		i := info(tp.Kind)
		i.Houses = map[string]workflow.House{}
		for _, ref := range []casefile.OrgRef{s.Assessor, s.Lender, s.Pledgee, s.Bureau} {
			h := house
			h.Org = access.Org{ID: ref.ID, Name: ref.Name}
			i.Houses[ref.ID] = h
		}
		doc, err := reports.Build(tp.Kind, s, i)
		require.NoError(t, err, tp.Name)
		require.True(t, says(doc, mark), tp.Name)
		require.Contains(t, strings.Join(doc.Keywords, ""), tp.Name, "the file notes the version")
	}
}

func says(doc layout.Document, mark string) bool {
	for _, b := range doc.Blocks {
		switch b := b.(type) {
		case layout.Paragraph:
			if strings.Contains(b.Text, mark) {
				return true
			}
		case layout.Note:
			if strings.Contains(b.Text, mark) {
				return true
			}
		case layout.Clause:
			if strings.Contains(b.Text, mark) {
				return true
			}
		}
	}
	return false
}
