package archive

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/newsarc/newsarc/archive/catalog"
)

// CacheKey names data derived from one text by one version of a rule.
type CacheKey struct {
	Text string // news.Revision.TextSHA256
	Rule string // name and version of what derived it: "timeline/3"
}

// derivedCache holds derived data until it is worth a transaction.
type derivedCache struct {
	mu      sync.Mutex
	pending map[CacheKey][]byte
	size    int
}

// maxPendingDerived bounds the bytes of derived data that wait to be written.
const maxPendingDerived = 4 << 20

// Cached returns derived data kept by SetCached; false when there is none.
func (a *Archive) Cached(ctx context.Context, key CacheKey) ([]byte, bool) {
	a.derived.mu.Lock()
	data, ok := a.derived.pending[key]
	a.derived.mu.Unlock()
	if ok {
		return slices.Clone(data), true
	}
	c, err := a.catalog(ctx)
	if err != nil {
		return nil, false
	}
	data, ok, err = c.Derived(ctx, key.Rule, key.Text)
	return data, ok && err == nil
}

// SetCached keeps data derived from a text. It may be forgotten at any time.
func (a *Archive) SetCached(ctx context.Context, key CacheKey, data []byte) error {
	d := &a.derived
	d.mu.Lock()
	if d.pending == nil {
		d.pending = map[CacheKey][]byte{}
	}
	d.size += len(data) - len(d.pending[key])
	d.pending[key] = slices.Clone(data)
	full := d.size > maxPendingDerived
	d.mu.Unlock()
	if full {
		return a.flushDerived(ctx)
	}
	return nil
}

// flushDerived writes derived data to the catalog, where that can be written.
func (a *Archive) flushDerived(ctx context.Context) error {
	d := &a.derived
	d.mu.Lock()
	pending := d.pending
	d.pending, d.size = nil, 0
	d.mu.Unlock()
	if len(pending) == 0 || a.o.ReadOnly {
		return nil
	}
	rows := make([]catalog.Derived, 0, len(pending))
	for key, data := range pending {
		rows = append(rows, catalog.Derived{Rule: key.Rule, Text: key.Text, Data: data})
	}
	err := a.stateful(ctx, func(c catalog.Catalog) error { return c.SetDerived(ctx, rows) })
	if errors.Is(err, catalog.ErrReadOnly) {
		return nil // it is derived again the next time
	}
	return err
}
