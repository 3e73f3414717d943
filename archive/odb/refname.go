package odb

import (
	"fmt"
	"strings"
)

// CheckRefName applies the rules of git-check-ref-format(1), so that no name
// leads out of a repository or onto a lock.
func CheckRefName(name string) error {
	bad := fmt.Errorf("ref name %q is not valid", name)
	if name == "HEAD" {
		return nil
	}
	if !strings.HasPrefix(name, "refs/") || strings.HasSuffix(name, ".") ||
		strings.Contains(name, "..") || strings.Contains(name, "@{") ||
		strings.ContainsAny(name, "\\ ~^:?*[\x7f") {
		return bad
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.HasSuffix(part, ".lock") {
			return bad
		}
	}
	for _, c := range []byte(name) {
		if c < ' ' {
			return bad
		}
	}
	return nil
}
