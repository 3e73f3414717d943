// Package fetch gets pages from the web as a guest should: it says who asks,
// obeys robots.txt (RFC 9309), leaves pauses, asks only for what changed, and
// trusts nothing that comes back. Addresses are checked when a connection is
// made, sizes before and after decompression, time over the whole exchange.
//
// It does not know what a page says: packages ingest and archive do. It has no
// queue and no schedule either: package watch decides what is fetched when.
package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

// Options sets the limits of a Client. The zero value is fit for the public web.
type Options struct {
	// UserAgent says who asks; its first word up to "/" is the name that
	// robots.txt files may speak to. Default "newsarc".
	UserAgent string
	// Delay is the least pause between two requests to one host; a robots.txt
	// may ask for more, up to MaxDelay. Defaults 1 s and 30 s.
	Delay, MaxDelay time.Duration
	// Timeout bounds one exchange, from the connection to the last byte of the
	// body. Default 30 s.
	Timeout time.Duration
	// MaxBytes bounds a body, both as sent and decompressed. Default 10 MiB.
	MaxBytes int64
	// MaxRedirects bounds a chain of redirects. Default 10.
	MaxRedirects int
	// Retries is how often a request that failed for a passing reason is sent
	// again, after a wait that doubles from one second or as long as the server
	// asks, up to MaxWait (default 2 min). Default 0.
	Retries int
	MaxWait time.Duration
	// AllowPrivate lets private and loopback addresses be fetched, for archives
	// of an intranet and for tests.
	AllowPrivate bool
	// TLS is the configuration for https, nil for the default.
	TLS *tls.Config
	// Clock replaces the wall clock for pauses and waits.
	Clock Clock
	// Resolver looks up names, nil for the system's.
	Resolver *net.Resolver
	// Dial replaces the way to a host, and the check of addresses with it: a
	// simulated web has its own.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

func (o Options) withDefaults() Options {
	o.UserAgent = cmp.Or(o.UserAgent, "newsarc")
	o.Delay = cmp.Or(o.Delay, time.Second)
	o.MaxDelay = cmp.Or(o.MaxDelay, 30*time.Second)
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.MaxBytes = cmp.Or(o.MaxBytes, 10<<20)
	o.MaxRedirects = cmp.Or(o.MaxRedirects, 10)
	o.MaxWait = cmp.Or(o.MaxWait, 2*time.Minute)
	if o.Clock == nil {
		o.Clock = wallClock{}
	}
	return o
}

// Client fetches pages. It may be used by several goroutines; requests to one
// host go out one after the other.
type Client struct {
	o         Options
	transport *http.Transport
	gates     *gates
	robots    *robotsCache
	large     chan struct{} // a token for each large body that may be read at a time
}

// New returns a Client.
func New(o Options) *Client {
	o = o.withDefaults()
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Resolver: o.Resolver}
	if !o.AllowPrivate {
		dialer.Control = guard
	}
	dial := dialer.DialContext
	if o.Dial != nil {
		dial = o.Dial
	}
	c := &Client{o: o, gates: newGates(o.Clock), transport: &http.Transport{
		Proxy:                  nil, // a proxy would connect where guard does not look
		DialContext:            dial,
		TLSClientConfig:        o.TLS,
		TLSHandshakeTimeout:    10 * time.Second,
		DisableCompression:     true, // DecodeBody decompresses, within limits
		MaxResponseHeaderBytes: 256 << 10,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        60 * time.Second,
		ForceAttemptHTTP2:      true,
	}}
	c.robots = newRobotsCache(c)
	c.large = make(chan struct{}, maxLarge)
	return c
}

// Close drops idle connections.
func (c *Client) Close() error {
	c.transport.CloseIdleConnections()
	return nil
}

// Validators are what a server said of a page's state, to be sent back with the
// next request for it. The zero value asks for the page unconditionally.
type Validators struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// maxValidator bounds what is remembered of a page and sent back, in bytes: a
// server that is sent too large a header answers with an error for ever.
const maxValidator = 1 << 10

// validatorsOf returns what an answer says of the page's state.
func validatorsOf(h http.Header) (v Validators) {
	if s := h.Get("ETag"); len(s) <= maxValidator {
		v.ETag = s
	}
	if s := h.Get("Last-Modified"); len(s) <= maxValidator {
		v.LastModified = s
	}
	return v
}

// Redirect is one hop on the way to a page.
type Redirect struct {
	Status   int
	From, To string
}

// Response is a page as it came back.
type Response struct {
	URL         string // where the page was found, after redirects
	Redirects   []Redirect
	Status      int
	Header      http.Header
	Body        []byte // decompressed
	Started     time.Time
	NotModified bool // the page is as Validators say; Body is empty
	Validators  Validators
}

