package archive

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/news"
)

const quakeStory = "elbapost.example/2024/05/01/quake-hits-port-elba-12-dead"

// named returns an archive with a story of four revisions and some others.
func namedArchive(t *testing.T) (*Archive, []news.Revision) {
	a, _ := newArchive(t)
	out := add(t, a,
		Input{Article: quake(12), Captured: at(1, 10)},
		Input{Article: quake(48), Captured: at(2, 10)},
		Input{Article: quake(112), Captured: at(2, 18)},
		Input{Article: quake(109), Captured: at(4, 10)},
	)
	add(t, a,
		Input{Article: &news.Article{Headline: "Ferries sail", Source: "elbapost.example", ID: "1", Body: quake(1).Body}, Captured: at(5, 1)},
		Input{Article: &news.Article{Headline: "Ferries sail again", Source: "elbapost.example", ID: "2", Body: quake(2).Body}, Captured: at(5, 2)},
		Input{Article: &news.Article{Headline: "Ferries sail", Source: "courier.example", ID: "3", Body: quake(3).Body}, Captured: at(6, 1)},
	)
	var revs []news.Revision
	for _, o := range out {
		revs = append(revs, o.Revision)
	}
	return a, revs
}

func TestResolve(t *testing.T) {
	a, revs := namedArchive(t)
	tests := []struct {
		name string
		want string // story@number, or an error
	}{
		{quakeStory, "quake@4"},
		{quakeStory + ".md", "quake@4"},
		{"quake-hits", "quake@4"},
		{"Quake-Hits", "quake@4"},
		{"https://www.elbapost.example/2024/05/01/quake?utm_source=x", "quake@4"},
		{"https://elbapost.example/2024/05/01/quake@2", "quake@2"},
		{"quake-hits@1", "quake@1"},
		{"quake-hits@first", "quake@1"},
		{"quake-hits@latest", "quake@4"},
		{"quake-hits~", "quake@3"},
		{"quake-hits~0", "quake@4"},
		{"quake-hits~3", "quake@1"},
		{"quake-hits^^", "quake@2"},
		{"quake-hits@4~2", "quake@2"},
		{"quake-hits@{2024-05-01}", "quake@1"},
		{"quake-hits@{2024-05-02}", "quake@3"},
		{"quake-hits@{2024-05-02 12:00}", "quake@2"},
		{"quake-hits@{2024-05-02T10:00:00Z}", "quake@2"},
		{"quake-hits@{2024-05-02T09:59:59Z}", "quake@1"},
		{"quake-hits@{2024-05}", "quake@4"},
		{"quake-hits@{2 May 2024 noon}", "quake@2"},
		{"quake-hits@{now}", "quake@4"},
		{"quake-hits@{2030}", "quake@4"},
		{"quake-hits@{published}", "quake@1"},
		{revs[1].Commit, "quake@2"},
		{revs[1].Commit[:12], "quake@2"},
		{strings.ToUpper(revs[1].Commit[:12]), "quake@2"},
		{revs[1].Commit[:12] + "~1", "quake@1"},
		{"elbapost.example/2024/05/05/ferries-sail", "ferries@1"},
		{"05/05/ferries-sail", "ferries@1"},
		{"05/05/Ferries-Sail", "ferries@1"},
		{"ferries-sail-again", "ferries@1"},
		{"ferries", `story "ferries" is ambiguous: courier.example/2024/05/06/ferries-sail, elbapost.example/2024/05/05/ferries-sail, elbapost.example/2024/05/05/ferries-sail-again`},
		{"nothing", `no story "nothing"`},
		{"quake-hits@5", `no revision "quake-hits@5": ` + quakeStory + ` has revisions 1 to 4`},
		{"quake-hits~4", `no revision "quake-hits~4": ` + quakeStory + ` has revisions 1 to 4`},
		{"quake-hits@99999999999999999999", `no revision "quake-hits@99999999999999999999": ` + quakeStory + ` has revisions 1 to 4`},
		{"ferries-sail-again@2", `no revision "ferries-sail-again@2": elbapost.example/2024/05/05/ferries-sail-again has one revision`},
		{"quake-hits@{2024-04-30}", `no revision "quake-hits@{2024-04-30}": the story was first seen 2024-05-01T10:00:00Z`},
		{"quake-hits@{soon}", `no revision "quake-hits@{soon}": "soon" is not a time such as 2016-09-06, 2016-09, 2016-09-06T14:00:00Z, yesterday, "Tuesday 14:00" or "3 days ago"`},
		{"quake-hits@{5/2/2024}", `no revision "quake-hits@{5/2/2024}": "5/2/2024" may be two days: write 2016-09-06 for 6 September`},
		{"quake-hits@{}", `no revision "quake-hits@{}": @{} names no time`},
		{"ferries-sail-again@{published}", `no revision "ferries-sail-again@{published}": the story says no time of publication`},
		{"@3", `no revision "@3": it names no story`},
		{"", `no revision "": it names no story`},
		{revs[0].Blob, fmt.Sprintf("no revision %q: it is a blob", revs[0].Blob)},
		{"ffffffffff", `no revision "ffffffffff"`},
		{"https://elbapost.example/none", `no story "https://elbapost.example/none"`},
	}
	for _, test := range tests {
		rev, err := a.Resolve(t.Context(), test.name)
		var got string
		var ambiguous *AmbiguousError
		switch {
		case errors.As(err, &ambiguous):
			var names []string
			for _, c := range ambiguous.Candidates {
				names = append(names, c.Name)
			}
			got = err.Error() + ": " + strings.Join(names, ", ")
		case err != nil:
			got = err.Error()
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%q: %v is not ErrNotFound", test.name, err)
			}
		default:
			slug := rev.Story[strings.LastIndex(rev.Story, "/")+1:]
			word, _, _ := strings.Cut(slug, "-")
			got = fmt.Sprintf("%s@%d", word, rev.Number)
		}
		if got != test.want {
			t.Errorf("%q: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestResolveRange(t *testing.T) {
	a, revs := namedArchive(t)
	tests := []struct {
		name     string
		from, to int // 0: none
	}{
		{"quake-hits@1..quake-hits@3", 1, 3},
		{"quake-hits@1..@3", 1, 3},
		{"quake-hits~2..~1", 2, 3},
		{"@2..quake-hits", 2, 4},
		{"quake-hits@2..", 2, 4},
		{"..quake-hits@3", 1, 3},
		{"quake-hits@1...quake-hits@2", 1, 2},
		{"quake-hits@{2024-05-01}..@{2024-05-02}", 1, 3},
		{revs[0].Commit[:10] + ".." + revs[3].Commit[:10], 1, 4},
		{"quake-hits", 3, 4},
		{"quake-hits@1", 0, 1},
	}
	for _, test := range tests {
		from, to, err := a.ResolveRange(t.Context(), test.name)
		if err != nil || from.Number != test.from || to.Number != test.to {
			t.Errorf("%q: %d..%d, %v", test.name, from.Number, to.Number, err)
		}
	}
	for _, bad := range []string{"..", "quake-hits..nothing", "nothing..", "quake-hits@1..@9"} {
		if _, _, err := a.ResolveRange(t.Context(), bad); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestLogFilters(t *testing.T) {
	a, _ := namedArchive(t)
	tests := []struct {
		name string
		f    Filter
		want string // numbers, with the first letter of the slug
	}{
		{"all", Filter{}, "f1 f1 f1 q4 q3 q2 q1"},
		{"oldest first", Filter{Reverse: true}, "q1 q2 q3 q4 f1 f1 f1"},
		{"limit", Filter{Limit: 2}, "f1 f1"},
		{"one story", Filter{Story: "quake"}, "q4 q3 q2 q1"},
		{"up to a revision", Filter{Story: "quake@2"}, "q2 q1"},
		{"range", Filter{Story: "quake@1..@3"}, "q3 q2"},
		{"source", Filter{Source: "Courier.example"}, "f1"},
		{"since", Filter{Since: at(4, 0)}, "f1 f1 f1 q4"},
		{"until", Filter{Until: at(2, 10)}, "q1"},
		{"published", Filter{Clock: ByPublished, Since: at(1, 0)}, "q4 q3 q2 q1"},
		{"modified falls back", Filter{Clock: ByModified, Until: at(1, 9)}, ""},
		{"class", Filter{Classes: []news.Class{news.Import}}, ""},
		{"headline", Filter{Match: "AGAIN"}, "f1"},
	}
	for _, test := range tests {
		var got []string
		for rev, err := range a.Log(t.Context(), test.f) {
			if err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			got = append(got, fmt.Sprintf("%c%d", rev.Story[strings.LastIndex(rev.Story, "/")+1], rev.Number))
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s: got %q, want %q", test.name, s, test.want)
		}
	}
	for _, f := range []Filter{{Story: "nothing"}, {Clock: "event"}, {Classes: []news.Class{"x"}}} {
		n := 0
		for _, err := range a.Log(t.Context(), f) {
			if n++; err == nil || n > 1 {
				t.Errorf("%+v: %v", f, err)
			}
		}
	}
}

func TestStories(t *testing.T) {
	a, revs := namedArchive(t)
	var got []Story
	for s, err := range a.Stories(t.Context(), Filter{Match: "quake"}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	want := []Story{{
		ID: quakeStory, Source: "elbapost.example", Headline: "Quake hits Port Elba, 109 dead", URL: quake(1).URL,
		Published: quake(1).Published, Revisions: 4, First: at(1, 10), Last: at(4, 10), Commit: revs[3].Commit,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stories (-want +got):\n%s", diff)
	}
	if s, err := a.Story(t.Context(), "quake"); err != nil || !cmp.Equal(s, want[0]) {
		t.Errorf("Story: %+v, %v", s, err)
	}
}

func TestComplete(t *testing.T) {
	a, _ := namedArchive(t)
	tests := []struct {
		prefix string
		want   []string
	}{
		{"cour", []string{"courier.example/2024/05/06/ferries-sail\tFerries sail"}},
		{"elbapost.example/2024/05/05/ferries-sail-", []string{"elbapost.example/2024/05/05/ferries-sail-again\tFerries sail again"}},
		{"quake-hits@l", []string{"quake-hits@latest"}},
		{"quake-hits@4", []string{"quake-hits@4\t2024-05-04 10:00:00"}},
		{"quake-hits@1..@f", []string{"quake-hits@1..@first"}},
		{"quake-hits@1..quake-hits@2", []string{"quake-hits@1..quake-hits@2\t2024-05-02 10:00:00"}},
		{"zzz", nil},
	}
	for _, test := range tests {
		if got := a.Complete(t.Context(), test.prefix); !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.prefix, got, test.want)
		}
	}
	var many []Input
	for i := range 150 {
		art := plain(fmt.Sprintf("Many %d", i), fmt.Sprintf("Text %d.", i))
		art.Source, art.ID = fmt.Sprintf("many%d.example", i%3), fmt.Sprint(i)
		many = append(many, Input{Article: art, Captured: at(7, 1)})
	}
	add(t, a, many...)
	if got, want := a.Complete(t.Context(), "many"), []string{"many0.example/", "many1.example/", "many2.example/"}; !slices.Equal(got, want) {
		t.Errorf("too many: got %q, want %q", got, want)
	}
}

// No name makes Resolve fail in any other way than by saying what is wrong with
// it.
func FuzzResolve(f *testing.F) {
	for _, s := range []string{"a@1..@2", "quake@{2024}", "https://x.example/a@b~1", "82f6", "~", "a^~2@first", "..", "%", "a/../b"} {
		f.Add(s)
	}
	a, _ := newArchive(f)
	add(f, a, Input{Article: quake(12), Captured: at(1, 10)}, Input{Article: quake(13), Captured: at(2, 10)})
	f.Fuzz(func(t *testing.T, name string) {
		_, err := a.Resolve(t.Context(), name)
		var ambiguous *AmbiguousError
		if err != nil && !errors.Is(err, ErrNotFound) && !errors.As(err, &ambiguous) {
			t.Errorf("Resolve(%q): %v", name, err)
		}
		if _, _, err := a.ResolveRange(t.Context(), name); err != nil && !errors.Is(err, ErrNotFound) && !errors.As(err, &ambiguous) {
			t.Errorf("ResolveRange(%q): %v", name, err)
		}
		a.Complete(t.Context(), name)
	})
}
