package sqlite

// applicationID marks a data file as ours: "TCSN".
const applicationID = 0x5443534e

// schemaVersion is the version of the schema below, kept as user_version. A
// change of the schema is a new version, with a migration and its test.
const schemaVersion = 1

// schema says again, in the words of the database, what the store promises: no
// version twice, no id twice, nothing kept is changed, nothing is sealed with a
// key that is not there. The positions are gapless because the writer counts
// them from head.size; Check proves it.
const schema = `
CREATE TABLE head (
	one        INTEGER PRIMARY KEY CHECK (one = 1),
	size       INTEGER NOT NULL CHECK (size >= 0),
	root       BLOB    NOT NULL CHECK (length(root) = 32),
	checkpoint BLOB    NOT NULL
) STRICT;

CREATE TABLE fence (
	one   INTEGER PRIMARY KEY CHECK (one = 1),
	token INTEGER NOT NULL CHECK (token >= 0)
) STRICT;

CREATE TABLE keys (
	id      TEXT PRIMARY KEY CHECK (length(id) = 26),
	wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
	position INTEGER PRIMARY KEY CHECK (position >= 0),
	stream   TEXT    NOT NULL CHECK (length(stream) = 26),
	version  INTEGER NOT NULL CHECK (version >= 1),
	key      TEXT    NOT NULL REFERENCES keys (id),
	leaf     BLOB    NOT NULL CHECK (length(leaf) = 32),
	sealed   BLOB    NOT NULL CHECK (length(sealed) > 0),
	UNIQUE (stream, version)
) STRICT;

CREATE TABLE hashes (
	idx  INTEGER PRIMARY KEY CHECK (idx >= 0),
	hash BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE files (
	id     TEXT PRIMARY KEY CHECK (length(id) = 26),
	key    TEXT NOT NULL REFERENCES keys (id),
	sealed BLOB NOT NULL CHECK (length(sealed) > 0)
) STRICT;

CREATE TABLE timers (
	id          TEXT    PRIMARY KEY CHECK (length(id) = 26),
	stream      TEXT    NOT NULL CHECK (length(stream) = 26),
	key         TEXT    NOT NULL REFERENCES keys (id),
	due         INTEGER NOT NULL,
	sealed      BLOB    NOT NULL CHECK (length(sealed) > 0),
	lease_until INTEGER,
	owner       TEXT,
	token       INTEGER NOT NULL DEFAULT 0 CHECK (token >= 0),
	attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	CHECK ((token = 0) = (lease_until IS NULL) AND (token = 0) = (owner IS NULL))
) STRICT;

CREATE INDEX timers_due ON timers (due, id);

CREATE TRIGGER events_stand BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END;
CREATE TRIGGER hashes_stand BEFORE UPDATE ON hashes
BEGIN SELECT RAISE(ABORT, 'a hash of the ledger is never changed'); END;
CREATE TRIGGER hashes_stay BEFORE DELETE ON hashes
BEGIN SELECT RAISE(ABORT, 'a hash of the ledger is never removed'); END;
CREATE TRIGGER files_stand BEFORE UPDATE ON files
BEGIN SELECT RAISE(ABORT, 'a file is written once'); END;

INSERT INTO fence (one, token) VALUES (1, 0);
`
