package casefile

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
)

// attaching are the acts that take a file.
var attaching = []Name{"SealDocument", "DeliverDocument", "RecordFilingPaper"}

// Ways of delivery. The electronic ones hand over no original.
const (
	wayOnline     = "网上提交"
	wayElectronic = "电子送达"
)

// SealDocument 用印登记: the paper was printed and sealed, and the scan of a sealed original is kept beside the issued file. The
// file itself never changes; pages that differ from it are listed.
type SealDocument struct {
	Number    string          `json:"number" label:"文书" source:"papers:unsealed"`
	On        date.Date       `json:"on" label:"用印日期"`
	Originals int             `json:"originals" label:"正本份数" unit:"份"`
	CrossPage bool            `json:"cross_page" label:"已加盖骑缝章"`
	Scan      string          `json:"scan" label:"用印后扫描件" attach:"1" hint:"PDF、PNG 或 JPEG，应为盖章原件的扫描件"`
	Differing []DifferingPage `json:"differing" label:"与签发文件不同的页" opt:"1"`
	Note      string          `json:"note,omitempty" label:"备注" opt:"1"`
}

func (SealDocument) Name() Name { return "SealDocument" }
func (cmd SealDocument) do(c *Case, o *Occasion, fs *fault.Faults) string {
	pastDate(fs, "on", "用印日期", cmd.On, o.Today)
	if cmd.Originals < 1 || cmd.Originals > 99 {
		fs.Invalid("paper.originals", "originals", "正本份数应为 1 至 99")
	}
	mayText(fs, "note", "备注", cmd.Note)
	scan := c.attached(o, fs, "scan", "用印后扫描件", cmd.Scan)
	d := c.ownPaper(o, fs, cmd.Number)
	if d == nil {
		return ""
	}
	ordered(fs, "on", "用印日期", cmd.On, "文书日期", d.On)
	if d.Seal != nil {
		fs.Refuse("paper.sealed", "number", "文书 %s 已登记用印；登记有误的请先“撤销用印登记”", d.Number)
	}
	cmd.checkPages(d, fs)
	c.checkScan(scan, fs)
	if len(*fs) > 0 {
		return ""
	}
	d.Seal = &SealR{On: cmd.On, Originals: cmd.Originals, CrossPage: cmd.CrossPage, Scan: scan, Differing: cmd.Differing, Note: cmd.Note, By: o.signed()}
	return ""
}

// checkPages wants every differing page once, of this paper, with what differs.
func (cmd SealDocument) checkPages(d *DocumentRef, fs *fault.Faults) {
	seen := map[int]bool{}
	for i, p := range cmd.Differing {
		at := "differing[" + itoa(i) + "]"
		switch {
		case p.Page < 1 || p.Page > d.Pages:
			fs.Invalid("paper.page", at+".page", "文书共 %d 页，请填写 1 至 %d 的页码；加页的填写其前一页的页码", d.Pages, d.Pages)
		case seen[p.Page]:
			fs.Invalid("paper.page", at+".page", "第 %d 页已列出，请合并说明", p.Page)
		}
		seen[p.Page] = true
		needText(fs, at+".what", "不同之处", p.What)
	}
}

// checkScan refuses what cannot be the scan of a sealed original: a file the program issued, or the scan of another paper.
func (c *Case) checkScan(scan AttachmentRef, fs *fault.Faults) {
	for _, d := range c.s.Documents {
		switch {
		case scan.SHA256 == "":
		case d.SHA256 == scan.SHA256:
			fs.Refuse("paper.not_scan", "scan", "所选文件与签发的 %s 逐字节相同，不是扫描件；请打印、盖章后扫描再上传", d.Number)
		case d.Seal != nil && d.Seal.Scan.SHA256 == scan.SHA256:
			fs.Refuse("paper.scan_used", "scan", "该扫描件已登记为 %s 的用印件，请核对所选文件", d.Number)
		}
	}
}

