// Package audit is the append-only trail: every event hashes the one before it, so that a changed, removed, inserted or
// reordered event is found and named. An unexported chain proves nothing against the owner of the file; a note of the head
// kept elsewhere (Head.String) makes truncation visible too.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
)

// domain separates these hashes from any other use of SHA-256 in the program.
const domain = "zhiya audit event v1"

// Event is one recorded act. All fields but Hash go into the hash, each with its length before it.
type Event struct {
	Seq      int64  // 1, 2, 3 … without gaps
	AtMillis int64  // instant of recording, unix milliseconds UTC
	PersonID string // who; "" for the program itself
	Person   string // name at that time
	OrgID    string
	Action   string // command name
	Object   string // what it acted on: a case number, a person, the store
	Version  int64  // version of the object after the act
	Payload  string // canonical JSON of the command
	PrevHash string // hex hash of the event before; "" for the first
	Hash     string
}

// Seal fills Seq, PrevHash and Hash so that e follows prev; the zero prev is the start of a chain.
func Seal(e, prev Event) Event {
	e.Seq = prev.Seq + 1
	e.PrevHash = prev.Hash
	e.Hash = e.digest()
	return e
}

func (e Event) digest() string {
	h := sha256.New()
	var n [8]byte
	put := func(s string) {
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	put(domain)
	for _, s := range []string{
		strconv.FormatInt(e.Seq, 10), strconv.FormatInt(e.AtMillis, 10), e.PersonID, e.Person, e.OrgID, e.Action, e.Object,
		strconv.FormatInt(e.Version, 10), e.Payload, e.PrevHash,
	} {
		put(s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Break says where a chain first goes wrong and how.
type Break struct {
	Seq    int64  // sequence number of the first bad event
	Reason string // Chinese: what is wrong with it
}

func (b Break) Error() string {
	return fmt.Sprintf("审计链在第 %d 条中断：%s", b.Seq, b.Reason)
}

// Verifier checks a chain event by event without holding it in memory.
type Verifier struct {
	prev  Event
	notes map[int64]string
}

// Since makes the verifier also check that the chain still runs through an earlier head.
func (v *Verifier) Since(h Head) {
	if v.notes == nil {
		v.notes = map[int64]string{}
	}
	v.notes[h.Seq] = h.Hash
}

// Next checks that e follows what was seen before; the error is a Break.
func (v *Verifier) Next(e Event) error {
	switch want := v.prev.Seq + 1; {
	case e.Seq > want:
		return Break{Seq: want, Reason: fmt.Sprintf("该条缺失，其后为第 %d 条", e.Seq)}
	case e.Seq < want:
		return Break{Seq: e.Seq, Reason: "序号重复或倒退"}
	case e.PrevHash != v.prev.Hash:
		return Break{Seq: e.Seq, Reason: "与前一条的散列值不衔接（前一条被改动、替换或调换）"}
	case e.Hash != e.digest():
		return Break{Seq: e.Seq, Reason: "内容与散列值不符（该条被改动）"}
	}
	if noted, ok := v.notes[e.Seq]; ok && noted != e.Hash {
		return Break{Seq: e.Seq, Reason: "与此前留存的链头记录不符（历史被整体改写）"}
	}
	v.prev = e
	return nil
}

// End checks that no noted head lies beyond the chain's end, and returns the head.
func (v *Verifier) End() (Head, error) {
	for seq := range v.notes {
		if seq > v.prev.Seq {
			return Head{}, Break{Seq: v.prev.Seq + 1, Reason: fmt.Sprintf("链尾被截断：留存记录曾到第 %d 条", seq)}
		}
	}
	return Head{Seq: v.prev.Seq, Hash: v.prev.Hash}, nil
}

// Head names the last event of a chain; kept outside the store it anchors the chain.
type Head struct {
	Seq  int64
	Hash string
}

// String is "12:9f86…" in full, the form of `audit --since`.
func (h Head) String() string { return strconv.FormatInt(h.Seq, 10) + ":" + h.Hash }

var headPattern = regexp.MustCompile(`^(\d{1,18}):([0-9a-f]{64}|)$`)

// ParseHead reads what String wrote.
func ParseHead(s string) (Head, bool) {
	m := headPattern.FindStringSubmatch(s)
	if m == nil {
		return Head{}, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	return Head{Seq: n, Hash: m[2]}, err == nil && (n == 0) == (m[2] == "")
}
