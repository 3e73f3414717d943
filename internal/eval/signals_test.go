package eval

import (
	"bytes"
	"strings"
	"testing"
)

func TestSignalsAndClaims(t *testing.T) {
	for _, c := range []struct{ command, in, want string }{
		{
			"signals", `{"id":1,"old":"The blast killed 35 people.","new":"The blast killed 38 people."}`,
			`{"id":1,"signals":["casualty","number"],"noise":null}`,
		},
		{
			"signals", `{"id":"b","old":"Updated 3 hours ago\nThe river rose.","new":"Updated 4 hours ago\nThe river rose."}`,
			`{"id":"b","signals":[],"noise":"relative-time"}`,
		},
		{
			"signals", `{"id":3,"old":"Storm kills 5\n\nBy Ann Lee\n\nIt rained.","new":"Storm kills 7\n\nBy Ann Li\n\nIt rained."}`,
			`{"id":3,"signals":["casualty","number","headline","byline"],"noise":null}`,
		},
		{"signals", `{"id":4,"old":"It rained.\n\n\nIt snowed.","new":"It rained.\n\nIt snowed."}`, `{"id":4,"signals":[],"noise":"white-space"}`},
		{"signals", `{"id":7,"old":"Police halted the march at the bridge.","new":"Police praised the march at the bridge."}`, `{"id":7,"signals":["style"],"noise":null}`},
		{"signals", `{"id":8,"old":"It rained.","new":"It rained. Crews left."}`, `{"id":8,"signals":[],"noise":null}`},
		{"signals", `{"id":5,"old":"It rained.","new":"It rained."}`, `{"id":5,"signals":[],"noise":null}`},
		{
			"claims", `{"id":6,"text":"“Über 12 men died,” Kolt said."}`,
			`{"id":6,"quantities":[{"span":[6,12],"low":12,"high":12,"kind":"casualty","of":"men","role":"killed","by":"Kolt"}],` +
				`"quotes":[{"span":[1,18],"speaker":"Kolt"}],"names":[{"span":[20,24]}],"attributions":[{"span":[20,29],"who":"Kolt"}]}`,
		},
	} {
		var out, stderr bytes.Buffer
		if status := Main([]string{c.command}, strings.NewReader(c.in+"\n"), &out, &stderr); status != 0 {
			t.Errorf("%s: status %d: %s", c.in, status, stderr.String())
		}
		if got := strings.TrimSpace(out.String()); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestSignalsRefusesWhatIsNoJSON(t *testing.T) {
	var out, stderr bytes.Buffer
	if status := Main([]string{"signals"}, strings.NewReader("{\n"), &out, &stderr); status != 128 {
		t.Errorf("status %d", status)
	}
}
