package desk

import (
	"context"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// A Threat is what is known of one threat, with what may belong to it.
type Threat struct {
	Summary
	Picture threat.Picture `json:"picture"`
	// Duplicates are the other dossiers that may be about the same threat.
	Duplicates []threat.Proposal `json:"likely_duplicates"`
	// Woken are the watch items that its reports woke, and those that come from it
	// and were woken by the reports of others.
	Woken []Woken `json:"woken"`
	// Unreadable are the streams that belong to it and cannot be read: the picture
	// is without them.
	Unreadable []board.Unreadable `json:"unreadable,omitempty"`
}

// A Woken is one report that woke one watch item.
type Woken struct {
	Item   threat.WatchItemID `json:"item"`
	Names  []string           `json:"names,omitempty"`
	Place  string             `json:"place,omitempty"`
	Reason string             `json:"stands_because"`
	// From is the dossier that the item comes from, By the one whose report woke it.
	From   tocsin.DossierID `json:"from,omitempty"`
	By     tocsin.DossierID `json:"by"`
	Report tocsin.ReportID  `json:"report"`
	At     time.Time        `json:"at"`
	Score  int              `json:"score"`
	Why    string           `json:"why"`
}

// Threat gives the picture of the dossier whose id begins with prefix.
func (d *Desk) Threat(ctx context.Context, prefix string) (Threat, error) {
	b, err := d.Board(ctx)
	if err != nil {
		return Threat{}, err
	}
	of, err := b.FindDossier(prefix)
	if err != nil {
		return Threat{}, err
	}
	said := saidOf(b, of)
	picture, err := threat.Fuse(of.Assessment, said)
	if err != nil {
		return Threat{}, err
	}
	out := Threat{
		Summary: summary(b, of, d.now()), Picture: picture, Duplicates: []threat.Proposal{}, Woken: wokenFor(b.Holder, func(w holder.Watched, o holder.Woke) bool { return o.Dossier == of.ID || w.Dossier == of.ID }),
	}
	var others []threat.Brief
	for _, other := range b.Dossiers() {
		if other.ID != of.ID {
			others = append(others, threat.BriefOf(string(other.ID), b.Title(other), other.Assessment, saidOf(b, other)))
		}
	}
	brief := threat.BriefOf(string(of.ID), out.Title, of.Assessment, said)
	out.Duplicates = append(out.Duplicates, threat.Duplicates(brief, others)...)
	for _, bad := range b.Unreadable {
		belongs := slices.ContainsFunc(of.Reports, func(l dossier.Link) bool { return tocsin.StreamID(l.Report) == bad.Stream })
		if belongs || bad.Stream == tocsin.HolderStream {
			out.Unreadable = append(out.Unreadable, bad)
		}
	}
	return out, nil
}

// saidOf gives what the linked reports of a dossier say, each with why it is
// linked.
func saidOf(b *board.Board, of dossier.Dossier) []threat.Said {
	said := make([]threat.Said, 0, len(of.Reports))
	sourcing := make(map[tocsin.ReportID]report.Sourcing, len(of.Assessment.Sourcing))
	for _, s := range of.Assessment.Sourcing {
		sourcing[s.Report] = s
	}
	for _, link := range of.Reports {
		if r, ok := b.Report(link.Report); ok {
			one := threat.SaidBy(r, sourcing[link.Report])
			one.Reason = link.Reason
			said = append(said, one)
		}
	}
	return said
}

// WokenBy lists the watch items that a report woke.
func (d *Desk) WokenBy(ctx context.Context, id tocsin.ReportID) ([]Woken, error) {
	h, err := d.Holder(ctx)
	if err != nil {
		return nil, err
	}
	return wokenFor(h, func(_ holder.Watched, o holder.Woke) bool { return o.Report == id }), nil
}

// A Match is one report that is kept and names what an item watches for.
type Match struct {
	Report  tocsin.ReportID  `json:"report"`
	Dossier tocsin.DossierID `json:"dossier"`
	Score   int              `json:"score"`
	// Why says what was found where. It holds words of the report.
	Why string `json:"why"`
}

// Matching lists the reports of other dossiers that name what an item watches for
// and came in before it stood, the likeliest first: they wake nothing, and whoever
// puts it up wants to know of them. Unread counts those that could not be read.
func (d *Desk) Matching(ctx context.Context, item threat.WatchItem) (all []Match, unread int, err error) {
	b, err := d.Board(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, of := range b.Dossiers() {
		if of.ID == item.Dossier {
			continue
		}
		assessed := threat.SaidIn(of.Assessment)
		unread += len(of.Reports)
		for _, said := range saidOf(b, of) {
			if said.Passages, err = d.wordsOf(ctx, said.Report); err != nil {
				continue
			}
			unread--
			for _, a := range assessed {
				if a.Report == said.Report {
					said.Facts = append(slices.Clip(said.Facts), a.Facts...)
				}
			}
			if why, score, ok := threat.Wakes(item, said); ok {
				all = append(all, Match{said.Report, of.ID, score, why})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Match) int { return b.Score - a.Score })
	return all, unread, nil
}

// wokenFor lists what woke and concerns whoever asks, the newest first.
func wokenFor(h holder.Holder, concerns func(holder.Watched, holder.Woke) bool) []Woken {
	all := []Woken{}
	for _, w := range h.Watching {
		for _, woke := range w.Woken {
			if !concerns(w, woke) {
				continue
			}
			one := Woken{
				Item: w.ID, Names: w.Names, Reason: w.Reason, From: w.Dossier, By: woke.Dossier,
				Report: woke.Report, At: woke.At, Score: woke.Score, Why: woke.Why,
			}
			if w.Place != nil {
				one.Place = w.Place.String()
			}
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b Woken) int { return b.At.Compare(a.At) })
	return all
}

// Watching gives the watch items, with the time by which they stand or do not.
func (d *Desk) Watching(ctx context.Context) ([]holder.Watched, time.Time, error) {
	h, err := d.Holder(ctx)
	return h.Watching, d.now(), err
}
