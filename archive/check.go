package archive

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/tree"
)

// Limits bound what is taken from another archive. A field that is zero has the
// value of DefaultLimits.
type Limits struct {
	PackBytes  int64 // of one transfer
	Objects    int   // in one transfer
	BlobBytes  int
	TreeBytes  int
	CommitSize int // bytes
	NameBytes  int // of a name in a tree
	PathDepth  int // names in a path
	DeltaDepth int // deltas that stand on each other
}

// DefaultLimits are far above all that newsarc writes.
var DefaultLimits = Limits{
	PackBytes: 1 << 40, Objects: 200_000_000,
	BlobBytes: 256 << 20, TreeBytes: 64 << 20, CommitSize: 8 << 20,
	NameBytes: 255, PathDepth: 32, DeltaDepth: 512,
}

// withDefaults fills in what is zero.
func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	for _, f := range []struct{ field, value *int }{
		{&l.Objects, &d.Objects},
		{&l.BlobBytes, &d.BlobBytes},
		{&l.TreeBytes, &d.TreeBytes},
		{&l.CommitSize, &d.CommitSize},
		{&l.NameBytes, &d.NameBytes},
		{&l.PathDepth, &d.PathDepth},
		{&l.DeltaDepth, &d.DeltaDepth},
	} {
		if *f.field == 0 {
			*f.field = *f.value
		}
	}
	if l.PackBytes == 0 {
		l.PackBytes = d.PackBytes
	}
	return l
}

// ErrForeign says that what another archive sent is not taken.
var ErrForeign = errors.New("refused")

// foreign returns an error that wraps ErrForeign.
func foreign(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrForeign, fmt.Sprintf(format, args...))
}

// object checks an object as git fsck --strict would, and as every file system
// and every reader of newsarc could take it.
func (l *Limits) object(id odb.ID, o odb.Object) error {
	var err error
	limit := l.BlobBytes
	switch o.Type {
	case odb.Tree:
		limit, err = l.TreeBytes, l.tree(o.Data)
	case odb.Commit:
		limit, err = l.CommitSize, checkCommit(o.Data)
	case odb.Blob:
	default:
		err = fmt.Errorf("archives hold no %ss", o.Type)
	}
	if len(o.Data) > limit {
		err = fmt.Errorf("it has %d bytes, more than %d", len(o.Data), limit)
	}
	if err != nil {
		return foreign("%s %s: %v", o.Type, id, err)
	}
	return nil
}

// tree checks the names, modes and order of a tree.
func (l *Limits) tree(data []byte) error {
	var last odb.TreeEntry
	folded := map[string]bool{}
	for e, err := range odb.TreeEntries(data) {
		switch {
		case err != nil:
			return err
		case e.Mode != odb.ModeFile && e.Mode != odb.ModeExecutable && e.Mode != odb.ModeDir:
			return fmt.Errorf("%q has mode %q: archives hold files and folders, no links and no submodules", e.Name, e.Mode)
		case e.ID.IsZero():
			return fmt.Errorf("%q points to nothing", e.Name)
		case last.Name != "" && tree.Compare(last, e) >= 0:
			return fmt.Errorf("%q is not in its place", e.Name)
		}
		if err := l.name(e.Name); err != nil {
			return err
		}
		fold := strings.ToLower(e.Name)
		if folded[fold] {
			return fmt.Errorf("two names differ from %q in case only, or not at all", e.Name)
		}
		folded[fold] = true
		last = e
	}
	return nil
}

// name refuses what is no file name everywhere, or what git gives a meaning.
func (l *Limits) name(name string) error {
	bad := ""
	switch {
	case name == "" || name == "." || name == "..":
		bad = "is no file name"
	case len(name) > l.NameBytes:
		bad = fmt.Sprintf("has more than %d bytes", l.NameBytes)
	case !utf8.ValidString(name):
		bad = "is not UTF-8"
	case strings.ContainsAny(name, "/\\:*?\"<>|"):
		bad = "has a character that some file system has a meaning for"
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }):
		bad = "has a character that cannot be seen"
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		bad = "ends in what Windows drops"
	case isGitName(name):
		bad = "is git's own"
	case isDevice(name):
		bad = "is a device of Windows"
	}
	if bad != "" {
		return fmt.Errorf("name %.100q %s", name, bad)
	}
	return nil
}

// isGitName reports whether a name means something to git, on any file system:
// NTFS knows .git as git~1 too.
func isGitName(name string) bool {
	name = strings.ToLower(name)
	short, rest, tilde := strings.Cut(name, "~")
	_, err := strconv.Atoi(rest)
	return strings.HasPrefix(name, ".git") || tilde && err == nil && strings.HasPrefix(short, "gi")
}

func isDevice(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	return len(base) == 4 && (base[:3] == "com" || base[:3] == "lpt") && base[3] >= '0' && base[3] <= '9'
}

