package sqlstore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

// A store made before the key of holders (00014) gets it for the cases that may hold a right, and for no others.
func TestAStoreOfBeforeFindsWhoHoldsARight(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "zhiya.db")
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	require.NoError(t, err)
	before, all := fstest.MapFS{}, fstest.MapFS{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		all[filepath.Base(name)] = &fstest.MapFile{Data: text}
		if filepath.Base(name) < "00009" {
			before[filepath.Base(name)] = &fstest.MapFile{Data: text}
		}
	}
	s, err := sqlstore.OpenWith(ctx, path, before)
	require.NoError(t, err)
	require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
		last := audit.Event{}
		for _, stage := range []casefile.Stage{casefile.Intake, casefile.Registration, casefile.InPledge, casefile.Withdrawn} {
			row := workflow.CaseRow{ID: string(stage), Number: string(stage), Version: 1, Stage: string(stage), Body: fmt.Sprintf(`{"number":%q,"version":1,"stage":%q}`, stage, stage)}
			if err := tx.InsertCase(ctx, row, nil, []workflow.CaseKey{{Kind: "right", Value: "ZL1", Fold: "zl1"}, {Kind: "firm", Value: "示例", Fold: "示例"}}); err != nil {
				return err
			}
			last = audit.Seal(audit.Event{Action: "OpenCase", Object: row.Number, Version: 1, Payload: `{"command":{}}`}, last)
			if err := tx.InsertEvent(ctx, last); err != nil {
				return err
			}
		}
		return nil
	}))
	require.NoError(t, s.Close())
	s, err = sqlstore.OpenWith(ctx, path, all)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	require.NoError(t, s.Read(ctx, func(tx workflow.Tx) error {
		ids, err := tx.CasesByKey(ctx, casefile.KeyHeld, "zl1")
		require.ElementsMatch(t, []string{"registration", "in_pledge"}, ids)
		return err
	}))
}
