package command

import (
	"context"
	"fmt"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/pledge"
	"zhiya/workflow/right"
)

var feeStates = map[pledge.FeeState]string{
	pledge.FeeBeforeGrant: "授权前", pledge.FeeRegistration: "随授权登记缴纳", pledge.FeePaid: "已缴", pledge.FeeFuture: "未到期",
	pledge.FeeDue: "应缴", pledge.FeeGrace: "补缴期内", pledge.FeeLapsed: "逾期未缴",
}

func fees() Command {
	return Command{
		Name:    "fees",
		Summary: "专利年费：各年度的缴费日、补缴期与滞纳金；fees batch 批量代缴与票据导入",
		Usage: "--kind invention|utility|design --filed DATE --granted DATE --on DATE [--fees-paid-until DATE] [--json]\n" +
			"       zhiya fees " + feeBatchUsage,
		Details: feeBatchDetails,
		MaxArgs: 1,
		Flags: append([]Flag{
			{Name: "kind", Value: "KIND", Help: "invention 发明、utility 实用新型、design 外观设计"},
			{Name: "filed", Value: "DATE", Help: "申请日"},
			{Name: "granted", Value: "DATE", Help: "授权公告日"},
			{Name: "on", Value: "DATE", Help: "计算日；批量代缴时为缴费日，默认今天"},
			{Name: "fees-paid-until", Value: "DATE", Help: "年费缴至日；不给则按未缴计算"},
			FlagJSON,
		}, feeBatchFlags...),
		Run: func(ctx context.Context, env *Env) error {
			if len(env.Args) > 0 {
				return runFeeBatch(ctx, env)
			}
			var fs fault.Faults
			for _, name := range []string{"kind", "filed", "granted", "on"} {
				if !env.Given(name) {
					fs.Invalid("flag.missing", "--"+name, "缺少必需的选项 --%s", name)
				}
			}
			for _, f := range feeBatchFlags {
				if env.Given(f.Name) {
					fs.Invalid("flag.conflict", "--"+f.Name, "--%s 只用于 fees batch", f.Name)
				}
			}
			if err := fs.Err(); err != nil {
				return err
			}
			day := func(flag string) date.Date {
				d, err := env.Date(flag)
				fs.Append("", err)
				return d
			}
			request := pledge.FeeRequest{Kind: right.Kind(env.Flag("kind")), Filed: day("filed"), Granted: day("granted"), On: day("on"),
				PaidUntil: day("fees-paid-until")}
			if err := fs.Err(); err != nil {
				return err
			}
			result, err := pledge.Fees(request, nil)
			if err != nil {
				return flagPaths(err)
			}
			if env.JSON() {
				return env.WriteJSON(result)
			}
			showFees(env, result)
			if request.PaidUntil.IsZero() {
				env.Printf("未给出年费缴至日，各年度按未缴计算\n")
			}
			return nil
		},
	}
}

func showFees(env *Env, c pledge.FeeCalendar) {
	t := table{}
	t.row(alignRight("年度"), "应缴日", "补缴止日", alignRight("年费（元）"), alignRight("滞纳金（元）"), "状态")
	for _, y := range c.Years {
		t.row(alignRight(fmt.Sprint(y.Year)), y.PayBy.String(), y.GraceBy.String(), alignRight(y.Amount.Format()), alignRight(y.Surcharge.Format()), feeStates[y.State])
	}
	t.print(env.Out)
	if c.Next != nil {
		env.Printf("下一笔：第 %d 年度 %s 元\n", c.Next.Year, c.Next.Payable.Format())
	}
	env.Printf("期限届满：%s；全期年费合计 %s 元\n依据：%s\n", c.Expiry, c.LifeTotal.Format(), c.Basis)
	if !c.SurchargeVerified {
		env.Printf("滞纳金比例待核实\n")
	}
	if c.Provisional {
		env.Printf("部分日期暂定：涉及的年份尚未公布放假安排\n")
	}
}
