package workflow

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/audit"
)

// Names of the store's single values.
const (
	MetaPlace = "place"     // 地区代号 in case numbers, e.g. LYG
	MetaTag   = "store_tag" // tells this store's numbers from another store's
	MetaFirst = "founded_at"
)

// Founding is what the first start enters: the place, the organisation of this desk, and its first people. Until three
// separate administrators exist the program says so; nobody approves alone anyway (four-eyes).
type Founding struct {
	Place  string // 2–4 capital letters
	Tag    string // 2–4 capital letters or digits, made by the program
	Orgs   []access.Org
	People []NewPerson
}

// NewPerson is a person with a first password.
type NewPerson struct {
	access.Person
	Secret string `json:"-"`
}

var placePattern = regexp.MustCompile(`^[A-Z]{2,4}$`)
var tagPattern = regexp.MustCompile(`^[0-9A-Z]{2,4}$`)

// Founded reports whether the store has people already.
func (d *Desk) Founded(ctx context.Context) (bool, error) {
	founded := false
	err := d.Store.Read(ctx, func(tx Tx) error {
		people, err := tx.People(ctx, "")
		founded = len(people) > 0
		return err
	})
	return founded, err
}

// Found makes the first organisations and people of an empty store; it is refused once anybody exists.
func (d *Desk) Found(ctx context.Context, f Founding) error {
	var fs fault.Faults
	if !placePattern.MatchString(f.Place) {
		fs.Invalid("place", "place", "地区代号“%s”应为 2 至 4 个大写字母，例如 LYG", f.Place)
	}
	if !tagPattern.MatchString(f.Tag) {
		fs.Invalid("tag", "tag", "数据文件标识“%s”应为 2 至 4 位大写字母或数字", f.Tag)
	}
	orgs := map[string]access.Org{}
	for i, o := range f.Orgs {
		fs.Append(fmt.Sprintf("orgs[%d]", i), o.Validate())
		orgs[o.ID] = o
	}
	admin := false
	for i := range f.People {
		p := &f.People[i]
		path := fmt.Sprintf("people[%d]", i)
		fs.Append(path, p.Validate(orgs[p.OrgID]))
		fs.Append(path, checkSecret(p.Secret, p.Person))
		admin = admin || slices.Contains(p.Roles, access.SystemAdmin)
	}
	if !admin {
		fs.Invalid("people.admin", "people", "至少应设一名系统管理员，以便日后增减人员")
	}
	if err := fs.Err(); err != nil {
		return err
	}
	for i := range f.People {
		f.People[i].Password = access.HashPassword(f.People[i].Secret, d.salt())
	}
	at := d.Now()
	return d.Store.Write(ctx, func(tx Tx) error {
		if people, err := tx.People(ctx, ""); err != nil || len(people) > 0 {
			if err == nil {
				err = fault.New(fault.Refused, "founded", "", "本数据文件已完成初始化，请登录后由系统管理员增减人员")
			}
			return err
		}
		for k, v := range map[string]string{MetaPlace: f.Place, MetaTag: f.Tag, MetaFirst: at.UTC().Format(time.RFC3339)} {
			if err := tx.SetMeta(ctx, k, v); err != nil {
				return err
			}
		}
		for _, o := range f.Orgs {
			if err := tx.SaveOrg(ctx, o); err != nil {
				return err
			}
		}
		for _, p := range f.People {
			if err := tx.SavePerson(ctx, p.Person); err != nil {
				return err
			}
		}
		_, err := appendEvent(ctx, tx, audit.Event{AtMillis: at.UnixMilli(), Action: "FoundStore", Object: "store:" + f.Place + "-" + f.Tag, Version: 1, Payload: foundingPayload(f)})
		return err
	})
}

func foundingPayload(f Founding) string {
	raw, _ := json.Marshal(struct {
		Orgs   []access.Org `json:"orgs"`
		People []NewPerson  `json:"people"`
	}{f.Orgs, f.People})
	return string(raw)
}

// salt takes 16 bytes from two fresh identifiers.
func (d *Desk) salt() []byte {
	s := strings.ReplaceAll(d.NewID()+d.NewID(), "-", "")
	return []byte(s[len(s)-16:])
}

// checkSecret asks for at least 10 characters of three classes, or 16 of any, that do not hold the person's own names.
func checkSecret(secret string, p access.Person) error {
	var fs fault.Faults
	var lower, upper, digit, other int
	for _, r := range secret {
		switch {
		case r >= 'a' && r <= 'z':
			lower = 1
		case r >= 'A' && r <= 'Z':
			upper = 1
		case r >= '0' && r <= '9':
			digit = 1
		default:
			other = 1
		}
	}
	n := len([]rune(secret))
	if n > 128 || (n < 16 && (n < 10 || lower+upper+digit+other < 3)) {
		fs.Invalid("secret.weak", "secret", "密码应为 10 至 128 位并含大写、小写、数字、符号中的三类，或不少于 16 位")
	}
	if p.Login != "" && strings.Contains(strings.ToLower(secret), p.Login) {
		fs.Invalid("secret.login", "secret", "密码不得包含登录名")
	}
	return fs.Err()
}

