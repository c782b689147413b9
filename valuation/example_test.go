package valuation_test

import (
	"fmt"

	"zhiya/valuation"
)

// A bundle of two patents by relief from royalty (mid-year, broken first year, decaying royalty, built-up rate) and by
// replacement cost, reconciled 80 : 20, with the way to the forced-sale value and the parts of the rights.
func ExampleConclude() {
	in := sample()
	c, err := valuation.Conclude(in)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range c.Approaches {
		fmt.Println(a.Name, a.Value.Format(), a.Weight.Percent())
	}
	fmt.Println("差异率", c.Spread.Percent())
	for _, l := range c.Bridge {
		fmt.Println(l.Title, l.Amount.Format())
	}
	fmt.Println("变现价值", c.ForcedSaleValue.Format(), c.ForcedSaleValue.Chinese())
	for _, r := range c.Rights {
		fmt.Println(r.Ref, r.RemainingYears, r.LifeBoundBy, r.Market.Format(), r.ForcedSale.Format())
	}
	year, _ := c.Step("royalty.year.2")
	fmt.Println(year.Title, year.Formula, year.Text())
	for _, s := range year.Children {
		fmt.Println(" ", s.Title, s.Text())
	}
	fmt.Println("复算一致", valuation.Recalculate(in, c) == nil)
	// Output:
	// 收益法（许可费节省法） 1,655,275.03 80.00%
	// 成本法（重置成本法） 1,744,421.90 20.00%
	// 差异率 5.2444%
	// 市场价值 1,673,104.00
	// 变现折扣 -501,931.20
	// 处置费用 -58,558.64
	// 变现期折现 -29,516.54
	// 取整 0.38
	// 变现价值 1,083,098.00 壹佰零捌万叁仟零玖拾捌元整
	// R1 6 经济年限 1,171,173.00 758,169.00
	// R2 5.6694 法定剩余年限 501,931.00 324,929.00
	// 第2期现值（2027-01-01 至 2027-12-31） 当期收益 × 折现系数 451,808.83元
	//   当期许可费率 2.70%
	//   税后节省许可费 504,900.00元
	//   折现系数 0.8948
	// 复算一致 true
}
