package command_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
	"zhiya/app/sample"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
)

func TestTheExamplesOfPublishedSubsidiesAreTold(t *testing.T) {
	o := run("", "subsidies", "examples")
	require.Equal(t, command.ExitDone, o.status, o.err)
	for _, want := range []string{"91,250.00 元", "300,000.00 元", "7,600.00 元", "200,000.00 元", "ipraction.cn", "fujian.gov.cn", "每户累计上限"} {
		require.Contains(t, o.out, want)
	}
	o = run("", "subsidies", "presets")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "示例，待核实")
	require.Equal(t, command.ExitInvalid, run("", "subsidies", "nonsense").status)
	require.Equal(t, command.ExitInvalid, run("", "subsidies", "list").status)
	require.Equal(t, command.ExitInvalid, run("", "subsidies", "show", "--db", "x", "--as", "y").status)
}

// The whole road of a batch by the command line: list, row errors, acts, tables.
func TestABatchOfSubsidiesIsPlayedByTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	db := empty(t)
	store, err := sqlstore.Open(context.Background(), db)
	require.NoError(t, err)
	require.NoError(t, sample.Found(context.Background(), workflow.NewDesk(workflow.Config{Store: store, Now: date.Must("2026-11-20").Time, NewID: new(sample.IDs).New})))
	require.NoError(t, store.Close())
	as := func(login string, args ...string) outcome {
		return run(sample.Secret+"\n", append(append([]string{"subsidies"}, args...), "--db", db, "--as", login)...)
	}
	done := func(login string, args ...string) string {
		t.Helper()
		o := as(login, args...)
		require.Equal(t, command.ExitDone, o.status, "%v: %s%s", args, o.err, o.out)
		return o.out
	}
	open := file("open.json", `{"name":"2025 年度贴息（示例）","year":2025,"from":"2025-01-01","to":"2026-01-01"}`)
	require.Contains(t, done("jingban", "open", "--in", open, "--preset", "lianyungang-2022", "--finance", "C01"), "通知")
	var list []struct{ Number, Step string }
	require.NoError(t, json.Unmarshal([]byte(done("jingban", "list", "--json")), &list))
	require.Len(t, list, 1)
	n := list[0].Number
	today := workflow.Today(time.Now()).String()
	o := as("jingban", "act", n, "announce", "--in", file("notice.json", `{"notice_no":"示例通知","on":"`+today+`","until":"`+today+`"}`))
	require.Equal(t, command.ExitRefused, o.status, "who opened it does not announce it")
	done("keshi", "act", n, "announce", "--in", filepath.Join(dir, "notice.json"))

	template := filepath.Join(dir, "template.csv")
	require.Equal(t, command.ExitDone, run("", "subsidies", "template", "--kind", "interest", "--out", template).status)
	head, err := os.ReadFile(template)
	require.NoError(t, err)
	good := "示例科技,91320706MA0EX0018C,JJ-1,B03,2025-01-01,2026-01-01,5000000,3.65%,,2025-01-01,2026-01-01,182500,,,FX-1\n"
	bad := "示例科技,91320706MA0EX0018C,JJ-1,B03,2025-01-01,2026-01-01,5000000,3.65%,,2025-01-01,2026-01-01,182500,,,FX-1\n示例,,JJ-2,B99,2025-01-01,2026-01-01,1,3.65,,2025-01-01,2026-02-01,1,,,FX\n"
	declared := file("list.csv", string(head)+good+bad)
	o = as("jingban", "import", n, "--in", declared)
	require.Equal(t, command.ExitInvalid, o.status)
	for _, want := range []string{"第 3 行 借据编号", "第 4 行 统一社会信用代码", "第 4 行 年利率", "一行也没有登记"} {
		require.Contains(t, o.err, want)
	}
	require.Contains(t, done("jingban", "import", n, "--in", declared, "--dry-run"), "申报 1 行，有误 2 行")
	require.Contains(t, done("jingban", "import", n, "--in", declared, "--good-only"), "已登记 1 行")
	o = as("jingban", "import", n, "--in", declared, "--good-only")
	require.Equal(t, command.ExitDone, o.status)
	require.NotContains(t, o.out, "已登记", "the same list once more does nothing")

	done("jingban", "act", n, "close", "--in", file("note.json", `{}`))
	require.Contains(t, done("kehu", "act", n, "check", "--all"), "市监初审")
	done("jingban2", "act", n, "review", "--all")
	done("jingban2", "act", n, "submit", "--in", file("opinion.json", `{"opinion":"同意"}`))
	require.Contains(t, done("caizheng1", "show", n), "91,250.00 元")
	done("caizheng1", "act", n, "propose", "--in", filepath.Join(dir, "opinion.json"))
	o = as("caizheng1", "act", n, "approve", "--in", file("approve.json", `{"approved":true,"opinion":"同意"}`))
	require.Equal(t, command.ExitRefused, o.status)
	done("caizheng2", "act", n, "approve", "--in", filepath.Join(dir, "approve.json"))
	done("jingban", "act", n, "publish", "--in", file("publish.json", `{"from":"`+today+`","days":5,"unit":"workday","where":"示例网站"}`))
	o = as("jingban", "act", n, "end", "--in", filepath.Join(dir, "note.json"))
	require.Equal(t, command.ExitRefused, o.status, "the publicity is not over")

	for _, name := range []string{"lines.xlsx", "public.pdf"} {
		path := filepath.Join(dir, name)
		require.Contains(t, done("jingban", "export", n, "--sheet", strings.TrimSuffix(name, filepath.Ext(name)), "--out", path), "已写出")
		require.FileExists(t, path)
	}
	o = as("jingban", "export", n, "--sheet", "payment", "--out", filepath.Join(dir, "p.xlsx"))
	require.Equal(t, command.ExitRefused, o.status)
	o = as("shenpi", "list")
	require.Equal(t, command.ExitDone, o.status)
	require.Contains(t, o.out, n, "the bank sees the batch of its loan")
	require.Equal(t, command.ExitInvalid, as("jingban", "act", n, "nonsense").status)
	require.Equal(t, command.ExitInvalid, as("jingban", "act", n, "stop", "--all").status)
}
