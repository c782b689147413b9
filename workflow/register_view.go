package workflow

import (
	"context"
	"slices"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// PledgeNotice says that a right is pledged, or about to be, in a case of this store.
type PledgeNotice struct {
	Index      int    `json:"index"` // of the right among those asked about
	Number     string `json:"number"`
	Title      string `json:"title"`
	CaseID     string `json:"case_id,omitempty"`     // "" for a case of others, of which nothing more is told
	CaseNumber string `json:"case_number,omitempty"` // likewise
	Text       string `json:"text"`                  // the sentence to show
}

// pledged finds which of the rights another case of this store holds. Of a case to which the actor's organisation is no party it
// tells only that there is one.
func pledged(ctx context.Context, tx Tx, a access.Actor, caseID string, rights []right.Right) ([]PledgeNotice, error) {
	keys := make([]string, 0, len(rights))
	for _, r := range rights {
		if k := register.CaseKey(r); k != "" {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	cases, err := tx.CasesByKeys(ctx, casefile.KeyHeld, keys)
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	type holder struct {
		holds, party bool
		state        casefile.State
	}
	holders := map[string]*holder{}
	look := func(id string) (*holder, error) {
		if h, met := holders[id]; met {
			return h, nil
		}
		row, err := tx.Case(ctx, id)
		if err != nil {
			return nil, err
		}
		h := &holder{}
		if h.state, err = readState(row); err != nil {
			return nil, err
		}
		h.holds = h.state.HoldsRight()
		h.party, err = tx.IsParty(ctx, id, a.OrgID)
		holders[id] = h
		return h, err
	}
	var out []PledgeNotice
	for i, r := range rights {
		others := false
		for _, id := range cases[register.CaseKey(r)] {
			if id == caseID {
				continue
			}
			h, err := look(id)
			if err != nil {
				return nil, err
			}
			n := PledgeNotice{Index: i, Number: r.Number, Title: r.Title}
			switch {
			case !h.holds || others && !h.party:
				continue
			case !h.party:
				others = true
				n.Text = "该权利在本系统另有质押（在押或正在办理登记），请查登记簿核实后再受理"
			case h.state.Registration.Live():
				n.Text = "该权利已在案件 " + h.state.Number + " 出质（在押）"
			default:
				n.Text = "该权利正在案件 " + h.state.Number + " 申请质押登记"
			}
			if h.party {
				n.CaseID, n.CaseNumber = h.state.ID, h.state.Number
			}
			out = append(out, n)
		}
	}
	return out, nil
}

// PledgedInStore is the search 已在押检索 for a form that is being filled in: which of these rights another case holds. caseID is
// the case the form belongs to, "" for none.
func (d *Desk) PledgedInStore(ctx context.Context, personID, caseID string, rights []right.Right) ([]PledgeNotice, error) {
	var out []PledgeNotice
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if !hasCaseWork(a) {
			return fault.New(fault.Forbidden, "permission", "", "您的岗位不办理案件，不能检索在押权利")
		}
		out, err = pledged(ctx, tx, a, caseID, rights)
		return err
	})
	return out, err
}

// reader runs fn for a person who may read the register of the organisation; org is 0 while it has none.
func (d *Desk) reader(ctx context.Context, personID string, fn func(tx Tx, a access.Actor, org int64) error) error {
	return d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if !a.SeesRegister() {
			return fault.New(fault.Forbidden, "permission", "", "权利登记簿供评估机构、银行和担保公司的业务人员查看，您的岗位没有登记簿")
		}
		org, err := d.registerNumber(ctx, tx, a.OrgID)
		if err != nil {
			return err
		}
		return fn(tx, a, org)
	})
}

// registerNumber reads the number of an organisation's register once; it is called in reading transactions, which see only what
// is there for good.
func (d *Desk) registerNumber(ctx context.Context, tx Tx, orgID string) (int64, error) {
	if org, met := d.registers.Load(orgID); met {
		return org.(int64), nil
	}
	org, _, err := tx.RegisterOf(ctx, orgID)
	if err == nil && org != 0 {
		d.registers.Store(orgID, org)
	}
	return org, err
}

// RightsPage is a page of the register.
type RightsPage struct {
	Rows []register.Row
	Next string // After of the next page; "" when this is the last
}

// Rights lists the register of the person's organisation as the query asks.
func (d *Desk) Rights(ctx context.Context, personID string, q register.Query) (RightsPage, error) {
	if err := q.Validate(); err != nil {
		return RightsPage{}, err
	}
	var out RightsPage
	err := d.reader(ctx, personID, func(tx Tx, _ access.Actor, org int64) (err error) {
		out = RightsPage{}
		if org == 0 {
			return nil
		}
		out.Rows, err = tx.RegisterList(ctx, org, q)
		limit := q.Limit
		if limit == 0 {
			limit = register.LongestPage
		}
		if n := len(out.Rows); err == nil && n == limit {
			out.Next = q.Cursor(out.Rows[n-1])
		}
		return err
	})
	return out, err
}

