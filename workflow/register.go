package workflow

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
)

// RegisterRecord is the part of an audit event's payload that speaks of a register.
type RegisterRecord struct {
	Register *register.Batch `json:"register"`
}

// keeper is a person who may change the register of the organisation.
func keeper(ctx context.Context, tx Tx, personID string) (access.Actor, error) {
	a, err := actorOf(ctx, tx, personID)
	if err == nil && !a.KeepsRegister() {
		err = fault.New(fault.Forbidden, "permission", "", "权利登记簿由评估专业人员和银行、担保公司的经办维护，您的岗位不能修改")
	}
	return a, err
}

// RightsImport is what an import did, or in a preview would do.
type RightsImport struct {
	Batch     register.Batch // ID 0 when nothing was new, or nothing is done yet
	Added     int            // new entries
	Changed   int            // entries with a new line
	Unchanged []int          // rows that say what the register says already
	Older     []int          // rows of an earlier look-up than the register's
	Pledged   []PledgeNotice // rows whose right is pledged in this store
}

// PreviewImport says what ImportRights would do, and does nothing. Its faults are those of ImportRights: every bad row at once.
func (d *Desk) PreviewImport(ctx context.Context, personID string, cmd register.ImportRights) (RightsImport, error) {
	return d.importRights(ctx, personID, cmd, d.Store.Read, false)
}

// ImportRights takes rows into the register of the person's organisation, all or nothing, in one transaction with one audit event.
// A right the register knows gets a new line of history; a repeated import finds nothing new and does nothing.
//
// Faults: Forbidden; Invalid with the paths of all bad rows (rights[12].number).
func (d *Desk) ImportRights(ctx context.Context, personID string, cmd register.ImportRights) (RightsImport, error) {
	return d.importRights(ctx, personID, cmd, d.Store.Write, true)
}

func (d *Desk) importRights(ctx context.Context, personID string, cmd register.ImportRights, run func(context.Context, func(Tx) error) error, write bool) (RightsImport, error) {
	at := d.Now()
	cmd = cmd.Prepared()
	if err := cmd.Validate(Today(at)); err != nil {
		return RightsImport{}, err
	}
	var out RightsImport
	err := run(ctx, func(tx Tx) error {
		out = RightsImport{}
		a, err := keeper(ctx, tx, personID)
		if err != nil {
			return err
		}
		r, err := registerOf(ctx, tx, a)
		if err != nil {
			return err
		}
		known, err := r.known(ctx, cmd.Rights)
		if err != nil {
			return err
		}
		plan, err := register.PlanImport(cmd, known)
		if err != nil {
			return err
		}
		if err := onceEach(cmd, plan); err != nil {
			return err
		}
		out = RightsImport{Added: plan.New, Changed: len(plan.Additions) - plan.New, Unchanged: plan.Unchanged, Older: plan.Older}
		if out.Pledged, err = pledged(ctx, tx, a, "", cmd.Rights); err != nil || !write || len(plan.Additions) == 0 {
			return err
		}
		r.begin(register.Imported, cmd.Source, at)
		r.batch.On = cmd.LookedUp
		for _, add := range plan.Additions {
			if err := r.line(add.Known, add.Facts); err != nil {
				return err
			}
		}
		out.Batch, err = r.save(ctx)
		return err
	})
	if err != nil {
		return RightsImport{}, err
	}
	return out, nil
}

// onceEach refuses two rows that are one right by an earlier merge of duplicates.
func onceEach(cmd register.ImportRights, p register.Plan) error {
	var fs fault.Faults
	seen := map[int64]int{}
	for _, add := range p.Additions {
		if add.Known == nil {
			continue
		}
		if first, dup := seen[add.Known.Row.ID]; dup {
			fs.Invalid("right.duplicate", fmt.Sprintf("rights[%d].number", add.Index), "与第 %d 项权利在登记簿中已合并为同一权利（%s），请删除其中一行",
				first+1, cmd.Rights[add.Index].Number)
			continue
		}
		seen[add.Known.Row.ID] = add.Index
	}
	return fs.Err()
}

