package holder_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/directory"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
)

// start is when the holder of these tests is founded.
var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// id pads a word to the form of an id.
func id[T ~string](word string) T { return T(word + strings.Repeat("a", 26-len(word))) }

// key is the key of a name, always the same one.
func key(t *testing.T, name string) ssh.Signer {
	t.Helper()
	seed := sha256.Sum256([]byte("key of " + name))
	signer, err := ssh.NewSignerFromSigner(ed25519.NewKeyFromSeed(seed[:]))
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// line is the public key of a name as an authorized_keys line.
func line(t *testing.T, name string) string {
	t.Helper()
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key(t, name).PublicKey()))) + " " + name
}

// officer is an officer as he is asked for.
func officer(t *testing.T, name string, level tocsin.Level) holder.Officer {
	t.Helper()
	return holder.Officer{ID: id[tocsin.OfficerID](name), Name: name, Level: level, Key: line(t, name)}
}

// police is an entry of the directory.
func police() directory.Recipient {
	return directory.Recipient{
		ID: id[tocsin.RecipientID]("police"), Name: "Police", Class: directory.ClassPolice,
		Keys: []string{"age1police"}, Enrolled: "in person", Channel: "mailbox", Address: "out",
	}
}

// foundation founds the holder with hana as its head.
func foundation(t *testing.T) holder.FoundHolder {
	t.Helper()
	return holder.FoundHolder{HolderFounded: holder.HolderFounded{
		ID: id[tocsin.HolderID]("holder"), Profile: policy.ProfileNGO, Sender: "sender+1", Log: "log+1", ReplyTo: "age1reply",
		First: officer(t, "hana", tocsin.LevelHead), Packs: []string{source("ngo-spyware-notice")},
	}}
}

// add and retire are the commands.
func add(t *testing.T, name string, level tocsin.Level) holder.AddOfficer {
	t.Helper()
	return holder.AddOfficer{OfficerAdded: holder.OfficerAdded{Officer: officer(t, name, level)}}
}

func retire(name string) holder.RetireOfficer {
	return holder.RetireOfficer{OfficerRetired: holder.OfficerRetired{ID: id[tocsin.OfficerID](name)}}
}

func enroll(r directory.Recipient) holder.AddRecipient {
	return holder.AddRecipient{RecipientAdded: holder.RecipientAdded{Recipient: r}}
}

// A script is the life of a holder as it is told. Every event goes through its
// wire form.
type script struct {
	t      *testing.T
	now    time.Time
	h      holder.Holder
	caused []string
	err    error
}

// founded begins with hana, head of the holder.
func founded(t *testing.T) *script {
	t.Helper()
	s := &script{t: t, now: start}
	t.Cleanup(func() { s.settle() })
	return s.when("hana", foundation(t)).then("HolderFounded")
}

// staffed has also ana, an analyst, omar, an officer, and sara, a senior one.
func staffed(t *testing.T) *script {
	t.Helper()
	s := founded(t).later(time.Hour)
	for name, level := range map[string]tocsin.Level{"ana": tocsin.LevelAnalyst, "omar": tocsin.LevelOfficer, "sara": tocsin.LevelSenior} {
		s.when("hana", add(t, name, level)).then("OfficerAdded")
	}
	return s.later(time.Hour)
}

// settle holds that the last answer was not a refusal nobody expected.
func (s *script) settle() {
	s.t.Helper()
	if s.err != nil {
		s.t.Fatalf("not expected: %v", s.err)
	}
}

// later lets time pass.
func (s *script) later(d time.Duration) *script { s.now = s.now.Add(d); return s }

// stamp is the stamp of an officer now; who is not listed has no level.
func (s *script) stamp(name string) tocsin.Stamp {
	o, _ := s.h.Officer(id[tocsin.OfficerID](name))
	return tocsin.Stamp{At: s.now, By: id[tocsin.OfficerID](name), Level: o.Level}
}

// when has an officer ask something. What was decided on is not changed by it.
func (s *script) when(name string, c holder.Command) *script {
	s.t.Helper()
	s.settle()
	was, stamp := fmt.Sprintf("%+v", s.h), s.stamp(name)
	before := s.h
	var events []holder.Event
	events, s.err = holder.Decide(s.h, stamp, c)
	if s.err != nil && events != nil {
		s.t.Fatalf("%T is refused with events", c)
	}
	s.caused = nil
	for _, e := range events {
		kind, body, err := holder.Kinds.Encode(e)
		if err != nil {
			s.t.Fatal(err)
		}
		read, err := holder.Kinds.Decode(entry.Entry{Kind: kind, Body: body})
		if err != nil {
			s.t.Fatal(err)
		}
		if !reflect.DeepEqual(read, e) {
			s.t.Fatalf("%+v is read back as %+v", e, read)
		}
		s.caused = append(s.caused, kind)
		s.h = holder.Evolve(s.h, stamp, read)
	}
	if now := fmt.Sprintf("%+v", before); now != was {
		s.t.Fatalf("%T changed what it was decided on:\n%s\n%s", c, was, now)
	}
	return s
}

// then holds that the last ask caused events of these kinds.
func (s *script) then(kinds ...string) *script {
	s.t.Helper()
	s.settle()
	if strings.Join(s.caused, " ") != strings.Join(kinds, " ") {
		s.t.Fatalf("it caused %v, not %v", s.caused, kinds)
	}
	return s
}

// refused holds that the last ask was refused under a rule, for a reason that
// says so.
func (s *script) refused(rule, why string) *script {
	s.t.Helper()
	var r *tocsin.Refusal
	if !errors.As(s.err, &r) || r.Rule != rule || !strings.Contains(r.Why, why) || r.Remedy == "" {
		s.t.Fatalf("not refused under %s because %q but %v", rule, why, s.err)
	}
	refusalsSeen.Store([2]string{r.Rule, r.Why}, true)
	s.err = nil
	return s
}

// sample is an act of ana's, made at a time.
func sample(made time.Time) act.Act {
	return act.Act{
		ID: id[act.ID]("act"), Holder: id[tocsin.HolderID]("holder"), Officer: id[tocsin.OfficerID]("ana"),
		Action: "dossier/open", Made: made, Expires: made.Add(24 * time.Hour), Body: []byte(`{"title":"a"}`),
	}
}

// sign signs an act with the key of a name in a namespace.
func sign(t *testing.T, a act.Act, name, namespace string) act.Signed {
	t.Helper()
	raw, err := a.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	sig, err := sshsig.Sign(bytes.NewReader(raw), key(t, name), sshsig.HashSHA512, namespace)
	if err != nil {
		t.Fatal(err)
	}
	return act.Signed{Bytes: string(raw), Signature: string(sshsig.Armor(sig))}
}

// admit asks for an act to be let in now.
func (s *script) admit(signed act.Signed) *script {
	s.t.Helper()
	s.settle()
	a, stamp, err := s.h.Admit(signed, s.now)
	s.err = err
	if err != nil {
		if !reflect.DeepEqual(a, act.Act{}) || stamp != (tocsin.Stamp{}) {
			s.t.Fatalf("refused with %+v, %+v", a, stamp)
		}
		return s
	}
	o, ok := s.h.Officer(a.Officer)
	if want := (tocsin.Stamp{At: s.now, By: o.ID, Level: o.Level}); !ok || stamp != want {
		s.t.Fatalf("the stamp is %+v, not %+v", stamp, want)
	}
	if raw, err := a.Bytes(); err != nil || string(raw) != signed.Bytes {
		s.t.Fatalf("another act was let in: %+v, %v", a, err)
	}
	return s
}
