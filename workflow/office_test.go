package workflow_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/sqlstore"
	"zhiya/workflow/sqlstore/pgtest"
)

var ctx = context.Background()

// papers stands in for the drawing of documents; 𠮷 is a character no font of theirs has.
type papers struct{ fail *atomic.Bool }

func (p papers) Make(k casefile.DocumentKind, s casefile.State, i workflow.DocumentInfo) (workflow.Made, error) {
	if p.fail.Load() {
		return workflow.Made{}, fault.New(fault.Broken, "paper", "", "文书无法生成")
	}
	return workflow.Made{Title: k.String(), Pages: 1, ContentHash: fmt.Sprintf("%x", sha256.Sum256([]byte(i.Number))), Body: []byte("PDF " + i.Number), Text: "[]"}, nil
}

func (papers) Unprintable(text string) []rune {
	var out []rune
	for _, r := range text {
		if r == '𠮷' {
			out = append(out, r)
		}
	}
	return out
}

// office is a desk on a store in a folder of the test, with the people of casetest.
type office struct {
	t     testing.TB
	path  string
	desk  *workflow.Desk
	now   time.Time
	fail  atomic.Bool
	ids   atomic.Int64
	state casefile.State // of the case played, as the store has it
	lane  casefile.Lane
}

var noon = time.Date(2024, 3, 1, 4, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// bothEngines runs a test at a desk on each engine.
func bothEngines(t *testing.T, test func(t *testing.T, o *office)) {
	t.Run("SQLite", func(t *testing.T) { test(t, staffed(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, staff(bareAt(t, pgtest.DSN(t)), "TT")) })
}

func bare(t testing.TB) *office { return bareAt(t, filepath.Join(t.TempDir(), "zhiya.db")) }

func bareAt(t testing.TB, path string) *office {
	o := &office{t: t, path: path, now: noon, lane: casefile.Negotiated}
	store, err := sqlstore.Open(ctx, o.path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	o.desk = workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return o.now }, Documents: papers{&o.fail},
		NewID: func() string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", o.ids.Add(1)) }})
	return o
}

func staffed(t testing.TB) *office { return staffedAs(t, "TT") }

func staffedAs(t testing.TB, tag string) *office { return staff(bare(t), tag) }

func staff(o *office, tag string) *office {
	t := o.t
	require.NoError(t, o.desk.Store.Write(ctx, func(tx workflow.Tx) error {
		for _, org := range casetest.Orgs() {
			if err := tx.SaveOrg(ctx, org); err != nil {
				return err
			}
		}
		for _, p := range casetest.People() {
			if err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		if err := tx.SetMeta(ctx, workflow.MetaPlace, "LYG"); err != nil {
			return err
		}
		return tx.SetMeta(ctx, workflow.MetaTag, tag)
	}))
	return o
}

func (o *office) id() string { return "cmd-" + o.desk.NewID() }

// request is the command as a person who has seen the case now hands it in.
func (o *office) request(cmd casefile.Command) workflow.Request {
	r := workflow.Request{CommandID: o.id(), CaseID: o.state.ID, Version: o.state.Version, Command: cmd}
	return r
}

func (o *office) do(login string, cmd casefile.Command) (workflow.Outcome, error) {
	out, err := o.desk.Do(ctx, login, o.request(cmd))
	if err == nil {
		o.read(out.CaseID)
	}
	return out, err
}

// read takes the whole case from the store.
func (o *office) read(id string) {
	require.NoError(o.t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		row, err := tx.Case(ctx, id)
		if err != nil {
			return err
		}
		o.state = parseState(o.t, row.Body)
		return nil
	}))
}

func (o *office) form(login string, name casefile.Name) casefile.Command {
	return casetest.Form(o.state, name, casetest.Actor(login), workflow.Today(o.now), o.lane)
}

func (o *office) play(roads ...[]string) *office {
	o.t.Helper()
	for _, act := range slices.Concat(roads...) {
		login, name, _ := strings.Cut(act, " ")
		_, err := o.do(login, o.form(login, casefile.Name(name)))
		require.NoError(o.t, err, act)
	}
	return o
}

// next begins another case.
func (o *office) next() *office { o.state = casefile.State{}; return o }

// files are the bytes of the store as they lie on disk.
func (o *office) files() string {
	h := sha256.New()
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(o.path + suffix)
		if err != nil && !os.IsNotExist(err) {
			o.t.Fatal(err)
		}
		fmt.Fprintf(h, "%s %d\n", suffix, len(raw))
		h.Write(raw)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func (o *office) events() int64 {
	var n int64
	require.NoError(o.t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		last, err := tx.LastEvent(ctx)
		n = last.Seq
		return err
	}))
	return n
}

// change alters a person in the store.
func (o *office) change(login string, f func(*access.Person)) {
	require.NoError(o.t, o.desk.Store.Write(ctx, func(tx workflow.Tx) error {
		p, err := tx.Person(ctx, login)
		if err != nil {
			return err
		}
		f(&p)
		return tx.SavePerson(ctx, p)
	}))
}
