package timeline

import (
	"testing"
	"time"

	"github.com/newsarc/newsarc/text/timex"
)

// TestLabels shows what a label leaves out of a sentence, and what it keeps.
func TestLabels(t *testing.T) {
	for _, tt := range []struct{ name, sentence, want string }{
		{"time", "A bomb went off in the market on Monday.", "A bomb went off in the market"},
		{"time at the head", "On Monday, a bomb went off in the market.", "A bomb went off in the market"},
		{"late on", "A bomb went off in the market late on Monday.", "A bomb went off in the market"},
		{"sense of its own", "Rebels must leave the town by Thursday.", "Rebels must leave the town by Thursday"},
		{"attribution", "A bomb went off in the market on Monday, police said.", "A bomb went off in the market"},
		{"said on", "A bomb went off in the market, police said on Monday.", "A bomb went off in the market"},
		{"said that", "Police said on Monday that a bomb went off in the market.", "A bomb went off in the market"},
		{"warning", "Engineers warned on Monday that the old dam could fail.", "Engineers warned that the old dam could fail"},
		{"promise", "Police said on Monday that they would hold two men.", "Police said that they would hold two men"},
		{"lead-in", "KOMSK (Reuters) - A bomb went off in the market on Monday.", "A bomb went off in the market"},
		{"sign", "-12 degrees were measured on Monday.", "-12 degrees were measured"},
		{"bullet", "- 12 degrees were measured on Monday.", "12 degrees were measured"},
		{"link", "Meanwhile, a bomb went off in the market on Monday.", "A bomb went off in the market"},
		{"brackets", "A bomb (of a new kind) went off in the market on Monday.", "A bomb went off in the market"},
		{"relative clause", "A bomb went off in the old market, which had just opened, on Monday.", "A bomb went off in the old market"},
		{"abbreviation at the end", "The minister flew on Monday to the U.S.", "The minister flew to the U.S."},
		{"two times", "Rebels took the town on Monday, leaving the bridge that they had seized a day earlier.", "Rebels took the town"},
		{"dangling", "(Update 2:04 p.m.) Workers called a strike for Thursday.", "Workers called a strike for Thursday"},
		{"only said", "The watch said on Tuesday that 12 people had died on Monday.", "The watch said that 12 people had died on Monday"},
		{"part without a subject", "Rebels left on Monday a town which was taken by troops, with a full ceasefire on Thursday.", "Rebels left a town which was taken by troops"},
		{"agency's stamp", "KOMSK | Tue Sep 6, 2016 6:48 pm EST KOMSK (Reuters) - A bomb went off in the market on Monday.", "A bomb went off in the market"},
		{"range of days", "The flu had peaked between August 23 and 28, and few fell ill.", "The flu had peaked between August 23 and 28, and few fell ill"},
		{"stamp after the headline", "Mayor goes on trial over the old bridge Tuesday 6 September 2016 03.10 GMT The mayor denied on Monday that he sold it.", "The mayor denied that he sold it"},
		{"ends with after", "The army left Komsk on Monday after, the ministry said, it had restored order.", "The army left Komsk on Monday after, the ministry said, it had restored order"},
		{"cleft", "It was on Monday that rebels took the port.", "It was on Monday that rebels took the port"},
		{"who said it", "Mayor Ana Petrov said she had met rebels on Monday.", "Ana Petrov had met rebels"},
		{"another he", "He fired at the car on Monday, police chief Jan Bittar said.", "He fired at the car"},
		{"who said it, and when", "The army freed 27 workers, who were seized in two raids this year, the ministry said on Monday.", "The army freed 27 workers"},
		{"several", "They fired at the car on Monday, police chief Jan Bittar said.", "They fired at the car"},
		{"one of many", "Police said he was arrested on Monday.", "He was arrested"},
		{"self", "\"We took the bridge on Monday,\" said Ana Petrov, a rebel.", "Ana Petrov: We took the bridge"},
		{"self, told on a day", "\"We are still digging,\" Ana Petrov told reporters at noon on Monday.", "Ana Petrov: We are still digging"},
		{"relative clause with the time", "The dam, which was completed in 2011, holds the water of a town.", "The dam, which was completed in 2011, holds the water of a town"},
		{"it is no person", "Her spokesman said it would end on Monday.", "It would end"},
		{"a body", "The Agriculture Ministry said Monday it had lost $1.2 billion.", "The Agriculture Ministry had lost $1.2 billion"},
		{"what is left open", "The mayor has not said whether she will run again in September.", "The mayor has not said whether she will run again in September"},
		{"planned for", "Pilots called off a strike planned for Thursday after a deal.", "Pilots called off a strike planned for Thursday after a deal"},
		{"when", "The order came on Monday, when engineers feared for the wall.", "The order came when engineers feared for the wall"},
		{"too short to cut", "He died Monday.", "He died Monday"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			events := Extract(revision("s", 1, "2016-09-06", tt.sentence))
			if len(events) == 0 {
				t.Fatal("no event")
			}
			if events[0].Label != tt.want {
				t.Errorf("got  %q\nwant %q", events[0].Label, tt.want)
			}
		})
	}
}

