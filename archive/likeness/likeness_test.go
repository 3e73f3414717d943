package likeness

import (
	"slices"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/news"
)

func text(headline, body string) Text {
	return TextOf(&news.Article{Headline: headline, Body: news.Body{{Sentences: strings.Split(body, "|")}}})
}

const flood = "The river rose by two metres during the night.|Three villages were cut off, the district said.|Helicopters brought food to the school of Oberau."

const more = "|More rain is expected on the upper course until the end of the week, forecasters said on Sunday." +
	"|The chancellor will visit the valley and speak with those who lost their homes, her office announced."

func TestCompare(t *testing.T) {
	tests := []struct {
		name string
		x, y Text
		same bool
	}{
		{"itself", text("Flood", flood), text("Flood", flood), true},
		{"case and punctuation", text("Flood", flood), text("Other", strings.ToUpper(strings.ReplaceAll(flood, ",", " -"))), true},
		{"one number", text("Flood", flood), text("River", strings.Replace(flood, "Three", "Four", 1)), true},
		{"grown, same headline", text("River cuts off villages", flood), text("River cuts off villages", flood+more), true},
		{"grown, other headline", text("River cuts off villages", flood), text("Chancellor visits valley", flood+more), false},
		{"another story", text("Flood", flood), text("Flood", "Parliament passed the budget after a debate of nine hours.|The opposition voted against it."), false},
		{"short, not the same", text("Flood", "The river rose at night."), text("Flood", "The river fell at night."), false},
		{"nothing", text("Flood", ""), text("Flood", flood), false},
	}
	for _, test := range tests {
		share, same := test.x.Compare(test.y)
		if same != test.same {
			t.Errorf("%s: %v (%.2f in common), want %v", test.name, same, share, test.same)
		}
	}
}

// Likeness is the same from both sides, from 0 to 1, and 1 of a text and itself;
// the sketches of alike texts meet.
func FuzzCompare(f *testing.F) {
	f.Add("Flood", flood, "Flood", strings.Replace(flood, "Three", "Four", 1))
	f.Add("地震", "地震で12人死亡", "", "")
	f.Fuzz(func(t *testing.T, headX, bodyX, headY, bodyY string) {
		x, y := text(headX, bodyX), text(headY, bodyY)
		share, same := x.Compare(y)
		back, sameBack := y.Compare(x)
		if share != back || same != sameBack || share < 0 || share > 1 {
			t.Errorf("%v %v, from the other side %v %v", share, same, back, sameBack)
		}
		if own, _ := x.Compare(x); own != 1 {
			t.Errorf("%q is like itself by %v", bodyX, own)
		}
		mine, others := x.Shingles.Sketch("s"), y.Shingles.Sketch("s")
		if len(mine) > SketchSize || !slices.IsSorted(mine) {
			t.Errorf("sketch %v", mine)
		}
		if share == 1 && !slices.Equal(mine, others) {
			t.Errorf("texts of the same words have sketches %v and %v", mine, others)
		}
	})
}
