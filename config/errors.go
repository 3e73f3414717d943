package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"
)

// KeyError says that a configuration file holds a key that newsarc does not
// know.
type KeyError struct {
	Key  string
	Line int    // counted from 1; 0 if it is not known
	Near string // a known key that looks like it, if there is one
}

func (e *KeyError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("unknown key %q", e.Key)
	}
	return fmt.Sprintf("line %d: unknown key %q", e.Line, e.Key)
}

// checkKeys reports the first of keys that has no default. UnmarshalExact would
// refuse it too, but cannot say where it stands.
func checkKeys(text []byte, keys []string) error {
	slices.Sort(keys)
	for _, key := range keys {
		if _, ok := defaults()[key]; !ok {
			return &KeyError{Key: key, Line: lineOf(text, key), Near: near(key)}
		}
	}
	return nil
}

// lineOf returns the line of the file on which a key stands.
func lineOf(text []byte, key string) int {
	var doc yaml.Node
	if yaml.Unmarshal(text, &doc) != nil || len(doc.Content) == 0 {
		return 0
	}
	node, line := doc.Content[0], 0
	for part := range strings.SplitSeq(key, ".") {
		if node.Kind != yaml.MappingNode {
			return line
		}
		for i := 0; i+1 < len(node.Content); i += 2 {
			if strings.EqualFold(node.Content[i].Value, part) {
				line, node = node.Content[i].Line, node.Content[i+1]
				break
			}
		}
	}
	return line
}

// near returns the known key that needs the fewest single-letter edits to
// become key, if they are few.
func near(key string) string {
	best, limit := "", 4
	for known := range defaults() {
		if d := Distance(key, known); d < limit || d == limit && best != "" && known < best {
			best, limit = known, d
		}
	}
	return best
}

// Distance is the Levenshtein distance of two short ASCII words: how many letters
// are to be changed, put in or taken out to make one from the other.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// syntax takes viper's words off an error of the YAML parser.
func syntax(err error) error {
	var parse viper.ConfigParseError
	if errors.As(err, &parse) {
		err = parse.Unwrap()
	}
	return errors.New(strings.TrimPrefix(firstLine(err), "yaml: "))
}

// plain makes one line of the list that UnmarshalExact returns.
func plain(err error) error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) && len(joined.Unwrap()) > 0 {
		err = joined.Unwrap()[0]
	}
	return errors.New(firstLine(err))
}

// firstLine returns the first line of an error that says something: headings
// end in a colon.
func firstLine(err error) string {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "*"))
		if line != "" && !strings.HasSuffix(line, ":") {
			return line
		}
	}
	return err.Error()
}
