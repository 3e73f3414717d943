// Package mirror writes the pages that an http.Handler serves as a folder of
// files that any web server can publish, and a browser can open from a disk:
// links between pages become relative, links to what is not in the folder lose
// their address, forms are taken out.
//
// It asks the handler directly, without a network, and knows nothing of the
// site: which addresses to follow and how to name their files is said by the
// caller.
package mirror

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// Live is the attribute of elements that are of use only while a server answers;
// they are taken out, as forms are.
const Live = "data-live"

// Options say what to mirror. All functions but Found are required.
type Options struct {
	// Base is where the folder will be published, for addresses that a page
	// shows in full: "https://example.org/archive".
	Base string
	// Start lists the addresses to begin with, from the root of the site: "/".
	Start []string
	// Follow reports whether the page at an address belongs to the mirror. The
	// address has a path and perhaps a query.
	Follow func(u *url.URL) bool
	// Name returns the name of an address's file below the folder, with slashes.
	// Two addresses must not have the same.
	Name func(u *url.URL) string
	// Failed, when set, is told of a page that is answered with 503, and what comes
	// in its place is written: it tells readers why. Without it that ends the work,
	// as other errors do.
	Failed func(e *StatusError)
	// Found is told how many files are written, and how many are known of; may
	// be nil.
	Found func(written, known int)
}

// Summary says what was written.
type Summary struct {
	Files int
	Bytes int64
}

// A StatusError says that a page that others link to was answered with an error.
type StatusError struct {
	Address string
	Status  int
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: answered with status %d", e.Address, e.Status)
}

// Write mirrors the site of h in dir. Files that are there are written over;
// others stay. It ends with the first error.
func Write(ctx context.Context, h http.Handler, dir *os.Root, o Options) (Summary, error) {
	base, err := url.Parse(o.Base)
	if err != nil {
		return Summary{}, err
	}
	m := &mirror{handler: h, dir: dir, o: o, base: base, known: map[string]bool{}}
	for _, address := range o.Start {
		u, err := url.Parse(address)
		if err != nil {
			return m.sum, err
		}
		m.want(u)
	}
	for len(m.queue) > 0 {
		if err := ctx.Err(); err != nil {
			return m.sum, err
		}
		u := m.queue[0]
		m.queue = m.queue[1:]
		if err := m.page(ctx, u); err != nil {
			return m.sum, err
		}
		if o.Found != nil {
			o.Found(m.sum.Files, len(m.known))
		}
	}
	return m.sum, nil
}

// mirror is the state of one Write.
type mirror struct {
	handler http.Handler
	dir     *os.Root
	o       Options
	base    *url.URL
	known   map[string]bool // addresses that are written or queued
	queue   []*url.URL
	sum     Summary
}

// want queues an address unless it is known.
func (m *mirror) want(u *url.URL) {
	key := u.RequestURI()
	if !m.known[key] {
		m.known[key] = true
		m.queue = append(m.queue, u)
	}
}

// page asks for one page and writes it.
func (m *mirror) page(ctx context.Context, u *url.URL) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.RequestURI(), nil)
	if err != nil {
		return err
	}
	// A site makes its full addresses of this; a path in it comes out right.
	r.Host, r.RequestURI = m.base.Host+strings.TrimSuffix(m.base.Path, "/"), u.RequestURI()
	if m.base.Scheme == "https" {
		r.Header.Set("X-Forwarded-Proto", "https")
	}
	a := &answer{header: http.Header{}}
	m.handler.ServeHTTP(a, r)
	name := m.o.Name(u)
	switch {
	case a.status/100 == 3:
		to, err := u.Parse(a.header.Get("Location"))
		if err != nil {
			return err
		}
		return m.redirect(name, m.link(name, to))
	case a.status == http.StatusServiceUnavailable && m.o.Failed != nil:
		m.o.Failed(&StatusError{u.RequestURI(), a.status})
		if !strings.HasSuffix(name, ".html") {
			return nil
		}
	case a.status != http.StatusOK:
		return &StatusError{u.RequestURI(), a.status}
	}
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		data, err := m.rewrite(u, name, a.body.Bytes())
		if err != nil {
			return fmt.Errorf("%s: %w", u.RequestURI(), err)
		}
		return m.write(name, data)
	}
	return m.write(name, a.body.Bytes())
}

// redirect writes a page that leads on to another one.
func (m *mirror) redirect(name, to string) error {
	if to == "" {
		return nil
	}
	to = html.EscapeString(to)
	return m.write(name, []byte("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"refresh\" content=\"0; url="+to+"\">\n<title>Moved</title>\n<p>This page is <a href=\""+to+"\">here</a>.</p>\n"))
}

// link returns the address of u relative to the file of that name, and queues
// it; the empty string if it is not to be in the mirror.
func (m *mirror) link(from string, u *url.URL) string {
	bare := *u
	bare.Fragment = ""
	if !m.o.Follow(&bare) {
		return ""
	}
	m.want(&bare)
	rel := url.URL{Path: relative(from, m.o.Name(&bare)), Fragment: u.Fragment}
	return rel.String()
}

// relative returns the way from one file to another, both below the same
// folder.
func relative(from, to string) string {
	a, b := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	if path.Dir(from) == "." {
		a = nil
	}
	for len(a) > 0 && len(b) > 1 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	rel := strings.Repeat("../", len(a)) + strings.Join(b, "/")
	if first, _, _ := strings.Cut(rel, "/"); strings.Contains(first, ":") {
		rel = "./" + rel // or the part before the colon would be a scheme
	}
	return rel
}

func (m *mirror) write(name string, data []byte) error {
	if err := m.dir.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := m.dir.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	m.sum.Files++
	m.sum.Bytes += int64(len(data))
	return nil
}

// answer takes what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}
