// Command tocsin keeps what is known of a threat to somebody else, and carries
// the warning until somebody has acknowledged it. See tocsin help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.org/tocsin/app"
)

func main() { os.Exit(run(app.Read)) }

// run runs the program until it is done or interrupted. A second interrupt
// ends it at once.
func run(read func() app.Reading) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	config, err := os.UserConfigDir()
	if err != nil {
		config = "" // --keys must then name the folder
	}
	return app.Run(ctx, app.Environment{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Now: func() time.Time { return read().Wall }, Read: read, ConfigDir: config,
	})
}
