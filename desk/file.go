package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
)

// File asks that a report be filed: its original bytes come attached.
type File struct {
	Report tocsin.ReportID `json:"report"`
	// Dossier is the threat it is about; Opens says that the dossier is opened
	// for it.
	Dossier tocsin.DossierID `json:"dossier"`
	Opens   bool             `json:"opens,omitempty"`
	// Reason says why it belongs to a dossier that is there.
	Reason string      `json:"reason,omitempty"`
	Form   report.Form `json:"form"`
	// SHA256 and Size are those of the original bytes.
	SHA256     string    `json:"sha256"`
	Size       int64     `json:"size"`
	Originator string    `json:"originator,omitempty"`
	Synthetic  bool      `json:"synthetic,omitempty"`
	Possessed  time.Time `json:"possessed"`
	// Mark is set by whoever files it where the report carries none, and never
	// makes it less restrictive.
	Mark marking.Marking `json:"mark"`
}

// NewFile gives the request that files original bytes; into is empty to open a
// dossier.
func NewFile(form report.Form, original []byte, into tocsin.DossierID) *File {
	f := &File{
		Report: seal.NewID[tocsin.ReportID](), Dossier: into, Form: form,
		SHA256: act.Hash(original), Size: int64(len(original)),
	}
	if into == "" {
		f.Dossier, f.Opens = seal.NewID[tocsin.DossierID](), true
	}
	return f
}

func (*File) action() string { return "report/file" }

func (r *File) perform(ctx context.Context, s scene) error {
	if err := r.check(s.attached); err != nil {
		return err
	}
	rs, err := load(ctx, s.desk, tocsin.StreamID(r.Report), reportKind)
	if err != nil {
		return err
	}
	if done, err := rs.happened(s); err != nil || done {
		return err
	}
	in, err := s.desk.read(r.Form, s.attached, r.Mark)
	if err != nil {
		return err
	}
	filed := r.filed(s.holder.state.ID, seal.NewID[tocsin.FileID](), in)
	events, err := report.Decide(rs.state, s.change.stamp, report.FileReport{ReportFiled: filed})
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return tocsin.Refuse("report/id", "make the act again", "a report of that id is filed already")
	}
	if rs.key, err = s.change.newKey(); err != nil {
		return err
	}
	if err := s.change.file(filed.Original, rs.key, s.attached); err != nil {
		return err
	}
	if err := add(s.change, rs, events...); err != nil {
		return err
	}
	if err := r.link(ctx, s); err != nil {
		return err
	}
	return wake(s, r.Dossier, saidIn(r.Report, filed, in.Passages))
}

// check refuses what could not be filed whatever the record says.
func (r *File) check(attached []byte) error {
	switch {
	case act.Hash(attached) != r.SHA256 || int64(len(attached)) != r.Size:
		return tocsin.Refuse("report/original", "file the bytes that the act names", "the attached bytes are not those of the act")
	case !tocsin.ValidID(r.Report), !tocsin.ValidID(r.Dossier), string(r.Report) == string(r.Dossier):
		return tocsin.Refuse("report/id", "make the act again", "the act names no valid report or dossier")
	case !r.Possessed.Equal(tocsin.Second(r.Possessed)) || r.Possessed.Location() != time.UTC:
		return tocsin.Refuse("report/possessed", "give it in UTC, in whole seconds", "first possession is not told in whole seconds of UTC")
	}
	return nil
}

// filed is the event that filing comes to.
func (r *File) filed(h tocsin.HolderID, original tocsin.FileID, in report.Import) report.ReportFiled {
	return report.ReportFiled{
		Holder: h, Form: r.Form, Title: in.Title, Originator: r.Originator, Synthetic: r.Synthetic,
		Possessed: r.Possessed, Original: original, SHA256: r.SHA256, Size: r.Size,
		Marking: in.Marking, Objects: in.Objects, NotUnderstood: in.NotUnderstood, Proposed: in.Proposed,
	}
}

// link opens the dossier, or takes the one that is there, and links the report.
func (r *File) link(ctx context.Context, s scene) error {
	ds, err := load(ctx, s.desk, tocsin.StreamID(r.Dossier), dossierKind)
	if err != nil {
		return err
	}
	if r.Opens {
		if ds.version > 0 {
			return tocsin.Refuse("dossier/id", "make the act again", "a dossier of that id is there already")
		}
		if ds.key, err = s.change.newKey(); err != nil {
			return err
		}
	}
	commands, err := r.commands(s.holder.state)
	if err != nil {
		return err
	}
	for _, c := range commands {
		if err := decide(s, ds, c); err != nil {
			return err
		}
	}
	return nil
}

// commands are what filing asks of the dossier.
func (r *File) commands(h holder.Holder) ([]dossier.Command, error) {
	link := dossier.LinkReport{ReportLinked: dossier.ReportLinked{Report: r.Report, Possessed: r.Possessed, Reason: r.Reason}}
	if !r.Opens {
		return []dossier.Command{link}, nil
	}
	handling, err := h.Handling()
	return []dossier.Command{
		dossier.OpenDossier{DossierOpened: dossier.DossierOpened{ID: r.Dossier, Profile: h.Profile, Handling: handling}}, link,
	}, err
}

