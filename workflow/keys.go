package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
	"zhiya/workflow/signing"
)

// PrivatePlace says where the private half of a key is.
type PrivatePlace string

const (
	PrivateFile   PrivatePlace = "file"   // 密钥文件: on the desk that signs, never in the store
	PrivateSample PrivatePlace = "sample" // 示例: made from the organisation's id, so that everybody has it
	PrivateNone   PrivatePlace = ""       // 仅公钥: of another store's organisation
)

// SigningKey is a key as the store keeps it; the store holds only its public half.
type SigningKey struct {
	signing.Key
	OrgID   string       `json:"org_id,omitempty"` // "" for an organisation of another store
	Private PrivatePlace `json:"private,omitempty"`
}

// InUse reports whether the organisation signs with this key.
func (k SigningKey) InUse() bool { return k.OrgID != "" && k.Until.IsZero() && k.Revoked.IsZero() }

// Keyring holds the private keys of this desk; the store's own keeps them in files beside it, not in the database.
type Keyring interface {
	// PrivateKey is the secret the key was made from. That it is not here is a Refused fault that names the remedy.
	PrivateKey(k SigningKey) ([]byte, error)
	// KeepPrivateKey keeps the secret of a new key and never replaces one.
	KeepPrivateKey(k SigningKey, seed []byte) error
}

// PublicKeys lists the keys a signature is checked by.
func PublicKeys(ctx context.Context, tx Tx) ([]signing.Key, error) {
	rows, err := tx.SigningKeys(ctx)
	out := make([]signing.Key, len(rows))
	for i, r := range rows {
		out[i] = r.Key
	}
	return out, err
}

// signingFor finds the key of the actor's organisation and opens its private half; a nil signer when it has no key and its
// documents go out unsigned.
func (d *Desk) signingFor(ctx context.Context, tx Tx, org access.Org, today date.Date) (SigningKey, *signing.Signer, error) {
	k, found, err := keyOf(ctx, tx, org.ID)
	if err != nil || !found {
		return SigningKey{}, nil, err
	}
	if k.Sample && !org.Sample {
		return k, nil, fault.New(fault.Refused, "key.sample", "", "“%s”不是示例机构，不得用示例密钥签名；请由安全管理员停用密钥 %s 后新建", org.Name, k.ID)
	}
	if !k.From.IsZero() && today.Before(k.From) {
		return k, nil, fault.New(fault.Refused, "key.early", "", "今日 %s早于密钥 %s 的启用日 %s，文书不能签名；请核对电脑日期", today.Chinese(), k.ID, k.From.Chinese())
	}
	s, err := d.signer(k)
	return k, s, err
}

// keyOf is the key the organisation signs with; false when it has none.
func keyOf(ctx context.Context, tx Tx, orgID string) (SigningKey, bool, error) {
	keys, err := tx.SigningKeys(ctx)
	if err != nil {
		return SigningKey{}, false, err
	}
	i := slices.IndexFunc(keys, func(k SigningKey) bool { return k.InUse() && k.OrgID == orgID })
	if i < 0 {
		return SigningKey{}, false, nil
	}
	return keys[i], true, nil
}

