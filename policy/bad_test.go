package policy_test

import "strings"

// A flawed pack is icd-191 with one change: what stands there is replaced by what
// is to stand there, in which ‹ marks where the flaw is told.
type flawed struct {
	name     string
	old, now string
	rule     string
	why      string
}

// oldCredible and oldSpecific are expressions of the pack that changes replace.
const (
	oldHarm      = "holds: harm in harms"
	oldLocated   = `is: victim_told || target_told || place_rung in ["city", "district", "site"]`
	oldSpecific  = "holds: what_told && located"
	oldImpending = `holds: "!window_over"`
	oldSilence   = "  silence: {others: 2, highest: head}"
	oldQuestions = "questions:\n"
	oldTerms     = "terms:\n"
	oldWaivers   = "waivers:\n"
	oldExigent   = "    exigent: {others: 0, highest: officer}"
)

// clause is one that is in order.
const clause = "    clause: {paragraph: X, wording: recalled, verified: false}\n"

// wrongExpressions are flaws within expressions.
var wrongExpressions = []flawed{
	{"not a yes or no", oldHarm, "holds: ‹harm", "DTW-TRIG-HARM", "gives a string"},
	{"a type that does not fit", oldHarm, "holds: harm ‹== 3", "DTW-TRIG-HARM", "no matching overload"},
	{"a fact that there is not", oldSpecific, "holds: what_told && ‹weather", "DTW-TRIG-SPECIFIC", "undeclared reference"},
	{"a fact that there is not, in a folded line", oldSpecific, "holds: >-\n      what_told\n      && ‹weather", "DTW-TRIG-SPECIFIC", "undeclared reference"},
	{"a fact that there is not, in a block", oldSpecific, "holds: |\n      what_told &&\n        ‹weather", "DTW-TRIG-SPECIFIC", "undeclared reference"},
	{"a fact that there is not, on the next line", oldSpecific, "holds: what_told &&\n      ‹weather", "DTW-TRIG-SPECIFIC", "undeclared reference"},
	{"a fact that there is not, in quotes", oldImpending, `holds: "!‹weather"`, "DTW-TRIG-IMPENDING", "undeclared reference"},
	{"a fact that there is not, after escapes", oldHarm, `holds: "harm == \"kidnapping\" || ‹weather"`, "DTW-TRIG-HARM", "undeclared reference"},
	{"a fact that there is not, after single quotes", oldHarm, `holds: 'harm == ''kidnapping'' || ‹weather'`, "DTW-TRIG-HARM", "undeclared reference"},
	{"a sign that is none", oldSpecific, "holds: what_told && ‹% located", "DTW-TRIG-SPECIFIC", "yntax error"},
	{"half an expression", oldSpecific, "holds: what_told &&‹", "DTW-TRIG-SPECIFIC", "yntax error"},
	{"has", oldSpecific, "holds: has‹(what_told.x)", "DTW-TRIG-SPECIFIC", "undeclared reference to 'has'"},
	{"a conditional", oldSpecific, `holds: "what_told ‹? located : what_told"`, "DTW-TRIG-SPECIFIC", "may not be used"},
	{"map", oldHarm, "holds: harm in harms.map‹(h, h)", "DTW-TRIG-HARM", "undeclared reference to 'map'"},
	{"filter", oldHarm, "holds: harm in harms.filter‹(h, h == harm)", "DTW-TRIG-HARM", "undeclared reference to 'filter'"},
	{"arithmetic", oldHarm, "holds: credibility ‹+ 1 < 3", "DTW-TRIG-HARM", "may not be used"},
	{"a member by its number", oldHarm, "holds: harm == harms‹[0]", "DTW-TRIG-HARM", "may not be used"},
	{"a function of texts", oldHarm, "holds: harm.startsWith‹(\"kid\")", "DTW-TRIG-HARM", "may not be used"},
	{"a conversion", oldHarm, "holds: dyn‹(harm) == 1", "DTW-TRIG-HARM", "may not be used"},
	{"a map", oldHarm, `holds: '‹{"a": harm}.exists(k, k == harm)'`, "DTW-TRIG-HARM", "only facts, words"},
	{"a mixed list", oldHarm, "holds: harm in [\"kidnapping\", ‹1]", "DTW-TRIG-HARM", "expected type"},
	{"members that are no words", oldHarm, `holds: "‹[1, 2].exists(i, i == credibility)"`, "DTW-TRIG-HARM", "cannot be taken apart"},
	{"a member with the name of a fact", oldHarm, "holds: harms.exists‹(harm, harm == \"kidnapping\")", "DTW-TRIG-HARM", `the name "harm" is taken`},
	{"an unknown word", oldHarm, "holds: harm == ‹\"murder\"", "DTW-TRIG-HARM", `harm is never "murder"`},
	{"an unknown word in a list", oldLocated, `is: place_rung in ["city", ‹"town"]`, "located", `place_rung is never "town"`},
	{"an unknown word on the left", oldHarm, `holds: '‹"murder" == harm || harm in harms'`, "DTW-TRIG-HARM", `harm is never "murder"`},
	{"too dear", oldHarm, "holds: ‹harms.all(a, harms.all(b, harms.all(c, a == b || b == c)))", "DTW-TRIG-HARM", "may cost"},
	{"too deep", oldHarm, "holds: " + strings.Repeat("(", 60) + "possessed" + strings.Repeat(")", 60), "DTW-TRIG-HARM", "recursion limit"},
	{"too long", oldHarm, "holds: harm == \"" + strings.Repeat("x", 1000) + "\"", "DTW-TRIG-HARM", "size exceeds"},
	{"none", oldHarm, "holds: ‹\"\"", "DTW-TRIG-HARM", "is no expression"},
	{"a list", oldHarm, "holds: ‹[possessed]", "DTW-TRIG-HARM", "is no expression"},
	{"a term that reads itself", oldLocated, "is: ‹victim_told || located", "located", "in a circle: located > located"},
	{
		"terms that read each other", oldTerms,
		oldTerms + "  - {name: one, says: A., is: ‹two || victim_told}\n  - {name: two, says: B., is: \"three && what_told\"}\n  - {name: three, says: C., is: \"!one\"}\n",
		"one", "in a circle: one > two > three > one",
	},
	{"no rule of scope", "    scope: true\n", "", "threshold", "no rule of scope"},
	{"a rule of scope that does not read harm", oldHarm, "holds: possessed", "threshold", "no rule of scope"},
}

