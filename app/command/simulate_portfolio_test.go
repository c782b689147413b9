package command

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/simulate/portfolio"
)

// runPortfolio runs simulate --portfolio with a context of its own.
func runPortfolio(ctx context.Context, args ...string) (status int, out, errs string) {
	var o, e bytes.Buffer
	c := Command{Name: "simulate", Flags: append([]Flag{FlagJSON}, portfolioFlags...), Run: simulatePortfolio}
	env := &Env{In: strings.NewReader(""), Out: &o, Err: &e, Now: time.Now}
	status = Run(ctx, []Command{c}, env, append([]string{"simulate"}, args...))
	return status, o.String(), e.String()
}

func portfolioFile(t *testing.T, rows []portfolio.Right) (in, out string) {
	t.Helper()
	in = filepath.Join(t.TempDir(), "portfolio.csv")
	var text bytes.Buffer
	require.NoError(t, portfolio.Write(&text, rows))
	require.NoError(t, os.WriteFile(in, text.Bytes(), 0o600))
	return in, filepath.Join(filepath.Dir(in), "stats.csv")
}

func TestAPortfolioIsSimulatedFromFileToFile(t *testing.T) {
	in, out := portfolioFile(t, portfolio.Example(12))
	var first []byte
	for _, threads := range []string{"1", "3"} {
		status, text, errs := runPortfolio(t.Context(), "--portfolio", in, "--trials", "3000", "--seed", "18446744073709551615", "--threads", threads, "--out", out, "--json")
		require.Equal(t, ExitDone, status, errs)
		var answer struct {
			Seconds                         float64
			Trials, Threads, Rights, Failed int
			Seed                            uint64
			Kernel                          string
		}
		require.NoError(t, json.Unmarshal([]byte(text), &answer))
		require.Positive(t, answer.Seconds)
		require.Equal(t, [3]int{3000, 12, 0}, [3]int{answer.Trials, answer.Rights, answer.Failed})
		require.EqualValues(t, uint64(18446744073709551615), answer.Seed)
		require.Equal(t, portfolio.Kernel(), answer.Kernel)
		written, err := os.ReadFile(out)
		require.NoError(t, err)
		require.Equal(t, 12, bytes.Count(written, []byte("\n")))
		require.Equal(t, 12*4, bytes.Count(written, []byte(",")))
		if first == nil {
			first = written
		}
		require.Equal(t, first, written, "the number of threads changes nothing")
	}
}

func TestAPortfolioThatCannotBeSimulatedLeavesNoFile(t *testing.T) {
	good, out := portfolioFile(t, portfolio.Example(2))
	bad := filepath.Join(filepath.Dir(good), "bad.csv")
	text, err := os.ReadFile(good)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(bad, bytes.Replace(text, []byte("r1_sigma"), []byte("sigma"), 1), 0o600))
	stopped, stop := context.WithCancel(t.Context())
	stop()
	cases := []struct {
		name   string
		ctx    context.Context
		args   []string
		status int
		says   []string
	}{
		{"nothing given", t.Context(), nil, ExitInvalid, []string{"--portfolio", "--trials", "--seed", "--out"}},
		{"no such file", t.Context(), []string{"--portfolio", "none.csv", "--trials", "100", "--seed", "1", "--out", out}, ExitInvalid, []string{"--portfolio", "none.csv"}},
		{"bad column", t.Context(), []string{"--portfolio", bad, "--trials", "100", "--seed", "1", "--out", out}, ExitInvalid, []string{"第 1 行", "sigma", "r1_sigma"}},
		{"one trial", t.Context(), []string{"--portfolio", good, "--trials", "1", "--seed", "1", "--out", out}, ExitInvalid, []string{"--trials"}},
		{"no integers", t.Context(), []string{"--portfolio", good, "--trials", "1e3", "--seed=-1", "--threads", "0", "--out", out}, ExitInvalid, []string{"--trials", "--seed", "--threads"}},
		{"stopped", stopped, []string{"--portfolio", good, "--trials", "100", "--seed", "1", "--out", out}, ExitRefused, []string{"已取消"}},
		{"no folder", t.Context(), []string{"--portfolio", good, "--trials", "100", "--seed", "1", "--out", filepath.Join(out, "x")}, ExitBroken, []string{"stats.csv"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, text, errs := runPortfolio(c.ctx, c.args...)
			require.Equal(t, c.status, status, errs)
			require.Empty(t, text)
			for _, word := range c.says {
				require.Contains(t, errs, word)
			}
			require.NoFileExists(t, out)
		})
	}
}

func TestTrialsWithoutAFiniteValueAreTold(t *testing.T) {
	rows := portfolio.Example(3)
	rows[1].R1Median, rows[1].R1Sigma = 1e300, 30
	in, out := portfolioFile(t, rows)
	status, text, errs := runPortfolio(t.Context(), "--portfolio", in, "--trials", "1000", "--seed", "1", "--out", out)
	require.Equal(t, ExitDone, status)
	require.Contains(t, errs, "第 2 项权利")
	require.Contains(t, errs, "不是有限数值")
	require.NotContains(t, text, `"failed":0`)
}
