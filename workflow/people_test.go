package workflow_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

const secret = "Shili-2026"

func founding() workflow.Founding {
	return workflow.Founding{Place: "LYG", Tag: "A1", Orgs: []access.Org{{ID: "org", Kind: access.Bank, Code: "B03", Name: "示例银行"}},
		People: []workflow.NewPerson{{Secret: secret, Person: access.Person{ID: "xt", OrgID: "org", Login: "xitong", Name: "示例管理员", Roles: []access.Role{access.SystemAdmin}, Active: true}}}}
}

func founded(t testing.TB) *office {
	o := bare(t)
	require.NoError(t, o.desk.Found(ctx, founding()))
	return o
}

func TestAStoreIsFoundedOnce(t *testing.T) {
	o := bare(t)
	yes, err := o.desk.Founded(ctx)
	require.NoError(t, err)
	require.False(t, yes)
	for code, spoil := range map[string]func(*workflow.Founding){
		"place":        func(f *workflow.Founding) { f.Place = "lyg" },
		"tag":          func(f *workflow.Founding) { f.Tag = "" },
		"org.code":     func(f *workflow.Founding) { f.Orgs[0].Code = "3" },
		"people.admin": func(f *workflow.Founding) { f.People[0].Roles = []access.Role{access.Officer} },
		"person.roles": func(f *workflow.Founding) {
			f.People[0].OrgID = "nowhere"
			f.People[0].Roles = []access.Role{access.Officer}
		},
		"secret.weak": func(f *workflow.Founding) { f.People[0].Secret = "short" },
	} {
		f := founding()
		spoil(&f)
		before := o.files()
		err := o.desk.Found(ctx, f)
		require.True(t, fault.Has(err, code), "%s: %v", code, err)
		require.Equal(t, before, o.files())
	}
	require.NoError(t, o.desk.Found(ctx, founding()))
	err = o.desk.Found(ctx, founding())
	require.True(t, fault.Has(err, "founded"), "%v", err)
	require.EqualValues(t, 1, o.events())
	require.NoError(t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		last, err := tx.LastEvent(ctx)
		require.NotContains(t, last.Payload, "argon2")
		require.NotContains(t, last.Payload, secret)
		return err
	}))
}

func TestAWeakPasswordIsRefused(t *testing.T) {
	o := founded(t)
	p := founding().People[0].Person
	for weak, code := range map[string]string{"Ab1-56789": "secret.weak", "abcdefghijk": "secret.weak", "abcdefghij1": "secret.weak", "Xitong-2026": "secret.login",
		"一二三四五六七八九": "secret.weak"} {
		err := o.desk.SavePerson(ctx, "xt", p, weak)
		require.True(t, fault.Has(err, code), "%s: %v", weak, err)
	}
	for _, strong := range []string{"Ab1defghij", "sixteen letters!"} {
		require.NoError(t, o.desk.SavePerson(ctx, "xt", p, strong))
		_, err := o.desk.SignIn(ctx, "xitong", strong)
		require.NoError(t, err)
	}
}

func TestFiveFailuresLockForAQuarterOfAnHour(t *testing.T) {
	o := founded(t)
	actor, err := o.desk.SignIn(ctx, " xitong ", secret)
	require.NoError(t, err)
	require.Equal(t, "示例银行", actor.OrgName)
	fail := func(code string) {
		t.Helper()
		_, err := o.desk.SignIn(ctx, "xitong", "wrong")
		require.True(t, fault.Has(err, code), "%v", err)
		require.Equal(t, fault.Forbidden, fault.KindOf(err))
	}
	for range 4 {
		fail("signin")
	}
	_, err = o.desk.SignIn(ctx, "xitong", secret)
	require.NoError(t, err, "a right password in time clears the count")
	for range 5 {
		fail("signin")
	}
	fail("signin.locked")
	_, err = o.desk.SignIn(ctx, "xitong", secret)
	require.True(t, fault.Has(err, "signin.locked"), "even the right password waits: %v", err)
	o.now = o.now.Add(15*time.Minute - time.Millisecond)
	fail("signin.locked")
	o.now = o.now.Add(time.Millisecond)
	_, err = o.desk.SignIn(ctx, "xitong", secret)
	require.NoError(t, err)
	_, err = o.desk.SignIn(ctx, "nobody", secret)
	require.True(t, fault.Has(err, "signin"), "an unknown name gets the same answer: %v", err)
	o.change("xt", func(p *access.Person) { p.Active = false })
	_, err = o.desk.SignIn(ctx, "xitong", secret)
	require.True(t, fault.Has(err, "signin"), "%v", err)
}

func TestTheRegisterIsKeptByTheSystemAdministrator(t *testing.T) {
	o := founded(t)
	officer := access.Person{ID: "kehu", OrgID: "org", Login: "kehu", Name: "示例客户经理", Roles: []access.Role{access.Officer}, Active: true}
	require.NoError(t, o.desk.SavePerson(ctx, "xt", officer, secret))
	before := o.files()
	for _, err := range []error{
		o.desk.SavePerson(ctx, "kehu", officer, secret),
		o.desk.SaveOrg(ctx, "kehu", access.Org{ID: "o2", Kind: access.Bank, Code: "B04", Name: "示例二行"}),
		o.desk.SavePerson(ctx, "nobody", officer, secret),
	} {
		require.Equal(t, fault.Forbidden, fault.KindOf(err), "%v", err)
	}
	both := officer
	both.Roles = []access.Role{access.Officer, access.Approver}
	require.True(t, fault.Has(o.desk.SavePerson(ctx, "xt", both, ""), "person.both"))
	twin := officer
	twin.ID = "kehu9"
	require.True(t, fault.Has(o.desk.SavePerson(ctx, "xt", twin, secret), "duplicate"), "two people of one login")
	admin := founding().People[0].Person
	admin.Active = false
	require.True(t, fault.Has(o.desk.SavePerson(ctx, "xt", admin, ""), "people.admin"), "the last administrator stays")
	admin = founding().People[0].Person
	admin.Roles = []access.Role{access.AuditAdmin}
	require.True(t, fault.Has(o.desk.SavePerson(ctx, "xt", admin, ""), "people.admin"))
	require.True(t, fault.Has(o.desk.SaveOrg(ctx, "xt", access.Org{ID: "o2", Kind: access.Bank, Code: "B03", Name: "示例二行"}), "duplicate"), "two organisations of one code")
	require.Equal(t, before, o.files())
	officer.Name = "示例改名"
	require.NoError(t, o.desk.SavePerson(ctx, "xt", officer, ""))
	_, err := o.desk.SignIn(ctx, "kehu", secret)
	require.NoError(t, err, "an empty secret keeps the password")
	orgs, people, err := o.desk.Directory(ctx)
	require.NoError(t, err)
	require.Len(t, orgs, 1)
	require.Len(t, people, 2)
	for _, p := range people {
		require.Empty(t, p.Password)
	}
	require.EqualValues(t, 3, o.events(), "founding and two changes")
}
