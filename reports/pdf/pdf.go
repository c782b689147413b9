// Package pdf puts laid-out pages into PDF files. It is the only package that knows gofpdf. The bytes depend on nothing but
// the document and the time given: the same input gives the same file.
package pdf

import (
	"io"
	"os"
	"path/filepath"
	"time"

	"zhiya/reports/layout"
	"zhiya/valuation/fault"
)

// Bytes lays out a document and gives its PDF. created is written as the creation date and is the only time in the file.
// It fails with the faults of layout.Check, or pdf.draw when the back end refuses.
func Bytes(doc layout.Document, created time.Time) ([]byte, error) {
	laid, err := layout.Layout(doc)
	if err != nil {
		return nil, err
	}
	return Draw(laid, created)
}

// Draw gives the PDF of pages already laid out, so that what was previewed is what is filed.
func Draw(laid *layout.Laid, created time.Time) ([]byte, error) {
	b, err := draw(laid, created)
	if err != nil {
		return nil, fault.Wrap(err, "pdf.draw", "生成 PDF 失败，文件未产生，请查看日志")
	}
	return b, nil
}

// Write writes the PDF of a document; nothing is written when it cannot be made whole.
func Write(w io.Writer, doc layout.Document, created time.Time) error {
	b, err := Bytes(doc, created)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return fault.Wrap(err, "pdf.write", "写出 PDF 失败，请检查磁盘空间后重试")
}

// WriteFile writes the PDF of a document under name. The file gets its name only when it is whole and on the disk; an
// existing file is replaced at once or not at all.
func WriteFile(name string, doc layout.Document, created time.Time) error {
	b, err := Bytes(doc, created)
	if err != nil {
		return err
	}
	return fault.Wrap(replace(name, b), "pdf.write", "写出 PDF 文件失败，请检查目录权限和磁盘空间后重试")
}

func replace(name string, b []byte) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(name), ".zhiya-*.pdf")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
		}
	}()
	if _, err = temp.Write(b); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
