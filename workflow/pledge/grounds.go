package pledge

import (
	"fmt"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/workflow/ident"
	"zhiya/workflow/right"
)

// patent runs the twelve grounds of 专利权质押登记办法 11.
func (c *check) patent() {
	c.eachRight(func(i int, r right.Right) {
		if name := c.stranger(r); name != "" {
			c.find("PR-01", i, "“"+name+"”不在登记的权利人之中")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		switch end := r.Expiry(); {
		case r.Status != right.InForce && r.Status != right.Application:
			c.find("PR-02", i, "法律状态为"+r.Status.Chinese())
		case !end.After(c.On):
			c.find("PR-02", i, "期限已于 "+end.Chinese()+" 届满")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		switch {
		case r.Status == right.Application || r.Granted.IsZero():
			c.find("PR-03", i, "")
		case r.Granted.After(c.On):
			c.find("PR-03", i, "授权公告日 "+r.Granted.Chinese()+" 晚于申请登记日")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if !r.FeesPaidUntil.IsZero() && r.FeesPaidUntil.Before(c.On) {
			c.find("PR-04", i, "年费只缴至 "+r.FeesPaidUntil.Chinese())
		}
	})
	c.eachRight(func(i int, r right.Right) {
		var held []string
		if open(r.Suspensions, c.On) {
			held = append(held, "中止程序尚未结束")
		}
		if open(r.Preservations, c.On) {
			held = append(held, "财产保全尚未解除")
		}
		if len(held) > 0 {
			c.find("PR-05", i, strings.Join(held, "，"))
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if end := r.Expiry(); c.Debt.Due.After(end) {
			c.find("PR-06", i, "债务到期日 "+c.Debt.Due.Chinese()+" 晚于专利权届满日 "+end.Chinese())
		}
	})
	c.contractClauses()
	c.eachRight(func(i int, r right.Right) {
		if names := c.unwilling(r); len(names) > 0 {
			c.find("PR-08", i, "尚缺"+strings.Join(names, "、")+"的同意")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if pledged(r) {
			c.find("PR-09", i, "")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if r.Kind == right.Utility && r.SameDayInvention {
			c.findCurable("PR-10", i, "")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if r.Invalidation {
			c.findCurable("PR-11", i, "")
		}
	})
	c.others("PR-12", "")
}

// contractClauses is PR-07: a clause that the contract must have is missing.
func (c *check) contractClauses() {
	var missing []string
	for _, k := range c.clauses {
		if k.Required && !slices.Contains(c.Contract.Clauses, k.Code) {
			missing = append(missing, k.Title+"（"+k.Code+"）")
		}
	}
	if len(missing) > 0 {
		c.find("PR-07", -1, "缺少"+strings.Join(missing, "、"))
	}
}

// trademark runs the grounds for registered marks; their text is unverified.
func (c *check) trademark() {
	c.eachRight(func(i int, r right.Right) {
		if name := c.stranger(r); name != "" && !r.TitleProof {
			c.find("TR-01", i, "“"+name+"”不在登记的权利人之中")
		}
	})
	c.unlawful("TR-02")
	c.eachRight(func(i int, r right.Right) {
		switch {
		case r.Status != right.InForce:
			c.find("TR-03", i, "法律状态为"+r.Status.Chinese())
		case r.TermEnd.Before(c.On):
			c.find("TR-03", i, "专用期已于 "+r.TermEnd.Chinese()+" 届满")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if open(r.Freezes, c.On) || open(r.Preservations, c.On) {
			c.find("TR-04", i, "")
		}
	})
	c.others("TR-05", "共有商标尚缺%s的同意")
	c.eachRight(func(i int, r right.Right) {
		if pledged(r) {
			c.find("W-CZ", i, "")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if c.Debt.Due.After(r.TermEnd) {
			c.find("W-XZ", i, "债务到期日 "+c.Debt.Due.Chinese()+"，专用期止 "+r.TermEnd.Chinese())
		}
	})
}

// copyright runs the grounds of 著作权质权登记办法 12.
func (c *check) copyright() {
	c.eachRight(func(i int, r right.Right) {
		if name := c.stranger(r); name != "" {
			c.find("KR-01", i, "“"+name+"”不在登记的著作权人之中")
		}
	})
	c.unlawful("KR-02")
	c.eachRight(func(i int, r right.Right) {
		if r.ProtectionEnd.Before(c.On) {
			c.find("KR-03", i, "保护期已于 "+r.ProtectionEnd.Chinese()+" 届满")
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if c.Debt.Due.After(r.ProtectionEnd) {
			c.find("KR-04", i, "债务到期日 "+c.Debt.Due.Chinese()+" 晚于保护期止日 "+r.ProtectionEnd.Chinese())
		}
	})
	c.eachRight(func(i int, r right.Right) {
		if r.Dispute {
			c.find("KR-05", i, "")
		}
	})
	// 著作权质权登记办法 3 asks for the consent; Art 12 has no ground of its own for it.
	c.others("KR-06", "共有著作权尚缺%s的同意（同办法第三条）")
}

// unlawful records the ground of a contract that breaks a mandatory rule.
func (c *check) unlawful(code string) {
	if reason := strings.TrimSpace(c.Contract.Unlawful); reason != "" {
		c.find(code, -1, reason)
	}
}

// others records the catch-all ground for each right with a reason in words, and, where coOwned words it, for co-owners
// whose consent is missing.
func (c *check) others(code, coOwned string) {
	c.eachRight(func(i int, r right.Right) {
		if names := c.unwilling(r); coOwned != "" && len(names) > 0 {
			c.find(code, i, fmt.Sprintf(coOwned, strings.Join(names, "、")))
		}
		if reason := strings.TrimSpace(r.Other); reason != "" {
			c.find(code, i, reason)
		}
	})
}

// stranger is the name of the first pledgor who is not an owner of the right in the register, or "".
func (c *check) stranger(r right.Right) string {
	for _, p := range c.Pledgors {
		owner := false
		for _, o := range r.Owners {
			owner = owner || same(p, Party{o.Name, o.USCC})
		}
		if !owner {
			if p.Name == "" {
				return p.USCC
			}
			return p.Name
		}
	}
	return ""
}

// unwilling are the co-owners whose consent is missing: all owners but the pledgors, unless the co-owners agreed that one
// may pledge alone.
func (c *check) unwilling(r right.Right) (names []string) {
	if len(r.Owners) < 2 || r.CoOwnerAgreement {
		return nil
	}
	for _, o := range r.Owners {
		pledgor := false
		for _, p := range c.Pledgors {
			pledgor = pledgor || same(p, Party{o.Name, o.USCC})
		}
		if !pledgor && !o.Consented {
			names = append(names, "“"+o.Name+"”")
		}
	}
	return names
}

// same compares parties by their codes when both have one, else by name without blanks and full-width forms.
func same(a, b Party) bool {
	if a.USCC != "" && b.USCC != "" {
		x, _ := ident.ParseParty(a.USCC)
		y, _ := ident.ParseParty(b.USCC)
		return x == y
	}
	return a.Name != "" && plain(a.Name) == plain(b.Name)
}

var plainer = strings.NewReplacer("（", "(", "）", ")", " ", "", "\u3000", "", "\u00a0", "", "\t", "")

func plain(name string) string { return plainer.Replace(name) }

func open(spans []right.Span, on date.Date) bool {
	for _, s := range spans {
		if s.Open(on) {
			return true
		}
	}
	return false
}

func pledged(r right.Right) bool {
	for _, p := range r.Pledges {
		if p.Live() {
			return true
		}
	}
	return false
}
