package sqlstore_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/sqlstore"
)

// crashPath names the variable that turns this test binary into the child that is killed.
const crashPath = "ZHIYA_CRASH_STORE"

// writeUntilKilled opens the store named by the environment and writes to it, telling of each write after it was acknowledged.
func writeUntilKilled() {
	ctx := context.Background()
	s, err := sqlstore.Open(ctx, os.Getenv(crashPath))
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	for {
		n, err := oneCommand(ctx, s)
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println(n)
	}
}

// oneCommand writes what a command writes: the case with a key, the event, a document, the record.
func oneCommand(ctx context.Context, s workflow.Store) (int64, error) {
	paper := make([]byte, 20000)
	issued := func(n int64) string {
		return fmt.Sprintf(`,"documents":[{"number":"%d","sha256":"%x"}]`, n, sha256.Sum256(paper))
	}
	return writeNext(ctx, s, issued, func(tx workflow.Tx, n int64) error {
		id := strconv.FormatInt(n, 10)
		d := workflow.DocumentRow{ID: id, CaseID: "c", Number: id, SHA256: fmt.Sprintf("%x", sha256.Sum256(paper)), Body: paper}
		if err := tx.InsertDocument(ctx, d); err != nil {
			return err
		}
		return tx.InsertCommand(ctx, workflow.CommandRecord{ID: id, AtMilli: n})
	})
}

// oneEventAndCase writes the least a command writes.
func oneEventAndCase(ctx context.Context, s workflow.Store) (int64, error) {
	return writeNext(ctx, s, func(int64) string { return "" }, func(workflow.Tx, int64) error { return nil })
}

// writeNext writes version n of the one case "c" together with event n, and more; issued is added to the event's payload.
func writeNext(ctx context.Context, s workflow.Store, issued func(n int64) string, more func(tx workflow.Tx, n int64) error) (n int64, err error) {
	err = s.Write(ctx, func(tx workflow.Tx) error {
		last, err := tx.LastEvent(ctx)
		if err != nil {
			return err
		}
		n = last.Seq + 1
		row := workflow.CaseRow{ID: "c", Number: "N", Version: n, UpdatedAt: n, Body: fmt.Sprintf(`{"number":"N","version":%d,"rest":"%05000d"}`, n, n)}
		keys := []workflow.CaseKey{{Kind: "n", Value: strconv.FormatInt(n, 10), Fold: strconv.FormatInt(n, 10)}}
		if n == 1 {
			err = tx.InsertCase(ctx, row, nil, keys)
		} else {
			err = tx.UpdateCase(ctx, row, nil, keys)
		}
		if err != nil {
			return err
		}
		payload := fmt.Sprintf(`{"command":{},"state":"%x"%s}`, sha256.Sum256([]byte(row.Body)), issued(n))
		if err := tx.InsertEvent(ctx, audit.Seal(audit.Event{Action: "Act", Object: "N", Version: n, Payload: payload}, last)); err != nil {
			return err
		}
		return more(tx, n)
	})
	return n, err
}

func TestAKilledProgramLosesNoAcknowledgedWriteAndLeavesNoHalfOne(t *testing.T) {
	const kills = 30
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "kill.db")
	self, err := os.Executable()
	require.NoError(t, err)
	progressed := 0
	for range kills {
		acknowledged := killAtRandom(t, self, path)
		s, err := sqlstore.Open(ctx, path)
		require.NoError(t, err, "the lock is free and the file opens")
		head, err := s.VerifyAudit(ctx, nil)
		require.NoError(t, err)
		require.GreaterOrEqual(t, head.Seq, acknowledged)
		if acknowledged > 0 {
			progressed++
		}
		require.NoError(t, s.Read(ctx, func(tx workflow.Tx) error {
			if head.Seq == 0 {
				return nil
			}
			row, err := tx.Case(ctx, "c")
			require.NoError(t, err)
			require.Equal(t, head.Seq, row.Version, "the case and the chain were written together")
			ids, err := tx.CasesByKey(ctx, "n", strconv.FormatInt(head.Seq, 10))
			require.NoError(t, err)
			require.Equal(t, []string{"c"}, ids)
			docs, err := tx.Documents(ctx, "c")
			require.NoError(t, err)
			require.Len(t, docs, int(head.Seq))
			_, found, err := tx.Command(ctx, strconv.FormatInt(head.Seq, 10))
			require.True(t, found)
			return err
		}))
		require.NoError(t, s.Close())
	}
	require.Greater(t, progressed, kills/3, "most children came to write before they were killed")
}

// killAtRandom runs the child, kills it in the midst of its writes, and returns the last write it saw acknowledged.
func killAtRandom(t *testing.T, self, path string) (acknowledged int64) {
	child := exec.Command(self, "-test.run=^$")
	child.Env = append(os.Environ(), crashPath+"="+path)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	lines := bufio.NewScanner(out)
	patience := rand.IntN(12)
	if patience > 0 { // else it is killed while it opens the store
		for i := 0; i < patience && lines.Scan(); i++ {
			acknowledged = number(t, lines.Text())
		}
	}
	time.Sleep(rand.N(4 * time.Millisecond))
	require.NoError(t, child.Process.Kill())
	for lines.Scan() {
		acknowledged = number(t, lines.Text())
	}
	_ = child.Wait() // it was killed
	return acknowledged
}

func number(t *testing.T, line string) int64 {
	n, err := strconv.ParseInt(line, 10, 64)
	require.NoError(t, err, "the child said %q", line)
	return n
}