// DeliverDocument 送达登记: the sealed paper has reached a recipient.
type DeliverDocument struct {
	Number  string    `json:"number" label:"文书" source:"papers:sealed"`
	To      string    `json:"to" label:"送达对象"`
	On      date.Date `json:"on" label:"送达日期"`
	Way     string    `json:"way" label:"送达方式" choices:"当面签收|邮寄送达|窗口提交|网上提交|电子送达"`
	Copies  int       `json:"copies" label:"送达份数" unit:"份" opt:"1" hint:"交付正本的份数；网上提交、电子送达的留空"`
	Receipt string    `json:"receipt" label:"送达回证" attach:"1" opt:"1" hint:"签收单、邮寄回执或系统回执；没有的写明原因"`
	Reason  string    `json:"reason,omitempty" label:"无回证的原因" opt:"1"`
}

func (DeliverDocument) Name() Name { return "DeliverDocument" }
func (cmd DeliverDocument) do(c *Case, o *Occasion, fs *fault.Faults) string {
	needText(fs, "to", "送达对象", cmd.To)
	pastDate(fs, "on", "送达日期", cmd.On, o.Today)
	oneOf(fs, "way", "送达方式", cmd.Way, "当面签收", "邮寄送达", "窗口提交", wayOnline, wayElectronic)
	service := ServiceR{To: strings.TrimSpace(cmd.To), On: cmd.On, Way: cmd.Way, Copies: cmd.Copies, Reason: cmd.Reason, By: o.signed()}
	if cmd.Receipt != "" {
		receipt := c.attached(o, fs, "receipt", "送达回证", cmd.Receipt)
		service.Receipt = &receipt
		mayText(fs, "reason", "无回证的原因", cmd.Reason)
	} else {
		needText(fs, "reason", "送达回证，或无回证的原因", cmd.Reason)
	}
	electronic := cmd.Way == wayOnline || cmd.Way == wayElectronic
	switch {
	case electronic && cmd.Copies != 0:
		fs.Invalid("delivery.copies", "copies", "%s不交付正本，请清空份数", cmd.Way)
	case !electronic && (cmd.Copies < 1 || cmd.Copies > 99):
		fs.Invalid("delivery.copies", "copies", "请填写交付正本的份数（1 至 99）")
	}
	d := c.ownPaper(o, fs, cmd.Number)
	if d == nil {
		return ""
	}
	if d.Seal == nil {
		fs.Refuse("paper.unsealed", "number", "文书 %s 待用印，请先“用印登记”再登记送达", d.Number)
		return ""
	}
	ordered(fs, "on", "送达日期", cmd.On, "用印日期", d.Seal.On)
	if left := d.Seal.Originals - d.handedOver(); !electronic && cmd.Copies > left {
		fs.Invalid("delivery.copies", "copies", "正本共 %d 份，尚余 %d 份，不能送达 %d 份；请核对用印份数", d.Seal.Originals, left, cmd.Copies)
	}
	for _, x := range d.Served {
		if x.To == service.To && x.On == service.On && x.Way == service.Way {
			fs.Refuse("delivery.twice", "to", "同日以同一方式向“%s”的送达已登记", x.To)
		}
	}
	if len(*fs) > 0 {
		return ""
	}
	d.Served = append(d.Served, service)
	return ""
}

// WithdrawSeal 撤销用印登记: a sealing recorded in error, before the paper went out; the record and its scan stay to be read.
type WithdrawSeal struct {
	Number string `json:"number" label:"文书" source:"papers:unseal"`
	Return
}

func (WithdrawSeal) Name() Name { return "WithdrawSeal" }
func (cmd WithdrawSeal) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	d := c.ownPaper(o, fs, cmd.Number)
	switch {
	case d == nil:
	case d.Seal == nil:
		fs.Refuse("paper.unsealed", "number", "文书 %s 没有用印登记", d.Number)
	case len(d.Served) > 0:
		fs.Refuse("paper.served", "number", "文书 %s 已登记送达，请先“撤销送达登记”", d.Number)
	default:
		d.TakenBack = append(d.TakenBack, TakenBackR{Seal: d.Seal, Reason: cmd.Reason, By: o.signed()})
		d.Seal = nil
	}
	return ""
}

