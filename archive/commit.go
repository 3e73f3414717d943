package archive

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// The keys of the trailers of a commit, in the order in which they are written.
const (
	keyStory         = "Story"
	keyClass         = "Class"
	keySourceURL     = "Source-URL"
	keyPublished     = "Published"
	keyModified      = "Modified"
	keyCaptured      = "Captured"
	keyObserved      = "Observed"
	keyTextSHA256    = "Text-SHA256"
	keyCapture       = "Capture"
	keyCaptureSHA256 = "Capture-SHA256"
	keyExtension     = "Extension"
	keyMediaType     = "Media-Type"
	keyExtractor     = "Extractor"
	keyReason        = "Reason"
)

// commit is a git commit with the trailers that newsarc gives a meaning.
type commit struct {
	Tree      odb.ID
	Parent    odb.ID     // the first one; zero for a root
	Parents   []odb.ID   // all of them
	joined    bool       // it is a merge, byte for byte as newsarc makes it
	apart     []setApart // by it
	Author    signature
	Committer signature
	Subject   string
	Summary   string // what stands between subject and trailers, on one line
	Trailers  map[string]string
}

// signature is a git identity with a time.
type signature struct {
	Identity
	When time.Time
}

// revisionCommit is what a commit on the main branch says.
type revisionCommit struct {
	tree, parent odb.ID
	committer    Identity
	rev          *news.Revision // Commit and Blob are not looked at
	observed     time.Time      // zero: the same as rev.Captured
}

// encode returns the bytes of the commit.
func (c *revisionCommit) encode(b []byte) []byte {
	rev := c.rev
	claimed := rev.Modified
	if claimed.IsZero() {
		claimed = rev.Published
	}
	if claimed.IsZero() {
		claimed = news.Instant(rev.Captured)
	}
	author := Identity{rev.Source, storyid.SourceOf(rev.Story)}
	b = appendHeader(b, c.tree, c.parent, signature{author, claimed.Time}, signature{c.committer, rev.Captured})
	b = append(b, rev.Headline...)
	b = append(b, '\n')
	if rev.Summary != "" {
		b = append(b, '\n')
		b = append(b, rev.Summary...)
		b = append(b, '\n')
	}
	b = append(b, '\n')
	b = appendTrailer(b, keyStory, rev.Story)
	b = appendTrailer(b, keyClass, string(rev.Class))
	b = appendTrailer(b, keySourceURL, rev.URL)
	b = appendTrailer(b, keyPublished, rev.Published.String())
	b = appendTrailer(b, keyModified, rev.Modified.String())
	b = appendTrailer(b, keyCaptured, rev.Captured.UTC().Format(time.RFC3339))
	if !c.observed.IsZero() && !c.observed.Equal(rev.Captured) {
		b = appendTrailer(b, keyObserved, c.observed.UTC().Format(time.RFC3339))
	}
	b = appendTrailer(b, keyTextSHA256, rev.TextSHA256)
	b = appendTrailer(b, keyCapture, rev.Capture)
	b = appendTrailer(b, keyCaptureSHA256, rev.CaptureSHA256)
	return appendTrailer(b, keyExtractor, rev.Extractor)
}

// captureCommit is what a commit on the captures branch says.
type captureCommit struct {
	tree, parent odb.ID
	committer    Identity
	source       string
	story        string
	captured     time.Time
	sha256       string
	ext          string
	mediaType    string
	url          string // these three only where no revision came of it
	extractor    string
	reason       string
}

func (c *captureCommit) encode(b []byte) []byte {
	author := Identity{c.source, storyid.SourceOf(c.story)}
	b = appendHeader(b, c.tree, c.parent, signature{author, c.captured}, signature{c.committer, c.captured})
	b = append(b, "Capture of "...)
	b = append(b, c.story...)
	b = append(b, "\n\n"...)
	b = appendTrailer(b, keyStory, c.story)
	b = appendTrailer(b, keySourceURL, c.url)
	b = appendTrailer(b, keyCaptured, c.captured.UTC().Format(time.RFC3339))
	b = appendTrailer(b, keyCaptureSHA256, c.sha256)
	b = appendTrailer(b, keyExtension, c.ext)
	b = appendTrailer(b, keyMediaType, c.mediaType)
	b = appendTrailer(b, keyExtractor, c.extractor)
	return appendTrailer(b, keyReason, c.reason)
}

