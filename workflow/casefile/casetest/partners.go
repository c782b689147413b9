package casetest

import (
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/riskshare"
)

// Partners are the books of the partners on a table: their records and the other cases.
type Partners struct {
	Book  riskshare.Book
	Rows  []riskshare.Exposure
	Today date.Date
}

// Totals are the sums over the other cases.
func (p *Partners) Totals(q riskshare.Query) riskshare.Totals {
	var t riskshare.Totals
	for _, e := range p.Rows {
		if q.Matches(e) {
			t.Add(e, q.Year, q.OrgID != "")
		}
	}
	return t
}

// Pool is what was paid into a pool.
func (p *Partners) Pool(orgID, program string) (money.Money, bool) {
	return p.Book.PoolPaidIn(orgID, program)
}

// Standing is what a guarantor stated of itself last.
func (p *Partners) Standing(orgID string) (riskshare.GuarantorStanding, bool) {
	return p.Book.StandingOf(orgID, p.Today)
}

// Lifts are the decisions on fuses.
func (p *Partners) Lifts(program string) []riskshare.Lift { return p.Book.Lifts(program) }

// Programs are those a bank may use.
func (p *Partners) Programs(lenderID string) []riskshare.Record {
	return p.Book.Offered(lenderID, p.Today)
}

// Keep adds an approved record.
func (p *Partners) Keep(r riskshare.Record) {
	if r.Program != nil {
		r.Version = p.Book.NextVersion(r.Key())
	}
	r.AtMilli = int64(len(p.Book) + 1)
	r.ID = r.OrgID + string(rune('a'+len(p.Book)))
	p.Book = append(p.Book, riskshare.BookEntry{Record: r, Decision: &riskshare.Decision{ID: r.ID, Approved: true}})
}

func rate(s string) *money.Rate { r := money.MustRate(s); return &r }

// FundProgram is a sound program of the fund: fund 40 % out of a pool of 10 times leverage, guarantor 40 %, bank 20 %; principal only, claims
// between the 30th and the 365th day.
func FundProgram(from date.Date) riskshare.Record {
	return riskshare.Record{OrgID: "fund", Org: "示例风险补偿基金", Kind: riskshare.ProgramRecord, Fills: []riskshare.Fill{{Member: "fund", OrgID: "fund"}, {Member: "db", OrgID: "guarantor"}},
		Program: &riskshare.Program{Code: "S1", Name: "示例风险分担方案", Source: "示例合作协议", Example: true, ValidFrom: from, Base: riskshare.Principal, Residual: "bank",
			Members: []riskshare.Member{{ID: "bank", Role: riskshare.BankRole, Share: rate("0.2")}, {ID: "fund", Role: riskshare.CityFund, Share: rate("0.4"), Leverage: rate("10"), Recourse: riskshare.RecourseAgreed},
				{ID: "db", Role: riskshare.GuarantorRole, Share: rate("0.4"), Recourse: riskshare.RecourseLaw}},
			Terms: riskshare.Terms{WaitingDays: 30, ClaimDays: 365}}}
}

// PaidIn is an amount paid into the fund's pool of that program.
func PaidIn(amount string, on date.Date) riskshare.Record {
	return riskshare.Record{OrgID: "fund", Kind: riskshare.PoolRecord, Pool: &riskshare.PoolEntry{Program: "fund/S1", Kind: "in", Amount: money.Must(amount), On: on, Voucher: "示例凭证", Source: "示例文件"}}
}

// NetAssets is what the guarantor states of itself.
func NetAssets(amount string, on date.Date) riskshare.Record {
	return riskshare.Record{OrgID: "guarantor", Kind: riskshare.StandingRecord, Standing: &riskshare.GuarantorStanding{On: on, NetAssets: money.Must(amount), Source: "示例报表"}}
}
