package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
	"zhiya/assets"
)

func TestAListIsImportedWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(shared(t))))
	db, list := filepath.Join(dir, "zhiya.db"), filepath.Join(dir, "清单.csv")
	require.NoError(t, os.WriteFile(list, assets.CNIPRPatents, 0o600))
	answer := func(out string) (a struct {
		Read, Blank, Added, Changed, Unchanged int
		Bad                                    []struct{ Line int }
	}) {
		require.NoError(t, json.Unmarshal([]byte(out), &a), out)
		return a
	}
	o := run("", "import", "--in", list, "--dry-run", "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Equal(t, 199, answer(o.out).Read)
	o = run("Shili-2026\n", "import", "--in", list, "--db", db, "--as", "kehu", "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Equal(t, []int{199, 0}, []int{answer(o.out).Added, len(answer(o.out).Bad)})
	o = run("Shili-2026\n", "import", "--in", list, "--db", db, "--as", "kehu", "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Equal(t, []int{0, 199}, []int{answer(o.out).Added, answer(o.out).Unchanged}, "a repeated import does nothing")

	require.NoError(t, os.WriteFile(list, []byte("专利号,名称,申请日\nZL201710601862.3,电池,2017-07-21\n2.01811E+11,电池,2018-01-01\n"), 0o600))
	o = run("Shili-2026\n", "import", "--in", list, "--db", db, "--as", "kehu")
	require.Equal(t, command.ExitInvalid, o.status)
	require.Contains(t, o.err, "第 3 行 专利号")
	require.Contains(t, o.err, "没有导入任何一行")
	o = run("Shili-2026\n", "import", "--in", list, "--db", db, "--as", "kehu", "--good-only", "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Equal(t, 1, answer(o.out).Added)
	mapping := filepath.Join(dir, "列.json")
	require.NoError(t, os.WriteFile(mapping, []byte(`{"columns":{"number":"编号","title":"叫什么","filed":"哪天"},"day_order":"dmy"}`), 0o600))
	require.NoError(t, os.WriteFile(list+"2", []byte("叫什么;编号;哪天\n电池;ZL201710601862.3;03/04/2017\n"), 0o600))
	o = run("", "import", "--in", list+"2", "--map", mapping, "--dry-run", "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, `"filed":"2017-04-03"`, "columns and the order of the day as the person says")
	require.Contains(t, o.out, `"bad":[]`)
	kept := filepath.Join(dir, "自定.csv")
	require.NoError(t, os.WriteFile(kept, []byte("叫什么;编号;哪天\n电池;ZL201710601862.3;03/04/2017\n"), 0o600))
	require.NotEqual(t, command.ExitDone, run("Shili-2026\n", "import", "--in", kept, "--db", db, "--as", "kehu").status, "nobody knows these heads yet")
	o = run("Shili-2026\n", "import", "--in", kept, "--db", db, "--as", "kehu", "--map", mapping, "--keep-map", " ")
	require.Equal(t, command.ExitInvalid, o.status)
	require.Contains(t, o.err, "--keep-map")
	require.Equal(t, command.ExitInvalid, run("", "import", "--in", kept, "--dry-run", "--map", mapping, "--keep-map", "自定").status)
	o = run("Shili-2026\n", "import", "--in", kept, "--db", db, "--as", "kehu", "--map", mapping, "--keep-map", "自定")
	require.Equal(t, command.ExitDone, o.status, o.err)
	o = run("Shili-2026\n", "import", "--in", kept, "--db", db, "--as", "kehu")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "按已保存的列对应关系“自定”读取")
	require.NoError(t, os.WriteFile(mapping, []byte(`{"columns":{"colour":"编号"}}`), 0o600))
	o = run("", "import", "--in", list+"2", "--map", mapping, "--dry-run")
	require.Equal(t, command.ExitInvalid, o.status)
	require.Contains(t, o.err, "--map.columns.colour")
	for _, words := range [][]string{{"--in", list}, {"--in", list + "x", "--dry-run"}, {"--in", list, "--dry-run", "--map", list}} {
		require.Equal(t, command.ExitInvalid, run("", append([]string{"import"}, words...)...).status, words)
	}
	o = run("falsch\n", "import", "--in", list, "--db", db, "--as", "kehu", "--good-only")
	require.NotEqual(t, command.ExitDone, o.status)
	o = run("", "audit", "--db", db)
	require.Equal(t, command.ExitDone, o.status, o.err)
}

func TestTheWatchRunsByCommandAndWritesACalendar(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(shared(t))))
	db, ics := filepath.Join(dir, "zhiya.db"), filepath.Join(dir, "提示.ics")
	o := run("", "watch", "--db", db, "--json", "--ics", ics)
	require.Equal(t, command.ExitDone, o.status, o.err)
	var a struct {
		Cases, Raised, Standing int
		Alarms                  []struct{ Code string }
	}
	require.NoError(t, json.Unmarshal([]byte(o.out), &a), o.out)
	require.Zero(t, a.Cases, "the sample's cases are ended")
	b, err := os.ReadFile(ics)
	require.NoError(t, err)
	require.Contains(t, string(b), "BEGIN:VCALENDAR\r\n")
	o = run("", "watch", "--db", db)
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "0 件案件")
}
