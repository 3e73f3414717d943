package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/newsarc/newsarc/diff"
)

// Named is a comparison with the name of what was compared, for output that
// shows several.
type Named struct {
	Name string
	*diff.Result
}

// barWidth is the most columns that the plus and minus signs of --stat take.
const barWidth = 40

// DiffStat prints for each comparison how many words came and went, with a bar, and
// a last line that counts sentences.
func DiffStat(w io.Writer, all []Named, t Terminal) error {
	var sb strings.Builder
	var sum diff.Stat
	stats, most, name := make([]diff.Stat, len(all)), 1, 0
	for i, r := range all {
		stats[i] = r.Stat()
		most = max(most, stats[i].WordsInserted+stats[i].WordsDeleted)
		name = max(name, Width(Safe(r.Name)))
		add(&sum, stats[i])
	}
	digits := len(fmt.Sprint(most))
	bar := barWidth
	if t.Width > 0 {
		bar = min(bar, max(t.Width/3, 10))
		name = min(name, max(t.Width-bar-digits-len("  |  "), 10))
	}
	for i, r := range all {
		s := stats[i]
		plus, minus := bars(s.WordsInserted, s.WordsDeleted, most, bar)
		fmt.Fprintf(&sb, " %s | %*d %s%s\n", Pad(Truncate(Safe(r.Name), name), name), digits, s.WordsInserted+s.WordsDeleted,
			t.Paint(newStyle, strings.Repeat("+", plus)), t.Paint(oldStyle, strings.Repeat("-", minus)))
	}
	fmt.Fprintf(&sb, " %s\n", total(len(all), sum))
	_, err := io.WriteString(w, sb.String())
	return err
}

// bars scales two counts to columns; what is not nothing has at least one.
func bars(plus, minus, most, columns int) (p, m int) {
	scale := func(n int) int {
		if most <= columns || n == 0 {
			return n
		}
		return max(1, n*columns/most)
	}
	return scale(plus), scale(minus)
}

func add(sum *diff.Stat, s diff.Stat) {
	sum.Fields += s.Fields
	sum.Edited += s.Edited
	sum.Split += s.Split
	sum.Merged += s.Merged
	sum.Deleted += s.Deleted
	sum.Inserted += s.Inserted
	sum.Moved += s.Moved
	sum.WordsInserted += s.WordsInserted
	sum.WordsDeleted += s.WordsDeleted
}

// total returns the last line of --stat; what did not happen is left out.
func total(texts int, s diff.Stat) string {
	parts := []string{plural(texts, "text", "texts") + " changed"}
	if s.Fields > 0 {
		parts = append(parts, plural(s.Fields, "field", "fields"))
	}
	sentences := []string{}
	for _, c := range []struct {
		n    int
		what string
	}{{s.Edited, "edited"}, {s.Split, "split"}, {s.Merged, "merged"}, {s.Inserted, "added"}, {s.Deleted, "removed"}, {s.Moved, "moved"}} {
		if c.n > 0 {
			sentences = append(sentences, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	if len(sentences) > 0 {
		parts = append(parts, "sentences: "+strings.Join(sentences, ", "))
	}
	return strings.Join(parts, "; ") + fmt.Sprintf("; words: %d added(+), %d removed(-)", s.WordsInserted, s.WordsDeleted)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// DiffNumstat prints for each story the words added, the words removed and its
// name, with tabs between them, for programs.
func DiffNumstat(w io.Writer, all []Named) error {
	for _, r := range all {
		s := r.Stat()
		if _, err := fmt.Fprintf(w, "%d\t%d\t%s\n", s.WordsInserted, s.WordsDeleted, Safe(r.Name)); err != nil {
			return err
		}
	}
	return nil
}

// DiffSummary prints for each story one line on what changed.
func DiffSummary(w io.Writer, all []Named, t Terminal) error {
	for _, r := range all {
		s := Safe(r.Summary())
		if r.Name != "" {
			s = t.Paint(metaStyle, Safe(r.Name)) + ": " + s
		}
		if _, err := fmt.Fprintln(w, s); err != nil {
			return err
		}
	}
	return nil
}
