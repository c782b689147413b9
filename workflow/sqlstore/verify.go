package sqlstore

import (
	"context"
	"fmt"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
)

// auditPage is how many events are held in memory while the chain is walked.
const auditPage = 200

// VerifyAudit walks the whole audit chain on one consistent state and returns its head, the note to keep elsewhere; since, when
// not nil, is such a note taken earlier, through which the chain must still run. A chain that does not hold is a fault
// "audit.broken" whose cause is an audit.Break.
func (s *Store) VerifyAudit(ctx context.Context, since *audit.Head) (audit.Head, error) {
	var head audit.Head
	err := s.Read(ctx, func(tx workflow.Tx) (err error) {
		head, err = VerifyAudit(ctx, tx, since)
		return err
	})
	return head, err
}

// VerifyAudit is Store.VerifyAudit inside a transaction.
func VerifyAudit(ctx context.Context, t workflow.Tx, since *audit.Head) (audit.Head, error) {
	var v audit.Verifier
	if since != nil {
		v.Since(*since)
	}
	for after := int64(0); ; {
		events, err := t.Events(ctx, after, auditPage, "")
		if err != nil {
			return audit.Head{}, err
		}
		for _, e := range events {
			if err := v.Next(e); err != nil {
				return audit.Head{}, broken(err)
			}
			after = e.Seq
		}
		if len(events) < auditPage {
			break
		}
	}
	head, err := v.End()
	if err != nil {
		return audit.Head{}, broken(err)
	}
	if own, ok := t.(*tx); ok {
		noted, err := own.notedHead(ctx)
		if err != nil {
			return audit.Head{}, err
		}
		if noted != head {
			return audit.Head{}, broken(audit.Break{Seq: head.Seq + 1, Reason: fmt.Sprintf("链尾被截断或改动：库内记录的链头为第 %d 条", noted.Seq)})
		}
	}
	return head, nil
}

// notedHead reads the head as the engine noted it while events were appended.
func (t *tx) notedHead(ctx context.Context) (audit.Head, error) {
	return existing(ctx, t, "审计链头记录", func(row scanner) (h audit.Head, err error) {
		err = row.Scan(&h.Seq, &h.Hash)
		return h, err
	}, `SELECT seq, hash FROM audit_head WHERE id = 1`)
}

func broken(err error) error {
	return fault.Fault{Kind: fault.Broken, Code: "audit.broken", Message: err.Error() + "；请保留数据文件，停止使用并联系审计管理员", Cause: err}
}
