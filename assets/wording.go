package assets

import "embed"

//go:embed wording/*.txt
var wording embed.FS

// Wording is the built-in text of a wording template (文书用语), one sentence or clause a line with its fields in 【】; false
// when there is none of the name. The texts are our own words; where they repeat a law they name its article.
func Wording(name string) (string, bool) {
	raw, err := wording.ReadFile("wording/" + name + ".txt")
	return string(raw), err == nil
}
