package reports

import (
	"fmt"
	"strconv"
	"strings"

	"zhiya/reports/layout"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

// register is how the papers for one of the three registers call things. The titles of the applications are those of the guides
// named in the rules (packs …-pledge-papers); those of the change and cancellation forms of patents, and every layout, are ours.
type register struct {
	object      string // patent, trademark, copyright: as in the names of the rule packs
	office      string // whom the papers are addressed to
	act         string // 质押登记 of patents, 质权登记 of the others
	right       string
	contract    string
	list        string // 质押专利清单
	application string
	change      string
	extension   string
	cancel      string
	codes       materials
}

// materials are the codes of the rules for what an application asks for.
type materials struct{ application, contract, identity, agent, consent, statement, report, licence string }

var (
	patents = register{object: "patent", office: "国家知识产权局", act: "质押登记", right: "专利权", contract: "专利权质押合同", list: "质押专利清单",
		application: "专利权质押登记申请表", change: "专利权质押登记变更申请表", extension: "专利权质押登记变更申请表\n（债务履行期限变更）", cancel: "专利权质押登记注销申请表",
		codes: materials{"PP-1", "PP-2", "PP-3", "PP-4", "PP-7", "PP-8", "PP-5", ""}}
	trademarks = register{object: "trademark", office: "国家知识产权局", act: "质权登记", right: "注册商标专用权", contract: "注册商标专用权质权合同", list: "出质商标清单",
		application: "商标专用权质权登记申请书", change: "商标专用权质权登记事项变更申请书", extension: "商标专用权质权登记期限延期申请书", cancel: "商标专用权质权登记注销申请书",
		codes: materials{"TP-1", "TP-2", "TP-3", "TP-4", "", "", "", ""}}
	works = register{object: "copyright", office: "国家版权局", act: "质权登记", right: "著作权", contract: "著作权质权合同", list: "出质作品清单",
		application: "著作权质权登记申请表", change: "著作权质权变更登记申请表", extension: "著作权质权变更登记申请表\n（债务履行期限变更）", cancel: "著作权质权注销登记申请书",
		codes: materials{"KP-1", "KP-3", "KP-2", "KP-4", "KP-5", "", "KP-7", "KP-6"}}
	programs = register{object: "copyright", office: works.office, act: works.act, right: "计算机软件著作权", contract: works.contract, list: "出质软件清单",
		application: "计算机软件著作权质权登记申请表", change: "计算机软件著作权质权变更登记申请表", extension: "计算机软件著作权质权变更登记申请表\n（债务履行期限变更）",
		cancel: "计算机软件著作权质权注销登记申请书", codes: works.codes}
)

// contractNo labels the number of the contract in a narrow place: 质押合同编号 or 质权合同编号.
func (r register) contractNo() string {
	name := []rune(r.contract)
	return string(name[max(0, len(name)-4):]) + "编号"
}

// registerOf is the register the pledge goes to. One filing cannot mix registers (pledge.Precheck), so the first right tells;
// software has a form of its own as long as nothing else is among it.
func registerOf(rights []right.Right) register {
	if len(rights) == 0 {
		return patents
	}
	switch {
	case rights[0].Kind == right.Trademark:
		return trademarks
	case right.IsCopyright(rights[0].Kind):
		for _, r := range rights {
			if r.Kind != right.Software {
				return works
			}
		}
		return programs
	}
	return patents
}

func (p *paper) register() register { return registerOf(p.s.Intake.Rights) }

// mostInForm is how many patents an application lists itself: of more the list is a paper of its own with a worksheet (the
// office's instructions, LAW.md 12.1).
const mostInForm = casefile.MostRightsInForm

// titled sets the title of a paper, whose kind has several.
func (p *paper) titled(title string) {
	p.doc.Title = title
	p.doc.Header = strings.ReplaceAll(title, "\n", "")
}

// registeredRights lists the rights in the form, or says that the list is attached.
func (p *paper) registeredRights(reg register) {
	rights := p.s.Intake.Rights
	if reg.object == "patent" && len(rights) > mostInForm {
		p.pairs("", wide("项数", strconv.Itoa(len(rights))+" 项"), wide("质押专利", "详见附件《"+reg.list+"》。附件另附电子表格，由双方加盖骑缝章。"))
		return
	}
	p.table(listTitle(reg), p.rightsOf(reg, false))
}

// rightsRegistered lists the rights in the forms after registration: a long list went with the application and is not made again.
func (p *paper) rightsRegistered(reg register) {
	list := p.s.LatestDocument(casefile.DocRightsList)
	if list == nil || p.s.Collateral != nil || len(p.s.CollateralChanges) > 0 { // what was listed then is not what is pledged now
		p.registeredRights(reg)
		return
	}
	p.pairs("", wide("项数", strconv.Itoa(len(p.s.Intake.Rights))+" 项"), wide("质押专利", "与登记申请所附《"+reg.list+"》（"+list.Number+"）所列相同，清单复印件附后。"))
}

func listTitle(reg register) string {
	switch reg.object {
	case "trademark":
		return "出质商标"
	case "copyright":
		return strings.TrimSuffix(reg.list, "清单")
	}
	return "质押专利"
}

// rightsOf is the table of the rights as the register wants them; long has the owners and what else a list has room for. A patent
// number loses the dot before its check digit.
func (p *paper) rightsOf(reg register, long bool) layout.Table {
	t := layout.Table{Small: long}
	switch reg.object {
	case "trademark":
		t.Columns = []layout.Column{mid("序号", 0.5), col("商标名称", 2.4), col("注册号", 1.5), mid("类别", 0.9), mid("核准注册日", 1.4), mid("专用期止", 1.4)}
	case "copyright":
		t.Columns = []layout.Column{mid("序号", 0.5), col("作品名称", 2.6), col("登记号", 1.6), mid("首次发表日", 1.4), mid("保护期止", 1.4), col("授权情况", 1.3)}
		if reg.right == programs.right {
			t.Columns[1].Title = "软件全称"
		}
	default:
		t.Columns = []layout.Column{mid("序号", 0.5), col("发明名称", 2.8), mid("种类", 1), col("专利号", 1.9), mid("申请日", 1.4), mid("授权公告日", 1.4)}
		t.Note = "专利号省略校验位前的小数点。"
	}
	if long {
		t.Columns = append(t.Columns, col("登记的权利人", 2.2))
		if reg.object == "patent" {
			t.Columns = append(t.Columns, col("主分类号", 1.1), mid("年费缴至", 1.3))
		}
	}
	for i, r := range p.s.Intake.Rights {
		row := []layout.Cell{index(i), layout.T(rightTitle(r))}
		switch reg.object {
		case "trademark":
			row = append(row, layout.T(r.Number), layout.T(class(r)), layout.Day(r.Granted), layout.Day(r.TermEnd))
		case "copyright":
			row = append(row, layout.T(r.Number), layout.Day(r.Filed), layout.Day(r.ProtectionEnd), layout.T(licensed(r)))
		default:
			row = append(row, layout.T(p.kindName(r)), layout.T(strings.ReplaceAll(r.Number, ".", "")), layout.Day(r.Filed), layout.Day(r.Granted))
		}
		if long {
			row = append(row, layout.T(owners(r)))
			if reg.object == "patent" {
				row = append(row, layout.T(r.IPC), layout.Day(r.FeesPaidUntil))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// licensed is the 著作权授权情况: 专有 or 非专有, or 无.
func licensed(r right.Right) string {
	exclusive, other := 0, 0
	for _, l := range r.Licences {
		if l.Kind == "exclusive" {
			exclusive++
		} else {
			other++
		}
	}
	var out []string
	if exclusive > 0 {
		out = append(out, "专有 "+strconv.Itoa(exclusive)+" 项")
	}
	if other > 0 {
		out = append(out, "非专有 "+strconv.Itoa(other)+" 项")
	}
	if len(out) == 0 {
		return "无"
	}
	return strings.Join(out, "，")
}

// toFill stands where the register wants an answer that the case does not have: it is written in before the paper is sealed.
const toFill = "待补"

func orFill(text string) string {
	if strings.TrimSpace(text) == "" {
		return toFill
	}
	return text
}

// registrationParties are the parties with their codes, as each form has them.
func (p *paper) registrationParties() {
	p.bothParties()
	if sameParties(p.s.Intake.Debtors, p.s.Intake.Pledgors) {
		p.pairs("", part("债务人"), wide("名称", "与出质人相同"))
		return
	}
	p.firms("债务人", p.s.Intake.Debtors, false)
}

// bothParties are those who apply: pledgors and pledgee.
func (p *paper) bothParties() {
	p.firms("出质人", p.s.Intake.Pledgors, true)
	p.pairs("", part("质权人"), wide("名称", org(p.s.Pledgee)), wide("统一社会信用代码", orFill(p.pledgeeCode())),
		wide("地址和联系方式", orFill(p.houseOf(p.s.Pledgee.Name).Settings.Line)))
}

func (p *paper) firms(role string, list []party.Enterprise, contact bool) {
	for i, e := range list {
		pairs := []layout.Pair{part(role + numbered(i, len(list))), wide("名称", oneLine(e.Name)), wide("统一社会信用代码（证件号）", orFill(e.USCC))}
		if contact {
			pairs = append(pairs, wide("地址", orFill(e.Address)), pair("联系人", orFill(e.Contact)), pair("联系电话", orFill(e.Phone)))
		}
		p.pairs("", pairs...)
	}
}

func (p *paper) pledgeeCode() string {
	if p.s.Pledgee.USCC == "" && p.s.Precheck != nil {
		return p.s.Precheck.Request.Pledgee.USCC
	}
	return p.s.Pledgee.USCC
}

// sameParties reports whether the debtors are the pledgors.
func sameParties(debtors, pledgors []party.Enterprise) bool {
	all := len(distinctParties(debtors, pledgors))
	return all == len(debtors) && all == len(pledgors)
}

func numbered(i, n int) string {
	if n < 2 {
		return ""
	}
	return "（" + layout.ChineseNumeral(i+1) + "）"
}

// handling says by whom and how the paper is filed.
func (p *paper) handling() {
	if f := p.s.Registration; f != nil && f.Filing != nil {
		p.pairs("", part("办理"), wide("代办人", oneLine(f.Filing.Agent)), pair("办理方式", f.Filing.Channel), pair("提交日", day(f.Filing.On)))
	}
}

// bothSides are the places where pledgors and pledgee seal.
func (p *paper) bothSides() {
	var signers []layout.Signer
	for _, e := range p.s.Intake.Pledgors {
		signers = append(signers, layout.Signer{Role: "出质人（盖章）", Name: e.Name, Seal: layout.RoundSeal})
	}
	p.sign(2, append(signers, layout.Signer{Role: "质权人（盖章）", Name: org(p.s.Pledgee), Seal: layout.RoundSeal})...)
}

// guide is the 填表说明 at the end of a form. The layouts of the offices are not published in a form we could follow to the letter.
func (p *paper) guide(reg register, texts ...string) {
	p.h2("填表说明")
	texts = append(texts, "本"+strings.TrimPrefix(paperWord(p.doc.Title), "申请")+"按办事指南列明的事项编排，版式由软件自定；"+reg.office+"或者其办理系统另有表格的，以其表格为准。")
	for i, text := range texts {
		p.add(layout.Note{Label: strconv.Itoa(i + 1), Text: text})
	}
}

func paperWord(title string) string {
	for _, word := range []string{"申请表", "申请书", "承诺书", "委托书", "声明", "清单"} {
		if strings.Contains(title, word) {
			return word
		}
	}
	return "文书"
}

// basisOf is the article that asks for a paper of the registration file, or 待核实.
func (p *paper) basisOf(reg register, code string) string {
	on := p.info.On
	if f := p.s.Registration; f != nil && f.Filing != nil {
		on = f.Filing.On
	}
	pack, err := p.rules.On(reg.object+"-pledge-papers", on)
	if err != nil {
		return "待核实"
	}
	item, _ := pack.Item(code)
	return item.Citation()
}

// secured names the pledge for the papers after registration.
func (p *paper) secured() []layout.Pair {
	s := p.s
	number, on := "", ""
	if s.Registration != nil {
		number, on = s.Registration.Number, day(s.Registration.On)
	}
	loan, contract := "", ""
	if s.Contracts != nil {
		loan, contract = s.Contracts.Form.LoanNo, s.Contracts.Form.PledgeNo
	}
	pairs := []layout.Pair{pair("债务人", names(s.Intake.Debtors)), pair("出质人", names(s.Intake.Pledgors)),
		pair("贷款银行", org(s.Lender)), pair("质权人", org(s.Pledgee)),
		pair("借款合同编号", loan), pair("质押合同编号", contract),
		pair("质押登记号", number), pair("登记日", on)}
	var later []string
	for _, r := range s.Intake.Rights {
		if no, from := s.RegistrationOf(r.Ref); no != number && no != "" {
			later = append(later, fmt.Sprintf("%s：登记号 %s，%s", rightTitle(r), oneLine(no), day(from)))
		}
	}
	if len(later) > 0 {
		pairs = append(pairs, wide("追加质押的登记", strings.Join(later, "；")))
	}
	return pairs
}

// most is the ceiling the register knows: as registered, else as agreed.
func most(q *casefile.Ceiling) money.Money {
	if q.Registered > 0 {
		return q.Registered
	}
	return q.Agreed
}
