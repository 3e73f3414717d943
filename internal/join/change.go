package join

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
)

// Change is a revision compared with another one, as a rule the one before it.
type Change struct {
	Old, New *news.Revision // Old is nil where there is none before
	*diff.Result
}

// Compare compares two revisions; old may be nil.
func Compare(ctx context.Context, a *archive.Archive, old *news.Revision, rev news.Revision) (*Change, error) {
	to, err := Read(ctx, a, rev)
	if err != nil {
		return nil, err
	}
	if old == nil {
		return &Change{nil, to, diff.Articles(nil, to.Article, diff.Options{})}, nil
	}
	from, err := Read(ctx, a, *old)
	if err != nil {
		return nil, err
	}
	return &Change{from, to, diff.Articles(from.Article, to.Article, diff.Options{})}, nil
}

// ChangeOf compares a revision with the one before it.
func ChangeOf(ctx context.Context, a *archive.Archive, rev news.Revision) (*Change, error) {
	before, err := Before(ctx, a, &rev)
	if err != nil {
		return nil, err
	}
	return Compare(ctx, a, before, rev)
}

// Digest is what lists of changes show of one: small enough to keep.
type Digest struct {
	First    bool              `json:"first,omitempty"` // there is no revision before
	Summary  string            `json:"summary"`
	Kinds    []diff.SignalKind `json:"kinds"`
	Candour  diff.Candour      `json:"candour"`
	Weight   float64           `json:"weight"`
	AllNoise bool              `json:"all_noise,omitempty"`
	Stat     diff.Stat         `json:"stat"`
}

// digestRule names what a Digest is derived by. It changes whenever package
// diff may give another answer for the same two texts.
const digestRule = "digest/1:"

// DigestOf returns the digest of the change that made a revision: from the
// archive's cache, or by comparing the two texts.
func DigestOf(ctx context.Context, a *archive.Archive, rev *news.Revision) (*Digest, error) {
	before, err := Before(ctx, a, rev)
	if err != nil {
		return nil, err
	}
	return DigestBetween(ctx, a, before, rev)
}

// DigestBetween is DigestOf for a caller who knows the revision before, nil
// where there is none.
func DigestBetween(ctx context.Context, a *archive.Archive, before, rev *news.Revision) (*Digest, error) {
	if before == nil {
		return &Digest{First: true, Kinds: []diff.SignalKind{}, Candour: diff.Untouched}, nil
	}
	key := archive.CacheKey{Text: rev.TextSHA256, Rule: digestRule + before.TextSHA256}
	var d Digest
	if data, ok := a.Cached(ctx, key); ok && json.Unmarshal(data, &d) == nil {
		return &d, nil
	}
	c, err := Compare(ctx, a, before, *rev)
	if err != nil {
		return nil, err
	}
	d = Digest{
		Summary: c.Summary(), Kinds: c.Kinds(), Candour: c.Candour(), Weight: c.Weight,
		AllNoise: c.AllNoise, Stat: c.Stat(),
	}
	if d.Kinds == nil {
		d.Kinds = []diff.SignalKind{}
	}
	data, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	return &d, a.SetCached(ctx, key, data)
}

// Substantive reports whether the change altered facts or told of a correction.
func (d *Digest) Substantive() bool {
	return slices.ContainsFunc(d.Kinds, func(k diff.SignalKind) bool { return k.Fact() || k == diff.Correction })
}

// byPublisher reports whether the newspaper made a revision: an upgrade of an
// extractor or a merge of archives did not.
func byPublisher(rev *news.Revision) bool {
	return rev.Class == news.Publisher || rev.Class == news.CorrectionBy
}

// Silent reports whether facts changed while the newspaper said nothing of it:
// no new notice, no new modified time.
func (d *Digest) Silent(rev *news.Revision) bool {
	return !d.First && byPublisher(rev) && d.Candour == diff.Silent
}

// Stamped reports whether the newspaper claims a change and shows none.
func (d *Digest) Stamped(rev *news.Revision) bool {
	return !d.First && byPublisher(rev) && d.Candour == diff.Stamped
}

// WhySilent says why a change is called silent: WhyFacts, WhyModified, or nothing
// where it is not.
func (d *Digest) WhySilent(rev *news.Revision) string {
	switch {
	case d.Silent(rev):
		return WhyFacts
	case d.Stamped(rev):
		return WhyModified
	}
	return ""
}
