package review

import (
	"time"

	"example.org/tocsin"
	"example.org/tocsin/protect"
	"example.org/tocsin/warning"
)

// Times are when each step was first reached; zero for those that were not.
type Times struct {
	Possessed, Assessed, Determined, Drafted, Cleared time.Time
	Sent, Received, Acknowledged                      time.Time
	// Event is when it happened, where it did; LatestUseful the last moment at
	// which a warning would have helped, as it was assessed.
	Event, LatestUseful time.Time
}

// An Interval is the time from one step to the next one that was reached.
type Interval struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Seconds int64  `json:"seconds"`
}

// Span is how long it took.
func (i Interval) Span() time.Duration { return time.Duration(i.Seconds) * time.Second }

// Steps names the steps, in order.
func Steps() []string {
	return []string{"possession", "assessed", "determined", "drafted", "cleared", "sent", "received", "acknowledged", "event"}
}

// all gives the times of Steps.
func (t Times) all() []time.Time {
	return []time.Time{t.Possessed, t.Assessed, t.Determined, t.Drafted, t.Cleared, t.Sent, t.Received, t.Acknowledged, t.Event}
}

// Intervals are how long it took from each step that was reached to the next. A
// step out of order, such as an event before anything was sent, has a negative
// one.
func (t Times) Intervals() []Interval {
	var out []Interval
	last := -1
	names, all := Steps(), t.all()
	for i, at := range all {
		if at.IsZero() {
			continue
		}
		if last >= 0 {
			out = append(out, Interval{names[last], names[i], seconds(at.Sub(all[last]))})
		}
		last = i
	}
	return out
}

// seconds is a span in whole seconds.
func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// A Lead is the time that a warning left for acting on it.
type Lead struct {
	// Achieved is from first acknowledgement, or where nobody acknowledged from
	// sending, to the event; Useful the same to the latest useful moment. Each is
	// nil where one of its ends is not known.
	Achieved *Interval `json:"achieved,omitempty"`
	Useful   *Interval `json:"useful,omitempty"`
	// Possible is from first possession to the latest useful moment: what there
	// was to give.
	Possible *Interval `json:"possible,omitempty"`
}

// Lead measures what was achieved against what was possible.
func (t Times) Lead() Lead {
	from, name := t.Acknowledged, "acknowledged"
	if from.IsZero() {
		from, name = t.Sent, "sent"
	}
	span := func(name string, from time.Time, to string, until time.Time) *Interval {
		if from.IsZero() || until.IsZero() {
			return nil
		}
		return &Interval{name, to, seconds(until.Sub(from))}
	}
	return Lead{
		Achieved: span(name, from, "event", t.Event),
		Useful:   span(name, from, "latest useful", t.LatestUseful),
		Possible: span("possession", t.Possessed, "latest useful", t.LatestUseful),
	}
}

// A Reached is how far one warning came with one recipient.
type Reached struct {
	Warning   tocsin.WarningID   `json:"warning"`
	Kind      warning.Kind       `json:"kind"`
	Recipient tocsin.RecipientID `json:"recipient"`
	// Rung is the highest that evidence shows, in the words of delivery.
	Rung string    `json:"rung"`
	At   time.Time `json:"at"`
	Late bool      `json:"late,omitempty"`
}

// A Told is one fact as it was known when a warning was written, against what the
// warning said of it.
type Told struct {
	Fact string `json:"fact"`
	// Told is the precision that was told, empty where it was withheld.
	Told string `json:"told,omitempty"`
	// Withheld says what was lost, and Reason and Rule why.
	Withheld string `json:"withheld,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Rule     string `json:"rule,omitempty"`
	// Specificity is how precisely the field was told, by the weights of the packs
	// as they were; nil where nobody measured it.
	Specificity *protect.Precision `json:"specificity,omitempty"`
}

// A Compared is one warning: what was known against what was sent.
type Compared struct {
	Warning tocsin.WarningID `json:"warning"`
	Kind    warning.Kind     `json:"kind"`
	At      time.Time        `json:"at"`
	Fields  []Told           `json:"fields"`
	// Score and Best are what the text told and could have told at most, by the
	// packs; both zero where nobody measured it.
	Score int `json:"score,omitempty"`
	Best  int `json:"best,omitempty"`
}

// Compare gives what a draft told against what was known when it was written: its
// tearline and the ledger of what is withheld were frozen with it.
func Compare(id tocsin.WarningID, at time.Time, d warning.Draft) Compared {
	c := Compared{Warning: id, Kind: d.Kind, At: at, Fields: []Told{}}
	find := func(name string) *Told {
		for i := range c.Fields {
			if c.Fields[i].Fact == name {
				return &c.Fields[i]
			}
		}
		c.Fields = append(c.Fields, Told{Fact: name})
		return &c.Fields[len(c.Fields)-1]
	}
	for _, r := range d.Tearline.Released {
		find(r.Name()).Told = r.Rung
	}
	for _, w := range d.Tearline.Withheld {
		f := find(w.Name())
		f.Withheld, f.Reason, f.Rule = w.Effect, w.Reason, w.Rule
	}
	if s := d.Specificity; s != nil {
		c.Score, c.Best = s.Score, s.Best
		for _, p := range s.Fields {
			for i := range c.Fields {
				if c.Fields[i].Fact == string(p.Field) {
					c.Fields[i].Specificity = &p
				}
			}
		}
	}
	return c
}
