package sensitivity

import (
	"math"
	"slices"

	"zhiya/valuation/fault"
)

// asymmetry is the share of the swing by which the two arms of a bar may differ before it is marked.
const asymmetry = 0.2

// Bar is one driver of a tornado (龙卷风图): the value with the driver low and high, all others at their base.
type Bar struct {
	Variable
	AtLow  Cell `json:"at_low"`
	AtHigh Cell `json:"at_high"`
	// Swing is |value at high − value at low|; with a failed end the arm that is there.
	Swing float64 `json:"swing"`
	// Asymmetric marks arms that differ by more than 20 % of the swing, or that lie on one side of the base.
	Asymmetric bool `json:"asymmetric"`
}

// Tornado is the value with every driver at its base and a bar for each driver, the widest first and equal ones in the order given.
// Faults: Invalid for a range that does not hold its base (paths variables[i].low, .high), the error of value at the base figures.
func Tornado(variables []Variable, value Value) (base float64, bars []Bar, err error) {
	var fs fault.Faults
	for i, v := range variables {
		if !(v.Low <= v.Base) || math.IsInf(v.Low, 0) {
			fs.Invalid("sensitivity.low", at(i)+".low", "“%s”的低值应为不大于基准值 %v 的数，当前为 %v", v.Title, v.Base, v.Low)
		}
		if !(v.High >= v.Base) || math.IsInf(v.High, 0) {
			fs.Invalid("sensitivity.high", at(i)+".high", "“%s”的高值应为不小于基准值 %v 的数，当前为 %v", v.Title, v.Base, v.High)
		}
	}
	x, base := baseline(variables, value, &fs)
	if len(fs) > 0 {
		return 0, nil, fs
	}
	bars = make([]Bar, len(variables))
	for i, v := range variables {
		b := Bar{Variable: v, AtLow: cell(value, with(x, i, v.Low)), AtHigh: cell(value, with(x, i, v.High))}
		down, up := arm(b.AtLow, base), arm(b.AtHigh, base)
		b.Swing = math.Abs(up - down)
		b.Asymmetric = math.Abs(up+down) > asymmetry*b.Swing
		bars[i] = b
	}
	slices.SortStableFunc(bars, func(a, b Bar) int {
		switch {
		case a.Swing > b.Swing:
			return -1
		case a.Swing < b.Swing:
			return 1
		}
		return 0
	})
	return base, bars, nil
}

func arm(c Cell, base float64) float64 {
	if c.Failed != "" {
		return 0
	}
	return c.Value - base
}

// Ray is one driver of a spider diagram (蛛网图).
type Ray struct {
	Variable
	Absolute bool     `json:"absolute"` // the base is 0: the steps are added to it and do not scale it
	Points   []Vertex `json:"points"`
}

// Vertex is the value with the driver moved by a step: 0.1 is 10 % up.
type Vertex struct {
	Step float64 `json:"step"`
	X    float64 `json:"x"`
	Cell
}

// Spider moves every driver by every step, the others at their base. A base of 0 cannot be scaled; the steps are then added, and the ray
// says so. Faults: Invalid for steps that are not finite or none (path steps), the error of value at the base figures.
func Spider(variables []Variable, steps []float64, value Value) ([]Ray, error) {
	var fs fault.Faults
	if len(steps) == 0 || len(steps) > 101 {
		fs.Invalid("sensitivity.steps", "steps", "请填写 1 至 101 个变动幅度，当前为 %d 个", len(steps))
	}
	for _, s := range steps {
		if math.IsNaN(s) || math.IsInf(s, 0) {
			fs.Invalid("sensitivity.steps", "steps", "变动幅度应为有限的数，当前为 %v", s)
		}
	}
	x, _ := baseline(variables, value, &fs)
	if len(fs) > 0 {
		return nil, fs
	}
	rays := make([]Ray, len(variables))
	for i, v := range variables {
		rays[i] = Ray{Variable: v, Absolute: v.Base == 0}
		for _, s := range steps {
			moved := v.Base + float64(v.Base*s)
			if v.Base == 0 {
				moved = s
			}
			rays[i].Points = append(rays[i].Points, Vertex{s, moved, cell(value, with(x, i, moved))})
		}
	}
	return rays, nil
}
