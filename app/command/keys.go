package command

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"slices"
	"strings"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/signing"
	"zhiya/workflow/sqlstore"
)

func keys() Command {
	return Command{Name: "keys", Summary: "机构签名密钥：列出、新建、停用、作废，公钥的导出与导入",
		Usage: "--db F [--new ORG [--algorithm ed25519|sm2] | --retire KEYID | --revoke KEYID | --import FILE] [--as LOGIN] | --export KEYID --out FILE",
		Details: "新建、停用、作废和导入由安全管理员办理并记入审计链：--as 给出登录名，密码从标准输入读取一行；尚未建立人员的数据文件可直接导入公钥。" +
			"私钥不入数据库，保存在本机仅本人可读的密钥文件中，备份数据时不含该文件，请另行妥善保管。导入前请以电话等其他途径与出具机构核对密钥编号。" + signing.Disclaimer + "。",
		Flags: []Flag{flagDB, {Name: "new", Value: "ORG", Help: "为该机构（代码）新建密钥"}, {Name: "algorithm", Value: "ALG", Help: "ed25519（缺省）或 sm2"},
			{Name: "retire", Value: "KEYID", Help: "停用：此前签名仍有效"}, {Name: "revoke", Value: "KEYID", Help: "作废：遗失或泄露，全部签名不再作数"},
			{Name: "export", Value: "KEYID", Help: "导出公钥"}, {Name: "out", Value: "FILE", Help: "公钥文件"},
			{Name: "import", Value: "FILE", Help: "导入其他机构的公钥文件"}, {Name: "as", Value: "LOGIN", Help: "安全管理员登录名"}, FlagJSON},
		Run: runKeys}
}

// keyActs are the options of which one at most may be given.
var keyActs = []string{"new", "retire", "revoke", "export", "import"}

func runKeys(ctx context.Context, env *Env) error {
	var faults fault.Faults
	var act string
	for _, name := range keyActs {
		if !env.Given(name) {
			continue
		}
		if act != "" {
			faults.Invalid("flag.conflict", "--"+name, "--%s 与 --%s 一次只能办理一项", act, name)
		}
		act = name
	}
	algorithm := signing.Ed25519
	if env.Given("algorithm") {
		algorithm = signing.Algorithm(env.Flag("algorithm"))
		if !slices.Contains(signing.Algorithms(), algorithm) {
			faults.Invalid("key.algorithm", "--algorithm", "没有“%s”这种签名算法，可选 ed25519、sm2", algorithm)
		}
		if act != "new" {
			faults.Invalid("flag.conflict", "--algorithm", "--algorithm 只与 --new 同用")
		}
	}
	if (act == "export") != env.Given("out") {
		faults.Invalid("flag.conflict", "--out", "--export KEYID 与 --out FILE 应同时给出")
	}
	if err := faults.Err(); err != nil {
		return err
	}
	store, err := openStore(ctx, env)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	k := keyDesk{env: env, store: store, desk: workflow.NewDesk(workflow.Config{Store: store, Now: env.Now})}
	switch act {
	case "":
		return k.list(ctx)
	case "export":
		return k.export(ctx)
	}
	person, err := k.signIn(ctx, act)
	if err != nil {
		return err
	}
	var done workflow.SigningKey
	var message string
	switch act {
	case "new":
		done, err = k.create(ctx, person, algorithm)
		message = "已新建密钥"
	case "retire", "revoke":
		done, err = k.desk.EndKey(ctx, person, env.Flag(act), act == "revoke")
		message = map[string]string{"retire": "已停用密钥，此前的签名仍有效", "revoke": "已作废密钥，它的签名一律不再作数；请把导出的公钥文件重新交给核验人"}[act]
	case "import":
		var key signing.Key
		if key, err = readKey(env.Flag("import"), "--import"); err == nil {
			done, err = k.desk.ImportKey(ctx, person, key)
		}
		message = "已导入公钥"
	}
	if err != nil {
		return err
	}
	return k.answer(message, done)
}

// keyDesk is the command at work on one store.
type keyDesk struct {
	env   *Env
	store *sqlstore.Store
	desk  *workflow.Desk
}

// signIn checks the login given with the password on standard input. Only a store without people takes a public key without.
func (k keyDesk) signIn(ctx context.Context, act string) (personID string, err error) {
	if !k.env.Given("as") {
		founded, err := k.desk.Founded(ctx)
		if err == nil && (founded || act != "import") {
			err = fault.New(fault.Invalid, "flag.missing", "--as", "签名密钥由安全管理员维护，请用 --as 给出登录名，密码从标准输入读取一行")
		}
		return "", err
	}
	return signIn(ctx, k.env, k.desk)
}

