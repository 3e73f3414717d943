package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
)

// How long an answer may be kept without asking again.
const (
	forever    = "public, max-age=31536000, immutable" // it names its content
	revalidate = "no-cache"                            // ask; the ETag saves the body
)

// reply is a whole answer.
type reply struct {
	status      int // 200 when 0
	contentType string
	body        []byte
	cache       string // revalidate when empty
	etag        string // computed when empty
	header      map[string]string
	passing     bool // the next request gets a better one
}

// redirect returns the answer that sends a client to another address here.
func redirect(to string) reply {
	return reply{status: http.StatusFound, header: map[string]string{"Location": to}, contentType: "text/plain; charset=utf-8", body: []byte(to + "\n")}
}

// jsonReply returns a document as an answer.
func jsonReply(document any, cache string) (reply, error) {
	var b bytes.Buffer
	if err := render.JSON(&b, document); err != nil {
		return reply{}, err
	}
	return reply{contentType: "application/json; charset=utf-8", body: b.Bytes(), cache: cache}, nil
}

// send writes an answer, or says that the client has it.
func (s *Server) send(w http.ResponseWriter, r *http.Request, p reply) {
	h := w.Header()
	for k, v := range p.header {
		h.Set(k, v)
	}
	if p.cache == "" {
		p.cache = revalidate
	}
	if s.o.Token != "" {
		p.cache = strings.Replace(p.cache, "public", "private", 1)
	}
	h.Set("Cache-Control", p.cache)
	h.Set("Content-Type", p.contentType)
	if p.status == 0 || p.status == http.StatusOK {
		if p.etag == "" {
			p.etag = etagOf(p.body)
		}
		h.Set("ETag", p.etag)
		if matches(r.Header.Get("If-None-Match"), p.etag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		p.status = http.StatusOK
	}
	size := int64(len(p.body))
	defer s.sending.Add(-size)
	if s.sending.Add(size) > maxSending && size > smallAnswer && r.Method != http.MethodHead {
		h.Del("ETag")
		h.Set("Retry-After", "5")
		plainError(w, http.StatusServiceUnavailable) // many read slowly, and each keeps its answer in memory
		return
	}
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.body) // the client may be gone
	}
}

// etagOf returns the entity tag of a body.
func etagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`
}

// matches reports whether a list of entity tags holds one (RFC 9110, 13.1.2).
func matches(list, etag string) bool {
	for tag := range strings.SplitSeq(list, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}

// badRequest is a request that makes no sense.
type badRequest struct{ what string }

func (e *badRequest) Error() string { return e.what }

// failure is what a reader or program is told of an error.
type failure struct {
	Status     int                 `json:"status"`
	What       string              `json:"error"`
	Candidates []archive.Candidate `json:"candidates,omitempty"` // of an ambiguous name
	Damage     *gap                `json:"damage,omitempty"`     // what cannot be read

	unready *unready // what the answer waits for
}

// Index reports whether only the full-text index is waited for.
func (f failure) Index() bool { return f.unready.Task == indexing }

// Done and Total are how far that is.
func (f failure) Done() int64  { return f.unready.Done }
func (f failure) Total() int64 { return f.unready.Total }

// failureOf decides what is told of an error. What is no fault of the request
// is not told in detail: it is logged.
func failureOf(err error) failure {
	var bad *badRequest
	var ambiguous *archive.AmbiguousError
	var limit *join.LimitError
	var wait *unready
	hidden, isGap := gapOf(nil, err)
	told := func(status int, what string) failure { return failure{Status: status, What: what} }
	switch {
	case errors.As(err, &bad):
		return told(http.StatusBadRequest, err.Error())
	case errors.As(err, &ambiguous):
		return failure{Status: http.StatusMultipleChoices, What: err.Error(), Candidates: ambiguous.Candidates}
	case errors.As(err, &wait):
		return failure{Status: http.StatusServiceUnavailable, What: wait.Error(), unready: wait}
	case errors.As(err, &limit):
		return told(http.StatusUnprocessableEntity, err.Error()+": ask for less")
	case isGap:
		// It is known, and may be there again when it was taken from a clone.
		return failure{Status: http.StatusServiceUnavailable, What: hidden.What, Damage: &hidden}
	case errors.Is(err, archive.ErrNotFound), errors.Is(err, archive.ErrNoCapture):
		return told(http.StatusNotFound, err.Error())
	case archive.Damaged(err):
		return told(http.StatusServiceUnavailable, "a part of the archive cannot be read: "+checkCommand+" says what is damaged and what is still good")
	case errors.Is(err, errBusy), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return told(http.StatusServiceUnavailable, "the server is busy: try again")
	}
	return told(http.StatusInternalServerError, "something went wrong here: the log says what")
}

// clockTime writes an instant as pages show it.
func clockTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 Jan 2006, 15:04 UTC")
}
