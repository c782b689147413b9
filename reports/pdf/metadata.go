package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"

	"zhiya/reports/layout"
)

// metadata is the description of a document as XMP (ISO 16684-1), saying the same as the description gofpdf writes.
//
// It does not claim PDF/A-2u, for no validator of that standard was at hand. The file has what the standard asks for as far as
// known: embedded fonts with their map to Unicode, sRGB as output intent, XMP without a filter, an identifier, printed links, no
// encryption, no scripts, no files inside. A validator of the older PDF/A-1b (Apache PDFBox 2.0.27) finds in it only what the
// older standard wants otherwise: the claim, a CIDSet, a profile of ICC version 2. To claim it, add pdfaid:part 2 and
// pdfaid:conformance U here once a validator has passed the whole set, with logos that have transparent parts among it.
func metadata(d layout.Document, created time.Time) []byte {
	var b bytes.Buffer
	text := func(s string) string {
		var e bytes.Buffer
		xml.EscapeText(&e, []byte(s)) // into memory: cannot fail
		return e.String()
	}
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` +
		"\n<dc:format>application/pdf</dc:format>\n<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\n")
	if title := titleOf(d); title != "" {
		fmt.Fprintf(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n", text(title))
	}
	if author := authorOf(d); author != "" {
		fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n", text(author))
	}
	if d.Subject != "" {
		fmt.Fprintf(&b, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:description>\n", text(d.Subject))
	}
	if keywords := keywordsOf(d); keywords != "" {
		fmt.Fprintf(&b, "<pdf:Keywords>%s</pdf:Keywords>\n", text(keywords))
	}
	stamp := created.Format("2006-01-02T15:04:05Z")
	fmt.Fprintf(&b, "<pdf:Producer>%s</pdf:Producer>\n<xmp:CreatorTool>%[1]s</xmp:CreatorTool>\n<xmp:CreateDate>%s</xmp:CreateDate>\n<xmp:ModifyDate>%[2]s</xmp:ModifyDate>\n",
		producer, stamp)
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.Bytes()
}
