package casefile

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"

	"zhiya/app/page/kit"
	"zhiya/app/sample"
	look "zhiya/app/theme"
	"zhiya/app/widget"
	"zhiya/assets"
	"zhiya/reports"
	"zhiya/reports/pdf"
	"zhiya/reports/picture"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	road "zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

// played is the sample, played once, with every document it issues.
var played = sync.OnceValues(func() (*workflow.Desk, []workflow.DocumentRow) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "zhiya-preview-")
	if err != nil {
		panic(err)
	}
	store, err := sqlstore.Open(ctx, filepath.Join(dir, "zhiya.db"))
	if err != nil {
		panic(err)
	}
	clock := &sample.Clock{}
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: clock.Now, NewID: new(sample.IDs).New, Documents: reports.NewMaker()})
	var rows []workflow.DocumentRow
	player := &sample.Player{Desk: desk, Clock: clock, Report: func(string) {}, Documents: func(row workflow.DocumentRow) error { rows = append(rows, row); return nil }}
	if err = sample.Found(ctx, desk); err == nil {
		err = player.Play(ctx)
	}
	if err != nil {
		panic(err)
	}
	atEnd = func() { store.Close(); os.RemoveAll(dir) }
	return desk, rows
})

var atEnd = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	atEnd()
	os.Exit(code)
}

// host is a window with the officer of the sample bank; what the window runs is done at once.
type host struct {
	kit.Host
	desk      *workflow.Desk
	window    fyne.Window
	dir       string
	said      string
	failed    error
	shortcuts int
	events    chan func() // what the page's jobs hand to the window
}

func (h *host) Desk() *workflow.Desk    { return h.desk }
func (h *host) Window() fyne.Window     { return h.window }
func (h *host) Today() date.Date        { return workflow.Today(h.desk.Now()) }
func (h *host) Say(text string)         { h.said = text }
func (h *host) Fail(err error)          { h.failed = err }
func (h *host) Touch()                  {}
func (h *host) After(int, func())       {}
func (h *host) Escape()                 {}
func (h *host) Function(fyne.KeyName)   {}
func (h *host) Shortcut(fyne.Shortcut)  { h.shortcuts++ }
func (h *host) Folder() (string, error) { return h.dir, nil }
func (h *host) Actor() access.Actor {
	return access.Actor{PersonID: "person-kehu", Name: "示例客户经理", OrgID: "org-bank", OrgKind: access.Bank, Roles: []access.Role{access.Officer}}
}
func (h *host) Run(_ string, work func(context.Context) error, done func(error)) {
	done(work(context.Background()))
}

// opened is the page of the sample case with the most documents, on its documents.
func opened(t *testing.T) (*Page, *host) {
	t.Helper()
	widget.RecordNames()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(look.New(look.NewFonts(assets.FontRegular(), assets.FontBold()), look.Options{}))
	desk, rows := played()
	count, most := map[string]int{}, ""
	for _, r := range rows {
		if count[r.CaseID]++; count[r.CaseID] > count[most] {
			most = r.CaseID
		}
	}
	h := &host{desk: desk, dir: t.TempDir(), window: test.NewTempWindow(t, container.NewStack()), events: make(chan func(), 1000)}
	p := New(h, kit.Route{Page: kit.Case, CaseID: most, Tab: "overview"})
	post := func(f func()) { h.events <- f } // run by the test, as the window runs it
	p.drawing, p.saving = widget.NewRunner(post), newSavingLine(post)
	t.Cleanup(p.drawing.Close)
	t.Cleanup(p.saving.runner.Close)
	p.show("documents")
	h.window.SetContent(p.Content())
	h.window.Resize(fyne.NewSize(1120, 780))
	require.NoError(t, h.failed)
	return p, h
}

// until runs what the page's jobs hand to the window until holds.
func (h *host) until(t *testing.T, holds func() bool) {
	t.Helper()
	late := time.After(20 * time.Second)
	for !holds() {
		select {
		case f := <-h.events:
			f()
		case <-late:
			require.Fail(t, "it does not come")
		}
	}
}

