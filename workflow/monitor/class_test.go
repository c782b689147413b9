package monitor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow/monitor"
)

// The marks are the rules' own (0, 90, 270, 360 days), each tried on its day and the day after.
func TestAClassBehindTheDaysPastDueIsTold(t *testing.T) {
	due := day("2026-01-01")
	behind := func(days int, class, excused string) *monitor.Alarm {
		f := quiet()
		f.Due, f.Class, f.ClassExcused = due, class, excused
		for _, a := range watch(due.AddDays(days).String(), f) {
			if a.Code == "class.behind" {
				return &a
			}
		}
		return nil
	}
	for _, c := range []struct {
		days  int
		class string
		least string // "" when the class keeps up
	}{
		{0, "", ""}, {1, "", "关注"}, {1, "正常", "关注"}, {1, "关注", ""}, {90, "关注", ""}, {91, "关注", "次级"}, {91, "次级", ""}, {270, "次级", ""}, {271, "次级", "可疑"},
		{360, "可疑", ""}, {361, "可疑", "损失"}, {361, "损失", ""},
	} {
		a := behind(c.days, c.class, "")
		if c.least == "" {
			require.Nil(t, a, "%d %s", c.days, c.class)
			continue
		}
		require.NotNil(t, a, "%d %s", c.days, c.class)
		require.Equal(t, c.least, a.Step)
		require.Equal(t, "lender", a.To, "the rating is the lender's own")
		require.Contains(t, a.Why, "待核实", "the days were not read in a source")
		_, asked := a.Duty()
		require.False(t, asked, "the debtor is not told of the rating")
	}
	require.Nil(t, behind(91, "关注", "次级"), "departed from with a reason")
	require.NotNil(t, behind(271, "关注", "次级"), "until the next mark")
	require.Equal(t, "五级分类", monitor.Topic("class.behind"))
}
