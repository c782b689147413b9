package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/subsidy"
)

// SubsidyRequest is one act on a batch of subsidies as it is handed in.
type SubsidyRequest struct {
	CommandID string // made by the client; repeating it has no second effect
	BatchID   string // "" to open a batch
	Version   int64  // of the batch the person looked at; 0 to open one
	Form      subsidy.Form
}

// SubsidyOutcome is what an act on a batch brought about.
type SubsidyOutcome struct {
	BatchID string       `json:"batch_id"`
	Number  string       `json:"number"`
	Version int64        `json:"version"`
	Step    subsidy.Step `json:"step"`
	Seq     int64        `json:"seq"` // of the audit event
}

// SubsidyView is a batch as a person sees it, with what he may do.
type SubsidyView struct {
	Batch   subsidy.Batch
	Figures []subsidy.Figure // of the lines seen, by number: computed now, or as fixed
	Options []subsidy.Option
}

// Total is the sum of the figures seen; the declared amounts of a batch are in range, and no figure is above its own.
func (v SubsidyView) Total() money.Money {
	var sum money.Money
	for _, f := range v.Figures {
		sum += f.Amount
	}
	return sum
}

// Next are the titles of the acts that are the person's to do now; what is done only when something went wrong is nobody's next act.
func (v SubsidyView) Next() []string {
	var out []string
	for _, o := range v.Options {
		if o.Why == "" && !o.Act.Seldom {
			out = append(out, o.Act.Title)
		}
	}
	return out
}

// grantbook is every batch of subsidies as it was when so many acts were kept. Nobody changes it.
type grantbook struct {
	acts int64
	book subsidy.Book
}

// subsidyBook reads every batch of the store; it is made anew when an act was added by this desk or another.
func (d *Desk) subsidyBook(ctx context.Context, tx Tx) (subsidy.Book, error) {
	n, err := tx.SubsidyActCount(ctx)
	if err != nil {
		return nil, err
	}
	if g := d.grants.Load(); g != nil && g.acts == n {
		return g.book, nil
	}
	records, err := tx.SubsidyActs(ctx)
	if err != nil {
		return nil, err
	}
	book, err := subsidy.Replay(records)
	if err == nil {
		d.grants.Store(&grantbook{acts: int64(len(records)), book: book})
	}
	return book, err
}

// subsidyPerson is a person whose organisation takes part in subsidies.
func subsidyPerson(ctx context.Context, tx Tx, personID string) (access.Actor, error) {
	a, err := actorOf(ctx, tx, personID)
	if err == nil && !SeesSubsidies(a) {
		err = fault.New(fault.Forbidden, "permission", "", "补贴由市场监督管理局、财政部门和银行办理，您的岗位是%s·%s", a.OrgName, a.Posts())
	}
	return a, err
}

// SeesSubsidies reports whether the person's organisation and post take part in batches of subsidies.
func SeesSubsidies(a access.Actor) bool {
	return slices.Contains([]access.OrgKind{access.Bureau, access.Finance, access.Bank}, a.OrgKind) && hasCaseWork(a)
}

// Subsidies lists the batches the person sees, newest first.
func (d *Desk) Subsidies(ctx context.Context, personID string) ([]SubsidyView, error) {
	var out []SubsidyView
	err := d.Store.Read(ctx, func(tx Tx) error {
		out = nil
		a, err := subsidyPerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		book, err := d.subsidyBook(ctx, tx)
		if err != nil {
			return err
		}
		for _, b := range slices.Backward(book) {
			if v, seen := subsidyView(b, book, a, Today(d.Now())); seen {
				out = append(out, v)
			}
		}
		return nil
	})
	return out, err
}

// Subsidy reads one batch; one the person does not see does not exist.
func (d *Desk) Subsidy(ctx context.Context, personID, id string) (SubsidyView, error) {
	all, err := d.Subsidies(ctx, personID)
	if err != nil {
		return SubsidyView{}, err
	}
	for _, v := range all {
		if v.Batch.ID == id || v.Batch.Number == id {
			return v, nil
		}
	}
	return SubsidyView{}, noSubsidy()
}

func noSubsidy() error {
	return fault.New(fault.NotFound, "not_found", "", "没有找到该补贴批次")
}

func subsidyView(b subsidy.Batch, book subsidy.Book, a access.Actor, today date.Date) (SubsidyView, bool) {
	seen, ok := b.For(a)
	if !ok {
		return SubsidyView{}, false
	}
	v := SubsidyView{Batch: seen, Options: b.Options(a, today)}
	for _, f := range b.Shown(book) {
		if _, mine := seen.Line(f.No); mine {
			v.Figures = append(v.Figures, f)
		}
	}
	return v, true
}

