package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/newsarc/newsarc/archive"
)

// handler makes a whole answer to a request.
type handler func(ctx context.Context, r *http.Request) (reply, error)

// form says in which form errors are told.
type form int

const (
	asPage form = iota
	asJSON
	plain
)

// route is an address of the site.
type route struct {
	pattern string // as http.ServeMux has it, without a method
	name    string // for logs and metrics
	cost    cost
	form    form
	do      handler
	stable  bool // as long as the archive does not change, so does the answer
}

// metricsPath is the address of the figures for Prometheus.
const metricsPath = "/metrics"

// table lists every address but those of git and Memento, whose paths the
// standard library would rewrite.
func (s *Server) table() []route {
	return []route{
		{"/{$}", "front", cheap, asPage, s.front, true},
		{"/stories", "stories", cheap, asPage, s.stories, true},
		{"/story/{id...}", "story", cheap, asPage, s.story, false},
		{"/revision/{name...}", "revision", cheap, asPage, s.revision, false},
		{"/diff/{range...}", "diff", cheap, asPage, s.diff, false},
		{"/compare", "compare", cheap, asPage, s.compare, false},
		{"/blame/{name...}", "blame", cheap, asPage, s.blame, true},
		{"/timeline", "timeline", heavy, asPage, s.timeline, true},
		{"/topics", "topics", cheap, asPage, s.topics, true},
		{"/topic/{name}", "topic", heavy, asPage, s.topic, true},
		{"/search", "search", seeking, asPage, s.search, true},
		{"/silent", "silent", heavy, asPage, s.silent, true},
		{"/source/{name}", "source", heavy, asPage, s.source, true},
		{"/about", "about", cheap, asPage, s.about, false},
		{"/evidence/{range...}", "evidence", cheap, asPage, s.evidence, false},
		{"/cite/{name...}", "cite", cheap, asPage, s.reference, false},

		{"/feed.atom", "feed", heavy, plain, s.atom, true},
		{"/feed.json", "feed", heavy, asJSON, s.jsonFeed, true},

		{"/api/v1/openapi.json", "openapi", apart, asJSON, s.openAPI, false},
		{"/api/v1/schema/{name}", "schema", apart, asJSON, s.schema, false},
		{"/api/v1/changes", "api-changes", heavy, asJSON, s.apiChanges, true},
		{"/api/v1/stories", "api-stories", cheap, asJSON, s.apiStories, true},
		{"/api/v1/story/{id...}", "api-story", cheap, asJSON, s.apiStory, false},
		{"/api/v1/log/{id...}", "api-log", cheap, asJSON, s.apiLog, false},
		{"/api/v1/revision/{name...}", "api-revision", cheap, asJSON, s.apiRevision, false},
		{"/api/v1/diff/{range...}", "api-diff", cheap, asJSON, s.apiDiff, false},
		{"/api/v1/blame/{name...}", "api-blame", cheap, asJSON, s.apiBlame, true},
		{"/api/v1/search", "api-search", seeking, asJSON, s.apiSearch, true},
		{"/api/v1/timeline", "api-timeline", heavy, asJSON, s.apiTimeline, true},
		{"/api/v1/topics", "api-topics", cheap, asJSON, s.apiTopics, false},
		{"/api/v1/source/{name}", "api-source", heavy, asJSON, s.apiSource, true},
		{"/api/", "api-none", apart, asJSON, s.nothing, false},

		{"/healthz", "healthz", cheap, plain, s.health, false},
		{metricsPath, "metrics", apart, plain, func(context.Context, *http.Request) (reply, error) { return s.metrics.serve(s.cache) }, false},
		{"/static/{name}", "static", apart, plain, s.assets.serve, false},
		{"/robots.txt", "robots", apart, plain, s.robots, false},
		{"/", "none", apart, asPage, s.nothing, false},
	}
}

// routes returns the handler of all addresses.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range s.table() {
		mux.Handle(rt.pattern, s.serve(rt))
	}
	memento := s.serve(route{"", "memento", cheap, plain, s.memento, false})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case strings.HasPrefix(path, gitPath+"/"):
			s.git(w, r)
		case isMemento(path):
			memento.ServeHTTP(w, r)
		default:
			mux.ServeHTTP(w, r)
		}
	})
}