// lockout is how sign-in failures of a person are counted.
type lockout struct {
	Failures int   `json:"failures"`
	Until    int64 `json:"until"` // unix milliseconds
}

const maxFailures = 5

var lockFor = 15 * time.Minute

// SignIn checks a login name and password. Five failures lock the person for 15 minutes; the time taken is the same for an
// unknown name. The failure is counted before the password is looked at, so that breaking off does not help.
func (d *Desk) SignIn(ctx context.Context, login, secret string) (access.Actor, error) {
	refused := fault.New(fault.Forbidden, "signin", "", "登录名或密码不正确")
	login = strings.TrimSpace(login)
	at := d.Now()
	var person access.Person
	var actor access.Actor
	known := false
	err := d.Store.Write(ctx, func(tx Tx) error {
		p, err := tx.PersonByLogin(ctx, login)
		if fault.KindOf(err) == fault.NotFound {
			known = false
			return nil
		}
		if err != nil {
			return err
		}
		key := "signin:" + p.ID
		var l lockout
		raw, err := tx.Meta(ctx, key)
		if err != nil {
			return err
		}
		_ = json.Unmarshal([]byte(raw), &l) // an unreadable count starts anew
		if l.Until > at.UnixMilli() {
			return fault.New(fault.Forbidden, "signin.locked", "", "连续 %d 次登录失败，已锁定，请 15 分钟后再试", maxFailures)
		}
		l.Failures++
		if l.Failures >= maxFailures {
			l = lockout{Until: at.Add(lockFor).UnixMilli()}
		}
		text, _ := json.Marshal(l)
		if err := tx.SetMeta(ctx, key, string(text)); err != nil {
			return err
		}
		dir := readDirectory(ctx, tx)
		person, known = p, true
		actor = access.ActorOf(p, dir.named(p.OrgID))
		return nil
	})
	if err != nil {
		return access.Actor{}, err
	}
	if !known {
		access.CheckPassword(secret, "")
		return access.Actor{}, refused
	}
	if !access.CheckPassword(secret, person.Password) || !person.Active {
		return access.Actor{}, refused
	}
	return actor, d.Store.Write(ctx, func(tx Tx) error { return tx.SetMeta(ctx, "signin:"+person.ID, "") })
}

// SaveOrg and SavePerson keep the register; only a system administrator may, and each change is an audit event.
func (d *Desk) SaveOrg(ctx context.Context, personID string, o access.Org) error {
	if err := o.Validate(); err != nil {
		return err
	}
	return d.administer(ctx, personID, "SaveOrg", "org:"+o.Code, o, func(tx Tx) error { return tx.SaveOrg(ctx, o) })
}

// SavePerson adds or changes a person; an empty secret keeps the password.
func (d *Desk) SavePerson(ctx context.Context, personID string, p access.Person, secret string) error {
	var org access.Org
	if err := d.Store.Read(ctx, func(tx Tx) error {
		var err error
		if org, err = tx.Org(ctx, p.OrgID); err != nil {
			return err
		}
		if secret != "" {
			return nil
		}
		old, err := tx.Person(ctx, p.ID)
		p.Password = old.Password
		return err
	}); err != nil {
		return err
	}
	var fs fault.Faults
	fs.Append("", p.Validate(org))
	if secret != "" {
		fs.Append("", checkSecret(secret, p))
	}
	if err := fs.Err(); err != nil {
		return err
	}
	if secret != "" {
		p.Password = access.HashPassword(secret, d.salt())
	}
	return d.administer(ctx, personID, "SavePerson", "person:"+p.Login, p, func(tx Tx) error {
		if err := tx.SavePerson(ctx, p); err != nil {
			return err
		}
		all, err := tx.People(ctx, "")
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(x access.Person) bool { return x.Active && slices.Contains(x.Roles, access.SystemAdmin) }) {
			return fault.New(fault.Refused, "people.admin", "roles", "至少应留一名在用的系统管理员，请先指定另一人")
		}
		return nil
	})
}

func (d *Desk) administer(ctx context.Context, personID, action, object string, payload any, change func(Tx) error) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return fault.Wrap(err, "command.json", "操作内容无法保存")
	}
	at := d.Now()
	return d.Store.Write(ctx, func(tx Tx) error {
		dir := readDirectory(ctx, tx)
		actor, err := dir.actor(personID)
		if err != nil {
			return err
		}
		if !actor.Has(access.SystemAdmin) {
			return fault.New(fault.Forbidden, "permission", "", "机构和人员由系统管理员维护")
		}
		if err := change(tx); err != nil {
			return err
		}
		_, err = appendEvent(ctx, tx, audit.Event{AtMillis: at.UnixMilli(), PersonID: actor.PersonID, Person: actor.Name, OrgID: actor.OrgID,
			Action: action, Object: object, Version: 1, Payload: string(raw)})
		return err
	})
}
