package cli

import (
	"context"

	"github.com/alecthomas/kong"
)

// description is what stands above the list of commands.
const description = `Tocsin keeps what is known of a threat to somebody else, finds whether there is a duty to warn, and carries the warning until somebody has acknowledged it. The commands stand in the order of a dossier's life; tocsin help COMMAND explains one.

The record is kept in --data, without it in the user's folder of data; the keys in --keys, without it in the user's folder of configuration.

It ends with 0 done, 1 fault, 2 usage, 3 refused. Times are RFC 3339, or as people write them with their zone: 2024-01-03 06:00 +03:30, 3 January 2024, 13 Dey 1402, 031200ZJAN24; a day is its midnight in UTC. A time with two readings is refused. Dossiers, officers and recipients may be named by the beginning of their id, from four characters on.`

// commandGroups are the parts of the list of commands.
func commandGroups() []kong.Group {
	return []kong.Group{
		{Key: "founding", Title: "Who we are, and whom we can reach:"},
		{Key: "dossier", Title: "The life of a dossier:"},
		{Key: "recipient", Title: "The side of those who receive (no record and no key of ours is needed):"},
		{Key: "check", Title: "Checks, and this program:"},
		{Key: "spoken", Title: "What somebody said:"},
	}
}

// A helpFlag asks for help on the command before it.
type helpFlag bool

// BeforeReset prints help before anything that is missing is missed.
func (helpFlag) BeforeReset(ctx *kong.Context) error {
	if err := ctx.PrintUsage(false); err != nil {
		return err
	}
	return errHelp
}

// helpCmd stands in the list; help COMMAND is answered before it is parsed.
type helpCmd struct {
	Command []string `arg:"" optional:"" help:"Command to explain."`
}

// Run is not reached.
func (helpCmd) Run() error { return errHelp }

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(_ context.Context, c *call) error {
	return c.give(map[string]string{"version": c.deps.Version}, func(p *page) { p.line("tocsin %s", c.deps.Version) })
}

type demoCmd struct{}

// Help explains the command.
func (demoCmd) Help() string {
	return `All its people live in one folder, a folder each, tocsin-demo where --data names no other. This is the one place where keys lie beside data: it is for looking, not for use.`
}

// Run plays the demonstration.
func (demoCmd) Run(ctx context.Context, c *call) error {
	if c.deps.Demo == nil {
		return wrongUse("this program was built without a demonstration")
	}
	dir := c.flags.Data
	if dir == "" {
		dir = "tocsin-demo"
	}
	c.certain, c.noLog = "the demonstration did not come to its end; its folder stays", true
	return c.deps.Demo(ctx, c.path(dir), c.out)
}
