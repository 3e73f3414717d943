package eval

import (
	"strings"
	"testing"
)

// TestDiffCommands asks align and words as a scorer does: JSON lines in, one
// answer a line out, offsets in code points.
func TestDiffCommands(t *testing.T) {
	for _, c := range []struct{ name, command, in, want string }{
		{
			"a move and an edit", "align",
			`{"id":"a","old":{"title":"t","paras":[["One man died."],["The road is closed.","Two rivers rose in the night."]]},` +
				`"new":{"title":"t","paras":[["The road is closed.","Three rivers rose in the night."],["One man died."]]}}`,
			`{"id":"a","pairs":[[1,0],[2,1],[0,2]],"moved":[0]}`,
		},
		{
			"sentences without paragraphs", "align",
			`{"id":"b","old":{"sents":["One."]},"new":{"sents":["One.","Two."]}}`,
			`{"id":"b","pairs":[[0,0]],"moved":[]}`,
		},
		{"nothing in common", "align", `{"id":"c","old":{"sents":["One."]},"new":{"sents":[]}}`, `{"id":"c","pairs":[],"moved":[]}`},
		{
			"code points, not bytes", "words",
			`{"id":"d","old":"“Déjà vu” killed 35 .","new":"“Déjà vu” killed 38 ."}`,
			`{"id":"d","deleted":[[17,19]],"inserted":[[17,19]]}`,
		},
		{
			"a capital at the start and moved words are no other words", "words",
			`{"id":"e","old":"The road was closed , police said .","new":"Police said the road was closed ."}`,
			`{"id":"e","deleted":[[20,22]],"inserted":[]}`,
		},
		{"equal", "words", `{"id":"f","old":"a b","new":"a b"}`, `{"id":"f","deleted":[],"inserted":[]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if status := Main([]string{c.command}, strings.NewReader(c.in+"\n"), &stdout, &stderr); status != 0 {
				t.Fatalf("status %d: %s", status, stderr.String())
			}
			if got := strings.TrimSpace(stdout.String()); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	var stdout, stderr strings.Builder
	if status := Main([]string{"align"}, strings.NewReader("not JSON\n"), &stdout, &stderr); status != 128 || !strings.Contains(stderr.String(), "line 1") {
		t.Errorf("status %d, %q", status, stderr.String())
	}
}
