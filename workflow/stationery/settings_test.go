package stationery_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/stationery"
)

var day = date.Must

func TestTheVersionBegunLastIsInForce(t *testing.T) {
	versions := []stationery.Settings{{Version: 1, From: day("2026-01-01")}, {Version: 2, From: day("2026-07-01")}, {Version: 3, From: day("2026-03-01")}, {Version: 4, From: day("2026-07-01")}}
	_, found := stationery.InForce(versions, day("2025-12-31"))
	require.False(t, found)
	for on, want := range map[string]int64{"2026-01-01": 1, "2026-02-28": 1, "2026-03-01": 3, "2026-06-30": 3, "2026-07-01": 4} {
		got, found := stationery.InForce(versions, day(on))
		require.True(t, found)
		require.Equal(t, want, got.Version, on)
	}
}

func TestSettingsNameEveryFault(t *testing.T) {
	s := stationery.Settings{Name: strings.Repeat("长", 41), Line: "一行\n两行", Short: " 示例", SealLabel: strings.Repeat("章", 9), WithoutLogo: "perhaps",
		Kinds: []stationery.KindSetting{{Kind: "nothing"}, {Kind: casefile.DocClaim, Originals: 100, Pattern: "{年}"}, {Kind: casefile.DocClaim},
			{Kind: casefile.DocIntake, Originals: -1}}}
	err := s.Validate()
	var paths []string
	for _, f := range fault.Of(err) {
		paths = append(paths, f.Path)
		require.Regexp(t, `\p{Han}`, f.Message)
	}
	require.Equal(t, []string{"from", "name", "short", "line", "seal_label", "without_logo", "kinds.nothing", "kinds.claim.originals", "kinds.claim.pattern", "kinds.claim", "kinds.intake.originals"}, paths)
	require.NoError(t, stationery.Settings{From: day("2026-01-01")}.Validate())
	err = stationery.Settings{From: day("2026-01-01"), Kinds: []stationery.KindSetting{{Kind: casefile.DocAppraisalReport, Originals: 3}}}.Validate()
	require.True(t, fault.Has(err, "stationery.report"), "the releaser says how many")
	err = stationery.Settings{From: day("2026-01-01"), Kinds: []stationery.KindSetting{{Kind: casefile.DocClaim, Pattern: "{机构简称}{序号:3}"}}}.Validate()
	require.Equal(t, "short", fault.Of(err)[0].Path)
}

func TestAPatternThatWouldRepeatANumberIsRefused(t *testing.T) {
	for pattern, code := range map[string]string{
		"{机构简称}评报字〔{年}〕": "pattern.sequence", "{序号}-{序号:4}": "pattern.sequence", "{案号}{序号:2}": "pattern.adjacent", "{案号}7{序号:2}": "pattern.adjacent",
		"{年}{机构}{序号}": "pattern.field", "{序号:0}": "pattern.width", "{序号:十}": "pattern.width", "{年:2}{序号}": "pattern.width", "{序号": "pattern.brace",
		"序号}": "pattern.brace", "第 {序号} 号": "pattern.blank", strings.Repeat("字", 61) + "{序号}": "pattern.long",
	} {
		_, err := stationery.ParsePattern(pattern)
		require.True(t, fault.Has(err, code), "%s: %v", pattern, err)
	}
	for _, pattern := range []string{stationery.DefaultPattern, "{机构简称}评报字〔{年}〕第{序号:4}号", "{序号}", "{案号}-{序号:2}", "{年}{月}{日}{序号:3}", "{机构代码}{类别}{序号:6}", "{案号}{类别}{序号}"} {
		_, err := stationery.ParsePattern(pattern)
		require.NoError(t, err, pattern)
	}
}

func TestANumberIsPrintedByThePattern(t *testing.T) {
	p, err := stationery.ParsePattern("{机构简称}评报字〔{年}〕第{序号:4}号")
	require.NoError(t, err)
	w := stationery.Numbering{Short: "示例", Code: "A01", Kind: casefile.DocAppraisalReport, Case: "LYG-B03SL-2026-000001", On: day("2026-03-05")}
	require.Equal(t, "示例评报字〔2026〕第0007号", p.Number(w, 7))
	require.Equal(t, "示例评报字〔2026〕第12345号", p.Number(w, 12345))
	p, err = stationery.ParsePattern("{机构代码}{年}{月}{日}-{案号}-{类别}{序号}")
	require.NoError(t, err)
	require.Equal(t, "A0120260305-LYG-B03SL-2026-000001-PG3", p.Number(w, 3))
	next := w
	next.On = day("2027-01-01")
	require.NotEqual(t, p.Scope(w), p.Scope(next))
}

func issuer(code, short string, kinds ...stationery.KindSetting) stationery.Issuer {
	return stationery.Issuer{Code: code, Settings: stationery.Settings{Short: short, Kinds: kinds}}
}

func kind(k casefile.DocumentKind, pattern string) stationery.KindSetting {
	return stationery.KindSetting{Kind: k, Pattern: pattern}
}