// ActOnSubsidy performs one act on a batch, or opens one: permission, step, four eyes and version are checked, the act is kept and put
// into the audit chain, all in one transaction. A command_id that was done before returns its first outcome.
//
// Faults: NotFound, Forbidden, Conflict (somebody acted on the batch meanwhile), Refused by a rule, Invalid fields with their paths.
// Nothing is stored when there is any.
func (d *Desk) ActOnSubsidy(ctx context.Context, personID string, r SubsidyRequest) (SubsidyOutcome, error) {
	if r.CommandID == "" || len(r.CommandID) > 64 {
		return SubsidyOutcome{}, fault.New(fault.Invalid, "command.id", "command_id", "操作编号缺失或过长")
	}
	payload, err := json.Marshal(r.Form)
	if err != nil {
		return SubsidyOutcome{}, fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	if err := d.printable(payload); err != nil {
		return SubsidyOutcome{}, err
	}
	name := subsidy.NameOf(r.Form)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%d\n%s", personID, r.BatchID, name, r.Version, payload))
	digest := hex.EncodeToString(sum[:])
	var out SubsidyOutcome
	err = d.Store.Write(ctx, func(tx Tx) error {
		// The form of this run: what the occasion fills in must not be seen by the caller, nor by another run of the transaction.
		act, _ := subsidy.ActOf(name)
		form := act.New()
		if err := json.Unmarshal(payload, form); err != nil {
			return fault.Wrap(err, "command.json", "操作内容无法读取")
		}
		done, found, err := tx.Command(ctx, r.CommandID)
		if err != nil {
			return err
		}
		if found {
			return repeated(done, digest, &out)
		}
		out, err = d.actOnSubsidy(ctx, tx, personID, r, form)
		if err != nil {
			return err
		}
		result, err := json.Marshal(out)
		if err != nil {
			return fault.Wrap(err, "command.result", "操作结果无法保存")
		}
		return tx.InsertCommand(ctx, CommandRecord{ID: r.CommandID, Digest: digest, Result: string(result), AtMilli: d.Now().UnixMilli()})
	})
	if err != nil {
		return SubsidyOutcome{}, err
	}
	return out, nil
}

// repeated gives the first outcome of a command that was done before.
func repeated(done CommandRecord, digest string, out *SubsidyOutcome) error {
	if done.Digest != digest {
		return fault.New(fault.Refused, "command.reused", "command_id", "该操作编号已用于另一项操作，请重新提交")
	}
	return fault.Wrap(json.Unmarshal([]byte(done.Result), out), "command.result", "已完成操作的记录无法读取")
}

func (d *Desk) actOnSubsidy(ctx context.Context, tx Tx, personID string, r SubsidyRequest, form subsidy.Form) (SubsidyOutcome, error) {
	a, err := subsidyPerson(ctx, tx, personID)
	if err != nil {
		return SubsidyOutcome{}, err
	}
	book, err := d.subsidyBook(ctx, tx)
	if err != nil {
		return SubsidyOutcome{}, err
	}
	var b subsidy.Batch
	if r.BatchID != "" {
		i := slices.IndexFunc(book, func(x subsidy.Batch) bool { return x.ID == r.BatchID })
		if i < 0 {
			return SubsidyOutcome{}, noSubsidy()
		}
		if _, seen := book[i].For(a); !seen {
			return SubsidyOutcome{}, noSubsidy()
		}
		if b = book[i]; b.Version != r.Version {
			return SubsidyOutcome{}, fault.New(fault.Conflict, "subsidy.changed", "version", "补贴批次已被他人更新（您看到的是第 %d 版，现为第 %d 版），请刷新后重新办理；您填写的内容已保留", r.Version, b.Version)
		}
	}
	o, err := d.subsidyOccasion(ctx, tx, a, book)
	if err != nil {
		return SubsidyOutcome{}, err
	}
	if r.BatchID == "" {
		if o.Number, err = subsidyNumber(ctx, tx, a, o); err != nil {
			return SubsidyOutcome{}, err
		}
	}
	after, rec, err := b.Do(form, o)
	if err != nil {
		return SubsidyOutcome{}, err
	}
	at := d.Now().UnixMilli()
	rec.AtMilli = at
	if err := tx.InsertSubsidyAct(ctx, rec); err != nil {
		return SubsidyOutcome{}, err
	}
	raw, err := json.Marshal(rec)
	if err != nil {
		return SubsidyOutcome{}, fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	event, err := appendEvent(ctx, tx, audit.Event{AtMillis: at, PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID, Action: string(rec.Mark.Act),
		Object: SubsidyObject + after.Number, Version: rec.Version, Payload: string(raw)})
	return SubsidyOutcome{BatchID: after.ID, Number: after.Number, Version: after.Version, Step: after.Step, Seq: event.Seq}, err
}

// SubsidyObject stands before the number of a batch in the audit chain.
const SubsidyObject = "subsidy:"

func (d *Desk) subsidyOccasion(ctx context.Context, tx Tx, a access.Actor, book subsidy.Book) (*subsidy.Occasion, error) {
	orgs, err := tx.Orgs(ctx)
	if err != nil {
		return nil, err
	}
	find := func(is func(access.Org) bool) (access.Org, bool) {
		i := slices.IndexFunc(orgs, is)
		if i < 0 {
			return access.Org{}, false
		}
		return orgs[i], true
	}
	return &subsidy.Occasion{Actor: a, Today: Today(d.Now()), Calendar: d.Calendar, Book: book, ID: d.NewID(),
		Org: func(id string) (access.Org, bool) { return find(func(o access.Org) bool { return o.ID == id }) },
		Bank: func(code string) (access.Org, bool) {
			return find(func(o access.Org) bool { return o.Kind == access.Bank && o.Code == code })
		}}, nil
}

// subsidyNumber is the next number of a batch of the bureau: TX, its code with the store's own tag, year, sequence.
func subsidyNumber(ctx context.Context, tx Tx, a access.Actor, o *subsidy.Occasion) (string, error) {
	tag, err := tx.Meta(ctx, MetaTag)
	if err != nil {
		return "", err
	}
	scope := fmt.Sprintf("TX-%s%s-%04d", a.OrgCode, tag, o.Today.Year())
	n, err := tx.NextSequence(ctx, "subsidy:"+scope)
	return fmt.Sprintf("%s-%04d", scope, n), err
}
