// Package litecat keeps a catalog in one SQLite file: that of an archive in a
// folder. package catalog says what a catalog is.
//
// SQLite and not a file format of our own because it brings what a catalog
// needs and is hard to get right: several processes, crash safety, ordered
// secondary indexes and a full-text index with ranking.
package litecat

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

var _ catalog.Catalog = (*Catalog)(nil)

// Options say how to open a catalog.
type Options struct {
	// ReadOnly opens the file as it is. Where not even SQLite's own side files
	// can be made, writers in other processes go unseen until it is reopened.
	ReadOnly bool
	// Brief says that the process ends soon after Close, which then leaves its
	// file handles to that, and a short write-ahead log to the next process. To
	// take the log into the file at each end would cost a process that adds one
	// revision four waits for the disk, and one that reads two new files.
	Brief bool
}

// Catalog is an open catalog. Its methods may be called from several goroutines.
type Catalog struct {
	db       *sql.DB
	file     string
	readOnly bool
	brief    bool

	reads sync.Map   // SQL text to *sql.Stmt
	write sync.Mutex // one writing transaction of this process at a time
	conn  *sql.Conn  // for writing, opened when first needed
	stmts map[string]*sql.Stmt
}

// The file says what it is in its header.
const (
	applicationID = 0x6e657773 // "news"
	schemaVersion = 3
)

// shortLog is up to how many bytes a write-ahead log is left to the next process,
// which reads it whole when it opens the catalog.
const shortLog = 256 << 10

// Open opens the catalog in a file, and creates it, empty, where there is none.
// The error wraps catalog.ErrDamaged when the file is of no use.
func Open(ctx context.Context, file string, o Options) (*Catalog, error) {
	if o.ReadOnly {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("catalog: %w", err)
		}
	} else if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	c, err := open(ctx, dsn(file, o.ReadOnly, false), o.ReadOnly)
	if err != nil && o.ReadOnly && !errors.Is(err, catalog.ErrDamaged) {
		// A reader of a write-ahead log must make a file beside it. Where it
		// cannot, and no log is left over, the file alone is complete.
		if info, statErr := os.Stat(file + "-wal"); errors.Is(statErr, fs.ErrNotExist) || statErr == nil && info.Size() == 0 {
			c, err = open(ctx, dsn(file, true, true), true)
		}
	}
	if err == nil {
		c.file, c.brief = file, o.Brief
	}
	return c, err
}

// What connections may hold: the pages they have read, in KiB. The system keeps
// the file's pages too, so that a reader is well off with few of its own. A writer
// goes through addresses in their order; with 16 MB instead of 6 it took 20 MB more
// of memory, and nothing less of the processor at 100,000 revisions.
const (
	idleConns  = 8
	readCache  = "cache_size(-2000)"
	writeCache = "cache_size(-6000)"
)

// writing is what a connection is told before it writes: those that only read,
// as most commands do, need not hear it. A commit does not wait for the disk: a
// power cut costs the last of them, and they are derived again. The log grows to
// 8192 pages, 32 MiB, before it goes into the file.
const writing = "PRAGMA journal_mode(wal); PRAGMA synchronous(normal); PRAGMA wal_autocheckpoint(8192); PRAGMA " + writeCache

// dsn says how SQLite is to open a file.
func dsn(file string, readOnly, immutable bool) string {
	v := url.Values{"_pragma": {"busy_timeout(60000)", readCache, "temp_store(memory)"}}
	switch {
	case immutable:
		v.Set("immutable", "1")
		v.Set("mode", "ro")
	case readOnly:
		v.Set("mode", "ro")
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath(), RawQuery: v.Encode()}).String()
}

func open(ctx context.Context, dsn string, readOnly bool) (*Catalog, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	// With fewer, readers at the same time would open and close connections all
	// along, and prepare each statement anew.
	db.SetMaxIdleConns(idleConns)
	c := &Catalog{db: db, readOnly: readOnly, stmts: map[string]*sql.Stmt{}}
	deepen(0)
	if err := c.prepareSchema(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return c, nil
}

// deepen grows the stack of its goroutine to what SQLite's deepest calls take:
// once, in place of five times, each of which looks at every frame. To make room it
// is enough that the frame has it.
//
//go:noinline
func deepen(at int) byte {
	if at == 0 {
		return 0
	}
	var room [40 << 10]byte
	room[at] = 1
	return room[at/2]
}

// prepareSchema makes the tables of an empty file and refuses any other file
// that is not a catalog of this version.
func (c *Catalog) prepareSchema(ctx context.Context) error {
	app, version, err := c.version(ctx)
	if err != nil {
		return err
	}
	if app == applicationID && version == schemaVersion {
		return nil
	}
	if c.readOnly || app != 0 || version != 0 {
		return fmt.Errorf("%w: schema %x/%d", catalog.ErrDamaged, app, version)
	}
	return c.update(ctx, func(*txn) error {
		// Another process may have been faster.
		if app, version, err := c.version(ctx); err != nil || version != 0 || app != 0 {
			return err
		}
		_, err := c.conn.ExecContext(ctx, schema)
		return err
	})
}

func (c *Catalog) version(ctx context.Context) (app, version int, err error) {
	// Asked of the pragmas themselves: as tables, they would take SQLite longer to
	// prepare than to open the file.
	ctx = context.WithoutCancel(ctx)
	err = c.db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app)
	if err == nil {
		err = c.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	}
	return app, version, wrap(err)
}

