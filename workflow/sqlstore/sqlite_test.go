package sqlstore_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/sqlstore"
)

func TestAStoreInAFolderWithStrangeCharactersKeepsWhatWasWritten(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "连云港 #1?50%&a=b", "知押 100%.db")
	s, err := sqlstore.Open(ctx, path)
	require.NoError(t, err)
	require.NoError(t, s.Write(ctx, func(tx workflow.Tx) error {
		if err := tx.SetMeta(ctx, "tag", "甲"); err != nil {
			return err
		}
		return tx.InsertEvent(ctx, audit.Seal(audit.Event{Action: "Test"}, audit.Event{}))
	}))
	require.NoError(t, s.Close())

	s, err = sqlstore.Open(ctx, path)
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Read(ctx, func(tx workflow.Tx) error {
		tag, err := tx.Meta(ctx, "tag")
		require.NoError(t, err)
		require.Equal(t, "甲", tag)
		last, err := tx.LastEvent(ctx)
		require.EqualValues(t, 1, last.Seq)
		return err
	}))
	require.FileExists(t, path)
}
