package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
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
	ep, err := transport.NewEndpoint(address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Redact(address), err)
	}
	h := &host{address: Redact(address)}
	switch ep.Protocol {
	case "http", "https":
		h.way = newWeb(ep, o)
	case "git":
		h.way = daemon{ep}
	case "ssh":
		h.way, err = newSSH(ep, o)
	default:
		err = fmt.Errorf("%q is no protocol of git", ep.Protocol)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.address, err)
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
func (h *host) open(ctx context.Context, service string) (talk, *packp.AdvRefs, error) {
	t, err := h.way.open(ctx, service)
	if err != nil {
		return nil, nil, err
	}
	adv := packp.NewAdvRefs()
	var refused *pktline.ErrorLine
	switch err := adv.Decode(t.shown()); {
	case err == nil, errors.Is(err, packp.ErrEmptyAdvRefs):
	case errors.As(err, &refused):
		return nil, nil, errors.Join(fmt.Errorf("%w: it says %q", ErrNotThere, strings.TrimSpace(refused.Text)), t.Close())
	default:
		if errors.Is(err, packp.ErrEmptyInput) {
			err = io.ErrUnexpectedEOF
		}
		_ = t.Close() // which ends the program whose end explains it
		return nil, nil, t.explain(errors.Join(ctx.Err(), err))
	}
	if len(adv.References) > maxRefs {
		return nil, nil, errors.Join(fmt.Errorf("%w: it shows %d refs", archive.ErrForeign, len(adv.References)), t.Close())
	}
	transport.FilterUnsupportedCapabilities(adv.Capabilities)
	return t, adv, nil
}

// Refs implements archive.Remote.
func (h *host) Refs(ctx context.Context) (map[string]odb.ID, error) {
	t, adv, err := h.open(ctx, uploadPack)
	if err != nil {
		return nil, h.fail(err)
	}
	return refsOf(adv), h.fail(t.Close())
}

func refsOf(adv *packp.AdvRefs) map[string]odb.ID {
	refs := make(map[string]odb.ID, len(adv.References))
	for name, id := range adv.References {
		refs[name] = odb.ID(id)
	}
	return refs
}

// Fetch implements archive.Remote.
func (h *host) Fetch(ctx context.Context, r archive.FetchRequest) (*archive.FetchResponse, error) {
	t, adv, err := h.open(ctx, uploadPack)
	if err != nil {
		return nil, h.fail(err)
	}
	out, err := h.fetch(t, adv, r)
	if err != nil {
		_ = t.Close()
		return nil, h.fail(t.explain(errors.Join(ctx.Err(), err)))
	}
	return out, nil
}

func (h *host) fetch(t talk, adv *packp.AdvRefs, r archive.FetchRequest) (*archive.FetchResponse, error) {
	req := packp.NewUploadPackRequestFromCapabilities(adv.Capabilities)
	req.Wants, req.Haves = hashes(r.Wants), hashes(r.Haves)
	want := []capability.Capability{capability.NoProgress}
	if r.Depth > 0 || len(r.Shallow) > 0 {
		want = append(want, capability.Shallow)
	}
	if err := choose(req.Capabilities, adv, want...); err != nil {
		return nil, err
	}
	if req.Capabilities.Supports(capability.Shallow) {
		req.Depth, req.Shallows = packp.DepthCommits(min(r.Depth, 1<<30)), hashes(r.Shallow)
	}
	if err := req.Validate(); err != nil {
		return nil, err
	}
	answer, err := t.ask(func(w io.Writer) error {
		if err := req.UploadRequest.Encode(w); err != nil {
			return err
		}
		if err := req.UploadHaves.Encode(w, false); err != nil {
			return err
		}
		return pktline.NewEncoder(w).EncodeString("done\n")
	})
	if err != nil {
		return nil, err
	}
	res := packp.NewUploadPackResponse(req)
	if err := res.Decode(io.NopCloser(answer)); err != nil {
		return nil, err
	}
	out := &archive.FetchResponse{Shallow: ids(res.Shallows), Unshallow: ids(res.Unshallows)}
	if req.Depth.IsZero() {
		out.Unshallow = r.Shallow
	}
	body := &packBody{Reader: res, talk: t, host: h}
	switch {
	case req.Capabilities.Supports(capability.Sideband64k):
		body.Reader = sideband.NewDemuxer(sideband.Sideband64k, res)
	case req.Capabilities.Supports(capability.Sideband):
		body.Reader = sideband.NewDemuxer(sideband.Sideband, res)
	}
	out.Pack = body
	return out, nil
}

// choose sets those of some capabilities that a host has.
func choose(list *capability.List, adv *packp.AdvRefs, want ...capability.Capability) error {
	for _, c := range want {
		if adv.Capabilities.Supports(c) {
			if err := list.Set(c); err != nil {
				return err
			}
		}
	}
	return nil
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

func hashes(list []odb.ID) []plumbing.Hash {
	out := make([]plumbing.Hash, len(list))
	for i, id := range list {
		out[i] = plumbing.Hash(id)
	}
	return out
}

func ids(list []plumbing.Hash) []odb.ID {
	out := make([]odb.ID, len(list))
	for i, h := range list {
		out[i] = odb.ID(h)
	}
	return out
}

// Push implements archive.Remote.
func (h *host) Push(ctx context.Context, moves []odb.Move, pack func(io.Writer) error) error {
	t, adv, err := h.open(ctx, receivePack)
	if err != nil {
		return h.fail(err)
	}
	defer func() { _ = t.Close() }()
	refs := refsOf(adv)
	req := packp.NewReferenceUpdateRequestFromCapabilities(adv.Capabilities)
	if err := choose(req.Capabilities, adv, capability.Atomic, capability.Sideband64k, capability.Quiet); err != nil {
		return h.fail(err)
	}
	for _, m := range moves {
		if got := refs[m.Name]; got != m.Old {
			return h.fail(&odb.MovedError{Name: m.Name, Want: m.Old, Got: got})
		}
		req.Commands = append(req.Commands, &packp.Command{Name: plumbing.ReferenceName(m.Name), Old: plumbing.Hash(m.Old), New: plumbing.Hash(m.New)})
	}
	if !req.Capabilities.Supports(capability.ReportStatus) {
		return h.fail(fmt.Errorf("%w: it confirms nothing", archive.ErrRejected))
	}
	answer, err := t.ask(func(w io.Writer) error {
		if err := req.Encode(w); err != nil {
			return err
		}
		return pack(w)
	})
	if err == nil {
		err = confirmed(answer, req.Capabilities)
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
	body := answer
	if used.Supports(capability.Sideband64k) {
		body = sideband.NewDemuxer(sideband.Sideband64k, answer)
	}
	report := packp.NewReportStatus()
	if err := report.Decode(body); err != nil {
		return err
	}
	for _, status := range report.CommandStatuses {
		if status.Error() != nil {
			return fmt.Errorf("%w: %s: %s", archive.ErrRejected, status.ReferenceName, strings.TrimSpace(status.Status))
		}
	}
	if err := report.Error(); err != nil {
		return fmt.Errorf("%w: %w", archive.ErrRejected, err)
	}
	_, err := io.Copy(io.Discard, answer) // the host's hooks run to their end
	return err
}
