package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/newsarc/newsarc/internal/join"
	"github.com/newsarc/newsarc/internal/render"
	"github.com/newsarc/newsarc/news"
)

// deliverTime bounds a command or a request.
const deliverTime = 30 * time.Second

// document is a notice as a command or a webhook gets it.
type document struct {
	join.Schema
	ID       string               `json:"id"`
	Summary  string               `json:"summary"`
	Revision *news.Revision       `json:"revision"`
	Diff     *render.DiffDocument `json:"diff"`
}

// permanentError is a failure that another try will not mend.
type permanentError struct{ error }

func (e permanentError) Unwrap() error { return e.error }

func permanent(err error) bool {
	var p permanentError
	return errors.As(err, &p)
}

// deliver tells a notice by the way that its rule says.
func (n *notifier) deliver(ctx context.Context, t *notice, r Rule) error {
	data, url, err := n.document(ctx, t)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, deliverTime)
	defer cancel()
	if r.Command != "" {
		return command(ctx, t, r.Command, url, data)
	}
	return n.webhook(ctx, t, r.Webhook, data)
}

// document returns the notice as JSON, and the address of its story.
func (n *notifier) document(ctx context.Context, t *notice) ([]byte, string, error) {
	rev, err := n.w.a.Resolve(ctx, t.Commit)
	if err != nil {
		return nil, "", err
	}
	c, err := join.ChangeOf(ctx, n.w.a, rev)
	if err != nil {
		return nil, "", err
	}
	o := render.DiffOptions{NewName: render.Name(c.New), OldRevision: c.Old, NewRevision: c.New}
	if c.Old != nil {
		o.OldName = render.Name(c.Old)
	}
	var b bytes.Buffer
	err = render.JSONLine(&b, document{join.SchemaOf("notice"), t.ID, t.Summary, c.New, render.NewDiffDocument(c.Result, o)})
	return b.Bytes(), rev.URL, err
}

// command runs a command of the shell.
func command(ctx context.Context, t *notice, line, url string, data []byte) error {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	cmd := exec.CommandContext(ctx, shell[0], append(shell[1:], line)...)
	cmd.WaitDelay = time.Second // a child of the command may keep its pipes open
	cmd.Env = append(os.Environ(), "NEWSARC_NOTICE="+t.ID, "NEWSARC_SUMMARY="+t.Summary, "NEWSARC_STORY="+t.Story, "NEWSARC_URL="+url)
	cmd.Stdin = bytes.NewReader(data)
	said := &head{max: 300}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("command: %w%s", err, said)
	}
	return nil
}

// head keeps the beginning of what is written to it.
type head struct {
	b   []byte
	max int
}

func (h *head) Write(p []byte) (int, error) {
	h.b = append(h.b, p[:min(len(p), h.max-len(h.b))]...)
	return len(p), nil
}

func (h *head) String() string {
	if s := news.Line(string(h.b)); s != "" {
		return ": " + s
	}
	return ""
}

// hooks sends webhooks. They go where the configuration says and nowhere else.
var hooks = &http.Client{
	Transport:     &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}, // they come seldom
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// webhook posts the notice. Who gets one twice, because its answer was lost, knows
// it by its key.
func (n *notifier) webhook(ctx context.Context, t *notice, address string, data []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		return permanentError{errors.New("webhook: address cannot be asked for")}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", t.ID)
	if agent := n.w.options().Fetch.UserAgent; agent != "" {
		req.Header.Set("User-Agent", agent)
	}
	resp, err := hooks.Do(req)
	if err != nil {
		// The error of package http repeats the address, which may hold a secret.
		return fmt.Errorf("webhook: %s", strings.ReplaceAll(err.Error(), address, "its address"))
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode/100 == 4 && resp.StatusCode != http.StatusRequestTimeout && resp.StatusCode != http.StatusTooManyRequests:
		return permanentError{fmt.Errorf("webhook: answered %d", resp.StatusCode)}
	}
	return fmt.Errorf("webhook: answered %d", resp.StatusCode)
}
