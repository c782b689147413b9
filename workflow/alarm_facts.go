package workflow

import (
	"encoding/json"
	"slices"
	"time"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/casefile"
	"zhiya/workflow/monitor"
)

// Watched is what is kept of a live case for the daily run: the facts and who is to be told.
type Watched struct {
	Facts   monitor.Facts `json:"facts"`
	Pledgee string        `json:"pledgee"` // ids of organisations
	Lender  string        `json:"lender,omitempty"`
	Bureau  string        `json:"bureau,omitempty"`
	Awaits  bool          `json:"awaits,omitempty"` // something that approvers approve many of at once, see State.Awaiting
}

// WatchedOf is what the watch looks at in a case; false when nothing of it is watched.
func WatchedOf(s casefile.State) (Watched, bool) {
	if !s.InWatch() || !slices.Contains(watchedStages, string(s.Stage)) {
		return Watched{}, false
	}
	return Watched{Facts: s.Watched().Kept(), Pledgee: s.Pledgee.ID, Lender: s.Lender.ID, Bureau: s.Bureau.ID, Awaits: s.AwaitsApproval()}, true
}

// WatchedText is Watched as it is kept: "null" in a stage in which something may be watched and is not, "" in all others.
func WatchedText(s casefile.State) (string, error) {
	if !slices.Contains(watchedStages, string(s.Stage)) {
		return "", nil
	}
	w, live := WatchedOf(s)
	if !live {
		return "null", nil
	}
	raw, err := json.Marshal(w)
	if err != nil {
		return "", fault.Wrap(err, "watch.json", "监测所需的案件事实无法保存")
	}
	return string(raw), nil
}

// watchedCase is a live case on its way through the watch.
type watchedCase struct {
	id    string
	live  bool
	since date.Date // the day it last changed: before it, the facts were others
	Watched
}

func readWatched(row WatchedRow) (watchedCase, error) {
	c := watchedCase{id: row.CaseID, live: true, since: Today(time.UnixMilli(row.AtMillis))}
	if err := json.Unmarshal([]byte(row.Facts), &c.Watched); err != nil {
		return c, fault.Wrap(err, "watch.unreadable", "监测所需的案件事实无法读取，请联系管理员")
	}
	return c, nil
}

// told says who is to act on an alarm of the case, and who reads it as well.
func (c watchedCase) told(a monitor.Alarm) (org, also string) {
	if a.To == "bureau" {
		return c.Bureau, ""
	}
	if a.To == "lender" {
		return c.Lender, ""
	}
	if c.Lender != c.Pledgee {
		also = c.Lender
	}
	return c.Pledgee, also
}

func (c watchedCase) rightName(ref string) string {
	for _, r := range c.Facts.Rights {
		if r.Right.Ref == ref {
			return r.Right.Title
		}
	}
	return ""
}
