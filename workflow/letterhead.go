package workflow

import (
	"context"
	"encoding/json"
	"fmt"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/casefile"
	"zhiya/workflow/stationery"
)

// House is what an organisation prints its papers with on a day.
type House struct {
	Org      access.Org
	Settings stationery.Settings           // the zero one, Version 0, when nothing is settled
	Logo     []byte                        // PNG; nil when the settings name none, or when it is not as it was kept
	Wording  map[string]stationery.Wording // latest saved versions by template; a template nobody saved is not in it
}

// LogoLost reports whether the settings name a logo that the store no longer has as it was kept.
func (h House) LogoLost() bool { return h.Settings.Logo != "" && h.Logo == nil }

// Printing is what of the settings went into a document: versions by which the papers of another day can be told apart.
type Printing struct {
	OrgID      string           // whose letterhead it carries
	Stationery int64            // version of its settings; 0 for none
	Originals  int              // 正本份数; 0 when it is not settled
	Wording    map[string]int64 // versions of the templates used that are not the built-in ones
}

// housesOf reads what the organisations print with on the day.
func housesOf(ctx context.Context, tx Tx, dir *directory, ids []string, on date.Date) (map[string]House, error) {
	out := map[string]House{}
	for _, id := range ids {
		h := House{Org: dir.named(id)}
		own, err := tx.Stationery(ctx, id)
		if err != nil {
			return nil, err
		}
		h.Settings, _ = stationery.InForce(own, on)
		if h.Settings.Logo != "" {
			picture, _, err := tx.Logo(ctx, h.Settings.Logo)
			if err != nil {
				return nil, err
			}
			if stationery.Intact(h.Settings.Logo, picture) {
				h.Logo = picture
			}
		}
		versions, err := tx.Wordings(ctx, id)
		if err != nil {
			return nil, err
		}
		h.Wording = stationery.Latest(versions)
		out[id] = h
	}
	return out, nil
}

// numbers draws document numbers in one act. Documents are made before the transaction that saves them, so a number is first
// foreseen from the count read and then counted for good; when another act was faster the act is done again.
type numbers struct {
	read  map[string]int64 // what each scope had counted
	drawn []draw
}

type draw struct {
	scope string
	n     int64
}

// foresee is the next number of the scope, as far as the count read goes.
func (w *numbers) foresee(ctx context.Context, tx Tx, scope string) (int64, error) {
	if w.read == nil {
		w.read = map[string]int64{}
	}
	if _, met := w.read[scope]; !met {
		n, err := tx.Sequence(ctx, scope)
		if err != nil {
			return 0, err
		}
		w.read[scope] = n
	}
	w.read[scope]++
	w.drawn = append(w.drawn, draw{scope, w.read[scope]})
	return w.read[scope], nil
}

// settle counts what was foreseen; code number.taken when another act took one of the numbers meanwhile.
func (w *numbers) settle(ctx context.Context, tx Tx) error {
	for _, d := range w.drawn {
		n, err := tx.NextSequence(ctx, d.scope)
		if err != nil {
			return err
		}
		if n != d.n {
			return fault.New(fault.Conflict, "number.taken", "", "文号刚被另一份文书使用，请重新办理")
		}
	}
	return nil
}

// mostDraws is how often an act is done anew because its numbers were taken.
const mostDraws = 8

// number is the number of a paper by the settings of the organisation that acts; settled is false when they leave it to the case.
func (j *job) number(ctx context.Context, tx Tx, kind casefile.DocumentKind, caseNumber string) (number string, settled bool, err error) {
	h := j.houses[j.actor.OrgID]
	text := h.Settings.Of(kind).Pattern
	if text == "" {
		return "", false, nil
	}
	p, err := stationery.ParsePattern(text)
	if err != nil {
		return "", false, err
	}
	w := stationery.Numbering{Short: h.Settings.Short, Code: j.actor.OrgCode, Kind: kind, Case: caseNumber, On: j.today}
	n, err := j.numbers.foresee(ctx, tx, p.Scope(w))
	return p.Number(w, n), true, err
}

