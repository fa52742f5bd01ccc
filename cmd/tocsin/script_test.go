package main

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"example.org/tocsin"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/policy/packs"
)

// TestScripts plays testdata/script, one file a command: they are the manual.
// Besides the commands of testscript they know these:
//
//	refused RULE COMMAND...    it must end with 3 and be refused under RULE
//	ends CODE COMMAND...       it must end with CODE
//	office [STAGE]             founds a holder with its people and plays a
//	                           dossier up to STAGE; its id is $ID
//	vetted WHO [OFFICER]       OFFICER, or mira, checks whether a warning of $ID
//	                           could do harm in the hands of WHO, and finds not
//	capture NAME PATTERN       $NAME is what the group of PATTERN matches in stdout
//	docx FILE AUTHOR TEXT      writes a document of a word processor, with what it
//	                           says of its author
//	patch FILE OFFSET HEX      writes bytes into a file
//	replace FILE OLD NEW       replaces text in a file
//	damage FILE STATEMENT      changes a data file with SQL
//	database NAME              makes an empty database on a PostgreSQL server;
//	                           $NAME is its address, and [postgres] is where
//	                           there is one
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, scripts(t))
}

// scripts is how scripts are played.
func scripts(t *testing.T) testscript.Params {
	t.Helper()
	server := newServing(t)
	tools, program := ageTools(t), filepath.Dir(clocked(t))
	example, err := filepath.Abs("../../examples/kerman-2024")
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		Dir:                 "testdata/script",
		Condition:           server.condition,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", program+string(os.PathListSeparator)+tools+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("TOCSIN_DATA", filepath.Join(e.WorkDir, "holder", "data"))
			e.Setenv("TOCSIN_KEYS", filepath.Join(e.WorkDir, "holder", "keys"))
			e.Setenv(clockAt, "2023-12-27T10:00:00Z")
			for _, name := range []string{"bundle.json", "synthetic-report.json"} {
				content, err := os.ReadFile(filepath.Join(example, name))
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(e.WorkDir, name), content, 0o600); err != nil {
					return err
				}
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "two.yaml"), packs.ForTwo(), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"refused": refused, "ends": ends, "office": office, "vetted": vetted,
			"capture": capture, "patch": patch, "replace": replace, "damage": damage, "docx": docx,
			"database": server.database, "freeport": freeport, "visit": visit, "post": post, "await": await,
		},
	}
}

// exit runs a command and gives how it ended.
func exit(ts *testscript.TestScript, args []string) int {
	err := ts.Exec(args[0], args[1:]...)
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return failed.ExitCode()
	}
	ts.Check(err)
	return 0
}

// ends runs a command that must end with a code.
func ends(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ends CODE COMMAND...")
	}
	if code := strconv.Itoa(exit(ts, args[1:])); code != args[0] {
		ts.Fatalf("it ended with %s, not %s", code, args[0])
	}
}

// refused runs a command that must be refused under a rule.
func refused(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: refused RULE COMMAND...")
	}
	if code := exit(ts, args[1:]); code != 3 {
		ts.Fatalf("it ended with %d, not 3", code)
	}
	said := ts.ReadFile("stderr")
	if !strings.Contains(said, "tocsin: refused under "+args[0]+": ") || !regexp.MustCompile(`(?m)^tocsin: next: \S`).MatchString(said) {
		ts.Fatalf("it was not refused under %s with a next step", args[0])
	}
}

// capture sets a variable to what a pattern matches in stdout.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture NAME PATTERN")
	}
	found := regexp.MustCompile("(?m)" + args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) != 2 {
		ts.Fatalf("%q matches nothing in stdout", args[1])
	}
	ts.Setenv(args[0], found[1])
}

// patch writes bytes into a file.
func patch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: patch FILE OFFSET HEX")
	}
	at, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	content, err := hex.DecodeString(args[2])
	ts.Check(err)
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY, 0)
	ts.Check(err)
	_, err = file.WriteAt(content, at)
	ts.Check(errors.Join(err, file.Close()))
}

