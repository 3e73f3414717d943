package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// pair is two texts, each a file with one sentence per line and a blank line
// between paragraphs.
type pair struct {
	Name, Aim string
	Old, New  string // file names
	Edited    int    // words that were taken away or put in, -1 where that means nothing
}

// writeTexts writes the texts of all pairs and prints the list of them.
func writeTexts(dir string, w io.Writer) error {
	all := texts()
	for i := range all {
		p := &all[i]
		for k, s := range []*string{&p.Old, &p.New} {
			file := filepath.Join(dir, fmt.Sprintf("%d.%d", i, k))
			if err := os.WriteFile(file, []byte(*s), 0o644); err != nil {
				return err
			}
			*s = file
		}
	}
	return json.NewEncoder(w).Encode(all)
}

// texts makes the pairs up; Old and New are the texts themselves.
func texts() []pair {
	r := rand.New(rand.NewPCG(1, 2))
	small, big, other := prose(r, 800), prose(r, 165_000), prose(r, 165_000)
	smallNew, n := edit(r, small, .02)
	bigNew, m := edit(r, big, .05)
	same := strings.TrimSuffix(strings.Repeat("The minister said on Monday that talks would go on tomorrow.\nThe minister said on Monday that talks would go on tomorrow.\n\n", 9_000), "\n\n")
	sameNew, k := edit(r, same, .001)
	return []pair{
		{"800 words, 2 % of them edited", "3 ms a call", small, smallNew, n},
		{"1 MB, 5 % of the words edited", "1 s", big, bigNew, m},
		{"1 MB, a fifth of the paragraphs moved to the end", "1 s", big, rotate(big), 0},
		{"1 MB against another 1 MB", "3 s", big, other, -1},
		{"180,000 words of one sentence, 0.1 % edited", "1 s", same, sameNew, k},
	}
}

var (
	who   = strings.Split("the interior ministry|a police spokesman|the mayor of the port town|rescue workers|two aid agencies|the head of the opposition|a senior official|the central bank|the foreign minister|witnesses|a hospital director|the union of teachers|the company|prosecutors|farmers in the valley|the regional governor|a group of scientists|the army|the election commission|the airline", "|")
	did   = strings.Split("said|announced|confirmed|denied|warned|told reporters|reported|suggested|insisted|admitted", "|")
	obj   = strings.Split("the bridge|a new law on water|the budget|the rescue effort|an inquiry into the crash|the harvest|the peace talks|the power supply|a shipment of grain|the vote|the evacuation|a plan to close schools|the strike|an agreement on fishing|the wildfire|the coastal road|a cut in taxes|the vaccine campaign|the border crossing|the museum", "|")
	did2  = strings.Split("would be delayed|had been stopped|was going well|would cost more than expected|had failed|would begin again|was under review|had saved lives|would be put to parliament|was running out of money", "|")
	when  = strings.Split("on Monday|on Tuesday night|before dawn|last week|in early March|after heavy rain|within two days|despite protests|for the third time this year|by the end of the month", "|")
	place = strings.Split("in the north|near the capital|on the southern coast|in three provinces|across the river|in the old quarter|at the airport|along the border|in the hills|off the island", "|")
)

// prose returns about n words of wire copy, hardly a sentence of it twice.
func prose(r *rand.Rand, n int) string {
	var sb strings.Builder
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	for words := 0; words < n; {
		if words > 0 {
			sb.WriteString("\n\n")
		}
		for k := range 1 + r.IntN(4) {
			s := fmt.Sprintf("%s %s %s that %s %s %s, where %d people had been counted %s.",
				pick(who), pick(did), pick(when), pick(obj), pick(did2), pick(place), 2+r.IntN(5000), pick(when))
			if k > 0 {
				sb.WriteByte('\n')
			}
			sb.WriteString(strings.ToUpper(s[:1]) + s[1:])
			words += strings.Count(s, " ") + 1
		}
	}
	return sb.String()
}

// edit replaces a share of the words by others, and returns how many words
// differ, counting both sides.
func edit(r *rand.Rand, s string, share float64) (string, int) {
	words := strings.Split(s, " ")
	n := 0
	for i, w := range words {
		if r.Float64() < share && !strings.ContainsAny(w, ".\n,") {
			words[i] = strings.Fields(obj[r.IntN(len(obj))])[1]
			if words[i] != w {
				n += 2
			}
		}
	}
	return strings.Join(words, " "), n
}

// rotate moves the first fifth of the paragraphs to the end.
func rotate(s string) string {
	p := strings.Split(s, "\n\n")
	k := len(p) / 5
	return strings.Join(append(p[k:len(p):len(p)], p[:k]...), "\n\n")
}
