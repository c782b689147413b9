package workflow

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/riskshare"
)

// The acts on the books of the partners, as the audit chain names them.
const (
	PartnerRecordAction   = "ProposePartnerRecord"
	PartnerDecisionAction = "DecidePartnerRecord"
)

// keepers are the kinds of organisations that may keep a record of each kind.
var keepers = map[riskshare.RecordKind][]access.OrgKind{
	riskshare.ProgramRecord:  {access.Fund, access.Guarantor, access.Bureau, access.Bank},
	riskshare.PoolRecord:     {access.Fund, access.Guarantor, access.Insurer},
	riskshare.StandingRecord: {access.Guarantor},
	riskshare.LiftRecord:     {access.Fund, access.Guarantor, access.Bureau, access.Bank},
}

// MayKeep reports whether organisations of the kind keep records of this kind.
func MayKeep(kind riskshare.RecordKind, org access.OrgKind) bool {
	return slices.Contains(keepers[kind], org)
}

// bookPosts are the posts that propose and that approve records: those of the organisation's own kind.
func bookPosts(kind access.OrgKind) (propose, approve []access.Role) {
	if kind == access.Bureau {
		return []access.Role{access.Clerk}, []access.Role{access.SectionHead, access.DeputyDirector}
	}
	return []access.Role{access.Officer}, []access.Role{access.Approver}
}

// bookkeeper is a person who may work on records of the kind.
func bookkeeper(ctx context.Context, tx Tx, personID string, kind riskshare.RecordKind, approves bool) (access.Actor, error) {
	a, err := actorOf(ctx, tx, personID)
	if err != nil {
		return a, err
	}
	propose, approve := bookPosts(a.OrgKind)
	posts := propose
	if approves {
		posts = approve
	}
	if MayKeep(kind, a.OrgKind) && slices.ContainsFunc(posts, a.Has) {
		return a, nil
	}
	return a, fault.New(fault.Forbidden, "permission", "", "%s由参与分担的机构经办、负责人审批，您的岗位是%s·%s", kind.Chinese(), a.OrgName, a.Posts())
}

// MayPropose and MayDecide say which buttons a person of these posts has.
func MayPropose(kind riskshare.RecordKind, a access.Actor) bool {
	propose, _ := bookPosts(a.OrgKind)
	return MayKeep(kind, a.OrgKind) && slices.ContainsFunc(propose, a.Has)
}

// MayDecide is MayPropose for the approval.
func MayDecide(kind riskshare.RecordKind, a access.Actor) bool {
	_, approve := bookPosts(a.OrgKind)
	return MayKeep(kind, a.OrgKind) && slices.ContainsFunc(approve, a.Has)
}

func readBook(ctx context.Context, tx Tx) (riskshare.Book, error) {
	records, err := tx.PartnerRecords(ctx, "")
	if err != nil {
		return nil, err
	}
	decisions, err := tx.PartnerDecisions(ctx, "")
	if err != nil {
		return nil, err
	}
	return riskshare.JoinBook(records, decisions), nil
}

// mayRead is what an organisation sees of all records: its own, the approved programs of everybody, and of the programs it is a member of
// the decisions on fuses.
func mayRead(all riskshare.Book, orgID string) riskshare.Book {
	return slices.DeleteFunc(slices.Clone(all), func(e riskshare.BookEntry) bool {
		if e.OrgID == orgID {
			return false
		}
		return !e.Approved() || e.Kind != riskshare.ProgramRecord && e.Kind != riskshare.LiftRecord
	})
}

// PartnerBook is the book of the person's organisation: its records, and the approved programs of all.
//
// Fault: Forbidden for the appraisal firms' and the three administrators' posts, which share no loss and see no case.
func (d *Desk) PartnerBook(ctx context.Context, personID string) (riskshare.Book, error) {
	var out riskshare.Book
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if !hasCaseWork(a) || a.OrgKind == access.AppraisalFirm {
			return fault.New(fault.Forbidden, "permission", "", "合作账簿由参与风险分担的机构查看，您的岗位是%s·%s", a.OrgName, a.Posts())
		}
		all, err := readBook(ctx, tx)
		out = mayRead(all, a.OrgID)
		return err
	})
	return out, err
}

