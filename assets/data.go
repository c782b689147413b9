package assets

import (
	"embed"
	"io/fs"
)

//go:embed rules calendar score exchange
var data embed.FS

// Rules holds the rule packs (规则包), one JSON file a version; workflow/policy reads them.
func Rules() fs.FS { return room("rules") }

// Calendars holds the State Council's working calendars (节假日与调休安排), one JSON file a year; workflow/calendar reads
// them. They come from NateScarlet/holiday-cn @ d4e53bf2 (MIT, licence text beside the files).
func Calendars() fs.FS { return room("calendar") }

// Indicators holds the indicator trees that come with the program (内置示例指标、分成率因素、风险评分表), one JSON file a tree;
// valuation/score reads them. All are examples: names and rubric of our own wording, weights unverified.
func Indicators() fs.FS { return room("score") }

// ImportHeaders holds the column names of the lists that rights are imported from (headers.json, its source inside);
// workflow/exchange reads it.
func ImportHeaders() fs.FS { return room("exchange") }

func room(name string) fs.FS {
	sub, err := fs.Sub(data, name)
	if err != nil {
		panic(err) // the name is a constant of this file: only a broken build can get here
	}
	return sub
}
