package silence

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
)

// A Machine is what is walked: how a dossier answers and how it goes on.
type Machine interface {
	// Decide answers a command with the events that follow from it.
	Decide(dossier.Dossier, tocsin.Stamp, dossier.Command) ([]dossier.Event, error)
	// Evolve gives the dossier after an event.
	Evolve(dossier.Dossier, tocsin.Stamp, dossier.Event) dossier.Dossier
}

// An Engine is the machine that Tocsin runs.
type Engine struct{}

// Decide answers as a dossier does.
func (Engine) Decide(d dossier.Dossier, s tocsin.Stamp, c dossier.Command) ([]dossier.Event, error) {
	return dossier.Decide(d, s, c)
}

// Evolve goes on as a dossier does.
func (Engine) Evolve(d dossier.Dossier, s tocsin.Stamp, e dossier.Event) dossier.Dossier {
	return dossier.Evolve(d, s, e)
}

// A Focus is what everybody may do on one walk.
type Focus string

// The focuses.
const (
	FocusSilence  Focus = "silence"
	FocusWaivers  Focus = "waivers"
	FocusSpeaking Focus = "speaking"
	FocusDisputes Focus = "disputes"
	FocusConsults Focus = "consults"
	FocusUrgency  Focus = "urgency"
	FocusClocks   Focus = "clocks"
)

// Focuses lists the focuses.
func Focuses() []Focus {
	return []Focus{FocusSilence, FocusWaivers, FocusSpeaking, FocusDisputes, FocusConsults, FocusUrgency, FocusClocks}
}

// Options say what is walked.
type Options struct {
	// Machine is walked in place of the engine.
	Machine Machine
	// Focuses are the walks; empty for all.
	Focuses []Focus
	// Deep walks more facts, texts and clocks at once; it takes minutes.
	Deep bool
	// Also are packs that are in force besides.
	Also []*policy.Pack
}

// A Breach is a path on which silence is cheaper than speaking, or something else
// that may not be.
type Breach struct {
	// Focus is the walk that met it.
	Focus Focus `json:"focus"`
	// Why says what is wrong.
	Why string `json:"why"`
	// Path are the moves that lead to it, each with who makes it.
	Path []string `json:"path"`
}

// String tells the breach and the moves that lead to it.
func (b Breach) String() string {
	return b.Why + "\nafter: " + strings.Join(b.Path, "; ")
}

// Figures count what was walked.
type Figures struct {
	States   int `json:"states"`
	Moves    int `json:"moves"`
	Silences int `json:"silences"`
	Sends    int `json:"sends"`
	// Compared is how many states that fall together were held against each other.
	Compared int `json:"compared"`
}

// add counts in what another walk met.
func (f *Figures) add(o Figures) {
	f.States += o.States
	f.Moves += o.Moves
	f.Silences += o.Silences
	f.Sends += o.Sends
	f.Compared += o.Compared
}

// A Report is what a walk found.
type Report struct {
	Pack policy.PackRef `json:"pack"`
	Figures
	// Walks are the figures of each focus.
	Walks map[Focus]Figures `json:"walks"`
	// Verdicts are those that facts were found for.
	Verdicts []policy.Verdict `json:"verdicts"`
	// Statuses, Paths, Grounds and Passed are what was reached: statuses, ways of
	// silence that were settled, grounds of waivers among them, clocks that ran
	// out.
	Statuses []dossier.Status `json:"statuses"`
	Paths    []dossier.Path   `json:"paths"`
	Grounds  []string         `json:"grounds"`
	Passed   []policy.Stage   `json:"passed"`
	// Breach is nil where there is none.
	Breach *Breach `json:"breach,omitempty"`
}

// String tells the report in the words of a finding.
func (r Report) String() string {
	walked := fmt.Sprintf("%d states, %d moves, %d silences, %d warnings sent", r.States, r.Moves, r.Silences, r.Sends)
	if r.Breach != nil {
		return fmt.Sprintf("%s: %s (%s, on the walk about %s)", r.Pack.ID, r.Breach, walked, r.Breach.Focus)
	}
	return fmt.Sprintf("%s: no silence takes fewer or lower officers than a warning (%s)", r.Pack.ID, walked)
}

// reach notes what was reached, once.
func reach[T comparable](all *[]T, one T) {
	if !slices.Contains(*all, one) {
		*all = append(*all, one)
	}
}

// Walk goes through every dossier that a small cast can make under a pack. The
// error is a fault, or says that no facts were found which call for a warning.
func Walk(p *policy.Pack, o Options) (Report, error) {
	r := Report{Pack: p.Ref, Walks: map[Focus]Figures{}}
	if o.Machine == nil {
		o.Machine = Engine{}
	}
	if len(o.Focuses) == 0 {
		o.Focuses = Focuses()
	}
	w, err := newWorld(append([]*policy.Pack{p}, o.Also...), o.Machine)
	if err != nil {
		return r, fmt.Errorf("walking the pack %s: %w", p.Ref.ID, err)
	}
	r.Verdicts = w.verdicts
	if r.Breach = w.price(); r.Breach != nil {
		return r, nil
	}
	for _, f := range o.Focuses {
		one := newWalk(w, f, o.Deep, &r)
		one.run()
		r.Walks[f] = one.Figures
		r.add(one.Figures)
		if r.Breach = one.breach; r.Breach != nil {
			break
		}
	}
	return r, nil
}
