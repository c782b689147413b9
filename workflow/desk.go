package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/calendar"
	"zhiya/workflow/casefile"
	"zhiya/workflow/policy"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/product"
	"zhiya/workflow/riskshare"
	"zhiya/workflow/signing"
)

// Config is what a desk is made of.
type Config struct {
	Store     Store
	Now       func() time.Time // the one clock of the program
	NewID     func() string    // UUIDv7 or, in tests and the demo, a counter
	Calendar  *calendar.Calendar
	Rules     *policy.Library
	Documents DocumentMaker
	Keys      Keyring // private keys of this desk; nil means the store's own, when it keeps any
}

// Desk is the one door: everything that changes goes through Do, from the window, the command line, an import or a test.
type Desk struct {
	Config
	book      atomic.Pointer[rulebook]
	grants    atomic.Pointer[grantbook]
	registers sync.Map // organisation's id: int64, the number of its register, which never changes
}

// NewDesk makes a desk; a nil calendar or rule library means the embedded one.
func NewDesk(c Config) *Desk {
	if c.Calendar == nil {
		c.Calendar = calendar.Default()
	}
	if c.Rules == nil {
		c.Rules = policy.Embedded()
	}
	if ring, keeps := c.Store.(Keyring); keeps && c.Keys == nil {
		c.Keys = ring
	}
	return &Desk{Config: c}
}

// Request is one command as it is handed in.
type Request struct {
	CommandID string // made by the client; repeating it has no second effect
	CaseID    string // "" for OpenCase
	Version   int64  // version of the case the person looked at; 0 for OpenCase
	Command   casefile.Command
}

// Outcome is what a command brought about.
type Outcome struct {
	CaseID    string                 `json:"case_id"`
	Number    string                 `json:"number"`
	Version   int64                  `json:"version"`
	Stage     casefile.Stage         `json:"stage"`
	Documents []casefile.DocumentRef `json:"documents,omitempty"`
	Seq       int64                  `json:"seq"`               // of the audit event
	Hash      string                 `json:"hash"`              // of the audit event
	Notices   []PledgeNotice         `json:"notices,omitempty"` // an intake's rights that are pledged in another case
}

// Do authorises, loads, applies, audits and saves one command, in one transaction. A command_id that was done before returns
// its first outcome. Documents are made before the transaction, from the very state it saves; the version check inside it
// makes sure that nothing came between.
//
// Faults: NotFound (no such case for this person), Forbidden, Conflict (the case changed meanwhile), Refused by a rule, Invalid
// fields with their paths. Nothing is stored when there is any.
func (d *Desk) Do(ctx context.Context, personID string, r Request) (Outcome, error) {
	out, err := d.do(ctx, personID, r)
	if err == nil {
		d.rewatch(ctx, out.CaseID)
	}
	return out, err
}

func (d *Desk) do(ctx context.Context, personID string, r Request) (Outcome, error) {
	work, err := d.prepare(personID, r)
	if err != nil {
		return Outcome{}, err
	}
	// An act without papers is one transaction; so is a new case, whose number is counted in it.
	if r.CaseID == "" || !casefile.MakesPapers(r.Command.Name()) {
		var out Outcome
		err = d.Store.Write(ctx, func(tx Tx) error {
			out = Outcome{}
			done, err := work.perform(ctx, tx)
			if err != nil || done != nil {
				return settle(&out, done, err)
			}
			out, err = work.save(ctx, tx)
			return err
		})
		return out, err
	}
	for draws := 1; ; draws++ {
		out, err := work.attempt(ctx)
		if draws < mostDraws && (fault.Has(err, "number.taken") || fault.Has(err, "books.moved")) {
			continue
		}
		return out, err
	}
}

// attempt reads, applies, makes the documents and saves; it may be called again when a number it foresaw was taken.
func (j *job) attempt(ctx context.Context) (Outcome, error) {
	var done *Outcome
	err := j.desk.Store.Read(ctx, func(tx Tx) (err error) { done, err = j.perform(ctx, tx); return err })
	if err != nil {
		return Outcome{}, err
	}
	if done != nil {
		return *done, nil
	}
	if err = j.makeDocuments(); err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err = j.desk.Store.Write(ctx, func(tx Tx) error {
		out = Outcome{}
		done, err := j.already(ctx, tx)
		if err != nil || done != nil {
			return settle(&out, done, err)
		}
		if err := j.unmoved(ctx, tx); err != nil {
			return err
		}
		if err := j.numbers.settle(ctx, tx); err != nil {
			return err
		}
		out, err = j.save(ctx, tx)
		return err
	})
	return out, err
}