// roleKinds are the kinds of organisations that may play a role.
var roleKinds = map[riskshare.Role][]access.OrgKind{
	riskshare.BankRole: {access.Bank}, riskshare.GuarantorRole: {access.Guarantor}, riskshare.ReguarantorRole: {access.Guarantor}, riskshare.NationalFund: {access.Guarantor, access.Fund},
	riskshare.CityFund: {access.Fund}, riskshare.CreditFund: {access.Fund}, riskshare.InsurerRole: {access.Insurer}, riskshare.AppraiserRole: {access.AppraisalFirm},
}

// ProposeRecord saves a record for another person of the organisation to approve; nothing counts by it. r carries the kind and what it is
// about. The act is in the audit chain.
//
// Faults: Forbidden; Invalid fields with their paths; program.unpublished, program.dates.
func (d *Desk) ProposeRecord(ctx context.Context, personID string, r riskshare.Record) (riskshare.Record, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return r, fault.Wrap(err, "command.json", "内容无法保存")
	}
	if err := d.printable(raw); err != nil {
		return r, err
	}
	at := d.Now()
	r.ID, r.On, r.AtMilli = d.NewID(), Today(at), at.UnixMilli()
	err = d.Store.Write(ctx, func(tx Tx) error {
		a, err := bookkeeper(ctx, tx, personID, r.Kind, false)
		if err != nil {
			return err
		}
		r.OrgID, r.Org, r.PersonID, r.Person = a.OrgID, a.OrgName, a.PersonID, a.Name
		all, err := readBook(ctx, tx)
		if err != nil {
			return err
		}
		if err := d.checkRecord(ctx, tx, all, &r); err != nil {
			return err
		}
		if err := tx.InsertPartnerRecord(ctx, r); err != nil {
			return err
		}
		return d.ofPartner(ctx, tx, a, PartnerRecordAction, r.ID, r)
	})
	return r, err
}

// checkRecord names every fault of a record, and numbers a version of a program.
func (d *Desk) checkRecord(ctx context.Context, tx Tx, all riskshare.Book, r *riskshare.Record) error {
	var fs fault.Faults
	one := 0
	for _, given := range []bool{r.Program != nil, r.Pool != nil, r.Standing != nil, r.Lift != nil} {
		if given {
			one++
		}
	}
	if one != 1 {
		return fault.New(fault.Invalid, "record.kind", "kind", "一项记录只登记一种内容")
	}
	known := func(key string) bool {
		return slices.ContainsFunc(all, func(e riskshare.BookEntry) bool {
			return e.Kind == riskshare.ProgramRecord && e.Key() == key && e.Approved()
		})
	}
	switch {
	case r.Program != nil && r.Kind == riskshare.ProgramRecord:
		fs.Append("program", r.Program.Validate())
		if open := r.Program.Unpublished(); len(open) > 0 {
			fs.Invalid("program.unpublished", "program.members", "%s 的分担比例未填写，请按合作协议填写后再提交", strings.Join(open, "、"))
		}
		directory := readDirectory(ctx, tx)
		err := r.CheckFills(func(role riskshare.Role, orgID string) bool {
			org, ok := directory.org(orgID)
			return ok && slices.Contains(roleKinds[role], org.Kind)
		})
		fs.Append("", err)
		if directory.failed != nil {
			return directory.failed
		}
		r.Version = all.NextVersion(r.Key())
	case r.Pool != nil && r.Kind == riskshare.PoolRecord:
		fs.Append("pool", r.Pool.Validate(r.On))
		if len(fs) == 0 && !known(r.Pool.Program) {
			fs.Invalid("program.unknown", "pool.program", "请选择已批准的风险分担方案")
		}
	case r.Standing != nil && r.Kind == riskshare.StandingRecord:
		fs.Append("standing", r.Standing.Validate())
		if r.Standing.On.After(r.On) {
			fs.Invalid("date.future", "standing.on", "报表日 %s 晚于今天", r.Standing.On.Chinese())
		}
	case r.Lift != nil && r.Kind == riskshare.LiftRecord:
		fs.Append("lift", r.Lift.Validate())
		switch {
		case len(fs) > 0:
		case !known(r.Lift.Program):
			fs.Invalid("program.unknown", "lift.program", "请选择已批准的风险分担方案")
		case !strings.HasPrefix(r.Lift.Program, r.OrgID+"/"):
			fs.Refuse("lift.keeper", "lift.program", "熔断恢复由方案的管理机构决定，该方案不由贵机构管理")
		}
	default:
		return fault.New(fault.Invalid, "record.kind", "kind", "记录种类与内容不一致")
	}
	return fs.Err()
}

