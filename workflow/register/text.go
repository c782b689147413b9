package register

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"zhiya/workflow/casefile"
	"zhiya/workflow/right"
)

// Marks between the parts of a searchable text. Folding removes blanks and punctuation, so no part can hold them.
const (
	partEnd   = "\n"
	ownerMark = "\t"
)

// Fold brings text to the form in which the register is searched: half width, lower case, letters and digits only. A number is
// found with or without its dots and blanks.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, casefile.Fold(text))
}

// Text is what an entry is searched by: number, title and the names of the owners, folded, with marks between them.
func Text(r right.Right) string {
	var b strings.Builder
	b.Grow(96)
	b.WriteString(Fold(r.Number))
	b.WriteString(partEnd)
	b.WriteString(Fold(r.Title))
	b.WriteString(partEnd)
	for _, o := range r.Owners {
		b.WriteString(ownerMark)
		b.WriteString(Fold(OwnerName(o)))
	}
	b.WriteString(ownerMark)
	return b.String()
}

// OwnerNeedle is the part of a Text that says: this is one of the owners, by the whole name.
func OwnerNeedle(name string) string { return ownerMark + Fold(name) + ownerMark }

// gramLength is the number of characters of a word of the index: long enough to be rare, and most names are longer.
const gramLength = 3

// Grams are the words by which a Text is indexed, with a blank between them: from every character the three that begin there,
// fewer at the end of a part, so that every shorter string is the beginning of some word.
func Grams(text string) string {
	var b strings.Builder
	b.Grow(len(text) * (gramLength + 1))
	for len(text) > 0 {
		end := strings.IndexAny(text, partEnd+ownerMark)
		part := text
		if end >= 0 {
			part, text = text[:end], text[end+1:]
		} else {
			text = ""
		}
		// ahead runs gramLength characters before at.
		ahead := 0
		for n := 0; n < gramLength && ahead < len(part); n++ {
			_, w := utf8.DecodeRuneInString(part[ahead:])
			ahead += w
		}
		for at := 0; at < len(part); {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(part[at:ahead])
			_, w := utf8.DecodeRuneInString(part[at:])
			at += w
			if ahead < len(part) {
				_, w = utf8.DecodeRuneInString(part[ahead:])
				ahead += w
			}
		}
	}
	return b.String()
}

// Needle is a folded text to search for, as an index of Grams is asked. A text holds it when it has all Words one behind the other,
// or some word that begins with Prefix.
type Needle struct {
	Fold   string
	Words  []string
	Prefix string
}

// NeedleFor takes apart what is searched for; ok is false when nothing of it can be searched, such as "—".
func NeedleFor(search string) (n Needle, ok bool) {
	n.Fold = Fold(search)
	runes := []rune(n.Fold)
	switch {
	case len(runes) == 0:
		return n, false
	case len(runes) < gramLength:
		n.Prefix = n.Fold
		return n, true
	}
	for at := 0; at+gramLength <= len(runes); at++ {
		n.Words = append(n.Words, string(runes[at:at+gramLength]))
	}
	return n, true
}

// everywhere are words that most owners' names have: to ask for them makes an index walk all entries.
var everywhere = []string{"有限公", "限公司", "限责任", "责任公", "任公司", "股份有", "份有限"}

// mostWords bounds how many words are asked for where the text is looked at afterwards; more would not find less.
const mostWords = 8

// Rare are words that a text with the needle has, for an index whose finds are looked at again.
func (n Needle) Rare() []string {
	rare := slices.DeleteFunc(slices.Clone(n.Words), func(w string) bool { return slices.Contains(everywhere, w) })
	if len(rare) == 0 {
		rare = n.Words
	}
	return rare[:min(len(rare), mostWords)]
}
