package command

import (
	"context"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
)

func assignClaims() Command {
	return Command{Name: "assign", Summary: "批量债权转让：按案号清单提出，另一人批准", Usage: "--db F --as LOGIN --in FILE (--to CODE --agreement NO --signed DATE --notice DATE [--partners DATE] --reason TEXT | --approve OPINION)",
		Details: "--in 为案号清单，一行一个。经办人给出受让银行的机构代码、协议编号、签订日和通知债务人日，有风险分担方案的案件另须合作方书面同意日；审批人用 --approve 写明意见，逐件批准所提出的转让。" +
			"每件案件各自办理，不能办理的写明原因，其余不受影响。批准后案件归受让银行办理，登记簿变更以前一直有提示。密码从标准输入读取一行。",
		Flags: []Flag{flagDB, {Name: "as", Value: "LOGIN", Help: "登录名（贷款银行的经办或审批人）", Required: true}, {Name: "in", Value: "FILE", Help: "案号清单", Required: true},
			{Name: "to", Value: "CODE", Help: "受让银行的机构代码"}, {Name: "agreement", Value: "NO", Help: "转让协议编号"}, {Name: "signed", Value: "DATE", Help: "协议签订日"},
			{Name: "notice", Value: "DATE", Help: "通知债务人日"}, {Name: "partners", Value: "DATE", Help: "合作方书面同意日"}, {Name: "reason", Value: "TEXT", Help: "变更原因"},
			{Name: "approve", Value: "OPINION", Help: "批准，写明意见"}, FlagJSON},
		Run: runAssign}
}

// assignedCase is what became of one case, for programs.
type assignedCase struct {
	Case  string `json:"case"`
	Done  bool   `json:"done"`
	Error string `json:"error,omitempty"`
}

func runAssign(ctx context.Context, env *Env) error {
	var fs fault.Faults
	form := casefile.PartyChangeForm{Agreement: env.Flag("agreement"), Reason: env.Flag("reason")}
	var err error
	if !env.Given("approve") {
		for _, name := range []string{"to", "agreement", "signed", "notice", "reason"} {
			if env.Flag(name) == "" {
				fs.Invalid("flag.missing", "--"+name, "提出转让缺少选项 --%s", name)
			}
		}
		form.Signed, err = env.Date("signed")
		fs.Append("", err)
		form.Notice, err = env.Date("notice")
		fs.Append("", err)
		form.Partners, err = env.Date("partners")
		fs.Append("", err)
	}
	if err := fs.Err(); err != nil {
		return err
	}
	text, err := readFlagFile(env, "in")
	if err != nil {
		return err
	}
	numbers := strings.FieldsFunc(strings.TrimPrefix(string(text), "\ufeff"), func(r rune) bool { return r == '\n' || r == '\r' })
	return atDesk(ctx, env, func(desk *workflow.Desk, person string) error {
		var done []workflow.CaseResult
		if env.Given("approve") {
			done, err = desk.ApproveAssignments(ctx, person, numbers, env.Flag("approve"))
		} else {
			if form.AssigneeID, err = bankOf(ctx, desk, env.Flag("to")); err != nil {
				return err
			}
			done, err = desk.ProposeAssignments(ctx, person, numbers, form)
		}
		if err != nil {
			return err
		}
		return tellAssigned(env, done)
	})
}

// bankOf is the id of the bank of a code.
func bankOf(ctx context.Context, desk *workflow.Desk, code string) (string, error) {
	orgs, _, err := desk.Directory(ctx)
	if err != nil {
		return "", err
	}
	for _, o := range orgs {
		if o.Kind == access.Bank && o.Code == code {
			return o.ID, nil
		}
	}
	return "", fault.New(fault.Invalid, "org.missing", "--to", "没有代码为“%s”的银行", clip(code))
}

func tellAssigned(env *Env, done []workflow.CaseResult) error {
	lines := make([]assignedCase, len(done))
	var refused fault.Faults
	for i, r := range done {
		lines[i] = assignedCase{Case: r.Number, Done: r.Err == nil}
		if r.Err != nil {
			lines[i].Error = r.Err.Error()
			refused.Append(r.Number, r.Err)
		}
	}
	if len(refused) > 0 && workflow.Done(done) == 0 {
		return refused
	}
	if env.JSON() {
		return env.WriteJSON(lines)
	}
	env.Printf("办理 %d 件，未办理 %d 件\n", workflow.Done(done), len(done)-workflow.Done(done))
	for _, l := range lines {
		if l.Error != "" {
			env.Printf("  %s：%s\n", l.Case, l.Error)
		}
	}
	return nil
}
