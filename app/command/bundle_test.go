package command_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/app/command"
)

func TestBundleWritesTheScansOfARegistrationInOrderAndTheSameBytesEachTime(t *testing.T) {
	db := filepath.Join(shared(t), "zhiya.db")
	out := filepath.Join(t.TempDir(), "登记材料.zip")
	o := run("", "bundle", "--db", db, "--case", "LYG-B03SL-2024-000001", "--out", out, "--json")
	require.Equal(t, command.ExitDone, o.status, o.err)
	var answer struct {
		Files   []struct{ File, Code, SHA256 string }
		Missing []string
	}
	require.NoError(t, json.Unmarshal([]byte(o.out), &answer))
	first, err := os.ReadFile(out)
	require.NoError(t, err)
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	require.NoError(t, err)
	require.Len(t, z.File, 1+len(answer.Files))
	for i, name := range []string{"01_专利权质押登记申请表.png", "02_专利权质押合同.png", "03_身份证明或承诺书.png", "04_授权委托书.png"} {
		require.Equal(t, name, z.File[1+i].Name)
		require.Equal(t, name, answer.Files[i].File)
	}
	require.Empty(t, answer.Missing)
	o = run("", "bundle", "--db", db, "--case", "LYG-B03SL-2024-000001", "--out", out)
	require.Equal(t, command.ExitDone, o.status, o.err)
	require.Contains(t, o.out, "待核实")
	again, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, first, again)
}

func TestBundleWithoutScansNamesThemAndLeavesNothing(t *testing.T) {
	db := filepath.Join(shared(t), "zhiya.db")
	out := filepath.Join(t.TempDir(), "登记材料.zip")
	o := run("", "bundle", "--db", db, "--case", "LYG-B03SL-2022-000001", "--out", out)
	require.Equal(t, command.ExitRefused, o.status)
	require.Contains(t, o.err, "专利权质押合同")
	require.NoFileExists(t, out)
	require.Equal(t, command.ExitInvalid, run("", "bundle", "--db", db, "--case", "无此案号", "--out", out).status)
	require.NoFileExists(t, out)
}
