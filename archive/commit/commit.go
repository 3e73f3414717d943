// Package commit knows the form of an archive's commits: their messages, their
// trailers, who signs them and with which of the clocks. It writes those of
// revisions, captures, topics, sightings and merges, and reads any commit that git
// accepts. docs/format.md is the authority on the form.
//
// It does not know what trees hold, which commit follows on which, nor whether what
// a commit says is so.
package commit

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// The keys of the trailers of a commit, in the order in which they are written.
const (
	KeyStory         = "Story"
	KeyClass         = "Class"
	KeySourceURL     = "Source-URL"
	KeyPublished     = "Published"
	KeyModified      = "Modified"
	KeyCaptured      = "Captured"
	KeyObserved      = "Observed"
	KeyTextSHA256    = "Text-SHA256"
	KeyCapture       = "Capture"
	KeyCaptureSHA256 = "Capture-SHA256"
	KeyExtension     = "Extension"
	KeyMediaType     = "Media-Type"
	KeyExtractor     = "Extractor"
	KeyReason        = "Reason"
)

// Commit is a git commit with the trailers that newsarc gives a meaning.
type Commit struct {
	Tree      odb.ID
	Parent    odb.ID   // the first one; zero for a root
	Parents   []odb.ID // all of them
	Joined    bool     // it is a merge, byte for byte as newsarc makes it
	Apart     []Apart  // by it
	Author    Signature
	Committer Signature
	Subject   string
	Summary   string // what stands between subject and trailers, on one line
	Trailers  map[string]string
}

// ErrMalformed says that bytes are no commit. It wraps odb.ErrMalformed.
var ErrMalformed = fmt.Errorf("%w commit", odb.ErrMalformed)

// Parse reads any commit that git accepts.
func Parse(data []byte) (*Commit, error) {
	c, whole, links := &Commit{}, data, true
	for {
		line, rest, ok := bytes.Cut(data, []byte("\n"))
		if !ok {
			return nil, ErrMalformed
		}
		data = rest
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' { // more of a signature
			continue
		}
		key, value, _ := strings.Cut(string(line), " ")
		if links = links && (key == "tree" || key == "parent"); !links && key == "parent" {
			continue // git knows no parent behind the others
		}
		if err := c.header(key, value); err != nil {
			return nil, err
		}
	}
	if c.Tree.IsZero() {
		return nil, ErrMalformed
	}
	c.message(string(data))
	c.Joined, c.Apart = isJoined(c, whole)
	return c, nil
}

func (c *Commit) header(key, value string) (err error) {
	switch key {
	case "tree":
		c.Tree, err = odb.ParseID(value)
	case "parent":
		var id odb.ID
		id, err = odb.ParseID(value)
		if c.Parents = append(c.Parents, id); len(c.Parents) == 1 {
			c.Parent = id
		}
	case "author":
		c.Author = parseSignature(value)
	case "committer":
		c.Committer = parseSignature(value)
	}
	return err
}

// message takes the message apart: the first paragraph is the subject; the last
// one, if it is another one and each of its lines reads "Key: value", holds the
// trailers; what is between becomes the summary.
func (c *Commit) message(s string) {
	s = strings.Trim(s, "\n")
	subject, rest, _ := strings.Cut(s, "\n\n")
	c.Subject = news.Line(subject)
	rest = strings.Trim(rest, "\n")
	last := rest
	if i := strings.LastIndex(rest, "\n\n"); i >= 0 {
		last = rest[i+2:]
	}
	if c.Trailers = parseTrailers(last); c.Trailers != nil {
		rest = strings.TrimSuffix(rest, last)
	}
	c.Summary = news.Line(rest)
}

func parseTrailers(s string) map[string]string {
	if s == "" {
		return nil
	}
	m := make(map[string]string, 10)
	for s != "" {
		var line string
		line, s, _ = strings.Cut(s, "\n")
		key, value, ok := strings.Cut(line, ": ")
		if !ok || strings.Contains(key, " ") {
			return nil
		}
		m[key] = value
	}
	return m
}

// Revision returns what the commit says of a revision of a story. Commits that
// were made by hand say less: then their dates and their subject stand in.
func (c *Commit) Revision(id odb.ID, story string, blob odb.ID) news.Revision {
	rev := news.Revision{
		Story: story, Commit: id.String(), Blob: blob.String(),
		Class: news.Publisher, Headline: c.Subject, Summary: c.Summary,
		Source: storyid.SourceOf(story), Captured: c.Committer.When.UTC(),
	}
	if !c.Tells(story) { // by hand, or more stories in one commit
		return rev
	}
	if storyid.Source(c.Author.Name) == rev.Source {
		rev.Source = c.Author.Name
	}
	if class := news.Class(c.Trailers[KeyClass]); class.Valid() {
		rev.Class = class
	}
	if t, ok := c.Time(KeyCaptured); ok {
		rev.Captured = t
	}
	rev.URL = c.Trailers[KeySourceURL]
	rev.Published, _ = news.ParseTime(c.Trailers[KeyPublished])
	rev.Modified, _ = news.ParseTime(c.Trailers[KeyModified])
	rev.TextSHA256 = c.Trailers[KeyTextSHA256]
	rev.Capture = c.Trailers[KeyCapture]
	rev.CaptureSHA256 = c.Trailers[KeyCaptureSHA256]
	rev.Extractor = c.Trailers[KeyExtractor]
	return rev
}

// Observed returns the time by which a revision is ordered in its story.
func (c *Commit) Observed(rev *news.Revision) time.Time {
	if c.Tells(rev.Story) {
		if t, ok := c.Time(KeyObserved); ok {
			return t
		}
	}
	return rev.Captured
}

// Time returns the time that a trailer states, in UTC; false if it states none.
func (c *Commit) Time(key string) (time.Time, bool) { return parseInstant(c.Trailers[key]) }

func parseInstant(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC(), err == nil && s != ""
}

// Tells reports whether a commit's trailers are about a story: by its id, or by the
// one that it had before it was set apart.
func (c *Commit) Tells(story string) bool {
	told := c.Trailers[KeyStory]
	return told == story || told != "" && told == storyid.Unmarked(story)
}

// Read reads a commit. The error names it.
func Read(ctx context.Context, g odb.Getter, id odb.ID) (*Commit, error) {
	data, err := odb.Read(ctx, g, odb.Commit, id)
	if err != nil {
		return nil, err
	}
	c, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", id, err)
	}
	return c, nil
}

// Parents reads the parents of a commit, and nothing else of it.
func Parents(ctx context.Context, g odb.Getter, id odb.ID) ([]odb.ID, error) {
	data, err := odb.Read(ctx, g, odb.Commit, id)
	if err != nil {
		return nil, err
	}
	parents, tree, err := Links(data)
	if err == nil && tree.IsZero() {
		err = ErrMalformed
	}
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", id, err)
	}
	return parents, nil
}

// Links returns what a commit, of which these are the bytes, points to.
func Links(data []byte) (parents []odb.ID, tree odb.ID, err error) {
	for line := range bytes.Lines(data) {
		key, value, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), " ")
		switch key {
		case "tree":
			tree, err = odb.ParseID(value)
		case "parent":
			var id odb.ID
			id, err = odb.ParseID(value)
			parents = append(parents, id)
		default:
			return parents, tree, nil // trees and parents come first
		}
		if err != nil {
			return nil, tree, err
		}
	}
	return parents, tree, nil
}
