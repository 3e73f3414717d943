package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// policy is the content security policy of every answer: nothing from
// elsewhere, nothing inline, no frames.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard is what every request passes first.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		rec := &recorder{ResponseWriter: w}
		inside := s.metrics.enter()
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				s.o.Log.Error("panic", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if rec.status == 0 {
					plainError(rec, http.StatusInternalServerError)
				}
			}
			took := time.Since(begin)
			s.metrics.leave(rec.route, rec.statusOr200(), took)
			s.o.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method), slog.String("path", r.URL.Path),
				slog.Int("status", rec.statusOr200()), slog.Int64("bytes", rec.bytes), slog.Duration("took", took))
		}()
		secure(w.Header())
		if status := s.refuse(w, r); status != 0 {
			plainError(rec, status)
			return
		}
		if inside > crowd && r.URL.Path != metricsPath { // when there is a crowd, somebody wants to know
			rec.Header().Set("Retry-After", "5")
			plainError(rec, http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(rec, r)
	})
}

// secure sets the headers that every answer has.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// refuse returns the status of a request that is turned away, 0 for others.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request) int {
	fetch := r.Method == http.MethodPost && r.URL.Path == gitPath+"/git-upload-pack"
	switch {
	case !s.hostAllowed(r.Host):
		return http.StatusMisdirectedRequest
	case len(r.RequestURI) > maxURL:
		return http.StatusRequestURITooLong
	case r.Method != http.MethodGet && r.Method != http.MethodHead && !fetch:
		w.Header().Set("Allow", "GET, HEAD")
		return http.StatusMethodNotAllowed
	case !s.tokenGiven(r):
		w.Header().Set("WWW-Authenticate", `Basic realm="newsarc", charset="UTF-8"`)
		return http.StatusUnauthorized
	}
	return 0
}

// hostAllowed guards against names that point here without our knowing: a page
// elsewhere must not read a private archive by rebinding its own name.
func (s *Server) hostAllowed(host string) bool {
	if name, port, err := net.SplitHostPort(host); err == nil {
		if strings.Trim(port, "0123456789") != "" { // pages give the address back
			return false
		}
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if host == "localhost" || slices.ContainsFunc(s.o.Hosts, func(h string) bool { return strings.EqualFold(h, host) }) {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// tokenGiven reports whether a request carries the token, where there is one.
func (s *Server) tokenGiven(r *http.Request) bool {
	if s.o.Token == "" || r.URL.Path == "/healthz" {
		return true
	}
	_, got, ok := r.BasicAuth()
	if !ok {
		got, _ = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(s.o.Token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// plainError answers with no more than a status.
func plainError(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(status), status)
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	route  string // name of the route, for the metrics
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) statusOr200() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// cost says how much of the machine a route may take.
type cost int

const (
	apart   cost = iota // nothing of the archive
	cheap               // a few texts
	seeking             // the index, which some queries keep busy for seconds
	heavy               // many texts
)

// admit waits until a request may be worked on, and bounds its time. One that
// waits to do heavy work keeps no light one from being done.
func (s *Server) admit(r *http.Request, c cost) (ctx context.Context, done func(), err error) {
	ctx, cancel := context.WithTimeout(r.Context(), pageTime)
	few := map[cost]semaphore{seeking: s.seeks, heavy: s.heavy}[c]
	if few != nil {
		if err := few.take(ctx); err != nil {
			cancel()
			return nil, nil, err
		}
	}
	free := func() {
		if few != nil {
			few.free()
		}
		cancel()
	}
	if err := s.work.take(ctx); err != nil {
		free()
		return nil, nil, err
	}
	return ctx, func() {
		s.work.free()
		free()
	}, nil
}
