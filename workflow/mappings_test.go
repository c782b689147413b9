package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow/exchange"
)

func TestMappingsAreKeptByThoseWhoKeepTheRegisterEachOrganisationItsOwn(t *testing.T) {
	o := staffed(t)
	heads := []string{"编号", "叫什么"}
	m := exchange.Mapping{Columns: map[exchange.Field]string{exchange.Number: "编号", exchange.Title: "叫什么"}}
	k, err := o.desk.KeepMapping(ctx, "kehu", "自编清单", m, heads)
	require.NoError(t, err)
	require.Equal(t, exchange.Fingerprint(heads), k.Heads)
	mine, err := o.desk.KeptMappings(ctx, "kehu")
	require.NoError(t, err)
	require.Equal(t, []exchange.Kept{k}, mine)
	for _, login := range []string{"lin"} { // of another bank
		others, err := o.desk.KeptMappings(ctx, login)
		require.NoError(t, err)
		require.Empty(t, others)
		require.NoError(t, o.desk.ForgetMapping(ctx, login, "自编清单"))
	}
	_, err = o.desk.KeepMapping(ctx, "kehu", "", m, heads)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	for _, login := range []string{"shenpi", "fh1", "jj1", "aq"} {
		_, err := o.desk.KeepMapping(ctx, login, "自编清单", m, heads)
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
		require.Equal(t, fault.Forbidden, fault.KindOf(o.desk.ForgetMapping(ctx, login, "自编清单")), login)
	}
	mine, err = o.desk.KeptMappings(ctx, "kehu")
	require.NoError(t, err)
	require.Len(t, mine, 1, "nobody else takes it away")
	require.NoError(t, o.desk.ForgetMapping(ctx, "kehu", "自编清单"))
	mine, err = o.desk.KeptMappings(ctx, "kehu")
	require.NoError(t, err)
	require.Empty(t, mine)
	o.sound()
}
