// Package pgtest starts PostgreSQL for tests: clusters of their own in temporary
// folders, reached through a socket there, with fsync on, stopped with the test
// process however that ends. It uses the server that Debian's package
// postgresql installs; "make test" sees to that. It is linked into tests only.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// ErrMissing says that there is no server to start.
var ErrMissing = errors.New("no PostgreSQL server is installed (Debian: apt-get install postgresql)")

// Cluster is a running server.
type Cluster struct {
	Dir     string // of the socket and of all its files
	log     string
	stop    io.Closer // ends the server when it is closed, or this process ends
	done    chan struct{}
	schemas atomic.Int64
}

// Options change a cluster; the zero value is right for most tests.
type Options struct {
	Settings map[string]string // for postgresql.conf, as written there
	Base     *Cluster          // whose standby this is to be; nil: a cluster of its own
}

var shared = sync.OnceValues(func() (*Cluster, error) { return Start(Options{}) })

// Shared returns the cluster that all tests of a process share, started when
// first needed. Without a server the test is skipped, but in CI it fails.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	c, err := shared()
	need(t, err)
	return c
}

// SharedCluster is Shared for those who are no test.
func SharedCluster() (*Cluster, error) { return shared() }

// Available reports whether a server is installed.
func Available() bool {
	_, err := binaries()
	return err == nil
}

