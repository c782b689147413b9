package command_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
	"zhiya/app/sample"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
)

func TestALivePledgeIsTakenOverFromAListOnce(t *testing.T) {
	head := strings.Split("权利种类,专利号,名称,申请日,授权公告日,法律状态,专利权人,质押登记号,质押登记日,借款合同编号,借款合同签订日,质押合同编号,质押合同签订日,借款人,统一社会信用代码,借据编号,放款金额,贷款余额,放款日,到期日,年利率", ",")
	line := func(registration, rate string) []string {
		return []string{"发明专利", "ZL201710601862.3", "示例方法", "2017-07-21", "2020-06-02", "有效", "示例科技有限公司", registration, "2025-03-10", "借1", "2025-03-01", "质1", "2025-03-02", "示例科技有限公司", "91320706MA0EX0018C", "J1",
			"1000000", "600000", "2025-03-12", "2027-03-11", rate}
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "存量.csv")
	write := func(rows ...[]string) {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		require.NoError(t, w.WriteAll(append([][]string{head}, rows...)))
		require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	}
	db := empty(t)
	store, err := sqlstore.Open(context.Background(), db)
	require.NoError(t, err)
	require.NoError(t, sample.Found(context.Background(), workflow.NewDesk(workflow.Config{Store: store, Now: date.Must("2026-11-20").Time, NewID: new(sample.IDs).New})))
	require.NoError(t, store.Close())
	bring := []string{"takeover", "--in", file, "--db", db, "--as", "kehu"}
	write(line("Y2025示例存1", "4.35"))
	o := run("", "takeover", "--in", file, "--dry-run")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "第 2 行 年利率")
	o = run(sample.Secret+"\n", bring...)
	require.Equal(t, command.ExitInvalid, o.status)
	require.Contains(t, o.err, "第 2 行 年利率")
	write(line("Y2025示例存1", "4.35%"))
	o = run("", "takeover", "--in", file, "--dry-run")
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "质押 1 笔（1 行）")
	o = run(sample.Secret+"\n", bring...)
	require.Equal(t, command.ExitDone, o.status, o.err+o.out)
	require.Contains(t, o.out, "待另一人确认")
	o = run(sample.Secret+"\n", bring...)
	require.Equal(t, command.ExitRefused, o.status, "the same list once more does nothing")
	require.Contains(t, o.err, "已在案件")
	require.Equal(t, command.ExitInvalid, run("", "takeover").status)
	template := filepath.Join(dir, "模板.csv")
	require.Equal(t, command.ExitDone, run("", "takeover", "--template", template).status)
	require.FileExists(t, template)
}