func settle(out *Outcome, done *Outcome, err error) error {
	if done != nil {
		*out = *done
	}
	return err
}

// job is one command on its way through the door.
type job struct {
	desk      *Desk
	personID  string
	req       Request
	payload   string
	digest    string
	at        time.Time
	today     date.Date
	actor     access.Actor
	loaded    int64    // version read
	elsewhere []string // other cases that hold a right of this one, as read
	lookup    error    // what went wrong while looking for them
	c         *casefile.Case
	after     casefile.State // the case as the command left it; nobody changes it
	row       casefile.Transition
	documents []DocumentRow
	houses    map[string]House // of the parties and of the actor
	numbers   numbers
	numbered  map[casefile.DocumentKind]string // numbers foreseen by the settings
	key       SigningKey                       // of the actor's organisation, when signer is not nil
	signer    *signing.Signer                  // nil when the organisation has no key
	draft     bool                             // the documents are only looked at
	trail     []audit.Event                    // of the case, when the act makes a report of it
	head      audit.Head                       // of the chain, with trail
	rules     *policy.Library                  // of the act
	partners  *partnerBooks                    // of the act, with what was asked of them
	exposed   []riskshare.Exposure             // of the case before the act
	position  portfolio.Position               // likewise
}

func (d *Desk) prepare(personID string, r Request) (*job, error) {
	if r.CommandID == "" || len(r.CommandID) > 64 {
		return nil, fault.New(fault.Invalid, "command.id", "command_id", "操作编号缺失或过长")
	}
	if r.Command == nil {
		return nil, fault.New(fault.Invalid, "command.missing", "", "没有要办理的操作")
	}
	payload, err := json.Marshal(r.Command)
	if err != nil {
		return nil, fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	// What is applied is read back from what is recorded: applying it cannot change the caller's form, so that the same form
	// handed in again is the same command.
	own, err := casefile.New(r.Command.Name())
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(payload, own); err != nil {
		return nil, fault.Wrap(err, "command.json", "操作内容无法读取")
	}
	r.Command = casefile.Value(own)
	if err := d.printable(payload); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%d\n%s", personID, r.CaseID, r.Command.Name(), r.Version, payload))
	at := d.Now()
	return &job{desk: d, personID: personID, req: r, payload: string(payload), digest: hex.EncodeToString(sum[:]), at: at, today: Today(at)}, nil
}

// already returns the first outcome when this command_id was done before.
func (j *job) already(ctx context.Context, tx Tx) (*Outcome, error) {
	rec, found, err := tx.Command(ctx, j.req.CommandID)
	if err != nil || !found {
		return nil, err
	}
	if rec.Digest != j.digest {
		return nil, fault.New(fault.Refused, "command.reused", "command_id", "该操作编号已用于另一项操作，请重新提交")
	}
	var out Outcome
	if err := json.Unmarshal([]byte(rec.Result), &out); err != nil {
		return nil, fault.Wrap(err, "command.result", "已完成操作的记录无法读取")
	}
	return &out, nil
}

// perform loads the person and the case and applies the command in memory.
func (j *job) perform(ctx context.Context, tx Tx) (*Outcome, error) {
	if done, err := j.already(ctx, tx); err != nil || done != nil {
		return done, err
	}
	directory := readDirectory(ctx, tx)
	var err error
	if j.actor, err = directory.actor(j.personID); err != nil {
		return nil, err
	}
	state := casefile.State{}
	if j.req.CaseID != "" {
		if state, err = j.load(ctx, tx); err != nil {
			return nil, err
		}
	}
	j.c = casefile.Own(state)
	j.documents, j.numbers, j.numbered, j.houses = nil, numbers{}, map[casefile.DocumentKind]string{}, nil
	number := state.Number
	if j.rules, err = j.desk.rules(ctx, tx); err != nil {
		return nil, err
	}
	j.partners = &partnerBooks{ctx: ctx, tx: tx, on: j.today}
	j.exposed, j.position = state.Exposures(), state.Position()
	occasion := &casefile.Occasion{
		Actor: j.actor, Today: j.today, Calendar: j.desk.Calendar, Rules: j.rules, NewID: j.desk.NewID,
		Org: directory.org, Person: directory.person,
		PledgedElsewhere: func(number string) []string { return j.holders(ctx, tx, number) },
		Number:           func() (string, error) { return j.caseNumber(ctx, tx) },
		EarlierValuation: func(key string) (casefile.EarlierValuation, bool) { return j.earlier(ctx, tx, state, key) },
		Attachment:       func(id string) (AttachmentRef, bool) { return j.attachment(ctx, tx, id) },
		Products:         func(lenderID string) []product.Version { return j.products(ctx, tx, lenderID) },
		Partners:         j.partners,
		ReportNumber:     func() string { return j.reportNumber(ctx, tx, directory, number) },
	}
	j.elsewhere, j.lookup = nil, nil
	j.row, err = j.c.Apply(j.req.Command, occasion)
	if j.lookup != nil { // without the other cases nothing can be said of the right
		return nil, j.lookup
	}
	if err == nil {
		err = directory.failed
	}
	if j.partners.failed != nil {
		return nil, j.partners.failed
	}
	if err != nil {
		return nil, err
	}
	j.after = j.c.Current()
	if j.issues() {
		j.key, j.signer, err = j.desk.signingFor(ctx, tx, directory.named(j.actor.OrgID), j.today)
	}
	if err != nil || len(j.row.Makes) == 0 {
		return nil, err
	}
	if j.houses, err = housesOf(ctx, tx, directory, append(j.after.PartyOrgs(), j.actor.OrgID), j.today); err != nil {
		return nil, err
	}
	if slices.Contains(j.row.Makes, casefile.DocAuditTrail) {
		if j.trail, j.head, err = trailOf(ctx, tx, j.after.Number); err != nil {
			return nil, err
		}
	}
	return nil, j.prepareNumbers(ctx, tx)
}

// issues reports whether the act makes any document.
func (j *job) issues() bool {
	s := j.after
	return slices.ContainsFunc(j.row.Makes, func(k casefile.DocumentKind) bool { return k.CalledFor(s) })
}

func (j *job) load(ctx context.Context, tx Tx) (casefile.State, error) {
	row, err := tx.Case(ctx, j.req.CaseID)
	if err != nil {
		return casefile.State{}, err
	}
	party, err := tx.IsParty(ctx, row.ID, j.actor.OrgID)
	if err != nil {
		return casefile.State{}, err
	}
	if !party || !hasCaseWork(j.actor) {
		return casefile.State{}, fault.New(fault.NotFound, "case.missing", "", "没有找到该案件")
	}
	if row.Version != j.req.Version {
		return casefile.State{}, conflict(row.Version, j.req.Version)
	}
	j.loaded = row.Version
	return readState(row)
}

func conflict(now, seen int64) error {
	return fault.New(fault.Conflict, "case.changed", "version", "案件已被他人更新（您看到的是第 %d 版，现为第 %d 版），请刷新后重新办理；您填写的内容已保留", seen, now)
}

func readState(row CaseRow) (casefile.State, error) {
	var s casefile.State
	if err := json.Unmarshal([]byte(row.Body), &s); err != nil {
		return s, fault.Wrap(err, "case.unreadable", "案件 "+row.Number+" 的内容无法读取，请从备份恢复或联系管理员")
	}
	return s, nil
}

// holders lists other cases in which this right is being registered or is pledged; what cannot be read is kept in lookup.
func (j *job) holders(ctx context.Context, tx Tx, number string) []string {
	ids, err := tx.CasesByKey(ctx, casefile.KeyHeld, casefile.Fold(number))
	if err != nil {
		j.lookup = err
		return nil
	}
	var out []string
	for _, id := range ids {
		if id == j.req.CaseID {
			continue
		}
		row, err := tx.Case(ctx, id)
		var s casefile.State
		if err == nil {
			s, err = readState(row)
		}
		if err != nil {
			j.lookup = err
			return nil
		}
		if s.Holds(number) {
			out = append(out, s.Number)
		}
	}
	slices.Sort(out)
	j.elsewhere = append(j.elsewhere, out...)
	return out
}

// caseNumber is the next number of the actor's organisation: place, organisation code with the store's own tag, year, sequence.
// The tag keeps numbers apart that two stores of one organisation issue without ever meeting.
func (j *job) caseNumber(ctx context.Context, tx Tx) (string, error) {
	place, err := tx.Meta(ctx, MetaPlace)
	if err != nil {
		return "", err
	}
	tag, err := tx.Meta(ctx, MetaTag)
	if err != nil {
		return "", err
	}
	scope := fmt.Sprintf("%s-%s%s-%04d", place, j.actor.OrgCode, tag, j.today.Year())
	n, err := tx.NextSequence(ctx, "case:"+scope)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-%06d", scope, n), nil
}

// makeDocuments draws the papers the row asks for, from the state as it will be saved.
func (j *job) makeDocuments() error {
	s := j.c.State() // a copy: the maker of documents is another house
	for _, kind := range j.row.Makes {
		if !kind.CalledFor(s) {
			continue
		}
		number := j.numberOf(kind, s)
		info := DocumentInfo{Number: number, On: j.today, At: j.at, KeyID: j.key.ID, SampleKey: j.key.Sample, Houses: j.houses, Draft: j.draft, Trail: j.trail, Head: j.head, Rules: j.rules}
		if j.draft { // nobody signs a draft
			info.KeyID, info.SampleKey = "", false
		}
		made, err := j.desk.Documents.Make(kind, s, info)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(made.Body)
		row := DocumentRow{ID: j.desk.NewID(), CaseID: s.ID, Kind: string(kind), Number: number, Title: made.Title, IssuedAt: j.at.UnixMilli(),
			IssuedOn: j.today.String(), ContentHash: made.ContentHash, SHA256: hex.EncodeToString(sum[:]), Pages: made.Pages, Body: made.Body,
			Sheet: made.Sheet, Text: made.Text, AmountFen: made.Amount.Fen()}
		j.documents = append(j.documents, row)
		j.after = j.c.AddDocument(casefile.DocumentRef{ID: row.ID, Kind: kind, Number: number, Title: made.Title, On: j.today, Pages: made.Pages, OrgID: j.actor.OrgID,
			ContentHash: row.ContentHash, SHA256: row.SHA256, Version: s.Version,
			Stationery: made.Printing.Stationery, Originals: made.Printing.Originals, Wording: made.Printing.Wording})
	}
	return nil
}

func count(docs []casefile.DocumentRef, kind casefile.DocumentKind) int {
	n := 0
	for _, d := range docs {
		if d.Kind == kind {
			n++
		}
	}
	return n
}

// unmoved makes sure that between reading and saving neither the case, nor the person, nor another case's hold on the rights
// has changed.
func (j *job) unmoved(ctx context.Context, tx Tx) error {
	row, err := tx.Case(ctx, j.req.CaseID)
	if err != nil {
		return err
	}
	if row.Version != j.loaded {
		return conflict(row.Version, j.loaded)
	}
	now, err := readDirectory(ctx, tx).actor(j.personID)
	if err != nil {
		return err
	}
	if now.OrgID != j.actor.OrgID || !slices.Equal(now.Roles, j.actor.Roles) {
		return fault.New(fault.Conflict, "person.changed", "", "您的机构或岗位刚被系统管理员调整，请刷新后重新办理")
	}
	if len(j.documents) > 0 {
		key, found, err := keyOf(ctx, tx, j.actor.OrgID)
		if err != nil {
			return err
		}
		if found != (j.signer != nil) || key.ID != j.key.ID {
			return fault.New(fault.Conflict, "key.changed", "", "贵机构的签名密钥刚被安全管理员更换或停用，请重新办理")
		}
	}
	if err := j.partners.unmoved(ctx, tx); err != nil {
		return err
	}
	before := j.elsewhere
	if rights := casefile.RightsFiled(j.req.Command, j.after); len(rights) > 0 {
		j.elsewhere = nil
		for _, r := range rights {
			j.holders(ctx, tx, casefile.RightKey(r))
		}
		if j.lookup != nil {
			return j.lookup
		}
		if !slices.Equal(before, j.elsewhere) {
			return fault.New(fault.Conflict, "right.taken", "", "权利刚被另一案件申请质押登记，请刷新后重新预审")
		}
	}
	return nil
}

// sign makes the note of every document by the key it names.
func (j *job) sign() error {
	if j.signer == nil {
		return nil
	}
	for i, d := range j.documents {
		st := signing.Statement{Number: d.Number, On: j.today, Amount: money.Money(d.AmountFen), ContentHash: d.ContentHash, SHA256: d.SHA256,
			TextSHA256: hexSum([]byte(d.Text)), SheetSHA256: hexSum(d.Sheet), Pages: d.Pages, Title: d.Title, Issuer: j.key.Issuer, Sample: j.key.Sample}
		note, err := j.signer.Sign(st)
		if err != nil {
			return err
		}
		j.documents[i].Note = string(note)
	}
	return nil
}

// save signs the documents and writes the case, the audit event, the documents and the command's record.
func (j *job) save(ctx context.Context, tx Tx) (Outcome, error) {
	if err := j.sign(); err != nil {
		return Outcome{}, err
	}
	s := j.after
	row, keys, err := rowOf(s, j.at)
	if err != nil {
		return Outcome{}, err
	}
	if s.Version == 1 {
		err = tx.InsertCase(ctx, row, s.PartyOrgs(), keys)
	} else {
		err = tx.UpdateCase(ctx, row, s.PartyOrgs(), keys)
	}
	if err != nil {
		return Outcome{}, err
	}
	if err := j.keepExposures(ctx, tx); err != nil {
		return Outcome{}, err
	}
	event := audit.Event{AtMillis: j.at.UnixMilli(), PersonID: j.actor.PersonID, Person: j.actor.Name, OrgID: j.actor.OrgID,
		Action: string(j.req.Command.Name()), Object: s.Number, Version: s.Version, Payload: j.event(row.Body)}
	if event, err = appendEvent(ctx, tx, event); err != nil {
		return Outcome{}, err
	}
	out := Outcome{CaseID: s.ID, Number: s.Number, Version: s.Version, Stage: s.Stage, Seq: event.Seq, Hash: event.Hash}
	for _, d := range j.documents {
		if err := tx.InsertDocument(ctx, d); err != nil {
			return Outcome{}, err
		}
	}
	out.Documents = s.Documents[len(s.Documents)-len(j.documents):]
	if err := j.follow(ctx, tx, &out); err != nil {
		return Outcome{}, err
	}
	if err := j.record(ctx, tx, out); err != nil {
		return Outcome{}, err
	}
	return out, tx.DeleteDraft(ctx, j.personID, j.req.CaseID, string(j.req.Command.Name()))
}

// event is the audit payload: the command as given, the hash of the case as saved and the records of the documents it issued.
func (j *job) event(body string) string {
	state := sha256.Sum256([]byte(body))
	payload := struct {
		Command   json.RawMessage `json:"command"`
		State     string          `json:"state"` // hex SHA-256 of cases.body
		Documents []IssuedRecord  `json:"documents,omitempty"`
	}{Command: json.RawMessage(j.payload), State: hex.EncodeToString(state[:])}
	for _, d := range j.documents {
		payload.Documents = append(payload.Documents, d.Record())
	}
	raw, _ := json.Marshal(payload)
	return string(raw)
}

func (j *job) record(ctx context.Context, tx Tx, out Outcome) error {
	result, err := json.Marshal(out)
	if err != nil {
		return fault.Wrap(err, "command.result", "操作结果无法保存")
	}
	return tx.InsertCommand(ctx, CommandRecord{ID: j.req.CommandID, Digest: j.digest, Result: string(result), AtMilli: j.at.UnixMilli()})
}

func appendEvent(ctx context.Context, tx Tx, e audit.Event) (audit.Event, error) {
	last, err := tx.LastEvent(ctx)
	if err != nil {
		return e, err
	}
	e = audit.Seal(e, last)
	return e, tx.InsertEvent(ctx, e)
}

func rowOf(s casefile.State, at time.Time) (CaseRow, []CaseKey, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return CaseRow{}, nil, fault.Wrap(err, "case.json", "案件内容无法保存")
	}
	due, _ := s.NextDue()
	row := CaseRow{ID: s.ID, Number: s.Number, Version: s.Version, Stage: string(s.Stage), Compensation: string(s.Compensation),
		Disposal: string(s.Disposal), Title: s.Title(), Lender: s.Lender.Name, AmountFen: s.Amount().Fen(), OpenedOn: s.OpenedOn.String(),
		Due: due.String(), UpdatedAt: at.UnixMilli(), Sample: s.Sample, Body: string(body)}
	if row.Watched, err = WatchedText(s); err != nil {
		return CaseRow{}, nil, err
	}
	if s.Closing != nil {
		row.Outcome = s.Closing.Outcome
	}
	var keys []CaseKey
	for _, k := range s.Keys() {
		keys = append(keys, CaseKey{Kind: k.Kind, Value: k.Value, Fold: casefile.Fold(k.Value)})
	}
	return row, keys, nil
}
