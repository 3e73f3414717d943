package archive

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/news"
)

func searchArchive(t *testing.T) *Archive {
	a, _ := newArchive(t)
	story := func(id, headline, text string, hour int) Input {
		art := plain(headline, strings.SplitAfter(text, ". ")...)
		for i, s := range art.Body[0].Sentences {
			art.Body[0].Sentences[i] = strings.TrimSpace(s)
		}
		art.Source, art.ID, art.Published = "n.example", id, news.Instant(at(1, hour))
		return Input{Article: art, Captured: at(2, hour)}
	}
	add(t, a,
		story("1", "Quake in Elba", "At least 12 people were killed in Port Elba.", 1),
		story("1", "Quake in Elba", "At least 48 people were killed in Port Elba, officials said.", 2),
		story("1", "Quake in Elba", "Officials have withdrawn the number of deaths.", 3),
		story("2", "Élections au château", "Le président a été réélu; l'opposition proteste.", 4),
		story("3", "地震で死亡", "東京で大きな地震がありました。", 5),
		story("4", "Budget talks", "Officials met in the port. Elba was not mentioned by O'Neil.", 6),
	)
	return a
}

// TestFacets counts what a search reads, and what it does not.
func TestFacets(t *testing.T) {
	a := searchArchive(t)
	for _, test := range []struct {
		query string
		o     SearchOptions
		best  int
		want  string
	}{
		{"officials OR president", SearchOptions{}, 10, "3 of map[n.example:3], captured map[2024:3], published map[2024:3], more false"},
		{"officials OR president", SearchOptions{Filter: Filter{Limit: 1}}, 2, "2 of map[n.example:2], captured map[2024:2], published map[2024:2], more true"},
		{"killed", SearchOptions{}, 10, "0 of map[], captured map[], published map[], more false"},
		{"killed", SearchOptions{AllRevisions: true}, 10, "1 of map[n.example:1], captured map[2024:1], published map[2024:1], more false"},
	} {
		hits, f, err := a.SearchFacets(t.Context(), test.query, test.o, test.best)
		if err != nil {
			t.Fatal(err)
		}
		if limit := test.o.Limit; limit > 0 && len(hits) != limit {
			t.Errorf("%s: %d hits, want %d", test.query, len(hits), limit)
		}
		got := fmt.Sprintf("%d of %v, captured %v, published %v, more %v", f.Counted, f.Sources, f.Captured, f.Published, f.More)
		if got != test.want {
			t.Errorf("%s: got  %s\nwant %s", test.query, got, test.want)
		}
	}
}

