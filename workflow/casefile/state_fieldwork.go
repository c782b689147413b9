package casefile

import "slices"

// PlanR is the 评估计划 with the levels of review it counts on.
type PlanR struct {
	Form   PlanForm `json:"form"`
	Levels int      `json:"levels"`
	By     Signed   `json:"by"`
}

// SiteVisitR is the record of one 现场调查, or of the reason why there was none.
type SiteVisitR struct {
	Form      SiteVisitForm `json:"form"`
	By        Signed        `json:"by"`
	Withdrawn string        `json:"withdrawn,omitempty"` // why the record was withdrawn; it stays to be read
}

// Visits are the records of 现场调查 that stand, oldest first.
func (s State) Visits() []SiteVisitR {
	return slices.DeleteFunc(slices.Clone(s.SiteVisits), func(v SiteVisitR) bool { return v.Withdrawn != "" })
}

// RightsCheckR is the 权属核查 of every right of the case.
type RightsCheckR struct {
	Checks []RightCheck `json:"checks"`
	By     Signed       `json:"by"`
}

// Of is the check of one right.
func (r *RightsCheckR) Of(ref string) (RightCheck, bool) {
	if r == nil {
		return RightCheck{}, false
	}
	i := slices.IndexFunc(r.Checks, func(k RightCheck) bool { return k.Ref == ref })
	if i < 0 {
		return RightCheck{}, false
	}
	return r.Checks[i], true
}

// DeclarationR is one person's declaration of interests in this job; the last one of a person counts.
type DeclarationR struct {
	Post    string           `json:"post"` // 评估专业人员 or 复核人
	Answers []InterestAnswer `json:"answers"`
	By      Signed           `json:"by"`
	Lifted  *Opinion         `json:"lifted,omitempty"` // the firm found that the conflict does not exist or has ended
}

// Conflict reports whether the declaration names an interest that stands.
func (d DeclarationR) Conflict() bool {
	return d.Lifted == nil && slices.ContainsFunc(d.Answers, func(a InterestAnswer) bool { return a.Yes })
}

// declaration is the last declaration of a person; nil when there is none.
func (s *State) declaration(personID string) *DeclarationR {
	for i := len(s.Independence) - 1; i >= 0; i-- {
		if s.Independence[i].By.PersonID == personID {
			return &s.Independence[i]
		}
	}
	return nil
}

// conflict reports whether the person has declared an interest that stands.
func (s *State) conflict(personID string) bool {
	d := s.declaration(personID)
	return d != nil && d.Conflict()
}

// conflicted is the index of the last declaration that names an interest that stands, or −1.
func (s *State) conflicted() int {
	for i := len(s.Independence) - 1; i >= 0; i-- {
		if d := s.Independence[i]; d.Conflict() && s.declaration(d.By.PersonID) == &s.Independence[i] {
			return i
		}
	}
	return -1
}
