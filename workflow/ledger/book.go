package ledger

import (
	"fmt"
	"maps"
	"slices"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Book is the ledger of one case or one pool: entries in the order of posting, and the last day of the last closed month.
// The zero Book is empty and open. It is not safe for concurrent use.
type Book struct {
	entries  []Entry
	index    map[string]int
	undone   map[string]string       // entry -> its reversal
	turnover map[Account]money.Money // Σ |amount|, bounded so that no balance can overflow
	closed   date.Date               // months up to this day never change
}

// Replay rebuilds a book from stored entries in the order they were posted and the last day of the last closed month
// (zero: none). It names every entry that Post would refuse, but for the closing.
func Replay(entries []Entry, closed date.Date) (*Book, error) {
	b := &Book{}
	var fs fault.Faults
	for i, e := range entries {
		fs.Append(fmt.Sprintf("entries[%d]", i), b.Post(e))
	}
	if err := fs.Err(); err != nil {
		return nil, err
	}
	if !closed.IsZero() {
		if err := b.CloseMonth(closed.Year(), closed.Month()); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Clone is a copy that goes its own way: several entries are posted on a copy, which takes the book's place when all were taken.
func (b *Book) Clone() *Book {
	return &Book{entries: slices.Clone(b.entries), index: maps.Clone(b.index), undone: maps.Clone(b.undone), turnover: maps.Clone(b.turnover), closed: b.closed}
}

// Post appends an entry. Faults: Invalid as Entry.Validate; an id already used (Conflict); a day of booking in a closed
// month (Refused); a reversal of an entry that is unknown (Invalid), already undone, or itself a reversal (Refused), or
// that is not its exact opposite or is booked before it (Invalid). Nothing is posted when anything is wrong.
func (b *Book) Post(e Entry) error {
	if err := e.Validate(); err != nil {
		return err
	}
	var fs fault.Faults
	if _, used := b.index[e.ID]; used {
		fs.Add(fault.Conflict, "entry.duplicate", "id", "分录 %s 已经入账，不能重复入账", e.ID)
	}
	if !e.Booked.After(b.closed) {
		fs.Refuse("entry.closed_month", "booked", "%s 所在月份已经结账（截至 %s），请记入未结账的月份", e.Booked, b.closed)
	}
	if e.Reverses != "" {
		b.checkReversal(&fs, e)
	}
	turnover, err := b.addTurnover(e)
	fs.Append("lines", err)
	if err := fs.Err(); err != nil {
		return err
	}
	if b.index == nil {
		b.index, b.undone, b.turnover = map[string]int{}, map[string]string{}, map[Account]money.Money{}
	}
	maps.Copy(b.turnover, turnover)
	b.index[e.ID] = len(b.entries)
	b.entries = append(b.entries, e.clone())
	if e.Reverses != "" {
		b.undone[e.Reverses] = e.ID
	}
	return nil
}

func (b *Book) checkReversal(fs *fault.Faults, e Entry) {
	original, known := b.Entry(e.Reverses)
	switch {
	case !known:
		fs.Invalid("reversal.unknown", "reverses", "被冲正的分录 %s 不存在，请核对编号", e.Reverses)
		return
	case original.Reverses != "":
		fs.Refuse("reversal.of_reversal", "reverses", "分录 %s 本身是冲正，不能再冲正，请重新记账", e.Reverses)
	case b.undone[e.Reverses] != "":
		fs.Refuse("reversal.twice", "reverses", "分录 %s 已由 %s 冲正", e.Reverses, b.undone[e.Reverses])
	}
	if e.Booked.Before(original.Booked) {
		fs.Invalid("reversal.early", "booked", "冲正的记账日 %s 早于原分录的记账日 %s", e.Booked, original.Booked)
	}
	if !slices.Equal(e.Lines, opposite(original.Lines)) {
		fs.Invalid("reversal.lines", "lines", "冲正须与分录 %s 各行金额相反，请逐行核对", e.Reverses)
	}
}

func opposite(lines []Line) []Line {
	out := make([]Line, len(lines))
	for i, l := range lines {
		out[i] = Line{Account: l.Account, Amount: -l.Amount}
	}
	return out
}

// addTurnover gives the new turnovers of the accounts that e touches.
func (b *Book) addTurnover(e Entry) (map[Account]money.Money, error) {
	touched := map[Account]money.Money{}
	for _, l := range e.Lines {
		before, met := touched[l.Account]
		if !met {
			before = b.turnover[l.Account]
		}
		sum, err := money.Sum(before, max(l.Amount, -l.Amount))
		if err != nil {
			return nil, err
		}
		touched[l.Account] = sum
	}
	return touched, nil
}

// Reverse undoes the entry id by a new entry of the opposite lines, booked on its own date and effective on the value
// date of the original. Faults as Post.
func (b *Book) Reverse(id, reversal string, booked date.Date, memo string) (Entry, error) {
	original, known := b.Entry(id)
	if !known {
		return Entry{}, fault.New(fault.Invalid, "reversal.unknown", "reverses", "被冲正的分录 %s 不存在，请核对编号", id)
	}
	e := Entry{ID: reversal, Booked: booked, Value: original.Value, Memo: memo, Reverses: id, Lines: opposite(original.Lines)}
	if err := b.Post(e); err != nil {
		return Entry{}, err
	}
	return e, nil
}

// CloseMonth closes a month and all before it; from then on nothing can be booked in them. Closing a month that is closed
// already changes nothing. A month outside 1–12 is Invalid.
func (b *Book) CloseMonth(year, month int) error {
	first := date.Of(year, month, 1)
	if first.IsZero() {
		return fault.New(fault.Invalid, "month.absent", "month", "月份 %d-%02d 不存在，请核对", year, month)
	}
	if last := first.AddMonths(1).AddDays(-1); last.After(b.closed) {
		b.closed = last
	}
	return nil
}

// ClosedThrough is the last day of the last closed month, or the zero Date.
func (b *Book) ClosedThrough() date.Date { return b.closed }

// Entry finds an entry by its id.
func (b *Book) Entry(id string) (Entry, bool) {
	i, known := b.index[id]
	if !known {
		return Entry{}, false
	}
	return b.entries[i].clone(), true
}

// Entries lists all entries in the order of posting.
func (b *Book) Entries() []Entry {
	out := make([]Entry, len(b.entries))
	for i, e := range b.entries {
		out[i] = e.clone()
	}
	return out
}

// Balances are the balances of all accounts with movements booked up to and including the day; they sum to zero.
func (b *Book) Balances(on date.Date) map[Account]money.Money {
	return b.sum(func(e Entry) bool { return !e.Booked.After(on) })
}

// Balance is the balance of one account at the end of the day, by day of booking.
func (b *Book) Balance(a Account, on date.Date) money.Money { return b.Balances(on)[a] }

// ValueBalances are the balances by day of effect, for interest: what was booked later but took effect by then counts.
func (b *Book) ValueBalances(on date.Date) map[Account]money.Money {
	return b.sum(func(e Entry) bool { return !e.Value.After(on) })
}

// Movements are the changes of all accounts booked from the first to the last day, both included.
func (b *Book) Movements(from, to date.Date) map[Account]money.Money {
	return b.sum(func(e Entry) bool { return !e.Booked.Before(from) && !e.Booked.After(to) })
}

func (b *Book) sum(counts func(Entry) bool) map[Account]money.Money {
	out := map[Account]money.Money{}
	for _, e := range b.entries {
		if !counts(e) {
			continue
		}
		for _, l := range e.Lines {
			out[l.Account] += l.Amount
		}
	}
	return out
}
