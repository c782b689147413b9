package sample

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"time"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

// Clock is the clock of a played sample: it stands still between acts and is set by the script.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the script's instant.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

// set moves to 09:30 in China of the day, or one minute on within the same day.
func (c *Clock) set(day date.Date) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := day.Time().Add(time.Hour + 30*time.Minute) // 09:30 in Asia/Shanghai
	if !at.After(c.at) {
		at = c.at.Add(time.Minute)
	}
	c.at = at
}

// IDs makes identifiers in the form of UUIDs from a counter, so that a played sample is the same every time.
type IDs struct {
	mu sync.Mutex
	n  uint64
}

// New is the next identifier.
func (i *IDs) New() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.n++
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], i.n)
	return fmt.Sprintf("01900000-0000-7000-8000-%012x", b[2:])
}

// Player plays one case through the door.
type Player struct {
	Desk   *workflow.Desk
	Clock  *Clock
	Report func(line string) // one line a stage
	// Documents is told of every document as soon as it is issued.
	Documents func(workflow.DocumentRow) error

	caseID  string
	version int64
	stage   string
	number  string
	steps   int
	err     error
}

// Do gives one command as this person on this day; after the first error everything else is passed over.
func (p *Player) Do(ctx context.Context, day, login string, cmd casefile.Command) {
	if p.err != nil {
		return
	}
	if day != "" {
		p.Clock.set(date.Must(day))
	} else {
		p.Clock.set(workflow.Today(p.Clock.Now()))
	}
	p.steps++
	out, err := p.Desk.Do(ctx, "person-"+login, workflow.Request{CommandID: p.Desk.NewID(), CaseID: p.caseID, Version: p.version, Command: cmd})
	if err != nil {
		p.err = fmt.Errorf("%s（%s，第 %d 步）：%w", cmd.Name().Title(), login, p.steps, err)
		return
	}
	p.caseID, p.version, p.number = out.CaseID, out.Version, out.Number
	view, err := p.Desk.Open(ctx, "person-"+login, p.caseID)
	if err != nil {
		p.err = err
		return
	}
	if view.Where != p.stage {
		p.stage = view.Where
		p.Report(fmt.Sprintf("%s  %s  %-8s → %s", workflow.Today(p.Clock.Now()), p.number, cmd.Name().Title(), view.Where))
	}
	for _, d := range out.Documents {
		var row workflow.DocumentRow
		if p.err = p.Desk.Store.Read(ctx, func(tx workflow.Tx) error { row, err = tx.Document(ctx, d.ID); return err }); p.err != nil {
			return
		}
		if p.Documents != nil {
			if p.err = p.Documents(row); p.err != nil {
				return
			}
		}
	}
}

// begin starts another case.
func (p *Player) begin(title string) {
	p.caseID, p.version, p.stage, p.number = "", 0, "", ""
	if p.err == nil {
		p.Report("【" + title + "】")
	}
}

// Play plays all sample cases: the real patents up to the pre-check, the happy road, and the road through default,
// compensation and disposal to the last fen. The store must have been founded with Found.
func (p *Player) Play(ctx context.Context) error {
	p.realPatents(ctx)
	p.happyRoad(ctx)
	p.defaultRoad(ctx)
	return p.err
}
