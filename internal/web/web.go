// Package web is the window of an archive: a site for readers, an API and feeds
// for programs, Memento (RFC 7089) and git over HTTP, all of it read-only.
//
// Article text is hostile. It reaches a page through html/template or through
// package render, which escapes everything; archived pages are never served as
// pages; no script or style stands inside a document, and the content security
// policy forbids it. What a request may cost is bounded: lists come in pages,
// what is derived from texts is kept in the archive's cache, and only so many
// requests are worked on at a time.
//
// The package does not write to the repository, does not fetch anything, and
// does not compare or date texts itself.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/newsarc/newsarc/archive"
)

// Options adjust a Server. The zero value serves loopback addresses to whoever
// can reach them.
type Options struct {
	// Name is what the site calls the archive; "newsarc" when empty.
	Name string
	// Hosts are names beside loopback ones that a Host header may carry, without
	// a port.
	Hosts []string
	// Token, when set, must come with every request, as a bearer token or as the
	// password of basic authentication.
	Token string
	// Log takes a line for each request; none when nil.
	Log *slog.Logger
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Damage, when set, is told of each revision that a page leaves out since it
	// cannot be read, again for each page, by several goroutines at a time.
	Damage func(err error)
	// Meter is told of the archive's progress; pages that wait have no figures
	// without it.
	Meter *Meter
}

// Limits of a server.
const (
	crowd        = 512              // requests at a time, those that wait and those that are sent too
	slots        = 4                // worked on at a time, for each processor
	cloneSlots   = 2                // clones sent at a time
	patience     = 5 * time.Second  // how long a request waits for a slot
	headTime     = 5 * time.Second  // how long the head of a request may take to come
	pageTime     = 20 * time.Second // how long one may work
	cloneTime    = time.Hour
	maxSending   = 256 << 20 // bytes of answers that are being sent
	smallAnswer  = 64 << 10  // bytes of one that is sent in any case
	maxURL       = 8 << 10
	maxHeader    = 32 << 10
	maxQueryText = 300 // bytes of a full-text query
	stopTime     = 10 * time.Second
)

// Server shows one archive.
type Server struct {
	archive *archive.Archive
	o       Options
	pages   *pages
	assets  *assets
	metrics *metrics
	cache   *cache
	work    semaphore // all requests, while they are worked on
	seeks   semaphore // searches
	heavy   semaphore // those that read many texts
	clones  semaphore
	index   semaphore    // bringing the full-text index up to date
	sending atomic.Int64 // bytes of answers that clients are reading
	handler http.Handler

	preparation preparation
	eventTime   time.Duration // eventTime; tests have less
}

// New returns a server of an archive, which its caller closes.
func New(a *archive.Archive, o Options) (*Server, error) {
	if o.Name == "" {
		o.Name = "newsarc"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Meter == nil {
		o.Meter = &Meter{}
	}
	s := &Server{
		archive: a, o: o, metrics: newMetrics(), cache: newCache(cacheSize),
		work:   make(semaphore, slots*runtime.GOMAXPROCS(0)),
		seeks:  make(semaphore, runtime.GOMAXPROCS(0)),
		heavy:  make(semaphore, max(2, runtime.GOMAXPROCS(0))),
		clones: make(semaphore, cloneSlots),
		index:  make(semaphore, 1),

		preparation: preparation{meter: o.Meter, more: make(chan struct{}, 1)},
		eventTime:   eventTime,
	}
	var err error
	if s.assets, err = newAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = newPages(s.assets); err != nil {
		return nil, err
	}
	s.handler = s.guard(s.routes())
	return s, nil
}

// Handler returns the handler of all requests.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers requests that come in through l until ctx is done, and then
// lets those that are being worked on end. Meanwhile it keeps the catalog and the
// full-text index ready. It is called once.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := s.server(ctx)
	s.preparation.known = make(chan struct{})
	var background sync.WaitGroup
	defer background.Wait()
	preparing, enough := context.WithCancel(ctx)
	defer enough()
	background.Go(func() { s.prepare(preparing) })
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err := server.Shutdown(late)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
		stopped <- err
	})
	err := server.Serve(l)
	if !errors.Is(err, http.ErrServerClosed) {
		stop()
		return fmt.Errorf("serve %s: %w", l.Addr(), err)
	}
	return <-stopped
}

// server returns the server of the standard library, with all its limits set.
// Requests outlive ctx: Shutdown lets them end.
func (s *Server) server(ctx context.Context) *http.Server {
	return &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headTime,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      pageTime + 10*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.o.Log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
}

// semaphore bounds how many requests do something at a time.
type semaphore chan struct{}

// errBusy says that no slot came free in time.
var errBusy = errors.New("the server is busy")

// take waits for a slot.
func (s semaphore) take(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	default:
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case s <- struct{}{}:
		return nil
	case <-late.C:
		return errBusy
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s semaphore) free() { <-s }
