package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
)

// grammar is the command line: the flags of all commands, and the commands in
// the order of a dossier's life.
type grammar struct {
	globals

	Init      initCmd      `cmd:"" group:"founding" help:"Make the keys and the record of a new holder."`
	Officer   officerCmd   `cmd:"" group:"founding" help:"Add, retire and list the officers who act."`
	Texts     textsCmd     `cmd:"" group:"founding" help:"List, read and review the texts in which warnings are written."`
	Recipient recipientCmd `cmd:"" group:"founding" help:"Add and list those who protect others, and how they are reached."`
	Lookup    lookupCmd    `cmd:"" group:"founding" help:"Look up how somebody can be reached who publishes it."`
	Box       boxCmd       `cmd:"" group:"founding" help:"Make a mailbox for somebody who has no account."`
	Directory directoryCmd `cmd:"" group:"founding" help:"Ask who protects whom; import and export the list of them."`

	File       fileCmd       `cmd:"" group:"dossier" help:"Take in a report of a threat, and give a signed receipt for it."`
	List       listCmd       `cmd:"" group:"dossier" help:"List all dossiers, and what each waits for."`
	Show       showCmd       `cmd:"" group:"dossier" help:"Show one dossier with all that belongs to it."`
	Threat     threatCmd     `cmd:"" group:"dossier" help:"Show what the reports say side by side, and what may be the same threat."`
	WatchItem  watchItemCmd  `cmd:"" group:"dossier" help:"Watch for a person or a place that may be named again."`
	Place      placeCmd      `cmd:"" group:"dossier" help:"Look up a place, by its name or its coordinate."`
	Assess     assessCmd     `cmd:"" group:"dossier" help:"Grade what the reports say, and settle the facts."`
	Determine  determineCmd  `cmd:"" group:"dossier" help:"Ask whether there is a duty to warn."`
	Harm       harmCmd       `cmd:"" group:"dossier" help:"Ask whom the warning itself could harm, of one recipient."`
	Draft      draftCmd      `cmd:"" group:"dossier" help:"Write the text that may leave."`
	Exercise   exerciseCmd   `cmd:"" group:"dossier" help:"Draft a drill, which its recipients have agreed to beforehand."`
	Withheld   withheldCmd   `cmd:"" group:"dossier" help:"Lay each fact beside what is told of it, and what is withheld."`
	Check      checkCmd      `cmd:"" group:"dossier" help:"Hold a file that would leave against what must not."`
	Approve    approveCmd    `cmd:"" group:"dossier" help:"Agree to the text, or to leaving a warning unsaid."`
	Waive      waiveCmd      `cmd:"" group:"dossier" help:"Ask that the duty be set aside, on a listed ground."`
	Withdraw   withdrawCmd   `cmd:"" group:"dossier" help:"Open again what was to be left unsaid."`
	Plan       planCmd       `cmd:"" group:"dossier" help:"Show by which ways each recipient would be warned, and when."`
	Campaign   campaignCmd   `cmd:"" group:"dossier" help:"Tell many victims of one threat: a list, and one text with slots."`
	Calls      callsCmd      `cmd:"" group:"dossier" help:"List whom somebody is to speak with, and take calls."`
	Send       sendCmd       `cmd:"" group:"dossier" help:"Seal what is cleared to each recipient, and hand it over."`
	Serve      serveCmd      `cmd:"" group:"dossier" help:"Do what is due as it falls due, and take in what comes back."`
	Step       stepCmd       `cmd:"" group:"dossier" help:"Hand over what is due, and note deadlines that passed."`
	Clock      clockCmd      `cmd:"" group:"dossier" help:"Show or confirm the time that the record goes by."`
	Status     statusCmd     `cmd:"" group:"dossier" help:"Show how far a warning has come with each recipient, and what is next."`
	Paper      paperCmd      `cmd:"" group:"dossier" help:"Print what an officer reads out, or hands over."`
	Spoken     spokenCmd     `cmd:"" group:"dossier" help:"Note what was spoken, or confirm another officer's note."`
	Answer     answerCmd     `cmd:"" group:"dossier" help:"Note what a recipient's question is answered with."`
	Replan     replanCmd     `cmd:"" group:"dossier" help:"Plan anew by the ways that the directory knows now."`
	Receive    receiveCmd    `cmd:"" group:"dossier" help:"Take in an acknowledgement or a receipt that came back."`
	Consult    consultCmd    `cmd:"" group:"dossier" help:"Ask somebody else on the best way to warn, or keep the answer."`
	Consent    consentCmd    `cmd:"" group:"dossier" help:"Ask a partner whether its facts may be told, or keep the answer."`
	Dispute    disputeCmd    `cmd:"" group:"dossier" help:"Disagree, which goes up; or resolve a dispute."`
	Dissent    dissentCmd    `cmd:"" group:"dossier" help:"Keep a disagreement on the record, which asks for nothing."`
	Referral   referralCmd   `cmd:"" group:"dossier" help:"Keep what the new owner of a referred threat answered."`
	Incident   incidentCmd   `cmd:"" group:"dossier" help:"Note that something happened, and who was hurt."`
	Review     reviewCmd     `cmd:"" group:"dossier" help:"Look back: at how it turned out, or at a warning that one officer sent alone."`
	PublicLine publicLineCmd `cmd:"" group:"dossier" help:"Settle what may be said in public."`
	Close      closeCmd      `cmd:"" group:"dossier" help:"Close a dossier with what happened in the end."`
	Unlink     unlinkCmd     `cmd:"" group:"dossier" help:"Take a report out of a dossier that it is not about."`
	Submit     submitCmd     `cmd:"" group:"dossier" help:"Bring back a request that was signed on another machine."`

	Open        openCmd        `cmd:"" group:"recipient" help:"Open a file as the one it is sealed to."`
	Acknowledge acknowledgeCmd `cmd:"" group:"recipient" help:"Answer a warning, sealed to its sender."`
	ReceiptKey  receiptKeyCmd  `cmd:"" group:"recipient" help:"Make the key with which an intermediary signs receipts."`
	Words       wordsCmd       `cmd:"" group:"recipient" help:"Make the words that say on the phone which file both hold."`

	Policy     policyCmd     `cmd:"" group:"check" help:"List, read, test and adopt packs of policy."`
	Cases      casesCmd      `cmd:"" group:"check" help:"Replay the public cases, by what was known then."`
	Statistics statisticsCmd `cmd:"" group:"check" help:"Count what was done in a period, with small numbers held back."`

	Verify  verifyCmd  `cmd:"" group:"check" help:"Check what somebody holds: a warning, or an intake receipt."`
	Fsck    fsckCmd    `cmd:"" group:"check" help:"Check everything that is kept."`
	Demo    demoCmd    `cmd:"" group:"check" help:"Play one whole dossier, with all its people in one folder."`
	Config  configCmd  `cmd:"" group:"check" help:"Show the settings in force, and where they are from."`
	Version versionCmd `cmd:"" group:"check" help:"Print the version."`
	Help    helpCmd    `cmd:"" group:"check" help:"Explain a command."`
}

