package archive

import (
	"fmt"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/news"
)

// flood is a text of some length whose words can be changed one by one.
func flood(headline string, change ...string) *news.Article {
	text := `The river Elba rose by two metres overnight and flooded the lower town of Norhaven before dawn on Friday.
Firefighters in boats took some four hundred people from the roofs of their houses, the mayor said.
Two schools and a sports hall were opened as shelters, and the army sent field kitchens and blankets.
Forecasters expect more rain at the weekend and warned that the dam above the town was almost full.
The railway line to the coast is closed until further notice because the water has washed away the track bed.
Insurers said that it was too early to tell what the damage would come to, but that it would be large.`
	a := &news.Article{Headline: headline}
	text = strings.NewReplacer(change...).Replace(text)
	for _, s := range strings.Split(text, "\n") {
		a.Body = append(a.Body, news.Paragraph{Sentences: []string{s}})
	}
	return a
}

func TestMatch(t *testing.T) {
	withURL := func(a *news.Article, url string, aliases ...string) *news.Article {
		a.Source, a.URL, a.Aliases = "n.example", url, aliases
		return a
	}
	withID := func(a *news.Article, id string) *news.Article {
		a.Source, a.ID = "n.example", id
		return a
	}
	from := func(a *news.Article, source string) *news.Article {
		a.Source = source
		return a
	}
	changed := []string{"two metres", "three metres", "four hundred", "six hundred"}
	other := plain("Budget passes", "Parliament passed the budget for next year after a debate of nine hours on Friday.",
		"The opposition said that it would take the vote to the constitutional court, because the house had no quorum.")
	tests := []struct {
		name          string
		first, second Input
		want          MatchKind
		near          bool
	}{
		{"the same URL", Input{Article: withURL(flood("Flood"), "https://n.example/1")}, Input{Article: withURL(other, "http://www.n.example/1/?utm_medium=x")}, ByURL, false},
		{"a known alias", Input{Article: withURL(flood("Flood"), "https://n.example/1", "https://m.n.example/1")}, Input{Article: withURL(other, "https://m.n.example/1")}, ByURL, false},
		{"an alias of the new one", Input{Article: withURL(flood("Flood"), "https://n.example/1")}, Input{Article: withURL(other, "https://n.example/2", "https://n.example/1")}, ByURL, false},
		{"the same id", Input{Article: withID(flood("Flood"), "a1")}, Input{Article: withID(other, "a1")}, ByID, false},
		{"the same id of another source", Input{Article: withID(flood("Flood"), "a1")}, Input{Article: from(withID(flood("Flood"), "a1"), "m.example")}, NoMatch, false},
		{"another id, the same words", Input{Article: withID(flood("Flood"), "a1")}, Input{Article: withID(flood("Flood", changed...), "a2")}, NoMatch, false},
		{"another URL, the same words", Input{Article: withURL(flood("Flood"), "https://n.example/1")}, Input{Article: withURL(flood("Flood", changed...), "https://n.example/2")}, NoMatch, false},
		{"some words changed", Input{Article: flood("Flood")}, Input{Article: flood("Flood grows", changed...)}, ByLikeness, false},
		{"another source", Input{Article: flood("Flood")}, Input{Article: from(flood("Flood"), "m.example")}, NoMatch, false},
		{"another text", Input{Article: flood("Flood")}, Input{Article: other}, NoMatch, false},
		{"kept apart", Input{Article: flood("Flood")}, Input{Article: flood("Flood grows", changed...), New: true}, NoMatch, false},
		{"kept apart, but the same", Input{Article: flood("Flood")}, Input{Article: flood("Flood"), New: true}, ByLikeness, false},
		{"first without, then with URL", Input{Article: from(flood("Flood"), "n.example")}, Input{Article: withURL(flood("Flood", changed...), "https://n.example/1")}, ByLikeness, false},
		{"first with, then without URL", Input{Article: withURL(flood("Flood"), "https://n.example/1")}, Input{Article: from(flood("Flood", changed...), "n.example")}, ByLikeness, false},
		{
			"half rewritten, another headline",
			Input{Article: flood("Flood")},
			Input{Article: flood("Town under water", "Firefighters in boats took some four hundred people from the roofs of their houses, the mayor said.", "Boats were sent.", "Two schools and a sports hall were opened as shelters, and the army sent field kitchens and blankets.", "People slept in schools.", "overnight", "during the night", "almost full", "leaking", "until further notice", "for weeks")},
			NoMatch, true,
		},
		{
			"half rewritten, the same headline",
			Input{Article: flood("Flood")},
			Input{Article: flood("FLOOD", "Firefighters in boats took some four hundred people from the roofs of their houses, the mayor said.", "Boats were sent.", "Two schools and a sports hall were opened as shelters, and the army sent field kitchens and blankets.", "People slept in schools.", "overnight", "during the night", "almost full", "leaking", "until further notice", "for weeks")},
			ByLikeness, false,
		},
		{"short texts that differ", Input{Article: plain("Flash", "Quake hits Elba.")}, Input{Article: plain("Flash", "Quake hits Elba, 2 dead.")}, NoMatch, true},
		{"by name", Input{Article: flood("Flood")}, Input{Article: other, Story: "flood"}, ByName, false},
		{"by a new name", Input{Article: flood("Flood")}, Input{Article: flood("Flood"), Story: "x.example/2024/05/05/flood-again"}, ByName, false},
	}
	for _, test := range tests {
		for _, oneCall := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", test.name, oneCall), func(t *testing.T) {
				a, dir := newArchive(t)
				test.first.Captured, test.second.Captured = at(1, 10), at(2, 10)
				var out []Outcome
				if oneCall {
					out = add(t, a, test.first, test.second)
				} else {
					out = append(add(t, a, test.first), add(t, a, test.second)...)
				}
				got := out[1].Match
				if got.Kind != test.want {
					t.Errorf("matched %q, want %q (%+v)", got.Kind, test.want, got)
				}
				if oneCall {
					return // a story that the batch begins has no name yet to tell
				}
				if (got.Near != "") != test.near {
					t.Errorf("near %+v, want %v", got, test.near)
				}
				if same := out[0].Revision.Story == out[1].Revision.Story; same != (test.want != NoMatch && test.name != "by a new name") {
					t.Errorf("stories %s and %s", out[0].Revision.Story, out[1].Revision.Story)
				}
				sound(t, a, dir)
			})
		}
	}
}

