package form

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"zhiya/app/page/kit"
	"zhiya/workflow/casefile"
)

// Part is one page of a form that is shown page by page: some of its fields, and what stands above and below them.
type Part struct {
	Name         string
	Fields       []string
	Above, Below fyne.CanvasObject // may be nil
}

// page is a part with the place it scrolls in.
type page struct {
	Part
	box    *fyne.Container
	scroll *container.Scroll
	shown  fyne.CanvasObject
}

// NewParts makes the form of target, a pointer to a part of a command whose fields have paths below prefix, in several pages. The
// first is open.
func NewParts(env Env, prefix string, target any, parts []Part) *Form {
	if env.Width == 0 {
		env.Width = kit.Width
	}
	f := &Form{env: &env, target: reflect.ValueOf(target), prefix: prefix}
	value := f.target.Elem()
	fields := casefile.Fields(value.Type())
	b := &builder{form: f, env: &env}
	n := b.bareStructure(value, fields, 0, env.Width)
	f.root = n
	for _, p := range parts {
		x := &page{Part: p, box: container.NewVBox()}
		var chosen []int
		for i, field := range fields {
			for _, name := range p.Fields {
				if field.Name == name {
					chosen = append(chosen, i)
				}
			}
		}
		if p.Above != nil {
			x.box.Add(p.Above)
		}
		n.lay(x.box, chosen)
		if p.Below != nil {
			x.box.Add(p.Below)
		}
		x.scroll = container.NewVScroll(kit.Limited(env.Width, container.NewVBox(x.box, kit.Gap(40))))
		x.shown = kit.Scrolling(x.scroll)
		f.pages = append(f.pages, x)
	}
	f.root.place(prefix)
	f.turn(f.pages[0])
	return f
}

func (f *Form) turn(p *page) { f.box, f.scroll = p.box, p.scroll }

// Open turns to a page and returns it; nil when there is none of that name.
func (f *Form) Open(name string) fyne.CanvasObject {
	for _, p := range f.pages {
		if p.Name == name {
			f.turn(p)
			return p.shown
		}
	}
	return nil
}

// PageOf is the page on which the field of a path stands, or the field that holds it; "" when none does.
func (f *Form) PageOf(path string) string {
	name, _ := head(f.local(path))
	for _, p := range f.pages {
		for _, field := range p.Fields {
			if field == name {
				return p.Name
			}
		}
	}
	return ""
}

// nowhere is a path that no field has.
const nowhere = "-"

// local is a path below the form's own.
func (f *Form) local(path string) string {
	if f.prefix == "" {
		return path
	}
	rest, inside := strings.CutPrefix(path, f.prefix)
	if !inside || rest != "" && rest[0] != '.' {
		return nowhere
	}
	return strings.TrimPrefix(rest, ".")
}

// bring opens the page of a path, where the form has pages.
func (f *Form) bring(path string) {
	if name := f.PageOf(path); name != "" && f.env.Turn != nil {
		f.env.Turn(name)
	}
}

// Remark puts a lasting note beside the field of a path, or as near to it as there is a place.
func (f *Form) Remark(path, text string) bool {
	placed := f.root.remark(f.local(path), text)
	f.relay()
	return placed
}

// Relabel asks for the titles of yearly rows anew.
func (f *Form) Relabel() {
	f.root.each(func(n node) {
		if l, ok := n.(*listNode); ok {
			l.number()
		}
	})
}

// bareStructure is a struct whose fields are laid out elsewhere.
func (b *builder) bareStructure(v reflect.Value, fields []casefile.Field, level int, width float32) *structNode {
	n := &structNode{builder: b, base: reflect.New(v.Type()).Elem(), fields: fields, kids: make([]node, len(fields)), level: level, width: width, folded: len(fields), box: container.NewVBox(), paged: true}
	n.base.Set(v)
	return n
}

// numbered is 0 … n−1 from a start.
func numbered(from, to int) []int {
	out := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		out = append(out, i)
	}
	return out
}

// remarked is a lasting note as it stands beside a field.
func remarked(text string, width float32) fyne.CanvasObject {
	return kit.Named("remark", kit.Filled(theme.ColorNameSelection, kit.Lines("✎ "+text, theme.Size(theme.SizeNameCaptionText), width-24, theme.ColorNameForeground, fyne.TextStyle{})))
}