// RightCounts counts the entries of the register by kind and status, those merged away among them.
func (d *Desk) RightCounts(ctx context.Context, personID string) ([]register.Count, error) {
	var out []register.Count
	err := d.reader(ctx, personID, func(tx Tx, _ access.Actor, org int64) (err error) {
		out, err = tx.RegisterCounts(ctx, org)
		return err
	})
	return out, err
}

// RightBatches lists what was done to the register, newest first, before the given batch; 0 begins with the newest.
func (d *Desk) RightBatches(ctx context.Context, personID string, before int64, limit int) ([]register.Batch, error) {
	var out []register.Batch
	err := d.reader(ctx, personID, func(tx Tx, a access.Actor, _ int64) (err error) {
		out, err = tx.RegisterBatches(ctx, a.OrgID, before, limit)
		return err
	})
	return out, err
}

// RightHistory is one line of an entry's history.
type RightHistory struct {
	Line  register.Line
	Facts register.Facts
	Batch register.Batch // who, when, by what, from which source
}

// RightCase is a case of the person's organisation in which the right is.
type RightCase struct {
	ID, Number, Where string
	Holds             bool // the right is pledged in it, or its registration is applied for
}

// RightEntry is an entry with all that is known of it.
type RightEntry struct {
	Row     register.Row
	Facts   register.Facts // of the newest line
	History []RightHistory // newest first, those of merged duplicates among them
	Merged  []register.Row // duplicates that were merged into it
	Family  []register.Row // the others of its family, newest first, 500 at most
	Cases   []RightCase    // cases of this store to which the organisation is a party
	Pledged []PledgeNotice
}

// RightEntry reads an entry of the register of the person's organisation.
func (d *Desk) RightEntry(ctx context.Context, personID string, id int64) (RightEntry, error) {
	var out RightEntry
	err := d.reader(ctx, personID, func(tx Tx, a access.Actor, org int64) error {
		out = RightEntry{}
		k, err := entryOf(ctx, tx, a, id)
		if err != nil {
			return err
		}
		out.Row, out.Facts = k.Row, k.Facts
		if out.Merged, err = tx.RegisterMerged(ctx, id); err != nil {
			return err
		}
		if out.History, err = history(ctx, tx, append([]register.Row{k.Row}, out.Merged...)); err != nil {
			return err
		}
		if k.Row.Family != "" {
			if out.Family, err = tx.RegisterList(ctx, org, register.Query{Family: k.Row.Family}); err != nil {
				return err
			}
			out.Family = slices.DeleteFunc(out.Family, func(r register.Row) bool { return r.ID == id })
		}
		if out.Cases, err = casesOf(ctx, tx, a, k.Facts.Right); err != nil {
			return err
		}
		out.Pledged, err = pledged(ctx, tx, a, "", []right.Right{k.Facts.Right})
		return err
	})
	return out, err
}

// history reads the lines of entries with the acts that added them, newest first.
func history(ctx context.Context, tx Tx, rows []register.Row) ([]RightHistory, error) {
	var out []RightHistory
	batches := map[int64]register.Batch{}
	for _, row := range rows {
		lines, err := tx.RegisterLines(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			h := RightHistory{Line: l}
			if h.Facts, err = l.Facts(); err != nil {
				return nil, err
			}
			b, met := batches[l.Batch]
			if !met {
				if b, err = tx.RegisterBatch(ctx, l.Batch); err != nil {
					return nil, err
				}
				batches[l.Batch] = b
			}
			h.Batch = b
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b RightHistory) int { return int(b.Line.Batch - a.Line.Batch) })
	return out, nil
}

func casesOf(ctx context.Context, tx Tx, a access.Actor, r right.Right) ([]RightCase, error) {
	key := register.CaseKey(r)
	if key == "" {
		return nil, nil
	}
	ids, err := tx.CasesByKey(ctx, "right", key)
	if err != nil {
		return nil, err
	}
	var out []RightCase
	for _, id := range ids {
		party, err := tx.IsParty(ctx, id, a.OrgID)
		if err != nil {
			return nil, err
		}
		if !party {
			continue
		}
		row, err := tx.Case(ctx, id)
		if err != nil {
			return nil, err
		}
		s, err := readState(row)
		if err != nil {
			return nil, err
		}
		out = append(out, RightCase{ID: id, Number: s.Number, Where: s.Where(), Holds: s.Holds(casefile.RightKey(r))})
	}
	return out, nil
}

// TakeRights gives rights of the register to a form such as the intake of a case, as last known and with the day of that look-up.
func (d *Desk) TakeRights(ctx context.Context, personID string, entries []int64) ([]right.Right, error) {
	var out []right.Right
	err := d.reader(ctx, personID, func(tx Tx, a access.Actor, _ int64) error {
		out = nil
		for _, id := range entries {
			k, err := entryOf(ctx, tx, a, id)
			if err != nil {
				return err
			}
			if k.Facts.Merged != 0 {
				return fault.New(fault.Refused, "register.merged", "entries", "“%s”已并入其他权利，请改选并入后的那一项", k.Facts.Right.Title)
			}
			out = append(out, k.Facts.Right)
		}
		return nil
	})
	return out, err
}
