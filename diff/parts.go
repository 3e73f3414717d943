package diff

import (
	"cmp"
	"slices"
)

const (
	// partReach is how far from its first part another part of a split
	// sentence is looked for, in sentences.
	partReach = 10
	// minPart is how much of a part must stem from the words of the whole that
	// the other parts leave.
	minPart = 0.5
	// partDistance is what each sentence between two parts costs.
	partDistance = 0.02
)

// parts finds the other parts of sentences that were split, and the other
// sources of sentences that were merged: free sentences that account for words
// of the whole that its counterpart does not.
func (a *aligner) parts() {
	split := side{a.old, a.new, a.oldGroup, a.newGroup, func(g *group) (int, *[]int) { return g.old[0], &g.new }}
	merge := side{a.new, a.old, a.newGroup, a.oldGroup, func(g *group) (int, *[]int) { return g.new[0], &g.old }}
	found := append(a.partsOf(split, 0), a.partsOf(merge, 1)...)
	slices.SortFunc(found, func(p, q part) int {
		return cmp.Or(cmp.Compare(q.score, p.score), cmp.Compare(p.group, q.group), cmp.Compare(p.side, q.side), cmp.Compare(p.at, q.at))
	})
	for _, p := range found {
		s, other := split, merge
		if p.side == 1 {
			s, other = merge, split
		}
		g := &a.groups[p.group]
		if _, sources := other.of(g); len(*sources) > 1 || s.partGroup[p.at] >= 0 {
			continue
		}
		whole, parts := s.of(g)
		if len(*parts) > 1 && a.partScore(s, whole, *parts, p.at) < minPart {
			continue
		}
		s.partGroup[p.at] = p.group
		*parts = append(*parts, p.at)
		slices.Sort(*parts)
	}
}

// side is one way to look at the two texts: whole sentences in one, their
// parts in the other.
type side struct {
	whole, part           []sentence
	wholeGroup, partGroup []int
	of                    func(*group) (whole int, parts *[]int)
}

// part is a free sentence that may be a further part of a group's whole.
type part struct {
	group, side, at int
	score           float64
}

func (a *aligner) partsOf(s side, which int) []part {
	var found []part
	for g := range a.groups {
		whole, parts := s.of(&a.groups[g])
		if s.whole[whole].id == s.part[(*parts)[0]].id {
			continue
		}
		first := (*parts)[0]
		for at := max(0, first-partReach); at < min(len(s.part), first+partReach+1); at++ {
			if s.partGroup[at] >= 0 {
				continue
			}
			if score := a.partScore(s, whole, *parts, at); score >= minPart {
				found = append(found, part{g, which, at, score})
			}
		}
	}
	return found
}

// partScore returns how much of sentence at stems from the words of the whole
// that its known parts do not account for.
func (a *aligner) partScore(s side, whole int, parts []int, at int) float64 {
	x := &s.part[at]
	if x.total == 0 {
		return 0
	}
	rest := a.rest(&s.whole[whole], s.part, parts)
	words := a.overlap(&rest, x) / x.total
	score := words
	if len(x.pairs) > 0 {
		score = 0.5*words + 0.5*float64(a.sharedPairs(&s.whole[whole], x))/float64(len(x.pairs))
	}
	distance := len(s.part)
	for _, p := range parts {
		distance = min(distance, max(p-at, at-p))
	}
	return score - partDistance*float64(distance-1)
}

// rest returns the words of whole that parts do not account for.
func (a *aligner) rest(whole *sentence, all []sentence, parts []int) sentence {
	bag := slices.Clone(whole.bag)
	for _, p := range parts {
		i := 0
		for _, e := range all[p].bag {
			for i < len(bag) && bag[i].word < e.word {
				i++
			}
			if i < len(bag) && bag[i].word == e.word {
				bag[i].count = max(0, bag[i].count-e.count)
			}
		}
		a.ops += len(bag) + len(all[p].bag)
	}
	return sentence{bag: bag}
}
