package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/riskshare"
)

// PartnerRecords lists the records of an organisation, or of everybody, by id.
func (t *tx) PartnerRecords(ctx context.Context, orgID string) ([]riskshare.Record, error) {
	if orgID == "" {
		return many(ctx, t, scanBody[riskshare.Record], `SELECT body FROM partner_record ORDER BY id`)
	}
	return many(ctx, t, scanBody[riskshare.Record], `SELECT body FROM partner_record WHERE org_id = $1 ORDER BY id`, orgID)
}

// InsertPartnerRecord keeps a record for ever; one of the same id, or the same version of a program, is a duplicate.
func (t *tx) InsertPartnerRecord(ctx context.Context, r riskshare.Record) error {
	body, err := json.Marshal(r)
	if err != nil {
		return fault.Wrap(err, "partner.json", "合作账簿无法保存")
	}
	code := ""
	if r.Program != nil {
		code = r.Program.Code
	}
	_, err = t.exec(ctx, `INSERT INTO partner_record (id, org_id, kind, code, version, body) VALUES ($1, $2, $3, $4, $5, $6)`, r.ID, r.OrgID, string(r.Kind), code, r.Version, string(body))
	return err
}

// PartnerDecisions lists what was decided of the records of an organisation, or of everybody's, by id.
func (t *tx) PartnerDecisions(ctx context.Context, orgID string) ([]riskshare.Decision, error) {
	if orgID == "" {
		return many(ctx, t, scanBody[riskshare.Decision], `SELECT body FROM partner_decision ORDER BY id`)
	}
	return many(ctx, t, scanBody[riskshare.Decision], `SELECT d.body FROM partner_decision d JOIN partner_record r ON r.id = d.id WHERE r.org_id = $1 ORDER BY d.id`, orgID)
}

// InsertPartnerDecision keeps a decision for ever; a record is decided once.
func (t *tx) InsertPartnerDecision(ctx context.Context, d riskshare.Decision) error {
	body, err := json.Marshal(d)
	if err != nil {
		return fault.Wrap(err, "partner.json", "审批无法保存")
	}
	_, err = t.exec(ctx, `INSERT INTO partner_decision (id, approved, body) VALUES ($1, $2, $3)`, d.ID, bit(d.Approved), string(body))
	return err
}

const exposureColumns = `case_id, org_id, first, program, number, title, lender_id, lender, debtors, group_name, district, product, enrolled, live,
	balance_fen, bad_fen, share_fen, claimed_fen, paid_fen, paid_on, returned_fen, overdue, claimed_on`

func scanExposure(row scanner) (riskshare.Exposure, error) {
	var e riskshare.Exposure
	var debtors, enrolled, paidOn, overdue, claimedOn string
	var first, live, balance, bad, share, claimed, paid, returned int64
	if err := row.Scan(&e.CaseID, &e.OrgID, &first, &e.Program, &e.Number, &e.Title, &e.LenderID, &e.Lender, &debtors, &e.Group, &e.District, &e.Product, &enrolled, &live,
		&balance, &bad, &share, &claimed, &paid, &paidOn, &returned, &overdue, &claimedOn); err != nil {
		return e, err
	}
	if debtors != "" {
		e.Debtors = strings.Split(strings.Trim(debtors, "|"), "|")
	}
	e.First, e.Live = first == 1, live == 1
	e.Balance, e.Bad, e.Share, e.Claimed, e.Paid, e.Returned = money.Money(balance), money.Money(bad), money.Money(share), money.Money(claimed), money.Money(paid), money.Money(returned)
	for _, d := range []struct {
		to   *date.Date
		text string
	}{{&e.Enrolled, enrolled}, {&e.PaidOn, paidOn}, {&e.Overdue, overdue}, {&e.ClaimedOn, claimedOn}} {
		if d.text == "" {
			continue
		}
		var err error
		if *d.to, err = date.Parse(d.text); err != nil {
			return e, err
		}
	}
	return e, nil
}

func exposureRow(e riskshare.Exposure) []any {
	debtors := ""
	if len(e.Debtors) > 0 {
		debtors = "|" + strings.Join(e.Debtors, "|") + "|"
	}
	return []any{e.CaseID, e.OrgID, bit(e.First), e.Program, e.Number, e.Title, e.LenderID, e.Lender, debtors, e.Group, e.District, e.Product, e.Enrolled.String(), bit(e.Live),
		int64(e.Balance), int64(e.Bad), int64(e.Share), int64(e.Claimed), int64(e.Paid), e.PaidOn.String(), int64(e.Returned), e.Overdue.String(), e.ClaimedOn.String()}
}

