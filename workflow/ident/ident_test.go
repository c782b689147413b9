package ident_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
)

func TestCollectedCreditCodesAreJudgedAsTheirSourcesSay(t *testing.T) {
	f, err := os.Open("testdata/credit_codes.csv")
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 15)
	for _, row := range rows[1:] {
		res, err := ident.Check("uscc", row[0])
		require.Equal(t, row[1] == "ok", err == nil, "%s: %v", row[0], err)
		require.Equal(t, err == nil, res.Valid)
		if err == nil {
			require.Equal(t, row[2] == "ok", len(res.Details) == 0, row[0])
		}
	}
}

func TestACreditCodeIsJudgedByItsCheckCharacter(t *testing.T) {
	cases := []struct{ name, in, code, check string }{
		{"valid", "91350100M000100Y43", "", "3"},
		{"valid in lower case and full width", "９１350100m000100y43", "", "3"},
		{"wrong check character", "91350100M000100Y4Z", "uscc.format", ""},
		{"wrong check digit", "91350100M000100Y44", "uscc.check", "3"},
		{"check character missing", "91350100M000100Y4", "uscc.length", "3"},
		{"letter outside the alphabet", "91350100M0001O0Y43", "uscc.format", ""},
		{"too short", "913207001415013Z", "uscc.length", ""},
		{"all zeros, whose check digit is right", "000000000000000000", "uscc.department", "0"},
		{"empty", "", "uscc.length", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res, err := ident.Check("uscc", c.in)
			require.Equal(t, c.check, res.ExpectedCheck)
			require.Equal(t, c.code == "", res.Valid)
			if c.code == "" {
				require.NoError(t, err)
				require.Equal(t, "91350100M000100Y43", res.Normal)
				return
			}
			require.True(t, fault.Has(err, c.code), "%v", err)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Empty(t, res.Normal)
		})
	}
}

func TestACreditCodeWithABadOrganisationCodeWarns(t *testing.T) {
	res, err := ident.Check("uscc", "91350100M000100Y43")
	require.NoError(t, err)
	require.Empty(t, res.Details)
	// Same code with another organisation part and a right outer check character.
	body := "91350100M000100Y5"
	probe, _ := ident.Check("uscc", body)
	res, err = ident.Check("uscc", body+probe.ExpectedCheck)
	require.NoError(t, err)
	require.Len(t, res.Details, 1)
	require.Equal(t, "uscc.organisation", res.Details[0].Code)
	require.Equal(t, "warning", res.Details[0].Level)
}

func TestAPatentNumberIsReadInEveryForm(t *testing.T) {
	for _, in := range []string{
		"ZL201710601862.3", "CN201710601862.3", "2017106018623", "201710601862.3", "zl 2017 1 0601862.3",
		"ＺＬ２０１７１０６０１８６２．３", "CN2017106018623",
	} {
		res, err := ident.Check("patent", in)
		require.NoError(t, err, in)
		require.Equal(t, "ZL201710601862.3", res.Normal)
		require.Equal(t, "invention", res.RightKind)
		require.Equal(t, 2017, res.Year)
		require.Equal(t, "3", res.ExpectedCheck)
	}
}

func TestPatentCheckDigitsMeetTheKnownVectors(t *testing.T) {
	for body, want := range map[string]string{
		"201710601862": "3", "95115608": "X", "202310123456": "6", "202220123456": "7", "202430123456": "1",
	} {
		res, err := ident.Check("patent", body)
		require.True(t, fault.Has(err, "patent.check_missing"))
		require.Equal(t, want, res.ExpectedCheck, body)
		listed, err := ident.ParseListedPatentNo("CN" + body)
		require.NoError(t, err)
		require.Equal(t, "ZL"+body+"."+want, listed.String())
		require.Equal(t, body+want, listed.Compact())
	}
}

func TestABadPatentNumberIsRefusedWithTheReason(t *testing.T) {
	on := date.Must("2026-11-22")
	cases := []struct{ name, in, code string }{
		{"wrong check digit", "ZL201710601862.4", "patent.check"},
		{"unknown kind digit", "201750601862.3", "patent.kind"},
		{"old form after 2003", "05115608.1", "patent.year"},
		{"old form before 1985", "84115608.1", "patent.year"},
		{"new form before 2003", "200110601862.3", "patent.year"},
		{"a year still to come", "202710601862.3", "patent.year"},
		{"a publication number", "CN102345678A", "patent.format"},
		{"letters", "ZL2017106O1862.3", "patent.format"},
		{"nothing", "", "patent.format"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res, err := ident.CheckWith("patent", c.in, ident.Options{On: on})
			require.True(t, fault.Has(err, c.code), "%v", err)
			require.False(t, res.Valid)
		})
	}
}

func TestOldPatentNumbersKeepTheirKindAndYear(t *testing.T) {
	p, err := ident.ParsePatentNo("ZL95115608.x")
	require.NoError(t, err)
	require.Equal(t, "ZL95115608.X", p.String())
	require.Equal(t, 1995, p.Year())
	require.Equal(t, "invention", p.RightKind())
	require.Equal(t, "95115608.X", p.Application())
}

func TestAnyOneWrongDigitOfAPatentNumberIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{"1", "2", "3", "8", "9"}).Draw(t, "kind")
		body := fmt.Sprintf("%04d%s%07d", rapid.IntRange(2004, 2026).Draw(t, "year"), kind, rapid.IntRange(0, 9999999).Draw(t, "serial"))
		p, err := ident.ParseListedPatentNo(body)
		require.NoError(t, err)
		compact := []byte(p.Compact())
		at := rapid.IntRange(5, 11).Draw(t, "at")
		compact[at] = '0' + (compact[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		_, err = ident.ParsePatentNo(string(compact))
		require.True(t, fault.Has(err, "patent.check"), "%s", compact)
	})
}

