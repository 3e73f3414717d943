package evidence

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/newsarc/newsarc/internal/render"
)

// steps writes commands and what they print, as whoever checks a file types and
// sees them.
type steps struct{ strings.Builder }

// step writes a command and the lines that it is to print.
func (s *steps) step(command string, prints ...string) {
	s.WriteString("     " + command + "\n")
	for _, line := range prints {
		s.WriteString("       -> " + line + "\n")
	}
}

// readme tells what the file holds and how to check it with stock git.
func readme(sides []*side, clone string) string {
	var s steps
	s.WriteString("Evidence from a newsarc archive\n\n")
	for _, side := range sides {
		s.describe(side)
	}
	s.WriteString("How to check it with stock git and without newsarc\n\n" +
		"After \"->\" stands what a command prints. Where there is no sha256sum,\n\"shasum -a 256\" does the same.\n\n" +
		"1. No file of this bundle was altered:\n")
	s.step("sha256sum -c SHA256SUMS --quiet")
	s.WriteString("   It prints nothing. It tells of accidents; the hashes below tell of forgeries.\n\n" +
		"2. The commits are those that are named, and tell of these texts:\n")
	for _, side := range sides {
		s.belongs(side)
	}
	s.WriteString("\n3. The commits stand in the archive's history, which is one chain, with these\n   texts:\n")
	if clone == "" {
		s.WriteString("   take archive.git from a clone of the archive: ask who gave you this file\n")
	} else {
		s.step("git clone -q --bare " + quoted(clone) + " archive.git")
	}
	for _, side := range sides {
		s.step("git -C archive.git merge-base --is-ancestor "+side.rev.Commit+" main && echo there", "there")
		s.step("git -C archive.git rev-parse "+quoted(side.rev.Commit+":"+side.rev.Story+".md"), side.rev.Blob)
	}
	s.step("git -C archive.git fsck --strict --no-dangling --no-progress")
	s.WriteString(`
A commit id is a SHA-1, which does not withstand a determined forger; the SHA-256
of text and capture does. What proves a date is a copy of the commit id that
somebody else kept at that time.

"Captured" is when the archive saw the text; "published" and "modified" are what
the publisher claims. The archive says what was present or absent in a text, and
nothing about intentions.
`)
	return s.String()
}

// describe says what a side is.
func (s *steps) describe(side *side) {
	r := side.rev
	fmt.Fprintf(s, "%s.md\n  story      %s\n  headline   %s\n", side.name, render.Safe(r.Story), render.Safe(r.Headline))
	fmt.Fprintf(s, "  published  %s (claimed by the publisher)\n  modified   %s (claimed by the publisher)\n  captured   %s (when the archive saw it)\n",
		orNone(r.Published.String()), orNone(r.Modified.String()), r.Captured.UTC().Format(time.RFC3339))
	fmt.Fprintf(s, "  commit     %s\n  blob       %s\n  SHA-256    %s (of the text)\n\n", r.Commit, r.Blob, r.TextSHA256)
}

// belongs shows that text, commit and capture of a side belong together. A commit
// that was made by hand has no trailers.
func (s *steps) belongs(side *side) {
	commit := side.name + ".commit"
	s.step("git hash-object -t commit --stdin <"+commit, side.rev.Commit)
	s.step("git hash-object --stdin <"+side.name+".md", side.rev.Blob)
	files := []struct {
		trailer, name string
		data          []byte
	}{{"Text-SHA256", side.name + ".md", side.text}, {"Capture-SHA256", side.captureName(), side.capture}}
	for _, f := range files {
		sum := fmt.Sprintf("%x", sha256.Sum256(f.data))
		line := f.trailer + ": " + sum
		if len(f.data) > 0 && bytes.Contains(side.commit, []byte("\n"+line+"\n")) {
			s.step("sha256sum "+f.name, sum+"  "+f.name)
			s.step("grep ^"+f.trailer+" "+commit, line)
		}
	}
}

// quoted returns a word of a shell command. What needs no marks gets none.
func quoted(word string) string {
	plain := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._/:@%+,", r) {
			return -1
		}
		return r
	}
	if word != "" && strings.Map(plain, word) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(render.Safe(word), "'", `'\''`) + "'"
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
