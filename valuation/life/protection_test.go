package life_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
	"zhiya/valuation/money"
	"zhiya/valuation/sourced"
	"zhiya/valuation/trace"
)

var on = date.Must("2026-06-30")

func late(days int) life.Compensation {
	return life.Compensation{Ground: life.Delay, Days: days, Decided: date.Must("2024-09-01"), Document: "示例决定第1号", Examination: date.Must("2018-01-10")}
}

func drug(days int, approved string) life.Compensation {
	return life.Compensation{Ground: life.Drug, Days: days, Decided: date.Must("2025-09-01"), Document: "示例决定第2号", Approved: date.Must(approved)}
}

// filed 2017-07-21; a grant is late from 2021-07-21.
func invention(cs ...life.Compensation) life.Protection {
	return life.Protection{Kind: life.Invention, Filed: date.Must("2017-07-21"), Granted: date.Must("2023-07-21"), Compensations: cs}
}

func TestTheEndOfEveryRightByItsFacts(t *testing.T) {
	cases := []struct {
		name     string
		p        life.Protection
		end      string
		verified bool
		certain  bool
		note     string
	}{
		{"an invention", invention(), "2037-07-21", true, true, ""},
		{"compensated for delay", invention(late(100)), "2037-10-29", true, true, ""},
		{"for more than the delay", invention(late(731)), "2039-07-22", true, true, "多于授权迟延的 730 天"},
		{"a drug", invention(drug(365, "2025-01-01")), "2038-07-21", true, true, ""},
		{"a drug beyond fourteen years", invention(drug(1500, "2025-01-01")), "2039-01-01", true, true, "法定上限"},
		{"a drug approved so early that nothing is left", invention(drug(1500, "2022-01-01")), "2037-07-21", true, true, "法定上限"},
		{"a drug beyond five years", invention(drug(1830, "2025-08-01")), "2039-08-01", true, true, "法定上限"},
		{"both, entered in the wrong order", invention(drug(365, "2025-01-01"), late(100)), "2038-10-29", true, true, ""},
		{"a utility model", life.Protection{Kind: life.Utility, Filed: date.Must("2020-02-29")}, "2030-02-28", true, true, ""},
		{"a design of before", life.Protection{Kind: life.Design, Filed: date.Must("2021-05-31")}, "2031-05-31", false, true, ""},
		{"a design of today", life.Protection{Kind: life.Design, Filed: date.Must("2021-06-01")}, "2036-06-01", true, true, ""},
		{"a mark", life.Protection{Kind: life.Trademark, Filed: date.Must("2014-05-07")}, "2024-05-07", true, true, ""},
		{"a mark renewed", life.Protection{Kind: life.Trademark, Filed: date.Must("2014-05-07"), Renewals: 1}, "2034-05-07", true, true, ""},
		{"a mark renewed under the revised law", life.Protection{Kind: life.Trademark, Filed: date.Must("2017-01-01"), Renewals: 1}, "2037-01-01", false, true, "待核实"},
		{"a mark of the revised law", life.Protection{Kind: life.Trademark, Filed: date.Must("2027-01-01")}, "2037-01-01", false, true, ""},
		{"a work of an organisation", life.Protection{Kind: life.Work, Filed: date.Must("2000-03-05"), Completed: date.Must("1999-01-01")}, "2050-12-31", true, true, ""},
		{"a work not published", life.Protection{Kind: life.Work, Completed: date.Must("2010-03-05")}, "2060-12-31", true, true, "尚未发表"},
		{"software", life.Protection{Kind: life.Software, Filed: date.Must("2020-03-05")}, "2070-12-31", true, true, ""},
		{"software not published", life.Protection{Kind: life.Software, Completed: date.Must("2020-03-05")}, "2070-12-31", false, true, "尚未发表"},
		{"a work of a person", life.Protection{Kind: life.Work, Holder: life.Person, Authors: []life.Author{{Name: "甲", Died: date.Must("2001-02-03")}}}, "2051-12-31", true, true, ""},
		{"a joint work", life.Protection{Kind: life.Work, Holder: life.Person, Authors: []life.Author{{Name: "甲", Died: date.Must("2001-02-03")}, {Name: "乙", Died: date.Must("1999-02-03")}}}, "2051-12-31", true, true, ""},
		{"an author alive", life.Protection{Kind: life.Work, Holder: life.Person, Authors: []life.Author{{Name: "甲", Died: date.Must("2001-02-03")}, {Name: "乙"}}}, "2076-12-31", true, false, "作者在世"},
		{"software of a person", life.Protection{Kind: life.Software, Holder: life.Person, Authors: []life.Author{{Name: "甲", Died: date.Must("2001-02-03")}}}, "2051-12-31", true, true, ""},
		{"software of two", life.Protection{Kind: life.Software, Holder: life.Person, Authors: []life.Author{{Name: "甲", Died: date.Must("2001-02-03")}, {Name: "乙", Died: date.Must("2003-02-03")}}}, "2053-12-31", false, true, ""},
	}
	for _, c := range cases {
		e, err := c.p.End("end", on)
		require.NoError(t, err, c.name)
		require.Equal(t, []any{c.end, c.verified, c.certain}, []any{e.End.String(), e.Verified, e.Certain}, c.name)
		require.Equal(t, c.end, e.Step.Result, c.name)
		require.NotEmpty(t, e.Basis, c.name)
		if c.note == "" {
			require.Empty(t, e.Notes, c.name)
		} else {
			require.Contains(t, strings.Join(e.Notes, "\n"), c.note, c.name)
		}
	}
}

