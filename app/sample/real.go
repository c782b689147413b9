package sample

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"zhiya/assets"
	"zhiya/valuation/date"
	"zhiya/valuation/money"
	"zhiya/workflow/casefile"
	"zhiya/workflow/ident"
	"zhiya/workflow/party"
	"zhiya/workflow/right"
)

// realOwner is a Jiangsu firm whose five utility models stand in the embedded export. Numbers, titles and dates are real;
// status, fees, the firm's figures and the request for a loan are 示例.
const realOwner = "海安县建莲商品混凝土有限公司"

// importOwner reads the rights of one owner from the export of the patent database: 申请号, 名称, 申请日, 公开日 (of a utility model:
// the grant announcement), 主分类号.
func importOwner(owner string) ([]right.Right, int, error) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(assets.CNIPRPatents, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return nil, 0, fmt.Errorf("示例专利数据无法读取：%w", err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var out []right.Right
	for n, row := range rows[1:] {
		cell := func(name string) string { return strings.TrimSpace(row[column[name]]) }
		if cell("申请（专利权）人") != owner {
			continue
		}
		number, err := ident.ParsePatentNo(cell("申请号"))
		if err != nil {
			return nil, 0, fmt.Errorf("第 %d 行：%w", n+2, err)
		}
		filed, err := date.ParseLoose(cell("申请日"))
		if err != nil {
			return nil, 0, fmt.Errorf("第 %d 行：%w", n+2, err)
		}
		granted, err := date.ParseLoose(cell("公开（公告）日"))
		if err != nil {
			return nil, 0, fmt.Errorf("第 %d 行：%w", n+2, err)
		}
		ipc, _, _ := strings.Cut(cell("主分类号"), "(")
		out = append(out, right.Right{Kind: right.Kind(number.RightKind()), Number: number.String(), Title: cell("名称"), Filed: filed, Granted: granted,
			IPC: ipc, Owners: []right.Owner{{Name: owner, Consented: true}}})
	}
	return out, len(rows) - 1, nil
}

func (p *Player) realPatents(ctx context.Context) {
	rights, total, err := importOwner(realOwner)
	if err != nil {
		p.err = err
		return
	}
	p.begin("真实专利：受理、评估、登记预审（不办理质押）")
	p.Report(fmt.Sprintf("从真实专利导出文件读取 %d 条，取 %s 的 %d 项实用新型；法律状态、年费与财务数据为示例录入", total, realOwner, len(rights)))
	for i := range rights {
		rights[i].Status, rights[i].StatusOn, rights[i].StatusSource = right.InForce, date.Must("2021-12-01"), "示例录入，非登记簿查询结果"
		rights[i].FeesPaidUntil, rights[i].Sample = date.Must("2022-05-31"), true
	}
	owner := party.Enterprise{Name: realOwner, Address: "江苏省南通市海安县老坝港镇海港村16组", District: "其他", Chain: "其他"}
	p.Do(ctx, "2021-12-02", "kehu", casefile.OpenCase{Sample: true, IntakeForm: casefile.IntakeForm{PledgeKind: "general", PledgeMode: "direct",
		LenderID: "org-bank", BureauID: "org-bureau", Requested: money.Must("150000.00"), TermMonths: 4, Purpose: "示例：流动资金周转",
		Debtors: []party.Enterprise{owner}, Pledgors: []party.Enterprise{owner}, Rights: rights}})
	p.Do(ctx, "", "kehu", casefile.CompleteIntake{Note: "资料齐全"})
	p.Do(ctx, "2021-12-03", "kehu", casefile.RecordDueDiligence{Indicative: money.Must("100000.00"), Product: "示例知识产权质押贷", Lane: casefile.External,
		AssessorID: "org-appraisal", Checks: []casefile.CheckItem{{Item: "权利期限将于2022年5月31日届满", OK: true, Note: "贷款期限不得超过该日"}},
		Opinion: "权利剩余期限不足半年，仅可办理短期流动资金"})
	p.appraise(ctx, "2021-12-06", "2021-12-13", realValuation(len(rights)), "示例评报字〔2021〕第018号", false)
	p.Do(ctx, "2021-12-22", "kehu", casefile.RunPrecheck{Due: date.Must("2022-04-22")})
}
