package seal_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/seal"
)

// chain gives hops with one key each, whose headers name the file they hand on.
func chain(tb testing.TB, perHop int, draws ...func(testing.TB) person) (hops []seal.Hop, privates []string) {
	tb.Helper()
	for _, draw := range draws {
		all, public := people(tb, draw, perHop)
		hops = append(hops, seal.Hop{Keys: public, Header: func(enclosed []byte) ([]byte, error) {
			return []byte("relay\n\nby noon\nfile " + act.Hash(enclosed) + "\n\n— holder.example " + strings.Repeat("s", 300) + "\n"), nil
		}})
		privates = append(privates, all[perHop-1].private)
	}
	return hops, privates
}

// inner is a warning for somebody.
func innerTo(tb testing.TB, p person) []byte {
	tb.Helper()
	inner, err := seal.Warning(note(9000), []string{p.public})
	if err != nil {
		tb.Fatal(err)
	}
	return inner
}

// TestNested seals through every chain of every kind of key: each opens his own
// layer and no other, hands on exactly what his header names, and the recipient has
// his file byte for byte. What leaves has the same size however long the chain is.
func TestNested(t *testing.T) {
	t.Parallel()
	to := x25519(t)
	inner := innerTo(t, to)
	var chains [][]func(testing.TB) person
	for _, a := range anyKind {
		chains = append(chains, []func(testing.TB) person{a})
		for _, b := range anyKind {
			chains = append(chains, []func(testing.TB) person{a, b}, []func(testing.TB) person{a, b, x25519}, []func(testing.TB) person{hybrid, a, b})
		}
	}
	left := map[int]int{}
	for _, draws := range chains {
		for perHop := 1; perHop <= 2; perHop++ {
			hops, privates := chain(t, perHop, draws...)
			files, err := seal.Nested(inner, hops)
			if err != nil {
				t.Fatalf("%d hops with %d keys: %v", len(draws), perHop, err)
			}
			if len(files) != len(hops)+1 || !bytes.Equal(files[len(hops)], inner) {
				t.Fatalf("there are %d files", len(files))
			}
			left[len(files[0])]++
			for i := range hops {
				if !slices.Contains(seal.ChainSizes(), len(files[i])) {
					t.Errorf("file %d has %d bytes", i, len(files[i]))
				}
				header, next, err := seal.OpenNested(files[i], privates[i])
				if err != nil || !bytes.Equal(next, files[i+1]) || !strings.Contains(string(header), act.Hash(next)) {
					t.Fatalf("intermediary %d opens %d and %d bytes (%v)", i, len(header), len(next), err)
				}
				for j := range hops {
					if j != i {
						_, _, err := seal.OpenNested(files[i], privates[j])
						refused(t, err, "seal/wrong-key")
					}
				}
				_, _, err = seal.OpenNested(files[i], to.private)
				refused(t, err, "seal/wrong-key")
			}
		}
	}
	if len(left) != 2 || left[seal.RelaySize] == 0 || left[seal.WideSize] == 0 {
		t.Errorf("what leaves has these sizes: %v", left)
	}
}

// TestNestedOne gives one intermediary what Relay gives him, both ways.
func TestNestedOne(t *testing.T) {
	t.Parallel()
	for _, draw := range anyKind {
		inner := innerTo(t, x25519(t))
		hops, privates := chain(t, 2, draw)
		files, err := seal.Nested(inner, hops)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := hops[0].Header(inner)
		if header, got, err := seal.OpenRelay(files[0], privates[0]); err != nil || !bytes.Equal(header, want) || !bytes.Equal(got, inner) {
			t.Errorf("OpenRelay gives %q (%v)", header, err)
		}
		relay, err := seal.Relay(want, inner, hops[0].Keys)
		if err != nil {
			t.Fatal(err)
		}
		if header, got, err := seal.OpenNested(relay, privates[0]); err != nil || !bytes.Equal(header, want) || !bytes.Equal(got, inner) {
			t.Errorf("OpenNested gives %q (%v)", header, err)
		}
	}
}

