package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// web is a host over HTTP, by git's "smart" protocol.
type web struct {
	base           *url.URL // without user and password
	user, password string
	client         *http.Client
}

func newWeb(u *url.URL, o Options) *web {
	base := *u
	base.User = nil
	w := &web{base: &base}
	w.user, w.password = httpLogin(u, o)
	w.client = &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   30 * time.Second,
			ResponseHeaderTimeout: 10 * time.Minute, // a large pack takes its time to be made
			ForceAttemptHTTP2:     true,
		},
		CheckRedirect: w.redirect,
	}
	return w
}

// redirect follows to where the refs are shown, but takes no credentials to another
// origin, nor anybody from https to http. A request is not sent elsewhere.
func (w *web) redirect(req *http.Request, via []*http.Request) error {
	switch {
	case req.Method != http.MethodGet || via[0].Method != http.MethodGet:
		return http.ErrUseLastResponse
	case len(via) > 5:
		return errors.New("it redirects more than five times")
	case req.URL.Scheme != "https" && (req.URL.Scheme != "http" || via[len(via)-1].URL.Scheme == "https"):
		return fmt.Errorf("it redirects from %s to %s", via[len(via)-1].URL.Scheme, req.URL.Scheme)
	}
	for _, r := range append(via, req) {
		if !w.own(r.URL) {
			req.Header.Del("Authorization")
		}
	}
	return nil
}

// own reports whether a URL is at the origin for which the credentials are: a host
// that turns http into https is still the same.
func (w *web) own(u *url.URL) bool {
	if u.Hostname() != w.base.Hostname() {
		return false
	}
	return u.Scheme == w.base.Scheme && u.Port() == w.base.Port() ||
		u.Scheme == "https" && w.base.Scheme == "http" && u.Port() == "" && w.base.Port() == ""
}

// infoRefs is where a repository shows its refs.
const infoRefs = "/info/refs"

func (w *web) open(ctx context.Context, service string) (talk, error) {
	u := w.base.JoinPath(infoRefs)
	u.RawQuery = url.Values{"service": {service}}.Encode()
	req, err := w.request(ctx, http.MethodGet, u, nil)
	if err != nil {
		return nil, err
	}
	res, err := w.client.Do(req)
	if err != nil {
		return nil, plain(err)
	}
	t := &exchange{web: w, ctx: ctx, service: service, bodies: []io.Closer{res.Body}, refs: res.Body}
	if err := answered(res); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	at := *res.Request.URL
	at.RawQuery = ""
	var ok bool
	if at.Path, ok = strings.CutSuffix(at.Path, infoRefs); !ok {
		return nil, errors.Join(fmt.Errorf("%w: it redirects to %s", ErrNotThere, res.Request.URL.Redacted()), t.Close())
	}
	if kind := res.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/x-"+service+"-advertisement") {
		return nil, errors.Join(fmt.Errorf("%w: it answers with %q, which no git host does", ErrNotThere, kind), t.Close())
	}
	at.RawPath = strings.TrimSuffix(at.RawPath, infoRefs)
	t.service, t.at = service, &at
	return t, nil
}

// request makes a request, with the credentials if it goes where they belong.
func (w *web) request(ctx context.Context, method string, u *url.URL, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "git/newsarc")
	if w.password != "" && w.own(u) {
		req.SetBasicAuth(w.user, w.password)
	}
	return req, nil
}

// plain takes the request out of an error: the address is named already.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// answered says what the status of an answer means.
func answered(res *http.Response) error {
	switch code := res.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusProxyAuthRequired:
		return fmt.Errorf("%w: it answers %q", ErrDenied, res.Status)
	case code == http.StatusNotFound, code == http.StatusGone:
		return fmt.Errorf("%w: it answers %q", ErrNotThere, res.Status)
	default:
		return fmt.Errorf("it answers %q", res.Status)
	}
}

// exchange is a conversation over HTTP: two requests.
type exchange struct {
	web     *web
	ctx     context.Context // of the conversation
	service string
	at      *url.URL // of the repository, where redirects led
	refs    io.Reader
	bodies  []io.Closer
}

func (x *exchange) shown() io.Reader { return x.refs }

func (x *exchange) explain(err error) error { return err }

func (x *exchange) Close() error {
	var errs []error
	for _, b := range x.bodies {
		errs = append(errs, b.Close())
	}
	x.bodies = nil
	return errors.Join(errs...)
}

// maxBuffered is up to which size a request is kept in memory and sent with its
// length, in bytes: what git's http.postBuffer is without configuration.
const maxBuffered = 1 << 20

// ask sends a request: a small one with its length; a large one as it is made,
// without. A server that takes nothing without a length gets it from a temporary
// file.
func (x *exchange) ask(send func(io.Writer) error) (io.Reader, error) {
	pr, pw := io.Pipe()
	made := make(chan struct{})
	go func() {
		defer close(made)
		pw.CloseWithError(send(pw))
	}()
	defer func() {
		_ = pr.Close()
		<-made
	}()
	first, err := io.ReadAll(io.LimitReader(pr, maxBuffered))
	if err != nil {
		return nil, err
	}
	if len(first) < maxBuffered {
		return x.checked(x.post(bytes.NewReader(first), int64(len(first))))
	}
	res, err := x.post(io.MultiReader(bytes.NewReader(first), pr), -1)
	if err != nil || res.StatusCode != http.StatusBadRequest && res.StatusCode != http.StatusLengthRequired && res.StatusCode != http.StatusNotImplemented {
		return x.checked(res, err)
	}
	_ = pr.Close()
	<-made
	return x.askWhole(send)
}

// askWhole sends a request that is written to a file first.
func (x *exchange) askWhole(send func(io.Writer) error) (answer io.Reader, err error) {
	f, err := os.CreateTemp("", "newsarc-push-*.pack")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	if err := send(f); err != nil {
		return nil, err
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return x.checked(x.post(io.NopCloser(f), size))
}

// post sends a body; a size below 0 says that it is not known.
func (x *exchange) post(body io.Reader, size int64) (*http.Response, error) {
	req, err := x.web.request(x.ctx, http.MethodPost, x.at.JoinPath(x.service), body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", "application/x-"+x.service+"-request")
	req.Header.Set("Accept", "application/x-"+x.service+"-result")
	res, err := x.web.client.Do(req)
	if err != nil {
		return nil, plain(err)
	}
	x.bodies = append(x.bodies, res.Body)
	return res, nil
}

func (x *exchange) checked(res *http.Response, err error) (io.Reader, error) {
	if err == nil {
		err = answered(res)
	}
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}