// KeepExposures makes the rows of a case those given.
func (t *tx) KeepExposures(ctx context.Context, caseID string, rows []riskshare.Exposure) error {
	if _, err := t.exec(ctx, `DELETE FROM exposure WHERE case_id = $1`, caseID); err != nil {
		return err
	}
	list := make([][]any, len(rows))
	for i, e := range rows {
		list[i] = exposureRow(e)
	}
	return t.insertAll(ctx, `INSERT INTO exposure (`+exposureColumns+`) VALUES `, list, ``)
}

// where is the condition of a query and its arguments.
func exposureWhere(q riskshare.Query) (string, []any) {
	var args []any
	var conditions []string
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	for _, x := range []struct{ column, want string }{{"org_id", q.OrgID}, {"program", q.Program}, {"lender_id", q.LenderID}, {"product", q.Product}, {"district", q.District}, {"group_name", q.Group}} {
		if x.want != "" {
			conditions = append(conditions, x.column+" = "+arg(x.want))
		}
	}
	if q.Debtor != "" {
		conditions = append(conditions, "instr(debtors, "+arg("|"+q.Debtor+"|")+") > 0")
	}
	if q.Except != "" {
		conditions = append(conditions, "case_id <> "+arg(q.Except))
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// Exposures lists the rows a query selects, by case number and partner.
func (t *tx) Exposures(ctx context.Context, q riskshare.Query) ([]riskshare.Exposure, error) {
	where, args := exposureWhere(q)
	return many(ctx, t, scanExposure, `SELECT `+exposureColumns+` FROM exposure`+where+` ORDER BY number, org_id`, args...)
}

// ExposureTotals are the sums over the rows a query selects.
func (t *tx) ExposureTotals(ctx context.Context, q riskshare.Query) (riskshare.Totals, error) {
	where, args := exposureWhere(q)
	once := "first"
	if q.OrgID != "" {
		once = "1"
	}
	year := "'-'" // no year: none
	if q.Year != 0 {
		args = append(args, fmt.Sprintf("%04d", q.Year))
		year = fmt.Sprintf("$%d", len(args))
	}
	sum := func(x string) string { return `CAST(COALESCE(SUM(` + x + `), 0) AS BIGINT)` }
	out, _, err := one(ctx, t, func(row scanner) (riskshare.Totals, error) {
		var x riskshare.Totals
		var balance, bad, share, claimed, paid, paidYear, returned int64
		err := row.Scan(&x.Cases, &balance, &bad, &share, &claimed, &paid, &paidYear, &returned)
		x.Balance, x.Bad, x.Share, x.Claimed = money.Money(balance), money.Money(bad), money.Money(share), money.Money(claimed)
		x.Paid, x.PaidYear, x.Returned = money.Money(paid), money.Money(paidYear), money.Money(returned)
		return x, err
	}, `SELECT `+sum("live * "+once)+`, `+sum("live * "+once+" * balance_fen")+`, `+sum("live * "+once+" * bad_fen")+`, `+sum("live * share_fen")+`, `+sum("claimed_fen")+`, `+
		sum("paid_fen")+`, `+sum("CASE WHEN substr(paid_on, 1, 4) = "+year+" THEN paid_fen ELSE 0 END")+`, `+sum("returned_fen")+` FROM exposure`+where, args...)
	return out, err
}

// KeepPosition makes the position of a case the one given; an empty one is removed.
func (t *tx) KeepPosition(ctx context.Context, p portfolio.Position) error {
	if p.Empty() {
		_, err := t.exec(ctx, `DELETE FROM case_position WHERE case_id = $1`, p.CaseID)
		return err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fault.Wrap(err, "position.json", "组合数据无法保存")
	}
	_, err = t.exec(ctx, `INSERT INTO case_position (case_id, body) VALUES ($1, $2) ON CONFLICT (case_id) DO UPDATE SET body = excluded.body`, p.CaseID, string(body))
	return err
}

// Positions lists those of the cases an organisation is a party to, "" for all, by case.
func (t *tx) Positions(ctx context.Context, orgID string) ([]portfolio.Position, error) {
	if orgID == "" {
		return many(ctx, t, scanBody[portfolio.Position], `SELECT body FROM case_position ORDER BY case_id`)
	}
	return many(ctx, t, scanBody[portfolio.Position], `SELECT p.body FROM case_position p JOIN case_party x ON x.case_id = p.case_id WHERE x.org_id = $1 ORDER BY p.case_id`, orgID)
}
