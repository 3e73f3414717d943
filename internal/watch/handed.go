package watch

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/internal/answer"
)

// The spaces by which the parts of a team hand pages to each other. Whoever finds a
// link to a page of another part writes it there, with what is remembered of the
// page that has the link, and leaves the rest to that part.
const (
	handedSpace = "watch.handed"     // handed, of one part, by a sum of the value
	toldSpace   = "watch.handed/all" // when something was last handed to a part, by part
)

// place is the place of a watcher in a team.
type place struct {
	part string
	team map[string]bool // the keys of the targets of all parts
	poke chan struct{}   // something was handed to this part
}

// elsewhere returns the part that looks at an address, if it is another one.
func (p *place) elsewhere(address string) (part string, ok bool) {
	if p == nil {
		return "", false
	}
	part = partOf(address)
	return part, part != p.part
}

// wants reports whether the team has a target.
func (p *place) wants(key string) bool { return p != nil && p.team[key] }

// poked tells when something was handed to this part.
func (w *Watcher) poked() <-chan struct{} {
	if p := w.options().place; p != nil {
		return p.poke
	}
	return nil
}

// partOf returns the part to which the pages of an address's site belong.
func partOf(address string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(ingest.Site(address)))
	n := h.Sum32() % shards
	return string([]byte{'0' + byte(n/10), '0' + byte(n%10)})
}

// handed is a link to a page of another part.
type handed struct {
	URL      string    `json:"url"`
	Kind     Kind      `json:"kind,omitempty"`
	Modified time.Time `json:"modified,omitzero"`
	Via      []string  `json:"via"` // the keys of the targets by which it was found
}

// handOver adds what hands a link to a part to what is written of several spaces.
func handOver(spaces map[string][]archive.Entry, part string, h handed) {
	value := mustJSON(h)
	sum := fnv.New64a()
	_, _ = sum.Write(value)
	space := handedSpace + "/" + part
	// What is handed twice is one entry, and what differs is never overwritten
	// while the other part takes what was there before.
	spaces[space] = append(spaces[space], archive.Entry{Key: strconv.FormatUint(sum.Sum64(), 36), Value: value})
	told := archive.Entry{Key: part, Value: strconv.AppendInt(nil, time.Now().UnixNano(), 36)}
	if !slices.ContainsFunc(spaces[toldSpace], func(e archive.Entry) bool { return e.Key == part }) {
		spaces[toldSpace] = append(spaces[toldSpace], told)
	}
}

// handOn returns what is to be handed to another part because of a link; false if
// it was, or if the link is this part's. The caller holds mu.
func (w *Watcher) handOn(l answer.Link, via []string) (h handed, ok bool) {
	if _, ok := w.o.place.elsewhere(l.URL); !ok {
		return h, false
	}
	h = handed{URL: l.URL, Kind: l.Kind, Modified: l.Modified, Via: via}
	said := l.Modified.String() + " " + strings.Join(via, " ")
	key := archive.NormalURL(l.URL)
	if w.given[key] == said {
		return h, false
	}
	w.given[key] = said
	return h, true
}

// takeHanded takes over the links that other parts found: pages that are new, or
// to be looked at earlier.
func (p *planner) takeHanded(ctx context.Context) error {
	w := p.w
	if w.options().place == nil {
		return nil
	}
	entries, err := w.state.States(ctx, handedSpace)
	if err != nil || len(entries) == 0 {
		return err
	}
	var found []*page
	var pages, taken []archive.Entry
	now := w.clock.Now()
	w.mu.Lock()
	for _, e := range entries {
		taken = append(taken, archive.Entry{Key: e.Key})
		var h handed
		if json.Unmarshal(e.Value, &h) != nil {
			continue
		}
		if next := w.discovered(answer.Link{URL: h.URL, Kind: h.Kind, Modified: h.Modified}, h.Via, now); next != nil {
			w.known[next.key()] = next
			found = append(found, next)
			pages = append(pages, archive.Entry{Key: next.key(), Value: mustJSON(next)})
		}
	}
	w.mu.Unlock()
	if err := w.state.SetStates(ctx, map[string][]archive.Entry{pageSpace: pages, handedSpace: taken}); err != nil {
		return err
	}
	p.add(found)
	return nil
}

// giveAway hands the pages of other parts, which were this one's when parts were
// made in another way, to those.
func (w *Watcher) giveAway(ctx context.Context) error {
	spaces := map[string][]archive.Entry{}
	for _, p := range w.pages() {
		part, ok := w.options().place.elsewhere(p.URL)
		if !ok {
			continue
		}
		handOver(spaces, part, handed{URL: p.URL, Kind: p.Kind, Via: p.Via})
		spaces[pageSpace] = append(spaces[pageSpace], archive.Entry{Key: p.key()})
		w.mu.Lock()
		delete(w.known, p.key())
		w.mu.Unlock()
	}
	if len(spaces) == 0 {
		return nil
	}
	return w.state.SetStates(ctx, spaces)
}