// UndoneImport is what taking an import back did.
type UndoneImport struct {
	Batch    register.Batch
	Removed  int            // entries that the import had made
	Restored int            // entries that are again as they were before
	Kept     []register.Row // entries that somebody touched since: they stay as they are
}

// UndoImport takes an import back in one step: entries nobody touched since go, or return to what they were; the others stay and
// are named.
func (d *Desk) UndoImport(ctx context.Context, personID string, cmd register.RemoveBatch) (UndoneImport, error) {
	at := d.Now()
	var out UndoneImport
	err := d.Store.Write(ctx, func(tx Tx) error {
		out = UndoneImport{}
		a, err := keeper(ctx, tx, personID)
		if err != nil {
			return err
		}
		old, err := batchOf(ctx, tx, a, cmd.Batch)
		if err != nil {
			return err
		}
		if err := cmd.Validate(old); err != nil {
			return err
		}
		r, err := registerOf(ctx, tx, a)
		if err != nil {
			return err
		}
		r.begin(register.TakenBack, cmd.Reason, at)
		r.batch.Undoes = old.ID
		left := register.NewDigest()
		for after := int64(0); ; {
			lines, err := tx.RegisterBatchLines(ctx, old.ID, after, register.LongestPage)
			if err != nil {
				return err
			}
			if err := r.cut(ctx, lines, left, &out); err != nil {
				return err
			}
			if len(lines) < register.LongestPage {
				break
			}
			after = lines[len(lines)-1].Entry
		}
		if len(r.changes) == 0 {
			return fault.New(fault.Refused, "register.touched", "batch", "该批 %d 项权利导入后都已被更新或合并，没有可撤销的", len(out.Kept))
		}
		r.batch.Digest = left.Sum()
		out.Batch, err = r.save(ctx)
		return err
	})
	if err != nil {
		return UndoneImport{}, err
	}
	return out, nil
}

// cut plans the removal of a page of lines of a batch.
func (r *registrar) cut(ctx context.Context, lines []register.Line, left *register.Digest, out *UndoneImport) error {
	ids := make([]int64, len(lines))
	for i, l := range lines {
		ids[i] = l.Entry
	}
	rows, err := r.tx.RegisterRows(ctx, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		row, line := &rows[i], lines[i]
		switch {
		case row.Lines != line.No:
			left.Add(line)
			out.Kept = append(out.Kept, *row)
			continue
		case line.No == 1:
			out.Removed++
			r.changes = append(r.changes, RegisterChange{Before: row, Line: register.Line{Entry: line.Entry, No: line.No}, Cut: true})
			continue
		}
		history, err := r.tx.RegisterLines(ctx, row.ID)
		if err != nil {
			return err
		}
		facts, err := history[line.No-2].Facts()
		if err != nil {
			return err
		}
		after := register.Project(row.ID, line.No-1, facts)
		out.Restored++
		r.changes = append(r.changes, RegisterChange{Before: row, After: &after, Line: register.Line{Entry: line.Entry, No: line.No}, Cut: true})
	}
	r.batch.Added, r.batch.Changed = out.Removed, out.Restored
	return nil
}

// batchOf reads a batch of the actor's organisation; another's does not exist.
func batchOf(ctx context.Context, tx Tx, a access.Actor, id int64) (register.Batch, error) {
	b, err := tx.RegisterBatch(ctx, id)
	if err == nil && b.OrgID != a.OrgID {
		err = fault.New(fault.NotFound, "not_found", "", "没有找到该导入批次")
	}
	return b, err
}

// registrar writes one batch into the register of the actor's organisation.
type registrar struct {
	tx      Tx
	actor   access.Actor
	org     int64 // 0 until the organisation has a register
	last    int64
	batch   register.Batch
	changes []RegisterChange
}

func registerOf(ctx context.Context, tx Tx, a access.Actor) (*registrar, error) {
	r := &registrar{tx: tx, actor: a}
	var err error
	r.org, r.last, err = tx.RegisterOf(ctx, a.OrgID)
	return r, err
}

