package holder_test

import (
	"slices"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/holder"
)

// onCall is a shift of an officer for a day.
func onCall(officer tocsin.OfficerID, deputy bool) holder.Shift {
	return holder.Shift{Officer: officer, From: start, Until: start.Add(24 * time.Hour), Deputy: deputy, Channel: "mailbox", Address: "/phones/" + string(officer)}
}

// rostering sets who is on call, and refuses what nobody could be called by.
func rostering(t *testing.T) {
	t.Helper()
	s := staffed(t)
	hana, sara, omar := id[tocsin.OfficerID]("hana"), id[tocsin.OfficerID]("sara"), id[tocsin.OfficerID]("omar")
	roster := func(shifts ...holder.Shift) holder.SetRoster {
		return holder.SetRoster{RosterSet: holder.RosterSet{Shifts: shifts}}
	}
	of := func(how func(*holder.Shift)) holder.SetRoster {
		shift := onCall(sara, false)
		how(&shift)
		return roster(shift)
	}
	s.when("ana", roster(onCall(sara, false))).refused("holder/roster", "an analyst").
		when("sara", roster(slices.Repeat([]holder.Shift{onCall(sara, false)}, 501)...)).refused("holder/roster", "501 shifts").
		when("sara", of(func(o *holder.Shift) { o.Officer = "nobody" })).refused("holder/roster", "nobody who acts").
		when("sara", of(func(o *holder.Shift) { o.Until = o.From })).refused("holder/roster", "ends before it begins").
		when("sara", of(func(o *holder.Shift) { o.Address = "" })).refused("holder/roster", "how the officer").
		when("sara", of(func(o *holder.Shift) { o.Channel = "a\nb" })).refused("holder/roster", "how the officer")
	s.when("omar", roster(onCall(hana, true), onCall(omar, false), onCall(sara, false))).then("RosterSet")
	called := func(at time.Time, level tocsin.Level) []tocsin.OfficerID {
		var ids []tocsin.OfficerID
		for _, shift := range s.h.OnCall(at, level) {
			ids = append(ids, shift.Officer)
		}
		return ids
	}
	now := max(s.now.Sub(start), 0)
	for _, c := range []struct {
		after time.Duration
		level tocsin.Level
		want  []tocsin.OfficerID
	}{
		{now, tocsin.LevelOfficer, []tocsin.OfficerID{omar, sara, hana}},
		{now, tocsin.LevelSenior, []tocsin.OfficerID{sara, hana}},
		{now, tocsin.LevelHead, []tocsin.OfficerID{hana}},
		{24*time.Hour - 1, tocsin.LevelHead, []tocsin.OfficerID{hana}},
		{24 * time.Hour, tocsin.LevelOfficer, nil},
		{-time.Hour, tocsin.LevelOfficer, nil},
	} {
		if got := called(start.Add(c.after), c.level); !slices.Equal(got, c.want) {
			t.Errorf("%s on, for a %s: %v are called, not %v", c.after, c.level, got, c.want)
		}
	}
	// Where nobody is high enough, somebody comes all the same.
	s.when("sara", roster(onCall(omar, false))).then("RosterSet")
	if got := called(s.now, tocsin.LevelHead); !slices.Equal(got, []tocsin.OfficerID{omar}) {
		t.Errorf("where no head is on call %v are called", got)
	}
	s.when("sara", roster()).then("RosterSet")
	if got := called(s.now, tocsin.LevelOfficer); got != nil {
		t.Errorf("after the roster was emptied %v are called", got)
	}
}
