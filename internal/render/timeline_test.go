package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

// toldArticle makes a revision of a story of one paragraph a sentence.
func toldArticle(story string, number int, captured string, sentences ...string) *news.Revision {
	at, err := time.Parse(time.RFC3339, captured)
	if err != nil {
		panic(err)
	}
	source, _, _ := strings.Cut(story, "/")
	a := &news.Article{Headline: "Bombs strike <Port> Elba", Source: source, URL: "https://" + story + "?a=1&b=2", Published: news.Day(2016, 9, 6)}
	for _, s := range sentences {
		a.Body = append(a.Body, news.Paragraph{Sentences: []string{s}})
	}
	return &news.Revision{
		Story: story, Number: number, Commit: strings.Repeat("ab", 20), Source: source, Headline: a.Headline, URL: a.URL,
		Published: a.Published, Captured: at, Article: a,
	}
}

// exampleTimeline has what views must cope with: several sources and
// revisions, figures that differ, fall and vanish, times of every kind, and
// text that would run somewhere.
func exampleTimeline() *timeline.Timeline {
	return timeline.Build([]*news.Revision{
		toldArticle("wire.example/elba", 1, "2016-09-06T08:00:00Z",
			"Two bombs struck the market of Port Elba on Monday, killing at least 48 people, state TV said.",
			"The Harbor Observatory put the death toll at 53.",
			"The =SUM(A1) <script>alert(1)</script> group began its rebellion in 2011; it was about 3 May 2014 that it took the port.",
			"Envoys will meet in the next few days, and the council may vote on Thursday."),
		toldArticle("wire.example/elba", 2, "2016-09-06T12:00:00Z",
			"Two bombs struck the market of Port Elba on Monday, killing at least 46 people, state TV said.",
			"The Harbor Observatory put the death toll at 53.",
			"The mayor did not resign on Sunday night, his office said at 9:30 p.m. on Sunday."),
		toldArticle("daily.example/blasts", 1, "2016-09-07T08:00:00Z",
			"Two bombs struck a market in Port Elba on Monday, killing 50 people, rescuers said."),
	}, timeline.Options{})
}

func TestTimelineSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	sch, err := c.Compile(filepath.Join("..", "..", "docs", "schema", "timeline.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tl := range map[string]*timeline.Timeline{"example": exampleTimeline(), "empty": timeline.Build(nil, timeline.Options{})} {
		var buf bytes.Buffer
		if err := JSON(&buf, tl); err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(&buf)
		if err != nil {
			t.Fatal(err)
		}
		if err := sch.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTimelineViews keeps the views of the example as golden files; UPDATE=1
// writes them.
func TestTimelineViews(t *testing.T) {
	tl := exampleTimeline()
	p := Timelines{Terminal: Terminal{Width: 90}, Quotes: true}
	series := timeline.Series(tl, "killed")
	before, _ := time.Parse(time.RFC3339, "2016-09-06T09:00:00Z")
	older := timeline.Build(nil, timeline.Options{AsOf: before})
	ex, ok := timeline.Explain(tl, tl.Events[len(tl.Events)-1].ID)
	if !ok {
		t.Fatal("the last event has no explanation")
	}
	const title = "Blasts in Port Elba"
	for name, write := range map[string]func(io.Writer) error{
		"text.txt":    func(w io.Writer) error { return p.Text(w, tl) },
		"series.txt":  func(w io.Writer) error { return p.Series(w, series) },
		"changes.txt": func(w io.Writer) error { return p.Changes(w, timeline.Diff(older, tl)) },
		"explain.txt": func(w io.Writer) error { return p.Explanation(w, ex) },
		"csv.csv":     func(w io.Writer) error { return TimelineCSV(w, tl) },
		"ical.ics":    func(w io.Writer) error { return TimelineICal(w, tl, title, before) },
		"knight.json": func(w io.Writer) error { return TimelineJS(w, tl, title) },
		"jsonld.json": func(w io.Writer) error { return TimelineJSONLD(w, tl, title) },
		"markdown.md": func(w io.Writer) error { return TimelineMarkdown(w, tl, title) },
		"drawing.svg": func(w io.Writer) error { return TimelineSVG(w, tl, title) },
		"linked.html": func(w io.Writer) error {
			return TimelineFragment(w, tl, func(commit string) string { return "/revision/" + commit })
		},
		"events.html": func(w io.Writer) error { return TimelineFragment(w, tl, nil) },
	} {
		var buf bytes.Buffer
		if err := write(&buf); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		golden := filepath.Join("testdata", "timeline", name)
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, buf.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(buf.Bytes(), want) {
			t.Errorf("%s changed; UPDATE=1 keeps it. Got:\n%s", name, buf.String())
		}
	}
}

// TestClaimChange: a figure given only as told before is not told now, and each
// of two speakers keeps their own.
func TestClaimChange(t *testing.T) {
	claim := func(text, speaker string, value float64) *timeline.Claim {
		return &timeline.Claim{Kind: timeline.Casualty, Role: "killed", Text: text, Speaker: speaker, Value: value}
	}
	former := claim("31", "", 31)
	former.Former = true
	for want, c := range map[string]timeline.ClaimChange{
		"killed: now 31 (police)":                             {New: claim("31", "police", 31)},
		"killed: 31, given before, by its own words":          {New: former},
		"killed: no longer 31":                                {Old: claim("31", "", 31)},
		"killed: 31 to 27 people (police) ↓":                  {Old: claim("31", "police", 31), New: claim("27 people", "police", 27)},
		"killed: 27 people (police) to 31 (the mayor's aide)": {Old: claim("27 people", "police", 27), New: claim("31", "the mayor's aide", 31)},
	} {
		if got := claimChange(&c); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTimelineCSVHasNoFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+1+1": "'+1+1", "-cmd|' /C calc'!A0": "'-cmd|' /C calc'!A0", "@SUM(A1)": "'@SUM(A1)", " \t=1": "' \t=1", "\t1": "'\t1",
		"-5": "-5", "+1.5": "+1.5", "a=1": "a=1", "": "", "＝1": "'＝1", "%0A": "'%0A",
	} {
		if got := inert(in); got != want {
			t.Errorf("inert(%q) = %q, want %q", in, got, want)
		}
	}
	var buf bytes.Buffer
	if err := TimelineCSV(&buf, exampleTimeline()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&buf).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("cell %q could run", cell)
			}
		}
	}
}

// TestTimelineICalLines holds every content line to the rules of RFC 5545, 3.1.
func TestTimelineICalLines(t *testing.T) {
	var buf bytes.Buffer
	long := strings.Repeat("Ünïcödé地震 ", 30)
	if err := TimelineICal(&buf, exampleTimeline(), long, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	s := buf.String()
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("bad line of %d octets: %q", len(line), line)
		}
	}
	unfolded := strings.ReplaceAll(s, "\r\n ", "")
	if !strings.Contains(unfolded, "X-WR-CALNAME:"+long) {
		t.Error("the long title does not unfold")
	}
}

func TestTimelineMarkup(t *testing.T) {
	tl := exampleTimeline()
	var page, svg bytes.Buffer
	if err := TimelineHTML(&page, tl, "A <b> title"); err != nil {
		t.Fatal(err)
	}
	if err := TimelineSVG(&svg, tl, "A <b> title"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "<script>alert") || strings.Contains(page.String(), "<b> title") {
		t.Error("text of an article stands unescaped in the page")
	}
	if strings.Contains(page.String(), "http://www.w3.org/1999/xlink") || strings.Contains(page.String(), "src=") {
		t.Error("the page asks for something outside")
	}
	for dec := xml.NewDecoder(&svg); ; {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the drawing is no XML: %v", err)
		}
	}
}

