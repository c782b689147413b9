package casefile_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/product"
	"zhiya/workflow/right"
)

// onSale is a product that takes the rights of casetest, approved.
func onSale(number int64, from date.Date, change func(*product.Terms)) product.Entry {
	x := product.Terms{Code: "IP-01", Name: "示例知产贷", From: from, MaxAmount: money.Yuan(5_000_000), MaxMonths: 24, MaxRate: money.MustRate("0.06"),
		Caps:     []product.KindCap{{Kind: right.Invention, Cap: money.MustRate("0.8")}, {Kind: right.Utility, Cap: money.MustRate("0.8")}},
		External: true, Negotiated: true, Order: product.AnyOrder, Basis: "示例制度", Reason: "示例"}
	if change != nil {
		change(&x)
	}
	return product.Entry{Version: product.Version{OrgID: "bank", Number: number, Terms: x}, Decision: &product.Decision{Approved: true}}
}

// atCredit is a case of the product at the decision, with the officer's form.
func atCredit(t *testing.T, change func(*product.Terms)) (*casetest.Bench, casefile.ProposeCredit) {
	b := casetest.New()
	b.Products = product.Catalogue{onSale(1, b.Today, change)}
	require.NoError(t, b.Play(casetest.ToDueDiligence...))
	d := b.Form("kehu", "RecordDueDiligence").(casefile.RecordDueDiligence)
	d.Product = "示例知产贷"
	require.NoError(t, b.Do("kehu", d))
	require.NoError(t, b.Play(casetest.ToLaneValue[1:]...))
	return b, b.Form("kehu", "ProposeCredit").(casefile.ProposeCredit)
}

func TestALenderWithACatalogueLendsByItsProductsOnly(t *testing.T) {
	b := casetest.New()
	b.Products = product.Catalogue{onSale(1, b.Today, nil)}
	require.NoError(t, b.Play(casetest.ToDueDiligence...))
	d := b.Form("kehu", "RecordDueDiligence").(casefile.RecordDueDiligence)
	d.Product = "没有的产品"
	refused(t, b, "kehu", "product.unknown", d)
	d.Product = "IP-01"
	d.Lane = casefile.Internal
	refused(t, b, "kehu", "product.lane", d)
	d.Lane = casefile.Negotiated
	require.NoError(t, b.Do("kehu", d))
	require.EqualValues(t, 1, b.State.DueDiligence.Chosen.Number)
	require.NoError(t, b.Play(casetest.ToLaneValue[1:]...))

	f := b.Form("kehu", "ProposeCredit").(casefile.ProposeCredit)
	require.Equal(t, "IP-01", f.Product, "the form begins with the product of the due diligence")
	none := f
	none.Product = ""
	refused(t, b, "kehu", "product.missing", none)
	none.Product = "IP-02"
	refused(t, b, "kehu", "product.unknown", none)
	require.NoError(t, b.Do("kehu", f))
	require.Equal(t, "IP-01 示例知产贷 第 1 版", b.State.Credit.Product.Label())

	b.Products = append(b.Products, onSale(1, b.Today, func(x *product.Terms) { x.Code = "IP-02" }))
	f.Product = "IP-02"
	refused(t, b, "kehu", "product.other", f)
	b.Products = nil
	refused(t, b, "kehu", "product.unknown", f)
}

func TestAProposalBeyondTheProductIsRefusedAtItsField(t *testing.T) {
	b, f := atCredit(t, func(x *product.Terms) {
		x.MaxAmount, x.MaxMonths, x.MaxRate = money.Yuan(1_000_000), 12, money.MustRate("0.05")
	})
	f.Amount, f.Rate = money.Yuan(1_000_000), money.MustRate("0.05")
	f.From, f.Due = b.Today, b.Today.AddMonths(12)
	require.NoError(t, b.Copy().Do("kehu", f), "everything exactly at its limit")
	for want, spoil := range map[string]func(*casefile.ProposeCredit){
		"product.amount": func(f *casefile.ProposeCredit) { f.Amount++ },
		"product.term":   func(f *casefile.ProposeCredit) { f.Due = f.Due.AddDays(1) },
		"product.rate":   func(f *casefile.ProposeCredit) { f.Rate = money.MustRate("0.0501") },
		"product.cap":    func(f *casefile.ProposeCredit) { f.Values[1].Cap = money.MustRate("0.8001") },
	} {
		x := f
		x.Values = slices.Clone(f.Values)
		spoil(&x)
		refused(t, b, "kehu", want, x)
	}
	narrow, g := atCredit(t, func(x *product.Terms) { x.Caps = x.Caps[:1] })
	refused(t, narrow, "kehu", "product.kind", g)
}

