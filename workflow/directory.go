package workflow

import (
	"context"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
)

// directory is the register of organisations and people as one transaction reads it.
type directory struct {
	orgs   map[string]access.Org
	people map[string]access.Person
}

func readDirectory(ctx context.Context, tx Tx) (directory, error) {
	d := directory{orgs: map[string]access.Org{}, people: map[string]access.Person{}}
	orgs, err := tx.Orgs(ctx)
	if err != nil {
		return d, err
	}
	for _, o := range orgs {
		d.orgs[o.ID] = o
	}
	people, err := tx.People(ctx, "")
	if err != nil {
		return d, err
	}
	for _, p := range people {
		d.people[p.ID] = p
	}
	return d, nil
}

func (d directory) org(id string) (access.Org, bool) { o, ok := d.orgs[id]; return o, ok }

func (d directory) person(id string) (access.Person, bool) { p, ok := d.people[id]; return p, ok }

// actor is the person as the store knows him now: a post taken away counts at once.
func (d directory) actor(personID string) (access.Actor, error) {
	p, ok := d.people[personID]
	if !ok || !p.Active {
		return access.Actor{}, fault.New(fault.Forbidden, "person.inactive", "", "该人员不存在或已停用，请重新登录或联系系统管理员")
	}
	return access.ActorOf(p, d.orgs[p.OrgID]), nil
}
