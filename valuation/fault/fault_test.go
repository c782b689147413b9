package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
)

func TestFaultsGatherWithTheirPaths(t *testing.T) {
	var inner, outer fault.Faults
	inner.Invalid("a", "filed", "日期 %s 有误", "x")
	inner.Refuse("b", "", "不予办理")
	outer.Append("rights[2]", inner.Err())
	outer.Append("cost", nil)
	outer.Append("list", fault.New(fault.Invalid, "c", "[3].name", "100%"))
	require.Equal(t, "rights[2].filed：日期 x 有误\nrights[2]：不予办理\nlist[3].name：100%", outer.Error())
	require.Equal(t, "filed", inner[0].Path, "the inner faults keep their own paths")
	require.NoError(t, fault.Faults(nil).Err())
}

func TestTheGravestKindSpeaksForAll(t *testing.T) {
	var fs fault.Faults
	fs.Refuse("r", "", "x")
	require.Equal(t, fault.Refused, fault.KindOf(fs))
	fs.Invalid("i", "", "x")
	require.Equal(t, fault.Invalid, fault.KindOf(fs))
	require.Equal(t, fault.Kind(""), fault.KindOf(nil))
	require.Equal(t, fault.Broken, fault.KindOf(errors.New("disk")))
}

func TestTheCauseIsForTheLogAndNotForThePerson(t *testing.T) {
	cause := errors.New("secret path")
	err := fault.Wrap(cause, "store", "保存失败，请重试")
	require.NotContains(t, err.Error(), "secret")
	require.NoError(t, fault.Wrap(nil, "store", "x"))
	foreign := fault.Of(fmt.Errorf("deep: %w", cause))
	require.NotContains(t, foreign.Error(), "secret")
	require.ErrorIs(t, foreign[0], cause)
	wrapped := fmt.Errorf("while saving: %w", fault.New(fault.Conflict, "version", "", "已被他人修改"))
	require.True(t, fault.Has(wrapped, "version"))
	require.Equal(t, fault.Conflict, fault.KindOf(wrapped))
	require.Len(t, fault.Of(fault.Fault{Kind: fault.Invalid, Code: "one"}), 1)
}