// serve makes a route's handler one of the standard library.
func (s *Server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rec, ok := w.(*recorder); ok {
			rec.route = rt.name
		}
		p, err := s.answer(r, rt)
		if err != nil {
			s.fail(w, r, rt, err)
			return
		}
		s.send(w, r, p)
	})
}

// answer makes the answer to a request, or takes it out of the cache. Other
// requests wait only while one is made, not while a client reads it.
func (s *Server) answer(r *http.Request, rt route) (reply, error) {
	version := ""
	if rt.stable {
		var err error
		if version, err = s.version(r.Context(), r); err != nil {
			return reply{}, err
		}
		if p, ok := s.cache.get(keyOf(r), version); ok {
			return p, nil
		}
	}
	if rt.cost == apart {
		return rt.do(r.Context(), r)
	}
	if err := s.prepared(r.Context()); err != nil {
		return reply{}, err
	}
	takes := rt.cost
	if r.URL.Query().Get("clock") == byEvent {
		takes = heavy // it reads the texts of all hits
	}
	ctx, done, err := s.admit(r, takes)
	if err != nil {
		return reply{}, err
	}
	defer done()
	if !rt.stable {
		return rt.do(ctx, r)
	}
	return s.kept(r, version, func() (reply, error) { return rt.do(ctx, r) })
}

// fail tells of an error in the form of the route.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, rt route, err error) {
	f := failureOf(err)
	if f.Status == http.StatusInternalServerError || f.Status == http.StatusServiceUnavailable && f.unready == nil && !errors.Is(err, context.Canceled) {
		s.o.Log.LogAttrs(r.Context(), slog.LevelError, "failed", slog.String("path", r.URL.Path), slog.String("error", err.Error()))
	}
	if f.Damage != nil && s.o.Damage != nil {
		s.o.Damage(err)
	}
	p := reply{contentType: "text/plain; charset=utf-8", body: []byte(f.What + "\n")}
	if f.Damage != nil {
		p.body = []byte(f.What + "\ncheck: " + f.Damage.Check + "\n")
	}
	var formErr error
	switch rt.form {
	case asPage:
		show, template := page{Title: http.StatusText(f.Status), Name: s.o.Name, Data: f}, "error"
		if f.Damage != nil {
			show.Title = "This cannot be read"
		}
		if f.unready != nil {
			show.Title, show.Query, template = "One moment", r.URL.Query().Get("q"), "wait"
		}
		p, formErr = s.pages.render(template, show)
	case asJSON:
		p, formErr = jsonReply(f, "")
	}
	if formErr != nil {
		s.o.Log.Error("failed", "path", r.URL.Path, "error", formErr.Error())
		plainError(w, http.StatusInternalServerError)
		return
	}
	p.status, p.cache = f.Status, "no-store"
	if f.Status == http.StatusServiceUnavailable && f.Damage == nil {
		w.Header().Set("Retry-After", "5")
	}
	s.send(w, r, p)
}

func (s *Server) nothing(_ context.Context, r *http.Request) (reply, error) {
	return reply{}, notFound("no page %q here", r.URL.Path)
}

// health answers whether the archive can be read. One whose latest revision is
// damaged still can: it says so, and the metrics count what is left out.
func (s *Server) health(ctx context.Context, _ *http.Request) (reply, error) {
	what := "ok\n"
	for _, err := range s.archive.Log(ctx, archive.Filter{Limit: 1}) {
		if g, ok := gapOf(nil, err); ok {
			what = fmt.Sprintf("ok, but %s; check: %s\n", g.What, g.Check)
		} else if err != nil {
			return reply{}, err
		}
	}
	return reply{contentType: "text/plain; charset=utf-8", body: []byte(what), cache: "no-store"}, nil
}

func (s *Server) robots(context.Context, *http.Request) (reply, error) {
	return reply{contentType: "text/plain; charset=utf-8", body: []byte("User-agent: *\nDisallow: /diff/\nDisallow: /evidence/\nDisallow: /search\n")}, nil
}
