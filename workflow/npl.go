package workflow

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/eligibility"
	"zhiya/workflow/policy"
	"zhiya/workflow/product"
)

// lentStages are those of a case that may have a balance on some day.
var lentStages = []string{string(casefile.Disbursement), string(casefile.InPledge), string(casefile.Settlement), string(casefile.Default), string(casefile.Closed)}

// NPLGauge is the gauge of bad loans (不良容忍度) of the person's bank on a day, today or before. Figures are those that were in the books and
// the classes that were approved by then, so that a figure once reported stands.
//
// Faults: Forbidden; Invalid date.future.
func (d *Desk) NPLGauge(ctx context.Context, personID string, on date.Date) (product.NPLGauge, error) {
	var out product.NPLGauge
	switch today := Today(d.Now()); {
	case on.IsZero():
		return out, fault.New(fault.Invalid, "date.missing", "on", "请填写统计日")
	case on.After(today):
		return out, fault.New(fault.Invalid, "date.future", "on", "统计日 %s 晚于今天 %s，请核对", on.Chinese(), today.Chinese())
	}
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := banker(ctx, tx, personID, "不良容忍度", access.Officer, access.Approver)
		if err != nil {
			return err
		}
		figures, err := tx.BankFigures(ctx, a.OrgID)
		if err != nil {
			return err
		}
		var overall *product.Figure
		if f, found := product.FigureOn(figures, product.OverallNPL, on); found {
			overall = &f
		}
		loans, err := lentBy(ctx, tx, a.OrgID, on)
		if err != nil {
			return err
		}
		rules, err := d.rules(ctx, tx)
		out = product.Gauge(loans, on, overall, rules)
		return err
	})
	return out, err
}

// lentBy lists the loans of a bank with a balance on a day.
func lentBy(ctx context.Context, tx Tx, orgID string, on date.Date) ([]product.NPLLoan, error) {
	var out []product.NPLLoan
	const page = 200
	for after := ""; ; {
		rows, err := tx.Cases(ctx, CaseQuery{OrgID: orgID, Stages: lentStages, After: after, Limit: page})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			s, err := readState(row)
			if err != nil {
				return nil, err
			}
			if balance := s.OnTheBooks(on); s.Lender.ID == orgID && balance > 0 {
				class, since := s.ClassReported(on)
				out = append(out, product.NPLLoan{CaseID: row.ID, Number: row.Number, Title: row.Title, Class: class, Since: since, PastDue: s.PastDueOn(on), Balance: balance})
			}
		}
		if len(rows) < page {
			return out, nil
		}
		after = rows[len(rows)-1].Cursor()
	}
}

// PolicyFacts are what the case of this number knows of the conditions of relending and policy products, with the rules of the store, for
// the command line, where nobody signs in. Fault NotFound: no such case.
func (d *Desk) PolicyFacts(ctx context.Context, number string, on date.Date) (eligibility.Facts, *policy.Library, error) {
	var out eligibility.Facts
	var rules *policy.Library
	err := d.Store.Read(ctx, func(tx Tx) error {
		row, err := tx.CaseByNumber(ctx, number)
		if err != nil {
			return err
		}
		s, err := readState(row)
		if err != nil {
			return err
		}
		out = s.PolicyFacts(on)
		rules, err = d.rules(ctx, tx)
		return err
	})
	return out, rules, err
}
