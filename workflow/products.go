package workflow

import (
	"context"
	"encoding/json"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/product"
)

// The acts on the loan products of a bank, as the audit chain names them.
const (
	ProductAction         = "ProposeProduct"
	ProductDecisionAction = "DecideProduct"
	BankFigureAction      = "SaveBankFigure"
)

// catalogue reads the products of a bank.
func catalogue(ctx context.Context, tx Tx, orgID string) (product.Catalogue, error) {
	versions, err := tx.Products(ctx, orgID)
	if err != nil {
		return nil, err
	}
	decisions, err := tx.ProductDecisions(ctx, orgID)
	if err != nil {
		return nil, err
	}
	return product.Join(versions, decisions), nil
}

// banker is a person of a bank with one of the posts.
func banker(ctx context.Context, tx Tx, personID, what string, posts ...access.Role) (access.Actor, error) {
	a, err := actorOf(ctx, tx, personID)
	if err != nil {
		return a, err
	}
	if a.OrgKind == access.Bank {
		for _, r := range posts {
			if a.Has(r) {
				return a, nil
			}
		}
	}
	return a, fault.New(fault.Forbidden, "permission", "", "%s由贷款银行的%s办理，您的岗位是%s·%s", what, posts[0], a.OrgName, a.Posts())
}

// Products is the catalogue of the person's bank, every version with what was decided of it.
func (d *Desk) Products(ctx context.Context, personID string) (product.Catalogue, error) {
	var out product.Catalogue
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := banker(ctx, tx, personID, "贷款产品", access.Officer, access.Approver)
		if err != nil {
			return err
		}
		out, err = catalogue(ctx, tx, a.OrgID)
		return err
	})
	return out, err
}

// ProposeProduct saves a new product, or a new version of one, for another person to approve. Nothing comes into force by it.
// The act is in the audit chain.
//
// Faults: Forbidden; those of product.Catalogue.Admit.
func (d *Desk) ProposeProduct(ctx context.Context, personID string, t product.Terms) (product.Version, error) {
	var fs fault.Faults
	for _, f := range [][2]string{{"name", t.Name}, {"basis", t.Basis}, {"reason", t.Reason}} {
		d.walk(&fs, f[0], f[1])
	}
	if err := fs.Err(); err != nil {
		return product.Version{}, err
	}
	at := d.Now()
	v := product.Version{Terms: t, SavedOn: Today(at), AtMilli: at.UnixMilli()}
	err := d.Store.Write(ctx, func(tx Tx) error {
		a, err := banker(ctx, tx, personID, "提出贷款产品", access.Officer)
		if err != nil {
			return err
		}
		all, err := catalogue(ctx, tx, a.OrgID)
		if err != nil {
			return err
		}
		if v.Number, err = all.Admit(t, v.SavedOn); err != nil {
			return err
		}
		v.OrgID, v.PersonID, v.Person = a.OrgID, a.PersonID, a.Name
		if err := tx.InsertProduct(ctx, v); err != nil {
			return err
		}
		return d.ofProduct(ctx, tx, a, ProductAction, t.Code, v.Number, v)
	})
	return v, err
}

// DecideProduct approves a version or returns it to its maker; another person than the maker decides. An approved version is in
// force from its first day on; cases decided before keep theirs. The act is in the audit chain.
//
// Faults: Forbidden; those of product.Catalogue.Decide.
func (d *Desk) DecideProduct(ctx context.Context, personID, code string, version int64, approve bool, opinion string) (product.Decision, error) {
	var fs fault.Faults
	d.walk(&fs, "opinion", opinion)
	if err := fs.Err(); err != nil {
		return product.Decision{}, err
	}
	at := d.Now()
	out := product.Decision{Code: code, Version: version, Approved: approve, Opinion: opinion, On: Today(at), AtMilli: at.UnixMilli()}
	err := d.Store.Write(ctx, func(tx Tx) error {
		a, err := banker(ctx, tx, personID, "审批贷款产品", access.Approver)
		if err != nil {
			return err
		}
		all, err := catalogue(ctx, tx, a.OrgID)
		if err != nil {
			return err
		}
		if err := all.Decide(code, version, approve, opinion, a.PersonID, out.On); err != nil {
			return err
		}
		out.OrgID, out.PersonID, out.Person = a.OrgID, a.PersonID, a.Name
		if err := tx.InsertProductDecision(ctx, out); err != nil {
			return err
		}
		return d.ofProduct(ctx, tx, a, ProductDecisionAction, code, version, out)
	})
	return out, err
}

// SaveBankFigure keeps a figure that the bank reports of itself, as a new version. The act is in the audit chain.
//
// Faults: Forbidden; those of product.FigureForm.Validate.
func (d *Desk) SaveBankFigure(ctx context.Context, personID string, form product.FigureForm) (product.Figure, error) {
	at := d.Now()
	var fs fault.Faults
	fs.Append("", form.Validate(Today(at)))
	d.walk(&fs, "source", form.Source)
	if err := fs.Err(); err != nil {
		return product.Figure{}, err
	}
	f := product.Figure{Name: product.OverallNPL, AsOf: form.AsOf, Value: form.Value, Source: form.Source, SavedOn: Today(at), AtMilli: at.UnixMilli()}
	err := d.Store.Write(ctx, func(tx Tx) error {
		a, err := banker(ctx, tx, personID, "登记全行不良率", access.Approver)
		if err != nil {
			return err
		}
		known, err := tx.BankFigures(ctx, a.OrgID)
		if err != nil {
			return err
		}
		f.Version = 1
		for _, k := range known {
			if k.Name == f.Name {
				f.Version = k.Version + 1
			}
		}
		f.OrgID, f.PersonID, f.Person = a.OrgID, a.PersonID, a.Name
		if err := tx.InsertBankFigure(ctx, f); err != nil {
			return err
		}
		return d.ofProduct(ctx, tx, a, BankFigureAction, f.Name, f.Version, f)
	})
	return f, err
}

// ofProduct appends the audit event of an act on a product or a figure; the payload is the record as it was saved.
func (d *Desk) ofProduct(ctx context.Context, tx Tx, a access.Actor, action, object string, version int64, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	_, err = appendEvent(ctx, tx, audit.Event{AtMillis: d.Now().UnixMilli(), PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID,
		Action: action, Object: "product:" + a.OrgCode + ":" + object, Version: version, Payload: string(raw)})
	return err
}

// products are the versions of the lender's products by which the case may be decided today.
func (j *job) products(ctx context.Context, tx Tx, lenderID string) []product.Version {
	all, err := catalogue(ctx, tx, lenderID)
	if err != nil {
		j.lookup = err
	}
	return all.Offered(j.today)
}

// offers are the products by which people of the case's lender may decide it today.
func (d *Desk) offers(ctx context.Context, tx Tx, a access.Actor, s casefile.State) ([]product.Version, error) {
	if a.OrgKind != access.Bank || a.OrgID != s.Lender.ID {
		return nil, nil
	}
	all, err := catalogue(ctx, tx, a.OrgID)
	return all.Offered(Today(d.Now())), err
}
