package app

import (
	"context"
	"fmt"
	"runtime/debug"

	"zhiya/app/page/casefile"
	"zhiya/app/page/cases"
	"zhiya/app/page/help"
	"zhiya/app/page/inbox"
	"zhiya/app/page/kit"
	"zhiya/app/page/partners"
	"zhiya/app/page/people"
	"zhiya/app/page/products"
	"zhiya/app/page/rights"
	"zhiya/app/page/rules"
	"zhiya/app/page/stationery"
	"zhiya/app/page/subsidies"
	"zhiya/app/page/trail"
	"zhiya/app/page/upkeep"
	"zhiya/app/page/watch"
	"zhiya/valuation/fault"
)

// history is the way through the pages, for back and forward.
type history struct {
	routes []kit.Route
	at     int
	page   kit.Page
}

// Go opens a page; what was forward of the present one is forgotten.
func (d *Desktop) Go(r kit.Route) {
	h := &d.history
	if h.page != nil {
		h.routes = append(h.routes[:h.at+1], r)
		h.at++
	} else {
		h.routes, h.at = []kit.Route{r}, 0
	}
	d.show()
}

// Replace opens a page in place of the present one.
func (d *Desktop) Replace(r kit.Route) {
	d.history.routes[d.history.at] = r
	d.show()
}

// Back goes to the page before.
func (d *Desktop) Back() { d.step(-1) }

// Forward undoes Back.
func (d *Desktop) Forward() { d.step(1) }

func (d *Desktop) step(n int) {
	h := &d.history
	if at := h.at + n; h.page != nil && at >= 0 && at < len(h.routes) {
		h.at = at
		h.routes[at].Notice = "" // said once
		d.show()
	}
}

// Fresh shows the present page again, read anew.
func (d *Desktop) Fresh() {
	if d.history.page != nil {
		d.show()
	}
}

func (d *Desktop) leave() {
	if d.history.page != nil {
		d.history.page.Leave()
	}
}

func (d *Desktop) show() {
	d.leave()
	d.Touch()
	r := d.history.routes[d.history.at]
	d.history.page = d.open(r)
	d.shell.show(r, d.history.page)
}

// open makes the page of a route.
func (d *Desktop) open(r kit.Route) kit.Page {
	switch r.Page {
	case kit.Cases:
		return cases.New(d, r)
	case kit.Case:
		return casefile.New(d, r)
	case kit.New:
		return casefile.NewCase(d, r)
	case kit.Rights:
		return rights.New(d)
	case kit.Watch:
		return watch.New(d)
	case kit.Upkeep:
		return upkeep.New(d)
	case kit.Loans:
		return products.New(d)
	case kit.Shares:
		return partners.New(d)
	case kit.Grants:
		return subsidies.New(d, r.About)
	case kit.Rules:
		return rules.New(d)
	case kit.People:
		return people.New(d)
	case kit.Papers:
		return stationery.New(d)
	case kit.Trail:
		return trail.New(d)
	case kit.Help:
		return help.New(d)
	}
	return inbox.New(d)
}

// guarded turns a panic into a fault: the person gets a sentence and the window stays.
func guarded(ctx context.Context, work func(context.Context) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.Wrap(fmt.Errorf("panic: %v\n%s", r, debug.Stack()), "internal", "程序内部错误，操作未生效，请查看日志")
		}
	}()
	return work(ctx)
}
