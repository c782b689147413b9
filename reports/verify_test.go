package reports_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/reports"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
)

func issue(t *testing.T, s casefile.State, k casefile.DocumentKind) workflow.DocumentRow {
	t.Helper()
	made, err := reports.NewMaker().Make(k, s, info(k))
	require.NoError(t, err)
	sum := sha256.Sum256(made.Body)
	return workflow.DocumentRow{Kind: string(k), Number: info(k).Number, Title: made.Title, ContentHash: made.ContentHash, SHA256: hex.EncodeToString(sum[:]), Pages: made.Pages, Body: made.Body, Text: made.Text}
}

func TestAnUntouchedFileIsIdentical(t *testing.T) {
	row := issue(t, fullCase(t), casefile.DocCreditMemo)
	require.Equal(t, reports.Identical, reports.Verify(row.Body, row).Verdict)
	require.Equal(t, row.Number, reports.NumberIn(row.Body))
}

func TestChangedBytesWithTheSameContentAreToldApart(t *testing.T) {
	s := fullCase(t)
	for _, k := range casefile.DocumentKinds() {
		row := issue(t, s, k)
		got := reports.Verify(append(bytes.Clone(row.Body), "\n% copied\n"...), row)
		require.Equal(t, reports.BytesChanged, got.Verdict, "%s: %s", k, got.Message)
		require.Equal(t, fmt.Sprintf("内容相同但文件字节被改动；首个不同的字节是第 %d 字节，在文件末尾之后", len(row.Body)+1), got.Message)
		require.Equal(t, row.ContentHash, got.ContentHash, "%s: the hash is recomputed from the file", k)
	}
}

func TestAChangedAmountIsNamedWithItsPage(t *testing.T) {
	s := fullCase(t)
	row := issue(t, s, casefile.DocCreditMemo)
	s.Credit.Form.Amount += yuan("0.01")
	forged := issue(t, s, casefile.DocCreditMemo)
	got := reports.Verify(forged.Body, row)
	require.Equal(t, reports.TextChanged, got.Verdict)
	require.NotEqual(t, row.ContentHash, got.ContentHash)
	require.NotEmpty(t, got.Differences)
	require.Equal(t, 1, got.Differences[0].Page)
	require.Contains(t, got.Differences[0].Issued, "3,000,000.00")
	require.Contains(t, got.Differences[0].File, "3,000,000.01")
	require.Contains(t, got.Message, "第 1 页")
}

// One bit is turned at places all over the file: in every object its first and last byte and one between, in the head, along the
// whole table of places, in the trailer, and evenly over the rest. No change passes, and each is named by its byte and by what
// stands there.
func TestEveryChangedByteIsFoundAndNamedWhereverItStands(t *testing.T) {
	t.Parallel()
	row := issue(t, fullCase(t), casefile.DocCreditMemo)
	places := map[int]bool{}
	spread := func(from, to, step int) {
		for i := from; i < to; i += step {
			places[i] = true
		}
	}
	table := bytes.LastIndex(row.Body, []byte("xref\n0 "))
	require.Positive(t, table)
	spread(0, 16, 1)
	spread(table, len(row.Body), 7)
	spread(len(row.Body)-12, len(row.Body), 1)
	spread(0, len(row.Body), len(row.Body)/150)
	objects := regexp.MustCompile(`(?m)^\d+ 0 obj\n`).FindAllIndex(row.Body, -1)
	for i, o := range objects {
		end := table
		if i+1 < len(objects) {
			end = objects[i+1][0]
		}
		places[o[0]], places[(o[0]+end)/2], places[end-1] = true, true, true
	}
	named := map[string]int{}
	for i := range places {
		file := bytes.Clone(row.Body)
		file[i] ^= 1
		got := reports.Verify(file, row)
		require.False(t, got.Verdict.Holds(), "byte %d", i)
		require.Equal(t, i+1, got.Byte)
		if len(got.Differences) > 0 {
			require.Contains(t, got.Message, fmt.Sprintf("第 %d 页", got.Differences[0].Page))
			continue
		}
		_, what, found := strings.Cut(got.Message, fmt.Sprintf("；首个不同的字节是第 %d 字节，在", i+1))
		require.True(t, found, got.Message)
		named[what]++
	}
	for _, what := range []string{"文件头", "文件结构", "第 1 页的页面定义", "第 1 页的内容", "第 2 页的内容", "第 3 页的内容", "目录书签", "字体", "颜色特性",
		"文件属性（元数据）", "文件属性（标题、作者、日期）", "交叉引用表", "文件尾部（字典和结束标记）"} {
		require.Positive(t, named[what], "%s of %v", what, named)
	}
	short := reports.Verify(row.Body[:table-1], row)
	require.Equal(t, table, short.Byte)
	require.Contains(t, short.Message, "首个不同的字节")
}

