package picture_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/reports/picture"
)

// A name beyond the basic plane goes the whole way: laid out, into the file, read back from it, and drawn.
func TestANameBeyondTheBasicPlaneIsPrintedAndShown(t *testing.T) {
	page := func(name string) (layout.Page, []byte) {
		file, err := pdf.Bytes(layout.Document{Title: "受理单", Blocks: []layout.Block{layout.Paragraph{Text: "发明人" + name + "（示例）", NoIndent: true}}}, time.Unix(1764000000, 0))
		require.NoError(t, err)
		text, err := pdf.Text(file)
		require.NoError(t, err)
		require.Contains(t, text[0], "发明人"+name+"（示例）")
		pages, err := pdf.Pages(file)
		require.NoError(t, err)
		require.Len(t, picture.Find(pages[0], name), 1, name)
		return pages[0], file
	}
	rare, _ := page("李𬱖")
	blank, _ := page("李　")
	require.False(t, bytes.Equal(picture.Page(rare, 2).Pix, picture.Page(blank, 2).Pix))
}
