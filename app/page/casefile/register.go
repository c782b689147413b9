package casefile

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"fyne.io/fyne/v2/dialog"

	"zhiya/app/page/form"
	"zhiya/app/page/kit"
	"zhiya/valuation/date"
	"zhiya/workflow"
	road "zhiya/workflow/casefile"
	"zhiya/workflow/ident"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

// offer is what a list or a part of the form can be filled from: rights from the register of the person's organisation.
func (w *work) offer(f road.Field) *form.Offer {
	if f.Source != "register" || f.Elem != reflect.TypeFor[right.Right]() || !w.page.host.Actor().SeesRegister() {
		return nil
	}
	return &form.Offer{Title: "从权利库选取…", Key: func(v any) string { return rightKey(v.(right.Right)) }, Empty: func(v any) bool { return nothingOf(w.unproposed(v.(right.Right))) },
		Fit: func(present, found any) any { return fitting(w.unproposed(present.(right.Right)), found.(right.Right)) },
		Ask: func(present []any, take func([]any) []form.Taken) {
			rights := make([]right.Right, len(present))
			for i, v := range present {
				rights[i] = v.(right.Right)
			}
			w.pickRights(f.Kind == road.GroupField, rights, take)
		}}
}

// rightKey tells rights apart as the intake does. Of a row whose kind is not chosen yet, a patent number is known by its shape.
func rightKey(r right.Right) string {
	if r.Kind == "" {
		if no, err := ident.ParsePatentNo(r.Number); err == nil {
			return no.Compact()
		}
	}
	return road.RightKey(r)
}

// nothingOf reports whether nothing is typed of a right but what the form begins with.
func nothingOf(r right.Right) bool {
	r.Ref, r.StatusOn, r.Sample = "", date.Date{}, false
	return reflect.ValueOf(r).IsZero()
}

// unproposed is the right without the owners that the program proposes of a right whose number nobody typed yet: the pledgors.
func (w *work) unproposed(r right.Right) right.Right {
	if r.Number != "" || r.Title != "" {
		return r
	}
	pledgors := w.page.view.State.Intake.Pledgors
	for _, o := range r.Owners {
		if !slices.ContainsFunc(pledgors, func(p party.Enterprise) bool { return p.Name == o.Name && p.USCC == o.USCC }) {
			return r
		}
	}
	r.Owners = nil
	return r
}

// fitting is what the register says of a right, for the place where present stands. A status goes with its day and its source: where a
// person typed another one, or another day, those of the register stay out.
func fitting(present, found right.Right) right.Right {
	found.Ref = present.Ref
	if nothingOf(present) || rightKey(present) != rightKey(found) {
		return found
	}
	if present.Status != "" && present.Status != found.Status || !present.StatusOn.IsZero() && present.StatusOn != found.StatusOn {
		found.Status, found.StatusOn, found.StatusSource = "", date.Date{}, ""
	}
	return found
}

// pickRights opens the register; one allows a single right.
func (w *work) pickRights(one bool, present []right.Right, take func([]any) []form.Taken) {
	p := newPicker(w.page, one)
	for _, r := range present {
		p.note(rightKey(r), "已在表单")
	}
	if one { // a right to be added to the case
		for _, r := range w.page.view.State.Intake.Rights {
			p.refuse(rightKey(r), "已是本案质物 "+r.Ref)
		}
	}
	w.picking = p
	p.taken = func(ids []int64) { w.takeRights(ids, one, present, take) }
	p.open()
}

// takeRights reads the rights chosen and puts them into the form, each with the warning it carries.
func (w *work) takeRights(ids []int64, one bool, present []right.Right, take func([]any) []form.Taken) {
	h, caseID := w.page.host, w.page.route.CaseID
	var rights []right.Right
	var notices []workflow.PledgeNotice
	h.Run("正在取入权利", func(ctx context.Context) (err error) {
		if rights, err = h.Desk().TakeRights(ctx, h.Actor().PersonID, ids); err == nil {
			notices, err = h.Desk().PledgedInStore(ctx, h.Actor().PersonID, caseID, rights)
		}
		return err
	}, func(err error) {
		switch {
		case w.done || w.page.gone:
		case err != nil:
			h.Fail(err)
		case one && len(present) > 0 && rightKey(present[0]) != rightKey(rights[0]):
			name := present[0].Title
			if name == "" {
				name = present[0].Number
			}
			dialog.ShowCustomConfirm("替换已填写的权利", "替换", "不替换", kit.Para("表单中已填写“"+name+"”，取入“"+rights[0].Title+"”将替换该权利的各栏；其余各栏不变。", 480), func(yes bool) {
				if yes {
					w.lay(rights, notices, nil, take)
				}
			}, h.Window())
		default:
			w.lay(rights, notices, present, take)
		}
	})
}

// lay puts rights into the form and says beside each what the person should know of it.
func (w *work) lay(rights []right.Right, notices []workflow.PledgeNotice, present []right.Right, take func([]any) []form.Taken) {
	values := make([]any, len(rights))
	for i, r := range rights {
		values[i] = r
	}
	taken := take(values)
	filled := 0
	for i, t := range taken {
		if t.Filled {
			filled++
		}
		for _, n := range notices {
			if n.Index == i {
				w.form.Remark(fieldOf(t.Path, "number"), n.Text)
			}
		}
		for _, was := range present {
			if t.Filled && rightKey(was) == rightKey(rights[i]) && was.Status != "" && rights[i].Status != "" && was.Status != rights[i].Status {
				w.form.Remark(fieldOf(t.Path, "status"), fmt.Sprintf("权利库 %s 查得“%s”，与所填“%s”不同，请核实", rights[i].StatusOn, rights[i].Status.Chinese(), was.Status.Chinese()))
			}
		}
	}
	words := []string{fmt.Sprintf("已从权利库取入 %d 项", len(taken)-filled)}
	if filled > 0 {
		words = append(words, fmt.Sprintf("已在表单的 %d 项只补齐空白栏", filled))
	}
	if len(notices) > 0 {
		words = append(words, fmt.Sprintf("其中 %d 项另有质押，请看各栏旁的提示", noticed(notices)))
	}
	if len(taken) > 0 {
		w.form.RevealPath(taken[0].Path)
	}
	w.page.host.Say(strings.Join(words, "，"))
}

func fieldOf(path, name string) string { return path + "." + name }

// noticed counts the rights that notices speak of.
func noticed(notices []workflow.PledgeNotice) int {
	var at []int
	for _, n := range notices {
		if !slices.Contains(at, n.Index) {
			at = append(at, n.Index)
		}
	}
	return len(at)
}
