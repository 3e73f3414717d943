package jsonl_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/ingest/jsonl"
)

// TestBodyIsTakenAsItIs shows that sentences that another splitter would part
// or join come back as they were exported.
func TestBodyIsTakenAsItIs(t *testing.T) {
	const line = `{"schema":"newsarc.article","headline":"One two.","stand_in":true,"source":"example.org","captured":"2024-05-06T08:01:00Z",
"body":[{"sentences":["One two. Three.","Four"]},{"kind":"heading","sentences":["Five"]}]}`
	for it := range (jsonl.Decoder{}).Decode(ingest.Raw{Name: "x", Reader: bytes.NewReader(bytes.ReplaceAll([]byte(line), []byte("\n"), nil))}) {
		if it.Err != nil {
			t.Fatal(it.Err)
		}
		a := it.Article
		if len(a.Body) != 2 || a.Body[0].Sentences[0] != "One two. Three." || a.Body[1].Kind != "heading" || !a.StandIn {
			t.Errorf("got %+v", a)
		}
		if !it.Captured.Equal(time.Date(2024, 5, 6, 8, 1, 0, 0, time.UTC)) || it.Raw != nil {
			t.Errorf("captured %v, capture %q", it.Captured, it.Raw)
		}
	}
}