func TestTimelineJSRefusesNothing(t *testing.T) {
	if err := TimelineJS(io.Discard, timeline.Build(nil, timeline.Options{}), "x"); !errors.Is(err, ErrNoEvents) {
		t.Errorf("got %v, want ErrNoEvents", err)
	}
	// What the program fails on: parts of a date that are no strings.
	var buf bytes.Buffer
	if err := TimelineJS(&buf, exampleTimeline(), "x"); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Events []struct {
			Start map[string]string `json:"start_date"`
			ID    string            `json:"unique_id"`
		}
	}
	if err := json.Unmarshal(buf.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, e := range doc.Events {
		if e.Start["year"] == "" || e.ID == "" {
			t.Errorf("incomplete event %+v", e)
		}
	}
}

func TestSpellTime(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		time timeline.Time
		want string
	}{
		{timeline.Time{Begin: day("2016-09-05"), End: day("2016-09-06"), Precision: timeline.DayLong}, "5 September 2016"},
		{timeline.Time{Begin: day("2016-09-05"), End: day("2016-09-06"), Precision: timeline.DayLong, Approximate: true}, "about 5 September 2016"},
		{timeline.Time{Begin: day("2016-09-06"), End: day("2016-09-11"), Precision: timeline.Range, Approximate: true}, "6 to 10 September 2016, roughly"},
		{timeline.Time{Begin: day("2016-08-30"), End: day("2016-09-03"), Precision: timeline.Range}, "30 August to 2 September 2016"},
		{timeline.Time{Begin: day("2015-12-30"), End: day("2016-01-03"), Precision: timeline.Range}, "30 December 2015 to 2 January 2016"},
		{timeline.Time{Begin: day("2016-09-01"), End: day("2016-10-01"), Precision: timeline.Month}, "September 2016"},
		{timeline.Time{Begin: day("2010-01-01"), End: day("2020-01-01"), Precision: timeline.Decade}, "2010s"},
		{timeline.Time{Value: "2016-09-04TNI", Begin: day("2016-09-04").Add(20 * time.Hour), End: day("2016-09-05").Add(6 * time.Hour), Precision: timeline.PartOfDay}, "4 September 2016, night"},
	} {
		if got := SpellTime(tt.time); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestTimelineTicks(t *testing.T) {
	base := time.Date(2016, 9, 5, 0, 0, 0, 0, time.UTC)
	for span, want := range map[time.Duration]string{
		8 * time.Hour:                  "01:00",
		14 * 24 * time.Hour:            "5 Sep",
		400 * 24 * time.Hour:           "Oct 2016",
		60 * 365 * 24 * time.Hour:      "2020",
		290 * 365 * 24 * time.Hour / 1: "2050",
	} {
		s := timeScale{base, base.Add(span), 928}
		ticks := s.ticks(84)
		if len(ticks) < 3 || len(ticks) > 14 {
			t.Errorf("%v: %d ticks", span, len(ticks))
			continue
		}
		if ticks[0].label != want && ticks[1].label != want {
			t.Errorf("%v: ticks begin %q, %q; want %q", span, ticks[0].label, ticks[1].label, want)
		}
	}
}

// TestTimelineColor holds the breaks of lines to being the same with colour and
// without: escape sequences take no columns.
func TestTimelineColor(t *testing.T) {
	ev := &timeline.Event{
		ID: "e45b", Label: "Two bombs struck the market of Port Elba",
		Mentions: []timeline.Mention{{Source: "wire.example"}},
		Claims: []timeline.Claim{
			{Kind: timeline.Casualty, Role: "killed", Text: "at least 48 people", Speaker: "state TV"},
			{Kind: timeline.Casualty, Role: "killed", Text: "53", Speaker: "Harbor Observatory", Present: true},
			{Kind: timeline.Casualty, Role: "killed", Text: "31", Former: true, Present: true},
		},
	}
	printed := func(color bool) string {
		var sb strings.Builder
		Timelines{Terminal: Terminal{Width: 50, Color: color}}.event(&sb, ev)
		return sb.String()
	}
	plain, colored := printed(false), printed(true)
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(colored, ""); got != plain || got == colored {
		t.Errorf("with colour\n%s\nwithout\n%s", got, plain)
	}
	if !strings.Contains(plain, "killed: at least 48 people (state TV)\n") {
		t.Errorf("broken too early:\n%s", plain)
	}
}