// signer opens the private half of a key.
func (d *Desk) signer(k SigningKey) (s *signing.Signer, err error) {
	switch {
	case k.Private == PrivateSample && k.Sample:
		s, err = signing.SampleSigner(k.Algorithm, k.OrgID)
	case k.Private == PrivateFile && d.Keys != nil:
		var seed []byte
		if seed, err = d.Keys.PrivateKey(k); err == nil {
			s, err = signing.NewSigner(k.Algorithm, seed)
		}
	default:
		err = fault.New(fault.Refused, "key.missing", "", "“%s”的签名私钥不在本机，文书不能出具；请在保管密钥的电脑上办理，或由安全管理员停用密钥 %s 后新建", k.Issuer, k.ID)
	}
	if err == nil && s.Key().ID != k.ID {
		err = fault.New(fault.Refused, "key.file", "", "本机的私钥与密钥 %s 不符，文书未出具；请用创建该密钥时的文件替换", k.ID)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// CreateKey makes the signing key of an organisation from 32 random bytes: a security administrator's act, in the audit chain. An
// organisation of the sample set gets its sample key, and only such a one does. Who has a key in use must retire it first.
//
// Faults: Forbidden, NotFound (no such organisation), key.algorithm, key.in_use, and those of the keyring.
func (d *Desk) CreateKey(ctx context.Context, personID, orgID string, a signing.Algorithm, seed []byte) (SigningKey, error) {
	at := Today(d.Now())
	var k SigningKey
	plan := func(tx Tx) error {
		org, err := tx.Org(ctx, orgID)
		if err != nil {
			return err
		}
		if used, found, err := keyOf(ctx, tx, orgID); err != nil || found {
			if err == nil {
				err = fault.New(fault.Refused, "key.in_use", "", "“%s”正使用密钥 %s，不会被替换；请先停用（zhiya keys --retire %s）", org.Name, used.ID, used.ID)
			}
			return err
		}
		k = SigningKey{OrgID: orgID, Private: PrivateFile}
		var s *signing.Signer
		if org.Sample {
			k.Private = PrivateSample
			s, err = signing.SampleSigner(a, orgID)
		} else {
			s, err = signing.NewSigner(a, seed)
		}
		if err != nil {
			return err
		}
		k.Key = s.Key()
		k.Issuer, k.From, k.Sample = strings.TrimSpace(org.Name), at, org.Sample
		return k.Validate()
	}
	// The rights are looked at before a file is written; the transaction looks again.
	if err := d.Store.Read(ctx, func(tx Tx) error {
		if _, err := d.security(ctx, tx, personID); err != nil {
			return err
		}
		return plan(tx)
	}); err != nil {
		return SigningKey{}, err
	}
	if k.Private == PrivateFile {
		if d.Keys == nil {
			return SigningKey{}, fault.New(fault.Broken, "key.folder", "", "本机没有存放签名私钥的地方，不能新建密钥")
		}
		if err := d.Keys.KeepPrivateKey(k, seed); err != nil {
			return SigningKey{}, err
		}
	}
	err := d.recordKeys(ctx, personID, "CreateSigningKey", func(tx Tx) ([]SigningKey, error) {
		if err := plan(tx); err != nil {
			return nil, err
		}
		return []SigningKey{k}, tx.InsertSigningKey(ctx, k)
	})
	return k, err
}

// SampleKeys gives every organisation of the sample set its sample key, in use from this day.
func (d *Desk) SampleKeys(ctx context.Context, personID string, from date.Date, algorithm func(access.Org) signing.Algorithm) error {
	return d.recordKeys(ctx, personID, "CreateSigningKey", func(tx Tx) ([]SigningKey, error) {
		orgs, err := tx.Orgs(ctx)
		if err != nil {
			return nil, err
		}
		var out []SigningKey
		for _, o := range orgs {
			if !o.Sample {
				return nil, fault.New(fault.Refused, "key.sample", "", "“%s”不是示例机构，不得使用示例密钥", o.Name)
			}
			s, err := signing.SampleSigner(algorithm(o), o.ID)
			if err != nil {
				return nil, err
			}
			k := SigningKey{Key: s.Key(), OrgID: o.ID, Private: PrivateSample}
			k.Issuer, k.From, k.Sample = o.Name, from, true
			if err := tx.InsertSigningKey(ctx, k); err != nil {
				return nil, err
			}
			out = append(out, k)
		}
		return out, nil
	})
}

// ImportKey takes in the public key of another store's organisation, so that its documents can be checked with the network off.
// It is a security administrator's act, who has compared the key id with the organisation over another channel; a store without
// people yet takes it from whoever holds the file. A key already known takes over a last day or a revocation and nothing else.
func (d *Desk) ImportKey(ctx context.Context, personID string, key signing.Key) (SigningKey, error) {
	if err := key.Validate(); err != nil {
		return SigningKey{}, err
	}
	k := SigningKey{Key: key}
	err := d.recordKeys(ctx, personID, "ImportSigningKey", func(tx Tx) ([]SigningKey, error) {
		k = SigningKey{Key: key}
		known, err := tx.SigningKey(ctx, key.ID)
		if fault.KindOf(err) == fault.NotFound {
			return []SigningKey{k}, tx.InsertSigningKey(ctx, k)
		}
		if err != nil {
			return nil, err
		}
		if known.OrgID != "" {
			return nil, fault.New(fault.Refused, "key.own", "", "密钥 %s 是本数据中“%s”自己的密钥，不能用公钥文件更新；停用或作废请用 --retire、--revoke", known.ID, known.Issuer)
		}
		if known.Issuer != key.Issuer || known.From != key.From || known.Sample != key.Sample {
			return nil, fault.New(fault.Refused, "key.differs", "", "密钥 %s 已以“%s”的名义导入，与文件所写不同，不会被替换；请向出具机构核实", known.ID, known.Issuer)
		}
		if known.Key.Text() == key.Text() {
			return nil, nil
		}
		if err := tx.EndSigningKey(ctx, key.ID, key.Until, key.Revoked); err != nil {
			return nil, err
		}
		k, err = tx.SigningKey(ctx, key.ID)
		return []SigningKey{k}, err
	})
	return k, err
}

// EndKey retires a key (it signs no more, what it signed until today stays good) or, when it was lost or disclosed, revokes it (nothing it
// signed counts any more). Both are acts of a security administrator and cannot be taken back.
func (d *Desk) EndKey(ctx context.Context, personID, id string, revoke bool) (k SigningKey, err error) {
	today, action := Today(d.Now()), "RetireSigningKey"
	if revoke {
		action = "RevokeSigningKey"
	}
	err = d.recordKeys(ctx, personID, action, func(tx Tx) ([]SigningKey, error) {
		old, err := tx.SigningKey(ctx, id)
		if err != nil {
			return nil, err
		}
		if !old.Revoked.IsZero() || (!revoke && !old.Until.IsZero()) {
			return nil, fault.New(fault.Refused, "key.ended", "", "密钥 %s 已停用或作废，不再改动", id)
		}
		until, revoked := today, date.Date{}
		if !old.From.IsZero() && until.Before(old.From) {
			until = old.From
		}
		if revoke {
			until, revoked = date.Date{}, today
		}
		if err := tx.EndSigningKey(ctx, id, until, revoked); err != nil {
			return nil, err
		}
		k, err = tx.SigningKey(ctx, id)
		return []SigningKey{k}, err
	})
	return k, err
}

// security is the actor, who must be a security administrator.
func (d *Desk) security(ctx context.Context, tx Tx, personID string) (access.Actor, error) {
	dir := readDirectory(ctx, tx)
	actor, err := dir.actor(personID)
	if err == nil && !actor.Has(access.SecurityAdmin) {
		err = fault.New(fault.Forbidden, "permission", "", "签名密钥由安全管理员维护")
	}
	return actor, err
}

// recordKeys makes a change of keys and writes every key it touched, as it is then, into the audit chain.
func (d *Desk) recordKeys(ctx context.Context, personID, action string, change func(Tx) ([]SigningKey, error)) error {
	at := d.Now()
	return d.Store.Write(ctx, func(tx Tx) error {
		var actor access.Actor
		people, err := tx.People(ctx, "")
		if err != nil {
			return err
		}
		if len(people) > 0 || personID != "" || action != "ImportSigningKey" {
			if actor, err = d.security(ctx, tx, personID); err != nil {
				return err
			}
		}
		keys, err := change(tx)
		if err != nil || len(keys) == 0 {
			return err
		}
		raw, err := json.Marshal(struct {
			Keys []SigningKey `json:"keys"`
		}{keys})
		if err != nil {
			return fault.Wrap(err, "command.json", "操作内容无法保存")
		}
		object := "key:" + keys[0].ID
		if len(keys) > 1 {
			object = "keys"
		}
		_, err = appendEvent(ctx, tx, audit.Event{AtMillis: at.UnixMilli(), PersonID: actor.PersonID, Person: actor.Name, OrgID: actor.OrgID,
			Action: action, Object: object, Version: 1, Payload: string(raw)})
		return err
	})
}

// IssuedRecord is what the audit chain keeps of an issued document, so that a changed field of the stored record is named. Of
// documents issued before the fields were recorded it keeps Number and SHA256 only.
type IssuedRecord struct {
	Number      string `json:"number"`
	SHA256      string `json:"sha256"`
	Kind        string `json:"kind,omitempty"`
	On          string `json:"on,omitempty"`
	Amount      string `json:"amount,omitempty"` // yuan
	ContentHash string `json:"content_hash,omitempty"`
	Pages       int    `json:"pages,omitempty"`
	Title       string `json:"title,omitempty"`
	Text        string `json:"text,omitempty"`  // hex SHA-256
	Sheet       string `json:"sheet,omitempty"` // hex SHA-256; "" when there is none
	Note        string `json:"note,omitempty"`  // hex SHA-256; "" for an unsigned document
}

// Fields of a stored document that no note has.
const (
	FieldKind signing.Field = "文书种类"
	FieldNote signing.Field = "签名"
	FieldBody signing.Field = "存档文件"
)

func hexSum(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Record is what is recorded of the document when it is issued; its SHA256 is that of the row.
func (d DocumentRow) Record() IssuedRecord {
	return IssuedRecord{Number: d.Number, SHA256: d.SHA256, Kind: d.Kind, On: d.IssuedOn, Amount: money.Money(d.AmountFen).String(),
		ContentHash: d.ContentHash, Pages: d.Pages, Title: d.Title, Text: hexSum([]byte(d.Text)), Sheet: hexSum(d.Sheet), Note: hexSum([]byte(d.Note))}
}

// Differences names the fields of a stored document that are not as they were recorded.
func (r IssuedRecord) Differences(d DocumentRow) []signing.Difference {
	var out []signing.Difference
	compare := func(f signing.Field, recorded, stored any) {
		if recorded != stored {
			a, _ := json.Marshal(recorded)
			b, _ := json.Marshal(stored)
			out = append(out, signing.Difference{Field: f, Signed: strings.Trim(string(a), `"`), Found: strings.Trim(string(b), `"`)})
		}
	}
	now := d.Record()
	body := sha256.Sum256(d.Body)
	compare(FieldBody, r.SHA256, hex.EncodeToString(body[:]))
	compare(signing.FileHash, r.SHA256, now.SHA256)
	compare(signing.Number, r.Number, now.Number)
	if r.On == "" { // recorded before the other fields were
		return out
	}
	compare(FieldKind, r.Kind, now.Kind)
	compare(signing.On, r.On, now.On)
	compare(signing.Amount, r.Amount, now.Amount)
	compare(signing.ContentHash, r.ContentHash, now.ContentHash)
	compare(signing.Pages, r.Pages, now.Pages)
	compare(signing.Title, r.Title, now.Title)
	compare(signing.TextHash, r.Text, now.Text)
	compare(signing.SheetHash, r.Sheet, now.Sheet)
	compare(FieldNote, r.Note, now.Note)
	return out
}
