package cases

import "slices"

// A Count is how a number of labels fared.
type Count struct {
	// Needed is how many labels there are; each of them was Raised, is Unknown
	// for want of a fact, or was Missed.
	Needed  int `json:"needed"`
	Raised  int `json:"raised"`
	Unknown int `json:"unknown"`
	Missed  int `json:"missed"`
	// InTime is how many were raised before the attack, of those Attacked, which
	// were raised where an attack came.
	InTime   int `json:"in_time"`
	Attacked int `json:"attacked"`
}

func (c *Count) add(o Count) {
	c.Needed += o.Needed
	c.Raised += o.Raised
	c.Unknown += o.Unknown
	c.Missed += o.Missed
	c.InTime += o.InTime
	c.Attacked += o.Attacked
}

// A Row is the confusion of one failure: what the cases needed, and what was
// raised.
type Row struct {
	Failure Failure `json:"failure,omitempty"`
	Says    string  `json:"says,omitempty"`
	Rule    string  `json:"rule,omitempty"`
	Built   string  `json:"built,omitempty"`
	// Named are the cases that the list of failures names, Fits those that its
	// words fit in our reading.
	Named Count `json:"named"`
	Fits  Count `json:"fits"`
	// Beyond is how often it was raised where no label asks for it, Open how
	// often it is unknown there, Quiet how often it was not raised there.
	Beyond int `json:"beyond"`
	Open   int `json:"open"`
	Quiet  int `json:"quiet"`
	// Cases are the cases of Missed and Beyond, by number.
	MissedIn []int `json:"missed_in,omitempty"`
	BeyondIn []int `json:"beyond_in,omitempty"`
}

// A Confusion is what the cases needed beside what was raised.
type Confusion struct {
	Rows  []Row `json:"rows"`
	Total Row   `json:"total"`
	// Today counts what was raised of the named by rules that are built, Noted
	// what was raised only because somebody said the very thing.
	Today int `json:"today"`
	Noted int `json:"noted"`
	// Attacks is in how many cases an attack came, Ahead in how many of them at
	// least one of the named was surely raised before it.
	Attacks int `json:"attacks"`
	Ahead   int `json:"ahead"`
	// Lapsed are the cases in which the rules found a duty no more when the time
	// that was told had passed, and the attack came later.
	Lapsed []int `json:"lapsed,omitempty"`
	// Helped counts the answers to whether it would have helped.
	Helped map[Helped]int `json:"helped"`
	// Duties is in how many cases a duty, or leave to warn, was found; Doubted,
	// in how many of them only because doubt counts as duty.
	Cases   int `json:"cases"`
	Duties  int `json:"duties"`
	Doubted int `json:"doubted"`
}

// Confuse counts what the cases needed against what was raised.
func Confuse(results []Result) Confusion {
	c := Confusion{Cases: len(results), Helped: map[Helped]int{}}
	for _, d := range detectors {
		row := Row{Failure: d.Failure, Says: d.Says, Rule: d.Rule, Built: d.Built}
		for _, r := range results {
			row.count(r)
		}
		c.Rows = append(c.Rows, row)
		c.Total.Named.add(row.Named)
		c.Total.Fits.add(row.Fits)
		c.Total.Beyond += row.Beyond
		c.Total.Open += row.Open
		c.Total.Quiet += row.Quiet
		if d.Built == built {
			c.Today += row.Named.Raised
		}
		if d.Noted {
			c.Noted += row.Named.Raised
		}
	}
	for _, r := range results {
		c.one(r)
	}
	return c
}

// one counts one case.
func (c *Confusion) one(r Result) {
	c.Helped[r.Case.Helped]++
	if i := r.ending(); i >= 0 && r.Case.Timeline[i].Happened.Event == EventAttack {
		c.Attacks++
		if r.Duty != nil && !r.Verdict.Calls() {
			c.Lapsed = append(c.Lapsed, r.Case.Number)
		}
		named := func(f Raise) bool {
			return f.InTime && slices.ContainsFunc(r.Case.Needed, func(l Label) bool { return l.Named && l.Failure == f.Failure })
		}
		if slices.ContainsFunc(r.Raised, named) {
			c.Ahead++
		}
	}
	if r.Duty != nil {
		c.Duties++
		if r.Duty.Doubt {
			c.Doubted++
		}
	}
}

// count adds one case to the row of a failure.
func (w *Row) count(r Result) {
	at := slices.IndexFunc(r.Case.Needed, func(l Label) bool { return l.Failure == w.Failure })
	was := slices.IndexFunc(r.Raised, func(f Raise) bool { return f.Failure == w.Failure })
	open := slices.ContainsFunc(r.Unknown, func(m Missing) bool { return m.Failure == w.Failure })
	if at < 0 {
		switch {
		case was >= 0:
			w.Beyond++
			w.BeyondIn = append(w.BeyondIn, r.Case.Number)
		case open:
			w.Open++
		default:
			w.Quiet++
		}
		return
	}
	one := Count{Needed: 1}
	switch {
	case was >= 0:
		one.Raised = 1
		if r.Raised[was].Lead != "" {
			one.Attacked = 1
		}
		if r.Raised[was].InTime {
			one.InTime = 1
		}
	case open:
		one.Unknown = 1
	default:
		one.Missed = 1
		w.MissedIn = append(w.MissedIn, r.Case.Number)
	}
	if r.Case.Needed[at].Named {
		w.Named.add(one)
		return
	}
	w.Fits.add(one)
}
