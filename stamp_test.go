package tocsin_test

import (
	"testing"
	"time"

	"example.org/tocsin"
)

func TestLevelWords(t *testing.T) {
	t.Parallel()
	levels := []tocsin.Level{
		tocsin.LevelNone, tocsin.LevelAnalyst, tocsin.LevelOfficer, tocsin.LevelSenior, tocsin.LevelHead,
	}
	for i, word := range []string{"none", "analyst", "officer", "senior", "head"} {
		level := levels[i]
		if int(level) != i {
			t.Errorf("%s is %d on the wire, not %d", word, int(level), i)
		}
		if level.String() != word {
			t.Errorf("level %d is written %q, not %q", i, level, word)
		}
		got, ok := tocsin.ParseLevel(word)
		if want := level != tocsin.LevelNone; ok != want || got != level {
			t.Errorf("%q is read as %s, %t", word, got, ok)
		}
	}
	for _, word := range []string{"", "Head", "head ", "invalid", "4"} {
		if got, ok := tocsin.ParseLevel(word); ok || got != tocsin.LevelNone {
			t.Errorf("%q is read as %s, %t", word, got, ok)
		}
	}
	for _, wrong := range []tocsin.Level{-1, 5, 1 << 40} {
		if wrong.String() != "invalid" {
			t.Errorf("level %d is written %s", int(wrong), wrong)
		}
	}
}

func TestSecond(t *testing.T) {
	t.Parallel()
	east := time.FixedZone("east", 5*3600+1800)
	for _, c := range []struct{ in, want time.Time }{
		{time.Date(2026, 1, 2, 3, 4, 5, 999_999_999, time.UTC), time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		{time.Date(2026, 1, 2, 3, 4, 5, 0, east), time.Date(2026, 1, 1, 21, 34, 5, 0, time.UTC)},
		{time.Date(1960, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)},
		{time.Time{}, time.Time{}},
	} {
		got := tocsin.Second(c.in)
		if got != c.want { // the same value, not only the same instant
			t.Errorf("%v is cut to %v, not %v", c.in, got, c.want)
		}
		if again := tocsin.Second(got); again != got {
			t.Errorf("%v is cut again to %v", got, again)
		}
	}
}
