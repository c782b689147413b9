package valuation_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/life"
)

func TestACompensatedTermIsLongerAndExplained(t *testing.T) {
	in := sample()
	in.Rights[0].Filed, in.Rights[0].Granted = date.Must("2014-07-21"), date.Must("2022-07-21")
	plain, err := valuation.Conclude(in)
	require.NoError(t, err)
	require.Equal(t, "2034-07-21", plain.Rights[0].LegalEnd.String())
	in.Rights[0].Protection = &valuation.ProtectionInput{Compensations: []life.Compensation{{Ground: life.Delay, Days: 100, Decided: date.Must("2023-01-10"),
		Document: "示例补偿决定", Examination: date.Must("2015-01-01")}}}
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	require.Equal(t, "2034-10-29", c.Rights[0].LegalEnd.String())
	s, ok := c.Step("life.1.legal.compensation.1")
	require.True(t, ok)
	require.Equal(t, "2034-10-29", s.Result)

	in.Rights[0].LegalEnd, in.Rights[0].LegalEndSource = date.Must("2034-10-29"), "决定"
	_, err = valuation.Conclude(in)
	require.True(t, fault.Has(err, "right.legal_end"), "one way or the other")
	in.Rights[0].LegalEnd = date.Date{}
	in.Rights[0].Protection.Compensations[0].Document = ""
	_, err = valuation.Conclude(in)
	require.Equal(t, "rights[0].protection.compensations[0].document", fault.Of(err)[0].Path)
}

func TestTheTechnicalLifeBindsTheForecast(t *testing.T) {
	in := sample()
	in.Rights[0].TechnicalYears = number("3", "技术专家访谈纪要")
	_, err := valuation.Conclude(in)
	require.True(t, fault.Has(err, "income.beyond_life"), "five years of revenue are beyond three")
	in.Royalty.Revenue = in.Royalty.Revenue[:3]
	c, err := valuation.Conclude(in)
	require.NoError(t, err)
	require.Equal(t, "2029-06-30", c.LifeEnd.String())
}