// texts of what is on the screen.
func said(h *host) string {
	var b strings.Builder
	for _, c := range widget.Snapshot(h.window, "") {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

func TestEveryDocumentOfTheSampleIsReadBackAndItsTextIsFound(t *testing.T) {
	_, rows := played()
	require.Greater(t, len(rows), 20)
	for _, row := range rows {
		pages, err := pdf.Pages(row.Body)
		require.NoError(t, err, row.Title)
		require.Len(t, pages, row.Pages, row.Title)
		hits := 0
		for _, page := range pages {
			hits += len(picture.Find(page, row.Number))
		}
		require.Positive(t, hits, "%s %s", row.Title, row.Number)
	}
}

// An independent reader of PDF draws the same pages.
func TestThePagesOfTheSampleLookAsPdftoppmDrawsThem(t *testing.T) {
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pdftoppm (poppler-utils) is required in CI")
		}
		t.Skip("pdftoppm is not installed")
	}
	_, rows := played()
	const dpi = 60
	seen := map[string]bool{}
	for _, row := range rows {
		if seen[row.Kind] {
			continue
		}
		seen[row.Kind] = true
		pages, err := pdf.Pages(row.Body)
		require.NoError(t, err)
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "a.pdf"), row.Body, 0o600))
		require.NoError(t, exec.Command(tool, "-r", fmt.Sprint(dpi), "-gray", filepath.Join(dir, "a.pdf"), filepath.Join(dir, "a")).Run())
		files, err := filepath.Glob(filepath.Join(dir, "a-*.pgm"))
		require.NoError(t, err)
		require.Len(t, files, len(pages))
		slices.Sort(files)
		for i, page := range pages {
			mean, far := apart(t, grey(t, files[i]), picture.Page(page, dpi/72.0))
			require.Less(t, mean, 6.0, "%s, page %d: mean difference of 255", row.Title, i+1)
			require.Less(t, far, 0.004, "%s, page %d: share of blocks far apart", row.Title, i+1)
		}
	}
	require.Greater(t, len(seen), 10)
}

// grey reads a picture in the format PGM.
func grey(t *testing.T, name string) *image.Gray {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	var w, h, most int
	_, err = fmt.Fscanf(f, "P5\n%d %d\n%d\n", &w, &h, &most)
	require.NoError(t, err)
	p := image.NewGray(image.Rect(0, 0, w, h))
	_, err = io.ReadFull(f, p.Pix)
	require.NoError(t, err)
	return p
}

// apart compares the means of blocks of 4 by 4 pixels: the mean difference, of 255, and the share of blocks that differ by more than 64.
func apart(t *testing.T, a *image.Gray, b *image.RGBA) (mean, far float64) {
	require.InDelta(t, a.Rect.Dx(), b.Rect.Dx(), 1)
	require.InDelta(t, a.Rect.Dy(), b.Rect.Dy(), 1)
	w, h, blocks := min(a.Rect.Dx(), b.Rect.Dx()), min(a.Rect.Dy(), b.Rect.Dy()), 0
	for y := 0; y+4 <= h; y += 4 {
		for x := 0; x+4 <= w; x += 4 {
			of := 0.0
			for i := range 16 {
				c := b.RGBAAt(x+i%4, y+i/4)
				of += float64(a.GrayAt(x+i%4, y+i/4).Y) - 0.3*float64(c.R) - 0.59*float64(c.G) - 0.11*float64(c.B)
			}
			of = math.Abs(of) / 16
			mean += of
			if of > 64 {
				far++
			}
			blocks++
		}
	}
	return mean / float64(blocks), far / float64(blocks)
}

func TestADocumentIsLookedAtInTheWindow(t *testing.T) {
	p, h := opened(t)
	docs := p.view.State.Documents
	d := docs[slices.IndexFunc(docs, func(d road.DocumentRef) bool { return d.Pages > 2 })]
	p.preview(d)
	require.NoError(t, h.failed)
	require.NotNil(t, p.viewing)
	h.until(t, func() bool { return !strings.Contains(said(h), "正在显示") })
	require.Contains(t, said(h), fmt.Sprintf("第 1 / %d 页", d.Pages))
	require.Equal(t, fyne.Focusable(p.viewing), h.window.Canvas().Focused(), "the keys reach the page at once")

	p.FocusSearch()
	_, in := h.window.Canvas().Focused().(*widget.Field)
	require.True(t, in)
	test.Type(h.window.Canvas().Focused(), "示例")
	h.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	require.Regexp(t, `1 / \d+`, said(h))
	glance(t, h, "document")
	p.printRow(workflow.DocumentRow{Title: d.Title})
	require.Contains(t, said(h), "本程序不直接打印")
	glance(t, h, "print")
	h.window.Canvas().Overlays().Top().Hide()

	require.True(t, p.Escape(), "Esc goes back to the list")
	require.Nil(t, p.viewing)
	require.False(t, p.Escape())
	require.Contains(t, said(h), "全部另存…")
	glance(t, h, "documents")
	p.FocusSearch()
	require.Equal(t, 1, h.shortcuts, "without a preview the window's own search is meant")
}

