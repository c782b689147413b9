package casefile

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

func TestAfterAnActThePersonIsToldOfPapersAndOfRightsPledgedElsewhere(t *testing.T) {
	n := workflow.PledgeNotice{Number: "ZL201710601862.3", Title: "电池", Text: "该权利已在案件 示例-1 出质（在押）"}
	papers := []casefile.DocumentRef{{Title: "受理单"}, {Title: "尽调表"}}
	for name, c := range map[string]struct {
		out  workflow.Outcome
		want string
	}{
		"nothing": {workflow.Outcome{}, "已办理“受理”。等待经办。"},
		"papers":  {workflow.Outcome{Documents: papers}, "已办理“受理”，生成文书：受理单、尽调表。等待经办。"},
		"a pledged right": {workflow.Outcome{Documents: papers[:1], Notices: []workflow.PledgeNotice{n}},
			"已办理“受理”，生成文书：受理单。注意：ZL201710601862.3“电池”：该权利已在案件 示例-1 出质（在押）。等待经办。"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, told("受理", c.out, "等待经办。")) })
	}
	three := told("受理", workflow.Outcome{Notices: slices.Repeat([]workflow.PledgeNotice{n}, 3)}, "")
	require.NotContains(t, three, "另有")
	five := told("受理", workflow.Outcome{Notices: slices.Repeat([]workflow.PledgeNotice{n}, 5)}, "")
	require.Equal(t, three+"另有 2 条同类提示，请在权利库逐项核对。", five)
}
