package pdf_test

import (
	"testing"

	"zhiya/reports/layout"
	"zhiya/reports/pdf"
)

func BenchmarkDrawingTheSpecimen(b *testing.B) {
	laid, err := layout.Layout(specimen())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pdf.Draw(laid, noon); err != nil {
			b.Fatal(err)
		}
	}
}
