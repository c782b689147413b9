package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
)

// raw is a file of one page with the resources (object 3), the object 4 they name, and the content given.
func raw(resources, object, content string) []byte {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write([]byte(content)) // into memory: cannot fail
	w.Close()
	out := []byte("%PDF-1.7\n")
	var places []int
	for i, body := range []string{"<</Type /Pages\n/Kids [2 0 R ]\n/Count 1\n/MediaBox [0 0 300 400]\n>>", "<</Type /Page\n/Parent 1 0 R\n/Resources 3 0 R\n/Contents 5 0 R>>", resources, object,
		fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", packed.Len(), packed.String()), "<</Type /Catalog\n/Pages 1 0 R>>"} {
		places = append(places, len(out))
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	at := len(out)
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, p := range places {
		out = fmt.Appendf(out, "%010d 00000 n \n", p)
	}
	return fmt.Appendf(out, "trailer\n<<\n/Size %d\n/Root 6 0 R\n>>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, at)
}