// checkCommit checks the header of a commit.
func checkCommit(data []byte) error {
	header, message, ok := bytes.Cut(data, []byte("\n\n"))
	if !ok || bytes.IndexByte(data, 0) >= 0 {
		return commit.ErrMalformed
	}
	if !utf8.Valid(message) {
		return errors.New("the message is not UTF-8")
	}
	lines := strings.Split(string(header), "\n")
	next := func(key string) (value string, ok bool) {
		if len(lines) == 0 {
			return "", false
		}
		if value, ok = strings.CutPrefix(lines[0], key+" "); ok {
			lines = lines[1:]
		}
		return value, ok
	}
	tree, ok := next("tree")
	if _, err := odb.ParseID(tree); !ok || err != nil || strings.ToLower(tree) != tree {
		return commit.ErrMalformed
	}
	seen := map[string]bool{}
	for {
		parent, ok := next("parent")
		if !ok {
			break
		}
		if _, err := odb.ParseID(parent); err != nil || strings.ToLower(parent) != parent || seen[parent] {
			return fmt.Errorf("%w: parent %q", commit.ErrMalformed, parent)
		}
		seen[parent] = true
	}
	for _, key := range []string{"author", "committer"} {
		value, ok := next(key)
		if !ok || !validSignature(value) {
			return fmt.Errorf("%w: %s %q", commit.ErrMalformed, key, value)
		}
	}
	return nil
}

// validSignature reports whether git takes a line for an identity and a time.
func validSignature(s string) bool {
	name, rest, ok := strings.Cut(s, " <")
	if !ok || strings.ContainsAny(name, "<>") {
		return false
	}
	mail, rest, ok := strings.Cut(rest, "> ")
	seconds, zone, two := strings.Cut(rest, " ")
	if !ok || !two || strings.ContainsAny(mail, "<>") || len(seconds) > 12 || len(seconds) > 1 && seconds[0] == '0' {
		return false
	}
	if _, err := strconv.ParseUint(seconds, 10, 63); err != nil || len(zone) != 5 || zone[0] != '+' && zone[0] != '-' {
		return false
	}
	_, err := strconv.ParseUint(zone[1:], 10, 16)
	return err == nil
}

// scan finds the entries of a pack like pack.Scan, but trusts no size that it
// states.
func (l *Limits) scan(data []byte) ([]pack.Located, error) {
	if int64(len(data)) > l.PackBytes {
		return nil, foreign("the pack has %d bytes, more than %d", len(data), l.PackBytes)
	}
	if err := pack.CheckTrailer(data); err != nil {
		return nil, err
	}
	n, err := pack.ParseHeader(data)
	if err != nil {
		return nil, err
	}
	// An entry has nine bytes at least: two of header and deflate's seven.
	if n > l.Objects || n > len(data)/9 {
		return nil, foreign("the pack states %d objects in %d bytes", n, len(data))
	}
	body := data[:len(data)-pack.TrailerSize]
	list := make([]pack.Located, 0, n)
	depth := make(map[int64]int, n)
	var scratch []byte
	for off := int64(pack.HeaderSize); len(list) < n; {
		e, head, err := pack.ParseEntry(body[min(off, int64(len(body))):])
		if err != nil {
			return nil, fmt.Errorf("pack, at %d: %w", off, err)
		}
		if err := l.entry(e); err != nil {
			return nil, foreign("pack, at %d: %v", off, err)
		}
		loc := pack.Located{Entry: e, Off: off, Body: off + int64(head)}
		out, used, err := pack.Inflate(scratch, body[loc.Body:], e.Size)
		if err != nil {
			return nil, fmt.Errorf("pack, at %d: %w", off, err)
		}
		scratch = out
		if e.Kind == pack.OfsDelta || e.Kind == pack.RefDelta {
			if _, target, err := pack.DeltaSizes(out); err != nil || target > max(l.BlobBytes, l.TreeBytes) {
				return nil, foreign("pack, at %d: a delta makes %d bytes (%v)", off, target, err)
			}
		}
		if e.Kind == pack.OfsDelta {
			if depth[off] = depth[off-e.Back] + 1; depth[off] > l.DeltaDepth {
				return nil, foreign("pack, at %d: more than %d deltas stand on each other", off, l.DeltaDepth)
			}
		}
		loc.End = loc.Body + int64(used)
		list = append(list, loc)
		off = loc.End
	}
	end := int64(pack.HeaderSize)
	if n > 0 {
		end = list[n-1].End
	}
	if end != int64(len(body)) {
		return nil, foreign("something follows the last object of the pack")
	}
	return list, nil
}

// entry checks what the header of an entry states.
func (l *Limits) entry(e pack.Entry) error {
	limit := max(l.BlobBytes, l.TreeBytes)
	switch e.Kind {
	case odb.Commit:
		limit = l.CommitSize
	case odb.Tree:
		limit = l.TreeBytes
	case odb.Blob:
		limit = l.BlobBytes
	case pack.OfsDelta, pack.RefDelta:
	default:
		return fmt.Errorf("archives hold no objects of type %d", e.Kind)
	}
	if e.Size < 0 || e.Size > limit {
		return fmt.Errorf("it states %d bytes, more than %d", e.Size, limit)
	}
	return nil
}
