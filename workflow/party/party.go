// Package party holds the enterprises of a case: debtors and pledgors. The enterprise has no desk of its own; its papers
// are received by the organisations that act.
package party

import (
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow/ident"
)

// Enterprise is a firm (or a natural person) that borrows or pledges.
type Enterprise struct {
	Name     string `json:"name" label:"名称"`
	USCC     string `json:"uscc" label:"统一社会信用代码" opt:"1" hint:"18 位；自然人填写身份证号；受理时可待补，签约前必填"`
	Address  string `json:"address" label:"住所" opt:"1"`
	Contact  string `json:"contact" label:"联系人" opt:"1"`
	Phone    string `json:"phone" label:"联系电话" opt:"1"`
	District string `json:"district" label:"所属县区（功能板块）" opt:"1" choices:"海州区|连云区|赣榆区|东海县|灌云县|灌南县|徐圩新区|连云港经济技术开发区|连云港高新技术产业开发区|其他"`
	Chain    string `json:"chain" label:"重点产业链" opt:"1" choices:"硅材料|石化|钢铁合金|新能源|装备制造|信息产业|生物医药|高性能纤维及复合材料|绿色食品|化工新材料|其他"`
	Labels   string `json:"labels" label:"企业类型" opt:"1" hint:"高新技术企业、专精特新企业、科技型中小企业等"`
	Group    string `json:"group" label:"关联集团" opt:"1" hint:"同一集团填写同一名称，用于集中度控制"`
}

// Validate names every fault of the enterprise. The code may be missing at intake and is asked for before signing.
func (e Enterprise) Validate() error {
	var fs fault.Faults
	if strings.TrimSpace(e.Name) == "" {
		fs.Invalid("party.name", "name", "请填写当事人名称")
	}
	if code := strings.TrimSpace(e.USCC); code != "" {
		_, err := ident.ParseParty(code)
		fs.Append("uscc", err)
	}
	return fs.Err()
}
