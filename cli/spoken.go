package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// spoken gathers the six answers: from flags, from a file, and by asking.
func (cmd *fileCmd) spoken(ctx context.Context, c *call) (report.Spoken, error) {
	var s report.Spoken
	fromFile, err := c.readAnswers(cmd.Answers)
	if err != nil {
		return s, err
	}
	cmd.Synthetic = cmd.Synthetic || fromFile.Synthetic
	cmd.Mark.Marking = marking.Effective(cmd.Mark.Marking, marking.Marking{TLP: fromFile.Marking})
	flags := map[report.Field]string{
		report.FieldVictim: cmd.Victim, report.FieldAct: cmd.What, report.FieldPlace: cmd.Where,
		report.FieldTime: cmd.When, report.FieldSource: cmd.Source, report.FieldBasis: cmd.Basis,
	}
	for name := range fromFile.Answers {
		if _, asked := flags[report.Field(name)]; !asked {
			return s, tocsin.Refuse("report/answers", "answer victim, what, where, when, source and basis",
				"%q is none of the six questions", name)
		}
	}
	for i, q := range report.Questions() {
		answer := strings.TrimSpace(flags[q.Field])
		if answer == "" {
			answer = strings.TrimSpace(fromFile.Answers[string(q.Field)])
		}
		if answer == "" && cmd.Answers == "" {
			if answer, err = c.question(ctx, q.Ask); err != nil {
				return s, err
			}
		}
		if s[i] = answer; answer == "" {
			s[i] = "unknown"
		}
	}
	return s, nil
}

// question puts a question and reads one line; the end of the input is no
// answer.
func (c *call) question(ctx context.Context, ask string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	_, _ = fmt.Fprintln(c.err, ask) // c.err keeps its error
	line, err := c.in.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", &Fault{Say: "the answers could not be read; nothing was filed", Err: err}
	}
	return strings.TrimSpace(line), nil
}
