package valuation

import (
	"bytes"
	"encoding/json"

	"zhiya/valuation/fault"
	"zhiya/valuation/trace"
)

// Recalculate runs the inputs again and compares with a conclusion that was kept. Nil means the same bit for bit. Otherwise the
// fault names the first step that differs (code "recalculate.step"), a conclusion of another engine ("recalculate.engine") or
// a part outside the steps ("recalculate.part"); inputs that no longer conclude return their own faults.
func Recalculate(in Inputs, kept Conclusion) error {
	again, err := Conclude(in)
	if err != nil {
		return err
	}
	if id, title, differs := trace.FirstDifference(kept.Steps, again.Steps); differs {
		return fault.New(fault.Refused, "recalculate.step", id, "复算结果不一致，最先不同的步骤是“%s”，请核对参数是否被改动", title)
	}
	if kept.Engine != again.Engine {
		return fault.New(fault.Refused, "recalculate.engine", "engine", "原结论由计算引擎 %s 得出，当前为 %s，各步骤数值一致", kept.Engine, again.Engine)
	}
	parts := []struct {
		path     string
		was, now any
	}{
		{"approaches", kept.Approaches, again.Approaches}, {"spread", kept.Spread, again.Spread},
		{"market_value", kept.MarketValue, again.MarketValue}, {"forced_sale_value", kept.ForcedSaleValue, again.ForcedSaleValue},
		{"bridge", kept.Bridge, again.Bridge}, {"rights", kept.Rights, again.Rights}, {"scores", kept.Scores, again.Scores}, {"simulation", kept.Simulation, again.Simulation}, {"life_end", kept.LifeEnd, again.LifeEnd},
		{"notes", append([]string{}, kept.Notes...), append([]string{}, again.Notes...)},
	}
	for _, p := range parts {
		was, err := json.Marshal(p.was)
		if err != nil {
			return fault.Wrap(err, "recalculate.json", "复算比较失败")
		}
		now, err := json.Marshal(p.now)
		if err != nil {
			return fault.Wrap(err, "recalculate.json", "复算比较失败")
		}
		if !bytes.Equal(was, now) {
			return fault.New(fault.Refused, "recalculate.part", p.path, "复算结果不一致：%s，请核对结论是否被改动", p.path)
		}
	}
	return nil
}
