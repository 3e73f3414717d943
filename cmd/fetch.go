package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/feed"
	"github.com/newsarc/newsarc/ingest/html"
	"github.com/newsarc/newsarc/internal/fetch"
)

// isURL reports whether an argument is an address and not the name of a file.
func isURL(arg string) bool {
	scheme, rest, ok := strings.Cut(arg, "://")
	return ok && rest != "" && scheme != "" && strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz+") == ""
}

// missing says that there is no such file; what looks like an address without
// its scheme may have been meant as one.
func missing(arg string, err error) error {
	err = plainPath(err)
	host, _, _ := strings.Cut(arg, "/")
	if errors.Is(err, fs.ErrNotExist) && strings.Contains(arg, "/") && strings.Contains(strings.Trim(host, "."), ".") {
		return hint(err, "newsarc add https://"+arg)
	}
	return err
}

// fetchOptions returns what fetching takes from the configuration and the
// environment.
func (e *env) fetchOptions() (fetch.Options, error) {
	c := e.config.Fetch
	o := fetch.Options{
		UserAgent: c.UserAgent, Delay: c.Delay, Timeout: c.Timeout, MaxBytes: c.MaxBytes, Retries: c.Retries, AllowPrivate: c.AllowPrivate,
	}
	if o.UserAgent == "" {
		o.UserAgent = "newsarc/" + strings.ReplaceAll(versionName(), " ", "-")
		if e.config.User.Email != "" {
			o.UserAgent += " (" + e.config.User.Email + ")"
		}
	}
	if e.getenv("GIT_COMMITTER_DATE") != "" {
		now, err := e.now()
		if err != nil {
			return o, err
		}
		o.Clock = givenClock{now}
	}
	return o, nil
}

// givenClock says the time that the environment gives. Its pauses are real.
type givenClock struct{ now time.Time }

func (c givenClock) Now() time.Time { return c.now }

func (c givenClock) Sleep(ctx context.Context, d time.Duration) error { return fetch.Sleep(ctx, d) }

// fetchError adds to the reason why an address gave nothing what the user can do
// about it. The address is the one asked for, without credentials.
func fetchError(err error, address string) error {
	if h := fetchHint(err, address); h != "" {
		return hint(err, h)
	}
	return err
}

func fetchHint(err error, address string) string {
	var status *fetch.StatusError
	var robots *fetch.RobotsError
	var private *fetch.AddressError
	var large *fetch.SizeError
	var quality *ingest.QualityError
	var network net.Error
	var front *frontError
	var host *fetch.HostError
	switch {
	case errors.As(err, &front):
		return front.hint()
	case errors.As(err, &quality):
		return qualityHint(quality.Quality)
	case errors.As(err, &private):
		return "an archive of an intranet may: NEWSARC_FETCH_ALLOW_PRIVATE=true newsarc add " + address
	case errors.As(err, &robots) && robots.Err == nil:
		return "a page that you may read you may save and add: newsarc add page.html"
	case errors.As(err, &host):
		return ""
	case errors.As(err, &robots):
		return "nothing is asked of a site whose rules are out of reach; try again later"
	case errors.As(err, &large):
		return fmt.Sprintf("NEWSARC_FETCH_MAX_BYTES=%d newsarc add %s", 8*large.Limit, address)
	case errors.As(err, &status):
		return statusHint(status)
	case errors.Is(err, html.ErrNoArticle):
		return "newsarc extract --explain " + address
	case errors.Is(err, feed.ErrSummaryOnly):
		return "without --follow 0 the page is fetched"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "NEWSARC_FETCH_TIMEOUT=2m newsarc add " + address
	}
	return ""
}

func statusHint(e *fetch.StatusError) string {
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusPaymentRequired:
		return "a page that you may read you may save and add: newsarc add page.html"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		if !e.RetryAfter.IsZero() {
			return "the server asks to be left alone until " + e.RetryAfter.In(time.Local).Format("2006-01-02 15:04")
		}
	}
	return ""
}

// qualityHint says what to do about a capture that does not show the article.
func qualityHint(q ingest.Quality) string {
	switch q {
	case ingest.Paywall, ingest.Consent, ingest.BotPage:
		return "a page that you may read you may save and add: newsarc add page.html"
	}
	return ""
}