// Get fetches a page. An answer other than 2xx or 304 is a *StatusError, given
// together with the Response so that its body can be kept.
func (c *Client) Get(ctx context.Context, address string, known Validators) (*Response, error) {
	u, user, err := parseURL(address)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		resp, err := c.follow(ctx, u, user, known)
		if err == nil || try >= c.o.Retries || ctx.Err() != nil || !temporary(err) {
			return resp, err
		}
		wait, ok := c.wait(err, try)
		if !ok {
			return resp, err
		}
		if err := c.o.Clock.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// wait returns how long to wait before the next try, and whether that is worth it.
func (c *Client) wait(err error, try int) (time.Duration, bool) {
	wait := min(time.Second<<min(try, 20), c.o.MaxWait)
	var status *StatusError
	if errors.As(err, &status) && !status.RetryAfter.IsZero() {
		wait = max(wait, status.RetryAfter.Sub(c.o.Clock.Now()))
	}
	return wait, wait <= c.o.MaxWait
}

// follow sends a request and walks its redirects; every hop is checked like the
// first one.
func (c *Client) follow(ctx context.Context, u *url.URL, user *url.Userinfo, known Validators) (*Response, error) {
	var hops []Redirect
	seen := map[string]bool{}
	for {
		if err := c.robots.check(ctx, u); err != nil {
			return nil, err
		}
		resp, err := c.exchange(ctx, u, user, known)
		if err != nil && resp == nil {
			return nil, err
		}
		resp.Redirects = hops
		next, redirected := location(u, resp)
		if !redirected {
			return resp, err
		}
		seen[u.String()] = true
		target, _, err := parseURL(next)
		switch {
		case err != nil:
			return nil, err
		case seen[target.String()]:
			return nil, &RedirectError{Reason: "loop at " + target.String()}
		case len(hops) >= c.o.MaxRedirects:
			return nil, &RedirectError{Reason: fmt.Sprintf("more than %d hops", c.o.MaxRedirects)}
		}
		hops = append(hops, Redirect{Status: resp.Status, From: u.String(), To: target.String()})
		u, user, known = target, nil, Validators{} // both were meant for the first address
	}
}

// Ready returns from when on the host of an address may be asked without a wait;
// the zero Time if it may be asked now. Whoever has many hosts to ask need not
// queue at one.
func (c *Client) Ready(address string) time.Time {
	u, _, err := parseURL(address)
	if err != nil {
		return time.Time{}
	}
	next, _ := c.gates.ready(u.Hostname())
	return next
}

// location returns where a redirect leads.
func location(from *url.URL, resp *Response) (string, bool) {
	switch resp.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return "", false
	}
	to := resp.Header.Get("Location")
	if to == "" {
		return "", false
	}
	u, err := from.Parse(to)
	if err != nil {
		return to, true // parseURL says what is wrong with it
	}
	return u.String(), true
}

// exchange sends one request when it is the host's turn and reads the answer.
func (c *Client) exchange(ctx context.Context, u *url.URL, user *url.Userinfo, known Validators) (*Response, error) {
	leave, err := c.gates.enter(ctx, u.Hostname())
	if err != nil {
		return nil, err
	}
	defer func() { leave(c.pause(u)) }()
	return c.send(ctx, u, user, known)
}

func (c *Client) pause(u *url.URL) time.Duration {
	return max(c.o.Delay, min(c.robots.delay(u), c.o.MaxDelay))
}

// pauseRepeats keeps the pause where package http sends a request again by itself:
// when the server broke off a connection that had been idle, it takes another one,
// at once.
func (c *Client) pauseRepeats(ctx context.Context, u *url.URL) context.Context {
	again := false
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if again {
			_ = c.o.Clock.Sleep(ctx, c.pause(u)) // if ctx is done, the request fails by itself
		}
		again = true
	}})
}

func (c *Client) send(ctx context.Context, u *url.URL, user *url.Userinfo, known Validators) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	ctx = c.pauseRepeats(ctx, u)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, &URLError{URL: u.String(), Reason: "cannot be asked for"}
	}
	req.Header.Set("User-Agent", c.o.UserAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	req.Header.Set("Accept-Encoding", "gzip, br, zstd")
	if known.ETag != "" {
		req.Header.Set("If-None-Match", known.ETag)
	}
	if known.LastModified != "" {
		req.Header.Set("If-Modified-Since", known.LastModified)
	}
	if user != nil {
		password, _ := user.Password()
		req.SetBasicAuth(user.Username(), password)
	}
	started := c.o.Clock.Now()
	answer, err := c.transport.RoundTrip(req)
	if err != nil {
		return nil, c.plain(ctx, err, u.Host)
	}
	defer answer.Body.Close()
	body, err := c.body(ctx, answer)
	if err != nil {
		return nil, c.plain(ctx, err, u.Host)
	}
	resp := &Response{
		URL: u.String(), Status: answer.StatusCode, Header: answer.Header, Body: body, Started: started,
		// Who did not say what he has cannot be told that it is still so.
		NotModified: answer.StatusCode == http.StatusNotModified && known != (Validators{}),
		Validators:  validatorsOf(answer.Header),
	}
	if resp.NotModified && resp.Validators == (Validators{}) {
		resp.Validators = known
	}
	// A part of a page, which nobody asked for, is not the page.
	if resp.NotModified || answer.StatusCode/100 == 2 && answer.StatusCode != http.StatusPartialContent {
		return resp, nil
	}
	return resp, &StatusError{Status: answer.StatusCode, RetryAfter: retryAfter(answer.Header, c.o.Clock.Now())}
}
