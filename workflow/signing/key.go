// Package signing signs issued documents with detached notes and checks them with the network off (文书签名). A note is a short
// text that names the document and its hashes, in the format of golang.org/x/mod/sumdb/note, signed with Ed25519 or with SM2 and
// SM3 (GB/T 32918). Nothing here is a certificate: a signature says that whoever held the organisation's software key signed
// these bytes, and whose key it is must be learned elsewhere, by comparing the key id over another channel.
package signing

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"strings"

	"github.com/emmansun/gmsm/sm2"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// Algorithm is the kind of a signing key.
type Algorithm string

const (
	Ed25519 Algorithm = "ed25519" // RFC 8032
	SM2     Algorithm = "sm2"     // SM2 signature over SM3, GB/T 32918.2, with the default user id
)

// Algorithms lists the algorithms a key can have, the usual one first.
func Algorithms() []Algorithm { return []Algorithm{Ed25519, SM2} }

var algorithmNames = map[Algorithm]string{Ed25519: "Ed25519", SM2: "SM2/SM3"}

// String is the name shown to people.
func (a Algorithm) String() string { return algorithmNames[a] }

// Key is the public half of an organisation's signing key (签名公钥), as a store keeps it and as it is passed on. Days are civil
// days in China; a document counts when its day is neither before From nor after Until, and never once Revoked is set.
type Key struct {
	ID        string    `json:"id"` // derived from Public, 16 letters and digits
	Algorithm Algorithm `json:"algorithm"`
	Public    []byte    `json:"public"`           // 32 bytes of Ed25519; 65 bytes of SM2, the uncompressed point
	Issuer    string    `json:"issuer"`           // name of the organisation when the key was made
	From      date.Date `json:"from"`             // 启用日
	Until     date.Date `json:"until"`            // 停用日, the last day it signed; zero while in use
	Revoked   date.Date `json:"revoked"`          // 作废日: lost or disclosed, nothing signed with it counts; zero when it is not
	Sample    bool      `json:"sample,omitempty"` // 示例: everybody can sign with it
}

// Statement about every signature, in the files and in the notes. 电子签名法 13 asks for more than a software key can show.
const Disclaimer = "本签名由出具机构的软件密钥生成，不是电子认证服务机构签发的数字证书签名，不单独证明签署人身份"

var idCoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// KeyID is the id of a public key: the first 80 bits of its SHA-256, in Base32. Who compares it with what the organisation
// itself says compares the key.
func KeyID(a Algorithm, public []byte) string {
	sum := sha256.Sum256(append([]byte("zhiya signing key v1\n"+string(a)+"\n"), public...))
	return idCoding.EncodeToString(sum[:10])
}

// Validate names what is wrong with a key: its algorithm, its bytes, an id that is not its own, days out of order.
func (k Key) Validate() error {
	var fs fault.Faults
	switch k.Algorithm {
	case Ed25519:
		if len(k.Public) != ed25519.PublicKeySize {
			fs.Invalid("key.public", "public", "Ed25519 公钥应为 32 字节，请重新导出公钥文件")
		}
	case SM2:
		if _, err := sm2.NewPublicKey(k.Public); err != nil || len(k.Public) != 65 {
			fs.Invalid("key.public", "public", "SM2 公钥应为曲线上的点（65 字节），请重新导出公钥文件")
		}
	default:
		fs.Invalid("key.algorithm", "algorithm", "没有“%s”这种签名算法，可选 ed25519、sm2", k.Algorithm)
	}
	if len(fs) == 0 && k.ID != KeyID(k.Algorithm, k.Public) {
		fs.Invalid("key.id", "id", "密钥编号“%s”与公钥不符，文件可能被改动，请向出具机构重新索取", k.ID)
	}
	if strings.TrimSpace(k.Issuer) == "" || !plain(k.Issuer) {
		fs.Invalid("key.issuer", "issuer", "公钥须写明机构名称，且不得含换行或控制字符")
	}
	if !k.From.IsZero() && !k.Until.IsZero() && k.Until.Before(k.From) {
		fs.Invalid("key.days", "until", "停用日早于启用日，请核对")
	}
	return fs.Err()
}

