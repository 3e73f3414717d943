package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/newsarc/newsarc/timeline"
)

// TimelineMarkdown writes a timeline as Markdown (CommonMark): a heading for
// each day, an entry for each event, links to the reports.
func TimelineMarkdown(w io.Writer, tl *timeline.Timeline, title string) error {
	var sb strings.Builder
	fmt.Fprintf(&sb, "# %s\n", mdEscape(title))
	day := ""
	for i := range tl.Events {
		ev := &tl.Events[i]
		if key := ev.Time.Key(); key != day {
			day = key
			fmt.Fprintf(&sb, "\n## %s\n\n", mdEscape(dayHeading(ev.Time)))
		}
		mdEvent(&sb, ev)
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// dayHeading names the day or period that an event stands under.
func dayHeading(t timeline.Time) string {
	switch t.Precision {
	case timeline.Second, timeline.Minute, timeline.Hour, timeline.PartOfDay:
		t.Precision = timeline.DayLong
	case timeline.Range:
		return "From " + t.Begin.Format("2 January 2006")
	}
	t.Approximate = false
	return SpellTime(t)
}

func mdEvent(sb *strings.Builder, ev *timeline.Event) {
	sb.WriteString("- ")
	if ev.Modality != timeline.Happened {
		fmt.Fprintf(sb, "*%s:* ", ev.Modality)
	}
	if elsewhere(ev) {
		fmt.Fprintf(sb, "**%s.** ", mdEscape(ev.Place))
	}
	sb.WriteString(mdEscape(ev.Label))
	if ev.Weak || ev.Time.Precision != timeline.DayLong {
		fmt.Fprintf(sb, " (%s)", mdEscape(SpellTime(ev.Time)))
	}
	sb.WriteString(".")
	seen := make(map[string]bool)
	for i := range ev.Mentions {
		m := &ev.Mentions[i]
		if seen[m.Story] {
			continue
		}
		seen[m.Story] = true
		if webAddress(m.URL) {
			fmt.Fprintf(sb, " [%s](<%s>)", mdEscape(m.Source), mdURL(m.URL))
		} else {
			fmt.Fprintf(sb, " [%s]", mdEscape(m.Source))
		}
	}
	sb.WriteByte('\n')
	for _, f := range figures(ev) {
		fmt.Fprintf(sb, "  - %s\n", mdEscape(f))
	}
}

// mdEscape keeps a text from being taken for marks or HTML. Line ends become
// blanks.
func mdEscape(s string) string {
	var sb strings.Builder
	for _, r := range Safe(strings.Join(strings.Fields(s), " ")) {
		if strings.ContainsRune("\\`*_{}[]<>#|~&!", r) {
			sb.WriteByte('\\')
		}
		sb.WriteRune(r)
	}
	return sb.String()
}

// mdURL keeps an address inside its angle brackets.
func mdURL(u string) string {
	return strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A", " ", "%20", `\`, "%5C").Replace(u)
}
