package commit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/news"
)

const story = "elbapost.example/2024/05/01/quake-hits-coast"

// line draws what may stand on one line of a commit.
func line(t *rapid.T, name string) string { return news.Line(rapid.String().Draw(t, name)) }

// What a commit says of a revision is what comes back from its bytes.
func TestCommitRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		second := func(name string) time.Time {
			return time.Unix(rapid.Int64Range(-1<<33, 1<<33).Draw(t, name), 0).UTC()
		}
		rev := news.Revision{
			Story: story, Class: rapid.SampledFrom([]news.Class{news.Publisher, news.CorrectionBy, news.Extraction, news.Import, news.Merge}).Draw(t, "class"),
			Headline: "H" + line(t, "headline"), Summary: line(t, "summary"), Source: "elbapost.example",
			URL: line(t, "url"), Published: news.Instant(second("published")), Captured: second("captured"),
			TextSHA256: strings.Repeat("ab", 32), Extractor: line(t, "extractor"),
		}
		if rapid.Bool().Draw(t, "day") {
			rev.Modified = news.Day(2024, 5, 1)
		}
		observed := second("observed")
		c := Revision{Tree: odb.Hash(odb.Tree, nil), Parent: odb.Hash(odb.Commit, []byte("p")), Rev: &rev, Observed: observed}
		c.Committer = Identity{rapid.String().Draw(t, "name"), rapid.String().Draw(t, "email")}
		data := c.Append(nil)
		got, err := Parse(data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if got.Tree != c.Tree || got.Parent != c.Parent {
			t.Fatalf("tree %s, parent %s", got.Tree, got.Parent)
		}
		id, blob := odb.Hash(odb.Commit, data), odb.Hash(odb.Blob, nil)
		want := rev
		want.Commit, want.Blob = id.String(), blob.String()
		back := got.Revision(id, story, blob)
		if diff := cmp.Diff(want, back, cmpopts.IgnoreFields(news.Revision{}, "Article")); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%s", diff, data)
		}
		if o := got.Observed(&back); !o.Equal(observed) {
			t.Fatalf("observed %s, want %s", o, observed)
		}
	})
}

func TestMessage(t *testing.T) {
	tests := []struct {
		message, subject, summary, story string
	}{
		{"H\n\nStory: x\n", "H", "", "x"},
		{"H\n\nS.\n\nStory: x\n", "H", "S.", "x"},
		{"Story: x\n", "Story: x", "", ""},
		{"H\nmore\n\nbody\n", "H more", "body", ""},
		{"H\n\nA: b\n\nStory: x\nOther-Key: y\n", "H", "A: b", "x"},
		{"H\n\nStory: x\nno trailer\n", "H", "Story: x no trailer", ""},
		{"", "", "", ""},
	}
	for _, test := range tests {
		var c Commit
		c.message(test.message)
		if c.Subject != test.subject || c.Summary != test.summary || c.Trailers[KeyStory] != test.story {
			t.Errorf("%q: subject %q, summary %q, story %q", test.message, c.Subject, c.Summary, c.Trailers[KeyStory])
		}
	}
}

// No bytes make the parser fail in another way than by an error.
func FuzzParseCommit(f *testing.F) {
	f.Add([]byte("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a> 1 +0000\ncommitter A <a> 1 -0130\ngpgsig x\n y\n\nH\n\nStory: s\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data)
		if err != nil {
			return
		}
		rev := c.Revision(odb.ID{}, story, odb.ID{})
		if rev.Story != story || !rev.Class.Valid() || strings.Contains(rev.Headline, "\n") {
			t.Errorf("%+v", rev)
		}
		if parents, _, err := Links(data); err == nil && !slices.Equal(parents, c.Parents) {
			t.Errorf("parents %s, then %s", parents, c.Parents)
		}
	})
}
