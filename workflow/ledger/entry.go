// Package ledger keeps the movements of money of a case as balanced entries (分录) between accounts: what the borrower owes,
// what the bank, the guarantor, the fund and the insurer paid and got back, and where proceeds and recoveries stand. An
// entry is never changed; a mistake is undone by a reversal (冲正) with its own date, so a closed month never changes.
package ledger

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Kind is the part an account plays.
type Kind string

const (
	Borrower  Kind = "borrower"  // 债务人: what he owes
	Bank      Kind = "bank"      // 贷款银行
	Guarantor Kind = "guarantor" // 担保机构
	Fund      Kind = "fund"      // 风险补偿基金
	Insurer   Kind = "insurer"   // 保险人
	Partner   Kind = "partner"   // 其他分担方, such as an appraisal firm
	Pool      Kind = "pool"      // 资金池专户
	Proceeds  Kind = "proceeds"  // 处置价款监管账户
	Recovery  Kind = "recovery"  // 追偿款
	Costs     Kind = "costs"     // 实现债权的费用
	Pledgor   Kind = "pledgor"   // 出质人: 余款
	Junior    Kind = "junior"    // 后顺位债权人
	Loss      Kind = "loss"      // 核销损失
	Suspense  Kind = "suspense"  // 待查款项
)

var kinds = map[Kind]bool{Borrower: true, Bank: true, Guarantor: true, Fund: true, Insurer: true, Partner: true, Pool: true,
	Proceeds: true, Recovery: true, Costs: true, Pledgor: true, Junior: true, Loss: true, Suspense: true}

// Account is a kind, or a kind and the party's id behind a colon: "costs", "fund:LYG-F01".
type Account string

// Of is the account of one party; with an empty party, of the kind alone.
func Of(kind Kind, party string) Account {
	if party == "" {
		return Account(kind)
	}
	return Account(string(kind) + ":" + party)
}

// Kind is the part the account plays.
func (a Account) Kind() Kind { kind, _, _ := strings.Cut(string(a), ":"); return Kind(kind) }

// Party is the id of the account's party, or empty.
func (a Account) Party() string { _, party, _ := strings.Cut(string(a), ":"); return party }

var accountForm = regexp.MustCompile(`^[a-z]+(:[^\s:]{1,64})?$`)

// Line is one side of an entry. A positive amount comes into the account, a negative one goes out of it.
type Line struct {
	Account Account     `json:"account"`
	Amount  money.Money `json:"amount"` // signed, never zero
}

// Entry is one movement of money. Booked is the day it enters the books and decides the month; Value is the day it takes
// effect (起息日), which may lie in a month already closed.
type Entry struct {
	ID       string    `json:"id"`
	Booked   date.Date `json:"booked"`
	Value    date.Date `json:"value"`
	Memo     string    `json:"memo"`
	Reverses string    `json:"reverses,omitempty"` // the entry that this one undoes
	Lines    []Line    `json:"lines"`
}

// Validate names every bad field and line: no id, no dates, no memo, fewer than two lines, an unknown account, an amount
// of zero or out of range, and lines that do not sum to zero. All faults are Invalid.
func (e Entry) Validate() error {
	var fs fault.Faults
	if e.ID == "" {
		fs.Invalid("entry.id", "id", "分录没有编号")
	}
	if e.Booked.IsZero() {
		fs.Invalid("date.missing", "booked", "分录没有记账日，请填写")
	}
	if e.Value.IsZero() {
		fs.Invalid("date.missing", "value", "分录没有起息日，请填写")
	}
	if strings.TrimSpace(e.Memo) == "" {
		fs.Invalid("entry.memo", "memo", "分录没有摘要，请写明事由")
	}
	if len(e.Lines) < 2 {
		fs.Invalid("entry.lines", "lines", "分录至少要有两行，现为 %d 行", len(e.Lines))
	}
	sound := true
	var in, out []money.Money
	for i, l := range e.Lines {
		path := fmt.Sprintf("lines[%d]", i)
		if !accountForm.MatchString(string(l.Account)) || !kinds[l.Account.Kind()] {
			fs.Invalid("entry.account", path+".account", "账户“%s”无法识别，应写作种类或种类:代号，例如 fund:LYG-F01", l.Account)
		}
		switch {
		case l.Amount == 0:
			sound = false
			fs.Invalid("entry.zero", path+".amount", "金额为零的行没有意义，请删除或更正")
		case l.Amount == math.MinInt64: // its negation would not fit, so it could not be reversed
			sound = false
			fs.Invalid("amount.range", path+".amount", "金额超出可表示范围")
		case l.Amount > 0:
			in = append(in, l.Amount)
		default:
			out = append(out, -l.Amount)
		}
	}
	debit, errIn := money.Sum(in...)
	credit, errOut := money.Sum(out...)
	fs.Append("lines", errIn)
	fs.Append("lines", errOut)
	if sound && errIn == nil && errOut == nil && len(e.Lines) >= 2 && debit != credit {
		fs.Invalid("entry.unbalanced", "lines", "收付不平：收 %s，付 %s，相差 %s，请核对各行", debit.Format(), credit.Format(), (debit - credit).Format())
	}
	return fs.Err()
}

// clone keeps the caller's slice out of the book.
func (e Entry) clone() Entry {
	e.Lines = append([]Line(nil), e.Lines...)
	return e
}
