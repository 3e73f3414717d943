package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/gitproto"
)

// ErrProtocol says that what a git client sent makes no sense.
var ErrProtocol = errors.New("bad git request")

// maxLines bounds the wants and haves of one request; git sends some hundreds.
const maxLines = 100_000

// AdvertiseRefs writes what a git client asks of a smart HTTP server first: the
// branches and tags of the archive (gitprotocol-http(5), info/refs).
func (a *Archive) AdvertiseRefs(ctx context.Context, w io.Writer) error {
	list := gitproto.NewRefs()
	for ref, err := range a.store.Refs(ctx) {
		if err != nil {
			return err
		}
		if !strings.HasPrefix(ref.Name, "refs/heads/") && !strings.HasPrefix(ref.Name, "refs/tags/") {
			continue
		}
		list.IDs[ref.Name] = ref.ID
		if ref.Name == Main {
			list.Head = ref.ID
		}
	}
	caps := list.Capabilities
	set := func(c capability.Capability, values ...string) error { return caps.Set(c, values...) }
	err := errors.Join(set(capability.MultiACKDetailed), set(capability.Sideband64k), set(capability.OFSDelta),
		set(capability.NoProgress), set(capability.Agent, "newsarc"))
	if !list.Head.IsZero() {
		err = errors.Join(err, set(capability.SymRef, "HEAD:"+Main))
	}
	if err != nil {
		return err
	}
	return list.Write(w, "git-upload-pack")
}

// UploadPack answers a request of a git client that fetches over smart HTTP
// (gitprotocol-http(5), git-upload-pack): it says what both sides have in
// common, and once the client is done sends the rest. Shallow and partial clones
// are not offered. The error wraps ErrProtocol if the client is at fault.
func (a *Archive) UploadPack(ctx context.Context, r io.Reader, w io.Writer) error {
	req, err := gitproto.ReadRequest(r, maxLines)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProtocol, err)
	}
	if len(req.Wants) == 0 || len(req.Shallow) > 0 || req.Depth > 0 {
		return fmt.Errorf("%w: no wants, or a shallow clone", ErrProtocol)
	}
	common, done, err := a.negotiate(ctx, r, w)
	if err != nil || !done {
		return err
	}
	p := newPacker(a.store)
	if _, err := p.plan(ctx, req.Wants, common, 0, nil); err != nil {
		if errors.Is(err, odb.ErrNotFound) {
			return fmt.Errorf("%w: %w", ErrProtocol, err)
		}
		return err
	}
	if !req.Capabilities.Supports(capability.Sideband64k) {
		return p.write(ctx, w)
	}
	if err := p.write(ctx, pieces{sideband.NewMuxer(sideband.Sideband64k, w)}); err != nil {
		return err
	}
	return pktline.NewEncoder(w).Flush()
}

// pieces parts what is written into pieces that fit into a packet: go-git's muxer
// makes packets that are five bytes longer than its encoder takes.
type pieces struct{ w io.Writer }

const maxPiece = 60_000

func (p pieces) Write(data []byte) (n int, err error) {
	for len(data) > 0 && err == nil {
		var k int
		k, err = p.w.Write(data[:min(len(data), maxPiece)])
		n, data = n+k, data[k:]
	}
	return n, err
}

// negotiate reads what the client has and answers which of it is here. It
// reports whether the client is done asking; in stateless HTTP it comes back
// with the same and more if not.
func (a *Archive) negotiate(ctx context.Context, r io.Reader, w io.Writer) (common map[odb.ID]bool, done bool, err error) {
	out := pktline.NewEncoder(w)
	common = map[odb.ID]bool{}
	var last odb.ID
	lines := pktline.NewScanner(r)
	for n := 0; lines.Scan() && n < maxLines; n++ {
		line := strings.TrimSuffix(string(lines.Bytes()), "\n")
		switch {
		case line == "done":
			if last.IsZero() {
				return common, true, out.EncodeString("NAK\n")
			}
			return common, true, out.EncodeString("ACK " + last.String() + "\n")
		case strings.HasPrefix(line, "have "):
			id, err := odb.ParseID(strings.TrimPrefix(line, "have "))
			if err != nil {
				return nil, false, fmt.Errorf("%w: %w", ErrProtocol, err)
			}
			if have, err := a.store.Has(ctx, id); err != nil || !have {
				if err != nil {
					return nil, false, err
				}
				continue
			}
			common[id], last = true, id
			if err := out.EncodeString("ACK " + id.String() + " common\n"); err != nil {
				return nil, false, err
			}
		case line != "":
			return nil, false, fmt.Errorf("%w: line %.20q", ErrProtocol, line)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, false, fmt.Errorf("%w: %w", ErrProtocol, err)
	}
	// Histories are chains: what is common once is enough.
	if !last.IsZero() {
		if err := out.EncodeString("ACK " + last.String() + " ready\n"); err != nil {
			return nil, false, err
		}
	}
	return common, false, out.EncodeString("NAK\n")
}
