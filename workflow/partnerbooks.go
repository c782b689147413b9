package workflow

import (
	"context"
	"reflect"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/riskshare"
)

// partnerBooks answers from a transaction what the rules ask of the partners' books, and remembers what it said, so that it can be asked
// again before an act is saved.
type partnerBooks struct {
	ctx    context.Context
	tx     Tx
	book   riskshare.Book
	on     date.Date
	asked  []answer
	failed error
}

// answer is one sum as it was told.
type answer struct {
	q riskshare.Query
	t riskshare.Totals
}

var _ casefile.PartnerBooks = (*partnerBooks)(nil)

func (b *partnerBooks) load() riskshare.Book {
	if b.book == nil && b.failed == nil {
		b.book, b.failed = readBook(b.ctx, b.tx)
	}
	return b.book
}

// Totals are the sums of a query.
func (b *partnerBooks) Totals(q riskshare.Query) riskshare.Totals {
	t, err := b.tx.ExposureTotals(b.ctx, q)
	if err != nil && b.failed == nil {
		b.failed = err
	}
	b.asked = append(b.asked, answer{q, t})
	return t
}

// Pool is what was paid into a pool.
func (b *partnerBooks) Pool(orgID, program string) (money.Money, bool) {
	return b.load().PoolPaidIn(orgID, program)
}

// Standing is what a guarantor stated of itself last.
func (b *partnerBooks) Standing(orgID string) (riskshare.GuarantorStanding, bool) {
	return b.load().StandingOf(orgID, b.on)
}

// Lifts are the decisions on fuses.
func (b *partnerBooks) Lifts(program string) []riskshare.Lift { return b.load().Lifts(program) }

// Programs are those a bank may use today.
func (b *partnerBooks) Programs(lenderID string) []riskshare.Record {
	return b.load().Offered(lenderID, b.on)
}

// unmoved makes sure that the books still say what an act was judged by.
func (b *partnerBooks) unmoved(ctx context.Context, tx Tx) error {
	if b == nil || len(b.asked) == 0 && b.book == nil {
		return nil
	}
	now, err := readBook(ctx, tx)
	if err != nil {
		return err
	}
	same := len(now) == len(b.book)
	for i := 0; same && i < len(now); i++ {
		same = now[i].ID == b.book[i].ID && (now[i].Decision == nil) == (b.book[i].Decision == nil)
	}
	for _, x := range b.asked {
		t, err := tx.ExposureTotals(ctx, x.q)
		if err != nil {
			return err
		}
		same = same && t == x.t
	}
	if !same {
		return fault.New(fault.Conflict, "books.moved", "", "合作账簿刚被其他案件或者其他人员改动，请重新办理")
	}
	return nil
}

// keepExposures keeps what the case is to its partners, when the act has changed it.
func (j *job) keepExposures(ctx context.Context, tx Tx) error {
	if now := j.after.Position(); !reflect.DeepEqual(now, j.position) && !(now.Empty() && j.position.Empty()) {
		if err := tx.KeepPosition(ctx, now); err != nil {
			return err
		}
	}
	now := j.after.Exposures()
	if reflect.DeepEqual(now, j.exposed) {
		return nil
	}
	return tx.KeepExposures(ctx, j.after.ID, now)
}

// MetaBooks says in which form the exposures of the store are kept; booksForm is this program's.
const (
	MetaBooks = "books.form"
	booksForm = "1"
)

// keepBooks draws the exposures of cases that were saved before the program kept them.
func (d *Desk) keepBooks(ctx context.Context) error {
	return d.Store.Write(ctx, func(tx Tx) error {
		form, err := tx.Meta(ctx, MetaBooks)
		if err != nil || form == booksForm {
			return err
		}
		for after := ""; ; {
			page, err := tx.Cases(ctx, CaseQuery{After: after, Limit: 500})
			if err != nil {
				return err
			}
			for _, row := range page {
				s, err := readState(row)
				if err != nil {
					return err
				}
				if p := s.Position(); !p.Empty() {
					if err := tx.KeepPosition(ctx, p); err != nil {
						return err
					}
				}
				if rows := s.Exposures(); len(rows) > 0 {
					if err := tx.KeepExposures(ctx, row.ID, rows); err != nil {
						return err
					}
				}
			}
			if len(page) < 500 {
				return tx.SetMeta(ctx, MetaBooks, booksForm)
			}
			after = page[len(page)-1].Cursor()
		}
	})
}
