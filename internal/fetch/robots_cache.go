package fetch

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// robotsFresh is how long a robots.txt is believed (RFC 9309 section 2.4: not
// above 24 hours); robotsRetry, how long one that could not be had is not asked
// for again.
const (
	robotsFresh = 24 * time.Hour
	robotsRetry = 10 * time.Minute
	robotsHops  = 5
	// maxRobots and maxRobotsBytes bound the files that are remembered, so that a
	// site of many names cannot fill the memory with rules.
	maxRobots      = 4096
	maxRobotsBytes = 32 << 20
)

// robotsCache holds the robots.txt of every authority that was asked.
type robotsCache struct {
	client *Client
	mu     sync.Mutex
	files  map[string]*robotsFile
	bytes  int // of all files
}

type robotsFile struct {
	mu    sync.Mutex // held while the file is fetched: one request serves all
	rules *Robots
	until time.Time
	err   error // why rules refuse everything

	size int       // bytes; as the next, guarded by robotsCache.mu
	used time.Time // when it was last asked for
}

func newRobotsCache(c *Client) *robotsCache {
	return &robotsCache{client: c, files: map[string]*robotsFile{}}
}

// check returns a *RobotsError when u may not be fetched.
func (c *robotsCache) check(ctx context.Context, u *url.URL) error {
	file := c.file(u)
	file.mu.Lock()
	defer file.mu.Unlock()
	if file.rules == nil || !c.client.o.Clock.Now().Before(file.until) {
		if err := c.load(ctx, u, file); err != nil {
			return err
		}
	}
	if !file.rules.Allowed(u) {
		return &RobotsError{URL: u.String(), Err: file.err}
	}
	return nil
}

// delay returns the pause that the publisher asks for, as far as it is known.
func (c *robotsCache) delay(u *url.URL) time.Duration {
	file := c.file(u)
	if !file.mu.TryLock() {
		return 0 // being fetched right now, by the caller itself or another
	}
	defer file.mu.Unlock()
	if file.rules == nil {
		return 0
	}
	return file.rules.Delay
}

func (c *robotsCache) file(u *url.URL) *robotsFile {
	key := u.Scheme + "://" + u.Host
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.files[key]
	if f == nil {
		f = &robotsFile{}
		c.files[key] = f
	}
	f.used = c.client.o.Clock.Now()
	return f
}

// weigh notes how large a file is, and forgets those that were not asked for for
// the longest time where they are too many.
func (c *robotsCache) weigh(file *robotsFile, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes += size - file.size
	file.size = size
	if len(c.files) <= maxRobots && c.bytes <= maxRobotsBytes {
		return
	}
	keys := slices.Collect(maps.Keys(c.files))
	slices.SortFunc(keys, func(a, b string) int { return c.files[a].used.Compare(c.files[b].used) })
	for _, key := range keys[:(len(keys)+1)/2] { // half of them: this is not done for each
		if f := c.files[key]; f != file {
			c.bytes -= f.size
			f.size = 0
			delete(c.files, key)
		}
	}
}

// load fetches a robots.txt. An answer 4xx means that there are no rules, and
// everything else that is no answer that nothing may be fetched; rules that were
// known go on to hold then.
func (c *robotsCache) load(ctx context.Context, u *url.URL, file *robotsFile) error {
	resp, err := c.get(ctx, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"})
	now := c.client.o.Clock.Now()
	if err == nil {
		c.weigh(file, min(len(resp.Body), robotsLimit))
	} else {
		c.weigh(file, file.size)
	}
	var status *StatusError
	var address *AddressError
	switch {
	case err == nil:
		product, _, _ := strings.Cut(c.client.o.UserAgent, "/")
		file.rules, file.until, file.err = ParseRobots(resp.Body, productToken(product)), now.Add(robotsFresh), nil
	case errors.As(err, &status) && status.Status/100 == 4 && status.Status != 429:
		file.rules, file.until, file.err = &Robots{}, now.Add(robotsFresh), nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &address) || isCertificate(err):
		return err // the page would fail in the same way: say so plainly
	case file.rules != nil && file.err == nil:
		file.until = now.Add(robotsRetry)
	default:
		file.rules, file.until, file.err = &Robots{refused: true}, now.Add(robotsRetry), err
	}
	return nil
}

// get walks the redirects of a robots.txt, which need no robots.txt of their own.
func (c *robotsCache) get(ctx context.Context, u *url.URL) (*Response, error) {
	for range robotsHops + 1 {
		resp, err := c.client.exchange(ctx, u, nil, Validators{})
		if resp == nil {
			return nil, err
		}
		next, redirected := location(u, resp)
		if !redirected {
			return resp, err
		}
		if u, _, err = parseURL(next); err != nil {
			return nil, err
		}
	}
	// After five hops the file counts as not there (RFC 9309 section 2.3.1.2).
	return nil, &StatusError{Status: 404}
}
