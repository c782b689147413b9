package workflow

import (
	"context"
	"encoding/json"
	"slices"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/product"
	"zhiya/workflow/riskshare"
)

// CaseView is a case as one person sees it.
type CaseView struct {
	State   casefile.State // only what the person's organisation may see
	Options []casefile.Option
	Waiting string // whose act the case waits for, in words
	Where   string
	Journey []casefile.Stop

	Products []product.Version  // by which the lender's people may decide it today
	Programs []riskshare.Record // under which they may enrol it
}

// actorOf reads the person from the store.
func actorOf(ctx context.Context, tx Tx, personID string) (access.Actor, error) {
	return readDirectory(ctx, tx).actor(personID)
}

// visible reads a case the person's organisation is a party to; for anybody else it does not exist.
func visible(ctx context.Context, tx Tx, a access.Actor, caseID string) (casefile.State, error) {
	row, err := tx.Case(ctx, caseID)
	if err != nil {
		return casefile.State{}, err
	}
	party, err := tx.IsParty(ctx, caseID, a.OrgID)
	if err != nil {
		return casefile.State{}, err
	}
	if !party || !hasCaseWork(a) {
		return casefile.State{}, fault.New(fault.NotFound, "case.missing", "", "没有找到该案件")
	}
	return readState(row)
}

// hasCaseWork reports whether the person holds any post but an administrator's.
func hasCaseWork(a access.Actor) bool {
	return slices.ContainsFunc(a.Roles, func(r access.Role) bool {
		return r != access.SystemAdmin && r != access.SecurityAdmin && r != access.AuditAdmin
	})
}

// Open reads one case for a person.
func (d *Desk) Open(ctx context.Context, personID, caseID string) (CaseView, error) {
	var v CaseView
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		s, err := visible(ctx, tx, a, caseID)
		if err != nil {
			return err
		}
		v = CaseView{State: s.For(a), Options: s.Options(a), Waiting: s.Waiting(), Where: s.Where(), Journey: s.Journey()}
		if v.Products, err = d.offers(ctx, tx, a, s); err != nil || a.OrgKind != access.Bank || a.OrgID != s.Lender.ID {
			return err
		}
		book, err := readBook(ctx, tx)
		v.Programs = book.Offered(a.OrgID, Today(d.Now()))
		return err
	})
	return v, err
}

// ListItem is a row of the case list; Mine says what this person may do next, "" when it is another's turn.
type ListItem struct {
	CaseRow
	Mine    string
	Where   string
	DueWhat string
}

// List finds the cases of the person's organisation, newest change first. Search text is folded by the desk.
func (d *Desk) List(ctx context.Context, personID, search string, stages []string, after string, limit int) ([]ListItem, error) {
	var out []ListItem
	err := d.Store.Read(ctx, func(tx Tx) error {
		out = nil
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if !hasCaseWork(a) {
			return nil
		}
		rows, err := tx.Cases(ctx, CaseQuery{OrgID: a.OrgID, Stages: stages, Fold: casefile.Fold(search), After: after, Limit: limit})
		if err != nil {
			return err
		}
		for _, row := range rows {
			s, err := readState(row)
			if err != nil {
				return err
			}
			item := ListItem{CaseRow: row, Where: s.Where()}
			_, item.DueWhat = s.NextDue()
			for _, o := range s.Options(a) {
				if o.Ready && o.Next {
					item.Mine = o.Row.Title
					break
				}
			}
			if a.OrgID == s.Assessor.ID { // the firm does not see what is hoped for
				item.AmountFen = 0
			}
			item.Body = ""
			out = append(out, item)
		}
		return nil
	})
	return out, err
}

