package report

import (
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/entry"
	"example.org/tocsin/marking"
)

// MaxOriginal bounds the original bytes of a report: 64 MiB.
const MaxOriginal = 64 << 20

// A Form is the notation a report came in.
type Form string

// The forms.
const (
	// FormSTIX is a STIX 2.1 bundle.
	FormSTIX Form = "stix-2.1"
	// FormText is a typed or spoken report: six questions.
	FormText Form = "text"
)

// An Import is what a format makes of the original bytes of a report. Every
// object of the original is either in Objects or in NotUnderstood.
type Import struct {
	// Form is the notation.
	Form Form
	// Title says in a few words what the report is about.
	Title string
	// Marking is the effective marking of the whole: the most restrictive that
	// stands anywhere in it.
	Marking marking.Marking
	// Objects are those that were understood.
	Objects []Object
	// NotUnderstood are those that were not, each with why.
	NotUnderstood []Residue
	// Proposed are the facts that the report states in a form that a program
	// can read. An officer takes them over, or not.
	Proposed []Fact
	// Passages are all words of the report with the marking of each: what the
	// leak check holds a warning against.
	Passages []Passage
}

// An Object is one object of a report that was understood.
type Object struct {
	// ID is the object's own id in the report.
	ID string `json:"id"`
	// Type is the object's type in the notation, such as "threat-actor".
	Type string `json:"type"`
	// Name is what it calls itself, empty where it does not.
	Name string `json:"name,omitempty"`
	// Marking is its effective marking.
	Marking marking.Marking `json:"marking"`
	// Links are what it points at by relation: "targets" to an id.
	Links []Link `json:"links,omitempty"`
}

// A Link is one relation from an object to another.
type Link struct {
	Relation string `json:"relation"`
	To       string `json:"to"`
}

// A Residue is one object, or a part of one, that was not understood.
type Residue struct {
	ID   string `json:"id"`
	Type string `json:"type,omitempty"`
	// Why says why, without words of the report.
	Why string `json:"why"`
}

// A Passage is a run of words of a report.
type Passage struct {
	// Part says where it stands: an object's id and property, or a question.
	Part string
	Text string
	// Marking is the effective marking of that part.
	Marking marking.Marking
}

// A Report is what somebody said, as filed.
type Report struct {
	ID     tocsin.ReportID
	Filed  ReportFiled
	Stamp  tocsin.Stamp
	Exists bool
}

// ReportFiled is the one event of a report: it says all and never changes.
type ReportFiled struct {
	// Holder is whose record it is in.
	Holder tocsin.HolderID `json:"holder"`
	Form   Form            `json:"form"`
	Title  string          `json:"title,omitempty"`
	// Originator is who produced it and controls its release, in words; empty
	// where unknown.
	Originator string `json:"originator,omitempty"`
	// Synthetic marks a report that was invented for an exercise or an example.
	Synthetic bool `json:"synthetic,omitempty"`
	// Possessed is when anyone in the holder first had it, UTC: the clock runs
	// from here.
	Possessed time.Time `json:"possessed"`
	// Original names the sealed original bytes, SHA256 and Size are theirs.
	Original      tocsin.FileID   `json:"original"`
	SHA256        string          `json:"sha256"`
	Size          int64           `json:"size"`
	Marking       marking.Marking `json:"marking"`
	Objects       []Object        `json:"objects,omitempty"`
	NotUnderstood []Residue       `json:"not_understood,omitempty"`
	Proposed      []Fact          `json:"proposed,omitempty"`
}

// An Event is what happens to a report.
type Event interface {
	evolve(Report, tocsin.Stamp) Report
}

// Kinds is the contents page of a report's stream.
var Kinds = entry.Kinds[Event]{
	entry.Of[ReportFiled, Event]("ReportFiled"),
}

// evolve takes the report in.
func (e ReportFiled) evolve(r Report, s tocsin.Stamp) Report {
	r.Filed, r.Stamp, r.Exists = e, s, true
	return r
}

// Evolve gives the report after an event. It cannot fail.
func Evolve(r Report, s tocsin.Stamp, e Event) Report { return e.evolve(r, s) }

// A FileReport files one report, once.
type FileReport struct {
	ReportFiled
}

// Decide answers FileReport. The original's hash and size are those of the
// bytes that the officer had before him.
func Decide(r Report, s tocsin.Stamp, c FileReport) ([]Event, error) {
	switch {
	case r.Exists:
		return nil, nil
	case c.Size == 0:
		return nil, tocsin.Refuse("report/empty", "file the bytes as they came", "the report is empty")
	case c.Size > MaxOriginal:
		return nil, tocsin.Refuse("report/too-large", "file it in parts",
			"the report has %d bytes, more than %d", c.Size, MaxOriginal)
	case c.Possessed.IsZero() || c.Possessed.After(s.At):
		return nil, tocsin.Refuse("report/possessed", "give the time at which anyone of yours first had it",
			"first possession at %s lies after now, %s", c.Possessed.Format(time.RFC3339), s.At.Format(time.RFC3339))
	}
	for i, f := range c.Proposed {
		if err := f.Check(); err != nil {
			return nil, fmt.Errorf("filing the report: proposed fact %d: %w", i+1, err)
		}
	}
	return []Event{c.ReportFiled}, nil
}