// prepareNumbers foresees the number of every paper the act will make. The report's number is also what the report is called by,
// so it is foreseen while the act is applied.
func (j *job) prepareNumbers(ctx context.Context, tx Tx) error {
	s := j.after
	for _, kind := range j.row.Makes {
		if _, met := j.numbered[kind]; met || !kind.CalledFor(s) {
			continue
		}
		number, settled, err := j.number(ctx, tx, kind, s.Number)
		if err != nil {
			return err
		}
		if settled {
			j.numbered[kind] = number
		}
	}
	return nil
}

// reportNumber is the number the settings give the report that is being issued; "" when they leave it to the person.
func (j *job) reportNumber(ctx context.Context, tx Tx, dir *directory, caseNumber string) string {
	var number string
	settled := false
	houses, err := housesOf(ctx, tx, dir, []string{j.actor.OrgID}, j.today)
	if j.houses = houses; err == nil {
		number, settled, err = j.number(ctx, tx, casefile.DocAppraisalReport, caseNumber)
	}
	if err != nil {
		j.lookup = err
		return ""
	}
	if settled {
		j.numbered[casefile.DocAppraisalReport] = number
	}
	return number
}

// numberOf is the number of a paper about to be made.
func (j *job) numberOf(kind casefile.DocumentKind, s casefile.State) string {
	if n, settled := j.numbered[kind]; settled {
		return n
	}
	return fmt.Sprintf("%s-%s%02d", s.Number, kind.Mark(), 1+count(s.Documents, kind))
}

// Stationery is what an organisation prints with: every version of its settings and wordings, and the logos they name.
type Stationery struct {
	Settings []stationery.Settings
	Wordings []stationery.Wording
	Logos    map[string][]byte // by hash; one that is lost or damaged is not in it
}

// Stationery reads the settings of an organisation, for its administrator's page.
func (d *Desk) Stationery(ctx context.Context, personID, orgID string) (Stationery, error) {
	out := Stationery{Logos: map[string][]byte{}}
	err := d.Store.Read(ctx, func(tx Tx) error {
		if _, err := stationer(ctx, tx, personID); err != nil {
			return err
		}
		var err error
		if out.Settings, err = tx.Stationery(ctx, orgID); err != nil {
			return err
		}
		for _, s := range out.Settings {
			picture, _, err := tx.Logo(ctx, s.Logo)
			if err != nil {
				return err
			}
			if stationery.Intact(s.Logo, picture) {
				out.Logos[s.Logo] = picture
			}
		}
		out.Wordings, err = tx.Wordings(ctx, orgID)
		return err
	})
	return out, err
}

// stationer is the person, who must be a system administrator.
func stationer(ctx context.Context, tx Tx, personID string) (access.Actor, error) {
	a, err := actorOf(ctx, tx, personID)
	if err == nil && !a.Has(access.SystemAdmin) {
		err = fault.New(fault.Forbidden, "permission", "", "文书设置由系统管理员维护")
	}
	return a, err
}

