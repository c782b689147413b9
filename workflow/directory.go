package workflow

import (
	"context"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
)

// directory is the register of organisations and people as one transaction reads it, each looked up when it is asked for.
type directory struct {
	ctx    context.Context
	tx     Tx
	orgs   map[string]access.Org
	people map[string]access.Person
	failed error // the store's first error; a missing record is none
}

func readDirectory(ctx context.Context, tx Tx) *directory {
	return &directory{ctx: ctx, tx: tx, orgs: map[string]access.Org{}, people: map[string]access.Person{}}
}

// lookup reads a record once and remembers it.
func lookup[T any](d *directory, known map[string]T, id string, read func(context.Context, string) (T, error)) (T, bool) {
	v, met := known[id]
	if met || d.failed != nil {
		return v, met
	}
	v, err := read(d.ctx, id)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return v, false
	case err != nil:
		d.failed = err
		return v, false
	}
	known[id] = v
	return v, true
}

func (d *directory) org(id string) (access.Org, bool) { return lookup(d, d.orgs, id, d.tx.Org) }

// named is the organisation, the zero one when there is none.
func (d *directory) named(id string) access.Org { o, _ := d.org(id); return o }

func (d *directory) person(id string) (access.Person, bool) {
	return lookup(d, d.people, id, d.tx.Person)
}

// actor is the person as the store knows him now: a post taken away counts at once.
func (d *directory) actor(personID string) (access.Actor, error) {
	p, ok := d.person(personID)
	if d.failed != nil {
		return access.Actor{}, d.failed
	}
	if !ok || !p.Active {
		return access.Actor{}, fault.New(fault.Forbidden, "person.inactive", "", "该人员不存在或已停用，请重新登录或联系系统管理员")
	}
	return access.ActorOf(p, d.named(p.OrgID)), d.failed
}
