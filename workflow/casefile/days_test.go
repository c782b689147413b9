package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
)

func TestNoEventStandsBeforeTheOneItFollows(t *testing.T) {
	long := date.Must("1990-01-01")
	b := broken(t)
	recovery := form[casefile.RecordRecovery](b, "kehu")
	recovery.On = long
	refused(t, b, "kehu", "date.order", recovery)
	refused(t, b, "kehu", "date.order", casefile.RecordDunning{DunningForm: casefile.DunningForm{On: long, How: "电话", Note: "示例"}})
	claim := form[casefile.RecordClaim](b, "kehu")
	claim.AsOf = long
	refused(t, b, "kehu", "date.order", claim)

	b.Today = b.Today.AddDays(10)
	require.NoError(t, b.Play(slices.Concat(casetest.ToApproved, casetest.ToSold)...))
	b.Today = b.Today.AddDays(5)
	sold := b.State.DisposalPlan.Rounds[0].Sale.On
	refused(t, b, "kehu", "date.order", casefile.FailDelivery{On: sold.AddDays(-1), Reason: "悔拍"})
	delivery := form[casefile.RecordDelivery](b, "kehu")
	delivery.Cancel.FiledOn, delivery.Cancel.On = long, long
	refused(t, b, "kehu", "date.order", delivery)
	delivery.Cancel.FiledOn = sold.AddDays(-1)
	refused(t, b, "kehu", "date.order", delivery)
	require.NoError(t, b.Do("kehu", casefile.FailDelivery{On: b.Today, Reason: "悔拍"}))
	second := form[casefile.AnnounceSale](b, "kehu")
	second.NoticeOn = b.Today.AddDays(-1)
	refused(t, b, "kehu", "date.order", second)
	second.NoticeOn = b.Today
	require.NoError(t, b.Do("kehu", second))
	require.NoError(t, b.Play("shenpi CancelSale"))

	r := registration(t)
	require.NoError(t, r.Play("kehu FileRegistration"))
	refused(t, r, "kehu", "date.order", casefile.RecordRefusal{On: long, Reason: "示例", Next: casefile.Signing})
}
