package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
	"example.org/tocsin/place"
	"example.org/tocsin/threat"
)

// watchItemCmd is what is watched for.
type watchItemCmd struct {
	Set  watchItemSetCmd  `cmd:"" help:"Watch for a person, a group or a place."`
	List watchItemListCmd `cmd:"" help:"List what is watched for, and what woke."`
	End  watchItemEndCmd  `cmd:"" help:"Watch for it no longer."`
}

type watchItemSetCmd struct {
	Name   []string   `sep:"none" help:"Name of the person or group; other spellings are found by themselves. Repeat it for other names." placeholder:"NAME"`
	Where  spot       `help:"Place: region=..,city=..,site=.. and country=.." placeholder:"PLACE"`
	Around coordinate `help:"Point: LATITUDE,LONGITUDE in degrees." placeholder:"POINT"`
	Radius int64      `help:"Meters around the point." placeholder:"METERS"`
	Reason string     `required:"" help:"Why it stands." placeholder:"WORDS"`
	Of     string     `help:"Dossier that it comes from; its own reports wake nothing." placeholder:"ID"`
	Until  moment     `required:"" help:"When it ends by itself, at most five years ahead." placeholder:"TIME"`
	acting
}

// Help explains the command.
func (watchItemSetCmd) Help() string {
	return `It wakes when a report is filed, or facts are assessed, that name the person in any spelling or script, or the place or one in it; once for each report. Reports that were kept before are listed as the item is put up, and wake nothing. What wakes is told as the report is filed, and by tocsin threat, for the dossier of the report and for the one that the item comes from.`
}

// Run puts the item up.
func (cmd *watchItemSetCmd) Run(ctx context.Context, c *call) error {
	item := threat.WatchItem{Names: cmd.Name, Reason: cmd.Reason, Until: cmd.Until.Time, Radius: cmd.Radius}
	switch where := cmd.Where.Place; {
	case cmd.Around.Point != nil && where.Known():
		return wrongUse("give --where, or --around with --radius")
	case cmd.Around.Point != nil:
		item.Place = &place.Place{Point: cmd.Around.Point}
	case where.Known():
		item.Place = &where
	}
	return c.record(ctx, func(s *Session) error {
		if cmd.Of != "" {
			shown, err := s.dossier(ctx, cmd.Of)
			if err != nil {
				return err
			}
			item.Dossier = shown.ID
		}
		r := desk.NewSetWatchItem(item)
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			matches, unread, err := s.Desk.Matching(ctx, r.Item)
			if err != nil {
				return err
			}
			put := putUp{r.Item, append([]desk.Match{}, matches...), unread}
			return c.give(put, func(p *page) { put.tell(p) })
		})
	})
}

// A putUp is an item that was put up, with the reports that name what it watches
// for already, and how many could not be read.
type putUp struct {
	threat.WatchItem
	Already []desk.Match `json:"already"`
	Unread  int          `json:"unread,omitempty"`
}

// mostMatches is how many reports are listed that name it already.
const mostMatches = 20

// tell prints it.
func (u putUp) tell(p *page) {
	p.field("watch item", "%s", u.ID)
	p.field("watches for", "%s", watchedFor(u.WatchItem))
	p.field("until", "%s", at(u.Until))
	for _, m := range u.Already[:min(len(u.Already), mostMatches)] {
		p.field("already", "report %s of dossier %s, %d of 100: %s", short(m.Report), short(m.Dossier), m.Score, oneLine(m.Why))
	}
	if more := len(u.Already) - mostMatches; more > 0 {
		p.field("and", "%d reports more", more)
	}
	if u.Unread > 0 {
		p.field("not read", "%d of the reports that are kept", u.Unread)
	}
}

// watchedFor tells what an item stands for.
func watchedFor(w threat.WatchItem) string {
	parts := append([]string{}, w.Names...)
	if w.Place != nil {
		where := w.Place.String()
		if w.Radius > 0 {
			where = fmt.Sprintf("%d m around %s", w.Radius, where)
		}
		parts = append(parts, where)
	}
	return strings.Join(parts, "; ")
}

