package reports_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/workflow/casefile"
)

func TestLook(t *testing.T) {
	dir := os.Getenv("ZHIYA_LOOK")
	if dir == "" {
		t.Skip()
	}
	for _, k := range casefile.DocumentKinds() {
		made, err := reports.NewMaker().Make(k, fullCase(t), info(k))
		require.NoError(t, err, k)
		require.NoError(t, os.WriteFile(filepath.Join(dir, string(k)+".pdf"), made.Body, 0o644))
		if made.Sheet != nil {
			require.NoError(t, os.WriteFile(filepath.Join(dir, string(k)+".xlsx"), made.Sheet, 0o644))
		}
	}
}
