package cmd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/config"
	"github.com/newsarc/newsarc/internal/fetch"
	"github.com/newsarc/newsarc/internal/watch"
)

type watchOptions struct {
	once    bool
	metrics string
	logJSON bool
	quiet   bool
	verbose bool
}

func newWatch(e *env) *cobra.Command {
	o := &watchOptions{}
	c := &cobra.Command{
		Use:   "watch [flags] [URL]...",
		Short: "Look at pages again and again, archive what changed",
		Long: `Looks at feeds, sitemaps, front pages and single articles, archives the articles that
they lead to, and goes on looking at those for as long as they may change: every 15
minutes in the first three hours after a change, then every hour, every three hours,
every three days, at last every month; also when they have left the feed. What an
address is, is seen from what comes back.

What is watched is listed in .newsarc.yaml, below watch; addresses on the command line
take the place of that list. A host is asked for one page at a time, with pauses, as its
robots.txt allows; one that is slow or broken delays no other. A page that shows a bot
check, a consent wall or "not found" in the place of an article is kept as a capture and
is never taken for a deletion.

It runs until it gets SIGINT or SIGTERM, and archives then what it has received. SIGHUP
makes it read the configuration again. With --once it looks at what is due and ends: for
cron. It logs to standard error.`,
		Example: `newsarc watch https://example.org/feed.xml
newsarc watch --once --quiet
newsarc watch --log-json --metrics 127.0.0.1:9464
newsarc watch status`,
		Annotations: map[string]string{exitOne: "with --once: something failed"},
		RunE:        func(c *cobra.Command, args []string) error { return runWatch(c.Context(), e, o, args) },
		Args:        cobra.ArbitraryArgs,
	}
	f := c.Flags()
	f.BoolVar(&o.once, "once", false, "look at what is due, then end")
	f.StringVar(&o.metrics, "metrics", "", "serve metrics for Prometheus on loopback at `HOST:PORT`")
	f.BoolVar(&o.logJSON, "log-json", false, "log in JSON")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "log only what is wrong")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "log every look")
	exclusive(c, "quiet", "verbose")
	c.AddCommand(newWatchStatus(e))
	return c
}

func runWatch(ctx context.Context, e *env, o *watchOptions, args []string) error {
	if e.root == "" {
		return config.ErrNoRoot
	}
	leanGC()
	log := o.log(e)
	options, err := o.options(e, args, log)
	if err != nil {
		return err
	}
	reload := make(chan watch.Options)
	options.Reload = reload
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	return e.withOptions(ctx, func(a *archive.Options) {
		a.Notice = func(s string) { log.Warn(s) }
		a.Now = options.Fetch.Clock.Now
	}, func(a *archive.Archive) error {
		var w watcher = watch.New(a, options)
		if store, ok := a.Sharer(); ok {
			w = watch.NewTeam(a, store, options)
		}
		address := o.metrics
		if address == "" {
			address = e.config.Watch.Metrics
		}
		if address != "" {
			stopMetrics, err := w.ServeMetrics(ctx, address)
			if err != nil {
				return metricsError(err)
			}
			defer stopMetrics()
		}
		hangup := make(chan os.Signal, 1)
		signal.Notify(hangup, syscall.SIGHUP)
		defer signal.Stop(hangup)
		go o.reload(ctx, e, args, log, hangup, reload)
		if err := w.Run(ctx); err != nil {
			return runningError(err)
		}
		if o.once {
			return o.finish(ctx, e, w.Summary())
		}
		return nil
	})
}

// watcher is what watches: one for an archive in a folder, or this process's part
// of those who watch for an archive in a database.
type watcher interface {
	Run(ctx context.Context) error
	ServeMetrics(ctx context.Context, address string) (stop func(), err error)
	Summary() watch.Summary
}

// finish says what a single round brought.
func (o *watchOptions) finish(ctx context.Context, e *env, s watch.Summary) error {
	if !o.quiet {
		line := fmt.Sprintf("%s looked at, %s added", count(s.Visits, "page"), count(s.Added, "revision"))
		if s.Kept > 0 {
			line += fmt.Sprintf(", %s kept without a text", count(s.Kept, "capture"))
		}
		if s.Failed > 0 {
			line += fmt.Sprintf(", %s", count(s.Failed, "failure"))
		}
		fmt.Fprintln(e.stdout, line)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.Failed > 0:
		return errNo
	}
	return nil
}

