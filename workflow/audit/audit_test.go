package audit_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/workflow/audit"
)

const length = 200

func chain() []audit.Event {
	var out []audit.Event
	var last audit.Event
	for i := range length {
		last = audit.Seal(audit.Event{AtMillis: 1_700_000_000_000 + int64(i), PersonID: fmt.Sprintf("p%d", i%7), Person: "示例", OrgID: "org", Action: "Act",
			Object: fmt.Sprintf("LYG-%d", i%5), Version: int64(i), Payload: fmt.Sprintf(`{"n":%d}`, i)}, last)
		out = append(out, last)
	}
	return out
}

// check walks a chain and says where it breaks; 0 when it holds.
func check(events []audit.Event, heads ...audit.Head) int64 {
	var v audit.Verifier
	for _, h := range heads {
		v.Since(h)
	}
	var b audit.Break
	for _, e := range events {
		if err := v.Next(e); errors.As(err, &b) {
			return b.Seq
		}
	}
	if _, err := v.End(); errors.As(err, &b) {
		return b.Seq
	}
	return 0
}

func TestAWholeChainHolds(t *testing.T) {
	events := chain()
	require.Zero(t, check(events))
	var v audit.Verifier
	for _, e := range events {
		require.NoError(t, v.Next(e))
	}
	head, err := v.End()
	require.NoError(t, err)
	require.Equal(t, audit.Head{Seq: length, Hash: events[length-1].Hash}, head)
	require.Zero(t, check(events, head, audit.Head{Seq: 7, Hash: events[6].Hash}))
	require.Zero(t, check(nil))
}

func TestEveryChangedFieldIsFoundAtItsEvent(t *testing.T) {
	edits := map[string]func(*audit.Event){
		"time":     func(e *audit.Event) { e.AtMillis++ },
		"person":   func(e *audit.Event) { e.PersonID += "x" },
		"name":     func(e *audit.Event) { e.Person = "另一人" },
		"org":      func(e *audit.Event) { e.OrgID = "" },
		"action":   func(e *audit.Event) { e.Action = "Akt" },
		"object":   func(e *audit.Event) { e.Object += " " },
		"version":  func(e *audit.Event) { e.Version-- },
		"payload":  func(e *audit.Event) { e.Payload += " " },
		"prev":     func(e *audit.Event) { e.PrevHash = "00" + e.PrevHash },
		"hash":     func(e *audit.Event) { e.Hash = "00" + e.Hash },
		"boundary": func(e *audit.Event) { e.PersonID, e.Person = e.PersonID+"示例", "" }, // the same letters, other fields
	}
	for i := range length {
		for name, edit := range edits {
			events := chain()
			edit(&events[i])
			require.EqualValues(t, i+1, check(events), "%s of event %d", name, i+1)
		}
		events := chain()
		events[i].Seq += 1000
		require.EqualValues(t, i+1, check(events), "number of event %d", i+1)
	}
}

func TestARemovedInsertedOrSwappedEventIsFoundWhereItHappened(t *testing.T) {
	whole := chain()
	for i := range length - 1 {
		require.EqualValues(t, i+1, check(slices.Delete(slices.Clone(whole), i, i+1)), "removed %d", i+1)
		swapped := slices.Clone(whole)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		require.EqualValues(t, i+1, check(swapped), "swapped %d", i+1)
		require.EqualValues(t, i+1, check(slices.Insert(slices.Clone(whole), i+1, whole[i])), "repeated %d", i+1)
		before := audit.Event{}
		if i > 0 {
			before = whole[i-1]
		}
		forged := slices.Insert(slices.Clone(whole), i, audit.Seal(audit.Event{Action: "Forged"}, before))
		require.EqualValues(t, i+1, check(forged), "inserted at %d", i+1)
		resealed := slices.Clone(whole)
		resealed[i].Payload = "{}"
		resealed[i] = audit.Seal(resealed[i], before)
		require.EqualValues(t, i+2, check(resealed), "an event sealed anew no longer meets the next, %d", i+1)
	}
}

func TestANotedHeadMakesTruncationAndRewritingVisible(t *testing.T) {
	whole := chain()
	head := audit.Head{Seq: length, Hash: whole[length-1].Hash}
	for n := range length {
		require.Zero(t, check(whole[:n]), "alone, a shorter chain looks whole")
		require.EqualValues(t, n+1, check(whole[:n], head), "cut after %d", n)
	}
	last := audit.Event{}
	var other []audit.Event
	for _, e := range whole {
		if e.Seq == 100 {
			e.Person = "另一人"
		}
		last = audit.Seal(e, last)
		other = append(other, last)
	}
	require.Zero(t, check(other), "a history sealed anew as a whole is consistent in itself")
	require.EqualValues(t, length, check(other, head))
	require.EqualValues(t, 150, check(other, audit.Head{Seq: 150, Hash: whole[149].Hash}))
	require.Zero(t, check(other, audit.Head{Seq: 99, Hash: whole[98].Hash}))
}

func TestAHeadIsReadAsItIsWritten(t *testing.T) {
	e := chain()[0]
	for _, h := range []audit.Head{{}, {Seq: 1, Hash: e.Hash}, {Seq: 999999999999999999, Hash: e.Hash}} {
		got, ok := audit.ParseHead(h.String())
		require.True(t, ok, h.String())
		require.Equal(t, h, got)
	}
	for _, bad := range []string{"", ":", "1:", "0:" + e.Hash, "-1:" + e.Hash, "1:" + e.Hash[1:], "1:" + e.Hash + " ", "x:" + e.Hash, "1000000000000000000:" + e.Hash} {
		_, ok := audit.ParseHead(bad)
		require.False(t, ok, bad)
	}
	require.Contains(t, audit.Break{Seq: 3, Reason: "示例"}.Error(), "第 3 条")
}
