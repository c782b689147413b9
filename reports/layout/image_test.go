package layout_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/valuation/fault"
)

func logo(t *testing.T, w, h int) []byte {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))))
	return b.Bytes()
}

func TestALetterheadStandsWithinTheMarginsWhateverItHolds(t *testing.T) {
	for name, l := range map[string]layout.Letterhead{
		"all": {Name: "示例资产评估有限公司", Line: "示例市示例路一号　电话 0518-00000000", Logo: logo(t, 200, 60)}, "name alone": {Name: "示例资产评估有限公司"},
		"longest": {Name: strings.Repeat("示例", 20), Line: strings.Repeat("地址", 30), Logo: logo(t, 1000, 20)}, "tall": {Name: "示例", Logo: logo(t, 20, 1000)},
	} {
		for _, cover := range []*layout.Cover{nil, {Lines: []layout.Pair{{Label: "委托人", Value: "示例公司"}}}} {
			laid, err := layout.Layout(layout.Document{Title: "示例文书", Number: "一号", Org: l.Name, Letterhead: &l, Cover: cover, Blocks: []layout.Block{layout.Paragraph{Text: "正文。"}}})
			require.NoError(t, err, name)
			require.Empty(t, laid.Outside(), name)
			pictures, text := 0, ""
			bottom := 0.0
			for _, s := range laid.Pages[0].Items {
				switch s := s.(type) {
				case layout.Picture:
					pictures++
					_, _, _, y := layout.Box(s)
					bottom = max(bottom, y)
				case chart.Text:
					text += s.Text
				}
			}
			require.Equal(t, l.Logo != nil, pictures == 1, name)
			require.Contains(t, text, l.Name, name)
			require.Contains(t, text, l.Line, name)
			require.Less(t, bottom, 79+110.0, "%s: above the title of a cover", name)
		}
	}
}

func TestALogoThatIsNoPictureIsRefused(t *testing.T) {
	_, err := layout.Layout(layout.Document{Title: "示例", Letterhead: &layout.Letterhead{Name: "示例", Logo: logo(t, 30, 30)[:40]}})
	require.True(t, fault.Has(err, "image.broken"))
}

func TestTheFrameOfASealCarriesItsOwnWords(t *testing.T) {
	laid, err := layout.Layout(layout.Document{Title: "示例", Blocks: []layout.Block{layout.Signatures{Signers: []layout.Signer{
		{Role: "甲", Seal: layout.RoundSeal}, {Role: "乙", Seal: layout.RoundSeal, SealText: "资产评估业务专用"}}}}})
	require.NoError(t, err)
	require.Empty(t, laid.Outside())
	var seen []string
	for _, s := range laid.Pages[0].Items {
		if x, is := s.(chart.Text); is {
			seen = append(seen, x.Text)
			if x.Text == "（资产评估业务专用）" {
				require.LessOrEqual(t, layout.Width(x.Text, x.Size, false), 72.0, "within the circle")
			}
		}
	}
	require.Contains(t, seen, "（公章）")
	require.Contains(t, seen, "（资产评估业务专用）")
}
