package life

import (
	"strconv"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/trace"
)

// Holder says whose copyright it is, on which its term depends.
type Holder string

const (
	Entity Holder = "entity" // 法人或者非法人组织的作品、视听作品; also the meaning of ""
	Person Holder = "person" // 自然人的作品
)

// Ground is why a patent's term is compensated.
type Ground string

const (
	Delay Ground = "delay" // 授权过程中的不合理延迟, 专利法 42(2)
	Drug  Ground = "drug"  // 新药上市审评审批占用的时间, 专利法 42(3)
)

// Limits of the compensation for drugs: five years, and fourteen years in all after the approval of the drug (专利法 42(3)); the
// conditions of the compensation for delay: four years from filing and three from the request for examination (专利法 42(2)).
const (
	drugYears        = 5
	drugEffective    = 14
	delayFiled       = 4
	delayExamination = 3
	maxDelay         = 20 * 366 // days; beyond any grant
)

// Compensation is a decision on the compensation of a patent's term (专利权期限补偿).
type Compensation struct {
	Ground      Ground    `json:"ground" label:"补偿事由" choices:"delay=授权过程不合理延迟|drug=新药审评审批"`
	Days        int       `json:"days" label:"补偿天数" unit:"天"` // 1 to 7320, of a drug to 1830
	Decided     date.Date `json:"decided" label:"决定日"`        // not after the base date
	Document    string    `json:"document" label:"决定文号"`
	Examination date.Date `json:"examination,omitzero" label:"实质审查请求日" opt:"1" hint:"授权过程不合理延迟时填写"`
	Approved    date.Date `json:"approved,omitzero" label:"药品上市批准日" opt:"1" hint:"新药审评审批时填写"`
}

// Author is a natural person who made the work or the software.
type Author struct {
	Name string    `json:"name" label:"作者"`
	Died date.Date `json:"died,omitzero" label:"死亡日" opt:"1" hint:"在世留空"`
}

// Protection are the facts from which the end of the legal term follows. Filed is the day the term runs from, as in TermOf; it may
// be left out for works of natural persons and for what is not yet published.
type Protection struct {
	Kind          Kind           `json:"kind" label:"权利类型" choices:"invention=发明专利|utility=实用新型专利|design=外观设计专利|trademark=注册商标专用权|software=计算机软件著作权|work=作品著作权"`
	Filed         date.Date      `json:"filed,omitzero" label:"申请日、核准注册日或首次发表日" opt:"1"`
	Granted       date.Date      `json:"granted,omitzero" label:"授权公告日" opt:"1"`
	Compensations []Compensation `json:"compensations,omitempty" label:"专利权期限补偿" opt:"1"`
	Renewals      int            `json:"renewals,omitempty" label:"已核准续展次数（商标）" opt:"1"` // 0 to 20
	Holder        Holder         `json:"holder,omitempty" label:"著作权主体" opt:"1" choices:"entity=法人、非法人组织或视听作品|person=自然人"`
	Authors       []Author       `json:"authors,omitempty" label:"作者（自然人作品）" opt:"1"`
	Completed     date.Date      `json:"completed,omitzero" label:"创作（开发）完成日" opt:"1" hint:"尚未发表的填写"`
}

// Ending is the end of the legal term.
type Ending struct {
	End      date.Date // last day of protection, counted as Expiry does
	Certain  bool      // false: authors are alive, and End is the earliest day the protection can end
	Basis    string    // articles
	Verified bool      // false: a rule behind it was not read in a law text and is never printed as a citation
	Step     trace.Step
	Notes    []string
}

// End finds the end of the legal term as known on the base date. All faults come together with paths inside the facts.
func (p Protection) End(id string, on date.Date) (Ending, error) {
	var fs fault.Faults
	if !p.Kind.Valid() {
		_, err := TermOf(p.Kind, p.Filed)
		return Ending{}, err
	}
	if on.IsZero() {
		fs.Invalid("date.missing", "base_date", "请填写评估基准日")
	}
	p.foreign(&fs)
	out := Ending{Certain: true, Step: trace.Step{ID: id, Title: p.Kind.String() + "法定届满日", Unit: trace.Day}}
	switch {
	case p.Kind.Patent():
		p.patent(&out, on, &fs)
	case p.Kind == Trademark:
		p.trademark(&out, &fs)
	case p.Holder == Person:
		p.person(&out, on, &fs)
	case p.Holder == Entity || p.Holder == "":
		p.entity(&out, &fs)
	default:
		fs.Invalid("life.holder", "holder", "著作权主体“%s”无法识别，应为 entity 或 person", string(p.Holder))
	}
	if len(fs) == 0 && out.End.IsZero() {
		fs.Invalid("date.range", "filed", "届满日不在 1900 至 2199 年之间，请核对日期")
	}
	if len(fs) > 0 {
		return Ending{}, fs
	}
	out.Step.Result = out.End.String()
	return out, nil
}

