package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// StatusError says that a server answered, but not with a page.
type StatusError struct {
	Status int
	// RetryAfter is when the server asked to be asked again; zero if it did not say.
	RetryAfter time.Time
}

func (e *StatusError) Error() string {
	return strings.ToLower(fmt.Sprintf("server answered %d %s", e.Status, http.StatusText(e.Status)))
}

// RobotsError says that the publisher's robots.txt forbids a page, or that it
// could not be had, which means the same (RFC 9309 section 2.3.1.4).
type RobotsError struct {
	URL string
	Err error // why the robots.txt could not be had; nil if it forbids
}

func (e *RobotsError) Error() string {
	var host *HostError
	if errors.As(e.Err, &host) {
		return host.Error() // that it was the robots.txt that was asked for says nothing
	}
	if e.Err != nil {
		return fmt.Sprintf("robots.txt is out of reach: %v", e.Err)
	}
	return "robots.txt forbids it"
}

// Unwrap returns the reason why the robots.txt could not be had.
func (e *RobotsError) Unwrap() error { return e.Err }

// RedirectError says that a chain of redirects leads nowhere.
type RedirectError struct{ Reason string }

func (e *RedirectError) Error() string { return "redirect: " + e.Reason }

// temporary reports whether the same request may well succeed later.
func temporary(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		switch status.Status {
		case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
			http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	for _, final := range []any{new(*AddressError), new(*SizeError), new(*RobotsError), new(*RedirectError), new(*URLError)} {
		if errors.As(err, final) {
			return false
		}
	}
	return !isCertificate(err)
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110 section
// 10.2.3).
func retryAfter(h http.Header, now time.Time) time.Time {
	v := h.Get("Retry-After")
	most := now.Add(maxRetryAfter)
	if s, err := strconv.ParseUint(v, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return now.Add(time.Duration(min(s, uint64(maxRetryAfter/time.Second))) * time.Second)
	}
	t, err := http.ParseTime(v)
	switch {
	case err != nil:
		return time.Time{}
	case t.After(most):
		return most
	}
	return t
}

// maxRetryAfter is how far a server can put off who asks.
const maxRetryAfter = 30 * 24 * time.Hour
