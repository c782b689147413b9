package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
)

func TestMonthlyReportsAreOfferedToThoseWhoIssueThem(t *testing.T) {
	d := desk(t, true)
	play(t, d)
	w := open(t, d)
	w.signIn("kehu")
	w.desktop.Go(kit.Route{Page: kit.Cases})
	w.tap("cases:monthly")
	require.Contains(t, w.text(), "办理中可以取消，已出具的保留")
	w.desktop.Escape()
	require.NotContains(t, w.text(), "办理中可以取消，已出具的保留", "Esc takes the question away")
	require.Nil(t, w.desktop.Window().Canvas().Overlays().Top(), "nor does it go on taking clicks and keys unseen")
	require.True(t, w.has("cases:monthly"), "and not the page behind it")
	w.tap("signout")
	w.signIn("pinggu1")
	w.desktop.Go(kit.Route{Page: kit.Cases})
	require.False(t, w.has("cases:monthly"), "an appraiser issues none")
}
