package web

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// checkCommand says what is damaged, and what is still good.
const checkCommand = "newsarc verify --read-data"

// gap stands in a list for a revision that is left out, since its text or commit,
// or that of the one before, is missing or damaged. Nothing of it is shown.
type gap struct {
	Story    string    `json:"story"`
	Number   int       `json:"number,omitempty"` // 0: a capture that became no revision
	Commit   string    `json:"commit"`
	Captured time.Time `json:"captured"`

	Cause  string `json:"cause"`  // the revision that cannot be read: this one, or the one before
	Part   string `json:"part"`   // of that: commit, text, capture
	Object string `json:"object"` // its id
	State  string `json:"state"`  // "missing" or "damaged"
	What   string `json:"error"`  // all of it in a sentence
	Check  string `json:"check"`  // the command that says more

	Readable bool `json:"-"` // the text is there: what it changed cannot be told
	at       int  // index of the entry of the list before which it stands
}

// gapOf returns what stands for a revision that an error hides; false if that is
// no damage. A nil revision is the one that cannot be read.
func gapOf(rev *news.Revision, err error) (gap, bool) {
	var u *archive.UnreadableError
	if !errors.As(err, &u) {
		return gap{}, false
	}
	cause := revisionName(u.Story, u.Number)
	g := gap{
		Story: u.Story, Number: u.Number, Commit: u.Commit, Captured: u.Captured,
		Cause: cause, Part: u.Part, Object: u.Object, State: "damaged", Check: checkCommand,
	}
	if u.Missing() {
		g.State = "missing"
	}
	g.What = fmt.Sprintf("%s cannot be read: its %s is %s (object %s)", cause, g.Part, g.State, g.Object)
	if rev != nil && rev.Commit != "" && rev.Commit != u.Commit {
		g.Story, g.Number, g.Commit, g.Captured, g.Readable = rev.Story, rev.Number, rev.Commit, rev.Captured, true
		g.What = fmt.Sprintf("what changed in %s cannot be told: %s", g.Name(), g.What)
	}
	return g, true
}

// Name returns the name of the revision that is left out.
func (g gap) Name() string { return revisionName(g.Story, g.Number) }

func revisionName(story string, number int) string {
	if number == 0 {
		return story
	}
	return fmt.Sprintf("%s@%d", story, number)
}

// gaps are what a list leaves out, in the order of the list.
type gaps []gap

// leaveOut notes a revision that cannot be read; false: that is not what is wrong.
func (s *Server) leaveOut(ctx context.Context, list *gaps, rev *news.Revision, err error) bool {
	g, ok := gapOf(rev, err)
	if !ok || ctx.Err() != nil {
		return false
	}
	s.metrics.unreadable.Add(1)
	if s.o.Damage != nil {
		s.o.Damage(err)
	}
	s.o.Log.Warn("left out", "revision", g.Name(), "commit", g.Commit, "error", err.Error())
	*list = append(*list, g)
	return true
}

// skip returns what notes the revisions that a function of package join leaves out.
func (s *Server) skip(ctx context.Context, list *gaps) func(error) {
	return func(err error) { s.leaveOut(ctx, list, nil, err) }
}

// cursorForm is that of the cursor after a revision whose commit cannot be read:
// its name. All others are commits. To compile it takes as long as all else before
// main, so that it waits until it is asked for.
var cursorForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z0-9][a-z0-9._/-]{0,1000}@[0-9]{1,9}$`)
})

// cursorOf returns the cursor that goes on after a revision, or after the one that
// an error names.
func cursorOf(rev *news.Revision, err error) string {
	if g, ok := gapOf(nil, err); ok && rev.Commit == "" {
		return g.Name()
	}
	return rev.Commit
}

// row is an entry of a list, or what stands in its place.
type row[T any] struct {
	Entry *T
	Gap   *gap
}

// rows puts gaps between the entries of a list, where they belong.
func rows[T any](entries []T, left gaps) []row[T] {
	out := make([]row[T], 0, len(entries)+len(left))
	for i := 0; i <= len(entries); i++ {
		for len(left) > 0 && left[0].at <= i {
			out = append(out, row[T]{Gap: &left[0]})
			left = left[1:]
		}
		if i < len(entries) {
			out = append(out, row[T]{Entry: &entries[i]})
		}
	}
	return out
}

// topicGap stands for a topic that cannot be read.
type topicGap struct {
	Name  string `json:"name"`
	What  string `json:"error"`
	Check string `json:"check"`
}

func newTopicGap(t *archive.Topic) topicGap {
	return topicGap{t.Name, "topic " + t.Name + " cannot be read: a part of it is missing or damaged", checkCommand}
}
