package policy_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// TestJustify holds what passes for a reason in writing.
func TestJustify(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"empty":                      {"", false},
		"white space":                {" \t\r\n\u00a0\u2028\u3000", false},
		"signs":                      {strings.Repeat("... !!! --- ", 9), false},
		"apostrophes":                {strings.Repeat("' ’ '' ", 9), false},
		"seven words":                {"one two three four five six seven", false},
		"eight words":                {"one two three four five six seven eight", true},
		"eight words on eight lines": {"one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n", true},
		"eight words in odd spaces":  {"\tone\u00a0two\u2003three\u3000four,five;six/seven—eight", true},
		"seven words and a dash":     {"one two three four five six — seven", false},
		"one word over and over":     {strings.Repeat("no ", 500), false},
		"one word in many cases":     {"no No nO NO no, No! nO? NO.", false},
		"one word encoded two ways":  {strings.Repeat("\u00e9t\u00e9 e\u0301te\u0301 ", 9) + "a b c d", false},
		"five words over and over":   {strings.Repeat("a b c d e ", 99), false},
		"six words, two twice":       {"a b c d e f a b", true},
		"six words, one twice":       {"a b c d e f a", false},
		"Russian":                    {"Мы проверили все пути и ни один не годится.", true},
		"Persian":                    {"ما همه راه\u200cها را دیدیم و هیچ کدام شدنی نیست", true},
		"Arabic with its marks":      {"لَا تُوجَدُ أَيُّ طَرِيقَةٍ مَعْقُولَةٍ لِإِنْذَارِ الضَّحِيَّةِ الْآنَ", true},
		"Arabic, four words":         {"لَا تُوجَدُ طَرِيقَةٌ مَعْقُولَةٌ", false},
		"one word in quotes":         {"'no' no ’no 'no ’no’ no’ no' NO", false},
		"Chinese":                    {"我们考虑了所有的途径，没有一个是可行的。", true},
		"Chinese, one sign":          {strings.Repeat("无", 99), false},
		"Chinese, seven pairs":       {"我们考虑了所有的途径没有一", false},
		"Japanese":                   {"あらゆる方法を検討しましたが、どれも使えません。", true},
		"Thai":                       {"เราพิจารณาทุกช่องทางแล้วและไม่มีทางใดใช้ได้", true},
		"Hindi":                      {"हमने सभी रास्ते देखे और कोई भी काम नहीं करता", true},
		"Korean":                     {"우리는 모든 길을 다 살펴 보았지만 쓸 수 있는 길이 없다", true},
		"not UTF-8":                  {"\xff \xfe \xfd \xff \xfe \xfd \xff \xfe", false},
	} {
		err := policy.Justify(c.text)
		var refused *tocsin.Refusal
		if (err == nil) != c.ok || err != nil && (!errors.As(err, &refused) || refused.Rule != "DTW-JUSTIFY") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestJustifyApart holds that a reason is one's own, whatever is done to its
// case, white space, signs and encoding.
func TestJustifyApart(t *testing.T) {
	t.Parallel()
	const own = "I read the report, called two others, and agree with none of them."
	const first = "Le témoin s’est rétracté et rien n'indique qu'un autre prépare l'acte."
	for name, copied := range map[string]string{
		"the same":            first,
		"upper case":          strings.ToUpper(first),
		"white space":         " " + strings.ReplaceAll(first, " ", "\n\t"),
		"a space of no break": strings.ReplaceAll(first, " ", "\u00a0"),
		"words in quotes":     "'" + strings.ReplaceAll(first, " ", "' ’") + "'",
		"signs":               strings.ReplaceAll(first, " ", ", ") + "!!",
		"marks apart":         strings.NewReplacer("é", "e\u0301").Replace(first),
		"full width":          strings.NewReplacer("a", "ａ", "t", "ｔ").Replace(first),
	} {
		if err := policy.JustifyApart(copied, own, first); err == nil {
			t.Errorf("%s: a copy is taken", name)
		}
		if err := policy.JustifyApart(first, copied); err == nil {
			t.Errorf("%s: what was copied is taken", name)
		}
	}
	if err := policy.JustifyApart(own, first, "", "no"); err != nil {
		t.Errorf("his own words: %v", err)
	}
	if err := policy.JustifyApart(own); err != nil {
		t.Errorf("alone: %v", err)
	}
	for _, text := range []string{"", "I agree."} {
		if err := policy.JustifyApart(text, first); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if err := policy.JustifyApart(text, text); err == nil {
			t.Errorf("%q is apart from itself", text)
		}
		if policy.Justify(text) == nil && policy.Justify(text+" "+text) != nil {
			t.Errorf("%q is a reason, said twice it is none", text)
		}
	})
}