func TestFactsThatCannotBeAreRefusedWithTheirField(t *testing.T) {
	change := func(c life.Compensation, f func(*life.Compensation)) life.Protection {
		f(&c)
		return invention(c)
	}
	person := func(as ...life.Author) life.Protection {
		return life.Protection{Kind: life.Work, Holder: life.Person, Authors: as}
	}
	cases := []struct {
		name string
		p    life.Protection
		code string
		path string
	}{
		{"an unknown kind", life.Protection{Kind: "plant"}, "right.kind", "kind"},
		{"no filing date", life.Protection{Kind: life.Utility}, "date.missing", "filed"},
		{"neither published nor completed", life.Protection{Kind: life.Work}, "date.missing", "filed"},
		{"a term past the calendar", life.Protection{Kind: life.Work, Filed: date.Must("2199-01-01")}, "date.range", "filed"},
		{"a utility model compensated", life.Protection{Kind: life.Utility, Filed: date.Must("2017-07-21"), Granted: on, Compensations: []life.Compensation{late(1)}}, "life.compensation", "compensations"},
		{"no days", invention(late(0)), "life.days", "compensations[0].days"},
		{"too many days", invention(drug(1831, "2025-01-01")), "life.days", "compensations[0].days"},
		{"no document", change(late(1), func(c *life.Compensation) { c.Document = "" }), "source.missing", "compensations[0].document"},
		{"not decided", change(late(1), func(c *life.Compensation) { c.Decided = date.Date{} }), "date.missing", "compensations[0].decided"},
		{"decided after the base date", change(late(1), func(c *life.Compensation) { c.Decided = on.AddDays(1) }), "life.decided", "compensations[0].decided"},
		{"decided before the grant", change(late(1), func(c *life.Compensation) { c.Decided = date.Must("2023-07-20") }), "life.decided", "compensations[0].decided"},
		{"no request for examination", change(late(1), func(c *life.Compensation) { c.Examination = date.Date{} }), "date.missing", "compensations[0].examination"},
		{"a grant that was not late", change(late(1), func(c *life.Compensation) { c.Examination = date.Must("2020-07-22") }), "life.delay", "compensations[0].examination"},
		{"no approval", change(drug(1, "2025-01-01"), func(c *life.Compensation) { c.Approved = date.Date{} }), "date.missing", "compensations[0].approved"},
		{"approved after the decision", invention(drug(1, "2025-09-02")), "life.decided", "compensations[0].approved"},
		{"an unknown ground", change(late(1), func(c *life.Compensation) { c.Ground = "luck" }), "life.ground", "compensations[0].ground"},
		{"the same ground twice", invention(late(1), late(2)), "life.twice", "compensations[1].ground"},
		{"a patent renewed", life.Protection{Kind: life.Utility, Filed: on, Renewals: 1}, "life.renewals", "renewals"},
		{"a mark renewed for ever", life.Protection{Kind: life.Trademark, Filed: on, Renewals: 21}, "life.renewals", "renewals"},
		{"a mark renewed less than never", life.Protection{Kind: life.Trademark, Filed: on, Renewals: -1}, "life.renewals", "renewals"},
		{"a patent of a person", life.Protection{Kind: life.Utility, Filed: on, Holder: life.Person}, "life.holder", "holder"},
		{"an unknown holder", life.Protection{Kind: life.Work, Filed: on, Holder: "cat"}, "life.holder", "holder"},
		{"authors of an organisation's work", life.Protection{Kind: life.Work, Filed: on, Authors: []life.Author{{Name: "甲"}}}, "life.authors", "authors"},
		{"no authors", person(), "life.authors", "authors"},
		{"an author without a name", person(life.Author{}), "life.author", "authors[0].name"},
		{"a death to come", person(life.Author{Name: "甲", Died: on.AddDays(1)}), "life.died", "authors[0].died"},
		{"completion of a patent", life.Protection{Kind: life.Utility, Filed: on, Completed: on}, "life.completed", "completed"},
		{"published before it was made", life.Protection{Kind: life.Work, Filed: on, Completed: on.AddDays(1)}, "life.completed", "completed"},
		{"published too late", life.Protection{Kind: life.Work, Filed: date.Must("2021-01-01"), Completed: date.Must("1970-06-01")}, "life.unprotected", "filed"},
	}
	for _, c := range cases {
		_, err := c.p.End("end", on)
		fs := fault.Of(err)
		require.Len(t, fs, 1, "%s: %v", c.name, err)
		require.Equal(t, []string{c.code, c.path}, []string{fs[0].Code, fs[0].Path}, c.name)
	}
	_, err := invention().End("end", date.Date{})
	require.True(t, fault.Has(err, "date.missing"))
	_, err = life.Protection{Kind: life.Invention, Filed: date.Must("2017-07-21"), Compensations: []life.Compensation{late(1)}}.End("end", on)
	require.Equal(t, "granted", fault.Of(err)[0].Path)
}

