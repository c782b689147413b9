package command_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
)

func TestAListOfClaimsIsAssignedByCommand(t *testing.T) {
	list := filepath.Join(t.TempDir(), "案号.txt")
	require.NoError(t, os.WriteFile(list, []byte("\ufeffLYG-XX-2024-000009\r\n\r\n"), 0o600))
	db := founded(t)
	const secret = "Mima-2026-x\n"
	propose := []string{"assign", "--db", db, "--as", "xitong", "--in", list, "--to", "B01", "--agreement", "示例1", "--signed", "2026-11-01", "--notice", "2026-11-02", "--reason", "示例"}
	o := run(secret, propose...)
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.err, "提出债权转让由贷款银行的经办办理")
	require.Equal(t, command.ExitInvalid, run(secret, propose[:len(propose)-2]...).status, "no reason")
	propose[8] = "X99"
	require.Contains(t, run(secret, propose...).err, "没有代码为“X99”的银行")
	require.Contains(t, run(secret, "assign", "--db", db, "--as", "xitong", "--in", list, "--approve", "同意").err, "批准债权转让由贷款银行的审批人办理")
}
