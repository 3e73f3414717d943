// Package layers holds the rules on which package may import which: arrows only
// go down (ARCHITECTURE.md shows the picture). Its test holds the whole module
// to them. It checks imports and nothing else.
package layers

import (
	"fmt"
	"strings"
)

// Module is the import path of the module.
const Module = "github.com/newsarc/newsarc"

// rule says what the packages at and below a path may import of the module.
type rule struct {
	path string // without the module; covers what lies below, unless a longer one does
	why  string // completes "it is ..."
	may  []string
}

// rules lists every package or folder of packages, by layer. An entry of may
// allows that very package; one that ends in "/..." also what lies below.
// Everything may import what lies below itself.
var rules = []rule{
	// L0: news and text.
	{"news", "the article model, which imports nothing of ours", nil},
	{"text", "text in L0", nil},
	{"text/timex", "text in L0, and a sibling of text/claim", []string{"text"}},
	{"internal/when", "a leaf that imports nothing of ours", nil},
	{"text/claim", "text in L0, and a sibling of text/timex", []string{"text"}},

	// L1: they know L0 and never each other.
	{"diff", "in L1, where no package imports another of L1", l0},
	{"diff/align", "a part of diff that knows texts only", []string{"news", "text", "diff/english"}},
	{"diff/signal", "the part of diff that says what edits mean", append([]string{"diff/align", "diff/english", "diff/noise"}, l0...)},
	{"diff/english", "a part of diff that knows words only", []string{"text/claim"}},
	{"diff/noise", "a part of diff that knows texts only", []string{"text", "diff/english"}},
	{"timeline", "in L1, where no package imports another of L1", l0},
	{"archive", "in L1, where no package imports another of L1", []string{"news", "text", "internal/when", "archive/..."}},
	{"archive/storyid", "a leaf of archive, which knows no storage", []string{"news"}},
	{"archive/address", "a leaf of archive", []string{"news", "archive/odb"}},
	{"archive/likeness", "a leaf of archive, which knows no storage", []string{"news"}},
	{"archive/query", "a leaf of archive, which knows the catalog's queries", []string{"news", "archive/catalog"}},
	{"archive/commit", "the form of commits, which knows no trees", []string{"news", "archive/odb", "archive/storyid"}},
	{"archive/tree", "trees in memory, which know no news", []string{"archive/odb", "archive/commit"}},
	{"archive/graph", "walks along commits", []string{"archive/odb", "archive/commit", "archive/storyid"}},
	{"archive/revname", "a leaf of archive, which imports nothing of ours", nil},
	{"archive/parallel", "a leaf of archive, which imports nothing of ours", nil},
	{"archive/odb", "the storage, which knows no news", []string{"archive/odb/..."}},
	{"ingest", "in L1, where no package imports another of L1", []string{"news", "text"}},
	{"internal/fetch", "in L1, where no package imports another of L1", []string{"news", "internal/peak"}},
	{"internal/warc", "a file format in L1, which knows no news", nil},

	// L2: one format, or one way of output. The formats may build on each other.
	{"ingest/*", "one format in L2", []string{"news", "text", "ingest", "ingest/*", "internal/fetch", "internal/warc"}},
	{"internal/export", "output in L2", []string{"news", "text", "internal/warc"}},
	{"internal/cite", "output in L2, which knows only revisions", []string{"news"}},
	{"internal/mirror", "output in L2, which knows only handlers", nil},
	{"internal/render", "output in L2", []string{"news", "text", "text/timex", "text/claim", "diff", "timeline"}},

	// L3: they join steps.
	{"ingest/all", "the list of formats in L3", []string{"news", "text", "ingest/...", "internal/warc", "internal/peak"}},
	{"internal/join", "in L3, below cmd", l2},
	{"internal/evidence", "in L3, below web and cmd", append([]string{"internal/join"}, l2...)},
	{"internal/web", "in L3, below cmd", append([]string{"internal/join", "internal/evidence", "internal/cite", "docs"}, l2...)},
	{"internal/answer", "in L3, below those who fetch", []string{"news", "archive", "ingest/...", "internal/fetch"}},
	{"internal/reread", "in L3, below those who archive", []string{"news", "archive", "ingest/..."}},
	{"internal/watch", "in L3, below cmd", append([]string{"internal/join", "internal/answer", "internal/reread"}, l2...)},
	{"internal/backfill", "in L3, below cmd", l2},

	// L4: what people and scorers run.
	{"cmd", "in L4", []string{"..."}},
	{"internal/eval", "in L4", append([]string{"ingest/all", "diff/noise"}, l2...)},
	{"internal/bench", "in L4", append([]string{"ingest/all"}, l2...)},
	{"internal/stress", "a tool beside cmd, which its test runs", []string{"cmd"}},
	{"internal/gendocs", "a tool on top of cmd", []string{"cmd"}},
	{"internal/scale", "a leaf that imports nothing of ours", nil},
	{"docs", "a leaf that imports nothing of ours", nil},
	{"config", "a leaf that imports nothing of ours", nil},
	{"internal/peak", "a leaf that imports nothing of ours", nil},
	{"internal/layers", "a leaf that imports nothing of ours", nil},
}

var (
	l0 = []string{"news", "text", "text/timex", "text/claim"}
	l2 = append([]string{"diff", "timeline", "archive/...", "ingest/...", "internal/fetch", "internal/warc", "internal/render", "internal/export", "internal/mirror", "internal/when"}, l0...)
)

