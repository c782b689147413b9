package exchange_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/exchange"
)

var ownHeads = []string{"编号", "叫什么", "哪天"}

func ownMapping() exchange.Mapping {
	return exchange.Mapping{Columns: map[exchange.Field]string{exchange.Number: "编号", exchange.Title: "叫什么", exchange.Filed: "哪天"}, DayOrder: exchange.DayFirst}
}

func offered(t *testing.T, kept []exchange.Kept, rows ...[]string) (exchange.Result, error) {
	t.Helper()
	im := exchange.New(date.Must("2026-11-23"), nil)
	im.Offer(kept)
	for i, cells := range rows {
		if err := im.Row(i+1, cells); err != nil {
			return exchange.Result{}, err
		}
	}
	return im.Result()
}

func TestAListWithTheHeadsOfAKeptMappingIsReadByIt(t *testing.T) {
	k, err := exchange.Keep(" 自定 ", ownMapping(), ownHeads)
	require.NoError(t, err)
	require.Equal(t, "自定", k.Name)
	line := []string{"03/04/2017", "ZL201710601862.3", "电池"}
	res, err := offered(t, []exchange.Kept{k}, []string{"示例银行清单"}, []string{"哪天", "编 号", "叫什么"}, line)
	require.NoError(t, err)
	require.Equal(t, "自定", res.Kept)
	require.Len(t, res.Rows, 1, res.Bad)
	require.Equal(t, "2017-04-03", res.Rows[0].Right.Filed.String(), "the order of the day is kept too")

	_, err = offered(t, []exchange.Kept{k}, []string{"哪天", "编号", "叫什么", "备注"}, append(line, "x"))
	require.True(t, fault.Has(err, "import.head"), "other heads are another list: %v", err)

	newer := k
	newer.Name, newer.AtMilli = "新", 5
	res, err = offered(t, []exchange.Kept{newer, k}, ownHeads, []string{"ZL201710601862.3", "电池", "03/04/2017"})
	require.NoError(t, err)
	require.Equal(t, "新", res.Kept, "of two for the same heads the one kept last")
}

func TestAMappingGivenGoesBeforeAKeptOne(t *testing.T) {
	k, err := exchange.Keep("自定", ownMapping(), ownHeads)
	require.NoError(t, err)
	given := ownMapping()
	delete(given.Columns, exchange.Filed)
	im := exchange.New(date.Must("2026-11-23"), &given)
	im.Offer([]exchange.Kept{k})
	require.NoError(t, im.Row(1, ownHeads))
	require.NoError(t, im.Row(2, []string{"ZL201710601862.3", "电池", "31/31/2017"}))
	res, err := im.Result()
	require.NoError(t, err)
	require.Empty(t, res.Kept)
	require.Len(t, res.Rows, 1)
}

func TestAMappingIsKeptOnlyWithANameAndColumnsOfTheList(t *testing.T) {
	for name, c := range map[string]struct {
		name  string
		heads []string
		path  string
	}{
		"no name":         {" ", ownHeads, "name"},
		"a name too long": {strings.Repeat("长", 41), ownHeads, "name"},
		"a column gone":   {"自定", ownHeads[:2], "filed"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := exchange.Keep(c.name, ownMapping(), c.heads)
			var fs fault.Faults
			require.ErrorAs(t, err, &fs)
			require.Len(t, fs, 1)
			require.Equal(t, c.path, fs[0].Path)
		})
	}
	_, err := exchange.Keep(strings.Repeat("长", 40), ownMapping(), ownHeads)
	require.NoError(t, err)
}

func TestTheFingerprintOfHeadsDoesNotDependOnTheirOrderWidthOrBlanks(t *testing.T) {
	require.Empty(t, exchange.Fingerprint([]string{"", " "}))
	require.Equal(t, exchange.Fingerprint([]string{"IPC 分类", "名称"}), exchange.Fingerprint([]string{"名称 ", "", "ｉｐｃ分类"}))
	rapid.Check(t, func(t *rapid.T) {
		heads := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z甲乙丙丁]{1,6}`), 1, 8, rapid.ID).Draw(t, "heads")
		whole := exchange.Fingerprint(heads)
		if got := exchange.Fingerprint(rapid.Permutation(heads).Draw(t, "order")); got != whole {
			t.Fatal("the order of the columns changed the fingerprint")
		}
		if exchange.Fingerprint(heads[1:]) == whole {
			t.Fatal("a column less has the same fingerprint")
		}
	})
}
