package render

import (
	"fmt"
	"io"
	"time"
)

// Kept is a capture that became no revision, as far as it is shown.
type Kept struct {
	Commit   string
	Story    string
	URL      string
	Captured time.Time
	Reason   string // why it shows no article
}

// Kept prints a capture that became no revision, on two lines.
func (p Revisions) Kept(w io.Writer, k Kept) error {
	head := fmt.Sprintf("%s ", p.when(k.Captured, "2006-01-02 15:04"))
	_, err := fmt.Fprintf(w, "%s %s%s\n           %s\n", p.Paint(Yellow, short(k.Commit)), head, p.rest(Safe(k.Story), abbrev+1+len(head)), p.rest(Safe(k.Reason), abbrev+1))
	return err
}

// KeptSince says below a revision that n captures since show no article, the
// last of them why.
func (p Revisions) KeptSince(w io.Writer, n int, last Kept) error {
	captures := "a capture shows"
	if n > 1 {
		captures = fmt.Sprintf("%d captures show", n)
	}
	text := fmt.Sprintf("Since then %s no article, the last on %s (%s).", captures, p.when(last.Captured, "2006-01-02 15:04"), Safe(last.Reason))
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	for _, line := range wrap(text, min(p.Width, 80)) {
		if _, err := fmt.Fprintln(w, p.Paint(Dim, line)); err != nil {
			return err
		}
	}
	return nil
}

// Reread prints a capture that a newer extractor reads in another way.
func (p Revisions) Reread(w io.Writer, verb, story, headline, summary string) error {
	story = Safe(story)
	_, err := fmt.Fprintf(w, "%s  %s  %s\n", verb, p.Paint(Yellow, story), p.rest(Safe(headline), 14+Width(story)))
	if summary != "" && err == nil {
		_, err = fmt.Fprintf(w, "            %s\n", p.Paint(Dim, Safe(summary)))
	}
	return err
}
