package storyid

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/newsarc/newsarc/news"
)

func TestSlug(t *testing.T) {
	tests := []struct{ headline, want string }{
		{"Obama-Putin meeting yields no truce for Syria", "obama-putin-meeting-yields-no-truce"},
		{"Quake: 12 dead, $1.5 million lost", "quake-12-dead-1-5-million"},
		{"Élysée's “grand” plan", "elysees-grand-plan"},
		{"Straße, Ærø & Łódź", "strasse-aero-lodz"},
		{"Президент выступил с речью", "prezident-vystupil-s-rechiu"},
		{"Ο πρωθυπουργός στη Βουλή", "o-prothypourgos-sti-vouli"},
		{"NUL", "x-nul"},
		{"Com1", "x-com1"},
		{"../../etc/passwd", "etc-passwd"},
		{"...", ""},
		{"地震で12人死亡", "12"},
		{"地震", ""},
		{strings.Repeat("a", 200), strings.Repeat("a", 60)},
	}
	for _, test := range tests {
		if got := slug(test.headline); got != test.want {
			t.Errorf("slug(%q) = %q, want %q", test.headline, got, test.want)
		}
	}
}

func TestSlugOfHeadlineWithoutLetters(t *testing.T) {
	tests := []struct {
		article news.Article
		want    string
	}{
		{news.Article{Headline: "地震", URL: "https://x.example/2024/jishin-news.html"}, "jishin-news"},
		{news.Article{Headline: "地震", ID: "A/77"}, "a-77"},
		{news.Article{Headline: "地震"}, "story-"},
	}
	for _, test := range tests {
		if got := Slug(&test.article); !strings.HasPrefix(got, test.want) {
			t.Errorf("Slug(%v) = %q, want %q", test.article, got, test.want)
		}
	}
}

func TestSourceDir(t *testing.T) {
	tests := []struct{ source, want string }{
		{"apnews.com", "apnews.com"},
		{"https://www.apnews.com/hub", "apnews.com"},
		{"BBC News", "bbc-news"},
		{"müller.de", "xn--mller-kva.de"},
		{"Le Monde diplomatique", "le-monde-diplomatique"},
		{".git", "git"},
		{"..", ""},
		{"a..b", "a.b"},
		{"con.com", "x-con.com"},
		{"aux", "x-aux"},
		{"../../x", "x"},
		{"新聞", ""},
	}
	for _, test := range tests {
		if got := Source(test.source); got != test.want {
			t.Errorf("Source(%q) = %q, want %q", test.source, got, test.want)
		}
	}
}

// Every path that the archive makes is one that it takes for a story's, and is
// valid on every file system; making it again from itself changes nothing.
func TestPathsAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := &news.Article{
			Headline: rapid.String().Draw(t, "headline"), URL: rapid.String().Draw(t, "url"), ID: rapid.String().Draw(t, "id"),
		}
		source := Source(rapid.String().Draw(t, "source"))
		if source == "" {
			source = "local"
		}
		when := time.Unix(rapid.Int64Range(-62135596800, 253402300799).Draw(t, "time"), 0)
		id := Numbered(Dir(source, news.Time{}, when), Slug(a), rapid.IntRange(1, 100000).Draw(t, "n"))
		if !Valid(id) {
			t.Fatalf("%q is no valid story", id)
		}
		for _, part := range strings.Split(id+TextExt, "/") {
			if len(part) > maxPart || part == "." || part == ".." || strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".") {
				t.Fatalf("part %q of %q", part, id)
			}
			for _, r := range part {
				if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-.", r) {
					t.Fatalf("%q in %q", r, id)
				}
			}
		}
		if again := Source(source); again != source {
			t.Fatalf("Source(%q) = %q", source, again)
		}
		if got, ok := OfPath(id + TextExt); !ok || got != id {
			t.Fatalf("OfPath(%q) = %q, %v", id+TextExt, got, ok)
		}
	})
}

func TestValidStoryRefuses(t *testing.T) {
	for _, id := range []string{
		"", "a", "a/b", "README", "docs/notes", "a/2024/05/01", "a/2024/05/01/", "/2024/05/01/x", "a/2024/13/01/x", "a/2024/02/30/x",
		"a/24/05/01/x", "A/2024/05/01/x", "a/2024/05/01/x/y", "a/2024/05/01/..", "../2024/05/01/x", "a/2024/05/01/con",
		".git/2024/05/01/x", "a/2024/05/01/x y", "a/2024/05/01/" + strings.Repeat("x", 98),
	} {
		if Valid(id) {
			t.Errorf("Valid(%q)", id)
		}
	}
}
