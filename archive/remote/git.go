package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/gitproto"
)

// maxRefs bounds the refs that a host may show.
const maxRefs = 100_000

// host is a git host, asked in version 0 of git's protocol. Each request is a
// conversation of its own: some servers keep none open for longer than one.
type host struct {
	address string // without secrets
	way     way
}

// The services of a git host: the one gives packs, the other takes them.
const (
	uploadPack  = "git-upload-pack"
	receivePack = "git-receive-pack"
)

// way is how a git host is reached.
type way interface {
	// open begins a conversation with a service of the host, which begins with
	// the refs that it shows.
	open(ctx context.Context, service string) (talk, error)
}

// talk is one conversation with a service: it shows its refs, is asked at most
// once, and answers. Close may be called at any time, and more than once.
type talk interface {
	// shown is where the refs are read.
	shown() io.Reader
	// ask sends a request and returns the answer. What send writes may be called
	// for more than once.
	ask(send func(io.Writer) error) (io.Reader, error)
	// explain says why a conversation broke off, if the way knows better than err.
	explain(err error) error
	Close() error
}

// openURL prepares to talk to a git host; nothing is sent yet.
func openURL(address string, o Options) (archive.Remote, error) {
	h := &host{address: Redact(address)}
	u, err := parseAddress(address)
	if err != nil {
		return nil, h.fail(err)
	}
	switch u.Scheme {
	case "git":
		h.way = daemon{u}
	case "ssh":
		h.way, err = newSSH(u, o)
	default:
		h.way = newWeb(u, o)
	}
	if err != nil {
		return nil, h.fail(err)
	}
	return h, nil
}

func (h *host) Close() error { return nil }

// fail names the host in an error.
func (h *host) fail(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", h.address, err)
}

// ErrDenied says that a host wants other credentials, or any.
var ErrDenied = errors.New("access denied")

// open begins a conversation and reads the refs that the host shows.
func (h *host) open(ctx context.Context, service string) (talk, *gitproto.Refs, error) {
	t, err := h.way.open(ctx, service)
	if err != nil {
		return nil, nil, err
	}
	list, err := gitproto.ReadRefs(t.shown(), maxRefs)
	var refused *pktline.ErrorLine
	switch {
	case err == nil:
		return t, list, nil
	case errors.As(err, &refused):
		return nil, nil, errors.Join(fmt.Errorf("%w: it says %q", ErrNotThere, strings.TrimSpace(refused.Text)), t.Close())
	case errors.Is(err, gitproto.ErrTooMany):
		return nil, nil, errors.Join(fmt.Errorf("%w: it shows %w", archive.ErrForeign, err), t.Close())
	}
	_ = t.Close() // which ends the program whose end explains it
	return nil, nil, t.explain(errors.Join(ctx.Err(), err))
}

// Refs implements archive.Remote.
func (h *host) Refs(ctx context.Context) (map[string]odb.ID, error) {
	t, list, err := h.open(ctx, uploadPack)
	if err != nil {
		return nil, h.fail(err)
	}
	return list.IDs, h.fail(t.Close())
}

// Fetch implements archive.Remote.
func (h *host) Fetch(ctx context.Context, r archive.FetchRequest) (*archive.FetchResponse, error) {
	t, list, err := h.open(ctx, uploadPack)
	if err != nil {
		return nil, h.fail(err)
	}
	out, err := h.fetch(t, list, r)
	if err != nil {
		_ = t.Close()
		return nil, h.fail(t.explain(errors.Join(ctx.Err(), err)))
	}
	return out, nil
}

func (h *host) fetch(t talk, list *gitproto.Refs, r archive.FetchRequest) (*archive.FetchResponse, error) {
	use := []capability.Capability{capability.Sideband64k, capability.Sideband, capability.OFSDelta, capability.NoProgress, capability.Agent}
	shallow := r.Depth > 0 || len(r.Shallow) > 0
	if shallow {
		use = append(use, capability.Shallow)
	}
	req := gitproto.NewRequest(list.Capabilities, use...)
	req.Wants, req.Haves = r.Wants, r.Haves
	if shallow && req.Capabilities.Supports(capability.Shallow) {
		req.Depth, req.Shallow = min(r.Depth, 1<<30), r.Shallow
	}
	answer, err := t.ask(req.Write)
	if err != nil {
		return nil, err
	}
	body := bufio.NewReader(answer)
	res, err := gitproto.ReadResponse(body, req)
	if err != nil {
		return nil, err
	}
	out := &archive.FetchResponse{Shallow: res.Shallow, Unshallow: res.Unshallow}
	if req.Depth == 0 {
		out.Unshallow = r.Shallow
	}
	out.Pack = &packBody{Reader: unband(body, req.Capabilities), talk: t, host: h}
	return out, nil
}

// unband returns what comes in the side band for data, if bands are used.
func unband(r io.Reader, used *capability.List) io.Reader {
	switch {
	case used.Supports(capability.Sideband64k):
		return sideband.NewDemuxer(sideband.Sideband64k, r)
	case used.Supports(capability.Sideband):
		return sideband.NewDemuxer(sideband.Sideband, r)
	}
	return r
}

// packBody is a pack on its way.
type packBody struct {
	io.Reader
	talk talk
	host *host
}

func (b *packBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.host.fail(b.talk.explain(err))
	}
	return n, err
}

// Close ends the conversation. How a server ends it does not matter once the
// pack is whole, which its checksum says.
func (b *packBody) Close() error {
	_ = b.talk.Close()
	return nil
}

// Push implements archive.Remote.
func (h *host) Push(ctx context.Context, moves []odb.Move, pack func(io.Writer) error) error {
	t, list, err := h.open(ctx, receivePack)
	if err != nil {
		return h.fail(err)
	}
	defer func() { _ = t.Close() }()
	for _, m := range moves {
		if got := list.IDs[m.Name]; got != m.Old {
			return h.fail(&odb.MovedError{Name: m.Name, Want: m.Old, Got: got})
		}
	}
	use := gitproto.Choose(list.Capabilities, capability.ReportStatus, capability.Atomic, capability.Sideband64k, capability.Quiet, capability.Agent)
	if !use.Supports(capability.ReportStatus) {
		return h.fail(fmt.Errorf("%w: it confirms nothing", archive.ErrRejected))
	}
	answer, err := t.ask(func(w io.Writer) error {
		if err := gitproto.WriteMoves(w, moves, use); err != nil {
			return err
		}
		return pack(w)
	})
	if err == nil {
		err = confirmed(answer, use)
	}
	if errors.Is(err, archive.ErrRejected) {
		return h.fail(err)
	}
	if err != nil {
		_ = t.Close()
		return h.fail(t.explain(errors.Join(ctx.Err(), err)))
	}
	return nil
}

// confirmed reads the answer to a push. The error wraps archive.ErrRejected if
// the host did not take it.
func confirmed(answer io.Reader, used *capability.List) error {
	report, err := gitproto.ReadReport(unband(answer, used))
	if err != nil {
		return err
	}
	for _, r := range report.Refused {
		return fmt.Errorf("%w: %s: %s", archive.ErrRejected, r.Ref, r.Why)
	}
	if report.Unpacked != "ok" {
		return fmt.Errorf("%w: unpack error: %s", archive.ErrRejected, report.Unpacked)
	}
	_, err = io.Copy(io.Discard, answer) // the host's hooks run to their end
	return err
}