// glance keeps a picture of the window for a person who names a folder in ZHIYA_LOOK.
func glance(t *testing.T, h *host, name string) {
	dir := os.Getenv("ZHIYA_LOOK")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, png.Encode(f, h.window.Canvas().Capture()))
}

func TestAFileThatCannotBeShownIsSaidToBeSoBesideItsText(t *testing.T) {
	p, h := opened(t)
	p.showPreview(workflow.DocumentRow{Title: "示例文书", Number: "一号", Text: `["第一页的文字"]`}, texts(workflow.DocumentRow{Text: `["第一页的文字"]`}, fault.New(fault.Invalid, "pdf.foreign", "", "请用系统阅读器打开")))
	require.Contains(t, said(h), "请用系统阅读器打开")
	require.Contains(t, said(h), "第一页的文字")
}

func files(t *testing.T, dir string) []string {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestAllPapersAreSavedWholeIntoAFolder(t *testing.T) {
	p, h := opened(t)
	dir := t.TempDir()
	p.saveAllTo(dir)
	h.until(t, func() bool { return h.said != "" || h.failed != nil })
	require.NoError(t, h.failed)
	saved := files(t, dir)
	require.Contains(t, h.said, fmt.Sprintf("%d 份文书保存为 %d 个文件", len(p.view.State.Documents), len(saved)))
	for _, d := range p.view.State.Documents {
		row, err := h.desk.ReadDocument(context.Background(), "person-kehu", d.ID)
		require.NoError(t, err)
		for i, body := range [][]byte{row.Body, row.Sheet, []byte(row.Note)} {
			if len(body) > 0 {
				got, err := os.ReadFile(filepath.Join(dir, names(d.Title, d.Number)[i]))
				require.NoError(t, err)
				require.Equal(t, body, got)
			}
		}
	}
	require.Greater(t, len(saved), len(p.view.State.Documents), "some have a workbook too")

	// once more: nothing is replaced without asking
	mine := filepath.Join(dir, saved[0])
	require.NoError(t, os.WriteFile(mine, []byte("mine"), 0o600))
	h.said = ""
	p.saveAllTo(dir)
	require.Contains(t, said(h), fmt.Sprintf("已有 %d 个同名文件", len(saved)))
	kept, err := os.ReadFile(mine)
	require.NoError(t, err)
	require.Equal(t, "mine", string(kept))
	require.Empty(t, h.said, "nothing is written before the answer")
	glance(t, h, "replace")
}

func TestSavingIsCancelledByItsButtonAndByLeavingTheCase(t *testing.T) {
	for name, stop := range map[string]func(*Page, *host){
		"button": func(p *Page, h *host) {
			h.until(t, func() bool { return strings.Contains(said(h), " / 3 份") })
			glance(t, h, "saving")
			for _, o := range test.LaidOutObjects(p.saving.bar) {
				if b, is := o.(*fynewidget.Button); is && widget.NameOf(b) == "job.cancel" {
					test.Tap(b)
				}
			}
		},
		"leaving": func(p *Page, h *host) { p.Leave() },
	} {
		p, h := opened(t)
		docs, read := few(3)
		reached := make(chan struct{})
		s := &saving{dir: t.TempDir(), docs: docs, read: func(ctx context.Context, id string) (workflow.DocumentRow, error) {
			if id == "1" {
				close(reached)
				<-ctx.Done()
				return workflow.DocumentRow{}, ctx.Err()
			}
			return read(ctx, id)
		}}
		p.start(s)
		<-reached
		stop(p, h)
		h.until(t, func() bool { return h.said != "" })
		require.Equal(t, "已取消，已完整保存 2 个文件", h.said, name)
		require.NoError(t, h.failed, name)
		require.Len(t, files(t, s.dir), 2, name)
	}
}

// few are documents without a store behind them.
func few(n int) (docs []road.DocumentRef, read func(context.Context, string) (workflow.DocumentRow, error)) {
	for i := range n {
		docs = append(docs, road.DocumentRef{ID: fmt.Sprint(i), Title: "示例文书", Number: fmt.Sprintf("第%d号", i)})
	}
	return docs, func(_ context.Context, id string) (workflow.DocumentRow, error) {
		return workflow.DocumentRow{Body: []byte("pdf " + id), Sheet: []byte("xlsx " + id)}, nil
	}
}

func TestSavingStopsWhenCancelledAndLeavesOnlyWholeFiles(t *testing.T) {
	docs, read := few(5)
	ctx, cancel := context.WithCancel(context.Background())
	s := &saving{dir: t.TempDir(), docs: docs, read: func(ctx context.Context, id string) (workflow.DocumentRow, error) {
		if id == "2" {
			cancel()
		}
		return read(ctx, id)
	}}
	var steps []widget.Progress
	require.ErrorIs(t, s.work(ctx, func(p widget.Progress) { steps = append(steps, p) }), context.Canceled)
	require.Equal(t, 6, s.files)
	require.Len(t, files(t, s.dir), 6)
	require.Equal(t, widget.Progress{Done: 1, Total: 5, Words: "第 2 / 5 份　示例文书"}, steps[1])
}

func TestAFileThatAppearsMeanwhileIsNotReplaced(t *testing.T) {
	docs, read := few(2)
	s := &saving{dir: t.TempDir(), docs: docs, read: read}
	there, err := s.there()
	require.NoError(t, err)
	require.Empty(t, there)
	name := filepath.Join(s.dir, names("示例文书", "第1号")[1])
	require.NoError(t, os.WriteFile(name, []byte("mine"), 0o600))
	err = s.work(context.Background(), func(widget.Progress) {})
	require.True(t, fault.Has(err, "document.exists"))
	require.Contains(t, err.Error(), "示例文书 第1号.xlsx")
	kept, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "mine", string(kept))
	require.Len(t, files(t, s.dir), 4, "no temporary file is left")

	there, err = s.there()
	require.NoError(t, err)
	require.Len(t, there, 4)
	s.replace = true
	require.NoError(t, s.work(context.Background(), func(widget.Progress) {}))
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "xlsx 1", string(got))
}

