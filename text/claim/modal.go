package claim

// modals finds the negations and the hedges of the sentence.
func (p *parser) modals() {
	for i, t := range p.toks {
		if t.kind != word || t.word == "" {
			continue
		}
		if t.class&negative != 0 && p.negates(i) {
			p.out.Negations = append(p.out.Negations, Negation{p.span(i, i+1)})
		}
		if t.class&hedging != 0 && p.hedges(i) {
			p.out.Hedges = append(p.out.Hedges, Hedge{p.span(i, i+1), t.level})
		}
		if level, n := p.hedgePhrase(i); n > 0 {
			p.out.Hedges = append(p.out.Hedges, Hedge{p.span(i, i+n), level})
		}
	}
}

// negates reports whether the negative word at i turns something into its
// contrary here: "no fewer than" and "not only" do not.
func (p *parser) negates(i int) bool {
	if t := p.toks[i]; t.upper && !t.caps && !p.flat && !p.heads(i) && p.at(i-1).upper {
		return false // Doctors Without Borders
	}
	switch p.toks[i].word {
	case "no":
		return !p.is(i+1, "fewer") && !p.is(i+1, "less") && !p.is(i+1, "doubt") && !(p.sym(i+1, '.') && p.at(i+2).kind == number)
	case "not":
		return !p.is(i+1, "only")
	case "nothing":
		return !p.is(i+1, "but")
	}
	return true
}

// hedges reports whether the word at i hedges: "May" the month does not.
func (p *parser) hedges(i int) bool {
	t := p.toks[i]
	switch t.word {
	case "may":
		return !t.upper || p.shouting()
	case "could":
		return !p.is(i+1, "not") // what someone is not able to
	case "appeared", "appears", "appear", "seems", "seemed", "seem":
		return p.is(i+1, "to") || p.is(i+1, "that") || p.is(i+1, "likely")
	case "suggests":
		return true
	case "certain":
		return p.has(i-1, be)
	case "confirmed", "confirms", "confirm", "verified", "established", "proven", "believed":
		return true
	}
	return true
}

// hedgePhrase returns the level of the hedge of several words at i, and how
// many they are.
func (p *parser) hedgePhrase(i int) (level, n int) {
	switch p.toks[i].word {
	case "said", "thought", "feared", "reported", "understood", "rumored":
		if (p.is(i+1, "to") || p.has(i+1, suffers)) && p.passive(i) {
			return -2, 2
		}
	case "expected":
		if p.is(i+1, "to") {
			return -1, 2
		}
	case "accused":
		if p.is(i+1, "of") {
			return -2, 2
		}
	case "without":
		if p.is(i+1, "doubt") {
			return 2, 2
		}
	case "no":
		if p.is(i+1, "doubt") {
			return 2, 2
		}
	}
	return 0, 0
}