func TestPatternsThatCouldMeetAreRefusedWithTheNumber(t *testing.T) {
	a, b := casefile.DocClaim, casefile.DocIntake
	for _, c := range []struct {
		name   string
		own    stationery.Issuer
		others []stationery.Issuer
		clash  string // part of the message; "" for none
	}{
		{"one pattern for two kinds counts on", issuer("A01", "示例", kind(a, "字第{序号:4}号"), kind(b, "字第{序号:4}号")), nil, ""},
		{"another width counts on", issuer("A01", "示例", kind(a, "字第{序号:4}号"), kind(b, "字第{序号:2}号")), nil, ""},
		{"years and sequences change places", issuer("A01", "示例", kind(a, "〔{年}〕第{序号:4}号"), kind(b, "〔{序号:4}〕第{年}号")), nil, "〔0000〕第0000号"},
		{"a figure looks like a sequence", issuer("A01", "示例", kind(a, "第{序号:3}号"), kind(b, "第1{序号:2}号")), nil, "第100号"},
		{"the short name of another says the same", issuer("A01", "示例", kind(a, "{机构简称}字{序号}")), []stationery.Issuer{issuer("A02", "", kind(a, "示例字{序号}"))}, ""},
		{"another's pattern differs but meets", issuer("A01", "示例", kind(a, "{机构简称}字{序号}")), []stationery.Issuer{issuer("A02", "", kind(b, "示例字{年}{序号}"))}, "示例字0000"},
		{"numbers by the case", issuer("A01", "", kind(a, "{案号}-ZQ{序号:2}")), nil, "ZQ00"},
		{"the default written out", issuer("A01", "", kind(a, stationery.DefaultPattern)), nil, "-ZQ00"},
		{"letters keep them apart", issuer("A01", "", kind(a, "{案号}/{类别}{序号:2}"), kind(b, "{案号}/{类别}{序号:2}")), nil, ""},
	} {
		err := stationery.Clashes(c.own, c.others)
		if c.clash == "" {
			require.NoError(t, err, c.name)
			continue
		}
		require.True(t, fault.Has(err, "pattern.clash"), c.name)
		require.Contains(t, err.Error(), c.clash, c.name)
	}
}

// Whatever patterns are accepted side by side, numbers drawn by their scopes never meet.
func TestAcceptedPatternsNeverGiveOneNumberTwice(t *testing.T) {
	part := rapid.SampledFrom([]string{"{年}", "{月}", "{日}", "{类别}", "{案号}", "{机构代码}", "{机构简称}", "-", "第", "1", "0", "A", "ZQ", "{序号}", "{序号:2}"})
	rapid.Check(t, func(t *rapid.T) {
		kinds := []casefile.DocumentKind{casefile.DocClaim, casefile.DocIntake, casefile.DocClosing}
		own := issuer("A01", "示1")
		for _, k := range kinds {
			own.Settings.Kinds = append(own.Settings.Kinds, kind(k, strings.Join(rapid.SliceOfN(part, 1, 5).Draw(t, string(k)), "")))
		}
		own.Settings.From = day("2026-01-01")
		if own.Settings.Validate() != nil || stationery.Clashes(own, nil) != nil {
			return
		}
		drawn, given := map[string]int64{}, map[string]bool{}
		for i := range 60 {
			k := own.Settings.Kinds[i%3]
			p, err := stationery.ParsePattern(k.Pattern)
			require.NoError(t, err)
			w := stationery.Numbering{Short: "示1", Code: "A01", Kind: k.Kind, Case: fmt.Sprintf("LYG-B03SL-2026-%06d", 1+i%2*999999), On: day("2026-01-01").AddDays(i * 13)}
			scope := p.Scope(w)
			drawn[scope]++
			number := p.Number(w, drawn[scope])
			require.False(t, given[number], "%s twice by %v", number, own.Settings.Kinds)
			given[number] = true
		}
	})
}

func picture(w, h int) image.Image {
	p := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.SetNRGBA(x, y, color.NRGBA{uint8(x), uint8(y), 90, uint8(x * y)})
		}
	}
	return p
}

func pngOf(t *testing.T, p image.Image) []byte {
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, p))
	return b.Bytes()
}

func TestALogoIsKeptAsTheSameOpaquePNG(t *testing.T) {
	file := pngOf(t, picture(120, 40))
	first, err := stationery.ReadLogo(file)
	require.NoError(t, err)
	second, err := stationery.ReadLogo(first.PNG)
	require.NoError(t, err)
	require.Equal(t, first, second, "what is kept is kept again as it is")
	require.True(t, stationery.Intact(first.SHA256, first.PNG))
	require.False(t, stationery.Intact(first.SHA256, append(first.PNG, 0)))
	kept, err := png.Decode(bytes.NewReader(first.PNG))
	require.NoError(t, err)
	_, _, _, alpha := kept.At(0, 0).RGBA()
	require.Equal(t, uint32(0xffff), alpha)
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, picture(3000, 1500), nil))
	large, err := stationery.ReadLogo(b.Bytes())
	require.NoError(t, err)
	require.Equal(t, [2]int{1000, 500}, [2]int{large.Width, large.Height})
}

func TestWhatIsNoLogoIsRefusedWithTheReason(t *testing.T) {
	whole := pngOf(t, picture(100, 100))
	for name, c := range map[string]struct {
		file []byte
		code string
	}{
		"nothing": {nil, "logo.empty"}, "gif": {[]byte("GIF89a……"), "logo.format"}, "word": {[]byte("PK\x03\x04rest"), "logo.format"}, "one byte": {[]byte{7}, "logo.format"},
		"cut off": {whole[:len(whole)/2], "logo.broken"}, "only a head": {whole[:12], "logo.broken"}, "tiny": {pngOf(t, picture(15, 200)), "logo.size"},
		"endless": {pngOf(t, image.NewGray(image.Rect(0, 0, 6001, 20))), "logo.size"}, "too large": {make([]byte, stationery.LargestLogoFile+1), "logo.large"},
		"half a jpeg": {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), "logo.broken"},
	} {
		_, err := stationery.ReadLogo(c.file)
		require.True(t, fault.Has(err, c.code), "%s: %v", name, err)
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
		require.Equal(t, "logo", fault.Of(err)[0].Path, name)
	}
}
