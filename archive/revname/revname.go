// Package revname knows how the names of revisions are written: a base, which is
// the name of a story or the beginning of a commit's id, and steps behind it;
// ranges of two names. docs/format.md lists the forms.
//
// It does not know what exists, nor which day a date means: package archive finds
// what a name means.
package revname

import (
	"slices"
	"strings"
)

// CutRange parts "A..B" at its dots, which may be two or three. It reports false,
// and returns the name itself, where there are none outside of braces.
func CutRange(name string) (from, to string, ok bool) {
	depth := 0
	for i := range len(name) {
		switch {
		case name[i] == '{':
			depth++
		case name[i] == '}':
			depth--
		case depth == 0 && strings.HasPrefix(name[i:], ".."):
			return name[:i], strings.TrimPrefix(name[i+2:], "."), true
		}
	}
	return name, "", false
}

// Ends returns both ends of "A..B", each with the story that they are of: an end
// that begins with @ or ~ takes the story of the other, a missing one is that
// story's first or latest revision. It reports false where there are no dots; both
// ends are empty where no story is named.
func Ends(name string) (from, to string, ok bool) {
	from, to, ok = CutRange(name)
	if !ok || from == "" && to == "" {
		return "", "", ok
	}
	if from == "" {
		base, _ := CutSteps(to)
		from = base + "@first"
	}
	if to == "" {
		base, _ := CutSteps(from)
		to = base + "@latest"
	}
	switch {
	case isStep(to):
		base, _ := CutSteps(from)
		to = base + to
	case isStep(from):
		base, _ := CutSteps(to)
		from = base + from
	}
	return from, to, true
}

func isStep(end string) bool { return strings.HasPrefix(end, "@") || strings.HasPrefix(end, "~") }

// CutSteps takes the steps off a name: ^, ~, ~2, @3, @first, @latest and @{...}, the
// first one first.
func CutSteps(name string) (base string, steps []string) {
	for {
		at := stepAt(name)
		if at < 0 {
			slices.Reverse(steps)
			return name, steps
		}
		steps = append(steps, name[at:])
		name = name[:at]
	}
}

// stepAt returns where the last step of a name begins, -1 if it ends in none.
func stepAt(name string) int {
	if rest, ok := strings.CutSuffix(name, "}"); ok {
		open := strings.LastIndexAny(rest, "{}")
		if open > 0 && rest[open] == '{' && rest[open-1] == '@' {
			return open - 1
		}
		return -1
	}
	for _, s := range []string{"^", "@first", "@latest"} {
		if strings.HasSuffix(name, s) {
			return len(name) - len(s)
		}
	}
	rest := strings.TrimRight(name, "0123456789")
	if strings.HasSuffix(rest, "~") || strings.HasSuffix(rest, "@") && rest != name {
		return len(rest) - 1
	}
	return -1
}

// IsCommit reports whether s can be the beginning of a commit's id: 4 to 40
// hexadecimal digits, in either case.
func IsCommit(s string) bool {
	if len(s) < 4 || len(s) > 40 {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; (s[i] < '0' || s[i] > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
