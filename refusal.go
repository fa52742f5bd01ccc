package tocsin

import "fmt"

// A Refusal is the domain saying no. It is an answer, not a breakdown: it names
// the rule, says why, and what to do next. It never holds protected text, so
// it may be shown, logged and recorded.
//
// Every error that is not a Refusal is a fault: we broke.
type Refusal struct {
	// Rule is the stable path of the rule, such as "approval/two-person".
	Rule string
	// Why says what is wrong, in one clause.
	Why string
	// Remedy says what to do next.
	Remedy string
}

// Error gives rule and reason; the remedy is printed beside it.
func (r *Refusal) Error() string {
	return fmt.Sprintf("refused under %s: %s", r.Rule, r.Why)
}

// Refuse makes a refusal with its reason formatted.
func Refuse(rule, remedy, why string, args ...any) *Refusal {
	return &Refusal{Rule: rule, Why: fmt.Sprintf(why, args...), Remedy: remedy}
}