// wrongForm are flaws of the YAML and of the file.
var wrongForm = []flawed{
	{"a key twice", "mode: shall\n", "mode: shall\n‹mode: may\n", "", "already defined"},
	{"a key twice in braces", oldSilence, "  silence: {others: 2, highest: head, ‹others: 3}", "", "already defined"},
	{"a key twice, in quotes", "mode: shall\n", "mode: shall\n‹\"mode\": may\n", "", "mode"},
	{"a tab", "  exigent_within: 3h", "‹\t\texigent_within: 3h", "", ""},
	{"a bracket that stays open", "harms: [intentional-killing, serious-bodily-injury, kidnapping]", "harms: [intentional-killing", "", "must be specified"},
	{"an anchor", "mode: shall", "mode: ‹&m shall", "", "anchor"},
	{"an alias", "mode: shall", "mode: ‹*m", "", "alias"},
	{"a tag", "mode: shall", "mode: ‹!!str shall", "", "tag"},
	{"a merge", "mode: shall", "‹<<: {mode: shall}", "", "merge"},
	{"no value", "mode: shall", "mode:‹", "", "null"},
	{"two documents", "mode: shall", "---\nmode: shall", "", "2 documents"},
	{"too deep", "mode: shall", "mode: [[[[[[[[‹[[[x]]]]]]]]]]]", "", "nests too deep"},
	{"another format", "format: tocsin-pack/v1", "format: ‹tocsin-pack/v9", "format", "is no format"},
	{"an unknown key at the top", "mode: shall\n", "mode: shall\n‹color: red\n", "", `no key "color"`},
	{"an unknown key in a rule", oldHarm, oldHarm + "\n    ‹color: red", "DTW-TRIG-HARM", `no key "color"`},
	{"an unknown key in a clause", "clause: {paragraph: F.1, wording: recalled", "clause: {paragraph: F.1, ‹color: red, wording: recalled", "DTW-DECIDE", `no key "color"`},
	{"an unknown key in a quorum", oldSilence, "  silence: {others: 2, highest: head, ‹color: red}", "DTW-DECIDE", `no key "color"`},
	{"an unknown key in a clock", "  exigent: {assess: 5m,", "  exigent: {‹color: 5m, assess: 5m,", "exigent", `no key "color"`},
	{"an unknown field that is weighed", "weights: {what: 3,", "weights: {‹color: 1, what: 3,", "weights", `no key "color"`},
	{"a source that is weighed", "weights: {what: 3,", "weights: {‹source: 1, what: 3,", "weights", `no key "source"`},
	{"a floor for no field", "floor: {where: city}", "floor: {‹color: told}", "floor", `no key "color"`},
	{"an equality that is none and more", "id: DTW-EQUAL\n", "‹id: DTW-EQUAL\n  none: true\n", "equality", `no key "id"`},
}

