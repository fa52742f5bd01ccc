package threat

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// A Said is one report of a dossier, with what it states.
type Said struct {
	Report tocsin.ReportID
	Title  string
	// Marking is that of the whole report.
	Marking marking.Marking
	// Possessed is when the holder first had it, Reason why it is linked.
	Possessed time.Time
	Reason    string
	// Sourcing is what is known of where it comes from.
	Sourcing report.Sourcing
	// SHA256 is the hash of its original bytes: the same bytes say nothing twice.
	SHA256 string
	// Holds are the ids of what stands in it, From the ids of what it names as its
	// origin: reports of ours, or objects that other reports hold.
	Holds, From []string
	// Facts are what it states in a form that a program can read.
	Facts []report.Fact
	// Passages are its words, where whoever asks has them.
	Passages []report.Passage
}

// origins are the relations by which an object names what it was made from.
var origins = []string{"derived-from", "duplicate-of"}

// shared are the types of object that many reports hold and that say nothing of
// where a report comes from.
var shared = []string{"marking-definition", "extension-definition", "identity", "location", "language-content"}

// SaidBy gives what a filed report states, without its words. What the
// assessment says of its source counts before what was said when it was filed.
func SaidBy(r report.Report, sourcing report.Sourcing) Said {
	f := r.Filed
	sourcing.Report = r.ID
	sourcing.Originator = cmp.Or(sourcing.Originator, f.Originator)
	said := Said{
		Report: r.ID, Title: f.Title, Marking: f.Marking, Possessed: f.Possessed, Sourcing: sourcing, SHA256: f.SHA256,
		Facts: slices.Clone(f.Proposed),
	}
	for _, o := range f.Objects {
		if !slices.Contains(shared, o.Type) {
			said.Holds = append(said.Holds, o.ID)
		}
		for _, l := range o.Links {
			if slices.Contains(origins, l.Relation) {
				said.From = append(said.From, l.To)
			}
		}
	}
	return said
}

// check refuses what no picture can be made of: a report without an id or there
// twice, and a fact that does not say where it comes from.
func check(a report.Assessment, said []Said) error {
	for _, f := range a.Facts {
		if f.Known() && !tocsin.ValidID(f.Report) {
			return tocsin.Refuse("threat/provenance", "say which report it comes from", "the assessed fact %s names no report", f.Name())
		}
	}
	ids := make([]tocsin.ReportID, 0, len(said))
	for _, s := range said {
		if !tocsin.ValidID(s.Report) {
			return tocsin.Refuse("threat/provenance", "name the report by its id", "a report has no valid id")
		}
		ids = append(ids, s.Report)
		for i, f := range s.Facts {
			if err := s.owns(f); err != nil {
				return tocsin.Refuse("threat/provenance", "file the report again in a form that says where each fact stands",
					"fact %d of report %s %v", i+1, s.Report, err)
			}
		}
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(said) {
		return tocsin.Refuse("threat/provenance", "give each report once", "a report is there twice")
	}
	return nil
}

// A wanting is why a fact cannot be used, without its words.
type wanting string

// Error gives the reason.
func (w wanting) Error() string { return string(w) }

// owns reports why a fact is not one that the report states.
func (s Said) owns(f report.Fact) error {
	switch {
	case strings.TrimSpace(f.Part) == "":
		return wanting("does not say where in the report it stands")
	case f.Report != "" && f.Report != s.Report:
		return wanting("says that it comes from another report")
	case f.Check() != nil:
		return wanting("is not in the form of a fact")
	}
	return nil
}
