package pdf_test

import (
	"bytes"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports/pdf"
)

func TestDocumentsMadeAtOnceAreThoseMadeOneByOne(t *testing.T) {
	want, err := pdf.Bytes(specimen(), noon)
	require.NoError(t, err)
	files := make([][]byte, 8)
	var group sync.WaitGroup
	for i := range files {
		group.Go(func() {
			b, err := pdf.Bytes(specimen(), noon)
			if err != nil {
				panic(err)
			}
			files[i] = b
		})
	}
	group.Wait()
	for _, b := range files {
		require.True(t, bytes.Equal(want, b))
	}
}