// globals are the flags that every command takes.
type globals struct {
	Data  string   `help:"Folder of the record (TOCSIN_DATA)." placeholder:"DIR"`
	Store string   `help:"Database that the record is in, as postgres://USER@HOST/DATABASE (TOCSIN_STORE); the folder then holds the operator's log alone." placeholder:"URL"`
	Keys  string   `help:"Folder of the keys, apart from the record (TOCSIN_KEYS)." placeholder:"DIR"`
	As    string   `help:"Officer who acts, by name or the beginning of his id (TOCSIN_AS)." placeholder:"OFFICER"`
	JSON  bool     `name:"json" help:"Print JSON, for programs."`
	Help  helpFlag `short:"h" help:"Explain the command."`
}

// A call is one command line on its way.
type call struct {
	deps    Deps
	flags   *globals
	out     *output
	err     *output
	in      *bufio.Reader
	command string
	// certain is what is sure about the record if a fault comes now.
	certain string
	// noLog says that a fault is none of the record's.
	noLog bool
}

// Run carries out one command line and gives its exit code.
func Run(ctx context.Context, deps Deps, args []string) int {
	var g grammar
	c := &call{
		deps: deps, flags: &g.globals, out: &output{w: deps.Out}, err: &output{w: deps.Err},
		in: bufio.NewReader(deps.In), certain: "the command could not be carried out; nothing was kept",
	}
	code := c.end(ctx, c.run(ctx, &g, args))
	if err := errors.Join(c.out.err, c.err.err); err != nil && code == exitDone {
		return c.fault(ctx, "it is done, but not all of the answer could be printed", err)
	}
	return code
}