// Close releases the catalog. The last process to do so takes the write-ahead log
// into the file, unless that is short and the process ends.
func (c *Catalog) Close() error {
	c.write.Lock()
	defer c.write.Unlock()
	var err error
	// A connection with an open statement would not be closed by SQLite.
	for _, s := range c.stmts {
		err = errors.Join(err, s.Close())
	}
	for _, s := range c.reads.Range {
		err = errors.Join(err, s.(*sql.Stmt).Close())
	}
	if c.conn != nil {
		err = errors.Join(err, c.conn.Close())
	}
	if info, e := os.Stat(c.file + "-wal"); c.brief && e == nil && info.Size() <= shortLog {
		return err
	}
	return errors.Join(err, c.db.Close())
}

// Remove deletes a catalog's files.
func Remove(file string) error {
	var err error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if e := os.Remove(file + suffix); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// wrap marks the errors that call for a rebuild, and those of files that cannot
// be written.
func wrap(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", catalog.ErrDamaged, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", catalog.ErrReadOnly, err)
	}
	switch e.Code() {
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE,
		sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP:
		return fmt.Errorf("%w: %w", catalog.ErrReadOnly, err)
	}
	return fmt.Errorf("catalog: %w", err)
}

// stmt returns a prepared statement for reading.
func (c *Catalog) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := c.reads.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := c.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, wrap(err)
	}
	if other, loaded := c.reads.LoadOrStore(query, s); loaded {
		_ = s.Close()
		return other.(*sql.Stmt), nil
	}
	return s, nil
}

// query runs a prepared statement that returns rows.
func (c *Catalog) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args...)
	return rows, wrap(err)
}

// txn is a writing transaction.
type txn struct {
	ctx context.Context
	c   *Catalog
}

// update runs f in a transaction that no other process's overlaps.
func (c *Catalog) update(ctx context.Context, f func(*txn) error) (err error) {
	if c.readOnly {
		return catalog.ErrReadOnly
	}
	c.write.Lock()
	defer c.write.Unlock()
	if c.conn == nil {
		if err := c.connect(ctx); err != nil {
			return err
		}
	}
	t := &txn{ctx: ctx, c: c}
	if err := t.begin(); err != nil {
		return err
	}
	// The roll-back must happen even when it is the context that failed f.
	rollback := &txn{ctx: context.WithoutCancel(ctx), c: c}
	if err := f(t); err != nil {
		return errors.Join(wrap(err), rollback.exec("ROLLBACK"))
	}
	if err := t.exec("COMMIT"); err != nil {
		_ = rollback.exec("ROLLBACK") // if the commit did not end the transaction itself
		return err
	}
	return nil
}

// connect opens the connection for writing.
func (c *Catalog) connect(ctx context.Context) error {
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return wrap(err)
	}
	if _, err := conn.ExecContext(ctx, writing); err != nil {
		return errors.Join(wrap(err), conn.Close())
	}
	c.conn = conn
	return nil
}

// begin waits for other writers, as long as its context lasts.
func (t *txn) begin() error {
	s, err := t.stmt("BEGIN IMMEDIATE")
	if err != nil {
		return err
	}
	_, err = s.ExecContext(t.ctx)
	return wrap(err)
}

func (t *txn) stmt(query string) (*sql.Stmt, error) {
	if s := t.c.stmts[query]; s != nil {
		return s, nil
	}
	s, err := t.c.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, wrap(err)
	}
	t.c.stmts[query] = s
	return s, nil
}

func (t *txn) exec(query string, args ...any) error {
	s, err := t.stmt(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(context.WithoutCancel(t.ctx), args...)
	return wrap(err)
}

// row scans the first row of a query; false when there is none.
//
// Statements that take microseconds run to their end: to make one that can be
// cancelled, the driver starts a goroutine, which costs as much as the statement.
func (t *txn) row(query string, args []any, dest ...any) (bool, error) {
	s, err := t.stmt(query)
	if err != nil {
		return false, err
	}
	return isThere(s.QueryRowContext(context.WithoutCancel(t.ctx), args...).Scan(dest...))
}

// row scans the first row of a query; false when there is none.
func (c *Catalog) row(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	s, err := c.stmt(ctx, query)
	if err != nil {
		return false, err
	}
	return isThere(s.QueryRowContext(context.WithoutCancel(ctx), args...).Scan(dest...))
}

func isThere(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, wrap(err)
}

// Standing implements catalog.Catalog.
func (c *Catalog) Standing(ctx context.Context, ref func(context.Context) (odb.ID, error)) (s catalog.Standing, err error) {
	if _, err = c.row(ctx, "SELECT value FROM meta WHERE key = 'head'", nil, idScanner{&s.At}); err == nil {
		s.Head, err = ref(ctx)
	}
	return s, err
}

// TryLock implements catalog.Catalog: it lets everybody in.
func (c *Catalog) TryLock(context.Context) (unlock func(), ok bool, err error) {
	return func() {}, true, nil
}

// Check implements catalog.Catalog: it asks SQLite for damage.
func (c *Catalog) Check(ctx context.Context) ([]string, error) {
	found, err := collect(scanned(ctx, c, "PRAGMA quick_check(20)", nil, func(s *string) []any { return []any{s} }))
	return slices.DeleteFunc(found, func(s string) bool { return s == "ok" }), err
}

// idScanner reads an object id.
type idScanner struct{ id *odb.ID }

func (s idScanner) Scan(v any) error {
	b, ok := v.([]byte)
	if !ok || len(b) != len(s.id) {
		return fmt.Errorf("%w: object id %v", catalog.ErrDamaged, v)
	}
	copy(s.id[:], b)
	return nil
}
