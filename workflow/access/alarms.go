package access

import "slices"

// SeesAlarms reports whether alarms of the watch over pledged rights are addressed to the actor's organisation, administrators apart:
// the pledgee, which is a bank or a guarantor, the lender beside it, and the bureau.
func (a Actor) SeesAlarms() bool {
	switch a.OrgKind {
	case Bank, Guarantor, Bureau:
		return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(rolesOf[a.OrgKind], r) })
	}
	return false
}
