package sample_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/sample"
	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

// blank stands in for the drawing of documents, which reports tests with the real one.
type blank struct{}

func (blank) Make(k casefile.DocumentKind, s casefile.State, i workflow.DocumentInfo) (workflow.Made, error) {
	return workflow.Made{Title: k.String(), Pages: 1, ContentHash: i.Number, Body: []byte(i.Number), Text: "[]"}, nil
}
func (blank) Unprintable(string) []rune { return nil }

func play(t *testing.T) (*workflow.Desk, []string) {
	t.Helper()
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	clock, ids := &sample.Clock{}, &sample.IDs{}
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: clock.Now, NewID: ids.New, Documents: blank{}})
	require.NoError(t, sample.Found(ctx, desk))
	var lines []string
	p := &sample.Player{Desk: desk, Clock: clock, Report: func(l string) { lines = append(lines, l); t.Log(l) }}
	require.NoError(t, p.Play(ctx))
	return desk, lines
}

func TestTheSamplePlaysTheWholeRoad(t *testing.T) {
	desk, lines := play(t)
	ctx := context.Background()
	rows, err := desk.List(ctx, "person-kehu", "", nil, "", 100)
	require.NoError(t, err)
	require.Len(t, rows, 3)
	ends := map[string]string{}
	for _, r := range rows {
		ends[r.Stage] = r.Outcome
	}
	require.Equal(t, map[string]string{"credit": "", "closed": ends["closed"]}, ends)
	require.NotEmpty(t, lines)
	require.NoError(t, desk.Store.Read(ctx, func(tx workflow.Tx) error {
		events, err := tx.Events(ctx, 0, 500, "")
		require.NoError(t, err)
		var v audit.Verifier
		for _, e := range events {
			require.NoError(t, v.Next(e))
		}
		return nil
	}))
}
