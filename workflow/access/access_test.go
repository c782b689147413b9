package access_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
)

func codes(err error) []string {
	var out []string
	for _, f := range fault.Of(err) {
		out = append(out, f.Code)
	}
	return out
}

func TestAnOrganisationNamesEveryFault(t *testing.T) {
	require.NoError(t, access.Org{Kind: access.Bank, Code: "B03", Name: "示例银行"}.Validate())
	require.Equal(t, []string{"org.name", "org.code", "org.kind"}, codes(access.Org{Kind: "shop", Code: "b3", Name: " "}.Validate()))
	for _, code := range []string{"B", "3B", "B03456789", "B-3", "Ｂ03", "B03\n"} {
		require.Equal(t, []string{"org.code"}, codes(access.Org{Kind: access.Bank, Code: code, Name: "示例"}.Validate()), code)
	}
}

func TestPostsThatDoNotGoTogetherAreRefused(t *testing.T) {
	person := func(roles ...access.Role) access.Person {
		return access.Person{Name: "示例", Login: "shili", Roles: roles}
	}
	for _, k := range access.Kinds() {
		org := access.Org{Kind: k}
		require.NotEmpty(t, k.String())
		own := access.RolesOf(k)
		for _, r := range own {
			require.NotEmpty(t, r.String())
			require.NoError(t, person(r).Validate(org), "%s %s", k, r)
		}
		for _, r := range []access.Role{access.Officer, access.Approver, access.Appraiser, access.Reviewer, access.Releaser, access.Clerk, access.SectionHead, access.DeputyDirector} {
			mine := false
			for _, x := range own {
				mine = mine || x == r
			}
			require.Equal(t, mine, person(r).Validate(org) == nil, "%s %s", k, r)
		}
	}
	bank, firm := access.Org{Kind: access.Bank}, access.Org{Kind: access.AppraisalFirm}
	require.Equal(t, []string{"person.both"}, codes(person(access.Officer, access.Approver).Validate(bank)))
	require.Equal(t, []string{"person.admin"}, codes(person(access.Officer, access.SystemAdmin).Validate(bank)))
	require.Equal(t, []string{"person.admins"}, codes(person(access.AuditAdmin, access.SystemAdmin).Validate(bank)))
	require.Equal(t, []string{"person.roles"}, codes(person(access.Appraiser).Validate(bank)), "an appraiser holds no bank role")
	require.NoError(t, person(access.Appraiser, access.Reviewer).Validate(firm))
	require.Equal(t, []string{"person.name", "person.login", "person.roles"}, codes(access.Person{Login: "示例"}.Validate(bank)))
}

func TestAnActorSpeaksForTheOrganisation(t *testing.T) {
	a := access.ActorOf(access.Person{ID: "p", Name: "示例", Roles: []access.Role{access.Appraiser, access.Reviewer}}, access.Org{ID: "o", Kind: access.AppraisalFirm, Code: "A01", Name: "示例评估"})
	require.Equal(t, access.Actor{PersonID: "p", Name: "示例", OrgID: "o", OrgName: "示例评估", OrgCode: "A01", OrgKind: access.AppraisalFirm, Roles: a.Roles}, a)
	require.True(t, a.Has(access.Reviewer))
	require.False(t, a.Has(access.Releaser))
	require.Equal(t, "评估师、复核人", a.Posts())
}

func TestAPasswordIsMetOnlyByItself(t *testing.T) {
	salt := []byte("0123456789abcdef")
	phc := access.HashPassword("Shili-2026", salt)
	require.True(t, strings.HasPrefix(phc, "$argon2id$v=19$m=65536,t=3,p=1$"))
	require.True(t, access.CheckPassword("Shili-2026", phc))
	require.NotEqual(t, phc, access.HashPassword("Shili-2026", []byte("fedcba9876543210")))
	for _, wrong := range []string{"", "shili-2026", "Shili-2026 "} {
		require.False(t, access.CheckPassword(wrong, phc))
	}
	parts := strings.Split(phc, "$")
	for _, broken := range []string{"", "x", "$argon2id$v=19$m=65536,t=3,p=1$$", strings.Replace(phc, "argon2id", "argon2i", 1), strings.Replace(phc, "t=3", "t=0", 1),
		strings.Replace(phc, "p=1", "p=0", 1), strings.Replace(phc, "m=65536", "m=x", 1), strings.Join(parts[:5], "$") + "$", strings.Join(parts[:5], "$") + "$!!"} {
		require.False(t, access.CheckPassword("Shili-2026", broken), broken)
		require.False(t, access.CheckPassword("", broken), broken)
	}
}