// docx writes a document as word processors do: files in an archive, the text in
// one of them, who wrote it in another.
func docx(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: docx FILE AUTHOR TEXT")
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, file := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"docProps/core.xml", `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
			`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>` + args[1] + `</dc:creator></cp:coreProperties>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` +
			args[2] + `</w:t></w:r></w:p></w:body></w:document>`},
	} {
		w, err := archive.Create(file[0])
		ts.Check(err)
		_, err = w.Write([]byte(file[1]))
		ts.Check(err)
	}
	ts.Check(archive.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out.Bytes(), 0o600))
}

// replace replaces text in a file, all that there is.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o600))
}

// damage changes a data file behind the back of the program, and of the triggers
// that would not have it.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: damage FILE STATEMENT")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	for _, statement := range []string{"DROP TRIGGER events_stand", "DROP TRIGGER files_stand", args[1]} {
		_, err := db.Exec(statement)
		ts.Check(err)
	}
	ts.Check(db.Close())
}

// stages are what office plays, in order: each up to the stage of its name.
func stages() []struct {
	name  string
	lines []string
} {
	return []struct {
		name  string
		lines []string
	}{
		{"founded", []string{
			"age-keygen -o harbor.key",
			"tocsin init --profile ngo --pack two.yaml",
			"tocsin officer add ana --level analyst --generate --as head",
			"tocsin officer add mira --level senior --generate --as head",
			"tocsin recipient add harbor --class police --key harbor.key.pub --enrolled paper --mailbox box --as head",
		}},
		{"filed", []string{"tocsin file bundle.json --possessed 2023-12-26T08:10Z --as ana"}},
		{"assessed", []string{"tocsin assess $ID --harm intentional-killing --target-kind event --reliability B --credibility 2 --as ana"}},
		{"duty", []string{"tocsin determine $ID --as ana"}},
		{"vetted", []string{"tocsin " + strings.Join(vetting("$ID", "harbor"), " ") + " --as mira"}},
		{"drafted", []string{"tocsin draft $ID --to harbor --why sources --as ana"}},
		{"cleared", []string{"tocsin approve $ID --as mira"}},
		{"sent", []string{"tocsin send $ID --as ana"}},
	}
}

// vetted has an officer check a recipient.
func vetted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: vetted WHO [OFFICER]")
	}
	ts.Check(ts.Exec("tocsin", append(vetting(ts.Getenv("ID"), args[0]), "--as", append(args, "mira")[1])...))
}

// vetting is the command that answers every question of the harm check so that
// nothing follows from it.
func vetting(id, to string) []string {
	words := []string{"harm", id, "--to", to}
	for _, q := range harmcheck.Questions() {
		if q.Clears == tocsin.No {
			words = append(words, "--answer", string(q.Question)+"=no:vetted")
		}
	}
	return words
}

// office plays a dossier up to a stage.
func office(ts *testscript.TestScript, neg bool, args []string) {
	last := "founded"
	if len(args) == 1 {
		last = args[0]
	}
	if neg || len(args) > 1 {
		ts.Fatalf("usage: office [STAGE]")
	}
	ts.Check(os.MkdirAll(ts.MkAbs("box"), 0o700))
	id := ""
	for _, stage := range stages() {
		for _, line := range stage.lines {
			words := strings.Fields(strings.ReplaceAll(line, "$ID", id))
			ts.Check(ts.Exec(words[0], words[1:]...))
			if words[0] == "age-keygen" {
				public := strings.TrimPrefix(strings.TrimSpace(ts.ReadFile("stderr")), "Public key: ")
				ts.Check(os.WriteFile(ts.MkAbs("harbor.key.pub"), []byte(public+"\n"), 0o600))
			}
		}
		if stage.name == "filed" {
			capture(ts, false, []string{"ID", `^dossier +(\S{8})`})
			id = ts.Getenv("ID")
		}
		if stage.name == last {
			ts.Check(finish(ts))
			return
		}
	}
	ts.Fatalf("there is no stage %q", last)
}

// finish copies the sender's key to where its recipients have it, and names
// the file that was delivered.
func finish(ts *testscript.TestScript) error {
	key, err := os.ReadFile(filepath.Join(ts.Getenv("TOCSIN_KEYS"), "sender.pub"))
	if err != nil {
		return err
	}
	delivered, err := filepath.Glob(filepath.Join(ts.MkAbs("box"), "*.age"))
	if err != nil {
		return err
	}
	if len(delivered) > 1 {
		return fmt.Errorf("%d files were delivered", len(delivered))
	}
	if len(delivered) == 1 {
		ts.Setenv("FILE", delivered[0])
	}
	return os.WriteFile(ts.MkAbs("sender.pub"), key, 0o600)
}
