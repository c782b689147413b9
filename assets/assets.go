// Package assets holds what the program carries inside itself: fonts and pictures. It is a leaf: it imports nothing of ours.
package assets

import _ "embed"

//go:embed fonts/NotoSansSC-Regular.ttf
var regular []byte

//go:embed fonts/NotoSansSC-Bold.ttf
var bold []byte

//go:embed fonts/OFL.txt
var fontLicence string

// FontRegular is Noto Sans SC Regular as TrueType; the caller must not change the bytes.
func FontRegular() []byte { return regular }

// FontBold is Noto Sans SC Bold as TrueType; the caller must not change the bytes.
func FontBold() []byte { return bold }

// FontLicence is the text of the SIL Open Font License the fonts come under.
func FontLicence() string { return fontLicence }
