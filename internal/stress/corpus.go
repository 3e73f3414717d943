package main

import (
	"bytes"
	"fmt"
	"io"
	"time"
)

// burst is how many texts come at once, and burstPause what follows them: longer
// than add waits for more before it makes a batch of what it has.
const (
	burst      = 15
	burstPause = 230 * time.Millisecond
)

// records returns the JSON lines of a run: the stories of its first half are
// changed by its second.
func (r run1) records() []byte {
	var b bytes.Buffer
	for i := range r.n {
		b.Write(r.record(i))
	}
	return b.Bytes()
}

func (r run1) record(i int) []byte {
	var b bytes.Buffer
	half := (r.n + 1) / 2
	story := i % half
	// As in life, a folder of the archive holds one source's day: few stories.
	seen := time.Date(2021, 5, 1+story+37*len(r.name), 10+i/half, story/60%60, story%60, 0, time.UTC)
	fmt.Fprintf(&b, `{"id":"%s-%d","source":"wire%d.example","headline":"Report %d from %s","captured":%q,"text":"`,
		r.name, story, story%5, story, r.name, seen.Format(time.RFC3339))
	fmt.Fprintf(&b, `Observers at %s counted %d boats on Monday.\n`, r.name, i)
	for k := range 12 {
		fmt.Fprintf(&b, `Station %d sent report %d of the day, and no word came from those on berth %d.\n`, story, k, story*31+k*7)
	}
	b.WriteString("\"}\n")
	return b.Bytes()
}

// feed writes a run to a process, which may die under it.
func feed(to io.WriteCloser, r run1, bursts bool) {
	defer to.Close()
	if !bursts {
		_, _ = to.Write(r.records())
		return
	}
	for i := range r.n {
		if _, err := to.Write(r.record(i)); err != nil {
			return
		}
		if i%burst == burst-1 {
			time.Sleep(burstPause)
		}
	}
}