// WithdrawDelivery 撤销送达登记: the last delivery recorded of a paper, made in error; it stays to be read.
type WithdrawDelivery struct {
	Number string `json:"number" label:"文书" source:"papers:served" hint:"撤销该文书最近一次送达登记"`
	Return
}

func (WithdrawDelivery) Name() Name { return "WithdrawDelivery" }
func (cmd WithdrawDelivery) do(c *Case, o *Occasion, fs *fault.Faults) string {
	cmd.check(fs)
	d := c.ownPaper(o, fs, cmd.Number)
	switch {
	case d == nil:
	case len(d.Served) == 0:
		fs.Refuse("paper.unserved", "number", "文书 %s 没有送达登记", d.Number)
	default:
		last := d.Served[len(d.Served)-1]
		d.TakenBack = append(d.TakenBack, TakenBackR{Service: &last, Reason: cmd.Reason, By: o.signed()})
		d.Served = d.Served[:len(d.Served)-1]
	}
	return ""
}

// RecordFilingPaper 登记申请材料: the scan of a paper of the registration file that the program does not make (contract, identity,
// commitment). A later scan takes the place of an earlier one, which stays to be read.
type RecordFilingPaper struct {
	Code string `json:"code" label:"材料" source:"filing_papers"`
	Scan string `json:"scan" label:"扫描件" attach:"1" hint:"PDF、PNG 或 JPEG"`
	Note string `json:"note,omitempty" label:"备注" opt:"1"`
}

func (RecordFilingPaper) Name() Name { return "RecordFilingPaper" }
func (cmd RecordFilingPaper) do(c *Case, o *Occasion, fs *fault.Faults) string {
	mayText(fs, "note", "备注", cmd.Note)
	scan := c.attached(o, fs, "scan", "扫描件", cmd.Scan)
	papers, err := FilingPapers(c.s, o.Rules, o.Today)
	fs.Append("", err)
	known := false
	for _, p := range papers {
		known = known || p.Code == cmd.Code
	}
	if !known {
		fs.Invalid("filing.paper", "code", "请从登记申请材料清单中选择")
	}
	for _, d := range c.s.Documents {
		if scan.SHA256 != "" && d.SHA256 == scan.SHA256 {
			fs.Refuse("paper.not_scan", "scan", "所选文件与签发的 %s 逐字节相同，不是扫描件；请打印、盖章后扫描再上传", d.Number)
		}
	}
	if len(*fs) > 0 {
		return ""
	}
	c.s.FilingPapers = append(c.s.FilingPapers, FilingPaperR{Code: cmd.Code, Scan: scan, Note: cmd.Note, By: o.signed()})
	return ""
}

// attached is the file of this id that the actor's organisation handed in to this case; another one is a fault at path.
func (c *Case) attached(o *Occasion, fs *fault.Faults, path, label, id string) AttachmentRef {
	if strings.TrimSpace(id) == "" {
		fs.Invalid("attachment.missing", path, "请选择%s", label)
		return AttachmentRef{}
	}
	if o.Attachment != nil {
		if ref, ok := o.Attachment(id); ok {
			return ref
		}
	}
	fs.Invalid("attachment.unknown", path, "没有找到该附件，请重新选择文件")
	return AttachmentRef{}
}

// ownPaper is the document of this number when the actor's organisation issued it; only it may say what became of the paper.
func (c *Case) ownPaper(o *Occasion, fs *fault.Faults, number string) *DocumentRef {
	i := c.s.documentNumbered(strings.TrimSpace(number))
	if i < 0 || !c.s.MayOpen(c.s.Documents[i], o.Actor) {
		fs.Invalid("paper.unknown", "number", "请选择本机构在本案出具的文书")
		return nil
	}
	if c.s.Documents[i].OrgID != o.Actor.OrgID {
		fs.Add(fault.Forbidden, "paper.issuer", "number", "文书 %s 由其他机构出具，用印与送达由出具机构登记", c.s.Documents[i].Number)
		return nil
	}
	return &c.s.Documents[i]
}

// mayText is needText for what may be left out.
func mayText(fs *fault.Faults, path, label, value string) {
	if value != "" {
		needText(fs, path, label, value)
	}
}