// wrongRules are flaws of names, ids, questions and rules.
var wrongRules = []flawed{
	{"an id for a pack", "pack: icd-191", "pack: ‹ICD 191", "pack", "is no id for a pack"},
	{"a version of zero", "version: 3", "version: ‹0", "pack", `version is "0"`},
	{"a version in words", "version: 3", "version: ‹two", "pack", `version is "two"`},
	{"an id twice", "id: DTW-VICTIM", "id: ‹DTW-TRIG-HARM", "DTW-TRIG-HARM", "stands twice"},
	{"an id twice, of a waiver", "id: DTW-W-b", "id: ‹DTW-W-a", "DTW-W-a", "stands twice"},
	{"an id that is none", "id: DTW-VICTIM", "id: ‹VICTIM!", "VICTIM!", "is no id"},
	{"no id", "  - id: DTW-VICTIM\n    says", "  - ‹says", "threshold", "id is missing"},
	{"no clause", "threshold:\n", "threshold:\n  - ‹id: NEW\n    says: S.\n    holds: possessed\n", "NEW", "clause is missing"},
	{"nothing said", "says: The threat is of intentional killing, serious bodily injury or kidnapping.", "says: ‹\"\"", "DTW-TRIG-HARM", "says is empty"},
	{"said in a list", "says: The threat is of intentional killing, serious bodily injury or kidnapping.", "says: ‹[a]", "DTW-TRIG-HARM", "is no text"},
	{"said on two lines", "says: The threat is of intentional killing, serious bodily injury or kidnapping.", "says: ‹\"a\\nno  DTW-X\"", "DTW-TRIG-HARM", "line breaks"},
	{"said backwards", "says: The threat is of intentional killing, serious bodily injury or kidnapping.", "says: ‹\"a\\u202eb\"", "DTW-TRIG-HARM", "control characters"},
	{"a wording that is none", "clause: {paragraph: F.1, wording: recalled", "clause: {paragraph: F.1, wording: ‹read", "DTW-DECIDE", "is no wording"},
	{"verified with a yes", "clause: {paragraph: F.1, wording: recalled, verified: false}", "clause: {paragraph: F.1, wording: recalled, verified: ‹yes}", "DTW-DECIDE", `verified is "yes"`},
	{"a mode that is none", "mode: shall", "mode: ‹must", "pack", "is no mode"},
	{"a prohibition that nothing lifts", "mode: shall", "mode: prohibited-unless", "unless", "does not fit the mode"},
	{"what lifts no prohibition", "mode: shall\n", "mode: shall\nunless:\n  id: U\n  says: S.\n  holds: possessed\n" + clause[2:], "unless", "does not fit the mode"},
	{"a harm that is none", "harms: [intentional-killing", "harms: [‹murder, intentional-killing", "pack", "is no harms"},
	{"a harm twice", "harms: [intentional-killing", "harms: [intentional-killing, ‹intentional-killing", "pack", "stands twice"},
	{"no harm", "harms: [intentional-killing, serious-bodily-injury, kidnapping]", "harms: ‹[]", "pack", "no such list"},
	{"questions that are no list", oldQuestions, "questions: ‹5\nx:\n", "questions", "is no list"},
	{"a question that is none", oldQuestions, oldQuestions + "  - ‹why\n", "questions", "is no mapping"},
	{"a name that is none", oldQuestions, oldQuestions + "  - {name: ‹Why, ask: A, kind: yes-no}\n", "Why", "is no name"},
	{"the name of a fact", oldQuestions, oldQuestions + "  - {name: ‹harm, ask: A, kind: yes-no}\n", "harm", "is taken"},
	{"a name of CEL's", oldQuestions, oldQuestions + "  - {name: ‹string, ask: A, kind: yes-no}\n", "string", "is taken"},
	{"a question twice", oldQuestions, oldQuestions + "  - {name: why, ask: A, kind: yes-no}\n  - {name: ‹why, ask: A, kind: yes-no}\n", "why", "is taken"},
	{"a kind that is none", oldQuestions, oldQuestions + "  - {name: why, ask: A, kind: ‹text}\n", "why", "is no kind"},
	{"words without a list", oldQuestions, oldQuestions + "  - {‹name: why, ask: A, kind: word}\n", "why", "do not fit its kind"},
	{"a list without words", oldQuestions, oldQuestions + "  - {name: why, ask: A, kind: word, one_of: ‹[]}\n", "why", "has 0 words"},
	{"an answer of two words", oldQuestions, oldQuestions + "  - {name: why, ask: A, kind: word, one_of: [a, ‹b c]}\n", "why", "no word for an answer"},
	{"the answer unknown", oldQuestions, oldQuestions + "  - {name: why, ask: A, kind: words, one_of: [a, ‹none]}\n", "why", "no word for an answer"},
	{"a personal question that is not", oldQuestions, oldQuestions + "  - {name: why, ask: A, kind: yes-no, personal: ‹maybe}\n", "why", "personal is"},
	{"a term with the name of a question", oldTerms, oldTerms + "  - {name: ‹impending, says: A., is: possessed}\n", "impending", "is taken"},
	{"a term that has no name", oldTerms, oldTerms + "  - {name: ‹\"1\", says: A., is: possessed}\n", "1", "is no name"},
	{"a term without its expression", oldTerms, oldTerms + "  - {‹name: why, says: A.}\n", "why", "is missing"},
	{"no threshold", "threshold:\n", "threshold: ‹[]\nx:\n", "threshold", "fewer than 1"},
	{"a question that nobody asks", "question: impending", "question: ‹pending", "DTW-TRIG-IMPENDING", "is no such question"},
	{"a question that is no yes-no", "question: impending", "question: ‹victim_nationality", "DTW-TRIG-IMPENDING", "is no such question"},
	{"silence in doubt", "resolve: inform", "resolve: ‹silence", "DTW-DOUBT", "is no resolve"},
}

