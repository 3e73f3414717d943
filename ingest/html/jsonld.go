package html

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/newsarc/newsarc/ingest"
)

// object is an object of JSON-LD.
type object map[string]any

// articleRank ranks the types of schema.org that stand for an article, better
// ones with a higher number.
func articleRank(name string) int {
	switch name {
	case "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "LiveBlogPosting":
		return 3
	case "AdvertiserContentArticle", "SatiricalArticle", "Article", "BlogPosting", "Report", "TechArticle":
		return 2
	case "SocialMediaPosting", "Review":
		return 1
	}
	return 0
}

// linkedData returns every object of the JSON-LD scripts of a page that stands
// for an article, in their order: from the top level, from lists, from @graph
// and from the main entity of a page. Lists of other articles are passed over.
func linkedData(doc *html.Node) []object {
	var out []object
	walk(doc, func(n *html.Node) bool {
		if n.DataAtom != atom.Script || n.FirstChild == nil || !strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			return true
		}
		if v, ok := parseLoose(n.FirstChild.Data); ok {
			out = collect(v, out, 0)
		}
		return true
	})
	return out
}

// maxObjects bounds the articles that are looked at, of which one is the page's.
const maxObjects = 100

// collect adds the articles in v to out.
func collect(v any, out []object, depth int) []object {
	if depth > 6 || len(out) >= maxObjects {
		return out
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = collect(e, out, depth+1)
		}
	case map[string]any:
		o := object(v)
		if o.rank() > 0 {
			return append(out, o)
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "subjectOf"} {
			out = collect(v[key], out, depth+1)
		}
	}
	return out
}

// rank returns how surely o is a news article; 0 when it is none.
func (o object) rank() int {
	best := 0
	for _, t := range o.strings("@type") {
		best = max(best, articleRank(t[strings.LastIndexAny(t, "/:#")+1:]))
	}
	return best
}

var (
	trailingComma = ingest.Regexp(`,\s*([}\]])`)
	control       = ingest.Regexp(`[\x00-\x1F]+`)
)

// parseLoose parses JSON as pages print it: in comments or CDATA, with line
// breaks in strings, with commas before closing brackets.
func parseLoose(s string) (any, bool) {
	s = strings.TrimSpace(s)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"<![CDATA[", "]]>"}} {
		if t, ok := strings.CutPrefix(s, wrap[0]); ok {
			s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(t), wrap[1]))
		}
	}
	s = strings.TrimSuffix(s, ";")
	var v any
	if json.Unmarshal([]byte(s), &v) == nil {
		return v, true
	}
	s = control().ReplaceAllString(s, " ")
	if json.Unmarshal([]byte(s), &v) == nil {
		return v, true
	}
	return v, json.Unmarshal([]byte(trailingComma().ReplaceAllString(s, "$1")), &v) == nil
}

// string returns the first text at key: the value, the first of a list, or the
// name of an object.
func (o object) string(key string) string {
	if all := o.strings(key); len(all) > 0 {
		return all[0]
	}
	return ""
}

// strings returns the texts at key.
func (o object) strings(key string) []string {
	var out []string
	var add func(v any, depth int)
	add = func(v any, depth int) {
		switch v := v.(type) {
		case string:
			if v = plainText(v); v != "" {
				out = append(out, v)
			}
		case []any:
			for _, e := range v {
				if depth < 4 {
					add(e, depth+1)
				}
			}
		case map[string]any:
			for _, k := range []string{"name", "@value", "text", "@id", "url", "alternateName"} {
				if s, ok := v[k]; ok && depth < 4 {
					add(s, depth+1)
					return
				}
			}
		}
	}
	add(o[key], 0)
	return out
}

// isFalse reports whether the value at key is the boolean false, which pages
// also print as text.
func (o object) isFalse(key string) bool {
	switch v := o[key].(type) {
	case bool:
		return !v
	case string:
		return strings.EqualFold(strings.TrimPrefix(strings.TrimPrefix(v, "http://schema.org/"), "https://schema.org/"), "false")
	}
	return false
}

// open returns the classes of the parts of the text that are declared as not free:
// what the page shows of them is the text nonetheless.
func (m *metadata) open() []string {
	var out []string
	for _, s := range m.ld.parts("hasPart", "cssSelector") {
		for name := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(" ,.#>", r) }) {
			if len(name) > 3 && len(out) < maxOpen {
				out = append(out, strings.ToLower(name))
			}
		}
	}
	return out
}

// maxOpen bounds the names that are looked for in every element.
const maxOpen = 10

// parts returns the texts at key of the objects at list, which may be one.
func (o object) parts(list, key string) []string {
	all, ok := o[list].([]any)
	if !ok {
		all = []any{o[list]}
	}
	var out []string
	for _, e := range all {
		if p, ok := e.(map[string]any); ok {
			out = append(out, object(p).strings(key)...)
		}
	}
	return out
}

// plainText returns s without markup, entities and needless white space. JSON-LD
// often carries them.
func plainText(s string) string {
	for range 2 { // some escape twice
		if !strings.ContainsAny(s, "&<") {
			break
		}
		s = html.UnescapeString(s)
	}
	if strings.Contains(s, "<") && strings.Contains(s, ">") {
		if n, err := html.Parse(strings.NewReader(s)); err == nil {
			return textOf(n)
		}
	}
	return strings.Join(strings.Fields(s), " ")
}