func TestCompensationNeverShortensAndNeverPassesTheLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		approved := date.Must("2018-01-01").AddDays(rapid.IntRange(0, 2500).Draw(t, "approved"))
		c := drug(rapid.IntRange(1, 1830).Draw(t, "days"), approved.String())
		e, err := invention(c).End("end", on)
		require.NoError(t, err)
		plain := date.Must("2037-07-21")
		require.False(t, e.End.Before(plain))
		require.False(t, e.End.After(plain.AddYears(5)))
		require.True(t, e.End == plain || !e.End.After(approved.AddYears(14)))
	})
}

func TestTheShortestOfAllLivesThatAreGiven(t *testing.T) {
	n := func(s string) *sourced.Number {
		return &sourced.Number{Value: money.MustRate(s), Source: "教材"}
	}
	for _, c := range []struct {
		lives life.Lives
		want  string
	}{
		{life.Lives{Legal: n("10"), Economic: n("5")}, "5"}, // LIFE-1
		{life.Lives{LegalRemaining: n("4"), Economic: n("5"), Technical: n("3.5"), Contract: n("6")}, "3.5"},
		{life.Lives{Contract: n("2")}, "2"},
	} {
		years, step, err := c.lives.Shortest("life")
		require.NoError(t, err)
		require.Equal(t, []string{c.want, c.want}, []string{years.String(), step.Result})
		require.Equal(t, trace.Years, step.Unit)
	}
	_, _, err := life.Lives{Legal: n("10"), Economic: n("0"), Contract: n("-1")}.Shortest("life")
	require.Equal(t, []string{"economic.value", "contract.value"}, []string{fault.Of(err)[0].Path, fault.Of(err)[1].Path})
	require.True(t, fault.Has(err, "life.zero"))
	_, _, err = life.Lives{}.Shortest("life")
	require.True(t, fault.Has(err, "life.unbounded"))
}

func TestTheTechnicalLifeBindsAndALifeOfZeroIsRefused(t *testing.T) {
	n := func(s string) sourced.Number {
		return sourced.Number{Value: money.MustRate(s), Source: "访谈"}
	}
	r, err := life.Limits{LegalEnd: on.AddYears(10), EconomicYears: n("6"), TechnicalYears: n("4.5")}.At("life.1", "专利", on)
	require.NoError(t, err)
	require.Equal(t, []string{"4.5", "技术年限", "2030-12-30"}, []string{r.Years.String(), r.Binding, r.End.String()})
	require.Contains(t, r.Step.Formula, "技术年限")
	_, err = life.Limits{LegalEnd: on.AddYears(10), EconomicYears: n("0")}.At("life.1", "专利", on)
	require.True(t, fault.Has(err, "life.zero"))
	require.Equal(t, "economic_years.value", fault.Of(err)[0].Path)
}
