package claim

import (
	"go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"path/filepath"
	"strconv"
	"testing"
)

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
		if w, _ := strconv.Unquote(lit.Value); w != "" && lexicon()[w] == nil {
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