type watchItemListCmd struct {
	All bool `help:"Those too that have ended."`
}

// A watchedJSON is an item for programs.
type watchedJSON struct {
	threat.WatchItem
	Set     time.Time        `json:"set"`
	By      tocsin.OfficerID `json:"set_by"`
	Stands  bool             `json:"stands"`
	Ended   time.Time        `json:"ended,omitzero"`
	Because string           `json:"ended_because,omitempty"`
	Woken   []wokeJSON       `json:"woken"`
}

// A wokeJSON is what woke an item, for programs.
type wokeJSON struct {
	At time.Time `json:"at"`
	holder.WatchItemWoke
}

// Run lists the items.
func (cmd *watchItemListCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		watching, now, err := s.Desk.Watching(ctx)
		if err != nil {
			return err
		}
		all := []watchedJSON{}
		for _, w := range watching {
			if !cmd.All && (!w.Ended.IsZero() || !now.Before(w.Until)) {
				continue
			}
			one := watchedJSON{WatchItem: w.WatchItem, Set: w.Set.At, By: w.Set.By, Stands: w.Stands(now), Ended: w.Ended, Because: w.Because, Woken: []wokeJSON{}}
			for _, woke := range w.Woken {
				one.Woken = append(one.Woken, wokeJSON(woke))
			}
			all = append(all, one)
		}
		return c.give(all, func(p *page) {
			if len(all) == 0 {
				p.line("nothing is watched for")
			}
			for _, w := range all {
				printWatched(p, w)
			}
		})
	})
}

// printWatched tells an item, and under it what woke it, the newest first.
func printWatched(p *page, w watchedJSON) {
	until := "until " + w.Until.Format(time.DateOnly)
	switch {
	case !w.Ended.IsZero():
		until = "ended " + w.Ended.Format(time.DateOnly)
	case len(w.Woken) >= holder.MaxWoken:
		until = "too wide: wakes no more"
	}
	p.row([]int{8, 18}, short(w.ID), until, watchedFor(w.WatchItem)+" | "+w.Reason)
	for _, woke := range slices.Backward(w.Woken) {
		p.line("    %s", oneLine(fmt.Sprintf("woke %s by report %s of dossier %s, %d of 100: %s", at(woke.At), short(woke.Report), short(woke.Dossier), woke.Score, woke.Why)))
	}
}

type watchItemEndCmd struct {
	Item   string `arg:"" help:"Item, by the beginning of its id."`
	Reason string `required:"" help:"Why it is needed no longer." placeholder:"WORDS"`
	acting
}

// Run takes the item down.
func (cmd *watchItemEndCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		watching, _, err := s.Desk.Watching(ctx)
		if err != nil {
			return err
		}
		w, count := find(watching, cmd.Item, func(w holder.Watched) (string, string) { return string(w.ID), string(w.ID) })
		switch {
		case count == 0:
			return tocsin.Refuse("watch-item/unknown", "see tocsin watch-item list", "no item begins with %q", cmd.Item)
		case count > 1:
			return tocsin.Refuse("watch-item/unknown", "give more of the id", "%d items begin with %q", count, cmd.Item)
		}
		r := &desk.EndWatchItem{WatchItemEnded: holder.WatchItemEnded{Item: w.ID, Because: cmd.Reason}}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error {
			return c.give(map[string]string{"ended": string(w.ID)}, func(p *page) { p.field("ended", "%s, %s", w.ID, watchedFor(w.WatchItem)) })
		})
	})
}

// A coordinate is a point on the command line.
type coordinate struct{ *place.Point }

// UnmarshalText reads a coordinate.
func (c *coordinate) UnmarshalText(text []byte) error {
	p, err := place.ParsePoint(string(text))
	if err != nil {
		return err
	}
	c.Point = &p
	return nil
}
