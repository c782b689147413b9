package sqlstore

import (
	"context"
	"encoding/json"
	"strings"

	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/register"
)

// registerSchema is the first version of the tables with registers of rights.
const registerSchema = 7

// noteRegister remembers the batches that the chain recorded.
func (c Chain) noteRegister(e audit.Event) {
	if !strings.HasPrefix(e.Object, "register:") {
		return
	}
	var r workflow.RegisterRecord
	if json.Unmarshal([]byte(e.Payload), &r) == nil && r.Register != nil {
		c.batches[r.Register.ID] = *r.Register
	}
}

// compareRegister holds the batches of all registers, the digests of their lines, the entries that follow from the lines and the
// counts that follow from the entries against what the chain recorded.
func (t *tx) compareRegister(ctx context.Context, c Chain) error {
	if old, err := t.older(ctx, registerSchema); err != nil || old {
		return err
	}
	expected, err := t.compareBatches(ctx, c)
	if err != nil {
		return err
	}
	digests, counts, err := t.walkRegister(ctx)
	if err != nil {
		return err
	}
	empty := register.NewDigest().Sum()
	for id, want := range expected {
		have := empty
		if d := digests[id]; d != nil {
			have = d.Sum()
		}
		if have != want {
			return differs("权利登记簿第 %d 批的记录与审计链记录不符", id)
		}
		delete(digests, id)
	}
	if len(digests) > 0 {
		return differs("权利登记簿有 %d 批记录在审计链中没有记录", len(digests))
	}
	return t.compareCounts(ctx, counts)
}

// compareBatches gives the digest that the lines of each batch must have.
func (t *tx) compareBatches(ctx context.Context, c Chain) (map[int64]string, error) {
	expected := map[int64]string{}
	undone := map[int64]string{}
	err := t.each(ctx, readBatch+`ORDER BY b.id`, func(row scanner) error {
		b, err := scanBatch(row)
		if err != nil {
			return err
		}
		want, known := c.batches[b.ID]
		if !known {
			return differs("权利登记簿第 %d 批在审计链中没有记录", b.ID)
		}
		x, _ := json.Marshal(want)
		y, _ := json.Marshal(b)
		if string(x) != string(y) {
			return differs("权利登记簿第 %d 批与审计链记录不符", b.ID)
		}
		expected[b.ID] = b.Digest
		if b.Undoes != 0 { // it has no lines; its digest is of those it left
			undone[b.Undoes] = b.Digest
			expected[b.ID] = register.NewDigest().Sum()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(expected) != len(c.batches) {
		return nil, differs("审计链记录了权利登记簿的 %d 批改动，数据中只有 %d 批", len(c.batches), len(expected))
	}
	for id, digest := range undone {
		expected[id] = digest
	}
	return expected, nil
}

// orgCount is what the entries of a register are counted by.
type orgCount struct {
	org int64
	key countKey
}

// walkRegister reads every line with its entry, sums the lines up by batch and makes sure that each entry is what its newest line
// says.
func (t *tx) walkRegister(ctx context.Context) (map[int64]*register.Digest, map[orgCount]int64, error) {
	digests := map[int64]*register.Digest{}
	counts := map[orgCount]int64{}
	wrong := func(id int64) error {
		return differs("权利登记簿中标识为 %d 的权利与其历史记录不符", id)
	}
	var last register.Row
	no, met := 0, int64(0)
	err := t.each(ctx, `SELECT l.entry, l.no, l.batch, l.body, w.text, `+prefixed("e", registerColumns)+` FROM register_entry e
		JOIN register_words w ON w.entry = e.id JOIN register_line l ON l.entry = e.id ORDER BY e.id, l.no`, func(row scanner) error {
		var l register.Line
		var text string
		e, err := scanRegisterRow(scanLineFirst{row, &l, &text})
		e.Text = text
		if err != nil {
			return err
		}
		if e.ID != last.ID {
			if no != last.Lines {
				return wrong(last.ID)
			}
			last, no = e, 0
			met++
		}
		if no++; l.No != no {
			return wrong(e.ID)
		}
		if digests[l.Batch] == nil {
			digests[l.Batch] = register.NewDigest()
		}
		digests[l.Batch].Add(l)
		if l.No < e.Lines {
			return nil
		}
		f, err := l.Facts()
		if err != nil || l.No > e.Lines || register.Project(e.ID, e.Lines, f) != e {
			return wrong(e.ID)
		}
		counts[orgCount{e.Org, countKey{e.Kind, e.Status}}]++
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if no != last.Lines {
		return nil, nil, wrong(last.ID)
	}
	entries, _, err := one(ctx, t, scanInt, `SELECT COUNT(*) FROM register_entry`)
	if err == nil && entries != met {
		err = differs("权利登记簿有 %d 项权利没有历史记录", entries-met)
	}
	return digests, counts, err
}

// scanLineFirst reads a line and a text before the columns of another scan.
type scanLineFirst struct {
	row  scanner
	line *register.Line
	text *string
}

func (s scanLineFirst) Scan(dest ...any) error {
	return s.row.Scan(append([]any{&s.line.Entry, &s.line.No, &s.line.Batch, &s.line.Body, s.text}, dest...)...)
}

func (t *tx) compareCounts(ctx context.Context, counts map[orgCount]int64) error {
	err := t.each(ctx, `SELECT org, kind, status, n FROM register_count`, func(row scanner) error {
		var k orgCount
		var n int64
		if err := row.Scan(&k.org, &k.key.kind, &k.key.status, &n); err != nil {
			return err
		}
		if counts[k] != n {
			return differs("权利登记簿的件数与其内容不符")
		}
		delete(counts, k)
		return nil
	})
	if err == nil && len(counts) > 0 {
		err = differs("权利登记簿的件数与其内容不符")
	}
	return err
}