// Adding the same files twice adds nothing, however they were matched.
func TestSecondRunAddsNothing(t *testing.T) {
	for _, anonymous := range []bool{false, true} {
		a, dir := newArchive(t)
		c := corpus{revisions: 300, sources: 3, perStory: 4, anonymous: anonymous}
		first, err := a.Add(t.Context(), c.inputs(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if first.Added != 300 || first.Stories < 50 || first.Stories > 120 {
			t.Errorf("anonymous %v: first run: %+v", anonymous, first)
		}
		second, err := a.Add(t.Context(), c.inputs(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := (Summary{Read: 300, Unchanged: 300}); second != want {
			t.Errorf("anonymous %v: second run: %+v", anonymous, second)
		}
		sound(t, a, dir)
	}
}

// Addresses are carried from revision to revision, and a page that is fetched by
// two of them in turn does not change with every fetch.
func TestAddressesAreKept(t *testing.T) {
	a, _ := newArchive(t)
	fetch := func(url string, hour int) Input {
		art := flood("Flood")
		art.Source, art.URL = "n.example", url
		return Input{Article: art, Captured: at(1, hour)}
	}
	moved := fetch("https://n.example/flood-grows", 3)
	moved.Article.Aliases = []string{"https://n.example/flood"}
	var got []string
	for _, in := range []Input{
		fetch("https://n.example/flood", 1), fetch("http://n.example/flood/", 2), moved,
		fetch("https://n.example/flood", 4), fetch("https://n.example/flood-grows", 5),
	} {
		got = append(got, summary(add(t, a, in)))
	}
	if want := "added 1,unchanged 1,added 2,unchanged 2,unchanged 2"; strings.Join(got, ",") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ","), want)
	}
	rev, err := a.Resolve(t.Context(), "https://n.example/flood")
	if err != nil {
		t.Fatal(err)
	}
	art, err := a.Article(t.Context(), rev)
	if err != nil || art.URL != "https://n.example/flood-grows" || len(art.Aliases) != 1 {
		t.Errorf("article has %q and %q, %v", art.URL, art.Aliases, err)
	}
}

func TestClasses(t *testing.T) {
	a, _ := newArchive(t)
	corrected := quake(13)
	corrected.Notes = []news.Note{{Kind: news.Correction, Text: "The toll is 13, not 12."}}
	page := []byte("page")
	reread := quake(13)
	reread.Notes = corrected.Notes
	reread.Byline = "By Ann Lee"
	out := add(t, a,
		Input{Article: quake(12), Captured: at(1, 1)},
		Input{Article: corrected, Captured: at(1, 2), Capture: page, CaptureExt: "html", Extractor: "html/1"},
		Input{Article: reread, Captured: at(1, 3), Capture: page, CaptureExt: "html", Extractor: "html/2"},
		Input{Article: quake(14), Captured: at(1, 4), Class: news.Import},
	)
	var got []news.Class
	for _, o := range out {
		got = append(got, o.Revision.Class)
	}
	want := []news.Class{news.Publisher, news.CorrectionBy, news.Extraction, news.Import}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if out[1].Revision.Capture == "" || out[2].Revision.Capture != out[1].Revision.Capture {
		t.Errorf("captures %q and %q", out[1].Revision.Capture, out[2].Revision.Capture)
	}
}
