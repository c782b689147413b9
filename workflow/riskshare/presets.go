package riskshare

import (
	"cmp"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow/policy"
)

// PresetPack is the rule pack with the programs that were published (风险分担方案预设).
const PresetPack = "schemes"

// Preset is a published program as a beginning for one's own: it is a 示例 until somebody keeps it as a version of the partners, and a
// Verified one may name its basis.
type Preset struct {
	Program  Program `json:"program"`
	Verified bool    `json:"verified"` // the figures were read in the source
	Remedy   string  `json:"remedy,omitempty"`
}

// Presets are the published programs in force on a day, each with its source.
func Presets(rules *policy.Library, on date.Date) ([]Preset, error) {
	pack, err := rules.On(PresetPack, on)
	if err != nil {
		return nil, err
	}
	var out []Preset
	var fs fault.Faults
	for _, item := range pack.Items {
		p, err := policy.Figures[Program](item)
		if err != nil {
			fs.Append(item.Code, err)
			continue
		}
		p.Code, p.Name, p.Example, p.ValidFrom = item.Code, item.Title, true, pack.ValidFrom
		p.Source = cmp.Or(item.Source, pack.Source)
		if item.Verified {
			p.Basis = item.Basis
		}
		fs.Append(item.Code, p.Validate())
		out = append(out, Preset{Program: p, Verified: item.Verified, Remedy: item.Remedy})
	}
	return out, fs.Err()
}
