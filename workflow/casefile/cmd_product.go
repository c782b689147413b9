package casefile

import (
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/product"
)

// offered are the versions of the lender's products of today.
func (c *Case) offered(o *Occasion) []product.Version {
	if o.Products == nil || c.s.Lender.ID == "" {
		return nil
	}
	return o.Products(c.s.Lender.ID)
}

// chooseProduct finds the product named in the due diligence, by code or name, and checks the lane and the order of work. A lender
// without a catalogue names its product freely.
func (c *Case) chooseProduct(cmd RecordDueDiligence, o *Occasion, fs *fault.Faults) *product.Version {
	all := c.offered(o)
	if len(all) == 0 {
		return nil
	}
	name := strings.TrimSpace(cmd.Product)
	for _, v := range all {
		if v.Terms.Code != name && v.Terms.Name != name {
			continue
		}
		v.CheckLane(string(cmd.Lane), "lane", fs)
		if c.s.Stage == Credit && cmd.Lane == External && v.Terms.Order == product.DiligenceFirst {
			fs.Refuse("product.order", "product", "产品“%s”要求先尽调后评估，本案评估报告已先行出具；请退回尽调，或更换产品", v.Label())
		}
		return &v
	}
	if name != "" {
		fs.Invalid("product.unknown", "product", "%s现行产品目录中没有“%s”，可选：%s", c.s.Lender.Name, name, offers(all))
	}
	return nil
}

func offers(all []product.Version) string {
	var out []string
	for _, v := range all {
		out = append(out, v.Terms.Code+" "+v.Terms.Name)
	}
	return strings.Join(out, "、")
}

// checkProduct checks a proposal against the version of its product that is in force today, and gives the version to be kept.
func (c *Case) checkProduct(f CreditForm, o *Occasion, fs *fault.Faults) *product.Version {
	all := c.offered(o)
	if len(all) == 0 {
		if f.Product != "" {
			fs.Invalid("product.unknown", "product", "%s今天没有可办理的产品，请清空贷款产品，或先提出并批准产品", c.s.Lender.Name)
		}
		return nil
	}
	if f.Product == "" {
		fs.Invalid("product.missing", "product", "请选择贷款产品，可选：%s", offers(all))
		return nil
	}
	for _, v := range all {
		if v.Terms.Code != f.Product {
			continue
		}
		if d := c.s.DueDiligence; d != nil && d.Chosen != nil && d.Chosen.Terms.Code != f.Product {
			fs.Refuse("product.other", "product", "尽调登记的产品是“%s”，与所选“%s”不同；更换产品请先退回尽调", d.Chosen.Label(), v.Label())
		}
		loan := product.Loan{Amount: f.Amount, Rate: f.Rate, From: f.From, Due: f.Due, Lane: string(c.s.Lane)}
		for i, r := range c.s.Intake.Rights {
			p := product.Pledged{Kind: r.Kind, Title: r.Title, Others: o.PledgedElsewhere(RightKey(r))}
			if i < len(f.Values) {
				p.Cap, p.Haircut = f.Values[i].Cap, f.Values[i].Haircut
			}
			loan.Rights = append(loan.Rights, p)
		}
		v.Check(loan, fs)
		return &v
	}
	fs.Invalid("product.unknown", "product", "产品“%s”今天不能办理（没有这个产品，尚未生效或已停办），可选：%s", f.Product, offers(all))
	return nil
}

// checkProductStands refuses a decision by a version that is no longer in force: a new one began between proposal and decision.
func (c *Case) checkProductStands(o *Occasion, fs *fault.Faults) {
	by := c.s.Credit.Product
	if by == nil {
		return
	}
	for _, v := range c.offered(o) {
		if v.Terms.Code == by.Terms.Code && v.Number == by.Number {
			return
		}
	}
	fs.Refuse("product.changed", "", "授信方案所依据的产品“%s”今天已换版或停办；请退回授信方案，按现行产品重新提出", by.Label())
}
