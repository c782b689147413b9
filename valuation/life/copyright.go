package life

import (
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/trace"
)

// person is a natural person's copyright: his life and fifty years, to 31 December; with several authors the last to die counts.
func (p Protection) person(out *Ending, on date.Date, fs *fault.Faults) {
	if len(p.Authors) == 0 {
		fs.Invalid("life.authors", "authors", "自然人的著作权请填写作者")
	}
	var last date.Date
	for i, a := range p.Authors {
		path := trace.Path("authors", i)
		if strings.TrimSpace(a.Name) == "" {
			fs.Invalid("life.author", path+".name", "请填写作者姓名")
		}
		switch {
		case a.Died.IsZero():
			out.Certain = false
		case a.Died.After(on):
			fs.Invalid("life.died", path+".died", "死亡日 %s 晚于评估基准日 %s，请核对", a.Died, on)
		case a.Died.After(last):
			last = a.Died
		}
	}
	out.Basis, out.Verified = "著作权法第二十三条", true
	out.Step.Formula = "作者死亡后第五十年的 12 月 31 日（合作作品以最后死亡的作者为准）"
	if p.Kind == Software {
		out.Basis, out.Verified = "计算机软件保护条例第十四条", len(p.Authors) == 1
		if len(p.Authors) > 1 {
			out.Basis = "合作开发的软件以最后死亡的开发者为准（待核实）"
		}
	}
	out.from("最后死亡日", last)
	if !out.Certain {
		last = on
		out.Step.Inputs = nil
		out.from("评估基准日（作者在世）", on)
		out.Step.Formula += "；作者在世，按最早可能的届满日列示"
		out.Notes = append(out.Notes, "作者在世，保护期至其死亡后第五十年，届满日尚不确定；所列日期为最早可能的届满日")
	}
	if !last.IsZero() {
		out.End = date.Of(last.Year()+50, 12, 31)
	}
}

// entity is the copyright of an organisation, or in an audiovisual work: fifty years from first publication, to 31 December, and none
// when it was not published within fifty years of completion.
func (p Protection) entity(out *Ending, fs *fault.Faults) {
	unpublished := p.Filed.IsZero() && !p.Completed.IsZero()
	from := p.Filed
	if unpublished {
		from = p.Completed
	}
	term, err := TermOf(p.Kind, from)
	fs.Append("", err)
	if err != nil {
		return
	}
	out.Basis, out.Verified = term.Basis, term.Verified
	out.End = Expiry(p.Kind, from)
	if p.Kind == Software && unpublished {
		out.Basis, out.Verified = "未发表的软件自开发完成起五十年（待核实）", false
	}
	if unpublished {
		out.Step.Formula = "完成后第五十年的 12 月 31 日（尚未发表）"
		out.from("完成日", from)
		out.Notes = append(out.Notes, "作品尚未发表，保护期按完成日计算；发表后应重新计算")
		return
	}
	out.Step.Formula = "首次发表后第五十年的 12 月 31 日"
	out.from("首次发表日", from)
	switch {
	case p.Completed.IsZero():
	case p.Filed.Before(p.Completed):
		fs.Invalid("life.completed", "completed", "完成日 %s 晚于首次发表日 %s，请核对", p.Completed, p.Filed)
	case p.Filed.After(date.Of(p.Completed.Year()+50, 12, 31)):
		fs.Invalid("life.unprotected", "filed", "作品完成后五十年内未发表，不再受保护，不能评估")
	}
}
