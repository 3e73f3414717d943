package cmd

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/internal/fetch"
)

// memory is what is known of addresses from the last time they were asked for,
// so that a server need send only what changed. It lies in the catalog: without
// it, pages are fetched whole. A nil memory knows nothing.
type memory struct {
	a *archive.Archive

	mu      sync.Mutex
	pending map[string]*known // of addresses whose answer is being archived
	settled []archive.Entry   // what is to be remembered
	seen    []archive.Sighting
}

// known is what is remembered of an address.
type known struct {
	fetch.Validators
	SHA256    string   `json:"sha256,omitempty"` // of the bytes received
	Revisions []string `json:"revisions"`        // commits that have its text, or texts

	to string // where redirects led to, to which Validators belong then
}

// memorySpace is where the catalog holds it.
const memorySpace = "add.fetched"

// known returns what is remembered of an address, if the archive still has its
// text as the latest.
func (m *memory) known(ctx context.Context, address string) known {
	if m == nil {
		return known{}
	}
	data, ok, err := m.a.State(ctx, memorySpace, memoryKey(address))
	var k known
	if err != nil || !ok || json.Unmarshal(data, &k) != nil || len(k.Revisions) == 0 {
		return known{}
	}
	for _, commit := range k.Revisions {
		rev, err := m.a.Resolve(ctx, commit)
		if err != nil {
			return known{}
		}
		if s, err := m.a.Story(ctx, rev.Story); err != nil || s.Commit != commit {
			return known{}
		}
	}
	return k
}

func memoryKey(address string) string { return archive.NormalURL(fetch.Clean(address)) }

// received notes what came for an address, before it is archived.
func (m *memory) received(f *fetched) {
	if m == nil || f.resp == nil || f.err != nil {
		return
	}
	k := &known{SHA256: f.sha256, Validators: f.resp.Validators}
	if len(f.resp.Redirects) > 0 {
		k.to = f.resp.URL
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pending == nil {
		m.pending = map[string]*known{}
	}
	m.pending[f.address] = k
}

// same notes that an address has what the archive has.
func (m *memory) same(ctx context.Context, f *fetched) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.known(ctx, f.address)
	for _, commit := range k.Revisions {
		m.seen = append(m.seen, archive.Sighting{Commit: commit, Last: f.resp.Started, Count: 1})
	}
	if !f.resp.NotModified && len(f.resp.Redirects) == 0 {
		k.Validators = f.resp.Validators
		m.settle(f.address, &k)
	}
}

// outcome notes what the archive did with a text that came from an address.
func (m *memory) outcome(o *archive.Outcome) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.pending[o.Input.Where]
	if k == nil || o.Input.Class != "" {
		return
	}
	if o.Status == archive.Refused {
		delete(m.pending, o.Input.Where)
		return
	}
	k.Revisions = append(k.Revisions, o.Revision.Commit)
	if o.Status == archive.Unchanged {
		m.seen = append(m.seen, archive.Sighting{Commit: o.Revision.Commit, Last: o.Input.Captured, Count: 1})
	}
}

// settle puts down what is to be remembered of an address.
func (m *memory) settle(address string, k *known) {
	if k.to != "" {
		there := *k
		there.to = ""
		m.settle(k.to, &there)
		k.Validators = fetch.Validators{}
	}
	if data, err := json.Marshal(k); err == nil {
		m.settled = append(m.settled, archive.Entry{Key: memoryKey(address), Value: data})
	}
}

// save keeps what was noted.
func (m *memory) save(ctx context.Context) error {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for address, k := range m.pending {
		if len(k.Revisions) > 0 {
			m.settle(address, k)
		}
	}
	m.pending = nil
	if len(m.seen) > 0 {
		if err := m.a.See(ctx, m.seen); err != nil {
			return err
		}
	}
	if len(m.settled) == 0 {
		return nil
	}
	return m.a.SetStates(ctx, map[string][]archive.Entry{memorySpace: m.settled})
}
