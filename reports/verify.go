package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"zhiya/reports/pdf"
	"zhiya/workflow"
	"zhiya/workflow/signing"
)

// Verdict is what a check of a file comes to.
type Verdict string

const (
	Identical    Verdict = "identical"     // 与出具的文件逐字节一致
	BytesChanged Verdict = "bytes_changed" // 内容相同但文件字节被改动
	TextChanged  Verdict = "text_changed"  // 内容被改动
	Unreadable   Verdict = "unreadable"    // 文件字节不同，且不是本软件能逐页读出的文件
	// SelfConsistent is all that VerifySelf can say: 内容与文件自身的软件校验码相符，字节未核对.
	SelfConsistent Verdict = "self_consistent"
	// Signed: 文件与有效签名相符，没有出具记录可比对.
	Signed Verdict = "signed"
	// RecordChanged: 文件与出具时一致，存档的出具记录被改动.
	RecordChanged Verdict = "record_changed"
	// SignatureBad: 签名不成立、密钥不明或不作数，或与文件、记录不符.
	SignatureBad Verdict = "signature_bad"
	// NotRecorded: 给出的数据中没有出具记录，也没有签名可核验.
	NotRecorded Verdict = "not_recorded"
)

// Holds reports whether nothing was found that speaks against the file.
func (v Verdict) Holds() bool { return v == Identical || v == SelfConsistent || v == Signed }

// Difference is a line that is not the same in the issued document and in the file; an empty side has no such line.
type Difference struct {
	Page   int    `json:"page"` // from 1
	Issued string `json:"issued"`
	File   string `json:"file"`
}

// Result of Verify. Message is the Chinese sentence for the person.
type Result struct {
	Verdict     Verdict      `json:"verdict"`
	Message     string       `json:"message"`
	ContentHash string       `json:"content_hash,omitempty"` // recomputed from the file's text; empty when it cannot be read
	Differences []Difference `json:"differences,omitempty"`  // of the first pages that differ, at most 20
	Byte        int          `json:"byte,omitempty"`         // of the first that differs from the issued file, from 1; 0 when that is not known

	Record    []signing.Difference `json:"record,omitempty"`    // fields of the stored record that are not as they were issued
	Signature *signing.Finding     `json:"signature,omitempty"` // of Check; nil when the file was not looked at so far
}

// mostDifferences bounds what is listed; a person needs the first places, not all.
const mostDifferences = 20

// Verify compares a file with the issued document, whose SHA256 is what counts: take it from the audit chain, for whoever can
// write to the store can change the stored copy. The bytes decide; when they differ, the texts of both are read page by page
// and the first lines that differ are named, or the first byte and what stands there, as far as the stored copy is itself the one
// that was issued.
func Verify(file []byte, issued workflow.DocumentRow) Result {
	sum, stored := sha256.Sum256(file), sha256.Sum256(issued.Body)
	if hex.EncodeToString(sum[:]) == issued.SHA256 {
		return Result{Verdict: Identical, Message: "文件与出具的《" + issued.Title + "》（" + issued.Number + "）逐字节一致", ContentHash: issued.ContentHash}
	}
	if hex.EncodeToString(stored[:]) != issued.SHA256 {
		return Result{Verdict: TextChanged, Message: "文件与出具记录不符；数据中的存档也与出具记录不符，不能列出改动之处，请用 zhiya audit 核验数据"}
	}
	out := Result{Byte: firstDifference(issued.Body, file) + 1}
	where := fmt.Sprintf("；首个不同的字节是第 %d 字节", out.Byte)
	if _, what := pdf.Place(issued.Body, out.Byte-1); what != "" {
		where += "，在" + what
	}
	found, err := pdf.Text(whole(file))
	if err != nil {
		out.Verdict, out.Message = Unreadable, "文件与出具的文书不一致，且无法逐页读出内容（可能被其他软件改写或不是本软件出具的文件），请以系统内存档为准"+where
		return out
	}
	out.ContentHash = fileHash(found)
	original, err := pdf.Text(issued.Body)
	if err != nil {
		out.Verdict, out.Message = TextChanged, "内容被改动：内容校验码与出具时不同；存档文件无法读出，不能列出改动之处"
		if out.ContentHash == issued.ContentHash {
			out.Verdict, out.Message = BytesChanged, "内容相同但文件字节被改动"+where
		}
		return out
	}
	out.Differences = differences(original, found)
	if len(out.Differences) == 0 {
		out.Verdict, out.Message = BytesChanged, "内容相同但文件字节被改动"+where
		return out
	}
	out.Verdict = TextChanged
	d := out.Differences[0]
	out.Message = fmt.Sprintf("内容被改动，首处在第 %d 页：出具时为“%s”，文件中为“%s”", d.Page, or(d.Issued), or(d.File))
	if len(original) != len(found) {
		out.Message += fmt.Sprintf("；页数由 %d 页变为 %d 页", len(original), len(found))
	}
	return out
}

