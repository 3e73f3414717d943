package claim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// quantities writes the quantities of s, each as "bound number kind what role".
func quantities(s string) []string {
	var out []string
	for _, q := range claim.Extract(s).Quantities {
		n := fmt.Sprintf("%.12g", q.Low)
		if q.High != q.Low {
			n += fmt.Sprintf("..%.12g", q.High)
		}
		what := q.Unit
		if what == "" {
			what = q.Of.Of(s)
		}
		former := ""
		if q.Former {
			former = "former"
		}
		out = append(out, strings.Join(strings.Fields(strings.Join([]string{string(q.Bound), n, string(q.Kind), what, string(q.Role), former}, " ")), " "))
	}
	return out
}

func TestQuantities(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		// numerals
		{"Twenty-five trucks crossed.", []string{"25 count trucks"}},
		{"One hundred and five trucks crossed.", []string{"105 count trucks"}},
		{"It has three hundred thousand readers.", []string{"300000 count readers"}},
		{"He owns two dozen goats.", []string{"24 count goats"}},
		{"He owns a dozen goats.", []string{"12 count goats"}},
		{"He owns half a dozen goats.", []string{"6 count goats"}},
		{"It sold half a million copies.", []string{"500000 count copies"}},
		{"It sold two and a half million copies.", []string{"2500000 count copies"}},
		{"It sold 1.5 million copies.", []string{"1500000 count copies"}},
		{"It sold 1,200,300 copies.", []string{"1200300 count copies"}},
		{"Dozens of trucks crossed.", []string{"24..99 count trucks"}},
		{"Tens of thousands of people marched.", []string{"20000..99999 count people"}},
		{"Several hundred people marched.", []string{"300..900 count people"}},
		{"A couple of shops opened.", []string{"2 count shops"}},
		{"The second man left.", nil},
		{"No one came.", nil},
		// ranges
		{"Three to five trucks crossed.", []string{"3..5 count trucks"}},
		{"It needs 10-12 trucks.", []string{"10..12 count trucks"}},
		{"It needs 3 to 5 million tons.", []string{"3000000..5000000 measure ton"}},
		{"Between 10 and 20 people came.", []string{"10..20 count people"}},
		{"Five or six people came.", []string{"5..6 count people"}},
		// fractions and percent
		{"Two-thirds of voters agreed.", []string{"66.6666666667 percent percent"}},
		{"About a third of the houses burned.", []string{"about 33.3333333333 percent percent"}},
		{"Nearly half of the fields were dry.", []string{"nearly 50 percent percent"}},
		{"Prices rose 3.5 percent.", []string{"3.5 percent percent"}},
		{"Prices rose 3.5% in May.", []string{"3.5 percent percent"}},
		{"Rates fell by 25 basis points.", []string{"25 percent basis point"}},
		{"Support fell two percentage points.", []string{"2 percent percentage point"}},
		{"A third man left.", nil},
		// money
		{"It paid $1.5 million.", []string{"1500000 money USD"}},
		{"It paid €20bn in aid.", []string{"20000000000 money EUR"}},
		{"It paid 300 yen a piece.", []string{"300 money JPY"}},
		{"It paid 40,000 pounds in cash.", []string{"40000 money GBP"}},
		{"It paid A$5 million.", []string{"5000000 money AUD"}},
		{"It will cost between $200 million and $250 million.", []string{"200000000..250000000 money USD"}},
		{"It will cost $100 million to $200 million.", []string{"100000000..200000000 money USD"}},
		{"A 200-pound bomb fell.", []string{"200 measure pound"}},
		// measures, durations, ages, scores
		{"The lake is 12 square miles.", []string{"12 measure square mile"}},
		{"It fell to -5 degrees.", []string{"-5 measure degree"}},
		{"It fell to minus 5 degrees.", []string{"-5 measure degree"}},
		{"The talks lasted 90 minutes.", []string{"90 duration minute"}},
		{"A 90-minute meeting ended.", []string{"90 duration minute"}},
		{"A 5-year-old boy fell.", []string{"5 age year"}},
		{"Mara Kolt, 34, fell.", []string{"34 age year"}},
		{"Veria beat Soldania 3-2.", []string{"3..2 score"}},
		{"The house voted 52-48 to adjourn.", []string{"52..48 score"}},
		// bounds
		{"At least 20 trucks crossed.", []string{"at least 20 count trucks"}},
		{"No fewer than 20 trucks crossed.", []string{"at least 20 count trucks"}},
		{"More than 20 trucks crossed.", []string{"more than 20 count trucks"}},
		{"Over 20 trucks crossed.", []string{"more than 20 count trucks"}},
		{"Fewer than 20 trucks crossed.", []string{"fewer than 20 count trucks"}},
		{"Up to 20 trucks crossed.", []string{"up to 20 count trucks"}},
		{"As many as 20 trucks crossed.", []string{"up to 20 count trucks"}},
		{"Some 20 trucks crossed.", []string{"about 20 count trucks"}},
		{"An estimated 20 trucks crossed.", []string{"about 20 count trucks"}},
		{"Twenty or so trucks crossed.", []string{"about 20 count trucks"}},
		// what is no quantity
		{"He was born in 1954 in Karsand.", nil},
		{"It opened on Sept. 5, 2016.", nil},
		{"It opened at 10:30 a.m. sharp.", nil},
		{"Flight 370 vanished.", nil},
		{"An F-16 crashed near Route 66.", nil},
		{"It left 36 hours ago.", nil},
		{"The 1980s were loud.", nil},
		{"It was the 5th strike.", nil},
		// casualties
		{"The blast killed three soldiers and a civilian and wounded 10 others.", []string{
			"3 casualty soldiers killed", "1 casualty civilian killed", "10 casualty others wounded",
		}},
		{"Three soldiers and a civilian were killed.", []string{"3 casualty soldiers killed", "1 casualty civilian killed"}},
		{"Three glaziers fell from a scaffold and died.", []string{"3 casualty glaziers killed"}},
		{"Six guards paid with their lives.", []string{"6 casualty guards killed"}},
		{"Ten divers never surfaced, and 12 others escaped unhurt.", []string{"10 casualty divers missing", "12 casualty others survived"}},
		{"She was 18 and died in May.", []string{"18 count"}},
		{"The toll rose from 35 to 38.", []string{"35 casualty killed former", "38 casualty killed"}},
		{"The health office had earlier put the number of dead at 31.", []string{"31 casualty killed former"}},
		{"An earlier toll of 31 dead was wrong.", []string{"31 casualty killed former"}},
		{"Initial reports put the dead at 31, but 27 people died.", []string{"31 casualty killed former", "27 casualty people killed"}},
		{"The mayor said earlier that 31 people were killed.", []string{"31 casualty people killed"}},
		{"Earlier on Tuesday, 31 people were killed.", []string{"31 casualty people killed"}},
		{"The toll rose to 38 from 35.", []string{"38 casualty killed", "35 casualty killed former"}},
		{"At least 35 dead, 200 injured in quake", []string{"at least 35 casualty killed", "200 casualty wounded"}},
		{"Some 200 people were at the market when 48 were killed.", []string{"about 200 count people", "48 casualty killed"}},
		{"Ten people died, including three children.", []string{"10 casualty people killed", "3 casualty children killed"}},
		{"Officials were killed in three attacks.", []string{"3 count attacks"}},
		{"The war has cost 3,500 lives.", []string{"3500 casualty lives killed"}},
		{"Two thousand members of the guard have been killed.", []string{"2000 casualty members killed"}},
		{"Thirteen people did not survive.", []string{"13 casualty people killed"}},
		{"Police rounded up 40 people.", []string{"40 casualty people arrested"}},
		{"About 4,000 people were forced from their homes.", []string{"about 4000 casualty people displaced"}},
		{"Rescuers pulled 17 people from the rubble.", []string{"17 casualty people rescued"}},
		{"The number of soldiers killed has reached 98.", []string{"98 casualty killed"}},
		{"Twelve miners are trapped.", []string{"12 casualty miners trapped"}},
	} {
		if diff := cmp.Diff(c.want, quantities(c.text)); diff != "" {
			t.Errorf("%s\n%s", c.text, diff)
		}
	}
}

