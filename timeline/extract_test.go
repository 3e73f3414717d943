package timeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/news"
)

// attack is wire copy of our own in the manner of a day of bombings: totals by
// two sources, sub-stories by place without a day of their own, a loss the day
// before, talks to come, a war's beginning.
func attack() *news.Revision {
	r := revision("wire.example/attacks", 1, "2016-09-06",
		"GENEVA -- Envoys failed on Monday to agree on a truce for Veria after four hours of talks.",
		"\"I believe that it can be done in the next few days,\" Foreign Minister Ivan Moroz told reporters.",
		"President Jean Roland posted a message on his website, saying he had met Moroz on Sunday night and warned him of hunger in the besieged city of Halva.",
		"# Militants claim attacks",
		"In Veria, bombings claimed by the Black Banner group struck strongholds of the government and of Taran fighters on Monday, killing at least 48 people.",
		"The wave of attacks came a day after the militants lost their last road to the outside world along the northern border.",
		"The Geneva-based Verian Watch for Human Rights put the overall death toll at 53, although Verian state TV said 48 were killed.",
		"Rebels pushed militants out of the border strip Monday, securing their hold on an area seized a day earlier.",
		"Monday's bombings came in quick succession, hitting the city of Komsk; a suburb of Darma; and the port of Tarsa.",
		"State TV showed damage at a bridge outside Tarsa.",
		"State TV said at least 35 people were killed.",
		"The Watch put the figure at 38, including an army colonel.",
		"Elsewhere, a car bomb struck a checkpoint in the provincial capital of Komsk, killing three soldiers and a civilian and wounding 10 others.",
		"The Watch said four soldiers were killed.",
		"\"It was quiet here for years,\" said Ana Petrov, a teacher, referring to the 2011 uprising against the president that began with peaceful marches.")
	r.Article.Language = "en"
	return r
}

// summary says of an event what the tests compare.
func summary(ev *Event) string {
	var figs []string
	for _, c := range ev.Claims {
		if c.Kind == Casualty {
			figs = append(figs, strings.TrimSpace(fmt.Sprintf("%s %g %s %s", c.Role, c.Value, c.Unit, c.Speaker)))
		}
	}
	slices.Sort(figs)
	return fmt.Sprintf("%s %s %s | %s | %s", ev.Time.Key(), ev.Modality, ev.Place, ev.Label, strings.Join(figs, "; "))
}

func TestExtract(t *testing.T) {
	var got []string
	for _, ev := range Extract(attack()) {
		got = append(got, summary(&ev))
	}
	want := []string{
		"2016-09-05 happened Veria | Envoys failed to agree on a truce for Veria after four hours of talks | ",
		"2016-09-06~ planned  | It can be done | ",
		"2016-09-04 happened Halva | Jean Roland had met Moroz and warned him of hunger in the besieged city of Halva | ",
		"2016-09-05 happened Veria | In Veria, bombings claimed by the Black Banner group struck strongholds of the government and of Taran fighters, killing at least 48 people | " +
			"killed 48  Verian state TV; killed 48 people; killed 53  Verian Watch for Human Rights",
		"2016-09-04 happened  | The militants lost their last road to the outside world along the northern border | ",
		"2016-09-05 happened  | Rebels pushed militants out of the border strip | ",
		"2016-09-04 happened  | Rebels pushed militants out of the border strip Monday, securing their hold on an area seized a day earlier | ",
		"2016-09-05 happened Darma | Bombings came in quick succession, hitting the city of Komsk; a suburb of Darma; and the port of Tarsa | ",
		"2016-09-05 happened Tarsa | At least 35 people were killed | killed 35 people Verian state TV; killed 38  Verian Watch for Human Rights",
		"2016-09-05 happened Komsk | A car bomb struck a checkpoint in the provincial capital of Komsk, killing three soldiers and a civilian and wounding 10 others | " +
			"killed 1 civilian; killed 3 soldiers; killed 4 soldiers Verian Watch for Human Rights; wounded 10 others",
		"2011 happened  | The 2011 uprising against the president that began with peaceful marches | ",
	}
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("event %d:\n got %s\nwant %s", i, g, w)
		}
	}
}

// TestStamp tells the day of publication in a story from the stamp of a page.
func TestStamp(t *testing.T) {
	for _, tt := range []struct {
		sentence, expression string
	}{
		{"A quake killed 31 people in Port Elba on Tuesday, September 6, 2016, the mayor said.", "Tuesday, September 6, 2016"},
		{"PORT ELBA (Wire) - A quake killed 31 people on September 6, 2016, the mayor said.", "September 6, 2016"},
		{"Posted on September 6, 2016 A quake killed 31 people in Port Elba.", ""},
		{"Published Tuesday September 6, 2016 A quake killed 31 people in Port Elba.", ""},
	} {
		events := Extract(revision("wire.example/quake", 1, "2016-09-06", tt.sentence))
		if len(events) == 0 {
			t.Errorf("%s: no event", tt.sentence)
			continue
		}
		if got := events[0].Mentions[0].Expression; got != tt.expression {
			t.Errorf("%s: time by %q, want %q", tt.sentence, got, tt.expression)
		}
	}
}
