// Package pgstore keeps objects and refs in PostgreSQL, or in what speaks its
// protocol. It is the second implementation of odb.Store: for archives that
// many machines write to and that must outlive any one of them.
//
// Objects lie in packs of some 512 KiB, each a whole git pack that stock git
// can index by itself, and a hash-partitioned table says which pack holds an
// object. A batch is one transaction: packs, that table, and the refs by
// compare-and-set. When the answer to a COMMIT is lost, the store looks for its
// own commit before it tries again, so that nothing is lost or done twice.
// docs/postgres.md says what is promised under which settings of the server.
//
// It does not set up servers, replicate or back up, and what news is it does
// not know.
package pgstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/newsarc/newsarc/archive/odb"
)

// Options change how a store works; the zero value is right for most uses.
type Options struct {
	// Notice is told of what is unusual and was dealt with, such as a
	// connection that was lost. It may be nil.
	Notice func(string)
	// Patience is for how long an operation tries again when the server is
	// gone: it covers a restart or a failover. Zero means 30 seconds; a first
	// connection is tried once.
	Patience time.Duration
	// CacheBytes bounds the memory that keeps packs for reading. Zero means
	// 32 MiB.
	CacheBytes int
	// PackBytes is where a pack ends and the next begins. Zero means 512 KiB;
	// packs of commits or trees are a quarter of that.
	PackBytes int
	// Dial, if set, connects to the server; tests put a faulty network here.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

func (o Options) withDefaults() Options {
	if o.Notice == nil {
		o.Notice = func(string) {}
	}
	if o.Patience <= 0 {
		o.Patience = 30 * time.Second
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = 32 << 20
	}
	if o.PackBytes <= 0 {
		o.PackBytes = 512 << 10
	}
	return o
}

// Store is an archive's objects and refs in a schema of a database.
type Store struct {
	opts  Options
	pool  *pgxpool.Pool
	where string // host and database, without a password
	sql   queries
	cache *packCache

	// turn holds a token while no goroutine of this process waits for the writer
	// lock or has it: they must not take every connection for that.
	turn chan struct{}
}

var _ odb.Store = (*Store)(nil)

// Is reports whether the setting of an archive's store names a database.
func Is(store string) bool {
	return strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://")
}

// defaultSchema is where an archive lies whose URL names no schema.
const defaultSchema = "newsarc"

// validSchema reports whether a name is one to 41 small letters, digits and
// underscores, the first no digit.
func validSchema(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz_"
	return name != "" && len(name) <= 41 && strings.Contains(letters, name[:1]) && strings.Trim(name, letters+"0123456789") == ""
}

// parse splits a URL into what pgx reads and the name of the schema, which is
// the parameter "schema" of ours.
func parse(store string) (*pgxpool.Config, string, error) {
	u, err := url.Parse(store)
	if err != nil || !Is(store) {
		// The parser's error would quote the URL, and with it the password.
		return nil, "", &Error{Op: "read the URL of the store", Kind: BadURL, Err: errors.New("it is no postgres:// URL")}
	}
	query := u.Query()
	schema := defaultSchema
	if query.Has("schema") {
		schema = query.Get("schema")
		query.Del("schema")
	}
	if !validSchema(schema) {
		return nil, "", &Error{Op: "read the URL of the store", Kind: BadURL, Err: fmt.Errorf("schema %q is not a name of small letters, digits and underscores", schema)}
	}
	set := func(key, value string) {
		if !query.Has(key) {
			query.Set(key, value)
		}
	}
	if hosts := u.Host + query.Get("host"); strings.Contains(hosts, ",") {
		set("target_session_attrs", "read-write")
	}
	set("connect_timeout", "10")
	set("application_name", applicationName())
	// Bounds for a server that hangs and for a client that does: whoever
	// freezes in a transaction must not hold up the archive.
	set("statement_timeout", "120000")
	set("idle_in_transaction_session_timeout", "60000")
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20") // pgx takes a plus for what it is
	config, err := pgxpool.ParseConfig(u.String())
	if err != nil {
		return nil, "", &Error{Op: "read the URL of the store", Kind: BadURL, Err: withoutPassword(err, u)}
	}
	return config, schema, nil
}

// withoutPassword returns an error whose text holds no password of a URL.
func withoutPassword(err error, u *url.URL) error {
	text := err.Error()
	if secret, ok := u.User.Password(); ok && secret != "" {
		text = strings.ReplaceAll(text, secret, "xxxxx")
		text = strings.ReplaceAll(text, url.QueryEscape(secret), "xxxxx")
		text = strings.ReplaceAll(text, u.User.String(), u.User.Username())
	}
	return errors.New(text)
}

// Redact returns the URL of a store without its password.
func Redact(store string) string {
	u, err := url.Parse(store)
	if err != nil {
		return "postgres://"
	}
	secret := false
	if _, ok := u.User.Password(); ok {
		secret, u.User = true, url.User(u.User.Username())
	}
	query := u.Query()
	for _, key := range []string{"password", "sslpassword"} {
		if query.Has(key) {
			secret = true
			query.Del(key)
		}
	}
	if !secret {
		return store
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// applicationName tells people who look at the server whose session it is; the
// server cuts it at 63 bytes.
func applicationName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("newsarc process %d on %.30s", os.Getpid(), host)
}

// connect makes a store, without a word to the server yet.
func connect(ctx context.Context, store string, o Options) (*Store, error) {
	o = o.withDefaults()
	config, schema, err := parse(store)
	if err != nil {
		return nil, err
	}
	c := config.ConnConfig
	if o.Dial != nil {
		c.DialFunc = o.Dial
	}
	c.OnNotice = keepWarning
	// A request that is given up is cancelled at the server, and the connection
	// lives on; one that does not even answer that is cut after a second.
	c.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: time.Second}
	}
	if !strings.Contains(store, "pool_max_conns") {
		config.MaxConns = 8
	}
	config.HealthCheckPeriod = time.Hour // connections are looked at when they are used
	config.MaxConnLifetimeJitter = time.Minute
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	s := &Store{opts: o, pool: pool, where: place(c), sql: queriesOf(schema), cache: newPackCache(o.CacheBytes), turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	return s, nil
}

// place names a database for messages.
func place(c *pgx.ConnConfig) string {
	hosts := []string{address(c.Host, c.Port)}
	for _, f := range c.Fallbacks {
		if a := address(f.Host, f.Port); a != hosts[len(hosts)-1] {
			hosts = append(hosts, a)
		}
	}
	return strings.Join(hosts, ",") + "/" + c.Database
}

func address(host string, port uint16) string {
	if filepath.IsAbs(host) {
		return host
	}
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// Init makes an empty archive in the database that a URL names. One that is
// there is an error that wraps fs.ErrExist.
func Init(ctx context.Context, store string, o Options) (*Store, error) {
	s, err := connect(ctx, store, o)
	if err != nil {
		return nil, err
	}
	created, err := s.migrate(ctx, true)
	if err == nil && !created {
		err = &Error{Op: "init", Where: s.where, Kind: Exists, Err: fmt.Errorf("schema %s holds an archive", s.sql.schema)}
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Open opens the archive in the database that a URL names. An archive of an
// older form is brought to the present one first.
func Open(ctx context.Context, store string, o Options) (*Store, error) {
	s, err := connect(ctx, store, o)
	if err != nil {
		return nil, err
	}
	if err := s.checkSchema(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close ends the use of the store. Open batches are to be ended before it.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// again runs f until it succeeds, as long as it fails because the server is
// gone and the store's patience lasts. f must be safe to run twice.
func (s *Store) again(ctx context.Context, op string, f func(context.Context) error) error {
	var wait backoff
	for {
		err := f(ctx)
		if err == nil || ctx.Err() != nil {
			return cancelled(ctx, err)
		}
		if !passing(err) || !wait.sleep(ctx, s.opts.Patience) {
			return s.explain(op, err)
		}
		if wait.n == 1 {
			s.opts.Notice(fmt.Sprintf("%v: trying again", s.explain(op, err)))
		}
	}
}

// cancelled returns the reason of the context rather than what it did to the
// connection.
func cancelled(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// backoff waits longer each time.
type backoff struct {
	n     int
	since time.Time
}

// sleep waits; false when patience or context are at their end.
func (b *backoff) sleep(ctx context.Context, patience time.Duration) bool {
	if b.n++; b.n == 1 {
		b.since = time.Now()
	}
	d := min(20*time.Millisecond<<min(b.n-1, 6), time.Second)
	d += rand.N(d / 2)
	if time.Since(b.since)+d > patience {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// warning is where the last warning of a connection is kept.
const warning = "newsarc.warning"

// keepWarning notes what the server warns of: a COMMIT that is not confirmed by
// a standby ends in success and such a warning.
func keepWarning(c *pgconn.PgConn, n *pgconn.Notice) {
	if n.SeverityUnlocalized == "WARNING" {
		c.CustomData()[warning] = n.Message
	}
}

// lost reports whether a connection came to its end.
func lost(err error) bool {
	var net net.Error
	return errors.As(err, &net) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
