package signing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Verdict is what a check of a signature comes to.
type Verdict string

const (
	Valid       Verdict = "valid"         // 签名有效，各项相符
	Unsigned    Verdict = "unsigned"      // 未签名
	Malformed   Verdict = "malformed"     // 签名文件无法读取或写法被改动
	UnknownKey  Verdict = "unknown_key"   // 没有该密钥的公钥
	Broken      Verdict = "broken"        // 签名与签名内容不符
	Revoked     Verdict = "revoked"       // 密钥已作废
	NotYetValid Verdict = "not_yet_valid" // 出具日早于密钥启用日
	Expired     Verdict = "expired"       // 出具日晚于密钥停用日
	Differs     Verdict = "differs"       // 签名本身有效，文件或记录与签名内容不符
)

// Difference is a field that is not as it was signed.
type Difference struct {
	Field  Field  `json:"field"`
	Signed string `json:"signed"`
	Found  string `json:"found"`
}

// Finding is the answer of Verify. Message is the Chinese sentence for the person.
type Finding struct {
	Verdict     Verdict      `json:"verdict"`
	Message     string       `json:"message"`
	KeyID       string       `json:"key_id,omitempty"`
	Algorithm   Algorithm    `json:"algorithm,omitempty"`
	Issuer      string       `json:"issuer,omitempty"` // as the key names it
	Sample      bool         `json:"sample,omitempty"`
	Differences []Difference `json:"differences,omitempty"`
	Statement   *Statement   `json:"-"` // what the note says; trusted only when its signature was found good (Signed)
}

// Signed reports whether the note itself is what the holder of the key signed, whatever the file holds.
func (f Finding) Signed() bool {
	return f.Statement != nil && (f.Verdict == Valid || f.Verdict == Differs)
}

// None is the finding on a document without a note.
func None() Finding { return Finding{Verdict: Unsigned, Message: "未签名"} }

// Verify checks a note against the bytes of the file and against facts read elsewhere (in the file's text, its code, the issued
// record), by the public keys given. No clock and no network take part: the day that counts is the day of issue in the note.
func Verify(signed, file []byte, keys []Key, facts ...Fact) Finding {
	sum := sha256.Sum256(file)
	return VerifyFacts(signed, keys, append([]Fact{{FileHash, hex.EncodeToString(sum[:])}}, facts...)...)
}

// VerifyFacts checks a note against facts alone, as when only the code on paper is at hand.
func VerifyFacts(signed []byte, keys []Key, facts ...Fact) Finding {
	text, _, _ := strings.Cut(string(signed), "\n\n— ")
	st, err := ParseStatement(text + "\n")
	if err != nil {
		return Finding{Verdict: Malformed, Message: "签名文件无法读取或被改动，不是知押写出的原样"}
	}
	f := Finding{KeyID: st.KeyID, Algorithm: st.Algorithm, Issuer: st.Issuer, Sample: st.Sample, Statement: &st}
	key, known := find(keys, st)
	if !known {
		f.Verdict, f.Message = UnknownKey, fmt.Sprintf("没有密钥 %s 的公钥，不能核验签名；请向“%s”索取公钥文件，核对密钥编号后导入", st.KeyID, st.Issuer)
		return f
	}
	n, err := note.Open(signed, note.VerifierList(key.party()))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 0 || !canonical(n.Sigs[0]) || written(n) != string(signed) {
		f.Verdict, f.Message = Broken, "签名不成立：签名内容或签名值被改动，或不是密钥 "+st.KeyID+" 所签"
		return f
	}
	f.Issuer, f.Sample = key.Issuer, key.Sample || st.Sample
	switch {
	case !key.Revoked.IsZero():
		f.Verdict, f.Message = Revoked, fmt.Sprintf("密钥 %s（%s）已于 %s作废，它的签名一律不作数，请向出具机构核实", key.ID, key.Issuer, key.Revoked.Chinese())
		return f
	case !key.From.IsZero() && st.On.Before(key.From):
		f.Verdict, f.Message = NotYetValid, fmt.Sprintf("出具日 %s早于密钥 %s 的启用日 %s，签名不作数", st.On.Chinese(), key.ID, key.From.Chinese())
		return f
	case !key.Until.IsZero() && st.On.After(key.Until):
		f.Verdict, f.Message = Expired, fmt.Sprintf("出具日 %s晚于密钥 %s 的停用日 %s，签名不作数", st.On.Chinese(), key.ID, key.Until.Chinese())
		return f
	}
	for _, fact := range append([]Fact{{Issuer, key.Issuer}}, facts...) {
		if want := st.Value(fact.Field); want != fact.Value {
			f.Differences = append(f.Differences, Difference{fact.Field, want, fact.Value})
		}
	}
	if len(f.Differences) > 0 {
		names := make([]string, len(f.Differences))
		for i, d := range f.Differences {
			names[i] = fmt.Sprintf("%s签名时为“%s”，现为“%s”", d.Field, d.Signed, d.Found)
		}
		f.Verdict, f.Message = Differs, "与签名内容不符："+strings.Join(names, "；")
		return f
	}
	f.Verdict = Valid
	f.Message = fmt.Sprintf("签名有效：密钥 %s（%s，%s）签署《%s》%s，出具日 %s，金额 %s 元", key.ID, key.Issuer, key.Algorithm, st.Title, st.Number, st.On.Chinese(), st.Amount.Format())
	if f.Sample {
		f.Message += "；示例密钥任何人可用，不具证明作用"
	}
	return f
}

func find(keys []Key, st Statement) (Key, bool) {
	for _, k := range keys {
		if k.ID == st.KeyID && k.Algorithm == st.Algorithm && k.Validate() == nil {
			return k, true
		}
	}
	return Key{}, false
}
