package litecat

// schema makes an empty catalog. docs/catalog.md explains each table; a change
// here raises schemaVersion, and old catalogs are derived anew.
const schema = `
PRAGMA application_id = 0x6e657773;
PRAGMA user_version = 3;

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value
) WITHOUT ROWID;

CREATE TABLE story (
	id        INTEGER PRIMARY KEY,
	path      TEXT NOT NULL UNIQUE,
	source    TEXT NOT NULL,
	headline  TEXT NOT NULL,
	url       TEXT NOT NULL,
	ident     TEXT NOT NULL,
	published TEXT NOT NULL,
	aliases   INTEGER NOT NULL,
	rows      INTEGER NOT NULL,
	revisions INTEGER NOT NULL,
	latest    INTEGER NOT NULL,
	indexed   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE revision (
	id         INTEGER PRIMARY KEY,
	story      INTEGER NOT NULL,
	number     INTEGER NOT NULL,
	captured   INTEGER NOT NULL,
	observed   INTEGER,
	published  INTEGER,
	modified   INTEGER,
	class      INTEGER NOT NULL,
	"commit"   BLOB NOT NULL,
	blob       BLOB NOT NULL,
	generation INTEGER NOT NULL
);
CREATE INDEX revision_story ON revision (story, number);
CREATE INDEX revision_captured ON revision (captured);

CREATE TABLE address (
	key   INTEGER PRIMARY KEY,
	story INTEGER NOT NULL
);

CREATE TABLE source (
	name     TEXT PRIMARY KEY,
	sketched INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sketch (
	key   INTEGER NOT NULL,
	story INTEGER NOT NULL,
	PRIMARY KEY (key, story)
) WITHOUT ROWID;

CREATE TABLE derived (
	id   INTEGER PRIMARY KEY,
	rule TEXT NOT NULL,
	text BLOB NOT NULL,
	data BLOB NOT NULL,
	UNIQUE (rule, text)
);

CREATE TABLE kept (
	id       INTEGER PRIMARY KEY,
	story    TEXT NOT NULL,
	address  INTEGER,
	captured INTEGER NOT NULL,
	"commit" BLOB NOT NULL
);
CREATE INDEX kept_story ON kept (story);
CREATE INDEX kept_address ON kept (address);

CREATE TABLE sighting (
	"commit" BLOB PRIMARY KEY,
	last     INTEGER NOT NULL,
	count    INTEGER NOT NULL,
	stored   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE state (
	space TEXT NOT NULL,
	key   TEXT NOT NULL,
	value BLOB NOT NULL,
	PRIMARY KEY (space, key)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5 (
	headline, body,
	content = '', contentless_delete = 1,
	tokenize = "unicode61 remove_diacritics 2"
);
`
