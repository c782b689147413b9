package command

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"zhiya/reports/chart"
	"zhiya/reports/layout"
	"zhiya/reports/pdf"
	"zhiya/valuation/fault"
)

// benchContent is the text, the tables and the series of the report, the same that the peers set: drawn from a list of words of
// the trade and random figures by the bench's own generator (seed 20260101). It says nothing about anybody.
//
//go:embed bench_report.json
var benchContent []byte

// pdfFigures are in seconds and bytes; the later ones are left out when only one report is asked for.
type pdfFigures struct {
	First   float64 `json:"first_seconds"` // in this process
	Seconds float64 `json:"seconds"`       // each further one
	Least   float64 `json:"min_seconds"`
	Pages   int     `json:"pages"`
	Bytes   int     `json:"bytes"`
	Fresh   float64 `json:"fresh_seconds,omitempty"` // one report by a process of its own, from start to end
	*batchFigures
}

type batchFigures struct {
	Documents int     `json:"batch_documents"`
	Workers   int     `json:"batch_workers"`
	Batch     float64 `json:"batch_seconds"`
	Each      float64 `json:"batch_seconds_per_document"`
	At100     int64   `json:"rss_at_100,omitempty"` // resident memory after so many; left out where the system does not tell
	AtEnd     int64   `json:"rss_at_1000,omitempty"`
}

// benchPDF makes the report reps times, tells the first apart, in which the metrics of the fonts are read, and then, unless one
// is enough, by processes of its own and by the thousand.
func benchPDF(ctx context.Context, watch stopwatch) (any, error) {
	doc, err := benchDocument()
	if err != nil {
		return nil, err
	}
	var f pdfFigures
	make := func(int) error {
		var file []byte
		file, f.Pages, err = benchFile(doc)
		f.Bytes = len(file)
		return err
	}
	once := stopwatch{now: watch.now, reps: 1}
	seconds, err := once.times(ctx, make)
	if err != nil {
		return nil, err
	}
	f.First = seconds[0]
	if f.Pages != 12 {
		return nil, fault.New(fault.Broken, "bench.pages", "", "测速报告应为 12 页，实为 %d 页", f.Pages)
	}
	if watch.reps > 1 {
		watch.reps--
		if seconds, err = watch.times(ctx, make); err != nil {
			return nil, err
		}
		if f.Fresh, err = benchFresh(ctx, watch); err != nil {
			return nil, err
		}
		if f.batchFigures, err = benchBatch(ctx, watch, doc); err != nil {
			return nil, err
		}
	}
	f.Seconds, f.Least = median(seconds), seconds[0]
	return f, nil
}

