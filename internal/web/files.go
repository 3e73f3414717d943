package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// Pages returns the handler of all addresses without what guards a server: it
// asks for no token and looks at no Host header. It is for who copies the site
// into files.
func (s *Server) Pages() http.Handler { return s.routes() }

// filed lists the addresses that make sense as files: what answers no question
// of the reader's, and names no revision by anything but its commit.
var filed = []string{"/stories", "/story/", "/topics", "/topic/", "/silent", "/source/", "/about", "/static/", "/timeline", "/feed.atom", "/feed.json"}

// choices lists the queries that make sense in the address of a file: the
// further pages of a list, and the other way to show what there is.
var choices = map[string][]string{
	"":        {"cursor", "all"},
	"stories": {"cursor"},
	"story":   {"cursor"},
	"silent":  {"cursor"},
	"source":  {"cursor"},
	"diff":    {"facts", "noise"},
}

// Filed reports whether an address of the site makes sense as a file. Evidence
// files do where evidence is asked for: each holds texts and captures anew.
func Filed(u *url.URL, evidence bool) bool {
	kind, name, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	for key := range u.Query() {
		if !slices.Contains(choices[kind], key) {
			return false
		}
	}
	switch kind {
	case "":
		return true
	case "revision", "blame":
		return isCommit(name)
	case "cite":
		ext := path.Ext(name)
		return ext != "" && isCommit(strings.TrimSuffix(name, ext))
	case "diff", "evidence":
		from, to, ok := strings.Cut(name, "..")
		return (kind == "diff" || evidence) && isCommit(from) && (!ok || isCommit(to))
	}
	for _, p := range filed {
		if u.Path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(u.Path, p) {
			return true
		}
	}
	return false
}

// FileName returns the name of the file that stands for an address: a folder's
// index for a page, so that the address serves as well.
func FileName(u *url.URL) string {
	p := strings.Trim(u.Path, "/")
	switch {
	case strings.HasPrefix(p, "static/"), strings.HasPrefix(p, "cite/"), p == "feed.atom", p == "feed.json":
		return p
	case strings.HasPrefix(p, "evidence/"):
		return p + ".zip"
	}
	name := "index.html"
	if u.RawQuery != "" {
		sum := sha256.Sum256([]byte(u.RawQuery))
		name = "page-" + hex.EncodeToString(sum[:6]) + ".html"
	}
	if p == "" {
		return name
	}
	return p + "/" + name
}
