package wire

import (
	"testing"

	"github.com/newsarc/newsarc/news"
)

func TestDateline(t *testing.T) {
	for _, test := range []struct{ text, place, rest string }{
		{"HANGZHOU, China -- The meeting failed.", "HANGZHOU, China", "The meeting failed."},
		{"LONDON (Reuters) - Stocks fell.", "LONDON (Reuters)", "Stocks fell."},
		{"WASHINGTON — The Senate met.", "WASHINGTON", "The Senate met."},
		{"CAIRO, Jan. 5 (AP) — A fire broke out.", "CAIRO, Jan. 5 (AP)", "A fire broke out."},
		{"ST. PAUL, Minn. (AP) _ Snow fell.", "ST. PAUL, Minn. (AP)", "Snow fell."},
		{"NEW YORK/LONDON (Reuters) - Oil rose.", "NEW YORK/LONDON (Reuters)", "Oil rose."},
		{"Port Elba, Norland (NP) -- A quake struck.", "Port Elba, Norland (NP)", "A quake struck."},
		{"(CNN) -- A quake struck.", "(CNN)", "A quake struck."},
		{"PARIS — “Enough,” he said.", "PARIS", "“Enough,” he said."},
		{"BEIJING -- 12 people died.", "BEIJING", "12 people died."},
		{"The treaty -- a long one -- failed.", "", ""},
		{"He left - and came back.", "", ""},
		{"UN - the body that met on Monday - adjourned.", "", ""},
		{"NATO members met.", "", ""},
		{"Paris — A city of lights.", "", ""},
		{"LONDON --", "", ""},
	} {
		place, rest, ok := Dateline(test.text)
		if ok != (test.place != "") {
			t.Errorf("%q: found %v (%q)", test.text, ok, place)
		} else if ok && (place != test.place || rest != test.rest) {
			t.Errorf("%q: got %q, %q; want %q, %q", test.text, place, rest, test.place, test.rest)
		}
	}
}

func TestByline(t *testing.T) {
	for text, want := range map[string]bool{
		"By Ann Lee":                             true,
		"By ANN LEE and RAJ PATEL":               true,
		"By Ann Lee, Raj Patel and Bo van Dyke":  true,
		"by Ann Lee, Norland Press":              true,
		"By Monday the water had risen.":         false,
		"By the time help came, it was too late": false,
		"Ann Lee":                                false,
		"By Martin Lane Jr.":                     true,
	} {
		if _, got := Byline(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestNote(t *testing.T) {
	for _, test := range []struct {
		text string
		kind news.NoteKind // empty: none
	}{
		{"Correction: It was six, not seven.", news.Correction},
		{"CORRECTION (May 2): It was six.", news.Correction},
		{"Corrections and clarifications: It was six.", news.Correction},
		{"Correction, May 2, 2024: It was six.", news.Correction},
		{"This story has been corrected to show that six people died.", news.Correction},
		{"This article was amended on 2 May to show the toll.", news.Correction},
		{"An earlier version of this article misspelled a name.", news.Correction},
		{"Clarification: The vote was not binding.", news.Clarification},
		{"RETRACTION: The study has been withdrawn.", news.Retraction},
		{"This article has been retracted.", news.Retraction},
		{"Editor's note: Some readers may be upset.", news.EditorsNote},
		{"Editor’s Note: Some readers may be upset.", news.EditorsNote},
		{"[Editor's note: Some readers may be upset.]", news.EditorsNote},
		{"UPDATE: The bridge has reopened.", news.Update},
		{"This story has been updated with the toll.", news.Update},
		{"A Section on 09/06/2016", news.Print},
		{"Business Section on 09/06/2016", news.Print},
		{"A version of this article appears in print on May 2, 2024, on Page A1.", news.Print},
		{"Print Headline: Quake kills 12", news.Print},
		{"Information for this article was contributed by Bo Dale of Norland Press.", news.Credit},
		{"Norland Press writers Bo Dale and Ann Lee contributed to this report.", news.Credit},
		{"(Reporting by Ann Lee; Editing by Bo Dale)", news.Credit},
		{"Reporting by Ann Lee in Arden; editing by Bo Dale", news.Credit},
		{"The Associated Press contributed to this report.", news.Credit},
		{"Bo Dale reported from Arden, and Ann Lee from Port Elba.", news.Credit},
		{"Corrections officers went on strike on Monday.", ""},
		{"The correction came a day later.", ""},
		{"Reporting by telephone is common.", ""},
		{"Updated figures show a rise.", ""},
		{"Heavy rain contributed to the flood.", ""},
	} {
		n, ok := Note(test.text)
		if n.Kind != test.kind || ok != (test.kind != "") {
			t.Errorf("%q: got %q, want %q", test.text, n.Kind, test.kind)
		}
	}
}

func TestDay(t *testing.T) {
	for text, want := range map[string]string{
		"A Section on 09/06/2016":              "2016-09-06",
		"on 13/06/2016":                        "2016-06-13",
		"Published September 6, 2016 at 5 p.m": "2016-09-06",
		"Sept. 6, 2016":                        "2016-09-06",
		"6 September 2016":                     "2016-09-06",
		"6th of June, 2016":                    "2016-06-06",
		"2016-09-06 and 2017-01-01":            "2016-09-06",
		"Feb. 30, 2016":                        "",
		"02/30/2016":                           "",
		"September 2016":                       "",
		"1 May 2024, updated May 2, 2024":      "2024-05-01",
	} {
		got, _ := Day(text)
		if got.String() != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestDateLine(t *testing.T) {
	for _, test := range []struct {
		text  string
		later bool
		ok    bool
	}{
		{"Published: Wednesday, May 1, 2024 at 9:30 a.m. EDT", false, true},
		{"Updated May 2, 2024", true, true},
		{"May 1, 2024 | 9:30am", false, true},
		{"The talks of May 1, 2024, failed.", false, false},
		{"May", false, false},
	} {
		_, later, ok := DateLine(test.text)
		if later != test.later || ok != test.ok {
			t.Errorf("%q: got %v, %v", test.text, later, ok)
		}
	}
}

func TestFurniture(t *testing.T) {
	for text, want := range map[string]bool{
		"Upcoming Events":                        true,
		"ADVERTISEMENT":                          true,
		"Story continues below advertisement":    true,
		"Share this article":                     true,
		"Share on Facebook":                      true,
		"Facebook Twitter Email":                 true,
		"Read more:":                             true,
		"More from World":                        true,
		"Related Stories":                        true,
		"Sign up for our morning newsletter":     true,
		"© 2024 Norland Press":                   true,
		"12 Comments":                            true,
		"5 min read":                             true,
		"More on the quake is expected today.":   false,
		"Copyright law is about to change":       false,
		"Get the email that he sent, he said.":   false,
		"Sign up for our newsletter, it's free.": true,
		"More people are missing.":               false,
		"Shares fell on Monday.":                 false,
		"The share of voters rose.":              false,
		"Home prices fell in May.":               false,
		"Related charges were dropped.":          false,
		"Video showed the bridge falling.":       false,
		"Sign language was taught.":              false,
		"The comments drew criticism.":           false,
		"Follow-up talks are planned.":           false,
		"Top officials met on Monday in Arden.":  false,
	} {
		if got := Furniture(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