// wrongConduct are flaws of who decides, of clocks and of conduct.
var wrongConduct = []flawed{
	{"no approver", "    needs: [no-bystanders, basis]\n    approve: {others: 2, highest: head}\n", "    needs: [no-bystanders, basis]\n", "DTW-W-b", "approve is missing"},
	{"no quorum for exigent", oldExigent + "\n", "", "warn", "exigent is missing"},
	{"no silence", oldSilence + "\n", "", "DTW-DECIDE", "silence is missing"},
	{"half a quorum", oldSilence, "  silence: {‹others: 2}", "DTW-DECIDE", "highest is missing"},
	{"a level that is none", oldSilence, "  silence: {others: 2, highest: ‹boss}", "DTW-DECIDE", "is no level"},
	{"fewer than none", oldSilence, "  silence: {others: ‹-1, highest: head}", "DTW-DECIDE", `others is "-1"`},
	{"silence by fewer", oldSilence, "  silence: {‹others: 1, highest: head}", "DTW-DECIDE", "fewer or lower officers than a warning (routine)"},
	{"silence by lower", oldSilence, "  silence: {‹others: 2, highest: officer}", "DTW-DECIDE", "fewer or lower officers than a warning (urgent)"},
	{"silence by one alone", oldSilence, "  silence: {‹others: 0, highest: head}", "DTW-DECIDE", "one officer alone could leave"},
	{"a waiver by lower", "    needs: [no-bystanders, basis]\n    approve: {others: 2, highest: head}\n", "    needs: [no-bystanders, basis]\n    approve: {‹others: 2, highest: officer}\n", "DTW-W-b", "the waiver takes fewer"},
	{"a waiver by fewer", "    needs: [no-bystanders, basis]\n    approve: {others: 2, highest: head}\n", "    needs: [no-bystanders, basis]\n    approve: {‹others: 1, highest: head}\n", "DTW-W-b", "the waiver takes fewer"},
	{"a warning by one alone", "    urgent: {others: 1, highest: senior}", "    urgent: {‹others: 0, highest: senior}", "DTW-DECIDE", "could send a warning (urgent)"},
	{"a lower review", "review_by: senior", "review_by: ‹analyst", "DTW-EXIGENT", "stands lower"},
	{"urgent after exigent", "  urgent_within: 72h", "  ‹urgent_within: 3h", "urgency", "begins no earlier"},
	{"a time that is none", "time_unknown: routine", "time_unknown: ‹never", "urgency", "is no time unknown"},
	{"an entity that is none", "tested_on: originator", "tested_on: ‹enemy", "DTW-W-e", "is no tested on"},
	{"evidence that is none", "needs: [channels-considered]", "needs: [‹hunch]", "DTW-W-f", "is no needs"},
	{"a ground without evidence", "needs: [channels-considered]", "needs: ‹[]", "DTW-W-f", "no such list"},
	{"a condition without words", "    if_says: The target is a person or group of which the basis could be true.\n", "", "DTW-W-c", "if_says is missing"},
	{"words without a condition", "    needs: [channels-considered]\n", "    ‹if_says: A.\n    needs: [channels-considered]\n", "DTW-W-f", `no key "if_says"`},
	{"a clock of zero", "exigent: {assess: 5m,", "exigent: {assess: ‹0m,", "exigent", "a clock of zero"},
	{"a clock in seconds", "exigent: {assess: 5m,", "exigent: {assess: ‹5s,", "exigent", "is no duration"},
	{"a clock without a unit", "exigent: {assess: 5m,", "exigent: {assess: ‹5,", "exigent", "is no duration"},
	{"a clock that runs back", "exigent: {assess: 5m,", "exigent: {assess: ‹-5m,", "exigent", "is no duration"},
	{"a clock of no end", "exigent: {assess: 5m,", "exigent: {assess: ‹100001d,", "exigent", "is no duration"},
	{"a clock that is empty", "exigent: {assess: 5m,", "exigent: {assess: ‹\"\",", "exigent", "there is no duration"},
	{"a clock that is missing", "exigent: {assess: 5m, determine", "exigent: {‹determine", "exigent", "assess is missing"},
	{"a waiver without end", "lasts: 2d", "lasts: ‹forever", "DTW-W-f", "is no duration"},
	{"a weight of tons", "weights: {what: 3,", "weights: {what: ‹101,", "weights", "a weight of 101"},
	{"a rung worth too much", "where: {country: 10,", "where: {country: ‹101,", "specificity", "the share of country is 101"},
	{"a rung worth less than a coarser one", "region: 25, city: 60", "region: 25, city: ‹20", "specificity", "the share of city is 20"},
	{"a rung that is left out", "{month: 15, week: 35,", "{‹month: 15,", "specificity", "week is missing"},
	{"rungs of the source", "rungs:\n", "rungs:\n    ‹source: {kind: 1}\n", "specificity", `no key "source"`},
	{"near below least", "near: 20", "near: 9", "DTW-SOURCE", "near only when it is spent"},
	{"a cover of more than all", "cover: 20", "cover: 101", "DTW-SOURCE", "a cover of 101 percent"},
	{"nobody in the circle", "least: 10", "least: ‹0", "DTW-SOURCE", `least is "0"`},
	{"an overlap that is none", "overlap: worst-case", "overlap: ‹best-case", "DTW-SOURCE", "best-case"},
	{"a source burnt alone", "override: {others: 1, highest: senior}", "override: {‹others: 0, highest: senior}", "DTW-SOURCE", "burn a source alone"},
	{"a source burnt low", "override: {others: 1, highest: senior}", "override: {‹others: 1, highest: officer}", "DTW-SOURCE", "burn a source alone"},
	{"no weight", "weights: {what: 3, victim: 4, target: 4, where: 5, when: 5, how: 2, by: 1}", "weights: ‹{}", "weights", "no field has a weight"},
	{"a floor of no rung", "floor: {where: city}", "floor: {where: ‹town}", "floor", "is no floor"},
	{"a floor below the ground", "floor: {where: city}", "floor: {where: ‹none}", "floor", "is no floor"},
	{"a floor of time", "floor: {where: city}", "floor: {when: ‹city}", "floor", "is no floor"},
	{"a floor of words", "floor: {where: city}", "floor: {what: ‹city}", "floor", "is no floor"},
	{"a delay of all the time", "  kind: none", "  ‹kind: jitter\n  cap: 2h\n  never_within: 2h", "delay", "could use up all the time"},
	{"a channel that is none", "channels: [service-to-service,", "channels: [‹pigeon, service-to-service,", "DTW-METHOD", "is no channels"},
	{"a section that is missing", "counter_notice:\n  allowed: false\n", "", "counter_notice", "counter_notice is missing"},
	{"a section that is none", "counter_notice:\n  allowed: false\n", "counter_notice: ‹no\n", "counter_notice", "is no mapping"},
}

// wrong are all of them.
func wrong() []flawed {
	var all []flawed
	for _, some := range [][]flawed{wrongExpressions, wrongForm, wrongRules, wrongConduct} {
		all = append(all, some...)
	}
	return all
}
