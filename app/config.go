package app

import (
	"os"
	"path/filepath"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/cli"
)

// What is in force by default.
const (
	// storeName is the store's file in the data folder, which says its kind.
	storeName = "tocsin.db"
	// custodyName is the kind of custody.
	custodyName = "file"
	// logName is the operator's log in the data folder.
	logName = "tocsin.log"
)

// defaults are the folders and the officer where no flag names them: from the
// environment, and else the user's own folders.
func defaults(e Environment) cli.Place {
	at := cli.Place{Data: e.Getenv("TOCSIN_DATA"), Store: e.Getenv("TOCSIN_STORE"), Keys: e.Getenv("TOCSIN_KEYS"), As: e.Getenv("TOCSIN_AS")}
	home := e.Getenv("HOME")
	if at.Data == "" {
		if base := e.Getenv("XDG_DATA_HOME"); base != "" {
			at.Data = filepath.Join(base, "tocsin")
		} else if home != "" {
			at.Data = filepath.Join(home, ".local", "share", "tocsin")
		}
	}
	if at.Keys == "" && e.ConfigDir != "" {
		at.Keys = filepath.Join(e.ConfigDir, "tocsin", "keys")
	}
	return at
}

// named refuses a place of which a part is not named.
func named(at cli.Place) error {
	if at.Data == "" && at.Store == "" {
		return tocsin.Refuse("data/folder", "name it with --data or --store", "nobody says where the record is")
	}
	if at.Keys == "" {
		return tocsin.Refuse("keys/missing", "name it with --keys", "nobody says where the keys are")
	}
	return nil
}

// apart refuses folders of record and keys of which one lies in the other:
// whoever copies the one must not get the other along.
func apart(at cli.Place) error {
	if at.Data == "" {
		return nil
	}
	data, err := resolved(at.Data)
	if err != nil {
		return err
	}
	keys, err := resolved(at.Keys)
	if err != nil {
		return err
	}
	if within(data, keys) || within(keys, data) {
		return tocsin.Refuse("keys/apart", "name two folders apart from each other, with --data and --keys",
			"the keys in %s and the record in %s lie in one another", at.Keys, at.Data)
	}
	return nil
}

// resolved is the absolute path of a folder that may not be there yet, with the
// links of what is there followed.
func resolved(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	missing := ""
	for at := path; ; at = filepath.Dir(at) {
		if found, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(found, missing), nil
		}
		if at == filepath.Dir(at) {
			return path, nil
		}
		missing = filepath.Join(filepath.Base(at), missing)
	}
}

// within reports whether a path is a folder itself or lies in it.
func within(path, folder string) bool {
	rest, err := filepath.Rel(folder, path)
	return err == nil && rest != ".." && !strings.HasPrefix(rest, ".."+string(os.PathSeparator))
}
