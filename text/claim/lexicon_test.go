package claim

import (
	"go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestLexiconTable holds the table in the program to the lists that it is made
// of.
func TestLexiconTable(t *testing.T) {
	lex := buildLexicon()
	words := slices.Sorted(maps.Keys(lex))
	if len(words)*10 > slots*7 {
		t.Fatalf("%d words are too many for a table of %d", len(words), slots)
	}
	made := pack(lex, words)
	if os.Getenv("UPDATE_LEXICON") != "" {
		if err := os.WriteFile("lexicon.bin", made, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(made) != packed {
		t.Fatal("the lists have changed: UPDATE_LEXICON=1 go test -run TestLexiconTable ./text/claim")
	}
	for _, w := range words {
		if e := known(w); e == nil || *e != *lex[w] {
			t.Errorf("%q: got %+v, want %+v", w, e, lex[w])
		}
	}
	for _, w := range []string{"", "zzyzx", "kille", "killedd", strings.Repeat("a", 100)} {
		if e := known(w); e != nil {
			t.Errorf("%q: got %+v, want nothing", w, e)
		}
	}
}

// A rule that compares the word of a token with one that is not in the lexicon
// never fires: the lexicon must know every word that the rules name.
func TestLexiconKnowsWordsOfRules(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	check := func(e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != gotoken.STRING {
			return
		}
		if w, _ := strconv.Unquote(lit.Value); w != "" && known(w) == nil {
			t.Errorf("the lexicon lacks %q", w)
		}
	}
	inspect := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SwitchStmt:
			if isWord(n.Tag) {
				for _, s := range n.Body.List {
					for _, e := range s.(*ast.CaseClause).List {
						check(e)
					}
				}
			}
		case *ast.BinaryExpr:
			if isWord(n.X) && (n.Op == gotoken.EQL || n.Op == gotoken.NEQ) {
				check(n.Y)
			}
		}
		return true
	}
	for _, name := range names {
		f, err := goparser.ParseFile(gotoken.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, inspect)
	}
}

// isWord reports whether e reads the field word of a token.
func isWord(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "word"
}
