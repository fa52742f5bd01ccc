package leak

// The rules: what kind of thing a finding is.
const (
	// RuleRun is eight words in a row, or more.
	RuleRun = "leak/run"
	// RuleReordered is a sentence in nearly the same words, in another order.
	RuleReordered = "leak/reordered"
	// RuleParaphrase is a sentence said again in other words.
	RuleParaphrase = "leak/paraphrase"
	// RuleNumber, RuleCoordinate, RuleTime (dates too) and RuleID are the same
	// thing in whatever notation.
	RuleNumber     = "leak/number"
	RuleCoordinate = "leak/coordinate"
	RuleTime       = "leak/time"
	RuleID         = "leak/id"
	// RuleName is a protected name, an alias or another spelling of one.
	RuleName = "leak/name"
	// RuleCodeword is a code word of ours, RuleOriginator who controls a report.
	RuleCodeword   = "leak/codeword"
	RuleOriginator = "leak/originator"
	// RulePrecision is a time or a place told finer than was approved.
	RulePrecision = "leak/precision"
	// RuleMetadata is what a file says beside its text.
	RuleMetadata = "leak/metadata"
	// RuleHidden is what a reader does not see, or takes for something else.
	RuleHidden = "leak/hidden"
	// RuleStyle is a habit by which the holder's own documents are known.
	RuleStyle = "leak/style"
	// RuleUnreadable is what could not be held against anything.
	RuleUnreadable = "leak/unreadable"
)

// remedies say what to do about a finding, by rule.
var remedies = []struct{ rule, remedy string }{
	{RuleRun, "say it in words of your own, or leave it out"},
	{RuleReordered, "leave out what only the report says; another order of the same words is no other wording"},
	{RuleParaphrase, "leave out the details that it shares with the report, or have them released"},
	{RuleNumber, "leave the number out, or tell it roughly"},
	{RuleCoordinate, "tell the place by its name at the rung that was released"},
	{RuleTime, "tell the time at the rung that was released"},
	{RuleID, "leave the identifier out"},
	{RuleName, "leave the name out, or have it released"},
	{RuleCodeword, "leave the code word out"},
	{RuleOriginator, "leave out who it comes from"},
	{RulePrecision, "tell it no finer than was approved, or have the finer value approved"},
	{RuleMetadata, "send the plain text alone, or write the file anew without it"},
	{RuleHidden, "type the line anew in plain letters"},
	{RuleStyle, "write it as the recipient would"},
	{RuleUnreadable, "send the plain text instead"},
}

// Rules lists the rules, in the order in which they are explained.
func Rules() []string {
	all := make([]string, 0, len(remedies))
	for _, r := range remedies {
		all = append(all, r.rule)
	}
	return all
}

// remedy gives the remedy of a rule.
func remedy(rule string) string {
	for _, r := range remedies {
		if r.rule == rule {
			return r.remedy
		}
	}
	return ""
}