// foreign refuses facts that belong to another kind of right, so that nothing entered is passed over.
func (p Protection) foreign(fs *fault.Faults) {
	copyright := p.Kind == Software || p.Kind == Work
	if len(p.Compensations) > 0 && p.Kind != Invention {
		fs.Invalid("life.compensation", "compensations", "期限补偿只适用于发明专利，请清空")
	}
	if p.Renewals != 0 && p.Kind != Trademark {
		fs.Invalid("life.renewals", "renewals", "续展只适用于注册商标，请清空")
	}
	if p.Holder != "" && !copyright {
		fs.Invalid("life.holder", "holder", "著作权主体只适用于著作权，请清空")
	}
	if len(p.Authors) > 0 && (!copyright || p.Holder != Person) {
		fs.Invalid("life.authors", "authors", "作者只用于自然人的著作权，请清空或将著作权主体改为自然人")
	}
	if !p.Completed.IsZero() && (!copyright || p.Holder == Person) {
		fs.Invalid("life.completed", "completed", "完成日只用于法人、非法人组织的著作权，请清空")
	}
}

func (o *Ending) from(name string, day date.Date) {
	o.Step.Inputs = append(o.Step.Inputs, trace.Operand{Name: name, Value: day.String(), Unit: trace.Day})
}

func (p Protection) patent(out *Ending, on date.Date, fs *fault.Faults) {
	term, err := TermOf(p.Kind, p.Filed)
	fs.Append("", err)
	out.Basis, out.Verified = term.Basis, term.Verified
	out.End = Expiry(p.Kind, p.Filed)
	out.Step.Formula = "申请日起 " + strconv.Itoa(term.Years) + " 年"
	out.from("申请日", p.Filed)
	if p.Kind != Invention {
		return
	}
	seen := map[Ground]bool{}
	for i, c := range p.Compensations {
		c.check(fs, trace.Path("compensations", i), p, on)
		if seen[c.Ground] {
			fs.Invalid("life.twice", trace.Path("compensations", i)+".ground", "同一事由的期限补偿只填一次")
		}
		seen[c.Ground] = true
	}
	if len(*fs) > 0 || len(p.Compensations) == 0 {
		return
	}
	for _, ground := range []Ground{Delay, Drug} { // the drug's compensation follows the term as already compensated
		for i, c := range p.Compensations {
			if c.Ground == ground {
				out.compensate(c, p, i+1)
			}
		}
	}
}

func (c Compensation) check(fs *fault.Faults, path string, p Protection, on date.Date) {
	most := maxDelay
	if c.Ground == Drug {
		most = drugYears * 366
	}
	if c.Days < 1 || c.Days > most {
		fs.Invalid("life.days", path+".days", "补偿天数应为 1 至 %d 天，当前为 %d 天", most, c.Days)
	}
	if strings.TrimSpace(c.Document) == "" {
		fs.Invalid("source.missing", path+".document", "请填写期限补偿决定的文号")
	}
	switch {
	case c.Decided.IsZero():
		fs.Invalid("date.missing", path+".decided", "请填写期限补偿决定日")
	case c.Decided.After(on):
		fs.Invalid("life.decided", path+".decided", "决定日 %s 晚于评估基准日 %s，基准日时补偿尚未作出，不能计入", c.Decided, on)
	case c.Decided.Before(p.Granted):
		fs.Invalid("life.decided", path+".decided", "决定日 %s 早于授权公告日 %s，请核对", c.Decided, p.Granted)
	}
	if p.Granted.IsZero() {
		fs.Invalid("date.missing", "granted", "有期限补偿时请填写授权公告日")
		return
	}
	switch c.Ground {
	case Delay:
		if c.Examination.IsZero() {
			fs.Invalid("date.missing", path+".examination", "请填写实质审查请求日")
		} else if start := p.delayStart(c); p.Granted.Before(start) {
			*fs = append(*fs, fault.Fault{Kind: fault.Invalid, Code: "life.delay", Path: path + ".examination", Basis: "专利法第四十二条第二款",
				Message: "授权公告日 " + p.Granted.String() + " 未满申请日起四年且实质审查请求日起三年（" + start.String() + "），不属于不合理延迟，请核对日期"})
		}
	case Drug:
		switch {
		case c.Approved.IsZero():
			fs.Invalid("date.missing", path+".approved", "请填写药品上市批准日")
		case c.Approved.After(c.Decided):
			fs.Invalid("life.decided", path+".approved", "药品上市批准日 %s 晚于补偿决定日 %s，请核对", c.Approved, c.Decided)
		}
	default:
		fs.Invalid("life.ground", path+".ground", "补偿事由“%s”无法识别，应为 delay 或 drug", string(c.Ground))
	}
}