// quotes writes the quotes of s, each as "speaker: words" with its flags.
func quotes(s string) []string {
	var out []string
	for _, q := range claim.Extract(s).Quotes {
		flags := ""
		for _, f := range []struct {
			is   bool
			name string
		}{{q.Depth > 0, " inner"}, {q.Open, " open"}, {q.Runs, " runs"}, {q.Partial, " partial"}} {
			if f.is {
				flags += f.name
			}
		}
		out = append(out, q.Speaker+": "+q.Inner.Of(s)+flags)
	}
	return out
}

func TestQuotes(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{`"We ran," Kolt said.`, []string{"Kolt: We ran,"}},
		{`“We ran,” said Mara Kolt, a baker.`, []string{"Mara Kolt: We ran,"}},
		{`„Wir liefen“, sagte sie.`, []string{": Wir liefen partial"}},
		{`Il a dit « jamais ».`, []string{": jamais partial"}},
		{`‘We ran,’ Kolt said.`, []string{"Kolt: We ran,"}},
		{`'We ran,' Kolt said.`, []string{"Kolt: We ran,"}},
		{"``We ran,'' Kolt said.", []string{"Kolt: We ran,"}},
		{`彼は「行く」と言った。`, []string{": 行く partial"}},
		{`"We ran," he said, "and then we hid."`, []string{"he: We ran,", "he: and then we hid."}},
		{`"They told us 'go home' and left," Kolt said.`, []string{"They: go home inner partial", "Kolt: They told us 'go home' and left,"}},
		{`Kolt said the plan was "a farce" and left.`, []string{"Kolt: a farce partial"}},
		{`Kolt told reporters: "We will see."`, []string{"Kolt: We will see."}},
		{`"We ran and we ran.`, []string{": We ran and we ran. open"}},
		{`We hid," Kolt said.`, []string{"Kolt: We hid, runs"}},
		{`The officials' homes and the ministers' cars burned.`, nil},
		{`It's the '90s again, he said.`, nil},
		{`He is 6'2" tall.`, nil},
		{`President Omar Daruk, who was abroad, called it "a crime."`, []string{"President Omar Daruk: a crime. partial"}},
		{`"This is no drill," the sheriff, Cody Hunt, had warned.`, []string{"Cody Hunt: This is no drill,"}},
	} {
		got := quotes(c.text)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s\n%s", c.text, diff)
		}
	}
}