// TestNestedRefuses gives chains and files that are not right.
func TestNestedRefuses(t *testing.T) {
	t.Parallel()
	inner := innerTo(t, x25519(t))
	three, privates := chain(t, 1, x25519, x25519, x25519)
	for _, hops := range [][]seal.Hop{nil, append(slices.Clone(three), three[0])} {
		_, err := seal.Nested(inner, hops)
		refused(t, err, "seal/hops")
	}
	if _, err := seal.Nested(inner[1:], three); err == nil {
		t.Error("an inner file of another size was sealed")
	}
	header := func(h string, err error) []seal.Hop {
		hops := slices.Clone(three)
		hops[1].Header = func([]byte) ([]byte, error) { return []byte(h), err }
		return hops
	}
	_, err := seal.Nested(inner, header(string(note(3000)), nil))
	refused(t, err, "seal/too-long")
	broken := errors.New("broken")
	for _, hops := range [][]seal.Hop{header("no newline", nil), header("", broken), header("x\nage-encryption.org/v1\n", nil)} {
		if _, err := seal.Nested(inner, hops); err == nil {
			t.Error("a header that is none was sealed")
		}
	}
	if _, err := seal.Nested(inner, header("", broken)); !errors.Is(err, broken) {
		t.Errorf("it says %v", err)
	}
	mixed := slices.Clone(three)
	mixed[2].Keys = []string{x25519(t).public, hybrid(t).public}
	_, err = seal.Nested(inner, mixed)
	refused(t, err, "seal/one-kind-of-key")

	files, err := seal.Nested(inner, three)
	if err != nil {
		t.Fatal(err)
	}
	open := func(file []byte, private string) error {
		_, _, err := seal.OpenNested(file, private)
		return err
	}
	refused(t, open(inner, privates[0]), "seal/size")
	refused(t, open(files[0][1:], privates[0]), "seal/size")
	changed := bytes.Clone(files[0])
	changed[len(changed)-1] ^= 1
	refused(t, open(changed, privates[0]), "seal/damaged")
	// Sealed to him and no file for the next in it; and two that could be it.
	p := x25519(t)
	room := seal.RelaySize - len(ageSeal(t, nil, p.public))
	refused(t, open(ageSeal(t, bytes.Repeat([]byte("a"), room), p.public), p.private), "seal/frame")
	two := bytes.Repeat([]byte("\n"), room)
	for _, size := range []int{seal.WarningSize, 21888} {
		copy(two[room-size:], "age-encryption.org/v1\n")
	}
	refused(t, open(ageSeal(t, two, p.public), p.private), "seal/frame")
	one := bytes.Repeat([]byte("\n"), room)
	copy(one[room-seal.WarningSize:], "age-encryption.org/v1\n")
	refused(t, open(ageSeal(t, one, p.public), p.private), "seal/frame") // no header
}

// TestNestedShell opens a chain with age, grep and tail, and nothing of ours.
func TestNestedShell(t *testing.T) {
	t.Parallel()
	command := ageCommand(t)
	to := x25519(t)
	inner := innerTo(t, to)
	for _, draws := range [][]func(testing.TB) person{{x25519, secureShell, x25519}, {x25519, hybrid}, {hybrid}} {
		hops, privates := chain(t, 1, draws...)
		files, err := seal.Nested(inner, hops)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		file := files[0]
		for i, private := range privates {
			for name, content := range map[string][]byte{"key": []byte(private), "file": file} {
				if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", `"$AGE" -d -i key file > opened
tail -c +$(($(grep -abom1 '^age-encryption.org/v1$' opened | cut -d: -f1) + 1)) opened > next`)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "AGE="+command)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			next, err := os.ReadFile(filepath.Join(dir, "next"))
			if err != nil || !bytes.Equal(next, files[i+1]) {
				t.Fatalf("intermediary %d cuts out %d bytes (%v)", i, len(next), err)
			}
			file = next
		}
	}
}

// TestNestedHeaders seals headers of every length that fits, also with what looks
// like an end in them.
func TestNestedHeaders(t *testing.T) {
	t.Parallel()
	p, to := x25519(t), x25519(t)
	inner := innerTo(t, to)
	rapid.Check(t, func(r *rapid.T) {
		header := []byte(rapid.StringMatching(`[a-z\n ]{0,900}[a-z]`).Draw(r, "header") + "\n")
		h := seal.Hop{Keys: []string{p.public}, Header: func([]byte) ([]byte, error) { return header, nil }}
		files, err := seal.Nested(inner, slices.Repeat([]seal.Hop{h}, rapid.IntRange(1, seal.MaxHops).Draw(r, "hops")))
		if err != nil {
			r.Fatal(err)
		}
		for i := range len(files) - 1 {
			got, next, err := seal.OpenNested(files[i], p.private)
			if err != nil || !bytes.Equal(got, header) || !bytes.Equal(next, files[i+1]) {
				r.Fatalf("%q is opened as %q (%v)", header, got, err)
			}
		}
	})
}

// FuzzOpenNested: whatever an intermediary is given, sealed to him or not, he gets
// a refusal or exactly what was framed.
func FuzzOpenNested(f *testing.F) {
	p := x25519(f)
	f.Add([]byte("header\n\n\nage-encryption.org/v1\n"), uint16(0))
	f.Add(bytes.Repeat([]byte("age-encryption.org/v1\n"), 3), uint16(3))
	f.Fuzz(func(t *testing.T, raw []byte, at uint16) {
		_, _, err := seal.OpenNested(raw, p.private)
		if _, ok := errors.AsType[*tocsin.Refusal](err); !ok {
			t.Fatalf("%d bytes that nobody sealed: %v", len(raw), err)
		}
		room := seal.RelaySize - len(ageSeal(t, nil, p.public))
		plain := bytes.Repeat([]byte("\n"), room)
		copy(plain[int(at)%room:], raw)
		header, next, err := seal.OpenNested(ageSeal(t, plain, p.public), p.private)
		if err != nil {
			if _, ok := errors.AsType[*tocsin.Refusal](err); !ok {
				t.Fatal(err)
			}
			return
		}
		if !bytes.HasPrefix(plain, header) || !bytes.HasSuffix(plain, next) || len(header)+len(next) > room ||
			strings.Trim(string(plain[len(header):room-len(next)]), "\n") != "" {
			t.Fatalf("%d and %d bytes of %d", len(header), len(next), room)
		}
	})
}
