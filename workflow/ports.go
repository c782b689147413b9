// Package workflow says what may happen to a case and by whom. Desk.Do is the one door through which anything changes;
// the ports it needs from outside (the store, the maker of documents) are declared here and implemented elsewhere.
package workflow

import (
	"context"

	"zhiya/valuation/date"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/stationery"
)

// Store keeps everything. Read and Write run fn in one transaction; an error from fn, or a panic, leaves nothing behind.
// Write serialises with other writers of the same store. fn may run more than once when the engine asks for a retry, so it
// must have no effect outside the transaction.
type Store interface {
	Read(ctx context.Context, fn func(Tx) error) error
	Write(ctx context.Context, fn func(Tx) error) error
	Close() error
}

// CaseRow is a case as the store keeps it: the columns it is listed by, and the whole as canonical JSON.
type CaseRow struct {
	ID           string
	Number       string // LYG-B03…-2026-000123, unique
	Version      int64  // 1 when opened, +1 with every command
	Stage        string // casefile.Stage
	Compensation string // state of the track 补偿; "" before it begins
	Disposal     string // state of the track 处置; "" before it begins
	Title        string // first debtor and what is pledged, for lists
	Lender       string // name of the lender, for lists
	AmountFen    int64  // amount asked for, approved, or lent: the latest known
	Outcome      string // how a closed case ended
	OpenedOn     string // YYYY-MM-DD
	Due          string // YYYY-MM-DD of the next deadline known, or ""
	UpdatedAt    int64  // unix milliseconds
	Sample       bool
	Body         string // canonical JSON of casefile.State
	Watched      string // canonical JSON of Watched, kept beside the case; "null" and "" when nothing is watched. It is written and not read back
}

// CaseKey is a number or name a case can be found by (评报字文号, 合同号, 质押登记号, firm name, pinyin initials …).
type CaseKey struct {
	Kind  string // "number", "firm", "right", "contract", …
	Value string // as written
	Fold  string // folded for search: lower case, half width, no blanks
}

// CaseQuery selects cases for a list. Zero fields do not restrict.
type CaseQuery struct {
	OrgID  string   // only cases this organisation is a party to; "" for all (audit and tests)
	Stages []string // any of these stages
	Fold   string   // folded text that must occur in some key of the case
	After  string   // keyset: continue after this row (Cursor of the last one)
	Limit  int      // 1–500
}

// Cursor is the keyset position of a row in lists, newest change first.
func (r CaseRow) Cursor() string { return cursor(r.UpdatedAt, r.ID) }

// CommandRecord remembers a command's effect so that repeating it has no second one.
type CommandRecord struct {
	ID      string // the client's command_id
	Digest  string // of actor, case, name and payload: the same id with another content is refused
	Result  string // canonical JSON of the Outcome
	AtMilli int64
}

// DocumentRow is an issued document: it never changes once saved.
type DocumentRow struct {
	ID          string
	CaseID      string // "" for a document of no case
	Kind        string // casefile.DocumentKind
	Number      string // 文号, unique
	Title       string
	IssuedAt    int64  // unix milliseconds
	IssuedOn    string // YYYY-MM-DD printed on it
	ContentHash string // hex SHA-256 of what was laid out, printed on the page and in the QR code
	SHA256      string // hex SHA-256 of the bytes, in the audit chain
	Pages       int
	Body        []byte // the PDF
	Sheet       []byte // the XLSX of its tables; nil when it has none
	Text        string // canonical JSON: the laid-out text page by page, so that a difference can be named
	AmountFen   int64  // the amount printed in the QR code; 0 for a document issued before amounts were kept
	Note        string // the detached signature (signing.Signer.Sign); "" for an unsigned document
}

// Draft is a form not yet submitted; it survives a crash and belongs to one person.
type Draft struct {
	PersonID string
	CaseID   string // "" for a case not yet opened
	Command  string
	Body     string // JSON
	AtMilli  int64
}

