package commit

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// Revision is what a commit on the main branch says.
type Revision struct {
	Tree, Parent odb.ID
	Committer    Identity
	Rev          *news.Revision // Commit and Blob are not looked at
	Observed     time.Time      // zero: the same as rev.Captured
}

// Append appends the bytes of the commit.
func (c *Revision) Append(b []byte) []byte {
	rev := c.Rev
	claimed := rev.Modified
	if claimed.IsZero() {
		claimed = rev.Published
	}
	if claimed.IsZero() {
		claimed = news.Instant(rev.Captured)
	}
	author := Identity{rev.Source, storyid.SourceOf(rev.Story)}
	b = appendHeader(b, c.Tree, c.Parent, Signature{author, claimed.Time}, Signature{c.Committer, rev.Captured})
	b = append(b, rev.Headline...)
	b = append(b, '\n')
	if rev.Summary != "" {
		b = append(b, '\n')
		b = append(b, rev.Summary...)
		b = append(b, '\n')
	}
	b = append(b, '\n')
	b = appendTrailer(b, KeyStory, rev.Story)
	b = appendTrailer(b, KeyClass, string(rev.Class))
	b = appendTrailer(b, KeySourceURL, rev.URL)
	b = appendTrailer(b, KeyPublished, rev.Published.String())
	b = appendTrailer(b, KeyModified, rev.Modified.String())
	b = appendTrailer(b, KeyCaptured, rev.Captured.UTC().Format(time.RFC3339))
	if !c.Observed.IsZero() && !c.Observed.Equal(rev.Captured) {
		b = appendTrailer(b, KeyObserved, c.Observed.UTC().Format(time.RFC3339))
	}
	b = appendTrailer(b, KeyTextSHA256, rev.TextSHA256)
	b = appendTrailer(b, KeyCapture, rev.Capture)
	b = appendTrailer(b, KeyCaptureSHA256, rev.CaptureSHA256)
	return appendTrailer(b, KeyExtractor, rev.Extractor)
}

// Capture is what a commit on the captures branch says.
type Capture struct {
	Tree, Parent odb.ID
	Committer    Identity
	Source       string
	Story        string
	Captured     time.Time
	SHA256       string
	Ext          string
	MediaType    string
	URL          string // these three only where no revision came of it
	Extractor    string
	Reason       string
}

// Append appends the bytes of the commit.
func (c *Capture) Append(b []byte) []byte {
	author := Identity{c.Source, storyid.SourceOf(c.Story)}
	b = appendHeader(b, c.Tree, c.Parent, Signature{author, c.Captured}, Signature{c.Committer, c.Captured})
	b = append(b, "Capture of "...)
	b = append(b, c.Story...)
	b = append(b, "\n\n"...)
	b = appendTrailer(b, KeyStory, c.Story)
	b = appendTrailer(b, KeySourceURL, c.URL)
	b = appendTrailer(b, KeyCaptured, c.Captured.UTC().Format(time.RFC3339))
	b = appendTrailer(b, KeyCaptureSHA256, c.SHA256)
	b = appendTrailer(b, KeyExtension, c.Ext)
	b = appendTrailer(b, KeyMediaType, c.MediaType)
	b = appendTrailer(b, KeyExtractor, c.Extractor)
	return appendTrailer(b, KeyReason, c.Reason)
}

// AppendPlain appends a commit without trailers, as the branches of topics and
// sightings have them: by one identity, who both changed and stored something.
func AppendPlain(b []byte, tree, parent odb.ID, by Signature, subject string) []byte {
	return append(append(appendHeader(b, tree, parent, by, by), subject...), '\n')
}

func appendHeader(b []byte, tree, parent odb.ID, author, committer Signature) []byte {
	b = append(b, "tree "...)
	b = append(b, tree.String()...)
	if !parent.IsZero() {
		b = append(b, "\nparent "...)
		b = append(b, parent.String()...)
	}
	b = append(b, "\nauthor "...)
	b = appendSignature(b, author)
	b = append(b, "\ncommitter "...)
	b = appendSignature(b, committer)
	return append(b, "\n\n"...)
}

func appendTrailer(b []byte, key, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, key...)
	b = append(b, ": "...)
	b = append(b, value...)
	return append(b, '\n')
}

// joiner is who makes merges: nobody in particular, so that every archive makes
// the same.
var joiner = Identity{"newsarc", "newsarc"}

// Join returns the bytes of the commit that joins two histories. They follow from
// the parents alone.
func Join(tree, x, y odb.ID, when time.Time, apart []Apart) []byte {
	if bytes.Compare(x[:], y[:]) > 0 {
		x, y = y, x
	}
	sig := Signature{joiner, when.UTC()}
	b := append([]byte("tree "), tree.String()...)
	b = append(append(b, "\nparent "...), x.String()...)
	b = append(append(b, "\nparent "...), y.String()...)
	b = appendSignature(append(b, "\nauthor "...), sig)
	b = appendSignature(append(b, "\ncommitter "...), sig)
	b = append(b, "\n\nArchives joined\n\n"...)
	b = appendTrailer(b, KeyClass, string(news.Merge))
	for _, s := range slices.SortedFunc(slices.Values(apart), Apart.compare) {
		b = appendTrailer(b, keyApart, s.String())
	}
	return b
}

// isJoined reports whether a commit has the form of Join, and returns what it sets
// apart.
func isJoined(c *Commit, data []byte) (bool, []Apart) {
	if len(c.Parents) != 2 || c.Trailers[KeyClass] != string(news.Merge) {
		return false, nil
	}
	apart := parseApart(data)
	return bytes.Equal(data, Join(c.Tree, c.Parents[0], c.Parents[1], c.Committer.When, apart)), apart
}

// keyApart is the trailer of a merge for each story that it gives another path.
const keyApart = "Apart"

// Apart is a story that a merge gives another path.
type Apart struct {
	Parent int    // 1 or 2: the one in whose tree it had the old path
	To     string // the new id, from which the old one follows
}

// From returns the id that the story had before.
func (s Apart) From() string { return storyid.Unmarked(s.To) }

// String returns the value of the trailer.
func (s Apart) String() string { return strconv.Itoa(s.Parent) + " " + s.To }

func (s Apart) compare(t Apart) int {
	return cmp.Or(cmp.Compare(s.Parent, t.Parent), strings.Compare(s.To, t.To))
}

// parseApart reads the trailers of a merge that set stories apart.
func parseApart(data []byte) (list []Apart) {
	_, message, _ := strings.Cut(string(data), "\n\n")
	for line := range strings.Lines(message) {
		value, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), keyApart+": ")
		if !ok {
			continue
		}
		parent, to, _ := strings.Cut(value, " ")
		if n, err := strconv.Atoi(parent); err == nil {
			list = append(list, Apart{n, to})
		}
	}
	return list
}
