package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheWorkplaceOfMaturitiesAndFeesIsOfferedToWhoWorksOnThem(t *testing.T) {
	w := open(t, desk(t, true))
	w.signIn("kehu")
	w.tap("nav:upkeep")
	require.True(t, w.has("upkeep:loans"))
	require.True(t, w.has("loans:propose"))
	w.tap("upkeep:fees")
	require.True(t, w.has("fees:advance"))
	w.tap("signout")
	w.signIn("pinggu1")
	require.False(t, w.has("nav:upkeep"), "an appraiser lends nothing")
}
