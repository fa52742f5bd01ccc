package cli

import (
	"bytes"
	"context"
	"encoding/json"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/desk"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

type fileCmd struct {
	Bundle     string `arg:"" optional:"" help:"STIX 2.1 bundle, or - for stdin."`
	Into       string `help:"Dossier that it is about; without it one is opened." placeholder:"DOSSIER"`
	Reason     string `help:"Why it belongs to that dossier." placeholder:"WORDS"`
	Possessed  moment `help:"When anyone of ours first had it; without it, now." placeholder:"TIME"`
	Originator string `help:"Who produced it and controls its release." placeholder:"WORDS"`
	Mark       mark   `help:"Marking, where it carries none; it never makes one less restrictive." placeholder:"TLP:.."`
	Synthetic  bool   `help:"It was invented, for an exercise or an example."`
	Receipt    string `help:"Where the signed receipt goes; - prints it. Without it, receipt-REPORT.txt." placeholder:"FILE"`
	Again      bool   `help:"File it although the same bytes are filed already."`

	Text    bool   `help:"File what somebody said: six questions, of which those not answered below are asked." group:"spoken"`
	Answers string `help:"Answers as JSON." placeholder:"FILE" group:"spoken"`
	Victim  string `help:"Who is in danger?" placeholder:"WORDS" group:"spoken"`
	What    string `help:"What is meant to happen?" placeholder:"WORDS" group:"spoken"`
	Where   string `help:"Where?" placeholder:"WORDS" group:"spoken"`
	When    string `help:"When?" placeholder:"WORDS" group:"spoken"`
	Source  string `help:"Who says so?" placeholder:"WORDS" group:"spoken"`
	Basis   string `help:"How do they know?" placeholder:"WORDS" group:"spoken"`
	acting
}

// Help explains the command.
func (fileCmd) Help() string {
	return `The exact bytes are kept, sealed, and the receipt names their SHA-256: whoever brought the report can prove with it that it was taken in. What is not understood of a bundle is listed. The same bytes filed twice are filed once, and the receipt is given again.

With --text, an empty answer is "unknown". The file of --answers holds {"answers": {"victim": .., "what": .., "where": .., "when": .., "source": .., "basis": ..}, "marking": .., "synthetic": ..}.`
}

// Run files the report.
func (cmd *fileCmd) Run(ctx context.Context, c *call) error {
	form, original, err := cmd.original(ctx, c)
	if err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		into, known, err := cmd.where(ctx, s, form, original)
		if err != nil {
			return err
		}
		if known.Report != "" {
			c.err.say("note: these bytes are filed already; --again files them once more")
			return c.filed(ctx, s, known, cmd.Receipt)
		}
		r := desk.NewFile(form, original, into)
		r.Possessed = cmd.Possessed.or(tocsin.Second(c.deps.Now()))
		r.Originator, r.Reason = oneLine(cmd.Originator), cmd.Reason
		r.Synthetic, r.Mark = cmd.Synthetic, cmd.Mark.Marking
		d := demand{Request: r, attached: original}
		if form == report.FormSTIX && cmd.Bundle != "-" {
			d.name = cmd.Bundle
		}
		return c.ask(ctx, s, cmd.acting, d, func() error {
			return c.filed(ctx, s, subject{Report: r.Report, Dossier: r.Dossier}, cmd.Receipt)
		})
	})
}

// where gives the dossier that the report is about, none for a new one; or the
// same bytes, where they were filed before and nobody asks for them again.
func (cmd *fileCmd) where(ctx context.Context, s *Session, form report.Form, original []byte) (tocsin.DossierID, subject, error) {
	if cmd.Into != "" {
		shown, err := s.dossier(ctx, cmd.Into)
		return shown.ID, subject{}, err
	}
	if cmd.Again || cmd.Request != "" {
		return "", subject{}, nil
	}
	known, err := filedBefore(ctx, s, form, original)
	return "", known, err
}

