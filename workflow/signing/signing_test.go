package signing_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/signing"
)

var paper = []byte("%PDF-1.4 示例文书")

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func statement() signing.Statement {
	return signing.Statement{Number: "LYG-B03SL-2024-000001-SX01", On: date.Must("2024-03-01"), Amount: money.Must("3000000.00"), ContentHash: hexOf([]byte("c")),
		SHA256: hexOf(paper), TextSHA256: hexOf([]byte("t")), SheetSHA256: hexOf([]byte("s")), Pages: 12, Title: "授信测算表", Issuer: "示例银行"}
}

func signer(t *testing.T, a signing.Algorithm, fill byte) (*signing.Signer, signing.Key) {
	s, err := signing.NewSigner(a, bytes.Repeat([]byte{fill}, signing.SeedBytes))
	require.NoError(t, err)
	k := s.Key()
	k.Issuer, k.From = "示例银行", date.Must("2024-01-01")
	require.NoError(t, k.Validate())
	return s, k
}

func onEach(t *testing.T, test func(t *testing.T, a signing.Algorithm)) {
	for _, a := range signing.Algorithms() {
		t.Run(string(a), func(t *testing.T) { test(t, a) })
	}
}

func TestASignedDocumentIsVerifiedByThePublicKeyAlone(t *testing.T) {
	onEach(t, func(t *testing.T, a signing.Algorithm) {
		s, key := signer(t, a, 1)
		signed, err := s.Sign(statement())
		require.NoError(t, err)
		again, err := s.Sign(statement())
		require.NoError(t, err)
		require.Equal(t, string(signed), string(again), "the same statement gives the same note")
		passed, err := signing.ParseKey(key.Text())
		require.NoError(t, err)
		require.Equal(t, key, passed)
		got := signing.Verify(signed, paper, []signing.Key{passed}, statement().Facts(signing.Number, signing.On, signing.Amount, signing.ContentHash, signing.Pages, signing.Title)...)
		require.Equal(t, signing.Valid, got.Verdict, got.Message)
		require.True(t, got.Signed())
		require.Contains(t, got.Message, "3,000,000.00")
		require.Contains(t, string(signed), "不是电子认证服务机构签发的数字证书签名")
	})
}

