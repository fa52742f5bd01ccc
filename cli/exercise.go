package cli

import "context"

type exerciseCmd struct{ draftCmd }

// Help explains the command.
func (exerciseCmd) Help() string {
	return `A drill goes the whole way of a warning: it is drafted, agreed to, sealed, sent and answered, and its plan runs, so that everybody learns whether it works. Its first line says that it is one; it tells nothing of sources, meets no duty and is counted apart. Each recipient must have agreed to it beforehand, and --agreed says with whom and when: a drill surprises nobody.`
}

// Run drafts a drill.
func (cmd *exerciseCmd) Run(ctx context.Context, c *call) error {
	cmd.Kind = "exercise"
	return cmd.draftCmd.Run(ctx, c)
}
