package workflow

import (
	"context"
	"slices"
	"time"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// entryOf reads an entry of the actor's organisation; another's does not exist.
func entryOf(ctx context.Context, tx Tx, a access.Actor, id int64) (register.Known, error) {
	missing := fault.New(fault.NotFound, "not_found", "", "登记簿中没有找到该权利")
	org, _, err := tx.RegisterOf(ctx, a.OrgID)
	if err != nil {
		return register.Known{}, err
	}
	if low, high := register.Span(org); org == 0 || id < low || id > high {
		return register.Known{}, missing
	}
	return newest(ctx, tx, id)
}

// change runs one act on the register of the person's organisation.
func (d *Desk) change(ctx context.Context, personID string, act register.Act, plan func(tx Tx, r *registrar, at time.Time) error) (register.Batch, error) {
	at := d.Now()
	var out register.Batch
	err := d.Store.Write(ctx, func(tx Tx) error {
		a, err := keeper(ctx, tx, personID)
		if err != nil {
			return err
		}
		r, err := registerOf(ctx, tx, a)
		if err != nil {
			return err
		}
		r.begin(act, "", at)
		if err := plan(tx, r, at); err != nil {
			return err
		}
		out, err = r.save(ctx)
		return err
	})
	if err != nil {
		return register.Batch{}, err
	}
	return out, nil
}

// UpdateRight adds what a look-up found to the history of an entry.
//
// Faults: NotFound, Forbidden, Conflict (somebody added a line meanwhile), Invalid with paths such as right.status_on.
func (d *Desk) UpdateRight(ctx context.Context, personID string, cmd register.UpdateRight) (register.Row, error) {
	var row register.Row
	_, err := d.change(ctx, personID, register.LookedUp, func(tx Tx, r *registrar, at time.Time) error {
		before, err := entryOf(ctx, tx, r.actor, cmd.Entry)
		if err != nil {
			return err
		}
		if before.Row.Lines != cmd.Lines {
			return fault.New(fault.Conflict, "register.changed", "lines", "该权利已被他人更新（您看到的是第 %d 次记录，现为第 %d 次），请刷新后重新填写", cmd.Lines, before.Row.Lines)
		}
		if before.Facts.Merged != 0 {
			return fault.New(fault.Refused, "register.merged", "entry", "该权利已并入其他权利，请在并入后的那一项上更新")
		}
		if err := cmd.Validate(before.Facts, Today(at)); err != nil {
			return err
		}
		// An entry without a number may get one, but not that of another entry.
		if key := register.Key(cmd.Right); key != "" && before.Row.Key == "" {
			taken, err := tx.RegisterKnown(ctx, r.org, []string{key})
			if err != nil {
				return err
			}
			if len(taken) > 0 {
				return fault.New(fault.Refused, "right.duplicate", "right.number", "登记簿中已有号码为 %s 的权利，请改用“合并重复权利”", cmd.Right.Number)
			}
		}
		r.batch.Source, r.batch.On = cmd.Right.StatusSource, cmd.Right.StatusOn
		if err := r.line(&before, register.Facts{Right: cmd.Right, Family: cmd.Family, Notes: cmd.Notes}); err != nil {
			return err
		}
		row = *r.changes[0].After
		return nil
	})
	if err != nil {
		return register.Row{}, err
	}
	return row, nil
}

// MergeRights merges a duplicate into the entry to keep. The history of both stays.
func (d *Desk) MergeRights(ctx context.Context, personID string, cmd register.MergeDuplicate) error {
	_, err := d.change(ctx, personID, register.MergedInto, func(tx Tx, r *registrar, _ time.Time) error {
		keep, err := entryOf(ctx, tx, r.actor, cmd.Keep)
		if err != nil {
			return err
		}
		duplicate, err := entryOf(ctx, tx, r.actor, cmd.Duplicate)
		if err != nil {
			return err
		}
		if err := cmd.Validate(keep.Facts, duplicate.Facts); err != nil {
			return err
		}
		r.batch.Source = cmd.Reason
		// A line of its own says in the entry kept that it was touched: an import that made it can no longer be taken back.
		if err := r.line(&keep, keep.Facts); err != nil {
			return err
		}
		gone := duplicate.Facts
		gone.Merged = cmd.Keep
		return r.line(&duplicate, gone)
	})
	return err
}

// GroupFamily puts entries into a family (同族、近似商标族), or with "" takes them out of theirs.
func (d *Desk) GroupFamily(ctx context.Context, personID string, cmd register.GroupFamily) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	_, err := d.change(ctx, personID, register.Grouped, func(tx Tx, r *registrar, _ time.Time) error {
		ids := slices.Clone(cmd.Entries)
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			k, err := entryOf(ctx, tx, r.actor, id)
			if err != nil {
				return err
			}
			if k.Facts.Merged != 0 {
				return fault.New(fault.Refused, "register.merged", "entries", "“%s”已并入其他权利，请改选并入后的那一项", k.Row.Title)
			}
			if k.Facts.Family == cmd.Family {
				continue
			}
			after := k.Facts
			after.Family = cmd.Family
			if err := r.line(&k, after); err != nil {
				return err
			}
		}
		if len(r.changes) == 0 {
			return fault.New(fault.Refused, "register.same", "family", "所选权利已在该同族中，没有改动")
		}
		r.batch.Source = cmd.Family
		return nil
	})
	return err
}

// follow does what an act on a case means for the register: facts looked up for a case are a line in the register of the
// organisation that looked, if it keeps one and the right is in it; an intake is told which of its rights are pledged already; alarms are told of a letter about them.
func (j *job) follow(ctx context.Context, tx Tx, out *Outcome) error {
	switch cmd := j.req.Command.(type) {
	case casefile.OpenCase, casefile.AmendIntake:
		var err error
		out.Notices, err = pledged(ctx, tx, j.actor, j.after.ID, j.after.Intake.Rights)
		return err
	case casefile.ProposeTopUp, casefile.ProposeSubstitution:
		var err error
		out.Notices, err = pledged(ctx, tx, j.actor, j.after.ID, []right.Right{j.after.Collateral.Added.Right})
		return err
	case casefile.UpdateRightFacts:
		return j.followRight(ctx, tx, cmd)
	case casefile.IssueReminder:
		return j.noteLetter(ctx, tx)
	}
	return nil
}

func (j *job) followRight(ctx context.Context, tx Tx, cmd casefile.UpdateRightFacts) error {
	r, err := registerOf(ctx, tx, j.actor)
	if err != nil || r.last == 0 {
		return err
	}
	facts := register.ImportRights{Source: j.after.Number, LookedUp: j.today, Rights: []right.Right{cmd.Right}}.Prepared().Rights
	known, err := r.known(ctx, facts)
	if err != nil {
		return err
	}
	k, found := known[register.Key(cmd.Right)]
	if !found || facts[0].StatusOn.Before(k.Facts.Right.StatusOn) {
		return nil
	}
	after := k.Facts
	after.Right = k.Facts.Named(facts[0])
	r.begin(register.FromCase, j.after.Number+" "+cmd.Reason, j.at)
	r.batch.On = after.Right.StatusOn
	if err := r.line(&k, after); err != nil {
		return err
	}
	_, err = r.save(ctx)
	return err
}
