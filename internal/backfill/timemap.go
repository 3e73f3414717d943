package backfill

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/newsarc/newsarc/ingest"
)

// TimeMap lists the captures of one page that a Memento archive has (RFC 7089,
// section 5).
type TimeMap struct {
	Original string    // the page
	Captures []Capture // in the order of the list; each has an Address
	More     []string  // addresses of further TimeMaps that continue this one
}

// ReadTimeMap reads a TimeMap in link format (RFC 6690, as RFC 7089 uses it) or
// in the JSON that Memento aggregators write. base is the address it came from,
// against which its links are resolved; it may be empty.
func ReadTimeMap(data []byte, base string) (*TimeMap, error) {
	root, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(strings.TrimPrefix(string(data), "\ufeff"))
	m := &TimeMap{}
	if strings.HasPrefix(text, "{") {
		err = m.readJSON([]byte(text), root)
	} else {
		err = m.readLinks(text, root)
	}
	if err != nil {
		return nil, err
	}
	if m.Original == "" {
		return nil, errors.New("TimeMap does not say of which page it is")
	}
	for i := range m.Captures {
		m.Captures[i].URL = m.Original
	}
	return m, nil
}

// All yields the captures, as an index does.
func (m *TimeMap) All() iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		for _, c := range m.Captures {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func (m *TimeMap) readJSON(data []byte, base *url.URL) error {
	var doc struct {
		Original string `json:"original_uri"`
		Mementos struct {
			List []struct {
				Time string `json:"datetime"`
				URI  string `json:"uri"`
			} `json:"list"`
		} `json:"mementos"`
		Pages struct {
			Next struct {
				URI string `json:"uri"`
			} `json:"next"`
		} `json:"pages"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("TimeMap: %w", err)
	}
	m.Original = doc.Original
	for _, l := range doc.Mementos.List {
		t, err := time.Parse(time.RFC3339, l.Time)
		if err != nil {
			return fmt.Errorf("TimeMap: time of a memento: %w", err)
		}
		if err := m.add(l.URI, t, base); err != nil {
			return err
		}
	}
	if doc.Pages.Next.URI != "" {
		m.More = append(m.More, resolve(base, doc.Pages.Next.URI))
	}
	return nil
}

func (m *TimeMap) readLinks(text string, base *url.URL) error {
	for text != "" {
		l, rest, err := nextLink(text)
		if err != nil {
			return fmt.Errorf("TimeMap: %w", err)
		}
		text = rest
		relations := strings.Fields(strings.ToLower(l.params["rel"]))
		for _, rel := range relations {
			switch rel {
			case "original":
				m.Original = l.target
			case "timemap":
				m.More = append(m.More, resolve(base, l.target))
			case "memento":
				t, err := http.ParseTime(l.params["datetime"])
				if err != nil {
					return fmt.Errorf("TimeMap: time of %s: %w", l.target, err)
				}
				if err := m.add(l.target, t.UTC(), base); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (m *TimeMap) add(target string, t time.Time, base *url.URL) error {
	address := resolve(base, target)
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("TimeMap: memento %q has no web address", target)
	}
	m.Captures = append(m.Captures, Capture{Time: t, Address: address})
	return nil
}

func resolve(base *url.URL, link string) string {
	u, err := base.Parse(link)
	if err != nil {
		return link
	}
	return u.String()
}

// link is one of a list of links: <target>; name="value"; ...
type link struct {
	target string
	params map[string]string // by name in lower case
}

// nextLink reads the first link of a list and returns what follows its comma.
func nextLink(s string) (link, string, error) {
	s = strings.TrimLeft(s, " \t\r\n,")
	if !strings.HasPrefix(s, "<") {
		return link{}, "", fmt.Errorf("link does not begin with <: %.40q", s)
	}
	end := strings.IndexByte(s, '>')
	if end < 0 {
		return link{}, "", errors.New("link without >")
	}
	l := link{target: strings.TrimSpace(s[1:end]), params: map[string]string{}}
	s = s[end+1:]
	for {
		s = strings.TrimLeft(s, " \t\r\n")
		if !strings.HasPrefix(s, ";") {
			break
		}
		name, value, rest, err := nextParam(s[1:])
		if err != nil {
			return link{}, "", err
		}
		if _, ok := l.params[name]; !ok && name != "" { // RFC 8288: the first counts
			l.params[name] = value
		}
		s = rest
	}
	if s != "" && s[0] != ',' {
		return link{}, "", fmt.Errorf("link is followed by %.20q, not by a comma", s)
	}
	return l, strings.TrimLeft(s, " \t\r\n,"), nil
}

// nextParam reads name=value or name="value" and returns what follows.
func nextParam(s string) (name, value, rest string, err error) {
	s = strings.TrimLeft(s, " \t\r\n")
	i := strings.IndexAny(s, "=;,")
	if i < 0 || s[i] != '=' {
		if i < 0 {
			i = len(s)
		}
		return strings.ToLower(strings.TrimSpace(s[:i])), "", s[i:], nil
	}
	name, s = strings.ToLower(strings.TrimSpace(s[:i])), strings.TrimLeft(s[i+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, ";,")
		if end < 0 {
			end = len(s)
		}
		return name, strings.TrimSpace(s[:end]), s[end:], nil
	}
	var sb strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return name, sb.String(), s[i+1:], nil
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		sb.WriteByte(s[i])
	}
	return "", "", "", fmt.Errorf("value of %s has no end", name)
}

// replayed finds the time in the address of a capture, as the Wayback Machine,
// OpenWayback and pywb write it: ".../20160906120000/http://...".
var replayed = ingest.Regexp(`/(\d{14})(/(?:https?:|[a-z0-9.-]+\.[a-z]))`)

// rawAddress returns the address under which such an archive gives the bytes as
// they were received, without its own banner and rewritten links; the same
// address where the archive is of another kind.
func rawAddress(address string) string {
	return replayed().ReplaceAllString(address, "/${1}id_${2}")
}
