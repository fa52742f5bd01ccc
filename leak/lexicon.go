package leak

// A class says what a word of the lexicon is.
type class uint8

const (
	aMonth class = iota + 1
	// aVagueMonth is a month whose name is a word of its own too.
	aVagueMonth
	aUnit
	aTeen
	aTen
	aHundred
	aThousand
	aDozen
	// aDayTime is noon or midnight, in minutes.
	aDayTime
	// aQuarter is a quarter or a half of an hour, in minutes.
	aQuarter
)

// A meaning is what an English word says of time or number.
type meaning struct {
	class   class
	value   int64
	ordinal bool
}

// multiplies reports whether the word makes a number larger: "two dozen".
func (m meaning) multiplies() bool {
	return m.class == aHundred || m.class == aThousand || m.class == aDozen
}

// names reports whether the word names a month.
func (m meaning) names() bool { return m.class == aMonth || m.class == aVagueMonth }

// lexicon are the English words of time and number.
var lexicon = map[string]meaning{
	"january": {class: aMonth, value: 1}, "jan": {class: aMonth, value: 1},
	"february": {class: aMonth, value: 2}, "feb": {class: aMonth, value: 2},
	"march": {class: aVagueMonth, value: 3}, "mar": {class: aVagueMonth, value: 3},
	"april": {class: aMonth, value: 4}, "apr": {class: aMonth, value: 4},
	"may":  {class: aVagueMonth, value: 5},
	"june": {class: aMonth, value: 6}, "jun": {class: aMonth, value: 6},
	"july": {class: aMonth, value: 7}, "jul": {class: aMonth, value: 7},
	"august": {class: aMonth, value: 8}, "aug": {class: aMonth, value: 8},
	"september": {class: aMonth, value: 9}, "sep": {class: aMonth, value: 9}, "sept": {class: aMonth, value: 9},
	"october": {class: aMonth, value: 10}, "oct": {class: aMonth, value: 10},
	"november": {class: aMonth, value: 11}, "nov": {class: aMonth, value: 11},
	"december": {class: aMonth, value: 12}, "dec": {class: aMonth, value: 12},

	"one": {class: aUnit, value: 1}, "two": {class: aUnit, value: 2}, "three": {class: aUnit, value: 3},
	"four": {class: aUnit, value: 4}, "five": {class: aUnit, value: 5}, "six": {class: aUnit, value: 6},
	"seven": {class: aUnit, value: 7}, "eight": {class: aUnit, value: 8}, "nine": {class: aUnit, value: 9},
	"ten": {class: aTeen, value: 10}, "eleven": {class: aTeen, value: 11}, "twelve": {class: aTeen, value: 12},
	"thirteen": {class: aTeen, value: 13}, "fourteen": {class: aTeen, value: 14}, "fifteen": {class: aTeen, value: 15},
	"sixteen": {class: aTeen, value: 16}, "seventeen": {class: aTeen, value: 17}, "eighteen": {class: aTeen, value: 18},
	"nineteen": {class: aTeen, value: 19},
	"twenty":   {class: aTen, value: 20}, "thirty": {class: aTen, value: 30}, "forty": {class: aTen, value: 40},
	"fifty": {class: aTen, value: 50}, "sixty": {class: aTen, value: 60}, "seventy": {class: aTen, value: 70},
	"eighty": {class: aTen, value: 80}, "ninety": {class: aTen, value: 90},
	"hundred": {class: aHundred, value: 100}, "dozen": {class: aDozen, value: 12},
	"thousand": {class: aThousand, value: 1_000}, "million": {class: aThousand, value: 1_000_000},
	"billion": {class: aThousand, value: 1_000_000_000},

	"first": {class: aUnit, value: 1, ordinal: true}, "second": {class: aUnit, value: 2, ordinal: true},
	"third": {class: aUnit, value: 3, ordinal: true}, "fourth": {class: aUnit, value: 4, ordinal: true},
	"fifth": {class: aUnit, value: 5, ordinal: true}, "sixth": {class: aUnit, value: 6, ordinal: true},
	"seventh": {class: aUnit, value: 7, ordinal: true}, "eighth": {class: aUnit, value: 8, ordinal: true},
	"ninth": {class: aUnit, value: 9, ordinal: true}, "tenth": {class: aTeen, value: 10, ordinal: true},
	"eleventh": {class: aTeen, value: 11, ordinal: true}, "twelfth": {class: aTeen, value: 12, ordinal: true},
	"thirteenth": {class: aTeen, value: 13, ordinal: true}, "fourteenth": {class: aTeen, value: 14, ordinal: true},
	"fifteenth": {class: aTeen, value: 15, ordinal: true}, "sixteenth": {class: aTeen, value: 16, ordinal: true},
	"seventeenth": {class: aTeen, value: 17, ordinal: true}, "eighteenth": {class: aTeen, value: 18, ordinal: true},
	"nineteenth": {class: aTeen, value: 19, ordinal: true}, "twentieth": {class: aTen, value: 20, ordinal: true},
	"thirtieth": {class: aTen, value: 30, ordinal: true},

	"noon": {class: aDayTime, value: 12 * 60}, "midday": {class: aDayTime, value: 12 * 60}, "midnight": {class: aDayTime},
	"half": {class: aQuarter, value: 30}, "quarter": {class: aQuarter, value: 15},
}
