package english

import (
	"strings"
	"sync"
	"unicode"
)

// Numbers returns the numbers of s, ranks included, in a form that compares. A
// number word counts like its digits.
func Numbers(s string) string {
	var out []string
	for _, w := range Words(s) {
		switch {
		case strings.ContainsFunc(w, unicode.IsDigit):
			out = append(out, w)
		case rankWords()[w] != "":
			out = append(out, rankWords()[w])
		}
	}
	return strings.Join(out, " ")
}

// Ranks returns the rank words of s: "third".
func Ranks(s string) string {
	var out []string
	for _, w := range Words(s) {
		if rankWords()[w] != "" {
			out = append(out, rankWords()[w])
		}
	}
	return strings.Join(out, " ")
}

// rankWords are the ranks in words.
var rankWords = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"first": "1st", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th",
		"ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th", "second": "2nd", "twentieth": "20th",
		"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
		"eleven": "11", "twelve": "12", "twice": "2x", "double": "2x", "triple": "3x",
	}
})