// reload reads the configuration again whenever that is asked for. One that is
// wrong changes nothing.
func (o *watchOptions) reload(ctx context.Context, e *env, args []string, log *slog.Logger, hangup <-chan os.Signal, to chan<- watch.Options) {
	for {
		select {
		case <-hangup:
		case <-ctx.Done():
			return
		}
		fresh := *e
		var err error
		if fresh.config, err = config.Load(e.root); err == nil {
			var options watch.Options
			if options, err = o.options(&fresh, args, log); err == nil {
				select {
				case to <- options:
				case <-ctx.Done():
				}
				continue
			}
		}
		log.Error("the configuration is wrong: the one before goes on to hold", "error", oneLine(err))
	}
}

// log returns where the watcher logs: standard error.
func (o *watchOptions) log(e *env) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	switch {
	case o.quiet:
		options.Level = slog.LevelWarn
	case o.verbose:
		options.Level = slog.LevelDebug
	}
	if o.logJSON {
		return slog.New(slog.NewJSONHandler(e.stderr, options))
	}
	return slog.New(slog.NewTextHandler(e.stderr, options))
}

// options makes the watcher's options of the configuration and the command line.
func (o *watchOptions) options(e *env, args []string, log *slog.Logger) (watch.Options, error) {
	c := e.config.Watch
	asking, err := e.fetchOptions()
	if err != nil {
		return watch.Options{}, err
	}
	asking.Clock = watch.SystemClock()
	if e.getenv("GIT_COMMITTER_DATE") != "" {
		now, err := e.now()
		if err != nil {
			return watch.Options{}, err
		}
		asking.Clock = runningClock{now, time.Now()}
	}
	options := watch.Options{
		Listing: c.Listing, Batch: c.Batch, Fetch: asking, Once: o.once, Log: log, NoCaptures: e.config.Archive.Captures == "never",
		Lock: filepath.Join(e.root, archive.Dir, "watch.lock"),
	}
	for _, s := range c.Schedule {
		options.Schedule = append(options.Schedule, watch.Step{Age: s.Age, Every: s.Every})
	}
	for i, n := range c.Notices {
		rule := watch.Rule{When: n.When, Query: n.Query, Command: n.Command, Webhook: n.Webhook}
		if err := rule.Check(); err != nil {
			return options, fmt.Errorf("%s: watch.notices: entry %d: %w", config.FileName, i+1, err)
		}
		options.Notices = append(options.Notices, rule)
	}
	if options.Targets, err = targets(c.Targets, args, asking.AllowPrivate); err != nil {
		return options, err
	}
	if len(options.Targets) == 0 {
		return options, hint(errors.New("nothing to watch"), "newsarc watch https://example.org/feed.xml", "or list addresses in "+config.FileName+", below watch: targets:")
	}
	return options, nil
}

// targets returns what is watched: the arguments, else what is configured. An
// argument that cannot be had is an error at once; one of several that are
// configured is logged when it is asked for.
func targets(configured []config.Target, args []string, allowPrivate bool) ([]watch.Target, error) {
	var list []watch.Target
	for _, arg := range args {
		if u, err := url.Parse(arg); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			wrong := usage("watch", "%q is no http or https address", arg)
			if !strings.Contains(arg, "://") && strings.Contains(arg, ".") {
				wrong = hint(wrong, "newsarc watch https://"+arg)
			}
			return nil, wrong
		}
		var private *fetch.AddressError
		if err := fetch.CheckHost(arg); errors.As(err, &private) && !allowPrivate {
			return nil, hint(fmt.Errorf("%s: %w", fetch.Clean(arg), private), "an archive of an intranet may: NEWSARC_FETCH_ALLOW_PRIVATE=true newsarc watch "+fetch.Clean(arg))
		}
		list = append(list, watch.Target{URL: arg, Kind: watch.Auto})
	}
	if len(args) > 0 {
		return list, nil
	}
	for _, t := range configured {
		kind := watch.Kind(t.Kind)
		switch t.Kind {
		case "":
			kind = watch.Auto
		case "page":
			kind = watch.Article
		}
		list = append(list, watch.Target{URL: t.URL, Kind: kind})
	}
	return list, nil
}

// metricsError says what to do about an address for metrics.
func metricsError(err error) error {
	var public *watch.LoopbackError
	if errors.As(err, &public) {
		return hint(err, "newsarc watch --metrics 127.0.0.1:9464")
	}
	return fmt.Errorf("metrics: %w", err)
}

// runningError says what to do when another process watches.
func runningError(err error) error {
	var running *watch.RunningError
	if !errors.As(err, &running) || running.PID == 0 {
		return err
	}
	return hint(err, "newsarc watch status", fmt.Sprintf("kill -HUP %d    makes it read the configuration again", running.PID))
}

// runningClock goes on from a time that the environment gives.
type runningClock struct{ given, began time.Time }

func (c runningClock) Now() time.Time { return c.given.Add(time.Since(c.began)) }

func (c runningClock) Sleep(ctx context.Context, d time.Duration) error { return fetch.Sleep(ctx, d) }
