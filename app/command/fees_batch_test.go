package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
	"zhiya/reports/sheet"
)

type feeAnswer struct {
	Fees []struct {
		RightNumber, Total string
		Year               int
	}
	Batch   string
	Results []struct {
		Case string
		Done bool
	}
	Receipts struct {
		Read, Unfilled, Blank int
		Matched, Known, Bad   []json.RawMessage
	}
}

func feesOf(t *testing.T, o outcome) (a feeAnswer) {
	t.Helper()
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.NoError(t, json.Unmarshal([]byte(o.out), &a), o.out)
	return a
}

func TestAnnualFeesAreAdvancedInABatchAndTheFilledWorksheetIsReadBack(t *testing.T) {
	db, dir := pledged(t), t.TempDir()
	fees := func(words ...string) outcome {
		return on("2026-06-20", "Shili-2026\n", append([]string{"fees", "batch", "--db", db, "--as", "kehu"}, words...)...)
	}
	worksheet := filepath.Join(dir, "清单.csv")
	list := feesOf(t, fees("--days", "366", "--out", worksheet, "--json"))
	require.NotEmpty(t, list.Fees)
	text := fees("--days", "366", "--out", filepath.Join(dir, "清单.xlsx"))
	require.Equal(t, command.ExitDone, text.status, text.err)
	require.Contains(t, text.out, "共 ")
	raw, err := os.ReadFile(filepath.Join(dir, "清单.xlsx"))
	require.NoError(t, err)
	rows, err := sheet.Rows(raw)
	require.NoError(t, err)
	require.Equal(t, "案号", rows[2][0])

	done := feesOf(t, fees("--days", "366", "--advance", "--reason", "出质人未缴（示例）", "--json"))
	require.NotEmpty(t, done.Results)
	for _, r := range done.Results {
		require.True(t, r.Done)
	}
	sheetText, err := os.ReadFile(worksheet)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(sheetText)), "\r\n")
	require.Equal(t, command.ExitDone, fees("--receipts", worksheet, "--dry-run").status, "an unfilled worksheet is no fault")
	for i := 1; i < len(lines); i++ {
		cells := strings.Split(lines[i], ",")
		cells[len(cells)-3], cells[len(cells)-2], cells[len(cells)-1] = cells[8], "PJ-"+cells[3], "2026-06-20"
		lines[i] = strings.Join(cells, ",")
	}
	wrong := append([]string{}, lines...)
	wrong = append(wrong, strings.Replace(lines[1], "PJ-", "PK-", 1))
	require.NoError(t, os.WriteFile(worksheet, []byte(strings.Join(wrong, "\r\n")), 0o600))
	o := fees("--receipts", worksheet)
	require.Equal(t, command.ExitInvalid, o.status)
	require.Contains(t, o.err, "没有登记任何一张票据")
	require.Contains(t, o.err, "票据号")
	dry := feesOf(t, fees("--receipts", worksheet, "--dry-run", "--json"))
	require.Len(t, dry.Receipts.Bad, 1)
	require.Equal(t, dry.Receipts.Read, len(dry.Receipts.Matched)+len(dry.Receipts.Bad))
	good := feesOf(t, fees("--receipts", worksheet, "--good-only", "--json"))
	require.NotEmpty(t, good.Batch)
	require.NoError(t, os.WriteFile(worksheet, []byte(strings.Join(lines, "\r\n")), 0o600))
	again := feesOf(t, fees("--receipts", worksheet, "--json"))
	require.Len(t, again.Receipts.Known, len(lines)-1)
	require.Empty(t, again.Receipts.Matched)

	o = on("2026-06-20", "Shili-2026\n", "fees", "batch", "--db", db, "--as", "shenpi", "--undo", done.Batch, "--reason", "录错")
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.out, "撤销缴费票据登记", "the receipts go first")
	require.Equal(t, command.ExitDone, fees("--undo", good.Batch, "--reason", "录错").status)
	o = on("2026-06-20", "Shili-2026\n", "fees", "batch", "--db", db, "--as", "shenpi", "--undo", done.Batch, "--reason", "录错")
	require.Equal(t, command.ExitDone, o.status, o.out+o.err)

	for _, words := range [][]string{{"--advance"}, {"--undo", "x"}, {"--advance", "--reason", "x", "--undo", "y"}, {"--good-only"}, {"--kind", "design"}, {"--days", "400"}, {"--out", "x.pdf"},
		{"--receipts", filepath.Join(dir, "无")}} {
		require.Equal(t, command.ExitInvalid, fees(words...).status, words)
	}
	require.Equal(t, command.ExitInvalid, run("", "fees", "batch").status)
	require.Equal(t, command.ExitInvalid, run("", "fees", "other").status)
	require.Equal(t, command.ExitInvalid, run("", "fees", "--kind", "design", "--advance").status)
}