// original gives the bytes to file.
func (cmd *fileCmd) original(ctx context.Context, c *call) (report.Form, []byte, error) {
	switch {
	case cmd.Text && cmd.Bundle != "":
		return "", nil, wrongUse("--text files what is said, not %s", cmd.Bundle)
	case cmd.Text:
		spoken, err := cmd.spoken(ctx, c)
		return report.FormText, spoken.Bytes(), err
	case cmd.Bundle == "":
		return "", nil, wrongUse("name a bundle, - for stdin, or --text for what somebody said")
	}
	raw, err := c.read(cmd.Bundle, report.MaxOriginal+1)
	return report.FormSTIX, raw, err
}

// filedBefore gives the report that holds the same bytes, if one does.
func filedBefore(ctx context.Context, s *Session, form report.Form, original []byte) (subject, error) {
	b, err := s.Desk.Board(ctx)
	if err != nil {
		return subject{}, err
	}
	hash := act.Hash(original)
	for _, d := range b.Dossiers() {
		for _, link := range d.Reports {
			if r, ok := b.Report(link.Report); ok && r.Filed.SHA256 == hash && r.Filed.Form == form {
				return subject{Report: link.Report, Dossier: d.ID}, nil
			}
		}
	}
	return subject{}, nil
}

// A filing is what filing a report gave.
type filing struct {
	Report        tocsin.ReportID  `json:"report"`
	Dossier       tocsin.DossierID `json:"dossier"`
	SHA256        string           `json:"sha256"`
	Marking       string           `json:"marking"`
	Understood    int              `json:"objects_understood"`
	NotUnderstood []report.Residue `json:"not_understood"`
	// Woken are the watch items that it woke.
	Woken   []desk.Woken `json:"woken"`
	Receipt string       `json:"receipt"`
}

// filed writes the receipt of a report and tells what was filed.
func (c *call) filed(ctx context.Context, s *Session, about subject, receipt string) error {
	signed, err := s.Desk.Receipt(ctx, about.Report)
	if err != nil {
		return err
	}
	shown, err := s.Desk.Show(ctx, string(about.Dossier))
	if err != nil {
		return err
	}
	woken, err := s.Desk.WokenBy(ctx, about.Report)
	if err != nil {
		return err
	}
	f := filing{Report: about.Report, Dossier: about.Dossier, Receipt: receipt, NotUnderstood: []report.Residue{}, Woken: woken}
	for _, r := range shown.Reports {
		if r.ID == about.Report {
			f.SHA256, f.Marking, f.Understood = r.SHA256, r.Marking, r.Understood
			f.NotUnderstood = append(f.NotUnderstood, r.NotUnderstood...)
		}
	}
	switch receipt {
	case "-":
		f.Receipt = string(signed)
	case "":
		f.Receipt = "receipt-" + short(about.Report) + ".txt"
		fallthrough
	default:
		c.certain = "the report is filed, but its receipt could not be written; file it again to get it"
		if err := c.write(f.Receipt, signed); err != nil {
			return err
		}
	}
	return c.give(f, func(p *page) { f.tell(p, receipt == "-") })
}

// tell says what was filed.
func (f filing) tell(p *page, whole bool) {
	p.field("report", "%s", f.Report)
	p.field("dossier", "%s", f.Dossier)
	p.field("sha256", "%s", f.SHA256)
	p.field("marking", "%s", f.Marking)
	p.field("understood", "%d", f.Understood)
	p.field("not understood", "%d", len(f.NotUnderstood))
	for _, residue := range f.NotUnderstood {
		p.line("    %s %s: %s", oneLine(residue.Type), oneLine(residue.ID), oneLine(residue.Why))
	}
	for _, w := range f.Woken {
		printWoken(p, f.Dossier, w)
	}
	if whole {
		p.gap()
		p.b.WriteString(f.Receipt)
		return
	}
	p.field("receipt", "%s", f.Receipt)
}

// answers is a spoken report in a file.
type answers struct {
	Synthetic bool              `json:"synthetic"`
	Marking   marking.TLP       `json:"marking"`
	Answers   map[string]string `json:"answers"`
}

// readAnswers reads such a file.
func (c *call) readAnswers(name string) (answers, error) {
	var a answers
	if name == "" {
		return a, nil
	}
	raw, err := c.read(name, smallFile)
	if err != nil {
		return a, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil || dec.More() {
		return a, tocsin.Refuse("report/answers", `write {"answers": {"victim": "...", ...}, "marking": "TLP:RED"}`,
			"%s holds no answers in JSON", name)
	}
	return a, nil
}
