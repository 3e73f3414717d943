package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/tree"
)

// Sightings is the branch of sightings: a file for each day on which some were
// stored. It exists once there are any.
const Sightings = "refs/heads/sightings"

// Sighting says that the text of a revision was found unchanged.
type Sighting struct {
	Commit string    `json:"commit"` // of the revision
	Last   time.Time `json:"last"`   // when it was last found
	Count  int       `json:"count"`  // how often, since it was captured
}

// See notes sightings: counts are added to those known. They are in the catalog
// when it returns, and in git after StoreSightings.
func (a *Archive) See(ctx context.Context, list []Sighting) error {
	if a.o.ReadOnly {
		return ErrReadOnly
	}
	rows := make([]catalog.Sighting, 0, len(list))
	for _, s := range list {
		id, err := odb.ParseID(s.Commit)
		if err != nil {
			return err
		}
		rows = append(rows, catalog.Sighting{Commit: id, Last: s.Last.Unix(), Count: s.Count})
	}
	return a.stateful(ctx, func(c catalog.Catalog) error {
		if err := a.refreshSightings(ctx, c); err != nil {
			return err
		}
		return c.See(ctx, rows)
	})
}

// Sighting returns when the text of a revision was last found unchanged; false
// if it was not looked at again.
func (a *Archive) Sighting(ctx context.Context, commit string) (s Sighting, ok bool, err error) {
	id, err := odb.ParseID(commit)
	if err != nil {
		return s, false, err
	}
	err = a.stateful(ctx, func(c catalog.Catalog) error {
		if err := a.refreshSightings(ctx, c); err != nil && !errors.Is(err, catalog.ErrReadOnly) {
			return err
		}
		var row catalog.Sighting
		row, ok, err = c.Sighting(ctx, id)
		s = Sighting{Commit: commit, Last: unix(row.Last), Count: row.Count}
		return err
	})
	return s, ok, err
}

// StoreSightings puts the sightings that are not in git yet into the file of the
// day, as one commit, and returns how many they are. Called once a day it costs
// next to nothing; what lies between two calls is lost with the catalog.
func (a *Archive) StoreSightings(ctx context.Context) (n int, err error) {
	if a.o.ReadOnly {
		return 0, ErrReadOnly
	}
	unlock, err := a.store.Lock(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	err = a.stateful(ctx, func(c catalog.Catalog) error {
		if err := a.refreshSightings(ctx, c); err != nil {
			return err
		}
		list, err := c.NewSightings(ctx)
		if n = len(list); err != nil || n == 0 {
			return err
		}
		head, err := a.writeSightings(ctx, list)
		if err != nil {
			return err
		}
		return c.StoredSightings(ctx, head, list)
	})
	return n, err
}

// sightingsExt ends the name of a file of sightings.
const sightingsExt = ".tsv"

// writeSightings merges rows into the file of the day. The caller holds the lock.
func (a *Archive) writeSightings(ctx context.Context, list []catalog.Sighting) (odb.ID, error) {
	b, err := a.store.Begin(ctx)
	if err != nil {
		return odb.ID{}, err
	}
	defer func() { _ = b.Abort() }()
	br, err := a.openBranch(ctx, Sightings, nil)
	if err != nil {
		return odb.ID{}, err
	}
	now := a.o.Now().UTC()
	path := now.Format("2006/01/02") + sightingsExt
	before, _, err := br.tree.Find(ctx, b, path)
	if err != nil {
		return odb.ID{}, err
	}
	if !before.IsZero() {
		old, err := readSightings(ctx, b, before)
		if err != nil {
			return odb.ID{}, err
		}
		list = append(old, list...)
	}
	data := encodeSightings(list)
	blob := odb.Hash(odb.Blob, data)
	if err := b.Add(odb.New{Object: odb.Object{Type: odb.Blob, Data: data}, ID: blob, Base: before}); err != nil {
		return odb.ID{}, err
	}
	sig := commit.Signature{Identity: a.committer(), When: now}
	head, err := br.commit(ctx, b, path, blob, odb.ID{}, func(tree, parent odb.ID) []byte {
		return commit.AppendPlain(nil, tree, parent, sig, "Sightings of "+now.Format(time.DateOnly))
	})
	if err != nil {
		return odb.ID{}, err
	}
	return head, b.Commit(ctx, br.moves()...)
}

// encodeSightings writes a line for each revision, by commit; of several rows of
// one the last counts.
func encodeSightings(list []catalog.Sighting) []byte {
	slices.SortStableFunc(list, func(x, y catalog.Sighting) int { return bytes.Compare(x.Commit[:], y.Commit[:]) })
	var b []byte
	for i, s := range list {
		if i+1 < len(list) && list[i+1].Commit == s.Commit {
			continue
		}
		b = fmt.Appendf(b, "%s\t%s\t%d\n", s.Commit, unix(s.Last).Format(time.RFC3339), s.Count)
	}
	return b
}

func readSightings(ctx context.Context, g odb.Getter, blob odb.ID) ([]catalog.Sighting, error) {
	data, err := odb.Read(ctx, g, odb.Blob, blob)
	if err != nil {
		return nil, err
	}
	var list []catalog.Sighting
	for line := range strings.Lines(string(data)) {
		part := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(part) < 3 {
			return nil, fmt.Errorf("sightings %s: malformed line %q", blob, line)
		}
		id, err := odb.ParseID(part[0])
		last, lastErr := time.Parse(time.RFC3339, part[1])
		count, countErr := strconv.Atoi(part[2])
		if err != nil || lastErr != nil || countErr != nil {
			return nil, fmt.Errorf("sightings %s: malformed line %q", blob, line)
		}
		list = append(list, catalog.Sighting{Commit: id, Last: last.Unix(), Count: count})
	}
	return list, nil
}

// refreshSightings reads the files that the catalog does not know: none, unless
// the catalog was lost or the branch came from elsewhere.
func (a *Archive) refreshSightings(ctx context.Context, c catalog.Catalog) error {
	at, err := c.SightingsHead(ctx)
	if err != nil {
		return err
	}
	head, err := a.ref(ctx, Sightings)
	if err != nil || at == head || head.IsZero() {
		return err
	}
	known, err := tree.At(ctx, a.store, at)
	if err != nil { // moved back and collected: read them all
		if known, err = tree.At(ctx, a.store, odb.ID{}); err != nil {
			return err
		}
	}
	com, err := commit.Read(ctx, a.store, head)
	if err != nil {
		return err
	}
	var blobs []odb.ID
	err = known.Advance(ctx, a.store, com.Tree, func(path string, blob odb.ID) {
		if strings.HasSuffix(path, sightingsExt) {
			blobs = append(blobs, blob)
		}
	})
	if err != nil {
		return err
	}
	var all []catalog.Sighting
	for _, blob := range blobs {
		list, err := readSightings(ctx, a.store, blob)
		if err != nil {
			return err
		}
		all = append(all, list...)
	}
	return c.StoredSightings(ctx, head, all)
}
