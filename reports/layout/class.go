package layout

import "strings"

// class says what the line breaker must know of a character; the bits combine.
type class uint16

const (
	blank      class = 1 << iota // 空格
	word                         // of Latin words, numbers and codes, which stay together
	digit                        // 0 to 9
	neverFirst                   // may not begin a line
	neverLast                    // may not end a line
	unit                         // may be the first character of a unit after a number
	multiple                     // 万 and 亿 between a number and its unit
	connector                    // an overlong word may be divided after it
	leader                       // belongs to the number that follows: 第, ≥
	part                         // of a unit of several characters
)

func (c class) is(of class) bool { return c&of != 0 }

// Characters that may not begin or end a line (标点禁则, GB/T 15834 practice) with their half-width counterparts, and those that
// belong to a number beside them.
var members = map[class]string{
	blank:      " \u3000\u00A0",
	digit:      "0123456789",
	neverFirst: "，。、；：？！）》」』】〕”’…％%〉］｝·‰℃°—～,.;:!?)]}",
	neverLast:  "（《「『【〔“‘￥〈［｛([{$¥＄",
	unit:       "元万亿千百角分年月日天时秒件项页份个倍人家户次条款号类级名张台套笔期位股吨米岁周季平立公毫厘克升㎡㎥㎏㎝㎜㎞",
	multiple:   "万亿千百",
	connector:  "-/_.?&=@,:;",
	leader:     "第≥≤≈＞＜＝№",
	part:       strings.Join(longUnits, ""),
}

// longUnits are units that are not divided after their number.
var longUnits = []string{"个工作日", "工作日", "平方米", "立方米", "平方公里", "个月", "个百分点", "公里", "千克", "毫米", "厘米", "千米", "周岁", "小时", "分钟"}

// longestUnit is the length of the longest of them.
const longestUnit = 4

// classes holds the class of every character of the basic plane.
var classes = func() *[0x10000]class {
	table := new([0x10000]class)
	for r := '!'; r < 0x2000; r++ {
		if r != 0xA0 && r != '·' {
			table[r] = word
		}
	}
	for c, text := range members {
		for _, r := range text {
			table[r] |= c
		}
	}
	return table
}()

func classOf(r rune) class {
	if uint32(r) < uint32(len(classes)) {
		return classes[r]
	}
	return 0
}

func isWord(r rune) bool { return classOf(r).is(word) }
