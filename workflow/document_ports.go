package workflow

import (
	"time"

	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/policy"
)

// DocumentMaker makes the papers of a case; reports implements it.
type DocumentMaker interface {
	// Make lays out and draws one document of the state. A character that cannot be printed is a fault that names it.
	Make(kind casefile.DocumentKind, s casefile.State, info DocumentInfo) (Made, error)
	// Unprintable lists the characters of a text that no embedded font has or that must not be printed.
	Unprintable(text string) []rune
}

// DocumentInfo is what a document carries beside the case.
type DocumentInfo struct {
	Number    string    // 文号 of the document
	On        date.Date // day printed on it
	At        time.Time // instant in the file's metadata
	Draft     bool      // 草稿: watermarked, not issued, carries no check code
	KeyID     string    // id of the key that will sign the file, in the QR code; "" for an unsigned document
	SampleKey bool      // the key is a sample key that everybody has

	// Houses are what the parties of the case print with, by organisation; a paper takes that of its issuer.
	Houses map[string]House

	Rules *policy.Library // of the day; nil for those of the program

	Trail []audit.Event // of the case, in the order of the chain; only for the 审计追踪报告
	Head  audit.Head    // of the whole chain, with Trail
}

// Made is a finished document.
type Made struct {
	Title       string
	Pages       int
	ContentHash string      // hex SHA-256 of the laid-out text, printed on the page and in the QR code
	Body        []byte      // PDF
	Sheet       []byte      // XLSX of its tables, nil when it has none
	Text        string      // JSON: the text page by page
	Amount      money.Money // printed in the QR code
	Printing    Printing    // what of the issuer's settings went into it
}
