package e2e

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// link is an entry of a TimeMap or a Link header, as memento-client gives it.
type link struct{ Href, Rel, Datetime string }

// mementos asks memento-client for the mementos of an address; of a moment, if
// one is given.
func mementos(t *testing.T, s *site, address string, moment ...string) []link {
	t.Helper()
	modules := filepath.Dir(fromNPM(t, "memento-client"))
	c := exec.Command(tool(t, "node", "nodejs"), append([]string{"memento.js", modules, s.url, address}, moment...)...)
	var stderr strings.Builder
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("memento-client: %v\n%s", err, stderr.String())
	}
	var list []link
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatalf("memento-client says %q: %v", out, err)
	}
	return list
}

// TestMemento lets a Memento client that others wrote read the TimeMap, follow
// each memento, and ask the TimeGate.
func TestMemento(t *testing.T) {
	s := siteOf(t)
	const address = "https://harbourpost.example/world/calder-quake"
	var found []link
	for _, l := range mementos(t, s, address) {
		if strings.Contains(l.Rel, "memento") {
			found = append(found, l)
		}
	}
	if len(found) != 6 || found[0].Rel != "first memento" || found[5].Rel != "last memento" {
		t.Fatalf("memento-client finds %v", found)
	}
	for _, l := range found {
		resp, err := http.Get(l.Href)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Memento-Datetime"); got != l.Datetime || resp.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, of %q, want %q", l.Href, resp.StatusCode, got, l.Datetime)
		}
	}
	third, err := http.ParseTime(found[2].Datetime)
	if err != nil {
		t.Fatal(err)
	}
	near := map[string]string{}
	for _, l := range mementos(t, s, address, third.Add(time.Minute).Format(time.RFC3339)) {
		near[l.Rel] = l.Href
	}
	if near["memento"] != found[2].Href || near["prev memento"] != found[1].Href || near["next memento"] != found[3].Href {
		t.Errorf("near the third memento, memento-client finds %v", near)
	}
	if list := mementos(t, s, "https://harbourpost.example/nowhere"); len(list) != 0 {
		t.Errorf("of nothing it finds %v", list)
	}
}
