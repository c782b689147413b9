package workflow_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/sqlstore"
)

// scan is a file that passes for a scanned PDF.
func scan(text string) []byte { return []byte("%PDF-1.7\n" + text + "\nstartxref\n0\n%%EOF\n") }

func picture(t testing.TB, format string) []byte {
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	if format == "png" {
		require.NoError(t, png.Encode(&b, img))
	} else {
		require.NoError(t, jpeg.Encode(&b, img, nil))
	}
	return b.Bytes()
}

func (o *office) attach(login, name string, body []byte) workflow.AttachmentRef {
	o.t.Helper()
	ref, err := o.desk.Attach(ctx, login, o.state.ID, name, body)
	require.NoError(o.t, err)
	return ref
}

func TestAFileIsToldByItsContentAndKeptOnce(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence)
	for name, want := range map[string]struct {
		body  []byte
		media string
	}{"盖章页.exe": {scan("一"), "application/pdf"}, "a.pdf": {picture(t, "png"), "image/png"}, `C:\扫描\b.png`: {picture(t, "jpeg"), "image/jpeg"}} {
		ref := o.attach("kehu", name, want.body)
		require.Equal(t, want.media, ref.MediaType)
		require.EqualValues(t, len(want.body), ref.Size)
		require.NotContains(t, ref.Name, `\`)
	}
	events := o.events()
	first := o.attach("kehu", "另一个名字.pdf", scan("一"))
	require.Equal(t, "盖章页.exe", first.Name, "the same bytes are the file that is there")
	require.Equal(t, events, o.events(), "and are recorded once")
	version := o.state.Version
	o.read(o.state.ID)
	require.Equal(t, version, o.state.Version, "a file by itself changes nothing of the case")
}

func TestAFileThatIsNoScanIsRefusedAndLeavesNothing(t *testing.T) {
	o := staffed(t).play(casetest.ToDueDiligence)
	before := o.files()
	whole := picture(t, "png")
	huge := append([]byte("%PDF-1.7 startxref"), make([]byte, workflow.MostAttachment)...)
	bomb := slices.Clone(whole)
	copy(bomb[16:24], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff})
	for i, x := range []struct {
		name string
		body []byte
		code string
	}{
		{"a.pdf", nil, "attachment.empty"},
		{"a.pdf", huge, "attachment.size"},
		{"a.pdf", []byte("MZ\x90"), "attachment.type"},
		{"a.pdf", []byte("<svg/>"), "attachment.type"},
		{"a.pdf", scan("一")[:12], "attachment.broken"},
		{"a.png", whole[:len(whole)-12], "attachment.broken"},
		{"a.png", whole[:20], "attachment.broken"},
		{"a.png", bomb, "attachment.broken"},
		{"a.jpg", picture(t, "jpeg")[:40], "attachment.broken"},
		{" \u202e\n", scan("一"), "attachment.name"},
		{"..", scan("一"), "attachment.name"},
		{strings.Repeat("长", 121), scan("一"), "attachment.name"},
		{"𠮷.pdf", scan("一"), "text.unprintable"},
	} {
		_, err := o.desk.Attach(ctx, "kehu", o.state.ID, x.name, x.body)
		require.True(t, fault.Has(err, x.code), "%d %s: %v", i, x.code, err)
		require.Equal(t, fault.Invalid, fault.KindOf(err), i)
	}
	_, err := o.desk.Attach(ctx, "jj1", o.state.ID, "a.pdf", scan("一"))
	require.Equal(t, fault.NotFound, fault.KindOf(err), "to those who are no party the case does not exist")
	_, err = o.desk.Attach(ctx, "kehu", "nowhere", "a.pdf", scan("一"))
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	_, err = o.desk.Attach(ctx, "shenpi", o.state.ID, "a.pdf", scan("一"))
	require.Equal(t, fault.Forbidden, fault.KindOf(err), "an approver has no act that takes a file")
	require.Equal(t, before, o.files())
}

func TestAPaperIsSealedWithAFileOfOnesOwnOrganisation(t *testing.T) {
	o := staffed(t)
	o.lane = casefile.External
	o.play(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport)
	report, sheet := o.state.LatestDocument(casefile.DocAppraisalReport).Number, o.state.LatestDocument(casefile.DocReviewSheet).Number
	mine, others := o.attach("pg1", "报告盖章.pdf", scan("报告")), o.attach("kehu", "别人的.pdf", scan("别人的"))
	seal := casefile.SealDocument{Number: report, On: workflow.Today(o.now), Originals: 5, Scan: others.ID}
	_, err := o.do("pg1", seal)
	require.True(t, fault.Has(err, "attachment.unknown"), "%v", err)
	seal.Scan = mine.ID
	_, err = o.do("pg1", seal)
	require.NoError(t, err)
	require.Equal(t, mine, o.state.LatestDocument(casefile.DocAppraisalReport).Seal.Scan)
	secret := o.attach("pg1", "复核单盖章.pdf", scan("复核单"))
	_, err = o.do("pg1", casefile.SealDocument{Number: sheet, On: workflow.Today(o.now), Originals: 1, Scan: secret.ID})
	require.NoError(t, err)
	row, err := o.desk.ReadAttachment(ctx, "shenpi", mine.ID)
	require.NoError(t, err, "who may see the report may see its scan")
	require.Equal(t, scan("报告"), row.Body)
	for login, id := range map[string]string{"kehu": secret.ID, "pg1": others.ID, "jj1": mine.ID, "shenpi": "nothing"} {
		_, err = o.desk.ReadAttachment(ctx, login, id)
		require.Equal(t, fault.NotFound, fault.KindOf(err), "%s %s", login, id)
	}
	trail, err := o.desk.Trail(ctx, "pg1", o.state.ID, 0, 500)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(trail, func(e audit.Event) bool {
		return e.Action == workflow.AttachAction && strings.Contains(e.Payload, mine.SHA256)
	}), "the hash stands in the chain")
	_, err = o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
	require.NoError(t, err)
}

func TestTheBundleHoldsTheSealedScansInOrderAndNamesWhatIsMissing(t *testing.T) {
	o := staffed(t)
	o.lane = casefile.External
	o.play(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport, casetest.ToSigning,
		casetest.ToRegistration, casetest.ToDisbursement[:1])
	_, err := o.desk.Bundle(ctx, "kehu", o.state.ID)
	require.True(t, fault.Has(err, "bundle.empty"), "%v", err)
	require.ErrorContains(t, err, "专利权质押登记申请表")
	_, err = o.desk.Bundle(ctx, "pg1", o.state.ID)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	today := workflow.Today(o.now)
	for login, number := range map[string]string{"kehu": o.state.LatestDocument(casefile.DocRegistration).Number, "pg1": o.state.LatestDocument(casefile.DocAppraisalReport).Number} {
		ref := o.attach(login, "=盖章.pdf", scan(number))
		_, err = o.do(login, casefile.SealDocument{Number: number, On: today, Originals: 2, CrossPage: true, Scan: ref.ID,
			Differing: []casefile.DifferingPage{{Page: 1, What: "手写日期"}}})
		require.NoError(t, err)
	}
	contract := o.attach("kehu", "合同.jpg", picture(t, "jpeg"))
	_, err = o.do("kehu", casefile.RecordFilingPaper{Code: "PP-2", Scan: contract.ID})
	require.NoError(t, err)
	b, err := o.desk.Bundle(ctx, "shenpi", o.state.ID)
	require.NoError(t, err)
	again, err := o.desk.BundleOf(ctx, o.state.Number)
	require.NoError(t, err)
	require.Equal(t, b.Body, again.Body, "the same scans give the same bytes")
	z, err := zip.NewReader(bytes.NewReader(b.Body), int64(len(b.Body)))
	require.NoError(t, err)
	var names []string
	bodies := map[string][]byte{}
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		require.NoError(t, err)
		bodies[f.Name], err = io.ReadAll(r)
		require.NoError(t, err)
	}
	require.Equal(t, []string{"00_材料目录.csv", "01_专利权质押登记申请表.pdf", "02_专利权质押合同.jpg", "03_资产评估报告.pdf"}, names)
	require.Equal(t, picture(t, "jpeg"), bodies[names[2]])
	table := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(bodies[names[0]], []byte("\ufeff"))))
	table.FieldsPerRecord = -1 // the last lines say what the list is of
	rows, err := table.ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+3+3+2)
	list := string(bodies[names[0]])
	require.Contains(t, list, "1,PP-1,")
	require.Contains(t, list, "第 1 页与签发文件不同：手写日期")
	require.Contains(t, list, ",'=盖章.pdf,", "no cell begins a formula")
	require.Contains(t, list, contract.SHA256)
	require.Contains(t, list, "示例，待核实")
	require.Equal(t, []string{"PP-3", "PP-4", "PP-9"}, codes(b.Missing()))
	for _, m := range b.Missing() {
		require.Contains(t, list, strings.Fields(m)[0]+",")
	}
}

func codes(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		_, err := fmt.Sscan(l, &out[i])
		if err != nil {
			out[i] = err.Error()
		}
	}
	return out
}
