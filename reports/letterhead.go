package reports

import (
	"zhiya/reports/layout"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/stationery"
)

// houseOf finds what the organisation of this name prints with: a party as the case names it, else as the register does.
func (p *paper) houseOf(name string) workflow.House {
	s := p.s
	refs := []casefile.OrgRef{s.Assessor, s.Pledgee, s.Lender, s.Bureau, s.Opener}
	if s.Credit != nil {
		for _, e := range s.Credit.Enrolments {
			refs = append(refs, e.Org)
		}
	}
	for _, ref := range refs {
		if h, known := p.info.Houses[ref.ID]; known && ref.Name == name && name != "" {
			return h
		}
	}
	for _, h := range p.info.Houses { // names of organisations differ: at most one is found
		if h.Org.Name == name && name != "" {
			return h
		}
	}
	return workflow.House{}
}

// letterhead puts the head of the issuer on the paper, as its settings of the day say; without settings the paper has none. A logo that
// is lost stops the paper unless the settings let it go without.
func (p *paper) letterhead() {
	set := p.house.Settings
	if set.Version == 0 {
		return
	}
	if p.house.LogoLost() && set.WithoutLogo != stationery.OmitLogo {
		p.faults.Refuse("stationery.logo", "logo", "%s的标志图片在数据中缺失或已损坏，按文书设置不得出具《%s》；请由系统管理员在“文书设置”重新选择标志，或者改为无标志时照常出具", p.house.Org.Name, p.kind)
	}
	name := set.Name
	if name == "" {
		name = p.house.Org.Name
	}
	name = brief(name, 40)
	p.doc.Org = name
	p.doc.Letterhead = &layout.Letterhead{Name: name, Line: set.Line, Logo: p.house.Logo}
}

// sealText is what the frame for the seal of an organisation says; "" for the usual 公章.
func (p *paper) sealText(name string) string { return p.houseOf(name).Settings.SealLabel }

// originals is how many originals the issuer's settings ask for; 0 when they do not say.
func (p *paper) originals() int { return p.house.Settings.Of(p.kind).Originals }

// sayOriginals says the settled number of originals above the places to sign, unless the paper has said it.
func (p *paper) sayOriginals() {
	if p.originals() == 0 || p.copied {
		return
	}
	note := layout.Note{Label: "说明", Text: p.originalsText()}
	blocks := p.doc.Blocks
	for i := len(blocks) - 1; i >= 0; i-- {
		if _, is := blocks[i].(layout.Signatures); is {
			p.doc.Blocks = append(blocks[:i:i], append([]layout.Block{note}, blocks[i:]...)...)
			return
		}
	}
	p.add(note)
}

func (p *paper) originalsText() string {
	return "本文书正本一式" + layout.ChineseNumeral(p.originals()) + "份。"
}

// printing is what of the settings went into the paper.
func (p *paper) printing() workflow.Printing {
	return workflow.Printing{OrgID: p.house.Org.ID, Stationery: p.house.Settings.Version, Originals: p.originals(), Wording: p.worded}
}

// unusable are the faults of settings that keep the paper from being made.
func (p *paper) unusable() error { return p.faults.Err() }
