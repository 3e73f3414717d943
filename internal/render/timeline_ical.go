package render

import (
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/newsarc/newsarc/timeline"
)

// TimelineICal writes the events as a calendar (RFC 5545). Days and coarser
// periods are all-day entries; what is known to the minute is in UTC. Times
// that are not sharp say so in the summary, events to come are tentative, and
// denied ones are cancelled. made is when the calendar was made.
func TimelineICal(w io.Writer, tl *timeline.Timeline, title string, made time.Time) error {
	c := calendar{}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//newsarc//timeline//EN")
	c.line("CALSCALE", "GREGORIAN")
	c.text("X-WR-CALNAME", title)
	for i := range tl.Events {
		c.event(&tl.Events[i], made)
	}
	c.line("END", "VCALENDAR")
	_, err := io.WriteString(w, c.String())
	return err
}

type calendar struct{ strings.Builder }

func (c *calendar) event(ev *timeline.Event, made time.Time) {
	c.line("BEGIN", "VEVENT")
	c.line("UID", ev.ID+"@newsarc")
	c.line("DTSTAMP", made.UTC().Format("20060102T150405Z"))
	switch ev.Time.Precision {
	case timeline.Second, timeline.Minute, timeline.Hour, timeline.PartOfDay:
		c.line("DTSTART", ev.Time.Begin.UTC().Format("20060102T150405Z"))
		c.line("DTEND", ev.Time.End.UTC().Format("20060102T150405Z"))
	default:
		c.line("DTSTART;VALUE=DATE", ev.Time.Begin.Format("20060102"))
		c.line("DTEND;VALUE=DATE", ev.Time.End.Format("20060102"))
	}
	summary := ev.Label
	if ev.Time.Approximate || ev.Time.Precision != timeline.DayLong && ev.Weak {
		summary = "~ " + summary
	}
	c.text("SUMMARY", summary)
	c.text("DESCRIPTION", icalDescription(ev))
	c.text("LOCATION", ev.Place)
	for i := range ev.Mentions {
		if u := ev.Mentions[i].URL; webAddress(u) {
			c.line("URL", strings.Map(oneLine, u))
			break
		}
	}
	c.line("STATUS", map[timeline.Modality]string{timeline.Planned: "TENTATIVE", timeline.Possible: "TENTATIVE", timeline.Denied: "CANCELLED"}[ev.Modality])
	c.line("TRANSP", "TRANSPARENT")
	c.line("END", "VEVENT")
}

func icalDescription(ev *timeline.Event) string {
	lines := append([]string{ev.Sentence}, figures(ev)...)
	if p := publishers(ev); len(p) > 0 {
		lines = append(lines, "Told by "+strings.Join(p, ", "))
	}
	return strings.Join(lines, "\n")
}

// text writes a property of type TEXT (RFC 5545, 3.3.11); an empty one is left
// out.
func (c *calendar) text(name, value string) {
	c.line(name, icalEscaper.Replace(strings.Map(printable, value)))
}

var icalEscaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// printable drops control characters, which the format does not allow.
func printable(r rune) rune {
	if r == '\n' {
		return r
	}
	return oneLine(r)
}

func oneLine(r rune) rune {
	if r < 0x20 || r == 0x7f {
		return -1
	}
	return r
}

// line writes a content line, folded so that none has more than 75 octets
// (RFC 5545, 3.1), never inside a character.
func (c *calendar) line(name, value string) {
	if value == "" {
		return
	}
	s := name + ":" + strings.ToValidUTF8(value, "\ufffd")
	for room := 75; len(s) > room; room = 74 { // the blank of a continuation counts
		n := room
		for n > 1 && !utf8.RuneStart(s[n]) {
			n--
		}
		c.WriteString(s[:n] + "\r\n ")
		s = s[n:]
	}
	c.WriteString(s + "\r\n")
}

// webAddress reports whether u may be shown as a link: anything else than http
// could run something.
func webAddress(u string) bool {
	return strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://")
}