func benchFile(doc layout.Document) (file []byte, pages int, err error) {
	laid, err := layout.Layout(doc)
	if err != nil {
		return nil, 0, err
	}
	file, err = pdf.Draw(laid, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	return file, len(laid.Pages), err
}

// benchFresh has this program make one report in a process of its own, over and over, and gives the median of the times from start
// to end; 0 where this process is not the program run as such, for another would not know the command.
func benchFresh(ctx context.Context, watch stopwatch) (float64, error) {
	if len(os.Args) < 2 || os.Args[1] != "bench" {
		return 0, nil
	}
	failed := func(err error) error {
		return fault.Wrap(err, "bench.process", "无法另起进程测量，请检查程序文件与权限")
	}
	program, err := os.Executable()
	if err != nil {
		return 0, failed(err)
	}
	seconds, err := watch.times(ctx, func(int) error {
		child := exec.CommandContext(ctx, program, "bench", "pdf", "--reps", "1")
		child.Stdout, child.Stderr = io.Discard, io.Discard
		return failed(child.Run())
	})
	if err != nil {
		return 0, err
	}
	return median(seconds), nil
}

// benchBatch makes a thousand reports, each with a number of its own, on as many workers as there are threads, and writes each to
// a file.
func benchBatch(ctx context.Context, watch stopwatch, doc layout.Document) (*batchFigures, error) {
	const documents, early = 1000, 100
	dir, err := os.MkdirTemp("", "zhiya-bench-")
	if err != nil {
		return nil, fault.Wrap(err, "bench.folder", "临时文件夹无法建立，请检查磁盘空间与权限")
	}
	defer func() { _ = os.RemoveAll(dir) }()
	f := &batchFigures{Documents: documents, Workers: watch.threads}
	var next, done atomic.Int64
	errs := make([]error, watch.threads)
	begin := watch.now()
	var workers sync.WaitGroup
	for w := range watch.threads {
		workers.Go(func() {
			name := filepath.Join(dir, strconv.Itoa(w)+".pdf")
			for n := next.Add(1); n <= documents && errs[w] == nil; n = next.Add(1) {
				if ctx.Err() != nil {
					errs[w] = fault.New(fault.Conflict, "bench.cancelled", "", "测量已取消")
					return
				}
				mine := doc
				mine.Number = fmt.Sprintf("示测字第 %d 号", n)
				var file []byte
				if file, _, errs[w] = benchFile(mine); errs[w] == nil {
					errs[w] = fault.Wrap(os.WriteFile(name, file, 0o600), "bench.write", "测速文件无法写出，请检查磁盘空间")
				}
				if done.Add(1) == early {
					f.At100 = resident()
				}
			}
		})
	}
	workers.Wait()
	f.Batch = watch.now().Sub(begin).Seconds()
	f.Each, f.AtEnd = f.Batch/documents, resident()
	var all fault.Faults
	for _, err := range errs {
		all.Append("", err)
	}
	return f, all.Err()
}

// resident is the memory this process holds, in bytes; 0 where the system does not tell it in /proc (everywhere but on Linux).
func resident() int64 {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(statm))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// benchDocument sets the content on 12 pages in the type of every paper of the program, 小四 and 小五: 2 chapters of text (5 paragraphs
// of 220 characters), 6 tables (8 columns, 30 rows) and 4 charts (3 lines of 40 points, or 36 bars), each with a paragraph.
func benchDocument() (layout.Document, error) {
	var content struct {
		Widths []float64
		Pages  []struct {
			Type, Title string
			Paras, Hdr  []string
			Rows        [][]string
			Series      [][]float64
		}
	}
	if err := json.Unmarshal(benchContent, &content); err != nil {
		return layout.Document{}, fault.Wrap(err, "bench.content", "测速内容无法读取，请重新安装程序")
	}
	doc := layout.Document{Title: "测速报告", Org: "示例资产评估有限公司"}
	add := func(blocks ...layout.Block) { doc.Blocks = append(doc.Blocks, blocks...) }
	for _, p := range content.Pages {
		add(layout.Heading{Level: 1, Text: p.Title})
		for _, text := range p.Paras {
			add(layout.Paragraph{Text: text})
		}
		switch p.Type {
		case "table":
			t := layout.Table{Small: true}
			for i, title := range p.Hdr {
				t.Columns = append(t.Columns, layout.Column{Title: title, Weight: content.Widths[i]})
			}
			for _, row := range p.Rows {
				cells := make([]layout.Cell, len(row))
				for i, text := range row {
					cells[i] = layout.T(text)
				}
				t.Rows = append(t.Rows, cells)
			}
			add(t)
		case "line", "bar":
			add(layout.Figure{Chart: benchChart(p.Type, p.Series), Caption: p.Title, Height: 180})
		}
	}
	return doc, nil
}

func benchChart(kind string, series [][]float64) chart.Chart {
	amount := func(v float64) chart.Amount { return chart.Amount{At: v, Text: strconv.FormatFloat(v, 'f', 2, 64)} }
	if kind == "bar" {
		columns := chart.Columns{Unit: "万元"}
		for _, values := range series {
			for _, v := range values {
				columns.Bars = append(columns.Bars, chart.Bar{Label: strconv.Itoa(len(columns.Bars) + 1), Value: amount(v)})
			}
		}
		return columns
	}
	lines := chart.Lines{Unit: "万元"}
	for s, values := range series {
		line := chart.Series{Name: "情景" + strconv.Itoa(s+1)}
		for i, v := range values {
			if s == 0 {
				lines.X = append(lines.X, strconv.Itoa(i+1))
			}
			line.Values = append(line.Values, amount(v))
		}
		lines.Series = append(lines.Series, line)
	}
	return lines
}
