package backfill

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/fetch"
)

// Server is a web archive that speaks as the Wayback Machine does, or as pywb:
// it answers questions about its index and replays captures.
type Server struct {
	index  string // of CDX
	replay string // before "20160906120000id_/http://..."
	client *fetch.Client
}

// NewServer returns the server at an address. One without a path, such as that
// of the Wayback Machine itself, has its index at /cdx/search/cdx and its
// captures below /web/; one with a path is a collection of pywb, with both
// right below it.
func NewServer(address string, client *fetch.Client) (*Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the address of a web archive", address)
	}
	u.RawQuery, u.Fragment = "", ""
	root := strings.TrimSuffix(u.String(), "/")
	if strings.Trim(u.Path, "/") == "" {
		return &Server{root + "/cdx/search/cdx", root + "/web/", client}, nil
	}
	return &Server{root + "/cdx", root + "/", client}, nil
}

// NewReplay returns the Store of captures that have addresses of their own.
func NewReplay(client *fetch.Client) *Server { return &Server{client: client} }

// pageSize is how many lines of an index are asked for at once.
const pageSize = 20_000

// Match says which addresses a question to an index means.
type Match string

// The kinds of Match, by the names that the servers have for them.
const (
	Exact  Match = "exact"
	Prefix Match = "prefix" // all that begin with it
	Host   Match = "host"   // all of its host
	Domain Match = "domain" // all of its host and the hosts below
)

// List yields what the index has of a page, or of the pages that match. Pages,
// not pictures, and only answers with status 200, are asked for.
func (s *Server) List(ctx context.Context, page string, match Match, since, until time.Time) iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		query := url.Values{"url": {page}, "limit": {strconv.Itoa(pageSize)}, "showResumeKey": {"true"}}
		if match != "" && match != Exact {
			query.Set("matchType", string(match))
		}
		if !since.IsZero() {
			query.Set("from", since.UTC().Format(stamp))
		}
		if !until.IsZero() {
			query.Set("to", until.UTC().Format(stamp))
		}
		for {
			resp, err := s.client.Get(ctx, s.index+"?"+query.Encode(), fetch.Validators{})
			if err != nil {
				yield(Capture{URL: page}, fmt.Errorf("index: %w", err))
				return
			}
			n := 0
			for c, err := range ReadCDX("index of "+page, bytes.NewReader(resp.Body)) {
				n++
				if !yield(c, err) {
					return
				}
			}
			key := resumeKey(resp.Body)
			if key == "" {
				if n >= pageSize {
					yield(Capture{URL: page}, fmt.Errorf("index ends after %d captures and may have more: ask for less with a period", n))
				}
				return
			}
			query.Set("resumeKey", key)
		}
	}
}

// resumeKey returns the key that follows an answer which is not the whole
// index, on a line of its own behind an empty one.
func resumeKey(answer []byte) string {
	lines := strings.Split(strings.TrimSpace(string(answer)), "\n")
	if len(lines) < 2 || strings.TrimSpace(lines[len(lines)-2]) != "" {
		return ""
	}
	key := strings.TrimSpace(lines[len(lines)-1])
	if decoded, err := url.QueryUnescape(key); err == nil {
		return decoded
	}
	return key
}

// Open implements Store. What the server replays may be another capture than
// the one asked for, the nearest; the time is that of what came.
func (s *Server) Open(ctx context.Context, c Capture) (ingest.Raw, error) {
	address := s.replay + c.Time.UTC().Format(stamp) + "id_/" + c.URL
	if c.Address != "" {
		address = rawAddress(c.Address)
	}
	resp, err := s.client.Get(ctx, address, fetch.Validators{})
	if isStatus(err, http.StatusNotFound) && c.Address != "" && address != c.Address {
		resp, err = s.client.Get(ctx, c.Address, fetch.Validators{})
	}
	switch {
	case isStatus(err, http.StatusNotFound):
		return ingest.Raw{}, fmt.Errorf("%w: the server has no page there", ErrMissing)
	case err != nil:
		return ingest.Raw{}, err
	}
	when := c.Time
	if t, err := http.ParseTime(resp.Header.Get("Memento-Datetime")); err == nil {
		when = t.UTC()
	}
	return ingest.Raw{
		Name: c.Name(), Reader: bytes.NewReader(resp.Body), MediaType: resp.Header.Get("Content-Type"), URL: c.URL, Captured: when,
	}, nil
}

func isStatus(err error, status int) bool {
	var e *fetch.StatusError
	return errors.As(err, &e) && e.Status == status
}

// maxTimeMaps bounds how many pages of one TimeMap are read.
const maxTimeMaps = 1000

// FetchTimeMap reads the TimeMap at an address, with those that continue it.
func FetchTimeMap(ctx context.Context, client *fetch.Client, address string) (*TimeMap, error) {
	var whole *TimeMap
	seen := map[string]bool{address: true}
	for queue := []string{address}; len(queue) > 0; queue = queue[1:] {
		resp, err := client.Get(ctx, queue[0], fetch.Validators{})
		if err != nil {
			return nil, err
		}
		m, err := ReadTimeMap(resp.Body, resp.URL)
		if err != nil {
			return nil, err
		}
		seen[resp.URL] = true
		for _, next := range m.More {
			if !seen[next] && len(seen) < maxTimeMaps {
				seen[next] = true
				queue = append(queue, next)
			}
		}
		if whole == nil {
			whole = m
		} else {
			whole.Captures = append(whole.Captures, m.Captures...)
		}
	}
	return whole, nil
}