func TestAttributions(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"The army said the town fell.", []string{"The army"}},
		{"The town fell, the army said.", []string{"the army"}},
		{"The town fell, said Ana Cruz.", []string{"Ana Cruz"}},
		{"The town fell, according to state TV.", []string{"state TV"}},
		{"According to state TV, the town fell.", []string{"state TV"}},
		{"Kolt told reporters that the town fell.", []string{"Kolt"}},
		{"Ana Cruz, an analyst with the Karsand Institute, said it was early.", []string{"Ana Cruz"}},
		{"A spokesman for the ministry said it was early.", []string{"A spokesman for the ministry"}},
		{"Daruk: We will not pay.", []string{"Daruk"}},
		{"The Observatory put the toll at 53, although state TV said 48 were killed.", []string{"The Observatory", "state TV"}},
		{"The ministry confirmed 48 deaths.", []string{"The ministry"}},
		{"The group claimed responsibility.", nil},
		{"Bombings claimed by the group hit the town.", nil},
		{"He is said to be abroad.", nil},
		{"The alleged thief fled.", nil},
		{"Protesters hit the port of Port Said, state TV said.", []string{"state TV"}},
		{"Daruk praised the plan and said he would sign it.", []string{"Daruk"}},
		{"Daruk was quoted as saying he would sign it.", []string{"Daruk"}},
		{"The ministry issued a statement saying it was early.", []string{"The ministry"}},
		{"The Local Committees (LCC), an activist network, said it was early.", []string{"The Local Committees"}},
		{"Correction: The town did not fall.", nil},
		{"Last month the UN said the town fell.", []string{"the UN"}},
	} {
		var got []string
		for _, a := range claim.Extract(c.text).Attributions {
			got = append(got, a.Source.Of(c.text))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s\n%s", c.text, diff)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // "title|name kind"
	}{
		{"The talks were led by French President Louis Moreau.", []string{"French President|Louis Moreau person"}},
		{"He met Secretary of State John Kerrigan.", []string{"Secretary of State|John Kerrigan person"}},
		{"He met Mr. Kolt in Karsand.", []string{"Mr.|Kolt person", "|Karsand place"}},
		{"He works for the Institute for the Study of War.", []string{"|Institute for the Study of War organisation"}},
		{"She visited North Korea and Iraq.", []string{"|North Korea place", "|Iraq place"}},
		{"The Syrian army fell back.", []string{"|Syrian nation"}},
		{"Rescuers dug all night.", nil},
		{"Police and Government officials left on Monday.", []string{"|Government organisation"}},
		{"A Britain-based group said so.", []string{"|Britain place"}},
		{"Daruk's men fled to Vienna.", []string{"|Daruk ", "|Vienna place"}},
		{"The U.S. envoy and J. D. Vale met.", []string{"|U.S. place", "|J. D. Vale person"}},
		{"It fell in May and in March.", nil},
	} {
		var got []string
		for _, n := range claim.Extract(c.text).Names {
			got = append(got, n.Title.Of(c.text)+"|"+n.Of(c.text)+" "+string(n.Kind))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s\n%s", c.text, diff)
		}
	}
}

