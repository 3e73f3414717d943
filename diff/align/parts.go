package align

import "slices"

const (
	// partReach is how far from its other parts a part of a split sentence is
	// looked for, in sentences.
	partReach = 10
	// minPart is how much of a part must stem from the words of the whole that
	// the other parts leave.
	minPart = 0.5
	// partDistance is what each sentence between two parts costs.
	partDistance = 0.02
	// partPairs is the part that word pairs have in the score of a part. They
	// count for more than between whole sentences: a part is cut out of its
	// whole, not written anew.
	partPairs = 0.5
)

// side is one way to look at the two texts: whole sentences in one, their
// parts in the other.
type side struct {
	kind        linkKind
	whole, part []sentence
	partGroup   []int
}

func (a *aligner) splits() side { return side{splitPart, a.old, a.new, a.newGroup} }
func (a *aligner) merges() side { return side{mergePart, a.new, a.old, a.oldGroup} }

// of returns the whole of a group and its parts, as s sees them.
func (s side) of(g *group) (wholes, parts *[]int) {
	if s.kind == splitPart {
		return &g.old, &g.new
	}
	return &g.new, &g.old
}

// offerParts puts up the free sentences near the parts of group g that account
// for words of its whole that the known parts do not.
func (a *aligner) offerParts(s side, g int) {
	wholes, parts := s.of(&a.groups[g])
	if len(*wholes) > 1 {
		return
	}
	p := *parts
	for at := max(0, p[0]-partReach); at < min(len(s.part), p[len(p)-1]+partReach+1); at++ {
		if s.partGroup[at] < 0 {
			if score := a.partScore(s, (*wholes)[0], p, at); score >= minPart {
				a.queue.push(candidate{s.kind, g, at, score, 0})
			}
		}
	}
}

// addPart makes a free sentence a further part of a group, if it still is one.
func (a *aligner) addPart(s side, c candidate) {
	wholes, parts := s.of(&a.groups[c.i])
	if len(*wholes) > 1 || s.partGroup[c.j] >= 0 {
		return
	}
	if len(*parts) > 1 {
		if a.partScore(s, (*wholes)[0], *parts, c.j) < minPart {
			return
		}
	}
	s.partGroup[c.j] = c.i
	*parts = append(*parts, c.j)
	slices.Sort(*parts)
}

// partScore returns how much of sentence at stems from the words of the whole
// that its known parts do not account for.
func (a *aligner) partScore(s side, whole int, parts []int, at int) float64 {
	x := &s.part[at]
	if x.total == 0 {
		return 0
	}
	rest := a.rest(&s.whole[whole], s.part, parts)
	shared, content := a.overlap(&rest, x)
	words := shared / x.total
	if !content {
		return 0
	}
	score := words
	if len(x.pairs) > 0 {
		score = (1-partPairs)*words + partPairs*float64(a.sharedPairs(&s.whole[whole], x))/float64(len(x.pairs))
	}
	distance := len(s.part)
	for _, p := range parts {
		distance = min(distance, max(p-at, at-p))
	}
	return score - partDistance*float64(distance-1)
}

// rest returns the words of whole that parts do not account for.
func (a *aligner) rest(whole *sentence, all []sentence, parts []int) sentence {
	bag := a.bagRoom.take(len(whole.bag))
	copy(bag, whole.bag)
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
		a.steps += len(bag) + len(all[p].bag)
	}
	return sentence{bag: bag}
}
