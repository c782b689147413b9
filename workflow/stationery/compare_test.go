package stationery_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/workflow/stationery"
)

func TestAComparisonNamesWhatIsGoneAndWhatWasAdded(t *testing.T) {
	require.Equal(t, []stationery.Change{{Line: "一"}, {Line: "二", Gone: true}, {Line: "贰", Added: true}, {Line: "三"}}, stationery.Compare("一\n二\n三", "一\n贰\n三"))
}

func TestAComparisonHoldsBothTextsInOrder(t *testing.T) {
	lines := rapid.SliceOfN(rapid.SampledFrom([]string{"甲", "乙", "丙"}), 1, 8)
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.Join(lines.Draw(t, "a"), "\n"), strings.Join(lines.Draw(t, "b"), "\n")
		var earlier, later []string
		for _, c := range stationery.Compare(a, b) {
			if !c.Added {
				earlier = append(earlier, c.Line)
			}
			if !c.Gone {
				later = append(later, c.Line)
			}
		}
		require.Equal(t, [2]string{a, b}, [2]string{strings.Join(earlier, "\n"), strings.Join(later, "\n")})
	})
}
