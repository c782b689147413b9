package command_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
)

const newRule = `{"id":"trademark-terms","title":"示例：商标有效期","valid_from":"2028-01-01","valid_to":"","source":"示例修法","verified":false,
 "items":[{"code":"TT-1","title":"示例：有效期十二年","verified":false,"data":{"years":12}}]}`

func TestARulePackIsSignedLookedAtAndImportedByCommand(t *testing.T) {
	db := founded(t)
	const secret = "Mima-2026-x\n"
	dir := t.TempDir()
	plain, signed := filepath.Join(dir, "a.json"), filepath.Join(dir, "a.zhiya-rules.json")
	require.NoError(t, os.WriteFile(plain, []byte(newRule), 0o600))
	sign := []string{"rules", "sign", "--db", db, "--as", "xitong", "--in", plain, "--out", signed}
	o := run(secret, sign...)
	require.Equal(t, command.ExitRefused, o.status, "no key yet")
	require.Contains(t, o.err, "没有签名密钥")
	require.NoFileExists(t, signed)
	require.Equal(t, command.ExitDone, run(secret, "keys", "--db", db, "--new", "B01", "--as", "anquan").status)
	o = run(secret, sign...)
	require.Equal(t, command.ExitDone, o.status, o.err)

	o = run("", "rules", "import", "--db", db, "--in", signed, "--dry-run")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "原版本（2027-01-01 起）止于 2027-12-31")
	require.Contains(t, o.out, "后：示例：有效期十二年")
	require.NotContains(t, run("", "rules", "list", "--db", db).out, "示例：商标有效期")

	bring := []string{"rules", "import", "--db", db, "--in", signed, "--as", "xitong", "--reason", "示例修法"}
	o = run(secret, bring...)
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.err, "有效期重叠")
	require.Equal(t, command.ExitInvalid, run(secret, bring[:len(bring)-2]...).status, "no reason")
	require.Equal(t, command.ExitRefused, run(secret, "rules", "import", "--db", db, "--in", signed, "--as", "anquan", "--reason", "示例", "--succeed").status)
	o = run(secret, append(bring, "--succeed")...)
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, run("", "rules", "list", "--db", db).out, "第 1 次导入")
	require.Contains(t, run("", "rules", "show", "trademark-terms", "--db", db, "--on", "2028-01-01").out, "有效期十二年")
	require.Contains(t, run("", "rules", "show", "trademark-terms", "--db", db, "--on", "2027-12-31").out, "2026年修订")
	require.Contains(t, run("", "rules", "diff", "--db", db, "--on", "2027-12-31", "--to", "2028-01-01").out, "删去")
	require.Contains(t, run("", "rules", "search", "--db", db, "十二年").out, "待核实")
	require.Equal(t, command.ExitDone, run("", "audit", "--db", db).status)

	text, err := os.ReadFile(signed)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(signed, bytes.Replace(text, []byte("十二年"), []byte("一百年"), 1), 0o600))
	o = run("", "rules", "import", "--db", db, "--in", signed, "--dry-run")
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.err, "签名没有通过核验")
	out := filepath.Join(dir, "b.zhiya-rules.json")
	require.Equal(t, command.ExitDone, run(secret, "rules", "export", "patent-fees", "--db", db, "--as", "xitong", "--out", out).status)
	require.FileExists(t, out)
}

func TestTheRulesOfTheProgramAreReadWithoutAStore(t *testing.T) {
	require.Contains(t, run("", "rules", "list").out, "patent-pledge-refusal")
	require.Contains(t, run("", "rules", "search", "流质").out, "民法典")
	require.Contains(t, run("", "rules", "search", "没有这样的字").out, "没有找到")
	for _, bad := range [][]string{{"rules", "burn"}, {"rules", "show"}, {"rules", "show", "no-such-pack"}, {"rules", "diff", "--on", "2026-01-01"}, {"rules", "list", "more"}, {"rules", "show", "patent-fees", "--on", "1900-01-01"},
		{"rules", "import", "--in", "x"}, {"rules", "sign", "--in", "x", "--out", "y", "--as", "z"}} {
		o := run("", bad...)
		require.Equal(t, command.ExitInvalid, o.status, "%v: %s", bad, o.err)
	}
}