func TestARemovedSampleMarkChangesTheContent(t *testing.T) {
	s := fullCase(t)
	plain := issue(t, s, casefile.DocIntake)
	s.Sample = true
	marked := issue(t, s, casefile.DocIntake)
	require.NotEqual(t, marked.ContentHash, plain.ContentHash)
	require.Equal(t, reports.TextChanged, reports.Verify(plain.Body, marked).Verdict)
}

func TestAForeignFileIsUnreadableAndNamesNothing(t *testing.T) {
	row := issue(t, fullCase(t), casefile.DocIntake)
	for _, file := range [][]byte{nil, []byte("%PDF-1.4 nothing"), bytes.Repeat([]byte("x"), 5000), row.Body[:len(row.Body)/2]} {
		require.NotPanics(t, func() {
			require.NotEqual(t, reports.Identical, reports.Verify(file, row).Verdict)
		})
	}
	require.Equal(t, "", reports.NumberIn([]byte("not a paper")))
}

func TestATextThatLooksLikeTheStampHidesNothing(t *testing.T) {
	s := fullCase(t)
	s.Intake.Purpose = "文书编号：LYG-X-1 采购设备"
	a := issue(t, s, casefile.DocIntake)
	s.Intake.Purpose = "文书编号：LYG-X-1 采购设施"
	b := issue(t, s, casefile.DocIntake)
	require.NotEqual(t, a.ContentHash, b.ContentHash)
	require.Equal(t, reports.TextChanged, reports.Verify(b.Body, a).Verdict)
	require.Equal(t, a.Number, reports.NumberIn(a.Body))
}

func TestAForgedStoredCopyVouchesForNothing(t *testing.T) {
	s := fullCase(t)
	row := issue(t, s, casefile.DocCreditMemo)
	s.Credit.Form.Amount += yuan("1000000")
	forged := issue(t, s, casefile.DocCreditMemo)
	stored := forged
	stored.SHA256 = row.SHA256 // what the chain says
	got := reports.Verify(forged.Body, stored)
	require.Equal(t, reports.TextChanged, got.Verdict, got.Message)
	require.Contains(t, got.Message, "存档也与出具记录不符")
	require.Equal(t, reports.Identical, reports.Verify(row.Body, stored).Verdict, "the true file is still known by the chain")
}

func TestAFileAloneIsNeverCalledIdentical(t *testing.T) {
	row := issue(t, fullCase(t), casefile.DocCreditMemo)
	touched := bytes.Clone(row.Body)
	at := bytes.Index(touched, []byte("/CreationDate"))
	require.Positive(t, at)
	touched[at+1] = 'K'
	for name, file := range map[string][]byte{"as issued": row.Body, "a changed byte": touched} {
		got := reports.VerifySelf(file)
		require.Equal(t, reports.SelfConsistent, got.Verdict, name)
		require.Contains(t, got.Message, "文件字节未核对")
	}
	require.Equal(t, reports.BytesChanged, reports.Verify(touched, row).Verdict, "the record tells")
}
