package register

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"zhiya/valuation/date"
)

// Act is what changed a register. Its values are the names of the audit events.
type Act string

const (
	Imported   Act = "ImportRights"   // 批量导入
	LookedUp   Act = "UpdateRight"    // 登记查询结果
	FromCase   Act = "UpdateFromCase" // 案件中更新权利状态
	MergedInto Act = "MergeDuplicate" // 合并重复权利
	Grouped    Act = "GroupFamily"    // 归入同族
	TakenBack  Act = "RemoveBatch"    // 撤销导入
)

var actNames = map[Act]string{Imported: "批量导入", LookedUp: "登记查询结果", FromCase: "案件中更新", MergedInto: "合并重复权利",
	Grouped: "归入同族", TakenBack: "撤销导入"}

// Acts lists the acts.
func Acts() []Act { return []Act{Imported, LookedUp, FromCase, MergedInto, Grouped, TakenBack} }

// String is the Chinese name of the act.
func (a Act) String() string { return actNames[a] }

// Batch is one act on a register: who, when, from which source, and what it did. It never changes; taking an import back is
// another batch.
type Batch struct {
	ID       int64     `json:"id"`
	OrgID    string    `json:"org_id"`
	Act      Act       `json:"act"`
	Source   string    `json:"source"` // 来源: the file, the register extract, the case
	Person   string    `json:"person"`
	PersonID string    `json:"person_id"`
	AtMillis int64     `json:"at_millis"`
	On       date.Date `json:"on,omitzero"`     // day of the look-up, where one day holds for all
	Added    int       `json:"added,omitempty"` // entries made; taken back: entries removed
	Changed  int       `json:"changed,omitempty"`
	Undoes   int64     `json:"undoes,omitempty"` // the batch it takes back
	Digest   string    `json:"digest"`           // of the lines it added; of those it left to the batch it takes back
	Undone   bool      `json:"-"`                // another batch took it back
}

// Digest sums up the lines of a batch, which must come by entry and number: hex SHA-256, each body with its place and length
// before it.
type Digest struct{ h hash.Hash }

// NewDigest begins a digest.
func NewDigest() *Digest { return &Digest{h: sha256.New()} }

// Add takes the next line.
func (d *Digest) Add(l Line) {
	var n [24]byte
	binary.BigEndian.PutUint64(n[:], uint64(l.Entry))
	binary.BigEndian.PutUint64(n[8:], uint64(l.No))
	binary.BigEndian.PutUint64(n[16:], uint64(len(l.Body)))
	d.h.Write(n[:])
	d.h.Write([]byte(l.Body))
}

// Sum is the digest so far, in hex.
func (d *Digest) Sum() string { return hex.EncodeToString(d.h.Sum(nil)) }
