package dossier_test

import (
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// The commands about clocks, disputes and reviews, in few words.

func consult(with, question string) dossier.Command {
	return dossier.AskConsult{ConsultAsked: dossier.ConsultAsked{With: with, Question: question}}
}

func consulted(of int, says string) dossier.Command {
	return dossier.AnswerConsult{ConsultAnswered: dossier.ConsultAnswered{Of: of, Says: says}}
}

// asking asks an originator about all facts of his.
func asking(d dossier.Dossier, originator string) dossier.Command {
	return dossier.AskConsent{ConsentAsked: d.Asks(originator)}
}

func consented(of int, says string, allows ...dossier.Allowed) dossier.Command {
	return dossier.AnswerConsent{ConsentAnswered: dossier.ConsentAnswered{Of: of, Says: says, Allows: allows}}
}

// checks are those that find nothing to fear of the recipients of the scenarios,
// where they were not checked.
func checks(d dossier.Dossier) []dossier.Command {
	var all []dossier.Command
	for name, class := range map[string]directory.Class{"police": directory.ClassPolice, "mission": directory.ClassGovernment} {
		to := id[tocsin.RecipientID](name)
		if _, current := d.CheckOf(to); current || d.AssessedAt.IsZero() || d.Tearline() == nil {
			continue
		}
		all = append(all, dossier.CheckRecipient{
			Class: class, HarmAnswers: dossier.HarmAnswers{Recipient: to, Of: d.AssessmentHash(), Answers: harmless()},
		})
	}
	return all
}

func dispute(name string, about dossier.Subject) dossier.Command {
	return dossier.RaiseDispute{DisputeRaised: dossier.DisputeRaised{About: about, Because: objection(name)}}
}

func resolve(name string, of int, towards dossier.Direction) dossier.Command {
	return dossier.ResolveDispute{DisputeResolved: dossier.DisputeResolved{Of: of, Towards: towards, Because: reason(name)}}
}

func dissent(name string) dossier.Command {
	return dossier.KeepDissent{DissentKept: dossier.DissentKept{Because: objection(name)}}
}

func review(because string) dossier.Command {
	return dossier.ReviewWarning{WarningReviewed: dossier.WarningReviewed{Because: because}}
}

func taken(says string) dossier.Command {
	return dossier.TakeReferral{ReferralTaken: dossier.ReferralTaken{Says: says}}
}

// objection is what an officer writes who disagrees; each writes his own.
func objection(name string) string {
	return name + " holds that they can still be told, and in time"
}

// clock gives the clock of a stage that runs, and fails where none does.
func (s *script) clock(stage policy.Stage) dossier.Clock {
	s.t.Helper()
	s.settle()
	for _, c := range s.d.Clocks() {
		if c.Stage == stage {
			return c
		}
	}
	s.t.Fatalf("no clock runs for %s but %+v", stage, s.d.Clocks())
	return dossier.Clock{}
}

// runs lists the stages whose clocks run.
func (s *script) runs() []policy.Stage {
	s.t.Helper()
	s.settle()
	var stages []policy.Stage
	for _, c := range s.d.Clocks() {
		stages = append(stages, c.Stage)
	}
	return stages
}

// pass lets the clock of a stage run out, as the engine does.
func (s *script) pass(stage policy.Stage) *script {
	s.t.Helper()
	c := s.clock(stage)
	if c.Due.After(s.now) {
		s.now = c.Due
	}
	return s.when("", dossier.PassClock{Stage: c.Stage, Of: c.Of, Due: c.Due}).then("ClockPassed")
}

// paged holds whom the last clock called.
func (s *script) paged(level tocsin.Level) *script {
	s.t.Helper()
	s.settle()
	if s.d.Paged != level {
		s.t.Fatalf("the last clock called a %s, not a %s", s.d.Paged, level)
	}
	return s
}

// determined assesses and determines.
func (s *script) determined(a report.Assessment) *script {
	s.t.Helper()
	return s.when("ana", assess(a)).when("ana", determine("ana"))
}

// lone has an officer draft and send alone, as the exigent path allows.
func (s *script) lone(name string, d warning.Draft, as string) *script {
	s.t.Helper()
	return s.when(name, draft(d)).then("WarningDrafted", "WarningCleared").stands(dossier.StatusCleared).
		when(name, send(d, as)).then("WarningSent").stands(dossier.StatusSent)
}

// near is dutiful with so much time left.
func near(left time.Duration) report.Assessment {
	a := dutiful()
	a.LatestUseful = start.Add(left)
	return a
}

// poor is dutiful from nobody known, which nobody could judge.
func poor() report.Assessment {
	a := dutiful()
	a.Reliability, a.Credibility = "F", 6
	return a
}

// graded is a text of a draft that states the grade F6.
func graded(words string) warning.Draft {
	d := text(warning.KindWarning, "", words+"\nGraded: F6", "police")
	d.Grade = "F6"
	return d
}