// Tx is one transaction. A missing record is a fault of kind NotFound; a lost race on a case's version is one of kind
// Conflict; a second record with a unique key is one of kind Refused with code "duplicate".
type Tx interface {
	RegisterTx // the registers of rights; see there
	AlarmTx    // the alarms of the watch
	ProductTx  // the loan products of banks
	RuleTx     // the imported rule packs
	PartnerTx  // the books of the partners
	MappingTx  // the kept mappings of imports
	SubsidyTx  // the batches of subsidies

	// Cases.
	Case(ctx context.Context, id string) (CaseRow, error)
	CaseByNumber(ctx context.Context, number string) (CaseRow, error)
	// InsertCase adds a new case with the organisations that are parties to it and the keys it is found by.
	InsertCase(ctx context.Context, row CaseRow, orgIDs []string, keys []CaseKey) error
	// UpdateCase replaces the case whose stored version is row.Version−1, its parties and keys.
	UpdateCase(ctx context.Context, row CaseRow, orgIDs []string, keys []CaseKey) error
	Cases(ctx context.Context, q CaseQuery) ([]CaseRow, error)
	// IsParty reports whether the organisation is a party to the case.
	IsParty(ctx context.Context, caseID, orgID string) (bool, error)
	// CasesByKey finds the ids of cases that carry exactly this folded key of this kind (已在押检索).
	CasesByKey(ctx context.Context, kind, fold string) ([]string, error)
	// NextSequence counts up from 1 in the named scope.
	NextSequence(ctx context.Context, scope string) (int64, error)

	// Commands already done.
	Command(ctx context.Context, id string) (CommandRecord, bool, error)
	InsertCommand(ctx context.Context, r CommandRecord) error

	// The audit chain. LastEvent locks the head against other writers; the zero Event starts the chain.
	LastEvent(ctx context.Context) (audit.Event, error)
	InsertEvent(ctx context.Context, e audit.Event) error
	// Events lists at most limit events after the given sequence number, in order; object "" means all.
	Events(ctx context.Context, after int64, limit int, object string) ([]audit.Event, error)

	// Documents. Lists leave Body, Sheet, Text, AmountFen and Note empty.
	InsertDocument(ctx context.Context, d DocumentRow) error
	Document(ctx context.Context, id string) (DocumentRow, error)
	DocumentByHash(ctx context.Context, contentHash string) (DocumentRow, error)
	DocumentByNumber(ctx context.Context, number string) (DocumentRow, error)
	Documents(ctx context.Context, caseID string) ([]DocumentRow, error)

	// Attachments: files handed in beside the papers of a case, never changed or removed. Lists leave Body empty.
	InsertAttachment(ctx context.Context, a AttachmentRow) error
	Attachment(ctx context.Context, id string) (AttachmentRow, error)
	Attachments(ctx context.Context, caseID string) ([]AttachmentRow, error)

	// Organisations and people.
	Org(ctx context.Context, id string) (access.Org, error)
	Orgs(ctx context.Context) ([]access.Org, error)
	SaveOrg(ctx context.Context, o access.Org) error
	Person(ctx context.Context, id string) (access.Person, error)
	PersonByLogin(ctx context.Context, login string) (access.Person, error)
	People(ctx context.Context, orgID string) ([]access.Person, error) // orgID "" for everybody
	SavePerson(ctx context.Context, p access.Person) error

	// Signing keys, public halves only. A key is never replaced or removed.
	SigningKey(ctx context.Context, id string) (SigningKey, error)
	SigningKeys(ctx context.Context) ([]SigningKey, error) // by first day and id
	InsertSigningKey(ctx context.Context, k SigningKey) error
	// EndSigningKey sets the last day and the revocation; a day once set stays (code "append_only").
	EndSigningKey(ctx context.Context, id string, until, revoked date.Date) error

	// What organisations print with. A version and a logo are never replaced or removed.
	Stationery(ctx context.Context, orgID string) ([]stationery.Settings, error) // by organisation and version; orgID "" for everybody's
	InsertStationery(ctx context.Context, s stationery.Settings) error
	Logo(ctx context.Context, sha string) (picture []byte, found bool, err error)
	InsertLogo(ctx context.Context, sha string, picture []byte) error
	Wordings(ctx context.Context, orgID string) ([]stationery.Wording, error) // by template and version
	InsertWording(ctx context.Context, w stationery.Wording) error
	// Sequence is the last number NextSequence gave in the scope, 0 before the first.
	Sequence(ctx context.Context, scope string) (int64, error)

	// Drafts of forms.
	SaveDraft(ctx context.Context, d Draft) error
	Draft(ctx context.Context, personID, caseID, command string) (Draft, bool, error)
	DeleteDraft(ctx context.Context, personID, caseID, command string) error

	// Meta holds single values of the store: its tag, its settings.
	Meta(ctx context.Context, key string) (string, error) // "" when absent
	SetMeta(ctx context.Context, key, value string) error
}