func TestTheLibrariesThemselvesAcceptTheSignatures(t *testing.T) {
	s, key := signer(t, signing.Ed25519, 1)
	signed, err := s.Sign(statement())
	require.NoError(t, err)
	text, err := note.NewEd25519VerifierKey(key.ID, ed25519.PublicKey(key.Public))
	require.NoError(t, err)
	v, err := note.NewVerifier(text)
	require.NoError(t, err)
	_, err = note.Open(signed, note.VerifierList(v))
	require.NoError(t, err, "any reader of signed notes can check it")

	// GB/T 32918.5, annex A.2: the key pair of the recommended curve.
	point, err := hex.DecodeString("0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13")
	require.NoError(t, err)
	public, err := sm2.NewPublicKey(point)
	require.NoError(t, err)
	sig, err := hex.DecodeString("3046022100F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3022100B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
	require.NoError(t, err)
	require.True(t, sm2.VerifyASN1WithSM2(public, nil, []byte("message digest"), sig), "the standard's own example")
}

func TestAnyChangedByteOfANoteOrOfTheFileIsFound(t *testing.T) {
	onEach(t, func(t *testing.T, a signing.Algorithm) {
		s, key := signer(t, a, 1)
		signed, err := s.Sign(statement())
		require.NoError(t, err)
		for i := range signed {
			for _, flip := range []byte{1, 0x20, 0x80} {
				forged := bytes.Clone(signed)
				forged[i] ^= flip
				got := signing.Verify(forged, paper, []signing.Key{key})
				require.NotEqual(t, signing.Valid, got.Verdict, "byte %d of the note", i)
				require.NotEmpty(t, got.Message)
			}
		}
		for i := range paper {
			forged := bytes.Clone(paper)
			forged[i] ^= 1
			got := signing.Verify(signed, forged, []signing.Key{key})
			require.Equal(t, signing.Differs, got.Verdict)
			require.Equal(t, signing.FileHash, got.Differences[0].Field)
		}
		for _, more := range []string{"\n", " ", "— X AAAA\n", string(signed[bytes.LastIndex(signed, []byte("— ")):])} {
			require.NotEqual(t, signing.Valid, signing.Verify(append(bytes.Clone(signed), more...), paper, []signing.Key{key}).Verdict, "%q", more)
		}
		require.Equal(t, signing.Malformed, signing.Verify(nil, paper, []signing.Key{key}).Verdict)
	})
}

func TestEveryFieldThatDiffersIsNamed(t *testing.T) {
	s, key := signer(t, signing.Ed25519, 1)
	signed, err := s.Sign(statement())
	require.NoError(t, err)
	for _, f := range []signing.Field{signing.Number, signing.On, signing.Amount, signing.ContentHash, signing.TextHash, signing.SheetHash, signing.Pages, signing.Title, signing.Issuer} {
		got := signing.Verify(signed, paper, []signing.Key{key}, signing.Fact{Field: f, Value: "x"})
		require.Equal(t, signing.Differs, got.Verdict)
		require.Contains(t, got.Message, string(f))
		require.Contains(t, got.Message, statement().Value(f))
	}
	other := key
	other.Issuer = "示例担保"
	require.Contains(t, signing.Verify(signed, paper, []signing.Key{other}).Message, string(signing.Issuer), "the note of another's name")
}

func TestAKeyCountsOnlyInItsTime(t *testing.T) {
	s, key := signer(t, signing.SM2, 1)
	signed, err := s.Sign(statement())
	require.NoError(t, err)
	_, stranger := signer(t, signing.SM2, 2)
	for name, c := range map[string]struct {
		verdict signing.Verdict
		change  func(k *signing.Key)
	}{
		"in use":               {signing.Valid, func(*signing.Key) {}},
		"first day":            {signing.Valid, func(k *signing.Key) { k.From = date.Must("2024-03-01") }},
		"too early":            {signing.NotYetValid, func(k *signing.Key) { k.From = date.Must("2024-03-02") }},
		"last day":             {signing.Valid, func(k *signing.Key) { k.Until = date.Must("2024-03-01") }},
		"too late":             {signing.Expired, func(k *signing.Key) { k.Until = date.Must("2024-02-29") }},
		"revoked later":        {signing.Revoked, func(k *signing.Key) { k.Revoked = date.Must("2025-01-01") }},
		"of somebody else":     {signing.UnknownKey, func(k *signing.Key) { *k = stranger }},
		"other key, same id":   {signing.UnknownKey, func(k *signing.Key) { k.Public = stranger.Public }},
		"other key, other alg": {signing.UnknownKey, func(k *signing.Key) { k.Algorithm = signing.Ed25519 }},
	} {
		k := key
		c.change(&k)
		got := signing.Verify(signed, paper, []signing.Key{k})
		require.Equal(t, c.verdict, got.Verdict, "%s: %s", name, got.Message)
		require.Contains(t, got.Message, key.ID, name)
	}
}

func TestANoteSignedByAnotherKeyUnderTheSameNameIsBroken(t *testing.T) {
	_, key := signer(t, signing.Ed25519, 1)
	thief, _ := signer(t, signing.Ed25519, 2)
	signed, err := thief.Sign(statement())
	require.NoError(t, err)
	forged := strings.ReplaceAll(string(signed), thief.Key().ID, key.ID)
	require.Equal(t, signing.Broken, signing.Verify([]byte(forged), paper, []signing.Key{key}).Verdict)
}

func TestAStatementIsReadBackExactlyAsWritten(t *testing.T) {
	line := rapid.StringMatching(`[\p{Han}A-Za-z0-9 〔〕：|/+—-]{1,40}`).Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
	rapid.Check(t, func(t *rapid.T) {
		hash := func(label string) string { return hexOf(rapid.SliceOf(rapid.Byte()).Draw(t, label)) }
		st := signing.Statement{Number: line.Draw(t, "number"), On: date.Must("2020-01-01").AddDays(rapid.IntRange(0, 9999).Draw(t, "day")),
			Amount: money.Money(rapid.Int64Range(0, 1<<60).Draw(t, "fen")), ContentHash: hash("c"), SHA256: hash("f"), TextSHA256: hash("t"),
			Pages: rapid.IntRange(0, 9999).Draw(t, "pages"), Title: line.Draw(t, "title"), Issuer: line.Draw(t, "issuer"), KeyID: "ABCDEFGHIJKLMNOP",
			Algorithm: signing.SM2, Sample: rapid.Bool().Draw(t, "sample")}
		got, err := signing.ParseStatement(st.Text())
		require.NoError(t, err, st.Text())
		require.Equal(t, st, got)
	})
}

func TestAStatementThatCannotBeOneFieldALineIsRefused(t *testing.T) {
	s, _ := signer(t, signing.Ed25519, 1)
	for name, change := range map[string]func(*signing.Statement){
		"a number of two lines": func(s *signing.Statement) { s.Number = "A\n金额（元）：9.00" },
		"no title":              func(s *signing.Statement) { s.Title = " " },
		"a short hash":          func(s *signing.Statement) { s.ContentHash = "00" },
		"no day":                func(s *signing.Statement) { s.On = date.Date{} },
		"a separator":           func(s *signing.Statement) { s.Issuer = "示例\u2028银行" },
	} {
		st := statement()
		change(&st)
		_, err := s.Sign(st)
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
	}
}

func TestTheCodeOnThePaperIsHeldAgainstTheNote(t *testing.T) {
	s, key := signer(t, signing.Ed25519, 1)
	st := statement()
	signed, err := s.Sign(st)
	require.NoError(t, err)
	code := signing.Code(st.Number, st.On, st.Amount, st.ContentHash, key.ID)
	facts, err := signing.ReadCode(code)
	require.NoError(t, err)
	require.Len(t, facts, 5)
	require.Equal(t, signing.Valid, signing.VerifyFacts(signed, []signing.Key{key}, facts...).Verdict)
	facts, err = signing.ReadCode(strings.Replace(code, "3000000.00", "9000000.00", 1))
	require.NoError(t, err)
	got := signing.VerifyFacts(signed, []signing.Key{key}, facts...)
	require.Equal(t, signing.Differs, got.Verdict)
	require.Equal(t, []signing.Difference{{Field: signing.Amount, Signed: "3000000.00", Found: "9000000.00"}}, got.Differences)
	unsigned, err := signing.ReadCode(signing.Code(st.Number, st.On, st.Amount, st.ContentHash, ""))
	require.NoError(t, err)
	require.Len(t, unsigned, 4)
	for _, bad := range []string{"", "x", code + "x", "https://example.invalid/?q=1"} {
		_, err := signing.ReadCode(bad)
		require.Error(t, err, bad)
	}
}

func TestAPublicKeyFileThatWasChangedIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, a signing.Algorithm) {
		_, key := signer(t, a, 1)
		text := key.Text()
		got, err := signing.ParseKey("\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n") + "\r\n")
		require.NoError(t, err, "what mail programs do to a text")
		require.Equal(t, key, got)
		for i := range text {
			forged := []byte(text)
			forged[i] ^= 1
			if k, err := signing.ParseKey(string(forged)); err == nil { // a name or a day may read on; the key itself may not
				require.Equal(t, key.ID, k.ID, "byte %d", i)
				require.Equal(t, key.Public, k.Public, "byte %d", i)
			}
		}
		_, other := signer(t, a, 2)
		require.NotEqual(t, key.ID, other.ID)
		require.Len(t, key.ID, 16)
		swapped := other
		swapped.ID = key.ID
		require.True(t, fault.Has(swapped.Validate(), "key.id"))
	})
}

func TestSampleKeysSayWhatTheyAre(t *testing.T) {
	s, err := signing.SampleSigner(signing.SM2, "org-bank")
	require.NoError(t, err)
	again, err := signing.SampleSigner(signing.SM2, "org-bank")
	require.NoError(t, err)
	require.Equal(t, s.Key(), again.Key())
	st := statement()
	st.Sample = true
	signed, err := s.Sign(st)
	require.NoError(t, err)
	require.Contains(t, string(signed), "示例密钥，任何人可用")
	k := s.Key()
	k.Issuer, k.Sample = st.Issuer, true
	got := signing.Verify(signed, paper, []signing.Key{k})
	require.Equal(t, signing.Valid, got.Verdict)
	require.Contains(t, got.Message, "不具证明作用")
}

func TestAKeyNeedsAWholeSecretAndAKnownAlgorithm(t *testing.T) {
	_, err := signing.NewSigner(signing.Ed25519, make([]byte, 31))
	require.True(t, fault.Has(err, "key.seed"))
	_, err = signing.NewSigner("rsa", make([]byte, 32))
	require.True(t, fault.Has(err, "key.algorithm"))
}