// known finds what the register says of the rights, by key. An entry that was merged stands for the one it was merged into.
func (r *registrar) known(ctx context.Context, rights []right.Right) (map[string]register.Known, error) {
	if r.last == 0 {
		return nil, nil
	}
	keys := make([]string, 0, len(rights))
	for _, x := range rights {
		if k := register.Key(x); k != "" {
			keys = append(keys, k)
		}
	}
	known, err := r.tx.RegisterKnown(ctx, r.org, keys)
	if err != nil {
		return nil, err
	}
	for key, k := range known {
		for k.Row.Merged != 0 {
			if k, err = newest(ctx, r.tx, k.Row.Merged); err != nil {
				return nil, err
			}
		}
		known[key] = k
	}
	return known, nil
}

// newest reads an entry and its newest line.
func newest(ctx context.Context, tx Tx, id int64) (register.Known, error) {
	row, err := tx.RegisterRow(ctx, id)
	if err != nil {
		return register.Known{}, err
	}
	lines, err := tx.RegisterLines(ctx, id)
	if err != nil {
		return register.Known{}, err
	}
	if len(lines) != row.Lines {
		return register.Known{}, fault.New(fault.Broken, "register.history", "", "权利登记簿第 %d 号的历史不完整，请从备份恢复或联系管理员", row.Counter())
	}
	facts, err := lines[len(lines)-1].Facts()
	return register.Known{Row: row, Facts: facts}, err
}

func (r *registrar) begin(act register.Act, source string, at time.Time) {
	r.batch = register.Batch{OrgID: r.actor.OrgID, Act: act, Source: source, Person: r.actor.Name, PersonID: r.actor.PersonID, AtMillis: at.UnixMilli()}
}

// line adds facts to an entry, or makes one.
func (r *registrar) line(before *register.Known, f register.Facts) error {
	body, err := f.Body()
	if err != nil {
		return err
	}
	c := RegisterChange{Line: register.Line{No: 1, Body: body}}
	if before != nil {
		c.Before = &before.Row
		c.Line.Entry, c.Line.No = before.Row.ID, before.Row.Lines+1
		r.batch.Changed++
	} else {
		r.last++
		c.Line.Entry = r.last // the register's number is put before it when it is known
		r.batch.Added++
	}
	after := register.Project(c.Line.Entry, c.Line.No, f)
	c.After = &after
	r.changes = append(r.changes, c)
	return nil
}

// save writes the batch, its lines and one audit event.
func (r *registrar) save(ctx context.Context) (register.Batch, error) {
	var err error
	if r.org == 0 {
		if r.org, err = r.tx.OpenRegister(ctx, r.actor.OrgID); err != nil {
			return r.batch, err
		}
	}
	if r.batch.ID, err = r.tx.NextSequence(ctx, "register"); err != nil {
		return r.batch, err
	}
	for i := range r.changes {
		c := &r.changes[i]
		c.Line.Batch = r.batch.ID
		if c.Before == nil {
			c.Line.Entry = register.ID(r.org, c.Line.Entry)
			c.After.ID, c.After.Org = c.Line.Entry, r.org
		}
	}
	if r.batch.Act != register.TakenBack {
		slices.SortFunc(r.changes, func(a, b RegisterChange) int { return cmp.Compare(a.Line.Entry, b.Line.Entry) })
		sum := register.NewDigest()
		for _, c := range r.changes {
			sum.Add(c.Line)
		}
		r.batch.Digest = sum.Sum()
	}
	if err := r.tx.InsertRegisterBatch(ctx, r.batch); err != nil {
		return r.batch, err
	}
	if err := r.tx.ChangeRegister(ctx, r.org, r.changes); err != nil {
		return r.batch, err
	}
	payload, err := json.Marshal(RegisterRecord{&r.batch})
	if err != nil {
		return r.batch, fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	_, err = appendEvent(ctx, r.tx, audit.Event{AtMillis: r.batch.AtMillis, PersonID: r.actor.PersonID, Person: r.actor.Name, OrgID: r.actor.OrgID,
		Action: string(r.batch.Act), Object: "register:" + r.actor.OrgCode, Version: r.batch.ID, Payload: string(payload)})
	return r.batch, err
}
