package calendar

import "strings"

// A system is a calendar.
type system string

// The calendars that are read; unsaid is none named.
const (
	unsaid    system = ""
	gregorian system = "gregorian"
	solar     system = "persian"
	lunar     system = "islamic"
)

// systems are the words of calendars. The words of those that are not read, and
// those that name two, have none behind them.
var systems = map[string]system{
	"gregorian": gregorian, "ad": gregorian, "ce": gregorian, "میلادی": gregorian,
	"persian": solar, "iranian": solar, "afghan": solar, "solar": solar, "shamsi": solar, "jalali": solar, "ap": solar,
	"sh": solar, "شمسی": solar, "خورشیدی": solar,
	"islamic": lunar, "lunar": lunar, "qamari": lunar, "ah": lunar, "قمری": lunar,
}

// otherSystems are calendars that are known and not read.
var otherSystems = set("hebrew jewish anno-mundi buddhist be julian old-style coptic ethiopian ethiopic chinese japanese reiwa heisei showa minguo roc saka indian bahai badi nepali vikram bs")

// A month is a month of a calendar.
type month struct {
	of     system
	number int
}

// months are the names of months, in small letters.
var months = monthNames([]monthLines{
	{gregorian, []string{
		"january jan janvier", "february feb février fevrier", "march mar mars", "april apr avril", "may mai", "june jun juin",
		"july jul juillet", "august aug août aout", "september sep sept septembre", "october oct octobre",
		"november nov novembre", "december dec décembre",
	}},
	{gregorian, []string{
		"января январь", "февраля февраль", "марта март", "апреля апрель", "мая май", "июня июнь",
		"июля июль", "августа август", "сентября сентябрь", "октября октябрь", "ноября ноябрь", "декабря декабрь",
	}},
	{gregorian, []string{
		"ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
	}},
	{solar, []string{
		"فروردین farvardin hamal حمل", "اردیبهشت ordibehesht sawr ثور", "خرداد khordad jawza جوزا", "تیر tir saratan سرطان",
		"مرداد mordad amordad asad اسد", "شهریور shahrivar sonbola سنبله", "مهر mehr mizan میزان", "آبان aban aqrab عقرب",
		"آذر azar qaws قوس", "دی dey jadi جدی", "بهمن bahman dalw دلو", "اسفند esfand hut حوت",
	}},
	{lunar, []string{
		"muharram moharram محرم", "safar صفر", "rabi-1 rabi-i rabi-al-awwal", "rabi-2 rabi-ii rabi-al-thani",
		"jumada-1 jumada-i jumada-al-awwal", "jumada-2 jumada-ii jumada-al-thani", "rajab رجب", "shaban sha'ban شعبان",
		"ramadan ramazan رمضان", "shawwal شوال", "dhu-al-qadah dhul-qadah", "dhu-al-hijjah dhul-hijjah",
	}},
})

// monthLines are the names of the months of a calendar, a line each.
type monthLines struct {
	of    system
	lines []string
}

// monthNames makes the table of months.
func monthNames(calendars []monthLines) map[string]month {
	all := map[string]month{}
	for _, c := range calendars {
		for n, line := range c.lines {
			for name := range strings.FieldsSeq(line) {
				all[name] = month{c.of, n + 1}
			}
		}
	}
	return all
}

// weekdays are the names of the days of the week, Sunday first.
var weekdays = func() map[string]int {
	all := map[string]int{}
	for i, line := range []string{
		"sunday sun", "monday mon", "tuesday tue", "wednesday wed", "thursday thu", "friday fri", "saturday sat",
	} {
		for name := range strings.FieldsSeq(line) {
			all[name] = i
		}
	}
	return all
}()

// parts are the quarters of a day, by the hour at which they begin.
var parts = map[string]int{"early": 0, "morning": 6, "afternoon": 12, "evening": 18}

// twofold are words that mean two times, with what to write instead.
var twofold = map[string]string{
	"night":    "it may be that before or after midnight: write 00:00 to 06:00, or 18:00 to 24:00",
	"midnight": "it may begin or end the day: write 00:00 or 24:00",
	"tonight":  todayIs, "today": todayIs, "tomorrow": todayIs, "yesterday": todayIs, "now": todayIs,
}

// todayIs is why days that are counted from today are refused.
const todayIs = "it depends on the day on which it is read: write the date"

// zoneWords are words of zones, with what they may mean.
var zoneWords = map[string]string{
	"ist": "+05:30 in India, +02:00 in Israel, +01:00 in Ireland", "cst": "-06:00 in North America, +08:00 in China, -05:00 in Cuba",
	"est": "-05:00 in North America, +10:00 formerly in Australia", "bst": "+01:00 in Britain, +06:00 in Bangladesh, +11:00 in Bougainville",
	"pst": "-08:00 in North America, +08:00 in the Philippines", "mst": "-07:00 in North America, +08:00 in Malaysia, +06:30 in Myanmar",
	"ast": "-04:00 in the Atlantic, +03:00 in Arabia", "amt": "+04:00 in Armenia, -04:00 on the Amazon",
	"gst": "+04:00 on the Gulf, -02:00 in South Georgia", "sst": "+08:00 in Singapore, -11:00 in Samoa",
	"wst": "+08:00 in Western Australia, +13:00 in Samoa, +01:00 in the Western Sahara",
	"cdt": "-05:00 in North America, -04:00 in Cuba", "edt": "-04:00", "pdt": "-07:00", "mdt": "-06:00", "cet": "+01:00",
	"cest": "+02:00", "eet": "+02:00", "eest": "+03:00", "wet": "+00:00", "west": "+01:00", "msk": "+03:00", "irst": "+03:30",
	"irdt": "+04:30", "aft": "+04:30", "pkt": "+05:00", "trt": "+03:00", "jst": "+09:00", "kst": "+09:00", "sast": "+02:00",
	"eat": "+03:00", "cat": "+02:00", "wat": "+01:00", "nzst": "+12:00", "nzdt": "+13:00", "aest": "+10:00", "aedt": "+11:00",
	"local": "whatever the place has", "lt": "whatever the place has, or that of Lithuania",
}

// fillers are words that say nothing of when.
var fillers = set("of on the at in hrs hours o'clock calendar time")

// set makes a set of words.
func set(words string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		all[w] = true
	}
	return all
}