func TestSearch(t *testing.T) {
	a := searchArchive(t)
	tests := []struct {
		query string
		o     SearchOptions
		want  string // ids of stories with their revisions
	}{
		{"officials", SearchOptions{}, "quake@3 budget@1"},
		{"killed", SearchOptions{}, ""},
		{"killed", SearchOptions{AllRevisions: true}, "quake@2(1-2)"},
		{"killed 48", SearchOptions{AllRevisions: true}, "quake@2(2-2)"},
		{"12 48", SearchOptions{AllRevisions: true}, ""},
		{`"port elba"`, SearchOptions{AllRevisions: true}, "quake@2(1-2)"},
		{`port elba`, SearchOptions{}, "budget@1"},
		{"killed -officials", SearchOptions{AllRevisions: true}, "quake@1(1-1)"},
		{"killed OR budget", SearchOptions{AllRevisions: true}, "budget@1 quake@2(1-2)"},
		{"with*", SearchOptions{}, "quake@3"},
		{"president", SearchOptions{}, "elections@1"},
		{"CHÂTEAU", SearchOptions{}, "elections@1"},
		{"地震", SearchOptions{}, "3@1"},
		{"東京", SearchOptions{}, "3@1"},
		{"o'neil", SearchOptions{}, "budget@1"},
		{"quake", SearchOptions{Filter: Filter{Source: "other"}}, ""},
		{"officials", SearchOptions{Filter: Filter{Since: at(2, 4)}}, "budget@1"},
		{"officials", SearchOptions{Filter: Filter{Clock: ByPublished, Until: at(1, 4)}}, "quake@3"},
		{"killed", SearchOptions{AllRevisions: true, Filter: Filter{Until: at(2, 2)}}, "quake@1(1-1)"},
		{"officials", SearchOptions{Offset: 1}, "budget@1"},
		{"officials", SearchOptions{Filter: Filter{Limit: 1}}, "quake@3"},
		{"officials", SearchOptions{Filter: Filter{Story: "budget"}}, "budget@1"},
		{"nothing such", SearchOptions{}, ""},
	}
	for _, test := range tests {
		hits, err := a.Search(t.Context(), test.query, test.o)
		if err != nil {
			t.Errorf("%s: %v", test.query, err)
			continue
		}
		var got []string
		for _, h := range hits {
			word, _, _ := strings.Cut(h.Revision.Story[strings.LastIndex(h.Revision.Story, "/")+1:], "-")
			s := fmt.Sprintf("%s@%d", word, h.Revision.Number)
			if h.First != h.Last || h.First != h.Revision.Number || word == "quake" && test.o.AllRevisions {
				s += fmt.Sprintf("(%d-%d)", h.First, h.Last)
			}
			got = append(got, s)
		}
		slices.Sort(got)
		want := strings.Fields(test.want)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s %+v: got %q, want %q", test.query, test.o, got, want)
		}
	}
	for _, bad := range []string{"", "-x", `""`, "OR", "*"} {
		if _, err := a.Search(t.Context(), bad, SearchOptions{}); !errors.Is(err, ErrQuery) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// What was added after a search is found by the next one, the text that it
// replaced no longer.
func TestSearchFollowsAdds(t *testing.T) {
	a := searchArchive(t)
	find := func(q string) int {
		hits, err := a.Search(t.Context(), q, SearchOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return len(hits)
	}
	if find("withdrawn") != 1 || find("tsunami") != 0 {
		t.Fatal("before the add")
	}
	art := plain("Quake in Elba", "A tsunami followed.")
	art.Source, art.ID = "n.example", "1"
	add(t, a, Input{Article: art, Captured: at(3, 1)})
	if find("tsunami") != 1 || find("withdrawn") != 0 {
		t.Error("after the add")
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("The ferries waited outside the harbour. ", 3)
	a, _ := newArchive(t)
	add(t, a, Input{Article: plain("Quake", "Nothing here.", "Some "+strings.TrimSpace(long)+" Then the tsunami came, "+strings.TrimSpace(long)+" and so on.")})
	hits, err := a.Search(t.Context(), `tsunami "then the"`, SearchOptions{})
	if err != nil || len(hits) != 1 {
		t.Fatalf("%d hits, %v", len(hits), err)
	}
	s := hits[0].Snippet
	var marked []string
	for _, m := range hits[0].Marks {
		marked = append(marked, s[m[0]:m[1]])
	}
	if got := strings.Join(marked, "|"); got != "Then the|tsunami" || len(s) > 210 || !strings.HasPrefix(s, "…") || !strings.HasSuffix(s, "…") {
		t.Errorf("marks %q in %q", got, s)
	}
}

// Whatever is asked, the full-text index understands it.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{`a "b c" -d OR e*`, `"`, `NEAR(a b)`, `a AND b`, `{x}:y`, `-"`, `^a`, "a\x00b", `"a"*`} {
		f.Add(s)
	}
	a, _ := newArchive(f)
	add(f, a, Input{Article: quake(12)})
	f.Fuzz(func(t *testing.T, q string) {
		if _, err := a.Search(t.Context(), q, SearchOptions{}); err != nil && !errors.Is(err, ErrQuery) {
			t.Errorf("Search(%q): %v", q, err)
		}
	})
}
