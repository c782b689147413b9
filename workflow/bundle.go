package workflow

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/policy"
)

// Bundle is the file of a registration as the online filing takes it: named scans in its order, with a list of them.
type Bundle struct {
	Name    string        // what to call the file
	Body    []byte        // zip; the same scans give the same bytes
	Entries []BundleEntry // every paper the rules ask for, in the order of the filing
	Order   string        // title of the setting the order was taken from
}

// BundleEntry is one paper of a bundle.
type BundleEntry struct {
	Paper casefile.FilingPaper
	File  string // its name in the zip; "" when there is no scan
}

// Missing names the papers that the case calls for and that have no scan yet, each with what is to be done.
func (b Bundle) Missing() []string {
	var out []string
	for _, e := range b.Entries {
		if e.File == "" && e.Paper.Required {
			out = append(out, e.Paper.Code+" "+e.Paper.Title+"："+e.Paper.Missing())
		}
	}
	return out
}

// bundleList is the name of the list within a bundle.
const bundleList = "00_材料目录.csv"

// Bundle gathers the sealed scans of a case's registration for a person of the lender or the pledgee; nothing is recorded.
//
// Faults: NotFound, Forbidden (another side), Refused (bundle.empty: there is no scan at all; bundle.changed: a stored file is not
// as it was recorded).
func (d *Desk) Bundle(ctx context.Context, personID, caseID string) (Bundle, error) {
	var b Bundle
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		s, err := visible(ctx, tx, a, caseID)
		if err != nil {
			return err
		}
		if !mayBundle(s, a) {
			return fault.New(fault.Forbidden, "permission", "", "质押登记材料由质权人或贷款银行汇集")
		}
		rules, err := d.rules(ctx, tx)
		if err != nil {
			return err
		}
		b, err = bundle(ctx, tx, s, rules, Today(d.Now()))
		return err
	})
	return b, err
}

// mayBundle reports whether the organisation sees the whole file: the contracts are the creditor's.
func mayBundle(s casefile.State, a access.Actor) bool {
	return a.OrgID != "" && (a.OrgID == s.Lender.ID || a.OrgID == s.Pledgee.ID)
}

// BundleOf is Bundle by the case's number: the command line's way; whoever can open the store may read it.
func (d *Desk) BundleOf(ctx context.Context, caseNumber string) (Bundle, error) {
	var b Bundle
	err := d.Store.Read(ctx, func(tx Tx) error {
		row, err := tx.CaseByNumber(ctx, caseNumber)
		if err != nil {
			return err
		}
		s, err := readState(row)
		if err != nil {
			return err
		}
		rules, err := d.rules(ctx, tx)
		if err != nil {
			return err
		}
		b, err = bundle(ctx, tx, s, rules, Today(d.Now()))
		return err
	})
	return b, err
}

// bundle follows the rules of the day the application was filed, of today before that.
func bundle(ctx context.Context, tx Tx, s casefile.State, rules *policy.Library, today date.Date) (Bundle, error) {
	on := today
	if s.Registration != nil && s.Registration.Filing != nil {
		on = s.Registration.Filing.On
	}
	papers, err := casefile.FilingPapers(s, rules, on)
	if err != nil {
		return Bundle{}, err
	}
	b := Bundle{Name: "质押登记材料 " + s.Number + ".zip"}
	if order, err := rules.On("registration-filing-order", on); err == nil {
		b.Order = order.Title
	}
	var files [][]byte
	for _, p := range papers {
		e := BundleEntry{Paper: p}
		if p.Scan != nil {
			row, err := tx.Attachment(ctx, p.Scan.ID)
			if err != nil {
				return Bundle{}, err
			}
			if sum := sha256.Sum256(row.Body); hex.EncodeToString(sum[:]) != p.Scan.SHA256 {
				return Bundle{}, fault.New(fault.Refused, "bundle.changed", "", "扫描件“%s”与登记时的散列值不符，请停止使用并联系审计管理员", p.Scan.Name)
			}
			files = append(files, row.Body)
			e.File = fmt.Sprintf("%02d_%s%s", len(files), fileSafe(p.Name), endings[row.MediaType])
		}
		b.Entries = append(b.Entries, e)
	}
	if len(files) == 0 {
		return Bundle{}, fault.New(fault.Refused, "bundle.empty", "", "本案尚无可提交的扫描件。缺：%s", strings.Join(b.Missing(), "；"))
	}
	b.Body, err = b.pack(s, files)
	return b, err
}

// endings of file names by content.
var endings = map[string]string{"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}

// fileSafe is a name that every system takes.
func fileSafe(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
}

// zipTime stands for every entry, so that the bytes follow from the content alone; the format counts from this year.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// pack writes the zip; scans are compressed already and are stored as they are.
func (b Bundle) pack(s casefile.State, files [][]byte) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name string, body []byte) error {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: zipTime})
		if err != nil {
			return err
		}
		_, err = f.Write(body)
		return err
	}
	err := add(bundleList, b.list(s))
	next := 0
	for _, e := range b.Entries {
		if e.File != "" && err == nil {
			err = add(e.File, files[next])
			next++
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fault.Wrap(err, "bundle.zip", "压缩文件无法生成")
	}
	return out.Bytes(), nil
}

// list is the table of the bundle: UTF-8 with a mark, so that spreadsheets read the Chinese; no cell begins a formula.
func (b Bundle) list(s casefile.State) []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	row := func(cells ...string) {
		for i, c := range cells {
			if c != "" && strings.ContainsRune("=+-@\t", rune(c[0])) {
				cells[i] = "'" + c
			}
		}
		_ = w.Write(cells) // a buffer takes everything
	}
	row("序号", "材料代码", "材料名称", "文件名", "状态", "正本份数", "骑缝章", "扫描件 SHA-256", "大小（字节）", "原文件名", "依据")
	n := 0
	for _, e := range b.Entries {
		p := e.Paper
		if e.File == "" {
			if p.Required {
				row("", p.Code, p.Title, "", "缺："+p.Missing(), "", "", "", "", "", p.Basis)
			}
			continue
		}
		n++
		state, originals, cross := "已登记扫描件", "", ""
		if p.Issued != nil && p.Issued.Seal != nil {
			state, originals, cross = p.Issued.PaperState().String(), strconv.Itoa(p.Issued.Seal.Originals), "无"
			if p.Issued.Seal.CrossPage {
				cross = "有"
			}
			for _, x := range p.Issued.Seal.Differing {
				state += fmt.Sprintf("；第 %d 页与签发文件不同：%s", x.Page, x.What)
			}
		}
		row(strconv.Itoa(n), p.Code, p.Title, e.File, state, originals, cross, p.Scan.SHA256, strconv.FormatInt(p.Scan.Size, 10), p.Scan.Name, p.Basis)
	}
	row("案件", s.Number, s.Title())
	row("顺序依据", b.Order)
	w.Flush()
	return out.Bytes()
}