func TestNegationsAndHedges(t *testing.T) {
	for _, c := range []struct {
		text string
		want string
	}{
		{"He did not leave and never spoke.", "-not -never"},
		{"He didn't leave without her.", "-didn't -without"},
		{"No fewer than ten left, and not only men.", ""},
		{"He worked for Doctors Without Borders.", ""},
		{"It may have been a bomb.", "may-3"},
		{"It reportedly fell in May.", "reportedly-2"},
		{"He is said to be abroad.", "said to-2"},
		{"He is believed to be abroad.", "believed-1"},
		{"He is expected to resign.", "expected to-1"},
		{"He will certainly resign.", "certainly2"},
		{"The deal, no doubt, is dead.", "no doubt2"},
	} {
		c2 := claim.Extract(c.text)
		var got []string
		for _, n := range c2.Negations {
			got = append(got, "-"+n.Of(c.text))
		}
		for _, h := range c2.Hedges {
			got = append(got, fmt.Sprint(h.Of(c.text), h.Level))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: %q, want %q", c.text, g, c.want)
		}
	}
}

func TestDocument(t *testing.T) {
	text := [][]string{
		{`Prime Minister Elena Brandt spoke on Sunday.`, `"We won," she said.`, `"It was close."`},
		{`"We will govern.`, `We will govern well," Brandt said.`},
		{`Brandt added: "We begin today.`},
		{`"And we will not rest."`},
		{`"I did not sleep."`, `"Nobody did," said Tom Roe.`},
	}
	want := []string{"Elena Brandt", "Elena Brandt", "Elena Brandt", "Elena Brandt", "Elena Brandt", "Elena Brandt", "Tom Roe", "Tom Roe"}
	var got []string
	for _, p := range claim.Document(text) {
		for _, c := range p {
			for _, q := range c.Quotes {
				got = append(got, q.Speaker)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFate(t *testing.T) {
	for _, c := range []struct{ sentence, words, want string }{
		{"The driver was critically injured in the smash.", "injured", "wounded"},
		{"The driver was killed in the smash.", "killed", "killed"},
		{"The boy is in a critical condition.", "critical", "critical"},
		{"The bank is in a critical condition.", "critical", ""},
		{"The plan was killed in committee.", "killed", ""},
		{"The driver killed the engine.", "killed", ""},
	} {
		at := strings.Index(c.sentence, c.words)
		if got := claim.Fate(c.sentence, text.Span{Start: at, End: at + len(c.words)}); string(got) != c.want {
			t.Errorf("%q in %q: got %q, want %q", c.words, c.sentence, got, c.want)
		}
	}
}

// TestFrames holds apart figures of people that a verb harms only in some
// company.
func TestFrames(t *testing.T) {
	for _, c := range []struct{ sentence, want string }{
		{"A lorry hit two pedestrians.", "wounded"},
		{"The rise hit two voters in three.", ""},
		{"The army lost 17 soldiers.", "killed"},
		{"The club lost three players to injury.", ""},
		{"Floods claimed three motorists.", "killed"},
		{"The party claimed 40 members.", ""},
		{"Four climbers were swept to their deaths.", "killed"},
		{"Three men were sentenced to death.", ""},
		{"A crash left four pensioners with broken limbs.", "wounded"},
		{"Six women were brought out alive.", "rescued"},
		{"Measles cases rose to 84.", "infected"},
		{"Court cases rose to 84.", ""},
		{"The bodies of 12 men were found.", "killed"},
		{"A family of four was found dead.", "killed"},
		{"The lifeboat picked up 12 migrants.", "rescued"},
		{"The party picked up 12 voters.", ""},
		{"A gunman shot five people.", "wounded"},
		{"She shot 68.", ""},
	} {
		got := ""
		for _, q := range claim.Extract(c.sentence).Quantities {
			got += string(q.Role)
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.sentence, got, c.want)
		}
	}
}
