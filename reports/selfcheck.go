package reports

import (
	"strings"

	"zhiya/reports/pdf"
)

// VerifySelf checks a file without the issued record: the hash of its own text against the start of the hash printed on its
// pages. It finds careless changes; whoever changes the text can print a new hash, so only the record decides.
func VerifySelf(file []byte) Result {
	pages, err := pdf.Text(file)
	if err != nil {
		return Result{Verdict: Unreadable, Message: "文件无法逐页读出，可能不是本软件出具的文书，或被其他软件改写"}
	}
	hash := fileHash(pages)
	for i, page := range pages {
		flat := squeeze(page)
		at := strings.LastIndex(flat, stampMark)
		if at < 0 {
			return Result{Verdict: TextChanged, ContentHash: hash, Message: "文件中找不到软件校验码，可能是草稿，或不是本软件出具的文书"}
		}
		if !strings.Contains(flat[at:], hash[:hashShown]) {
			return Result{Verdict: TextChanged, ContentHash: hash, Differences: []Difference{{Page: i + 1}},
				Message: "内容与页面所印的软件校验码不符，文件内容被改动；指定 --db 可列出改动之处"}
		}
	}
	return Result{Verdict: SelfConsistent, ContentHash: hash, Message: "内容与页面所印的软件校验码相符；文件字节未核对，也未与出具记录比对，请指定 --db 核验"}
}