// DecideRecord approves a record or returns it to its maker; another person than the maker decides. Money goes out of a pool only as far
// as it holds any. The act is in the audit chain.
//
// Faults: NotFound, Forbidden (four_eyes), Refused record.decided and pool.overdrawn, Invalid without an opinion.
func (d *Desk) DecideRecord(ctx context.Context, personID, id string, approve bool, opinion string) (riskshare.Decision, error) {
	var fs fault.Faults
	d.walk(&fs, "opinion", opinion)
	if strings.TrimSpace(opinion) == "" {
		fs.Invalid("text.missing", "opinion", "请填写审批意见")
	}
	if err := fs.Err(); err != nil {
		return riskshare.Decision{}, err
	}
	at := d.Now()
	out := riskshare.Decision{ID: id, Approved: approve, Opinion: strings.TrimSpace(opinion), On: Today(at), AtMilli: at.UnixMilli()}
	err := d.Store.Write(ctx, func(tx Tx) error {
		all, err := readBook(ctx, tx)
		if err != nil {
			return err
		}
		e, found := all.Find(id)
		if !found {
			return fault.New(fault.NotFound, "not_found", "id", "没有找到该记录")
		}
		a, err := bookkeeper(ctx, tx, personID, e.Kind, true)
		switch {
		case err != nil:
			return err
		case a.OrgID != e.OrgID:
			return fault.New(fault.NotFound, "not_found", "id", "没有找到该记录")
		case e.Decision != nil:
			return fault.New(fault.Refused, "record.decided", "id", "该记录已由%s%s，不能再次审批", e.Decision.Person, e.StateName()[len("已"):])
		case a.PersonID == e.PersonID:
			return fault.New(fault.Forbidden, "four_eyes", "", "该记录由您提出，按不相容岗位分离要求，须由另一人审批")
		}
		if approve && e.Pool != nil && e.Pool.Signed() < 0 {
			books := &partnerBooks{ctx: ctx, tx: tx, book: all, on: out.On}
			pool, _ := riskshare.PoolBalance(books, e.OrgID, e.Pool.Program)
			if books.failed != nil {
				return books.failed
			}
			if pool+e.Pool.Signed() < 0 {
				return fault.New(fault.Refused, "pool.overdrawn", "", "资金池余额 %s 元，不足以%s %s 元", pool.Format(), e.Pool.KindName(), e.Pool.Amount.Format())
			}
		}
		out.OrgID, out.PersonID, out.Person = a.OrgID, a.PersonID, a.Name
		if err := tx.InsertPartnerDecision(ctx, out); err != nil {
			return err
		}
		return d.ofPartner(ctx, tx, a, PartnerDecisionAction, id, out)
	})
	return out, err
}

