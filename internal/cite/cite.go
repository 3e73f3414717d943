// Package cite writes references to revisions: for a footnote, and in the
// formats that reference managers read (BibTeX, RIS, CSL-JSON). A reference says
// what the publisher claims, when the text was seen, and the commit and SHA-256
// by which anybody can tell that it is the same text. It knows no style manual:
// that is the business of the programs that read these formats.
package cite

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
)

// Reference is what is cited.
type Reference struct {
	Revision *news.Revision
	// Byline is that of the text, as printed; it may be empty.
	Byline string
	// Address is where the revision can be read in the archive; it may be empty.
	Address string
}

// Format is a form in which references are written.
type Format struct {
	Name string
	Help string
	// Write writes references, at least one.
	Write func(w io.Writer, refs []Reference) error
}

// Formats lists every form.
func Formats() []Format {
	return []Format{
		{"text", "for a footnote", each(Reference.text)},
		{"bibtex", "BibTeX and BibLaTeX (@online)", each(Reference.bibtex)},
		{"ris", "RIS, for EndNote, Zotero, Citavi", each(Reference.ris)},
		{"csl-json", "CSL-JSON, for Zotero, pandoc, citeproc", writeCSL},
	}
}

func each(form func(Reference) string) func(io.Writer, []Reference) error {
	return func(w io.Writer, refs []Reference) error {
		for _, r := range refs {
			if _, err := io.WriteString(w, form(r)); err != nil {
				return err
			}
		}
		return nil
	}
}

// authors returns who wrote the text, as printed but for the "By".
func (r Reference) authors() string {
	s := strings.Join(strings.Fields(r.Byline), " ")
	if len(s) > 3 && strings.EqualFold(s[:3], "by ") {
		s = s[3:]
	}
	return s
}

// issued is the day that the publisher claims, in the zone of the claim; zero
// where none is claimed.
func (r Reference) issued() time.Time { return r.Revision.Published.Time }

// note says what tells this text from any other.
func (r Reference) note() string {
	rev := r.Revision
	s := "captured " + rev.Captured.UTC().Format("2006-01-02 15:04:05 UTC")
	if !rev.Modified.IsZero() {
		s += "; modified (claimed) " + rev.Modified.String()
	}
	return s + "; revision " + rev.Commit + "; SHA-256 of the text " + rev.TextSHA256
}

func (r Reference) text() string {
	rev := r.Revision
	var parts []string
	if who := r.authors(); who != "" {
		parts = append(parts, who)
	}
	parts = append(parts, "“"+rev.Headline+"”", rev.Source)
	if t := rev.Published; !t.IsZero() {
		parts = append(parts, t.Format("2 January 2006")+" (claimed)")
	}
	for _, address := range []string{rev.URL, r.Address} {
		if address != "" {
			parts = append(parts, address)
		}
	}
	return strings.Join(parts, ", ") + "; " + r.note() + ".\n"
}

// latex holds what TeX would take for a command.
var latex = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`)

func (r Reference) bibtex() string {
	rev := r.Revision
	var sb strings.Builder
	fmt.Fprintf(&sb, "@online{newsarc:%s,\n", rev.Commit[:min(10, len(rev.Commit))])
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&sb, "  %s = {%s},\n", name, value)
		}
	}
	if who := r.authors(); who != "" {
		field("author", "{"+latex.Replace(who)+"}") // as printed: nothing tells "and" in a name from one between two
	}
	field("title", "{"+latex.Replace(rev.Headline)+"}") // its capitals are the paper's
	field("organization", latex.Replace(rev.Source))
	if t := r.issued(); !t.IsZero() {
		field("date", t.Format(time.DateOnly))
	}
	field("url", braceless(rev.URL))
	field("urldate", rev.Captured.UTC().Format(time.DateOnly))
	note := latex.Replace(r.note())
	if r.Address != "" {
		note += `; archived at \url{` + braceless(r.Address) + "}"
	}
	field("note", note)
	sb.WriteString("}\n")
	return sb.String()
}

// braceless keeps an address inside the braces of its field.
func braceless(address string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20", "\n", "%0A").Replace(address)
}

func (r Reference) ris() string {
	rev := r.Revision
	var sb strings.Builder
	field := func(tag, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			sb.WriteString(tag + "  - " + value + "\r\n")
		}
	}
	field("TY", "NEWS")
	field("AU", r.authors())
	field("TI", rev.Headline)
	field("T2", rev.Source)
	if t := r.issued(); !t.IsZero() {
		field("PY", t.Format("2006"))
		field("DA", t.Format("2006/01/02/"))
	}
	field("UR", rev.URL)
	field("L2", r.Address)
	field("Y2", rev.Captured.UTC().Format("2006/01/02/"))
	field("N1", r.note())
	field("ID", rev.Commit)
	sb.WriteString("ER  - \r\n")
	return sb.String()
}

// cslItem is an item of CSL-JSON, as far as news needs it.
type cslItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Author    []cslName `json:"author,omitempty"`
	Title     string    `json:"title"`
	Container string    `json:"container-title"`
	Issued    *cslDate  `json:"issued,omitempty"`
	Accessed  *cslDate  `json:"accessed"`
	URL       string    `json:"URL,omitempty"`
	Archive   string    `json:"archive_location,omitempty"`
	Note      string    `json:"note"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][3]int `json:"date-parts"`
}

func newCSLDate(t time.Time) *cslDate {
	if t.IsZero() {
		return nil
	}
	return &cslDate{[][3]int{{t.Year(), int(t.Month()), t.Day()}}}
}

func writeCSL(w io.Writer, refs []Reference) error {
	items := make([]cslItem, len(refs))
	for i, r := range refs {
		rev := r.Revision
		items[i] = cslItem{
			ID: rev.Commit, Type: "article-newspaper", Title: rev.Headline, Container: rev.Source, Issued: newCSLDate(r.issued()),
			Accessed: newCSLDate(rev.Captured.UTC()), URL: rev.URL, Archive: r.Address, Note: r.note(),
		}
		if who := r.authors(); who != "" {
			items[i].Author = []cslName{{who}}
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(items)
}