// decide decides a dossier command and adds what follows.
func decide(s scene, ds *stream[dossier.Dossier, dossier.Event], c dossier.Command) error {
	events, err := dossier.Decide(ds.state, s.change.stamp, c)
	if err != nil {
		return err
	}
	return add(s.change, ds, events...)
}

// read reads original bytes in a form; mark is what whoever filed it said.
func (d *Desk) read(form report.Form, original []byte, mark marking.Marking) (report.Import, error) {
	if form == report.FormText {
		return report.ParseSpoken(original, mark)
	}
	format, ok := d.config.Formats[form]
	if !ok {
		return report.Import{}, tocsin.Refuse("report/form", "file it with --text, or in a form that is known",
			"reports of that form cannot be read here")
	}
	in, err := format(original)
	if err != nil {
		return report.Import{}, err
	}
	in.Marking = marking.Effective(in.Marking, mark)
	if mark.TLP == marking.Unmarked && len(mark.Caveats) == 0 {
		return in, nil
	}
	for i := range in.Passages {
		in.Passages[i].Marking = marking.Effective(in.Passages[i].Marking, mark)
	}
	for i := range in.Proposed {
		in.Proposed[i].Marking = marking.Effective(in.Proposed[i].Marking, mark)
	}
	return in, nil
}

// Receipt gives the signed receipt of a filed report, which its originator
// keeps. It may be made again at any time and is always the same.
func (d *Desk) Receipt(ctx context.Context, id tocsin.ReportID) ([]byte, error) {
	rs, err := load(ctx, d, tocsin.StreamID(id), reportKind)
	if err != nil {
		return nil, err
	}
	if !rs.state.Exists {
		return nil, tocsin.Refuse("report/unknown", "show the dossier", "no such report is kept")
	}
	rs.state.ID = id
	return report.ReceiptOf(rs.state).Sign(d.config.Sender)
}

// passages gives every word of a dossier that must not leave unless it is marked
// CLEAR: the reports, read again from their original bytes, and what officers
// assessed. A report that was taken out again counts: what it says was known
// here, and is no less protected.
func (d *Desk) passages(ctx context.Context, of dossier.Dossier) ([]report.Passage, error) {
	ds, err := load(ctx, d, tocsin.StreamID(of.ID), dossierKind)
	if err != nil {
		return nil, err
	}
	var all []report.Passage
	for _, f := range ds.state.Assessment.Facts {
		// An open one would make public what stands in a report.
		if !f.Marking.Open() {
			all = append(all, report.Passage{Part: "assessment " + string(f.Field), Text: f.Value(), Marking: f.Marking})
		}
	}
	var read []tocsin.ReportID
	for _, o := range ds.entries {
		event, err := dossier.Kinds.Decode(o.Entry)
		if err != nil {
			return nil, err
		}
		linked, ok := event.(dossier.ReportLinked)
		if !ok || slices.Contains(read, linked.Report) {
			continue
		}
		read = append(read, linked.Report)
		passages, err := d.wordsOf(ctx, linked.Report)
		if err != nil {
			return nil, err
		}
		all = append(all, passages...)
	}
	return all, nil
}

// wordsOf gives the words of a report.
func (d *Desk) wordsOf(ctx context.Context, id tocsin.ReportID) ([]report.Passage, error) {
	rs, err := load(ctx, d, tocsin.StreamID(id), reportKind)
	if err != nil {
		return nil, err
	}
	filed := rs.state.Filed
	original, err := d.reader.File(ctx, filed.Original)
	if err != nil {
		return nil, err
	}
	if act.Hash(original) != filed.SHA256 {
		return nil, fmt.Errorf("reading report %s: its original is not the one that was filed", id)
	}
	asked, err := fileOf(rs.entries)
	if err != nil {
		return nil, err
	}
	in, err := d.read(filed.Form, original, asked.Mark)
	if err != nil {
		return nil, fmt.Errorf("reading report %s again: %w", id, err)
	}
	for i := range in.Passages {
		in.Passages[i].Part = string(id) + " " + in.Passages[i].Part
	}
	if filed.Originator != "" {
		in.Passages = append(in.Passages, report.Passage{Part: string(id) + " originator", Text: filed.Originator})
	}
	return in.Passages, nil
}

// fileOf gives the request by which a report was filed. What whoever filed it
// marked stands only there: the marking of the event is that of the whole, and
// would make every part of the report as restricted as the most restricted.
func fileOf(entries []board.Opened) (*File, error) {
	if len(entries) == 0 || entries[0].Entry.Signed == nil {
		return nil, errors.New("reading a report: the act that filed it is not there")
	}
	a, err := act.Parse([]byte(entries[0].Entry.Signed.Bytes))
	if err != nil {
		return nil, fmt.Errorf("reading the act that filed %s: %w", entries[0].Entry.Stream, err)
	}
	r, err := parse(a)
	if err != nil {
		return nil, fmt.Errorf("reading the act that filed %s: %w", entries[0].Entry.Stream, err)
	}
	f, ok := r.(*File)
	if !ok {
		return nil, fmt.Errorf("reading the act that filed %s: it files nothing", entries[0].Entry.Stream)
	}
	return f, nil
}