// run parses the command line and runs its command.
func (c *call) run(ctx context.Context, g *grammar, args []string) error {
	parser, err := kong.New(g,
		kong.Name("tocsin"), kong.Description(description), kong.Writers(c.out, c.err), kong.NoDefaultHelp(),
		kong.ExplicitGroups(commandGroups()), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100, FlagsLast: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(c),
	)
	if err != nil {
		return err
	}
	if len(args) > 0 && args[0] == "help" {
		args = append(args[1:len(args):len(args)], "--help")
	}
	if len(args) == 0 {
		return wrongUse("no command is given")
	}
	parsed, err := parser.Parse(args)
	if wrong, ok := errors.AsType[*kong.ParseError](err); ok {
		c.command = commandOf(wrong.Context)
		if errors.Is(err, errHelp) {
			return errHelp
		}
		return wrongUse("%v", err)
	}
	if err != nil {
		return err
	}
	c.command = commandOf(parsed)
	return parsed.Run()
}

// commandOf names the command of a command line, without its arguments.
func commandOf(parsed *kong.Context) string {
	if parsed == nil || parsed.Selected() == nil {
		return ""
	}
	return strings.TrimPrefix(parsed.Selected().FullPath(), "tocsin ")
}

// place is where the record and the keys are, and who acts.
func (c *call) place() Place {
	at := c.deps.Defaults
	if c.flags.Data != "" {
		at.Data = c.flags.Data
	}
	if c.flags.Store != "" {
		at.Store = c.flags.Store
	}
	if c.flags.Keys != "" {
		at.Keys = c.flags.Keys
	}
	if c.flags.As != "" {
		at.As = c.flags.As
	}
	at.Data, at.Keys = c.path(at.Data), c.path(at.Keys)
	return at
}

// path is where a file is that the command line names.
func (c *call) path(name string) string {
	if name == "" || filepath.IsAbs(name) || c.deps.Dir == "" {
		return name
	}
	return filepath.Join(c.deps.Dir, name)
}

// record opens the record for do, and closes it.
func (c *call) record(ctx context.Context, do func(*Session) error) error {
	return c.recordBy(ctx, c.deps.Open, do)
}

// recordBy is record with a way of its own to open.
func (c *call) recordBy(ctx context.Context, open func(context.Context, Place) (*Session, error), do func(*Session) error) error {
	c.certain = "the record could not be read; nothing was changed"
	s, err := open(ctx, c.place())
	if err != nil {
		return err
	}
	err = do(s)
	if closed := s.Close(); err == nil && closed != nil {
		return &Fault{Say: "it is done, but the record could not be closed", Err: closed}
	}
	return err
}

// show prints what a person must see before it is acted on; programs read it
// with show --json.
func (c *call) show(text func(*page)) {
	if c.flags.JSON {
		return
	}
	var p page
	text(&p)
	p.gap()
	_, _ = c.out.Write([]byte(p.b.String())) // c.out keeps its error
}

// give prints the answer of a command: v as JSON, or text for people.
func (c *call) give(v any, text func(*page)) error {
	if c.flags.JSON {
		return c.out.json(v)
	}
	var p page
	text(&p)
	_, err := io.WriteString(c.out, p.b.String())
	return err
}