// delayStart is the first day on which a grant is late: four years from filing and three from the request for examination.
func (p Protection) delayStart(c Compensation) date.Date {
	filed, asked := p.Filed.AddYears(delayFiled), c.Examination.AddYears(delayExamination)
	if filed.After(asked) {
		return filed
	}
	return asked
}

// compensate moves the end by a decision. A drug's end is cut at five years of compensation and at fourteen years after the
// approval of the drug, with a remark: the lender is never shown more than the law allows.
func (o *Ending) compensate(c Compensation, p Protection, n int) {
	was := o.End
	o.End = was.AddDays(c.Days)
	name, basis := "授权过程不合理延迟补偿", "专利法第四十二条第二款"
	formula := "补偿前届满日 + 补偿天数"
	step := trace.Step{ID: trace.Index(o.Step.ID+".compensation", n), Unit: trace.Day, Inputs: []trace.Operand{{Name: "补偿前届满日", Value: was.String(), Unit: trace.Day},
		{Name: "补偿天数", Value: strconv.Itoa(c.Days), Unit: trace.Days, Source: strings.TrimSpace(c.Document) + "（" + c.Decided.String() + "）"}}}
	if c.Ground == Delay {
		if late := p.Granted.Sub(p.delayStart(c)); c.Days > late {
			o.Notes = append(o.Notes, "期限补偿 "+strconv.Itoa(c.Days)+" 天多于授权迟延的 "+strconv.Itoa(late)+" 天，请核对决定")
		}
	} else {
		name, basis = "新药审评审批补偿", "专利法第四十二条第三款"
		formula += "，补偿不超过五年，且药品上市批准后总有效期不超过十四年"
		step.Inputs = append(step.Inputs, trace.Operand{Name: "药品上市批准日", Value: c.Approved.String(), Unit: trace.Day})
		for _, limit := range []date.Date{was.AddYears(drugYears), c.Approved.AddYears(drugEffective)} {
			if o.End.After(limit) {
				o.End = limit
			}
		}
		if o.End.Before(was) {
			o.End = was
		}
		if o.End.Before(was.AddDays(c.Days)) {
			o.Notes = append(o.Notes, "新药期限补偿超过法定上限，届满日按 "+o.End.String()+" 计，请核对决定")
		}
	}
	step.Title, step.Formula, step.Result = name, formula, o.End.String()
	o.Basis += "、" + basis
	o.Step.Formula += "，加期限补偿"
	o.Step.Children = append(o.Step.Children, step)
}

func (p Protection) trademark(out *Ending, fs *fault.Faults) {
	term, err := TermOf(Trademark, p.Filed)
	fs.Append("", err)
	if p.Renewals < 0 || p.Renewals > 20 {
		fs.Invalid("life.renewals", "renewals", "已核准续展次数应为 0 至 20，当前为 %d", p.Renewals)
		return
	}
	out.End, out.Basis, out.Verified = p.Filed.AddYears(term.Years*(1+p.Renewals)), term.Basis, term.Verified
	out.Step.Formula = "核准注册日起 " + strconv.Itoa(term.Years) + " 年"
	out.from("核准注册日", p.Filed)
	if p.Renewals > 0 {
		out.Step.Formula += "，每次续展 " + strconv.Itoa(term.Years) + " 年"
		out.Step.Inputs = append(out.Step.Inputs, trace.Operand{Name: "已核准续展次数", Value: strconv.Itoa(p.Renewals)})
		out.Basis += "、商标法第四十条"
		if last := p.Filed.AddYears(term.Years * p.Renewals); !last.Before(trademarkReform) {
			out.Verified = false
			out.Notes = append(out.Notes, "2027年1月1日起的续展适用修订后的商标法，有效期按十年计（待核实）")
		}
	}
}
