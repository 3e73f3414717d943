package cmd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/web"
)

type serveOptions struct {
	addr      string
	public    bool
	proxy     bool
	tokenFile string
	hosts     []string
	name      string
	logJSON   bool
}

// softMemory is how much memory the server takes before it collects garbage more
// often, unless GOMEMLIMIT says otherwise: it needs half of that, and there may
// be neighbours.
const softMemory = 96 << 20

// minToken is how many characters a token has at least.
const minToken = 16

func newServe(e *env) *cobra.Command {
	o := &serveOptions{}
	c := &cobra.Command{
		Use:   "serve [--addr HOST:PORT]",
		Short: "Show the archive in a browser",
		Long: `Starts a web site over the archive, for people who never open a terminal, and an API,
feeds, Memento and git clone for programs. It only reads; watch, add and import may
write at the same time.

It listens on the loopback address unless --public is given. --public needs a token
that every request has to carry (as a bearer token, or as the password that a browser
or git asks for), or --behind-proxy: the word that a reverse proxy in front decides
who may read. Other names than loopback ones must be given with --host.`,
		Example: `newsarc serve
newsarc serve --addr 127.0.0.1:0
newsarc serve --addr 0.0.0.0:8017 --public --token-file token --host archive.example.org
git clone --bare http://127.0.0.1:8017/archive.git`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return runServe(c.Context(), e, o) },
	}
	f := c.Flags()
	f.StringVar(&o.addr, "addr", "127.0.0.1:8017", "listen on `HOST:PORT`; port 0 takes a free one")
	f.BoolVar(&o.public, "public", false, "allow an address that others can reach")
	f.BoolVar(&o.proxy, "behind-proxy", false, "a reverse proxy in front decides who may read")
	f.StringVar(&o.tokenFile, "token-file", "", "the first line of `FILE` is the token that requests must carry")
	f.StringSliceVar(&o.hosts, "host", nil, "a `NAME` by which clients may call the site")
	f.StringVar(&o.name, "name", "", "what the site calls the archive; its folder's name if not given")
	f.BoolVar(&o.logJSON, "log-json", false, "log in JSON")
	return c
}

func runServe(ctx context.Context, e *env, o *serveOptions) error {
	token, err := o.check()
	if err != nil {
		return err
	}
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(softMemory)
	}
	meter := &web.Meter{}
	metered := func(ao *archive.Options) {
		bar := ao.Progress
		ao.Progress = func(p archive.Progress) {
			if meter.Note(p); bar != nil {
				bar(p)
			}
		}
	}
	return e.withOptions(ctx, metered, func(a *archive.Archive) error {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.addr)
		if err != nil {
			return err
		}
		if o.name == "" {
			o.name = filepath.Base(e.root)
		}
		s, err := web.New(a, web.Options{Name: o.name, Hosts: o.names(l.Addr()), Token: token, Log: o.log(e), Meter: meter})
		if err != nil {
			return errors.Join(err, l.Close())
		}
		fmt.Fprintf(e.stdout, "http://%s/\n", l.Addr())
		if err := e.stdout.Flush(); err != nil {
			return errors.Join(err, l.Close())
		}
		return s.Serve(ctx, l)
	})
}

// check refuses an address that others can reach unless that was meant, and
// returns the token.
func (o *serveOptions) check() (token string, err error) {
	host, _, err := net.SplitHostPort(o.addr)
	if err != nil {
		return "", usage("serve", "--addr takes HOST:PORT, got %q", o.addr)
	}
	if o.tokenFile != "" {
		if token, err = readToken(o.tokenFile); err != nil {
			return "", err
		}
	}
	switch {
	case isLoopback(host):
	case !o.public:
		return "", usage("serve", "others can reach %s: that needs --public", o.addr)
	case token == "" && !o.proxy:
		return "", usage("serve", "--public needs --token-file or --behind-proxy")
	}
	return token, nil
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func readToken(file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", plainPath(err)
	}
	token, _, _ := strings.Cut(string(data), "\n")
	if token = strings.TrimSpace(token); len(token) < minToken {
		return "", hint(fmt.Errorf("%s: the token has fewer than %d characters", file, minToken), "openssl rand -hex 24 >"+file)
	}
	return token, nil
}

// names returns the names by which clients may call the site.
func (o *serveOptions) names(at net.Addr) []string {
	names := o.hosts
	if tcp, ok := at.(*net.TCPAddr); ok && !tcp.IP.IsUnspecified() {
		names = append(names, tcp.IP.String())
	}
	return names
}

// log returns where requests are logged: standard error.
func (o *serveOptions) log(e *env) *slog.Logger {
	if o.logJSON {
		return slog.New(slog.NewJSONHandler(e.stderr, nil))
	}
	return slog.New(slog.NewTextHandler(e.stderr, nil))
}