// owners says which packages may import a heavy library: its name covers all
// packages below it.
var owners = []struct {
	library string
	by      []string
}{
	{"github.com/go-git", []string{"archive/..."}},
	{"modernc.org/sqlite", []string{"archive/..."}},
	{"github.com/jackc/pgx", []string{"archive/odb/pgstore", "archive/catalog/pgcat"}},
	{"github.com/sergi/go-diff", []string{"diff/align", "internal/bench/diffbench"}},
	{"github.com/spf13/viper", []string{"config"}},
	{"github.com/spf13/cobra", []string{"cmd", "internal/gendocs"}},
	{"github.com/mmcdole/gofeed", []string{"ingest/feed"}},
	{"github.com/microcosm-cc/bluemonday", []string{"ingest/html", "internal/render", "internal/web"}},
	{"golang.org/x/term", []string{"internal/render"}},
}

// banned lists what must not be linked at all, with the reason.
var banned = []struct{ library, why string }{
	{"github.com/markusmobius/go-dateparser", "it costs 190 ms and 106 MB at every start"},
	{"github.com/markusmobius/go-htmldate", "it links go-dateparser"},
	{"github.com/markusmobius/go-trafilatura", "it links go-dateparser"},
	{"github.com/go-shiori/go-readability", "it is deprecated"},
	{"github.com/charmbracelet/bubbletea", "version 1 stalls on terminals that do not answer"},
	{"github.com/charmbracelet/fang", "it stalls on terminals that do not answer"},
	{"github.com/go-git/go-git/v5/plumbing/transport/ssh", "it links an SSH client; hosts are reached by the ssh program"},
	{"github.com/spf13/cobra/doc", "documents are generated by internal/gendocs"},
}

// unlinked lists packages that newsarc must not hold, whoever imports them: the
// work that they do before main begins is a good part of a short command's time.
var unlinked = []struct{ pkg, why string }{
	{"runtime/metrics", "it describes a hundred metrics at every start: runtime.MemStats has what is needed"},
	{"encoding/gob", "it builds tables of types at every start, 0.3 ms"},
	{"github.com/go-git/gcfg", "it links encoding/gob: archive/odb/gitconfig reads the same files"},
	{"github.com/go-git/go-git/v5", "its top package links its transports, OpenPGP and an SSH client: archive/odb/local reads any repository"},
	{"github.com/go-git/go-git/v5/config", "it links gcfg"},
	{"github.com/go-git/go-git/v5/plumbing/object", "it links OpenPGP"},
	{"github.com/go-git/go-git/v5/plumbing/protocol/packp", "it links gcfg through storages: archive/odb/gitproto has the messages"},
	{"github.com/go-git/go-git/v5/plumbing/transport", "it links packp"},
	{"github.com/ProtonMail/go-crypto/openpgp", "it computes on elliptic curves at every start, 0.1 ms"},
	{"golang.org/x/crypto/ssh", "it fills its tables of ciphers at every start: archive/remote runs the user's ssh"},
	{"github.com/kevinburke/ssh_config", "it compiles patterns at every start"},
	{"codeberg.org/readeck/go-readability/v2", "it compiles thirty patterns at every start, 1 ms: ingest/html finds the column itself"},
	{"github.com/andybalholm/cascadia", "it fills its tables at every start"},
}

// Check returns what is wrong with an import, as a sentence; the empty string
// if it is allowed. The paths of packages of the module come without its name.
func Check(importer, imported string) string {
	if inner, ok := strings.CutPrefix(imported, Module+"/"); ok {
		return checkInner(importer, inner)
	}
	for _, b := range banned {
		if below(imported, b.library) {
			return fmt.Sprintf("package %s may not import %s: %s.", importer, b.library, b.why)
		}
	}
	for _, o := range owners {
		if below(imported, o.library) && !allowed(o.by, importer) {
			return fmt.Sprintf("package %s may not import %s: only %s may.", importer, o.library, strings.Join(o.by, " and "))
		}
	}
	return ""
}

func checkInner(importer, imported string) string {
	r, ok := ruleOf(importer)
	if !ok {
		return fmt.Sprintf("package %s has no layer: add it to internal/layers and to ARCHITECTURE.md.", importer)
	}
	if below(imported, importer) || allowed(r.may, imported) {
		return ""
	}
	return fmt.Sprintf("package %s may not import %s: it is %s.", importer, imported, r.why)
}

// ruleOf returns the rule for a package: the longest path that covers it; a
// star stands for one name and counts as shorter than any.
func ruleOf(pkg string) (rule, bool) {
	var best rule
	found := false
	for _, r := range rules {
		if covers(r.path, pkg) && (!found || rank(r.path) > rank(best.path)) {
			best, found = r, true
		}
	}
	return best, found
}

func rank(path string) int { return 2*strings.Count(path, "/") - strings.Count(path, "*") }

// covers reports whether a path of a rule is pkg or lies above it.
func covers(path, pkg string) bool {
	if parent, ok := strings.CutSuffix(path, "/*"); ok {
		return strings.HasPrefix(pkg, parent+"/")
	}
	return below(pkg, path)
}

// allowed reports whether one of the patterns is pkg.
func allowed(patterns []string, pkg string) bool {
	for _, p := range patterns {
		parent, all := strings.CutSuffix(p, "/...")
		switch {
		case p == "...", p == pkg, all && below(pkg, parent):
			return true
		case strings.HasSuffix(p, "/*") && covers(p, pkg):
			return true
		}
	}
	return false
}

// below reports whether path is parent or lies below it.
func below(path, parent string) bool {
	return path == parent || strings.HasPrefix(path, parent+"/")
}