// Suggest is the command's form filled with what the case already knows, for this person.
func (d *Desk) Suggest(ctx context.Context, personID, caseID string, name casefile.Name) (any, error) {
	var form any
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		s := casefile.State{}
		if caseID != "" {
			if s, err = visible(ctx, tx, a, caseID); err != nil {
				return err
			}
		}
		// From what the person may see: a form is no way around For.
		form, err = casefile.SuggestBy(d.Rulebook(), s.For(a), name, a, Today(d.Now()), d.Calendar)
		return err
	})
	return form, err
}

// Directory lists organisations and people for the pickers of forms and the page 人员; passwords are left out.
func (d *Desk) Directory(ctx context.Context) ([]access.Org, []access.Person, error) {
	var orgs []access.Org
	var people []access.Person
	err := d.Store.Read(ctx, func(tx Tx) error {
		var err error
		if orgs, err = tx.Orgs(ctx); err != nil {
			return err
		}
		people, err = tx.People(ctx, "")
		return err
	})
	for i := range people {
		people[i].Password = ""
	}
	return orgs, people, err
}

// ReadDocument reads an issued document that the person's organisation may open.
func (d *Desk) ReadDocument(ctx context.Context, personID, documentID string) (DocumentRow, error) {
	var doc DocumentRow
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		if doc, err = tx.Document(ctx, documentID); err != nil {
			return err
		}
		s, err := visible(ctx, tx, a, doc.CaseID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(s.Documents, func(d casefile.DocumentRef) bool { return d.ID == doc.ID })
		if i < 0 || !s.MayOpen(s.Documents[i], a) {
			return fault.New(fault.NotFound, "document.missing", "", "没有找到该文书")
		}
		return nil
	})
	if err != nil {
		return DocumentRow{}, err
	}
	return doc, nil
}

// Trail lists the audit events of one case, or of everything for an audit administrator (caseID ""). Of the acts of other
// organisations a party sees who did what and when, not the form that was handed in.
func (d *Desk) Trail(ctx context.Context, personID, caseID string, after int64, limit int) ([]audit.Event, error) {
	var out []audit.Event
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		object := ""
		if caseID != "" {
			s, err := visible(ctx, tx, a, caseID)
			if err != nil {
				return err
			}
			object = s.Number
		} else if !a.Has(access.AuditAdmin) {
			return fault.New(fault.Forbidden, "permission", "", "全部审计轨迹只对审计管理员开放")
		}
		if out, err = tx.Events(ctx, after, limit, object); err != nil {
			return err
		}
		for i := range out {
			if caseID != "" && out[i].OrgID != a.OrgID {
				out[i].Payload = ""
			}
		}
		return nil
	})
	return out, err
}

// SaveDraft keeps a form that is not submitted yet; LoadDraft gives it back into form and reports whether there was one.
func (d *Desk) SaveDraft(ctx context.Context, personID, caseID string, name casefile.Name, form any) error {
	raw, err := json.Marshal(form)
	if err != nil {
		return fault.Wrap(err, "draft.json", "草稿无法保存")
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		return tx.SaveDraft(ctx, Draft{PersonID: personID, CaseID: caseID, Command: string(name), Body: string(raw), AtMilli: d.Now().UnixMilli()})
	})
}

// LoadDraft reads the person's draft of this command into form, a pointer from casefile.New.
func (d *Desk) LoadDraft(ctx context.Context, personID, caseID string, name casefile.Name, form any) (bool, error) {
	var draft Draft
	found := false
	err := d.Store.Read(ctx, func(tx Tx) error {
		var err error
		draft, found, err = tx.Draft(ctx, personID, caseID, string(name))
		return err
	})
	if err != nil || !found {
		return false, err
	}
	if json.Unmarshal([]byte(draft.Body), form) != nil { // a draft of an older program that no longer fits is left aside
		return false, nil
	}
	return true, nil
}

// DropDraft forgets a draft.
func (d *Desk) DropDraft(ctx context.Context, personID, caseID string, name casefile.Name) error {
	return d.Store.Write(ctx, func(tx Tx) error { return tx.DeleteDraft(ctx, personID, caseID, string(name)) })
}
