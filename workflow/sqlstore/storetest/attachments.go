package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
)

func attachments(t *testing.T, b *bench) {
	b.withOrgs("bank", "fund")
	b.insert(sampleCase(1), []string{"bank"})
	b.insert(sampleCase(2), []string{"bank"})
	file := func(id, caseID, org, sha string) workflow.AttachmentRow {
		return workflow.AttachmentRow{ID: id, CaseID: caseID, OrgID: org, PersonID: "p", Name: "盖章页 𠮷.pdf", MediaType: "application/pdf", SHA256: sha, Size: 4,
			AtMilli: 7, Body: []byte{0, 0xff, '%', 'P'}}
	}
	add := func(a workflow.AttachmentRow) func(tx workflow.Tx) error {
		return func(tx workflow.Tx) error { return tx.InsertAttachment(ctx, a) }
	}
	b.write(add(file("B", "case-0001", "bank", "ab")))
	b.write(add(file("A", "case-0001", "bank", "cd")))
	b.write(add(file("C", "case-0001", "fund", "ab"))) // another organisation's, and another case's, are other files
	b.write(add(file("D", "case-0002", "bank", "ab")))
	b.refusedAs(fault.Refused, "duplicate", add(file("A", "case-0002", "fund", "ef")))
	b.refusedAs(fault.Refused, "duplicate", add(file("E", "case-0001", "bank", "ab")))
	b.refusedAs(fault.Refused, "reference", add(file("F", "case-0009", "bank", "ab")))
	b.refusedAs(fault.Refused, "reference", add(file("F", "case-0001", "nobody", "ab")))
	b.read(func(tx workflow.Tx) {
		got, err := tx.Attachment(ctx, "A")
		require.NoError(t, err)
		require.Equal(t, file("A", "case-0001", "bank", "cd"), got)
		_, err = tx.Attachment(ctx, "Z")
		require.Equal(t, fault.NotFound, fault.KindOf(err))
		list, err := tx.Attachments(ctx, "case-0001")
		require.NoError(t, err)
		require.Len(t, list, 3)
		for i, id := range []string{"A", "B", "C"} {
			require.Equal(t, id, list[i].ID)
			require.Nil(t, list[i].Body, "a list leaves the bytes out")
			require.EqualValues(t, 4, list[i].Size)
		}
		none, err := tx.Attachments(ctx, "case-0003")
		require.NoError(t, err)
		require.Empty(t, none)
	})
}
