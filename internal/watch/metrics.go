package watch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/newsarc/newsarc/internal/fetch"
)

// counters count since the watcher was started.
type counters struct {
	ok, notModified, refused, failed atomic.Int64 // requests, by answer
	bytes                            atomic.Int64
	seconds                          atomic.Int64 // of requests, in milliseconds
	visits, batches, added, kept     atomic.Int64
	commit                           atomic.Int64 // time of batches, in milliseconds
	notices                          atomic.Int64
	troubles                         atomic.Int64 // looks that failed, and refused articles
	running                          atomic.Int64 // requests under way
}

// request counts a request.
func (c *counters) request(v *visit) {
	var robots *fetch.RobotsError
	switch {
	case v.err == nil && v.resp.NotModified:
		c.notModified.Add(1)
	case v.err == nil:
		c.ok.Add(1)
	case errors.As(v.err, &robots):
		c.refused.Add(1)
	default:
		c.failed.Add(1)
	}
	if v.resp != nil {
		c.bytes.Add(int64(len(v.resp.Body)))
	}
	c.seconds.Add(v.took.Milliseconds())
}

// batch counts a batch.
func (c *counters) batch(visits, added int, took time.Duration) {
	c.batches.Add(1)
	c.visits.Add(int64(visits))
	c.added.Add(int64(added))
	c.commit.Add(took.Milliseconds())
}

// serveMetrics writes the counters.
func (w *Watcher) serveMetrics(rw http.ResponseWriter, _ *http.Request) {
	w.count.write(rw, len(w.pages()))
}

// write writes the counters in the text form of Prometheus, version 0.0.4.
func (c *counters) write(rw http.ResponseWriter, pages int) {
	rw.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	fmt.Fprint(rw, "# HELP newsarc_watch_requests_total Requests, by what came of them.\n# TYPE newsarc_watch_requests_total counter\n")
	for _, r := range []struct {
		name string
		n    *atomic.Int64
	}{{"ok", &c.ok}, {"not_modified", &c.notModified}, {"robots", &c.refused}, {"failed", &c.failed}} {
		fmt.Fprintf(rw, "newsarc_watch_requests_total{result=%q} %d\n", r.name, r.n.Load())
	}
	metric := func(kind, name, help string, value float64) {
		fmt.Fprintf(rw, "# HELP newsarc_watch_%s %s\n# TYPE newsarc_watch_%s %s\nnewsarc_watch_%s %g\n", name, help, name, kind, name, value)
	}
	total := func(name, help string, n *atomic.Int64) { metric("counter", name, help, float64(n.Load())) }
	total("received_bytes_total", "Bytes of pages, decompressed.", &c.bytes)
	metric("counter", "request_seconds_total", "Time of requests, pauses included.", float64(c.seconds.Load())/1000)
	total("visits_total", "Pages whose look is noted.", &c.visits)
	total("batches_total", "Batches written.", &c.batches)
	metric("counter", "batch_seconds_total", "Time of writing batches.", float64(c.commit.Load())/1000)
	total("revisions_total", "Revisions added.", &c.added)
	total("kept_total", "Captures kept that show no article.", &c.kept)
	total("notices_total", "Notices told.", &c.notices)
	metric("gauge", "pages", "Pages that are known.", float64(pages))
	metric("gauge", "requests_running", "Requests under way.", float64(c.running.Load()))
}

// LoopbackError says that metrics were to be served where others could see them.
type LoopbackError struct{ Address string }

func (e *LoopbackError) Error() string {
	return fmt.Sprintf("metrics address %q is not on loopback", e.Address)
}

// ServeMetrics serves the metrics on a loopback address, until ctx is done.
func (w *Watcher) ServeMetrics(ctx context.Context, address string) (stop func(), err error) {
	return serveMetrics(ctx, address, w.log, w.count, func() int { return len(w.pages()) })
}

func serveMetrics(ctx context.Context, address string, log *slog.Logger, c *counters, pages func() int) (stop func(), err error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("address %q is not host:port", address)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, &LoopbackError{Address: address}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(rw http.ResponseWriter, _ *http.Request) { c.write(rw, pages()) })
	mux.HandleFunc("GET /", func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, "see /metrics\n") })
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l) // ends when it is closed
	}()
	log.Info("metrics", "address", l.Addr().String())
	return func() {
		_ = server.Close()
		<-done
	}, nil
}