// ofPartner appends the audit event of an act on a partner's book; the payload is the record as it was saved.
func (d *Desk) ofPartner(ctx context.Context, tx Tx, a access.Actor, action, object string, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	_, err = appendEvent(ctx, tx, audit.Event{AtMillis: d.Now().UnixMilli(), PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID,
		Action: action, Object: "partner:" + a.OrgCode + ":" + object, Version: 1, Payload: string(raw)})
	return err
}

// Exposures are the rows of the person's organisation in the partners' books (备案台账): a partner its own, a bank those of its loans, the
// bureau those of its cases. Limited to a program when one is given.
func (d *Desk) Exposures(ctx context.Context, personID, program string) ([]riskshare.Exposure, error) {
	var out []riskshare.Exposure
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if !hasCaseWork(a) || a.OrgKind == access.AppraisalFirm {
			return fault.New(fault.Forbidden, "permission", "", "备案台账由参与风险分担的机构查看，您的岗位是%s·%s", a.OrgName, a.Posts())
		}
		q := riskshare.Query{Program: program}
		switch a.OrgKind {
		case access.Bank:
			q.LenderID = a.OrgID
		case access.Bureau, access.Finance: // the statistics of the schemes
		default:
			q.OrgID = a.OrgID
		}
		out, err = tx.Exposures(ctx, q)
		return err
	})
	return out, err
}

// ProgramStanding is how a program stands today: its fuses for every bank, product and district that has loans in it, and its pools.
type ProgramStanding struct {
	Record   riskshare.Record
	Totals   riskshare.Totals
	Readings []riskshare.FuseReading
	Lifted   []riskshare.Lift
	Pools    []PoolStanding
}

// PoolStanding is what a pool was given, holds and can still take on.
type PoolStanding struct {
	OrgID    string
	Org      string
	PaidIn   money.Money
	Balance  money.Money
	Paid     money.Money
	Returned money.Money
	Claimed  money.Money // by claims being handled
	Reserved money.Money // balance of the loans enrolled
	Room     money.Money // that may still be enrolled
}

// ProgramStanding is how the program in force under a key stands, for its keeper, its members and the bureau.
//
// Faults: NotFound for a program that is not in force or that the organisation has no part in.
func (d *Desk) ProgramStanding(ctx context.Context, personID, key string) (ProgramStanding, error) {
	var out ProgramStanding
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		all, err := readBook(ctx, tx)
		if err != nil {
			return err
		}
		today := Today(d.Now())
		r, ok := all.Ruling(key, today)
		part := r.OrgID == a.OrgID || a.OrgKind == access.Bureau || a.OrgKind == access.Finance
		if ok {
			part = part || slices.Contains(r.Parties(""), a.OrgID) || a.OrgKind == access.Bank
		}
		if !ok || !part || !hasCaseWork(a) {
			return fault.New(fault.NotFound, "not_found", "program", "没有找到现行的该方案，或者贵机构不是其成员")
		}
		books := &partnerBooks{ctx: ctx, tx: tx, book: all, on: today}
		out = ProgramStanding{Record: r, Totals: books.Totals(riskshare.Query{Program: key}), Lifted: all.Lifts(key)}
		rows, err := tx.Exposures(ctx, riskshare.Query{Program: key})
		if err != nil {
			return err
		}
		out.Readings = r.AllReadings(books, rows, today)
		directory := readDirectory(ctx, tx)
		for _, id := range r.PoolMembers("") {
			p := PoolStanding{OrgID: id, Org: directory.named(id).Name}
			p.PaidIn, _ = all.PoolPaidIn(id, key)
			t := books.Totals(riskshare.Query{OrgID: id, Program: key})
			p.Paid, p.Returned, p.Claimed, p.Reserved = t.Paid, t.Returned, t.Claimed, t.Balance
			p.Balance = p.PaidIn - t.Paid + t.Returned
			p.Room, _ = r.Room(books, id, riskshare.Facts{On: today})
			out.Pools = append(out.Pools, p)
		}
		if directory.failed != nil {
			return directory.failed
		}
		return books.failed
	})
	return out, err
}