// New starts a cluster for one test.
func New(t testing.TB, o Options) *Cluster {
	t.Helper()
	c, err := Start(o)
	need(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func need(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Main runs the tests of a package and then stops the shared cluster.
func Main(m *testing.M) int {
	status := m.Run()
	CloseShared()
	return status
}

// CloseShared stops the shared cluster, if it was started.
func CloseShared() {
	if c := running.Swap(nil); c != nil {
		_ = c.Close()
	}
}

// running is the shared cluster once it runs.
var running atomic.Pointer[Cluster]

// Start makes a cluster and starts it.
func Start(o Options) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "newsarc-pg-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{Dir: dir, log: filepath.Join(dir, "log")}
	if err := c.make(bin, o); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.Run(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if o.Base == nil && o.Settings == nil {
		running.CompareAndSwap(nil, c)
	}
	return c, nil
}

// binaries returns the folder of the latest server that is installed.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		path, err = filepath.EvalSymlinks(path)
		return filepath.Dir(path), err
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", ErrMissing
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(found[len(found)-1]), nil
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

func (c *Cluster) data() string { return filepath.Join(c.Dir, "data") }

// settings suit a small machine that runs other tests too. fsync stays on.
const settings = `
listen_addresses = ''
unix_socket_directories = '%s'
max_connections = 100
shared_buffers = 64MB
wal_level = replica
max_wal_senders = 4
autovacuum_naptime = 10s
logging_collector = off
log_min_messages = fatal
`

// access asks for a password from one role only.
const access = "local all guarded scram-sha-256\nlocal all all trust\nlocal replication all trust\n"

// make lays out the files of a cluster.
func (c *Cluster) make(bin string, o Options) error {
	if err := own(c.Dir); err != nil {
		return err
	}
	var err error
	if o.Base != nil {
		err = run(filepath.Join(bin, "pg_basebackup"), "-h", o.Base.Dir, "-D", c.data(), "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync")
	} else {
		err = run(filepath.Join(bin, "initdb"), "-D", c.data(), "-U", "postgres", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8", "-k")
	}
	if err != nil {
		return err
	}
	text := fmt.Sprintf(settings, c.Dir)
	for key, value := range o.Settings {
		text += key + " = " + value + "\n"
	}
	return errors.Join(
		appendFile(filepath.Join(c.data(), "postgresql.conf"), text),
		os.WriteFile(filepath.Join(c.data(), "pg_hba.conf"), []byte(access), 0o600), own(filepath.Join(c.data(), "pg_hba.conf")),
		os.WriteFile(filepath.Join(c.Dir, "bin"), []byte(bin), 0o644))
}

func appendFile(name, text string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

func run(name string, args ...string) error {
	c := exec.Command(name, args...)
	demote(c)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, out)
	}
	return nil
}

// guard runs a server until its standard input ends: then it tells the server
// to stop. So the server ends with the process of the test, even if that is
// killed.
const guard = `exec 3<&0
"$1/postgres" -D "$2" >>"$3" 2>&1 </dev/null 3<&- & server=$!
trap '' INT TERM
(read -r end; kill -INT $server) <&3 & exec 3<&-
wait $server`

// Run starts a server that is stopped. One that crashed leaves processes that
// take a moment to notice; until then the next refuses to start.
func (c *Cluster) Run() error {
	bin, err := os.ReadFile(filepath.Join(c.Dir, "bin"))
	if err != nil {
		return err
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		if err := c.launch(string(bin)); err != nil {
			return err
		}
		if c.ready(string(bin), deadline) {
			return nil
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(c.log)
			_ = c.Stop()
			return fmt.Errorf("PostgreSQL does not start\n%s", text)
		}
	}
}

func (c *Cluster) launch(bin string) error {
	cmd := exec.Command("sh", "-c", guard, "sh", bin, c.data(), c.log)
	demote(cmd)
	stop, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return err
	}
	c.stop, c.done = stop, make(chan struct{})
	go func(done chan struct{}) {
		_ = cmd.Wait()
		close(done)
	}(c.done)
	return nil
}

// ready waits until the server answers; false if it ended or takes too long.
func (c *Cluster) ready(bin string, deadline time.Time) bool {
	for time.Now().Before(deadline) {
		if run(filepath.Join(bin, "pg_isready"), "-q", "-h", c.Dir) == nil {
			return true
		}
		select {
		case <-c.done:
			_ = c.stop.Close()
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
	return false
}

// Stop ends the server at once, with its sessions.
func (c *Cluster) Stop() error {
	err := c.stop.Close()
	<-c.done
	return err
}

// Crash ends the server as a power cut of the process would: it must recover
// when it runs again.
func (c *Cluster) Crash() error {
	pid, err := c.pid()
	if err == nil {
		err = kill(pid)
	}
	_ = c.stop.Close()
	<-c.done
	_ = os.Remove(filepath.Join(c.data(), "postmaster.pid"))
	return err
}

func (c *Cluster) pid() (int, error) {
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(line)
}

// Promote makes a standby the primary.
func (c *Cluster) Promote() error { return c.Exec("SELECT pg_promote()") }

// Close stops the server and removes its files.
func (c *Cluster) Close() error {
	_ = c.Stop()
	return os.RemoveAll(c.Dir)
}

// SmallTablespace makes a tablespace on a file system in memory of the given
// size, "8m", until the test ends. It fails where this process may not mount.
func (c *Cluster) SmallTablespace(t testing.TB, size string) (name string, err error) {
	dir, err := os.MkdirTemp("", "newsarc-pg-small-")
	if err != nil {
		return "", err
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "none", dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("mount: %w: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	if err := own(dir); err != nil {
		return "", err
	}
	name = fmt.Sprintf("small%d", c.schemas.Add(1))
	return name, c.Exec("CREATE TABLESPACE " + name + " LOCATION '" + dir + "'")
}

// URL returns where a client finds a schema of the cluster, as a role; an empty
// role is the superuser.
func (c *Cluster) URL(schema, role string) string {
	if role == "" {
		role = "postgres"
	}
	return "postgres:///postgres?" + url.Values{"host": {c.Dir}, "user": {role}, "schema": {schema}}.Encode()
}

// Schema returns the URL of a schema that nobody has used.
func (c *Cluster) Schema() string {
	return c.URL(fmt.Sprintf("s%d_%d", os.Getpid(), c.schemas.Add(1)), "")
}

// Exec runs statements as superuser.
func (c *Cluster) Exec(statements string) error {
	_, err := c.Query(statements)
	return err
}

// Query runs statements as superuser and returns what they say, a line for each
// row.
func (c *Cluster) Query(statements string) (string, error) {
	bin, err := os.ReadFile(filepath.Join(c.Dir, "bin"))
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(string(bin), "psql"), "-h", c.Dir, "-U", "postgres", "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statements)
	demote(cmd)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("psql: %w\n%s", err, out)
	}
	return strings.TrimSpace(string(out)), nil
}
