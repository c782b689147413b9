package signing

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm2"
	"golang.org/x/mod/sumdb/note"

	"zhiya/valuation/fault"
)

// SeedBytes is the length of the secret a private key is made from.
const SeedBytes = 32

// Signer signs with a private key. It holds the secret in memory; it is never printed, marshalled or compared.
type Signer struct {
	algorithm Algorithm
	public    []byte
	id        string
	sign      func(text []byte) ([]byte, error)
}

// NewSigner makes the private key of this algorithm from a secret of 32 random bytes. The same secret always gives the same key.
// Faults: key.seed, key.algorithm.
func NewSigner(a Algorithm, seed []byte) (*Signer, error) {
	if len(seed) != SeedBytes {
		return nil, fault.New(fault.Invalid, "key.seed", "", "私钥应由 %d 字节生成，密钥文件可能被截断", SeedBytes)
	}
	s := &Signer{algorithm: a}
	switch a {
	case Ed25519:
		private := ed25519.NewKeyFromSeed(seed)
		s.public = private.Public().(ed25519.PublicKey)
		s.sign = func(text []byte) ([]byte, error) { return ed25519.Sign(private, text), nil }
	case SM2:
		private, err := sm2Key(seed)
		if err != nil {
			return nil, fault.Wrap(err, "key.seed", "SM2 私钥无法生成")
		}
		s.public = uncompressed(private)
		secret := append([]byte(nil), seed...)
		s.sign = func(text []byte) ([]byte, error) {
			digest, err := sm2.CalculateSM2Hash(&private.PublicKey, text, nil)
			if err != nil {
				return nil, err
			}
			return sm2.SignASN1(newNonces(secret, digest), private, digest, nil)
		}
	default:
		return nil, fault.New(fault.Invalid, "key.algorithm", "algorithm", "没有“%s”这种签名算法，可选 ed25519、sm2", a)
	}
	s.id = KeyID(a, s.public)
	return s, nil
}

// SampleSigner is the key of an organisation of the sample set. It is made from the organisation's id, so everybody can make it
// and the sample is the same everywhere; its notes say 示例密钥, and it must never be given to a real organisation.
func SampleSigner(a Algorithm, orgID string) (*Signer, error) {
	seed := sha256.Sum256([]byte("知押 示例 signing key\n" + string(a) + "\n" + orgID))
	return NewSigner(a, seed[:])
}

// Key is the public half, without name and days.
func (s *Signer) Key() Key {
	return Key{ID: s.id, Algorithm: s.algorithm, Public: append([]byte(nil), s.public...)}
}

// Sign makes the detached note of a statement; it fills in the key. Both algorithms give the same note for the same statement
// every time. Faults: those of Statement.Validate, note.sign.
func (s *Signer) Sign(st Statement) ([]byte, error) {
	st.KeyID, st.Algorithm = s.id, s.algorithm
	if err := st.Validate(); err != nil {
		return nil, err
	}
	signed, err := note.Sign(&note.Note{Text: st.Text()}, party{s.id, keyHash(s.algorithm, s.id, s.public), s.sign, nil})
	return signed, fault.Wrap(err, "note.sign", "文书签名无法生成，文书未出具")
}

// party is one key as the library of notes wants it.
type party struct {
	name   string
	hash   uint32
	sign   func(text []byte) ([]byte, error)
	verify func(text, signature []byte) bool
}

func (p party) Name() string                       { return p.name }
func (p party) KeyHash() uint32                    { return p.hash }
func (p party) Sign(text []byte) ([]byte, error)   { return p.sign(text) }
func (p party) Verify(text, signature []byte) bool { return p.verify(text, signature) }

// keyHash is the library's hash of a key. Ed25519 has type 1, so that any reader of signed notes can check such a note; SM2 has
// none assigned and takes the type for private use with a name behind it.
func keyHash(a Algorithm, name string, public []byte) uint32 {
	kind := []byte{1}
	if a == SM2 {
		kind = []byte("\xffzhiya sm2 with sm3 v1\n")
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", name)
	h.Write(kind)
	h.Write(public)
	return binary.BigEndian.Uint32(h.Sum(nil))
}

func (k Key) party() party {
	p := party{name: k.ID, hash: keyHash(k.Algorithm, k.ID, k.Public)}
	switch k.Algorithm {
	case Ed25519:
		p.verify = func(text, signature []byte) bool { return ed25519.Verify(k.Public, text, signature) }
	case SM2:
		public, err := sm2.NewPublicKey(k.Public)
		p.verify = func(text, signature []byte) bool {
			return err == nil && sm2.VerifyASN1WithSM2(public, nil, text, signature)
		}
	}
	return p
}

// sm2Key takes the first number in [1, n−2] that hashing gives.
func sm2Key(seed []byte) (key *sm2.PrivateKey, err error) {
	for n := byte(0); n < 100; n++ {
		sum := sha256.Sum256(append([]byte{'s', 'm', '2', n}, seed...))
		if key, err = sm2.NewPrivateKey(sum[:]); err == nil {
			return key, nil
		}
	}
	return nil, err
}

func uncompressed(key *sm2.PrivateKey) []byte {
	out := make([]byte, 65)
	out[0] = 4
	key.X.FillBytes(out[1:33])
	key.Y.FillBytes(out[33:])
	return out
}

// nonces gives the secret numbers of SM2 signatures by HMAC_DRBG over the private key and the digest, as RFC 6979 (3.2) does for
// ECDSA, so that a signature neither depends on the machine's randomness nor differs from one run to the next.
type nonces struct {
	mac  func(key []byte) hash.Hash
	k, v []byte
	used bool
}

func newNonces(secret, digest []byte) *nonces {
	n := &nonces{mac: func(key []byte) hash.Hash { return hmac.New(sha256.New, key) }, k: make([]byte, 32), v: make([]byte, 32)}
	for i := range n.v {
		n.v[i] = 1
	}
	for _, mark := range []byte{0, 1} {
		n.k = n.sum(n.k, n.v, []byte{mark}, secret, digest)
		n.v = n.sum(n.k, n.v)
	}
	return n
}

func (n *nonces) sum(key []byte, parts ...[]byte) []byte {
	h := n.mac(key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// Read gives the next candidate. A single byte is the library's way of spoiling repeatable randomness; it is not taken from
// the sequence.
func (n *nonces) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	for at := 0; at < len(p); {
		if n.used {
			n.k = n.sum(n.k, n.v, []byte{0})
			n.v = n.sum(n.k, n.v)
		}
		n.used = true
		n.v = n.sum(n.k, n.v)
		at += copy(p[at:], n.v)
	}
	return len(p), nil
}

// written is a note as Sign writes it.
func written(n *note.Note) string {
	s := n.Sigs[0]
	return n.Text + "\n— " + s.Name + " " + s.Base64 + "\n"
}

// canonical reports whether a signature is written as the encoder writes it; a decoder ignores the last bits.
func canonical(s note.Signature) bool {
	raw, err := base64.StdEncoding.DecodeString(s.Base64)
	return err == nil && base64.StdEncoding.EncodeToString(raw) == s.Base64
}
