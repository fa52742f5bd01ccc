package postgres

// steps are the statements that bring the schema from one version to the next:
// the first makes version 1 out of nothing. A change of the schema is a new
// step, with a test of its own; no step is ever changed.
var steps = []string{schema1}

// schemaVersion is the version that this program reads and writes.
func schemaVersion() int { return len(steps) }

// schema1 says again, in the words of the database, what the store promises: no
// version twice, no id twice, nothing kept is changed, nothing is sealed with a
// key that is not there, and the head only grows. The positions are gapless
// because whoever holds the row of the head counts them from its size; Check
// proves it.
//
// A writer is one lane of one process; last is the number of the last
// transaction that it kept. Triggers stay awake for a server that replays what
// another wrote, and what is sealed is not compressed, which would be in vain.
const schema1 = `
CREATE TABLE tocsin.head (
	one        smallint PRIMARY KEY CHECK (one = 1),
	size       bigint   NOT NULL CHECK (size >= 0),
	root       bytea    NOT NULL CHECK (octet_length(root) = 32),
	edge       bytea    NOT NULL CHECK (octet_length(edge) % 32 = 0),
	checkpoint bytea    NOT NULL
) WITH (fillfactor = 20, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE tocsin.writers (
	id   text        PRIMARY KEY CHECK (octet_length(id) = 26),
	last bigint      NOT NULL CHECK (last >= 0),
	seen timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

CREATE SEQUENCE tocsin.tokens AS bigint;

CREATE TABLE tocsin.keys (
	id      text COLLATE "C" PRIMARY KEY CHECK (octet_length(id) = 26),
	wrapped bytea NOT NULL CHECK (octet_length(wrapped) > 0)
);

CREATE TABLE tocsin.events (
	position bigint PRIMARY KEY CHECK (position >= 0),
	stream   text COLLATE "C" NOT NULL CHECK (octet_length(stream) = 26),
	version  bigint NOT NULL CHECK (version >= 1),
	key      text COLLATE "C" NOT NULL REFERENCES tocsin.keys (id),
	leaf     bytea  NOT NULL CHECK (octet_length(leaf) = 32),
	sealed   bytea  NOT NULL CHECK (octet_length(sealed) > 0),
	UNIQUE (stream, version)
);
ALTER TABLE tocsin.events ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE tocsin.hashes (
	idx  bigint PRIMARY KEY CHECK (idx >= 0),
	hash bytea  NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE TABLE tocsin.files (
	id     text COLLATE "C" PRIMARY KEY CHECK (octet_length(id) = 26),
	key    text COLLATE "C" NOT NULL REFERENCES tocsin.keys (id),
	sealed bytea NOT NULL CHECK (octet_length(sealed) > 0)
);
ALTER TABLE tocsin.files ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE tocsin.timers (
	id          text COLLATE "C" PRIMARY KEY CHECK (octet_length(id) = 26),
	stream      text COLLATE "C" NOT NULL CHECK (octet_length(stream) = 26),
	key         text COLLATE "C" NOT NULL REFERENCES tocsin.keys (id),
	due         bigint NOT NULL,
	sealed      bytea  NOT NULL CHECK (octet_length(sealed) > 0),
	lease_until bigint,
	owner       text,
	token       bigint NOT NULL DEFAULT 0 CHECK (token >= 0),
	attempts    bigint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	CHECK ((token = 0) = (lease_until IS NULL) AND (token = 0) = (owner IS NULL))
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE tocsin.timers ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX timers_due ON tocsin.timers (due, id);

CREATE FUNCTION tocsin.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER events_stand BEFORE UPDATE OR DELETE ON tocsin.events
	FOR EACH ROW EXECUTE FUNCTION tocsin.refuse('an event is never changed or removed');
CREATE TRIGGER events_stay BEFORE TRUNCATE ON tocsin.events
	FOR EACH STATEMENT EXECUTE FUNCTION tocsin.refuse('an event is never removed');
CREATE TRIGGER hashes_stand BEFORE UPDATE OR DELETE ON tocsin.hashes
	FOR EACH ROW EXECUTE FUNCTION tocsin.refuse('a hash of the ledger is never changed or removed');
CREATE TRIGGER hashes_stay BEFORE TRUNCATE ON tocsin.hashes
	FOR EACH STATEMENT EXECUTE FUNCTION tocsin.refuse('a hash of the ledger is never removed');
CREATE TRIGGER files_stand BEFORE UPDATE ON tocsin.files
	FOR EACH ROW EXECUTE FUNCTION tocsin.refuse('a file is written once');
CREATE TRIGGER head_grows BEFORE UPDATE ON tocsin.head
	FOR EACH ROW WHEN (NEW.size <= OLD.size) EXECUTE FUNCTION tocsin.refuse('the head only grows');
CREATE TRIGGER head_stays BEFORE DELETE ON tocsin.head
	FOR EACH ROW EXECUTE FUNCTION tocsin.refuse('the head is never removed');

ALTER TABLE tocsin.events ENABLE ALWAYS TRIGGER events_stand;
ALTER TABLE tocsin.events ENABLE ALWAYS TRIGGER events_stay;
ALTER TABLE tocsin.hashes ENABLE ALWAYS TRIGGER hashes_stand;
ALTER TABLE tocsin.hashes ENABLE ALWAYS TRIGGER hashes_stay;
ALTER TABLE tocsin.files ENABLE ALWAYS TRIGGER files_stand;
ALTER TABLE tocsin.head ENABLE ALWAYS TRIGGER head_grows;
ALTER TABLE tocsin.head ENABLE ALWAYS TRIGGER head_stays;

INSERT INTO tocsin.head (one, size, root, edge, checkpoint) VALUES (1, 0, sha256(''), '', '');
`

// schemaAbout is the mark of ours, in every version the same.
const schemaAbout = `
CREATE TABLE tocsin.about (
	one     smallint PRIMARY KEY CHECK (one = 1),
	program text     NOT NULL CHECK (program = 'tocsin'),
	version integer  NOT NULL CHECK (version >= 0)
);
INSERT INTO tocsin.about (one, program, version) VALUES (1, 'tocsin', 0);
`
