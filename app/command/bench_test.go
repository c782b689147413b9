package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
)

func TestBenchMeasuresTheNamedSections(t *testing.T) {
	o := run("", "bench", "montecarlo", "pdf", "--reps", "1", "--threads", "1")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var figures map[string]map[string]any
	require.NoError(t, json.Unmarshal([]byte(o.out), &figures))
	require.Len(t, figures, 2)
	require.Positive(t, figures["montecarlo"]["seconds"])
	require.Greater(t, figures["montecarlo"]["trials_per_second"], 1e5)
	require.EqualValues(t, 12, figures["pdf"]["pages"])
	require.Positive(t, figures["pdf"]["first_seconds"])
}

func TestBenchMakesAThousandReportsInSteadyMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand reports")
	}
	o := run("", "bench", "pdf", "--reps", "2", "--threads", "2")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var figures struct{ PDF map[string]float64 }
	require.NoError(t, json.Unmarshal([]byte(o.out), &figures))
	require.EqualValues(t, 1000, figures.PDF["batch_documents"])
	require.EqualValues(t, 2, figures.PDF["batch_workers"])
	require.Positive(t, figures.PDF["batch_seconds"])
	require.Less(t, figures.PDF["rss_at_1000"], 1.5*figures.PDF["rss_at_100"]+1)
	require.NotContains(t, figures.PDF, "fresh_seconds", "a test is not the program")
}

func TestBenchPricesTheOptionItMeasures(t *testing.T) {
	o := run("", "bench", "options", "--reps", "2")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var figures struct {
		Options struct {
			Tree, LSM struct{ Seconds, Price float64 }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(o.out), &figures))
	require.InDelta(t, 4.4867, figures.Options.Tree.Price, 1e-4)
	require.InDelta(t, 4.475, figures.Options.LSM.Price, 0.04)
	require.Positive(t, figures.Options.Tree.Seconds)
	require.Positive(t, figures.Options.LSM.Seconds)
}

func TestBenchMeasuresTheStore(t *testing.T) {
	if testing.Short() {
		t.Skip("400 commits to the disk")
	}
	o := run("", "bench", "store", "--reps", "1")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var figures map[string]map[string]any
	require.NoError(t, json.Unmarshal([]byte(o.out), &figures))
	require.Positive(t, figures["store"]["opened_per_second"])
	require.Positive(t, figures["store"]["commands_per_second"])
}

func TestBenchImportsAndSearchesARegister(t *testing.T) {
	o := run("", "bench", "register", "--reps", "1")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var figures map[string]map[string]any
	require.NoError(t, json.Unmarshal([]byte(o.out), &figures))
	require.EqualValues(t, 20_000, figures["register"]["rights"])
	for _, name := range []string{"imported_per_second", "list_p50", "list_p99", "search_p50", "search_p99"} {
		require.Positive(t, figures["register"][name], name)
	}
}

func TestBenchRefusesWhatItCannotMeasure(t *testing.T) {
	o := run("", "bench", "montecarlo", "desk", "speed", "--reps", "0", "--threads", "many")
	require.Equal(t, command.ExitInvalid, o.status)
	require.Empty(t, o.out)
	for _, word := range []string{"desk", "尚未实现", "speed", "--reps", "--threads"} {
		require.Contains(t, o.err, word)
	}
	help := run("", "help", "bench").out
	require.Contains(t, help, "montecarlo")
	require.NotContains(t, help, "desk")
}

func TestBenchReadsTheListItWrites(t *testing.T) {
	if testing.Short() {
		t.Skip("a list of 50,000 rows")
	}
	dir := t.TempDir()
	o := run("", "bench", "xlsx", "--reps", "1", "--out", dir)
	require.Equal(t, command.ExitDone, o.status, o.err)
	var figures struct {
		XLSX struct{ Workbook, CSV map[string]float64 }
	}
	require.NoError(t, json.Unmarshal([]byte(o.out), &figures))
	for name, f := range map[string]map[string]float64{"patents.xlsx": figures.XLSX.Workbook, "patents_gb18030.csv": figures.XLSX.CSV} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		require.EqualValues(t, info.Size(), f["bytes"])
		require.EqualValues(t, 50_000, f["rows"])
		require.EqualValues(t, 49_986, f["refused"])
		require.Positive(t, f["seconds"])
	}
}