// plain reports whether a text fits on one line of a note.
func plain(s string) bool {
	for _, r := range s {
		if r < ' ' || r == '\uFFFD' || r == '\u007F' || r == '\u2028' || r == '\u2029' || r == '\u0085' {
			return false
		}
	}
	return true
}

// The lines of a public key file, in their order.
const (
	keyHead    = "知押签名公钥 1"
	keyID      = "密钥编号"
	keyKind    = "算法"
	keyIssuer  = "机构"
	keyFrom    = "启用日"
	keyUntil   = "停用日"
	keyRevoked = "作废日"
	keyUse     = "用途"
	keyPublic  = "公钥"
	useReal    = "正式"
	useSample  = "示例"
	absent     = "无"
)

// Text is the public key as a small text file, to be given to whoever checks documents. It is not signed: the receiver
// compares the key id over another channel (a phone call, a letter) before importing it.
func (k Key) Text() string {
	use := useReal
	if k.Sample {
		use = useSample
	}
	return lines(keyHead, [][2]string{{keyID, k.ID}, {keyKind, string(k.Algorithm)}, {keyIssuer, k.Issuer}, {keyFrom, day(k.From)},
		{keyUntil, day(k.Until)}, {keyRevoked, day(k.Revoked)}, {keyUse, use}, {keyPublic, base64.StdEncoding.EncodeToString(k.Public)}})
}

// ParseKey reads what Text wrote; CRLF and blank lines at the end are forgiven, for mail programs add them. Faults: key.text,
// and those of Validate.
func ParseKey(text string) (Key, error) {
	text = strings.TrimRight(strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n"), "\n") + "\n"
	values, ok := parseLines(text, keyHead, keyID, keyKind, keyIssuer, keyFrom, keyUntil, keyRevoked, keyUse, keyPublic)
	if !ok {
		return Key{}, fault.New(fault.Invalid, "key.text", "", "不是知押的公钥文件（应以“%s”开头，一行一项），请向出具机构重新索取", keyHead)
	}
	k := Key{ID: values[keyID], Algorithm: Algorithm(values[keyKind]), Issuer: values[keyIssuer], Sample: values[keyUse] == useSample}
	var fs fault.Faults
	for name, into := range map[string]*date.Date{keyFrom: &k.From, keyUntil: &k.Until, keyRevoked: &k.Revoked} {
		if values[name] == absent {
			continue
		}
		d, err := date.Parse(values[name])
		fs.Append(name, err)
		*into = d
	}
	public, err := base64.StdEncoding.Strict().DecodeString(values[keyPublic])
	if err != nil {
		fs.Invalid("key.text", keyPublic, "公钥一行无法读取，请向出具机构重新索取")
	}
	k.Public = public
	if len(fs) == 0 {
		fs.Append("", k.Validate())
	}
	if len(fs) == 0 && k.Text() != text {
		fs.Invalid("key.text", "", "公钥文件的写法不规范（日期或用途一行），请向出具机构重新索取")
	}
	return k, fs.Err()
}

func day(d date.Date) string {
	if d.IsZero() {
		return absent
	}
	return d.String()
}

// lines writes a head and one "label：value" a line.
func lines(head string, fields [][2]string) string {
	var b strings.Builder
	b.WriteString(head + "\n")
	for _, f := range fields {
		b.WriteString(f[0] + "：" + f[1] + "\n")
	}
	return b.String()
}

// parseLines reads exactly these labels in this order behind the head.
func parseLines(text, head string, labels ...string) (map[string]string, bool) {
	rows := strings.Split(text, "\n")
	if len(rows) != len(labels)+2 || rows[0] != head || rows[len(rows)-1] != "" {
		return nil, false
	}
	values := map[string]string{}
	for i, label := range labels {
		value, ok := strings.CutPrefix(rows[i+1], label+"：")
		if !ok || !plain(value) {
			return nil, false
		}
		values[label] = value
	}
	return values, true
}
