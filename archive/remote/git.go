package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
	gitproto "github.com/go-git/go-git/v5/plumbing/transport/git"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/archive/odb"
)

// maxRefs bounds the refs that a host may show.
const maxRefs = 100_000

// host is a git host. Each request is a session of its own: some servers keep
// none open for longer than one.
type host struct {
	address  string // without secrets
	endpoint *transport.Endpoint
	client   transport.Transport
	auth     transport.AuthMethod
}

// openURL prepares to talk to a git host; nothing is sent yet.
func openURL(address string, o Options) (archive.Remote, error) {
	ep, err := transport.NewEndpoint(address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Redact(address), err)
	}
	h := &host{address: Redact(address), endpoint: ep}
	switch ep.Protocol {
	case "http", "https":
		h.client = githttp.NewClient(&http.Client{Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   30 * time.Second,
			ResponseHeaderTimeout: 10 * time.Minute, // a large pack takes its time to be made
			ForceAttemptHTTP2:     true,
		}})
		h.auth = httpAuth(ep, o)
	case "git":
		h.client = gitproto.DefaultClient
	case "ssh":
		h.client = gitssh.DefaultClient
		h.auth, err = sshAuth(ep, o)
	default:
		err = fmt.Errorf("%q is no protocol of git", ep.Protocol)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.address, err)
	}
	return h, nil
}

func (h *host) Close() error { return nil }

// fail names the host in an error and says what it means.
func (h *host) fail(err error) error {
	if err == nil {
		return nil
	}
	switch {
	case errors.Is(err, transport.ErrRepositoryNotFound):
		err = ErrNotThere
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed):
		err = fmt.Errorf("%w: %w", ErrDenied, err)
	}
	return fmt.Errorf("%s: %w", h.address, err)
}

// ErrDenied says that a host wants other credentials, or any.
var ErrDenied = errors.New("access denied")

// Refs implements archive.Remote.
func (h *host) Refs(ctx context.Context) (map[string]odb.ID, error) {
	s, err := h.client.NewUploadPackSession(h.endpoint, h.auth)
	if err != nil {
		return nil, h.fail(err)
	}
	defer func() { _ = s.Close() }()
	adv, err := s.AdvertisedReferencesContext(ctx)
	if errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return nil, nil
	}
	if err != nil {
		return nil, h.fail(err)
	}
	return h.refs(adv)
}

func (h *host) refs(adv *packp.AdvRefs) (map[string]odb.ID, error) {
	if len(adv.References) > maxRefs {
		return nil, h.fail(fmt.Errorf("%w: it shows %d refs", archive.ErrForeign, len(adv.References)))
	}
	refs := make(map[string]odb.ID, len(adv.References))
	for name, id := range adv.References {
		refs[name] = odb.ID(id)
	}
	return refs, nil
}

// Fetch implements archive.Remote.
func (h *host) Fetch(ctx context.Context, r archive.FetchRequest) (*archive.FetchResponse, error) {
	s, err := h.client.NewUploadPackSession(h.endpoint, h.auth)
	if err != nil {
		return nil, h.fail(err)
	}
	adv, err := s.AdvertisedReferencesContext(ctx)
	if err != nil {
		return nil, h.fail(errors.Join(err, s.Close()))
	}
	req := packp.NewUploadPackRequestFromCapabilities(adv.Capabilities)
	req.Wants, req.Haves = hashes(r.Wants), hashes(r.Haves)
	if adv.Capabilities.Supports(capability.Shallow) && (r.Depth > 0 || len(r.Shallow) > 0) {
		if err := req.Capabilities.Set(capability.Shallow); err != nil {
			return nil, err
		}
		req.Depth, req.Shallows = packp.DepthCommits(min(r.Depth, 1<<30)), hashes(r.Shallow)
	}
	if adv.Capabilities.Supports(capability.NoProgress) {
		if err := req.Capabilities.Set(capability.NoProgress); err != nil {
			return nil, err
		}
	}
	res, err := s.UploadPack(ctx, req)
	if err != nil {
		return nil, h.fail(errors.Join(err, s.Close()))
	}
	out := &archive.FetchResponse{Shallow: ids(res.Shallows), Unshallow: ids(res.Unshallows)}
	if req.Depth.IsZero() {
		out.Unshallow = r.Shallow
	}
	body := &packBody{Reader: res, close: func() error { return errors.Join(res.Close(), s.Close()) }, fail: h.fail}
	switch {
	case req.Capabilities.Supports(capability.Sideband64k):
		body.Reader = sideband.NewDemuxer(sideband.Sideband64k, res)
	case req.Capabilities.Supports(capability.Sideband):
		body.Reader = sideband.NewDemuxer(sideband.Sideband, res)
	}
	out.Pack = body
	return out, nil
}

// packBody is a pack on its way.
type packBody struct {
	io.Reader
	close func() error
	fail  func(error) error
}

func (b *packBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.fail(err)
	}
	return n, err
}

// Close ends the session. How a server ends it does not matter once the pack is
// whole, which its checksum says.
func (b *packBody) Close() error {
	_ = b.close()
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
	s, err := h.client.NewReceivePackSession(h.endpoint, h.auth)
	if err != nil {
		return h.fail(err)
	}
	defer func() { _ = s.Close() }()
	adv, err := s.AdvertisedReferencesContext(ctx)
	if err != nil {
		return h.fail(err)
	}
	refs, err := h.refs(adv)
	if err != nil {
		return err
	}
	req := packp.NewReferenceUpdateRequestFromCapabilities(adv.Capabilities)
	if adv.Capabilities.Supports(capability.Atomic) {
		if err := req.Capabilities.Set(capability.Atomic); err != nil {
			return err
		}
	}
	if adv.Capabilities.Supports(capability.Sideband64k) {
		if err := req.Capabilities.Set(capability.Sideband64k); err != nil {
			return err
		}
	}
	for _, m := range moves {
		if got := refs[m.Name]; got != m.Old {
			return h.fail(&odb.MovedError{Name: m.Name, Want: m.Old, Got: got})
		}
		req.Commands = append(req.Commands, &packp.Command{Name: plumbing.ReferenceName(m.Name), Old: plumbing.Hash(m.Old), New: plumbing.Hash(m.New)})
	}
	pr, pw := io.Pipe()
	defer func() { _ = pr.Close() }()
	go func() { pw.CloseWithError(pack(pw)) }()
	req.Packfile = pr
	report, err := s.ReceivePack(ctx, req)
	if report != nil {
		for _, status := range report.CommandStatuses {
			if status.Error() != nil {
				return h.fail(fmt.Errorf("%w: %s: %s", archive.ErrRejected, status.ReferenceName, strings.TrimSpace(status.Status)))
			}
		}
	}
	if err == nil && report == nil {
		err = fmt.Errorf("%w: it confirms nothing", archive.ErrRejected)
	}
	return h.fail(err)
}