func TestACitizenNumberIsJudgedWithoutBeingRepeated(t *testing.T) {
	res, err := ident.Check("citizen", "11010519491231002x")
	require.NoError(t, err)
	require.Equal(t, "11010519491231002X", res.Normal)
	require.Equal(t, date.Must("1949-12-31"), res.Birth)
	for in, code := range map[string]string{
		"110105194912310021": "citizen.check",
		"11010519491331002X": "citizen.birth",
		"99010519491231002X": "citizen.area",
		"11010519491231002":  "citizen.format",
		"1101051949":         "citizen.format",
	} {
		_, err := ident.Check("citizen", in)
		require.True(t, fault.Has(err, code), "%s: %v", in, err)
		require.NotContains(t, err.Error(), "1101051949")
	}
	c, err := ident.ParseCitizenNo("11010519491231002X")
	require.NoError(t, err)
	require.Equal(t, "110105********002X", c.Masked())
}

func TestTrademarkAndSoftwareNumbersArePlausibleButUnverified(t *testing.T) {
	for in, want := range map[string]string{"第12345678号": "12345678", "G1234567": "G1234567", "1234567a": "1234567A", "88": "88"} {
		res, err := ident.Check("trademark", in)
		require.NoError(t, err, in)
		require.Equal(t, want, res.Normal)
		require.False(t, res.Verified)
		require.Empty(t, res.ExpectedCheck)
	}
	for _, in := range []string{"", "123456789", "0123", "AB12", "G"} {
		_, err := ident.Check("trademark", in)
		require.True(t, fault.Has(err, "trademark.format"), in)
	}
	res, err := ident.Check("software", "2020sr0123456")
	require.NoError(t, err)
	require.Equal(t, "2020SR0123456", res.Normal)
	require.Equal(t, 2020, res.Year)
	require.False(t, res.Verified)
	for in, code := range map[string]string{
		"2020SR012345": "software.format", "1980SR0123456": "software.year", "2020R0123456": "software.format", "2030SR0123456": "software.year",
	} {
		_, err := ident.CheckWith("software", in, ident.Options{On: date.Must("2026-11-22")})
		require.True(t, fault.Has(err, code), "%s: %v", in, err)
	}
}

func TestAPartyIsKnownByAFirmsOrAPersonsCode(t *testing.T) {
	for _, in := range []string{"91350100m000100Y43", "11010519491231002x"} {
		got, err := ident.ParseParty(in)
		require.NoError(t, err)
		require.Len(t, got, 18)
	}
	_, err := ident.ParseParty("91350100M000100Y44")
	require.True(t, fault.Has(err, "uscc.check"))
	_, err = ident.ParseParty("110105194912310021")
	require.True(t, fault.Has(err, "citizen.check"))
	require.NotContains(t, err.Error(), "1101051949")
}

func TestAnUnknownKindIsRefused(t *testing.T) {
	require.Len(t, ident.Kinds(), 5)
	_, err := ident.Check("passport", "E1")
	require.True(t, fault.Has(err, "ident.kind"))
}

func TestNumbersTravelThroughJSON(t *testing.T) {
	var v struct {
		Firm   ident.USCC        `json:"firm"`
		Patent ident.PatentNo    `json:"patent"`
		Mark   ident.TrademarkNo `json:"mark"`
		Soft   ident.SoftwareNo  `json:"soft"`
		Person ident.CitizenNo   `json:"person"`
		Class  ident.Class       `json:"class"`
	}
	in := `{"firm":"91350100M000100Y43","patent":"ZL201710601862.3","mark":"12345678","soft":"2020SR0123456","person":"11010519491231002X","class":9}`
	require.NoError(t, json.Unmarshal([]byte(in), &v))
	out, err := json.Marshal(v)
	require.NoError(t, err)
	require.JSONEq(t, in, string(out))
	require.Equal(t, "350100", v.Firm.Area())
	require.Equal(t, []string{"91350100M000100Y43", "ZL201710601862.3", "12345678", "2020SR0123456", "11010519491231002X"},
		[]string{v.Firm.String(), v.Patent.String(), v.Mark.String(), v.Soft.String(), v.Person.String()})
	for _, bad := range []string{`{"firm":"1"}`, `{"mark":"x"}`, `{"soft":"x"}`, `{"person":"x"}`} {
		require.Equal(t, fault.Invalid, fault.KindOf(json.Unmarshal([]byte(bad), &v)), bad)
	}
	require.NoError(t, json.Unmarshal([]byte(`{"firm":"","mark":"","soft":"","person":""}`), &v))
	require.True(t, v.Firm.IsZero())
	require.Empty(t, v.Firm.Area()+v.Mark.String()+v.Soft.String()+v.Person.Masked())
	require.True(t, v.Class.Valid())
	require.False(t, ident.Class(46).Valid())
	err = json.Unmarshal([]byte(`{"patent":"ZL201710601862.4"}`), &v)
	require.True(t, fault.Has(err, "patent.check"), "%v", err)
	require.NoError(t, json.Unmarshal([]byte(`{"patent":""}`), &v))
	require.True(t, v.Patent.IsZero())
	require.Empty(t, v.Patent.String()+v.Patent.Application()+v.Patent.RightKind())
	require.Zero(t, v.Patent.Year())
}