func TestARightPledgedTwiceNeedsTheProductsLeave(t *testing.T) {
	mark := func(shared bool) (*casetest.Bench, casefile.ProposeCredit) {
		b, f := atCredit(t, func(x *product.Terms) {
			x.Caps = append(x.Caps, product.KindCap{Kind: right.Trademark, Cap: money.MustRate("0.8")})
			x.Shared = shared
		})
		b.State.Intake.Rights[1].Kind = right.Trademark
		b.Elsewhere = func(string) []string { return []string{"LYG-B09-2024-000009"} }
		return b, f
	}
	b, f := mark(false)
	refused(t, b, "kehu", "product.shared", f)
	b.Elsewhere = nil
	require.NoError(t, b.Do("kehu", f))
	b, f = mark(true)
	require.NoError(t, b.Do("kehu", f))
}

func TestAProductMayDemandDueDiligenceBeforeTheAppraisal(t *testing.T) {
	appraised := func(order product.Order) (*casetest.Bench, casefile.RecordDueDiligence) {
		b := play(t, casefile.External, casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport)
		b.State.DueDiligence = nil // as for a case that the appraisal firm opened and a lender joined later
		b.Products = product.Catalogue{onSale(1, b.Today, func(x *product.Terms) { x.Order = order })}
		d := b.Form("kehu", "RecordDueDiligence").(casefile.RecordDueDiligence)
		d.Product = "IP-01"
		return b, d
	}
	b, d := appraised(product.DiligenceFirst)
	refused(t, b, "kehu", "product.order", d)
	b, d = appraised(product.AnyOrder)
	require.NoError(t, b.Do("kehu", d))
}

func TestACreditIsNotApprovedByAProductThatChangedSinceItsProposal(t *testing.T) {
	b, f := atCredit(t, nil)
	require.NoError(t, b.Do("kehu", f))
	require.NoError(t, b.Play(casetest.ToSigning[1:4]...))
	later := b.Copy()
	later.Products = append(later.Products, onSale(2, b.Today.AddDays(1), func(x *product.Terms) { x.MaxMonths = 36 }))
	require.NoError(t, later.Copy().Try("shenpi", "ApproveCredit"), "the new version begins tomorrow")
	later.Today = later.Today.AddDays(1)
	refused(t, later, "shenpi", "product.changed", later.Form("shenpi", "ApproveCredit"))
	require.NoError(t, b.Try("shenpi", "ApproveCredit"))
}

// Known mistake 9: an edit of a product must not revalue loans decided before.
func TestAnEditOfAProductChangesNoDecidedCase(t *testing.T) {
	b, f := atCredit(t, nil)
	require.NoError(t, b.Do("kehu", f))
	require.NoError(t, b.Play(slices.Concat(casetest.ToSigning[1:], casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge)...))
	figures := func(b *casetest.Bench) string {
		out, err := json.Marshal([]any{b.State.Credit, b.State.AcceptedValues(), b.State.Loans, b.State.Outstanding()})
		require.NoError(t, err)
		return string(out)
	}
	before := figures(b)
	rapid.Check(t, func(t *rapid.T) {
		x := b.Copy()
		for i := range rapid.IntRange(1, 5).Draw(t, "edits") {
			x.Products = append(x.Products, onSale(int64(i)+2, b.Today.AddDays(i+1), func(p *product.Terms) {
				p.MaxAmount = money.Money(rapid.Int64Range(1, 1_000_000_000).Draw(t, "amount"))
				p.Caps[0].Cap = money.RateOf(money.Money(rapid.Int64Range(1, 100).Draw(t, "cap")).Decimal())
				p.Stopped = rapid.Bool().Draw(t, "stopped")
			}))
		}
		x.Today = b.Today.AddDays(rapid.IntRange(0, 200).Draw(t, "later"))
		require.Equal(t, before, figures(x))
		require.NoError(t, x.Try("kehu", "RecordRepayment"), "the loan lives on by its own version")
		require.Equal(t, b.State.Credit, x.State.Credit)
	})
}

func TestAnAddedRightKeepsToTheProductTheLoanWasDecidedBy(t *testing.T) {
	b, f := atCredit(t, func(x *product.Terms) { x.Caps[0].Cap, x.Caps[1].Cap = money.MustRate("0.5"), money.MustRate("0.5") })
	require.NoError(t, b.Do("kehu", f))
	require.NoError(t, b.Play(slices.Concat(casetest.ToSigning[1:], casetest.ToRegistration, casetest.ToDisbursement, casetest.ToInPledge)...))
	b.Products = append(b.Products, onSale(2, b.Today, func(x *product.Terms) { x.Caps = x.Caps[1:] })) // a later version takes no inventions
	add := form[casefile.ProposeTopUp](b, "kehu")
	add.Cap = money.MustRate("0.5001")
	refused(t, b, "kehu", "product.cap", add)
	add.Cap = money.MustRate("0.5")
	require.NoError(t, b.Do("kehu", add))
}
