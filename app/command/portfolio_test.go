package command

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/app/sample"
	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
)

// told is what a run of the program left behind.
type told struct {
	status    int
	out, errs string
}

func inMain(args ...string) told {
	var out, errs bytes.Buffer
	status := Main(args, strings.NewReader(""), &out, &errs)
	return told{status, out.String(), errs.String()}
}

func TestThePortfolioOfAStoreIsToldAndStressedTheSameTwice(t *testing.T) {
	db := filepath.Join(t.TempDir(), "zhiya.db")
	store, err := sqlstore.Open(context.Background(), db)
	require.NoError(t, err)
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: time.Now, NewID: (&sample.IDs{}).New})
	require.NoError(t, sample.Found(context.Background(), desk))
	require.NoError(t, fillPortfolio(context.Background(), store, 300))
	require.NoError(t, store.Close())
	var first string
	for range 2 {
		o := inMain("portfolio", "--db", db, "--stress", "--scenarios", "500", "--seed", "9", "--json")
		out := o.out
		require.Zero(t, o.status, o.errs)
		var got struct {
			Portfolio portfolioJSON `json:"portfolio"`
			Stress    struct {
				Scenarios int `json:"scenarios"`
			} `json:"stress"`
		}
		require.NoError(t, json.Unmarshal([]byte(out), &got), out)
		require.Equal(t, 300, got.Portfolio.Loans)
		require.Equal(t, 500, got.Stress.Scenarios)
		require.Positive(t, got.Portfolio.Unknown)
		require.False(t, got.Portfolio.Verified)
		if first != "" {
			require.Equal(t, first, out)
		}
		first = out
	}
	o := inMain("portfolio", "--db", db, "--stress")
	require.Zero(t, o.status)
	out := o.out
	for _, says := range []string{"预期损失", "产业链（HHI", "示例", "压力测试", "示例基金"} {
		require.Contains(t, out, says)
	}
	for _, wrong := range [][]string{{"portfolio"}, {"portfolio", "--db", db, "--scenarios", "500"}, {"portfolio", "--db", db, "--stress", "--scenarios", "5"}} {
		require.NotZero(t, inMain(wrong...).status, "%v", wrong)
	}
}
