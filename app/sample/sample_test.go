package sample_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/app/sample"
	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
	"zhiya/workflow/sqlstore/pgtest"
)

// blank stands in for the drawing of documents, which reports tests with the real one.
type blank struct{}

func (blank) Make(k casefile.DocumentKind, s casefile.State, i workflow.DocumentInfo) (workflow.Made, error) {
	return workflow.Made{Title: k.String(), Pages: 1, ContentHash: fmt.Sprintf("%x", sha256.Sum256([]byte(i.Number))), Body: []byte(i.Number), Text: "[]"}, nil
}
func (blank) Unprintable(string) []rune { return nil }

func play(t *testing.T, dsn string) (*workflow.Desk, []string) {
	t.Helper()
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	clock, ids := &sample.Clock{}, &sample.IDs{}
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: clock.Now, NewID: ids.New, Documents: blank{}})
	require.NoError(t, sample.Found(ctx, desk))
	var lines []string
	p := &sample.Player{Desk: desk, Clock: clock, Report: func(l string) { lines = append(lines, l) }}
	require.NoError(t, p.Play(ctx))
	return desk, lines
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "zhiya.db") }

func TestTheSamplePlaysTheWholeRoad(t *testing.T) {
	desk, lines := play(t, file(t))
	ctx := context.Background()
	rows, err := desk.List(ctx, "person-kehu", "", nil, "", 100)
	require.NoError(t, err)
	require.Len(t, rows, 3)
	ends := map[string]string{}
	for _, r := range rows {
		ends[r.Title] = r.Stage + "/" + r.Outcome
	}
	require.Equal(t, map[string]string{
		"海安县建莲商品混凝土有限公司 · 实用新型专利等5项": "credit/",
		"连云港示例生物医药有限公司 · 发明专利1项":     "closed/settled",
		"连云港示例新材料有限公司 · 发明专利等3项":     "closed/written_off",
	}, ends)
	require.NotEmpty(t, lines)
	require.Len(t, chain(t, desk), int(lastSeq(t, desk)))
}

// No real firm is shown with a pledge, in default, or losing a right (DATA.md): the case of the real patents stops before it.
func TestTheRealFirmIsTakenNoFurtherThanThePrecheck(t *testing.T) {
	desk, _ := play(t, file(t))
	ctx := context.Background()
	rows, err := desk.List(ctx, "person-kehu", "海安县建莲", nil, "", 10)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	view, err := desk.Open(ctx, "person-kehu", rows[0].ID)
	require.NoError(t, err)
	require.Nil(t, view.State.Credit)
	require.Nil(t, view.State.Registration)
	require.Nil(t, view.State.Default)
	require.Equal(t, "pass", string(view.State.Precheck.Result.Outcome))
	for _, r := range view.State.Intake.Rights {
		require.True(t, r.Sample, "facts that are not published are stamped 示例")
	}
}

// The same play gives the same cases and the same chain, hash by hash, on both engines.
func TestBothEnginesKeepTheSame(t *testing.T) {
	lite, _ := play(t, file(t))
	pg, _ := play(t, pgtest.DSN(t))
	require.Equal(t, chain(t, lite), chain(t, pg))
	require.Equal(t, bodies(t, lite), bodies(t, pg))
}

func chain(t *testing.T, desk *workflow.Desk) []audit.Event {
	t.Helper()
	var events []audit.Event
	require.NoError(t, desk.Store.Read(context.Background(), func(tx workflow.Tx) (err error) {
		events, err = tx.Events(context.Background(), 0, 500, "")
		return err
	}))
	var v audit.Verifier
	for _, e := range events {
		require.NoError(t, v.Next(e))
	}
	return events
}

func lastSeq(t *testing.T, desk *workflow.Desk) int64 {
	t.Helper()
	var last audit.Event
	require.NoError(t, desk.Store.Write(context.Background(), func(tx workflow.Tx) (err error) {
		last, err = tx.LastEvent(context.Background())
		return err
	}))
	return last.Seq
}

func bodies(t *testing.T, desk *workflow.Desk) []workflow.CaseRow {
	t.Helper()
	var rows []workflow.CaseRow
	require.NoError(t, desk.Store.Read(context.Background(), func(tx workflow.Tx) (err error) {
		rows, err = tx.Cases(context.Background(), workflow.CaseQuery{Limit: 100})
		return err
	}))
	return rows
}

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// The road that the window test plays must itself be sound on whatever day it is played.
func TestTheSameDayRoadLeadsToTheEnd(t *testing.T) {
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, file(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	ids := &sample.IDs{}
	at := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return at }, NewID: ids.New, Documents: blank{}})
	require.NoError(t, sample.Found(ctx, desk))
	var out workflow.Outcome
	for i, step := range sample.SameDayRoad(workflow.Today(at)) {
		at = at.Add(time.Minute)
		out, err = desk.Do(ctx, "person-"+step.Login, workflow.Request{CommandID: ids.New(), CaseID: out.CaseID, Version: out.Version, Command: step.Command})
		require.NoErrorf(t, err, "step %d: %s by %s", i, step.Command.Name(), step.Login)
	}
	require.Equal(t, casefile.Closed, out.Stage)
}
