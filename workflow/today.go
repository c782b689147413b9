package workflow

import (
	"time"

	"zhiya/valuation/date"
)

// shanghai is the zone of every civil day of the program.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Today is the civil day in China at an instant.
func Today(at time.Time) date.Date { return date.FromTime(at.In(shanghai)) }