// firstDifference is the index of the first byte in which two files differ, their common length when one begins with the other.
func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// whole is the file up to its end mark; what a mail program or a download added behind it is not part of the paper.
func whole(file []byte) []byte {
	end := []byte("%%EOF")
	if at := bytes.LastIndex(file, end); at >= 0 {
		return file[:at+len(end)]
	}
	return file
}

// fileHash is the content hash of the text read from a file: the stamp, always the last line of a page, does not count.
func fileHash(pages []string) string {
	bare := make([]string, len(pages))
	for i, page := range pages {
		page = squeeze(page)
		if at := strings.LastIndex(page, stampMark); at >= 0 {
			page = page[:at]
		}
		bare[i] = page
	}
	return hashPages(bare)
}

func differences(issued, file []string) []Difference {
	var out []Difference
	for i := range max(len(issued), len(file)) {
		var a, b []string
		if i < len(issued) {
			a = strings.Split(issued[i], "\n")
		}
		if i < len(file) {
			b = strings.Split(file[i], "\n")
		}
		for len(a) > 0 && len(b) > 0 && squeeze(a[0]) == squeeze(b[0]) {
			a, b = a[1:], b[1:]
		}
		for len(a) > 0 && len(b) > 0 && squeeze(a[len(a)-1]) == squeeze(b[len(b)-1]) {
			a, b = a[:len(a)-1], b[:len(b)-1]
		}
		for j := range max(len(a), len(b)) {
			d := Difference{Page: i + 1}
			if j < len(a) {
				d.Issued = strings.TrimSpace(a[j])
			}
			if j < len(b) {
				d.File = strings.TrimSpace(b[j])
			}
			if squeeze(d.Issued) == squeeze(d.File) {
				continue
			}
			if out = append(out, d); len(out) == mostDifferences {
				return out
			}
		}
	}
	return out
}

// NumberIn finds the number of the issued document a file claims to be: in the stamp of its pages, else in its properties.
// It is "" for a file that names none.
func NumberIn(file []byte) string {
	if pages, err := pdf.Text(whole(file)); err == nil {
		for _, page := range slices.Backward(pages) {
			if at := strings.LastIndex(page, stampMark); at >= 0 {
				number, _, _ := strings.Cut(page[at+len(stampMark):], "　")
				return strings.TrimSpace(number)
			}
		}
	}
	return keywordIn(file)
}

// keywordIn reads the first keyword of the PDF properties, a UTF-16 string with escapes.
func keywordIn(file []byte) string {
	_, rest, found := bytes.Cut(file, []byte("/Keywords ("))
	if !found {
		return ""
	}
	var raw []byte
	for i := 0; i < len(rest) && rest[i] != ')' && len(raw) < 4096; i++ {
		if rest[i] == '\\' && i+1 < len(rest) {
			i++
			if rest[i] == 'r' {
				raw = append(raw, '\r')
				continue
			}
		}
		raw = append(raw, rest[i])
	}
	raw = bytes.TrimPrefix(raw, []byte{0xFE, 0xFF})
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	number, _, _ := strings.Cut(string(utf16.Decode(units)), "；")
	return strings.TrimSpace(number)
}
