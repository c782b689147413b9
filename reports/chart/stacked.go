package chart

import "math"

// Stacked are vertical bars divided into named parts, in their order (堆积柱形): months or years with what they are made of. Parts
// below zero are stacked downwards.
type Stacked struct {
	Unit   string
	Parts  []string
	Stacks []Stack
}

// Draw implements Chart.
func (c Stacked) Draw(width, height float64, m Measure) []Shape {
	out := unitMark(c.Unit)
	if len(c.Stacks) == 0 {
		return out
	}
	fills := make([]fillStyle, len(c.Parts))
	for i := range fills {
		fills[i] = styleOf(i)
	}
	lo, hi := 0.0, 0.0
	labels := make([]string, len(c.Stacks))
	for i, stack := range c.Stacks {
		labels[i] = stack.Label
		up, down := 0.0, 0.0
		for _, v := range stack.Values {
			up, down = up+math.Max(0, v.At), down+math.Min(0, v.At)
		}
		lo, hi = math.Min(lo, down), math.Max(hi, up)
	}
	_, keyHeight := legend(c.Parts, fills, 0, 0, width, m)
	top, bottom := 20.0, height-keyHeight-26
	s := newScale(lo, hi, bottom, top, 5)
	left := s.leftRoom(m)
	out = append(out, s.gridLeft(left, width)...)
	pitch := (width - left) / float64(len(c.Stacks))
	thick := math.Min(pitch*0.62, 44)
	for i, stack := range c.Stacks {
		out = append(out, c.stack(stack, s, left+pitch*(float64(i)+0.5), thick, fills, m)...)
	}
	out = append(out, namesUnder(labels, left, pitch, bottom+11, width, m)...)
	keys, _ := legend(c.Parts, fills, 0, height-keyHeight+2, width, m)
	out = append(out, Line{X1: left, Y1: s.at(0), X2: width, Y2: s.at(0), Width: 0.8, Color: black})
	return append(out, keys...)
}

func (c Stacked) stack(stack Stack, s scale, mid, thick float64, fills []fillStyle, m Measure) []Shape {
	var out []Shape
	up, down := 0.0, 0.0
	for j, v := range stack.Values {
		if v.At == 0 || j >= len(fills) {
			continue
		}
		base := &up
		if v.At < 0 {
			base = &down
		}
		from, to := s.at(*base), s.at(*base+v.At)
		*base += v.At
		out = append(out, box(mid-thick/2, from, thick, to-from, fills[j])...)
		if math.Abs(to-from) >= 10 {
			out = append(out, inBar(v.Text, mid-thick/2, (from+to)/2, thick, fills[j], m)...)
		}
	}
	return out
}

// Table implements Chart.
func (c Stacked) Table() Table { return Shares(c).Table() }

func (c Stacked) leastHeight() float64 { return 90 + 14*float64(min(len(c.Parts), 4)) }