// signIn is the person behind --as, by the password on standard input.
func signIn(ctx context.Context, env *Env, desk *workflow.Desk) (personID string, err error) {
	secret, err := bufio.NewReader(io.LimitReader(env.In, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fault.Wrap(err, "input.unreadable", "标准输入无法读取")
	}
	actor, err := desk.SignIn(ctx, env.Flag("as"), strings.TrimRight(secret, "\r\n"))
	return actor.PersonID, err
}

func (k keyDesk) create(ctx context.Context, person string, a signing.Algorithm) (workflow.SigningKey, error) {
	var orgs []access.Org
	if err := k.store.Read(ctx, func(tx workflow.Tx) (err error) { orgs, err = tx.Orgs(ctx); return err }); err != nil {
		return workflow.SigningKey{}, err
	}
	i := slices.IndexFunc(orgs, func(o access.Org) bool { return o.Code == k.env.Flag("new") })
	if i < 0 {
		codes := make([]string, len(orgs))
		for j, o := range orgs {
			codes[j] = o.Code + " " + o.Name
		}
		return workflow.SigningKey{}, fault.New(fault.NotFound, "org.missing", "--new", "没有代码为“%s”的机构，现有：%s", k.env.Flag("new"), strings.Join(codes, "、"))
	}
	seed := make([]byte, signing.SeedBytes)
	if _, err := rand.Read(seed); err != nil {
		return workflow.SigningKey{}, fault.Wrap(err, "key.random", "系统随机数无法读取，未新建密钥")
	}
	return k.desk.CreateKey(ctx, person, orgs[i].ID, a, seed)
}

// keyLine is a key as the answer shows it.
type keyLine struct {
	ID        string            `json:"id"`
	Algorithm signing.Algorithm `json:"algorithm"`
	Issuer    string            `json:"issuer"`
	From      date.Date         `json:"from"`
	Until     date.Date         `json:"until"`
	Revoked   date.Date         `json:"revoked"`
	State     string            `json:"state"` // in_use · retired · revoked · public
	Sample    bool              `json:"sample"`
	File      string            `json:"file,omitempty"` // of the private half on this desk
}

var keyStates = map[string]string{"in_use": "在用", "retired": "已停用", "revoked": "已作废", "public": "仅公钥"}

func (k keyDesk) line(key workflow.SigningKey) (keyLine, error) {
	out := keyLine{ID: key.ID, Algorithm: key.Algorithm, Issuer: key.Issuer, From: key.From, Until: key.Until, Revoked: key.Revoked, State: "public", Sample: key.Sample}
	switch {
	case !key.Revoked.IsZero():
		out.State = "revoked"
	case !key.Until.IsZero():
		out.State = "retired"
	case key.InUse():
		out.State = "in_use"
	}
	var err error
	if key.Private == workflow.PrivateFile {
		out.File, err = k.store.KeyFile(key.ID)
	}
	return out, err
}

func (k keyDesk) list(ctx context.Context) error {
	var rows []workflow.SigningKey
	if err := k.store.Read(ctx, func(tx workflow.Tx) (err error) { rows, err = tx.SigningKeys(ctx); return err }); err != nil {
		return err
	}
	lines := []keyLine{}
	for _, r := range rows {
		line, err := k.line(r)
		if err != nil {
			return err
		}
		lines = append(lines, line)
	}
	if k.env.JSON() {
		return k.env.WriteJSON(struct {
			Keys []keyLine `json:"keys"`
		}{lines})
	}
	if len(lines) == 0 {
		k.env.Printf("没有签名密钥，文书不签名；新建请用 zhiya keys --new\n")
		return nil
	}
	var t table
	for _, l := range lines {
		issuer := l.Issuer
		if l.Sample {
			issuer += "（示例密钥）"
		}
		t.row(l.ID, l.Algorithm.String(), keyStates[l.State], l.From.String(), issuer, l.File)
	}
	t.print(k.env.Out)
	return nil
}

func (k keyDesk) export(ctx context.Context) error {
	var key workflow.SigningKey
	if err := k.store.Read(ctx, func(tx workflow.Tx) (err error) {
		key, err = tx.SigningKey(ctx, k.env.Flag("export"))
		return err
	}); err != nil {
		return flagged(err, map[string]string{"": "--export"})
	}
	if err := writeWhole(k.env.Flag("out"), []byte(key.Text())); err != nil {
		return err
	}
	return k.answer("已导出公钥到 "+k.env.Flag("out")+"，请另以电话等途径告知对方密钥编号", key)
}

func (k keyDesk) answer(message string, key workflow.SigningKey) error {
	line, err := k.line(key)
	if err != nil {
		return err
	}
	if k.env.JSON() {
		return k.env.WriteJSON(line)
	}
	k.env.Printf("%s\n密钥编号 %s  %s  %s\n", message, line.ID, line.Algorithm, line.Issuer)
	if line.File != "" && line.State == "in_use" {
		k.env.Printf("私钥文件 %s（仅本人可读；数据备份不含它，请另行妥善保管）\n", line.File)
	}
	return nil
}