func TestAFolderThatCannotBeWrittenIsSaidInChinese(t *testing.T) {
	docs, read := few(1)
	s := &saving{dir: filepath.Join(t.TempDir(), "absent"), docs: docs, read: read}
	err := s.work(context.Background(), func(widget.Progress) {})
	require.True(t, fault.Has(err, "document.save"))
	require.Contains(t, err.Error(), "磁盘空间")
	refused := errors.New("示例拒绝")
	s = &saving{dir: t.TempDir(), docs: docs, read: func(context.Context, string) (workflow.DocumentRow, error) { return workflow.DocumentRow{}, refused }}
	require.ErrorIs(t, s.work(context.Background(), func(widget.Progress) {}), refused)
	require.Empty(t, files(t, s.dir))
}

func TestFileNamesFitEverySystem(t *testing.T) {
	long := fileName(strings.Repeat("很长的名称", 60), "示银登字〔2026〕第1号")
	require.Less(t, len(long), 255)
	require.True(t, strings.HasSuffix(long, "… 示银登字〔2026〕第1号.pdf"))
	require.Equal(t, "甲-乙- 一号.pdf", fileName("甲/乙\n", "一号"))
	require.Equal(t, [3]string{"甲 一号.pdf", "甲 一号.xlsx", "甲 一号.pdf.note"}, names("甲", "一号"))
}

// The first page of a preview: the file read back and its first page drawn at the size of the paper.
func BenchmarkTheFirstPageOfAPreview(b *testing.B) {
	_, rows := played()
	largest := slices.MaxFunc(rows, func(x, y workflow.DocumentRow) int { return x.Pages - y.Pages })
	b.ReportMetric(float64(largest.Pages), "pages")
	b.ReportAllocs()
	for b.Loop() {
		pages, err := pdf.Pages(largest.Body)
		if err != nil {
			b.Fatal(err)
		}
		picture.Page(pages[0], 96.0/72)
	}
}
