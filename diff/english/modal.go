package english

import "strings"

// prospects are the words that tell of what is to come, by how firmly they do:
// "will" 0, "would" and "plans to" -1, "hopes to" -2.
var prospects = map[string]int{
	"will": 0, "shall": 0, "is to": 0, "are to": 0, "is going to": 0, "are going to": 0, "is set to": 0, "are set to": 0, "is due to": 0, "are due to": 0,
	"would": -1, "should": -1, "plans to": -1, "plan to": -1, "is planning to": -1, "are planning to": -1, "intends to": -1, "intend to": -1,
	"aims to": -1, "aim to": -1, "expects to": -1, "expect to": -1,
	"hopes to": -2, "hope to": -2, "wants to": -2, "want to": -2, "seeks to": -2, "seek to": -2,
}

// Prospect returns how firmly words speak of what is to come, if that is all they
// say but for a negation: 0 for "will", less for "would", "plans to", "hopes to".
func Prospect(words []string) (level int, ok bool) {
	var kept []string
	for _, w := range words {
		for part := range strings.FieldsSeq(expand(w)) {
			if part != "not" {
				kept = append(kept, part)
			}
		}
	}
	level, ok = prospects[strings.Join(kept, " ")]
	return level, ok
}
