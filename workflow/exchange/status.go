package exchange

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"zhiya/assets"
	"zhiya/workflow/right"
)

// verdict is what a status word of a platform says.
type verdict struct {
	status right.Status
	unsure string // it says that the right may have ended, not how: what to look up
	gone   bool   // of an application that never became a right
}

// verdicts are the status words that are known (assets/exchange/statuses.json), in the form of plain.
var verdicts = sync.OnceValue(func() map[string]verdict {
	var file struct {
		Statuses []struct {
			Status right.Status `json:"status"`
			Words  []string     `json:"words"`
		} `json:"statuses"`
		Gone struct {
			Words []string `json:"words"`
		} `json:"gone"`
		Unsure []struct {
			Message string   `json:"message"`
			Words   []string `json:"words"`
		} `json:"unsure"`
	}
	raw, err := fs.ReadFile(assets.ImportHeaders(), "statuses.json")
	if err == nil {
		err = json.Unmarshal(raw, &file)
	}
	if err != nil {
		panic("the built-in status words are broken: " + err.Error()) // a test reads them
	}
	out := map[string]verdict{}
	add := func(words []string, v verdict) {
		for _, w := range words {
			out[plain(w)] = v
		}
	}
	for _, s := range file.Statuses {
		add(s.Words, verdict{status: s.Status})
	}
	add(file.Gone.Words, verdict{gone: true})
	for _, u := range file.Unsure {
		add(u.Words, verdict{unsure: u.Message})
	}
	return out
})

// between are the marks that platforms put between the status and the events of a right: 授权 | 权利转移.
func between(r rune) bool { return strings.ContainsRune("|;,/、-:()", r) }

// status reads the status a list gives. Only whole words count, and only one status: a right whose status a list does not make
// plain is looked up, never taken to be in force.
func (r *reader) status(x *right.Right, kindWord string) {
	word := r.cell(Status)
	if word == "" {
		if kindWord == "发明申请" {
			x.Status = right.Application
		} else if !right.IsCopyright(x.Kind) {
			r.note("列表没有法律状态，导入后请查登记簿")
		}
		return
	}
	var said []verdict
	var others []string
	if v, known := verdicts()[plain(word)]; known {
		said = []verdict{v}
	} else {
		for _, part := range strings.FieldsFunc(plain(word), between) {
			if v, known := verdicts()[part]; !known {
				others = append(others, part)
			} else if !slices.Contains(said, v) {
				said = append(said, v)
			}
		}
	}
	switch {
	case len(said) == 0:
		r.note("法律状态“" + clip(word, 20) + "”无法识别，请查登记簿")
		return
	case len(said) > 1:
		r.note("法律状态“" + clip(word, 20) + "”前后不一，请查登记簿")
		return
	case said[0].gone:
		r.invalid("import.status", Status, "申请已撤回、驳回或者视为放弃（%s），不是权利，请从列表中删去", clip(word, 20))
		return
	case said[0].unsure != "":
		r.note(said[0].unsure)
	default:
		x.Status = said[0].status
		r.settle(x, word)
	}
	if len(others) > 0 {
		r.note("列表另称“" + clip(strings.Join(others, "、"), 20) + "”，请查登记簿")
	}
}

// settle takes a status back that the days contradict: a list of one day is no register.
func (r *reader) settle(x *right.Right, word string) {
	if x.Kind.Patent() && x.Status != right.Application && x.Granted.IsZero() {
		x.Status = ""
		r.note("列表称“" + clip(word, 20) + "”而没有授权公告日，请查登记簿")
	}
	if x.Status == right.Application && !x.Granted.IsZero() {
		x.Status = ""
		r.note("列表称“" + clip(word, 20) + "”而有授权公告日，请查登记簿")
	}
}

func (r *reader) note(text string) { r.notes = append(r.notes, text) }
