package reports

import (
	"strings"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
)

// A table is moved to the next page as a whole when that leaves no more than this share of the page empty and the table
// fits into this share of a page.
const (
	mostEmpty = 0.3
	mostTable = 0.55
	mostMoves = 12 // every move sets the document anew
)

// settle lays a document out and moves short tables that a page end would cut to the next page, with the headings above
// them: a table of three rows on two pages is hard to read and easy to misread.
func settle(doc layout.Document) (*layout.Laid, error) {
	laid, err := layout.Layout(doc)
	for range mostMoves {
		if err != nil {
			return nil, err
		}
		at, cut := firstCut(laid)
		if !cut {
			break
		}
		blocks := append([]layout.Block{}, laid.Document.Blocks[:at]...)
		next := laid.Document
		next.Blocks = append(append(blocks, layout.PageBreak{}), laid.Document.Blocks[at:]...)
		laid, err = layout.Layout(next)
	}
	return laid, err
}

// firstCut finds the first short table that runs over a page end, and the index of the block before which to break.
func firstCut(laid *layout.Laid) (int, bool) {
	titles := map[string]int{}
	for i, b := range laid.Document.Blocks {
		if t, ok := b.(layout.Table); ok {
			titles[t.Title] = i
		}
	}
	last, lastY, lastPage := -1, 0.0, -1
	for n, page := range laid.Pages {
		if head, ok := firstText(page); ok && last >= 0 && lastPage == n-1 {
			t := laid.Document.Blocks[last].(layout.Table)
			want, _, _ := strings.Cut(t.Columns[0].Title, "\n")
			if strings.HasPrefix(want, head) && lastY > page.Height*(1-mostEmpty) && short(t, page) {
				return above(laid.Document.Blocks, last), true
			}
		}
		for _, item := range page.Items {
			if t, ok := item.(chart.Text); ok {
				if i, ok := titles[t.Text]; ok {
					last, lastY, lastPage = i, t.Y, n
				}
			}
		}
	}
	return 0, false
}

func firstText(page layout.Page) (string, bool) {
	for _, item := range page.Items {
		if t, ok := item.(chart.Text); ok && t.Text != "" {
			return t.Text, t.Bold
		}
	}
	return "", false
}

// above goes up over the headings that stay with the table.
func above(blocks []layout.Block, i int) int {
	for i > 0 {
		if _, ok := blocks[i-1].(layout.Heading); !ok {
			break
		}
		i--
	}
	return i
}

// short sets the table alone and measures it.
func short(t layout.Table, page layout.Page) bool {
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