// SaveStationery begins a new version of an organisation's letterhead and numbering; logoFile, when not nil, is a PNG or JPEG
// that becomes its logo, else s.Logo names one kept before or "" for none. The version, the day and the person are set here.
// Papers issued earlier keep what they were printed with. The act is in the audit chain.
//
// Faults: Forbidden; Invalid fields (settings, logo, patterns); Refused pattern.clash, and stationery.past for a day before today.
func (d *Desk) SaveStationery(ctx context.Context, personID string, s stationery.Settings, logoFile []byte) (stationery.Settings, error) {
	at := d.Now()
	today := Today(at)
	var fs fault.Faults
	fs.Append("", s.Validate())
	if !s.From.IsZero() && s.From.Before(today) {
		fs.Refuse("stationery.past", "from", "启用日期 %s 早于今天 %s：已出具的文书不受新设置影响，请填今天或以后的日期", s.From, today)
	}
	for _, f := range [][2]string{{"name", s.Name}, {"short", s.Short}, {"line", s.Line}, {"seal_label", s.SealLabel}} {
		d.walk(&fs, f[0], f[1])
	}
	for _, k := range s.Kinds {
		d.walk(&fs, "kinds."+string(k.Kind)+".pattern", k.Pattern)
	}
	var logo stationery.Logo
	if logoFile != nil {
		var err error
		logo, err = stationery.ReadLogo(logoFile)
		fs.Append("", err)
		s.Logo = logo.SHA256
	}
	if err := fs.Err(); err != nil {
		return s, err
	}
	err := d.Store.Write(ctx, func(tx Tx) error {
		a, err := stationer(ctx, tx, personID)
		if err != nil {
			return err
		}
		dir := readDirectory(ctx, tx)
		all, err := tx.Stationery(ctx, "")
		if err != nil {
			return err
		}
		s.Version, s.SavedOn, s.AtMilli, s.Person = 1, today, at.UnixMilli(), a.Name
		var others []stationery.Issuer
		for _, x := range all {
			if x.OrgID == s.OrgID {
				s.Version = x.Version + 1
			}
			others = append(others, stationery.Issuer{Settings: x, Code: dir.named(x.OrgID).Code})
		}
		if err := stationery.Clashes(stationery.Issuer{Settings: s, Code: dir.named(s.OrgID).Code}, others); err != nil {
			return err
		}
		if s.Logo != "" {
			kept, found, err := tx.Logo(ctx, s.Logo)
			switch {
			case err != nil:
				return err
			case logoFile == nil && !stationery.Intact(s.Logo, kept):
				return fault.New(fault.Invalid, "logo.lost", "logo", "原来的标志图片在数据中缺失或已损坏，请重新选择标志文件，或者去掉标志")
			case logoFile != nil && !found:
				if err := tx.InsertLogo(ctx, logo.SHA256, logo.PNG); err != nil {
					return err
				}
			}
		}
		if err := tx.InsertStationery(ctx, s); err != nil {
			return err
		}
		return d.administered(ctx, tx, a, StationeryAction, dir.named(s.OrgID), s.Version, s)
	})
	return s, err
}

// SaveWording saves a new version of a template's text for an organisation; reset goes back to the built-in text instead, as a
// version of its own. It is in force at once, for papers made from now on. The act is in the audit chain.
//
// Faults: Forbidden; wording.name for an unknown template; the faults of stationery.Template.Check; wording.same when nothing changes.
func (d *Desk) SaveWording(ctx context.Context, personID, orgID, name, text string, reset bool) (stationery.Wording, error) {
	t, known := stationery.TemplateOf(name)
	if !known {
		return stationery.Wording{}, fault.New(fault.Invalid, "wording.name", "name", "没有“%s”这个文书用语", name)
	}
	if reset {
		text = t.Default()
	}
	if err := t.Check(text, d.Documents.Unprintable); err != nil {
		return stationery.Wording{}, err
	}
	at := d.Now()
	w := stationery.Wording{OrgID: orgID, Name: name, Text: text, Reset: reset, SavedOn: Today(at), AtMilli: at.UnixMilli()}
	err := d.Store.Write(ctx, func(tx Tx) error {
		a, err := stationer(ctx, tx, personID)
		if err != nil {
			return err
		}
		org, err := tx.Org(ctx, orgID)
		if err != nil {
			return err
		}
		versions, err := tx.Wordings(ctx, orgID)
		if err != nil {
			return err
		}
		last, saved := stationery.Latest(versions)[name]
		if !saved {
			last.Text = t.Default()
		}
		if last.Text == text {
			return fault.New(fault.Refused, "wording.same", "text", "文字与现行版本相同，无须保存")
		}
		w.Version, w.Person = last.Version+1, a.Name
		if err := tx.InsertWording(ctx, w); err != nil {
			return err
		}
		return d.administered(ctx, tx, a, WordingAction, org, w.Version, w)
	})
	return w, err
}

// The acts that change what an organisation prints with, as the audit chain names them.
const (
	StationeryAction = "SaveStationery"
	WordingAction    = "SaveWording"
)

// administered appends the audit event of a change to an organisation's papers.
func (d *Desk) administered(ctx context.Context, tx Tx, a access.Actor, action string, org access.Org, version int64, payload any) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	_, err = appendEvent(ctx, tx, audit.Event{AtMillis: d.Now().UnixMilli(), PersonID: a.PersonID, Person: a.Name, OrgID: a.OrgID,
		Action: action, Object: "stationery:" + org.Code, Version: version, Payload: string(raw)})
	return err
}
