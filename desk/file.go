package desk

import (
	"context"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/dossier"
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
	if act.Hash(s.attached) != r.SHA256 || int64(len(s.attached)) != r.Size {
		return tocsin.Refuse("report/original", "file the bytes that the act names", "the attached bytes are not those of the act")
	}
	if !tocsin.ValidID(r.Report) || !tocsin.ValidID(r.Dossier) {
		return tocsin.Refuse("report/id", "make the act again", "the act names no valid report or dossier")
	}
	rs, err := load(ctx, s.desk, tocsin.StreamID(r.Report), reportKind)
	if err != nil {
		return err
	}
	if rs.did(s.act.ID) {
		return nil
	}
	in, err := s.desk.read(r.Form, s.attached, r.Mark)
	if err != nil {
		return err
	}
	filed := report.ReportFiled{
		Holder: s.holder.state.ID, Form: r.Form, Title: in.Title, Originator: r.Originator, Synthetic: r.Synthetic,
		Possessed: r.Possessed, Original: seal.NewID[tocsin.FileID](), SHA256: r.SHA256, Size: r.Size,
		Marking: in.Marking, Objects: in.Objects, NotUnderstood: in.NotUnderstood, Proposed: in.Proposed,
	}
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
	return r.link(ctx, s, filed.Possessed)
}

// link opens the dossier, or takes the one that is there, and links the report.
func (r *File) link(ctx context.Context, s scene, possessed time.Time) error {
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
		opened := dossier.DossierOpened{ID: r.Dossier, Profile: s.holder.state.Profile}
		if err := decide(s, ds, dossier.OpenDossier{DossierOpened: opened}); err != nil {
			return err
		}
	}
	return decide(s, ds, dossier.LinkReport{ReportLinked: dossier.ReportLinked{
		Report: r.Report, Possessed: possessed, Reason: r.Reason,
	}})
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
			"reports of the form %q cannot be read here", form)
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

// passages gives every word of the reports of a dossier, read again from their
// original bytes, with its marking.
func (d *Desk) passages(ctx context.Context, of dossier.Dossier) ([]report.Passage, error) {
	var all []report.Passage
	for _, link := range of.Reports {
		rs, err := load(ctx, d, tocsin.StreamID(link.Report), reportKind)
		if err != nil {
			return nil, err
		}
		original, err := d.reader.File(ctx, rs.state.Filed.Original)
		if err != nil {
			return nil, err
		}
		if act.Hash(original) != rs.state.Filed.SHA256 {
			return nil, fmt.Errorf("reading report %s: its original is not the one that was filed", link.Report)
		}
		in, err := d.read(rs.state.Filed.Form, original, rs.state.Filed.Marking)
		if err != nil {
			return nil, fmt.Errorf("reading report %s again: %w", link.Report, err)
		}
		for _, p := range in.Passages {
			p.Part = string(link.Report) + " " + p.Part
			all = append(all, p)
		}
		if o := rs.state.Filed.Originator; o != "" {
			all = append(all, report.Passage{Part: string(link.Report) + " originator", Text: o})
		}
	}
	return all, nil
}