// TestLaterLabels: of a sentence with two times, what the label of the second
// says.
func TestLaterLabels(t *testing.T) {
	for _, tt := range []struct{ name, sentence, want string }{
		{"what was said", "The watch said on Tuesday that 12 people had died on Monday.", "12 people had died"},
		{"own part", "Rebels took the town on Monday, and the army shelled the bridge on Tuesday.", "The army shelled the bridge"},
		{"no subject", "Rebels left the town on Monday, with a full truce on Tuesday.", "Rebels left the town on Monday, with a full truce"},
	} {
		events := Extract(revision("s", 1, "2016-09-06", tt.sentence))
		if len(events) != 2 || events[1].Label != tt.want {
			t.Errorf("%s: got %+v, want %q", tt.name, events, tt.want)
		}
	}
}

func TestModality(t *testing.T) {
	for sentence, want := range map[string]Modality{
		"The council will vote on Thursday.":                               Planned,
		"The council is to vote on Thursday.":                              Planned,
		"The council may vote on Thursday.":                                Possible,
		"The council voted on Monday.":                                     Happened,
		"The council did not vote on Monday.":                              Denied,
		"The strike planned for Thursday was called off.":                  Denied,
		"The council voted on Monday and will meet again.":                 Happened,
		"Engineers warned on Monday that the dam could fail.":              Happened,
		"Talks are expected to resume quickly, probably later this week.":  Planned,
		"The minister, who resigned on Monday, denies that he took money.": Happened,
		"If the dam fails on Thursday, the town is lost.":                  Possible,
		"The minister expects 800,000 visitors this year.":                 Planned,
	} {
		events := Extract(revision("s", 1, "2016-09-06", sentence))
		if len(events) != 1 || events[0].Modality != want {
			t.Errorf("%s: got %+v, want %s", sentence, events, want)
		}
	}
}

// TestStretch gives "the next few days" its period.
func TestStretch(t *testing.T) {
	ref := time.Date(2016, 9, 6, 15, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ words, value, want string }{
		{"the next few days", "PXD", "2016-09-06/2016-09-11"},
		{"the coming weeks", "PXW", "2016-09-06/2016-10-11"},
		{"the past two weeks", "P2W", "2016-08-23/2016-09-06"},
		{"recent months", "PXM", "2016-04-06/2016-09-06"},
		{"two weeks", "P2W", ""},
		{"the next PT", "PT", ""},
		{"the next", "P99999999999D", ""},
	} {
		got, ok := moment(&timex.Expression{Type: timex.Duration, Value: tt.value}, tt.words, ref)
		if !ok {
			got.Value = ""
		}
		if got.Value != tt.want {
			t.Errorf("%q: got %q, want %q", tt.words, got.Value, tt.want)
		}
		if ok && (got.Precision != Range || !got.Approximate) {
			t.Errorf("%q: %s, approximate %v", tt.words, got.Precision, got.Approximate)
		}
	}
}

func TestTerms(t *testing.T) {
	same := [][2]string{
		{"bombs", "bombing"}, {"bombed", "bomb"}, {"stopped", "stop"}, {"agencies", "agency"}, {"moved", "move"}, {"H1N1", "h1n1"}, {"Zürich", "zürich"},
	}
	for _, p := range same {
		a, b := terms(p[0]), terms(p[1])
		if len(a) != 1 || len(b) != 1 || a[0] != b[0] {
			t.Errorf("%q and %q are different words", p[0], p[1])
		}
	}
	if got := terms("On Monday the 48 of them said 35, 20th"); len(got) != 0 {
		t.Errorf("words without a meaning of their own: got %d terms", len(got))
	}
}
