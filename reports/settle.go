package reports

import (
	"strings"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
)

// A table is moved to the next page as a whole when that leaves no more than this share of the page empty and the table
// fits into this share of a page.
const (
	mostEmpty = 0.27
	mostTable = 0.55
	mostMoves = 12 // every move sets the document anew
)

// settle lays a document out and moves short tables and forms that a page end would cut to the next page, with the headings
// above them: a table of three rows on two pages is hard to read and easy to misread. It moves nothing that would make the
// document longer.
func settle(doc layout.Document) (*layout.Laid, error) {
	laid, err := layout.Layout(doc)
	if err != nil {
		return nil, err
	}
	refused := map[int]bool{}
	for range mostMoves {
		owner, at, cut := firstCut(laid, refused)
		if !cut {
			break
		}
		refused[ordinal(laid.Document.Blocks, owner)] = true // each block is tried once
		next := laid.Document
		next.Blocks = append([]layout.Block{}, laid.Document.Blocks[:at]...)
		next.Blocks = append(append(next.Blocks, layout.PageBreak{}), laid.Document.Blocks[at:]...)
		tried, err := layout.Layout(next)
		if err != nil {
			return nil, err
		}
		if len(tried.Pages) <= len(laid.Pages) {
			laid = tried
		}
	}
	return laid, nil
}

// ordinal counts the blocks before i without page breaks, so that it stays the same when breaks are put in.
func ordinal(blocks []layout.Block, i int) int {
	n := 0
	for _, b := range blocks[:i] {
		if _, is := b.(layout.PageBreak); !is {
			n++
		}
	}
	return n
}

// start is where a block begins: its page, from 0, and the baseline of its first text.
type start struct {
	page  int
	y     float64
	known bool
}

// starts finds where blocks begin by the first text of each, in the order drawn. A block whose text cannot be told from
// that of its neighbours stays unknown, which at worst leaves a table where it is.
func starts(laid *layout.Laid) []start {
	blocks := laid.Document.Blocks
	out := make([]start, len(blocks))
	next := 0
	for n, page := range laid.Pages {
		for _, item := range page.Items {
			t, ok := item.(chart.Text)
			if !ok || t.Text == "" {
				continue
			}
			for i := next; i < min(next+lookAhead, len(blocks)); i++ {
				if begins(blocks[i], t.Text) {
					out[i], next = start{n, t.Y, true}, i+1
					break
				}
			}
		}
	}
	return out
}

// lookAhead is how many blocks without text of their own (figures, breaks) may stand between two that have some.
const lookAhead = 3

// telling is how many characters tell a text from a short cell of a table that begins alike, as 同意 does.
const telling = 6

func begins(b layout.Block, text string) bool {
	first := ""
	switch b := b.(type) {
	case layout.Heading:
		first = b.Text
	case layout.Table:
		return b.Title == text
	case layout.KeyValue:
		if len(b.Pairs) > 0 {
			first = b.Pairs[0].Label
		}
	case layout.Paragraph:
		first = b.Text
		if len(b.Spans) > 0 {
			first = b.Spans[0].Text
		}
	case layout.Signatures:
		if len(b.Signers) > 0 {
			first = b.Signers[0].Role
			text = strings.TrimSuffix(text, "：")
		}
	case layout.Note:
		return strings.TrimSuffix(text, "：") == b.Label
	}
	first, text = squeeze(first), squeeze(text)
	return text != "" && strings.HasPrefix(first, text) && len([]rune(text)) >= min(telling, len([]rune(first)))
}

// firstCut finds the first page that begins within a short table or form, or with a place to sign or the text kept with it,
// and the index of the block before which the page should have ended. Blocks tried before are left out.
func firstCut(laid *layout.Laid, refused map[int]bool) (owner, before int, cut bool) {
	blocks, at := laid.Document.Blocks, starts(laid)
	for n := 1; n < len(laid.Pages); n++ {
		height := laid.Pages[n-1].Height
		y, ok := firstLine(laid.Pages[n])
		if !ok {
			continue
		}
		owner = -1
		for i, s := range at {
			if s.known && (s.page < n || s.page == n && s.y <= y) {
				owner = i
			}
		}
		if owner < 0 || refused[ordinal(blocks, owner)] {
			continue
		}
		s := at[owner]
		if s.page == n && signs(blocks, owner) {
			h := owner
			for h > 0 && !isHeading(blocks[h]) {
				h--
			}
			if isHeading(blocks[h]) && at[h].known && at[h].page == n-1 && at[h].y > height*highestSign {
				return owner, above(blocks, h), true
			}
			continue
		}
		switch b := blocks[owner].(type) {
		case layout.Table, layout.KeyValue:
			if s.page == n-1 && s.y > height*(1-mostEmpty) && short(b, laid.Pages[n]) {
				return owner, above(blocks, owner), true
			}
		}
	}
	return 0, 0, false
}

// signs reports whether a block is a place to sign, or the text that is kept with one.
func signs(blocks []layout.Block, i int) bool {
	if _, is := blocks[i].(layout.Signatures); is || i+1 == len(blocks) {
		return is
	}
	_, is := blocks[i+1].(layout.Signatures)
	return is
}

// highestSign: a last section that begins above this share of its page stays there, and only the text kept with the signatures
// goes with them.
const highestSign = 0.45

func isHeading(b layout.Block) bool { _, ok := b.(layout.Heading); return ok }

// firstLine is the baseline of the first text of a page.
func firstLine(page layout.Page) (float64, bool) {
	for _, item := range page.Items {
		if t, ok := item.(chart.Text); ok && t.Text != "" {
			return t.Y, true
		}
	}
	return 0, false
}

// above goes up over the headings that stay with the table.
func above(blocks []layout.Block, i int) int {
	for i > 0 {
		if !isHeading(blocks[i-1]) {
			break
		}
		i--
	}
	return i
}

// short sets the block alone and measures it.
func short(t layout.Block, page layout.Page) bool {
	alone, err := layout.Layout(layout.Document{Landscape: page.Width > page.Height, Blocks: []layout.Block{t}})
	if err != nil || len(alone.Pages) != 1 {
		return false
	}
	low := 0.0
	for _, item := range alone.Pages[0].Items {
		if r, ok := item.(chart.Rect); ok {
			low = max(low, r.Y+r.H)
		}
	}
	return low <= page.Height*mostTable
}
