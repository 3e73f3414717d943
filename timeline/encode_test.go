package timeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/newsarc/newsarc/news"
)

var events = cmp.Options{cmp.AllowUnexported(Event{}, wording{}), cmpopts.EquateEmpty()}

func TestMarshal(t *testing.T) {
	want := Extract(revision("wire.example/attack", 1, "2016-09-06", "Two bombs struck Port Elba on Monday, killing at least 48 people, state TV said.",
		"The Observatory put the toll at 53.", "\"We expect talks in the next few days and no delay,\" Ann Lee said.", "The 2011 uprising began here."))
	if len(want) < 3 {
		t.Fatalf("got %d events, want at least 3", len(want))
	}
	got, err := Unmarshal(Marshal(want))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, events); diff != "" {
		t.Errorf("came back different (-want +got):\n%s", diff)
	}
}

// TestMarshalZone: what is kept prints as what was just read.
func TestMarshalZone(t *testing.T) {
	rev := revision("wire.example/attack", 1, "2016-09-06", "Two bombs struck Port Elba at noon, police said.")
	rev.Article.Dateline = "MANILA"
	fresh := Extract(rev)
	kept, err := Unmarshal(Marshal(fresh))
	if err != nil || len(kept) == 0 {
		t.Fatalf("%d events: %v", len(kept), err)
	}
	if got, want := kept[0].Time.Begin.String(), fresh[0].Time.Begin.String(); got != want || want != "2016-09-06 12:00:00 +0800 +0800" {
		t.Errorf("kept %s, fresh %s", got, want)
	}
}

// FuzzUnmarshal states that whatever is read can be written and read again.
func FuzzUnmarshal(f *testing.F) {
	f.Add(Marshal(nil))
	f.Add(Marshal(Extract(revision("s", 1, "2016-09-06", "A bomb killed 3 people in Homs on Monday, police said."))))
	f.Fuzz(func(t *testing.T, b []byte) {
		read, err := Unmarshal(b)
		if err != nil {
			return
		}
		again, err := Unmarshal(Marshal(read))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(read, again, events, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("(-first +second):\n%s", diff)
		}
	})
}

// revision makes a revision whose text has one sentence in each paragraph; "#"
// marks a subhead.
func revision(story string, number int, published string, sentences ...string) *news.Revision {
	day, err := news.ParseTime(published)
	if err != nil {
		panic(err)
	}
	a := &news.Article{Headline: "Headline of " + story, Source: "wire.example", Published: day}
	for _, s := range sentences {
		p := news.Paragraph{Sentences: []string{s}}
		if s[0] == '#' {
			p = news.Paragraph{Kind: news.Heading, Sentences: []string{s[2:]}}
		}
		a.Body = append(a.Body, p)
	}
	return &news.Revision{
		Story: story, Number: number, Source: a.Source, Headline: a.Headline, Published: day,
		Captured: day.Time.AddDate(0, 0, number), Article: a,
	}
}