func appendHeader(b []byte, tree, parent odb.ID, author, committer signature) []byte {
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

// appendSignature writes an identity and a time as git stores them. A time
// before 1970 does not fit and becomes 1970; the front matter of the text is
// the authority.
func appendSignature(b []byte, s signature) []byte {
	b = append(b, identityPart(s.Name, "unknown")...)
	b = append(b, " <"...)
	b = append(b, identityPart(s.Email, "")...)
	b = append(b, "> "...)
	b = strconv.AppendInt(b, max(s.When.Unix(), 0), 10)
	_, offset := s.When.Zone()
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	hours, minutes := offset/3600%100, offset/60%60
	return append(b, ' ', sign, '0'+byte(hours/10), '0'+byte(hours%10), '0'+byte(minutes/10), '0'+byte(minutes%10))
}

// identityPart drops what git would drop or choke on.
func identityPart(s, fallback string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == '<' || r == '>' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	if s = strings.Trim(s, " .,:;\"\\'"); s == "" {
		return fallback
	}
	return s
}

var errCommit = fmt.Errorf("%w commit", odb.ErrMalformed)

// parseCommit reads any commit that git accepts.
func parseCommit(data []byte) (*commit, error) {
	c, whole, links := &commit{}, data, true
	for {
		line, rest, ok := bytes.Cut(data, []byte("\n"))
		if !ok {
			return nil, errCommit
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
		return nil, errCommit
	}
	c.message(string(data))
	c.joined, c.apart = isJoined(c, whole)
	return c, nil
}

func (c *commit) header(key, value string) (err error) {
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
func (c *commit) message(s string) {
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

// parseSignature reads an identity and a time as git stores them, as far as
// they can be read.
func parseSignature(s string) signature {
	var sig signature
	open, end := strings.Index(s, "<"), strings.LastIndex(s, ">")
	if open < 0 || end < open {
		sig.Name = strings.TrimSpace(s)
		return sig
	}
	sig.Name, sig.Email = strings.TrimSpace(s[:open]), s[open+1:end]
	seconds, zone, _ := strings.Cut(strings.TrimSpace(s[end+1:]), " ")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return sig
	}
	sig.When = time.Unix(n, 0).UTC()
	if z, err := strconv.Atoi(zone); err == nil && z != 0 {
		sig.When = sig.When.In(time.FixedZone("", (z/100*60+z%100)*60))
	}
	return sig
}

// revision returns what the commit says of a revision of a story. Commits that
// were made by hand say less: then their dates and their subject stand in.
func (c *commit) revision(id odb.ID, story string, blob odb.ID) news.Revision {
	rev := news.Revision{
		Story: story, Commit: id.String(), Blob: blob.String(),
		Class: news.Publisher, Headline: c.Subject, Summary: c.Summary,
		Source: storyid.SourceOf(story), Captured: c.Committer.When.UTC(),
	}
	if !c.tells(story) { // by hand, or more stories in one commit
		return rev
	}
	if storyid.Source(c.Author.Name) == rev.Source {
		rev.Source = c.Author.Name
	}
	if class := news.Class(c.Trailers[keyClass]); validClass(class) {
		rev.Class = class
	}
	if t, ok := parseInstant(c.Trailers[keyCaptured]); ok {
		rev.Captured = t
	}
	rev.URL = c.Trailers[keySourceURL]
	rev.Published, _ = news.ParseTime(c.Trailers[keyPublished])
	rev.Modified, _ = news.ParseTime(c.Trailers[keyModified])
	rev.TextSHA256 = c.Trailers[keyTextSHA256]
	rev.Capture = c.Trailers[keyCapture]
	rev.CaptureSHA256 = c.Trailers[keyCaptureSHA256]
	rev.Extractor = c.Trailers[keyExtractor]
	return rev
}

// observed returns the time by which a revision is ordered in its story.
func (c *commit) observed(rev *news.Revision) time.Time {
	if c.tells(rev.Story) {
		if t, ok := parseInstant(c.Trailers[keyObserved]); ok {
			return t
		}
	}
	return rev.Captured
}

func parseInstant(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC(), err == nil && s != ""
}

func validClass(c news.Class) bool {
	switch c {
	case news.Publisher, news.CorrectionBy, news.Extraction, news.Import, news.Merge:
		return true
	}
	return false
}
