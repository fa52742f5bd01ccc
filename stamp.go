package tocsin

import (
	"fmt"
	"time"
)

// Level is how high an officer stands. Higher levels are larger.
type Level int

// The levels, lowest first. Policy packs say which level an act takes.
const (
	// LevelNone is no officer at all: the engine.
	LevelNone Level = 0
	// LevelAnalyst files, assesses and drafts.
	LevelAnalyst Level = 1
	// LevelOfficer releases together with others.
	LevelOfficer Level = 2
	// LevelSenior is the senior officer designated by the head (ICD 191, F).
	LevelSenior Level = 3
	// LevelHead is the head of the holder or the head's designee.
	LevelHead Level = 4
)

// levelNames are the words of the levels on the wire and on the screen.
var levelNames = [...]string{"none", "analyst", "officer", "senior", "head"}

// String gives the word of the level.
func (l Level) String() string {
	if l < 0 || int(l) >= len(levelNames) {
		return "invalid"
	}
	return levelNames[l]
}

// ParseLevel reads the word of a level of an officer; LevelNone is not one.
func ParseLevel(word string) (Level, bool) {
	for i, name := range levelNames {
		if i > 0 && name == word {
			return Level(i), true
		}
	}
	return LevelNone, false
}

// MarshalText writes the word of the level.
func (l Level) MarshalText() ([]byte, error) {
	if l < LevelNone || l > LevelHead {
		return nil, fmt.Errorf("writing a level: %d is none", int(l))
	}
	return []byte(l.String()), nil
}

// UnmarshalText reads the word of a level.
func (l *Level) UnmarshalText(text []byte) error {
	level, ok := ParseLevel(string(text))
	if !ok && string(text) != levelNames[LevelNone] {
		return fmt.Errorf("%q is no level; they are analyst, officer, senior, head", text)
	}
	*l = level
	return nil
}

// A Stamp says who and when. It is the only clock of the record: whoever calls
// it brings the time in.
type Stamp struct {
	// At is the time in UTC, whole seconds.
	At time.Time
	// By is the officer who acts; empty when the engine itself does.
	By OfficerID
	// Level is where that officer stood at that time.
	Level Level
}

// Second cuts a time to whole seconds in UTC, the precision of the record
// (RFC 3339 without fractions).
func Second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
