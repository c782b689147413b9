package widget

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
	"github.com/shopspring/decimal"

	"zhiya/valuation/fault"
	"zhiya/valuation/money"
)

// Unit is what one of the number in a money field stands for.
type Unit string

const (
	Yuan Unit = "元"
	Wan  Unit = "万元"
)

// MoneyEntry is a field for an amount. Its unit stands beside it and is never guessed from the number; the amount in Chinese
// capitals (大写) stands below it once the field is left, so that a wrong zero is seen.
type MoneyEntry struct {
	widget.BaseWidget
	Field *Field
	// OnCommit gets the amount, or why there is none, when the field is left. An empty field commits nothing given.
	OnCommit func(m money.Money, given bool, err error)

	unit  Unit
	words *footnote
	box   *fyne.Container
}

// NewMoneyEntry is an empty field in the given unit.
func NewMoneyEntry(unit Unit) *MoneyEntry {
	m := &MoneyEntry{Field: NewField(""), unit: unit, words: newFootnote(widget.LowImportance)}
	m.Field.OnCommit = func(string) { m.settle() }
	m.box = container.NewVBox(container.NewBorder(nil, nil, nil, widget.NewLabel(string(unit)), m.Field), m.words.box)
	m.ExtendBaseWidget(m)
	return m
}

// Value is the amount; given is false for an empty field.
func (m *MoneyEntry) Value() (amount money.Money, given bool, err error) {
	if strings.TrimSpace(m.Field.Text) == "" {
		return 0, false, nil
	}
	if m.unit == Wan {
		amount, err = parseWan(m.Field.Text)
	} else {
		amount, err = money.ParseLoose(m.Field.Text)
	}
	return amount, err == nil, err
}

// SetValue shows an amount.
func (m *MoneyEntry) SetValue(amount money.Money) {
	m.Field.SetText(m.format(amount))
	m.spell()
}

// Clear empties the field.
func (m *MoneyEntry) Clear() {
	m.Field.SetText("")
	m.spell()
}

// Words is the line below the field: the amount in capitals, what is wrong with it, or "".
func (m *MoneyEntry) Words() string { return m.words.label.Text }

func (m *MoneyEntry) settle() {
	amount, given, err := m.Value()
	if given {
		m.Field.SetText(m.format(amount))
	}
	m.spell()
	if m.OnCommit != nil {
		m.OnCommit(amount, given, err)
	}
}

func (m *MoneyEntry) spell() {
	amount, given, err := m.Value()
	text := ""
	m.words.label.Importance = widget.LowImportance
	switch {
	case err != nil:
		text, m.words.label.Importance = fault.Of(err)[0].Message, widget.DangerImportance
	case given && amount < 0:
		text = "负数没有大写"
	case given:
		text = "大写：" + amount.Chinese()
	}
	m.words.say(text)
	m.Refresh()
}

func (m *MoneyEntry) format(amount money.Money) string {
	if m.unit == Yuan {
		return amount.Format()
	}
	s := amount.Wan(6) // exact: a fen is 0.000001 万元
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func (m *MoneyEntry) typed() *Field { return m.Field }

// Children lets the trace look inside.
func (m *MoneyEntry) Children() []fyne.CanvasObject { return []fyne.CanvasObject{m.box} }

// CreateRenderer draws the field, its unit and the line below.
func (m *MoneyEntry) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(m.box) }

var wanPattern = regexp.MustCompile(`^-?\d{1,14}(\.\d{1,6})?$`)

// parseWan reads an amount in 万元 with at most six decimals, which is to the fen; separators as money.ParseLoose takes them.
func parseWan(s string) (money.Money, error) {
	text := strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．' || r == '。':
			return '.'
		case strings.ContainsRune(",， ￥¥万元\u00a0\u3000", r):
			return -1
		}
		return r
	}, s)
	if !wanPattern.MatchString(text) {
		return 0, fault.New(fault.Invalid, "amount.format", "", "金额应以万元为单位、至多六位小数，例如 100.5 表示 1,005,000 元")
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return 0, fault.Wrap(err, "amount.format", "金额无法识别，请只写数字")
	}
	return money.FromDecimal(d.Shift(4))
}
