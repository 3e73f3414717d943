package claim

import "strings"

// Frames tell what befell people by what the words around them are, where no
// verb says it alone: "struck" of a lorry and two women, "lost" of an army and
// 17 men.

// object returns the role that the verb at i gives the people it takes as
// object, for verbs that harm only in some company.
func (p *parser) object(i int) Role {
	switch p.toks[i].word {
	case "shot":
		if !p.shotDead(i) && !p.passive(i) && p.peopleNext(i+1) {
			return Wounded
		}
	case "hit", "hitting", "struck", "striking":
		if !p.passive(i) && !p.is(i+1, "down") && p.peopleNext(i+1) && p.near(i, 6, missile) {
			return Wounded
		}
	case "lost", "losing":
		if !p.passive(i) && p.peopleNext(i+1) && p.ownLoss(i+1) {
			return Killed
		}
	case "claimed", "claiming":
		if p.peopleNext(i+1) && p.near(i, 6, hazard) {
			return Killed
		}
	case "beat":
		if p.is(i+1, "up") && p.peopleNext(i+2) {
			return Wounded
		}
	case "admitted":
		if !p.passive(i) && p.peopleNext(i+1) && p.near(i, 6, ward) {
			return Wounded
		}
	case "picked", "picking":
		if p.is(i+1, "up") && p.peopleNext(i+2) && (p.near(i, 12, afloat) || p.near(i+12, 12, afloat)) {
			return Rescued
		}
	}
	return ""
}

// missile reports whether a word is something that hurts whom it hits.
func missile(w string) bool {
	switch w {
	case "bullet", "bullets", "car", "cars", "van", "truck", "lorry", "train", "tram", "bus", "coach", "taxi", "jeep", "motorcycle", "motorbike", "vehicle",
		"lightning", "shell", "shells", "shrapnel", "boulder", "boulders", "rocks", "gunfire", "debris", "avalanche", "rocket", "rockets", "minibus", "tractor",
		"grenade", "driver", "motorist", "branch", "mortar", "missile", "missiles", "drone", "drones":
		return true
	}
	return false
}

// hazard reports whether a word is something that claims people, rather than
// facts.
func hazard(w string) bool {
	switch w {
	case "crash", "crashes", "accident", "accidents", "blast", "bomb", "explosion", "fire", "fires", "flood", "floods", "storm", "storms", "cyclone", "hurricane",
		"typhoon", "tornado", "quake", "earthquake", "landslide", "landslides", "avalanche", "disease", "epidemic", "outbreak", "virus", "cholera", "heat",
		"heatwave", "cold", "famine", "drought", "violence", "fighting", "war", "sea", "river", "blaze", "stampede", "waves":
		return true
	}
	return false
}

// ward reports whether a word is a place where the sick are taken in.
func ward(w string) bool {
	switch w {
	case "hospital", "hospitals", "clinic", "clinics", "ward", "wards", "infirmary":
		return true
	}
	return false
}

// afloat reports whether a word is a vessel, or who takes people from one.
func afloat(w string) bool {
	switch w {
	case "coastguard", "coastguards", "lifeboat", "lifeboats", "navy", "vessel", "ship", "ships", "sea", "boat", "boats", "helicopter", "helicopters",
		"dinghy", "raft", "rafts", "trawler", "frigate", "cutter", "ferry", "tanker", "freighter":
		return true
	}
	return false
}

// near reports whether one of the n words before token i is of the kind that
// ok tells.
func (p *parser) near(i, n int, ok func(string) bool) bool {
	for j := i - 1; j >= 0 && j >= i-n; j-- {
		if t := p.at(j); t.kind == word && ok(strings.ToLower(p.str(t))) {
			return true
		}
	}
	return false
}

// peopleNext reports whether a number of people begins at token i, after words
// such as "at least".
func (p *parser) peopleNext(i int) bool {
	if (p.is(i, "his") || p.is(i, "her") || p.is(i, "their")) && p.has(i+1, person) { // "his wife and two children"
		return true
	}
	for _, gr := range p.groups {
		if gr.to <= i {
			continue
		}
		if gr.from > i {
			return false
		}
		for k := gr.figures; k < gr.to; k++ {
			if t := p.toks[k]; t.class&person != 0 {
				return true
			}
		}
		return gr.to > gr.figures+1 && personal(p.str(p.toks[gr.to-1]))
	}
	return false
}

// ownLoss reports whether the people at i are such as are lost by death: the
// soldiers of an army. Sons may be lost otherwise.
func (p *parser) ownLoss(i int) bool {
	for _, gr := range p.groups {
		if gr.to <= i {
			continue
		}
		if p.is(gr.to, "to") { // "lost three players to injury"
			return false
		}
		switch strings.ToLower(p.str(p.at(gr.to - 1))) {
		case "soldiers", "troops", "men", "fighters", "sailors", "marines", "airmen", "servicemen", "policemen", "commandos", "jawans", "peacekeepers",
			"firefighters", "crewmen", "soldier":
			return true
		}
		return false
	}
	return false
}

// held returns what befell people whose noun says it: hostages.
func (p *parser) held(g int) Role {
	if end := p.groups[g].to - 1; p.is(end, "hostages") || p.is(end, "captives") {
		return Abducted
	}
	return ""
}

// shotDead reports whether more is said of the shot at i than that it hit: "shot
// dead", "shot and killed", "shot to death".
func (p *parser) shotDead(i int) bool {
	return p.is(i+1, "dead") || p.is(i+1, "to") || p.is(i+1, "down") || p.is(i+1, "and") && p.has(i+2, harm|suffers) ||
		(p.is(i+1, "fatally") || p.is(i+1, "at"))
}

// toDeath returns the token after a verb at i and the death that it leads to,
// 0 if there is none: "bled to death", "swept to their deaths".
func (p *parser) toDeath(i int) int {
	t := p.toks[i]
	if t.kind != word || t.class&closed&^verb != 0 || !p.is(i+1, "to") {
		return 0
	}
	switch strings.ToLower(p.str(t)) {
	case "sentenced", "condemned", "scared", "bored", "frightened", "worried", "close", "linked", "related":
		return 0
	}
	k := i + 2
	if p.is(k, "their") || p.is(k, "his") || p.is(k, "her") {
		k++
	}
	if p.is(k, "death") || p.is(k, "deaths") {
		return k + 1
	}
	return 0
}

// andDied reads a verb at i of which people are the subject, and their death
// behind it: "fell from a scaffold and died".
func (p *parser) andDied(i int) (Role, int) {
	for j := i; j < i+10 && p.at(j).kind == word && p.at(j).class&(says|saysWeak|person|pronoun) == 0; j++ {
		if !p.is(j, "and") {
			continue
		}
		k := j + 1
		for p.has(k, be|adverb) || p.manner(k) {
			k++
		}
		t := p.at(k)
		switch {
		case t.class&suffers != 0 && t.class&verb != 0 && t.role == Killed && t.word != "dead", t.word == "drowned", t.word == "perished", t.word == "suffocated",
			t.class&harm != 0 && t.role == Killed && p.has(j+1, be):
			return Killed, k + 1
		}
		return "", 0
	}
	return "", 0
}

// ailing returns the token after a harm to the body that the words at i say
// people have, 0 if there is none: "suffered minor burns", "with a broken leg".
func (p *parser) ailing(i int) int {
	if p.at(i).kind != word {
		return 0
	}
	switch strings.ToLower(p.str(p.at(i))) {
	case "suffered", "suffering", "suffer", "sustained", "sustaining", "with", "from", "nursing", "received":
	default:
		return 0
	}
	for k := i + 1; k < i+6 && p.at(k).kind == word; k++ {
		switch strings.ToLower(p.str(p.at(k))) {
		case "burns", "injuries", "wounds", "wound", "fractures", "bruises", "cuts", "frostbite", "hypothermia", "concussion", "heatstroke", "dehydration",
			"lacerations", "gashes", "sprains", "cramps", "vomiting", "rashes", "convulsions", "breathlessness", "exhaustion", "shrapnel", "poisoning", "suffocation", "inhalation":
			return k + 1
		case "broken", "fractured", "severed":
			return k + 2
		}
		if p.has(k, be|auxiliary|conjunction|says) && !p.is(k, "and") {
			return 0
		}
	}
	return 0
}

// broughtTo reads a participle at i and what came of it behind it: "were
// brought out alive", "was flooded out of their homes".
func (p *parser) broughtTo(i int) (Role, int) {
	t := p.toks[i]
	if t.kind != word || t.upper || t.class&closed&^verb != 0 || t.class&verb == 0 && !strings.HasSuffix(p.str(t), "ed") && !strings.HasSuffix(p.str(t), "en") {
		return "", 0
	}
	switch strings.ToLower(p.str(t)) {
	case "sentenced", "condemned", "sworn":
		return "", 0
	}
	for j := i + 1; j <= i+2 && p.at(j).kind == word; j++ {
		if r, to := p.phrase(j, true); r != "" && r != Arrested && !(p.is(j, "to") && r == Displaced) {
			return r, to
		}
		if p.is(j, "dead") || p.is(j, "unconscious") {
			return p.after(j), j + 1
		}
	}
	return "", 0
}

// after returns the role of people who are found "dead" or "unconscious".
func (p *parser) after(j int) Role {
	if p.is(j, "dead") {
		return Killed
	}
	return Wounded
}

// caseWord reports whether the word at i makes cases those of a disease.
func (p *parser) caseWord(i int) bool {
	return p.is(i, "new") || p.is(i, "confirmed") || p.is(i, "suspected")
}

// disease reports whether the word at i names one.
func (p *parser) disease(i int) bool {
	t := p.at(i)
	if t.kind != word {
		return false
	}
	switch w := strings.ToLower(p.str(t)); w {
	case "cholera", "ebola", "measles", "dengue", "malaria", "flu", "influenza", "covid", "coronavirus", "typhoid", "polio", "mumps", "rabies", "plague",
		"zika", "mpox", "monkeypox", "smallpox", "chickenpox", "diphtheria", "anthrax", "hiv", "aids", "sars", "mers", "leprosy", "cancer", "pneumonia",
		"salmonella", "listeria", "norovirus", "chikungunya", "fever", "hepatitis":
		return true
	default:
		return len(w) > 7 && (w[len(w)-4:] == "itis" || w[len(w)-4:] == "osis")
	}
}

// pulledOut reports whether people are pulled out at i, rather than triggers.
func (p *parser) pulledOut(i int) bool {
	for j := i + 1; j < len(p.toks) && j < i+10; j++ {
		if p.is(j, "rubble") || p.is(j, "alive") || p.is(j, "wreckage") || p.is(j, "safety") || p.is(j, "debris") || p.is(j, "water") || p.is(j, "sea") {
			return true
		}
	}
	return false
}

// forcedOut reports whether people are forced to leave at i, rather than to do
// something else.
func (p *parser) forcedOut(i int) bool {
	for j := i + 1; j < len(p.toks) && j < i+10; j++ {
		if p.is(j, "homes") || p.is(j, "flee") || p.is(j, "leave") || p.is(j, "evacuate") || p.is(j, "houses") {
			return true
		}
	}
	return false
}

// cost returns the role of lives that the words before token i spend or save.
func (p *parser) cost(i int) Role {
	for j := i - 1; j >= 0 && j > i-5; j-- {
		switch p.at(j).word {
		case "cost", "costs", "claimed", "claim", "claims", "claiming", "took", "taken", "take", "lost", "loss", "costing", "taking", "snuffed", "snuffing", "snuffs":
			return Killed
		case "saved", "save", "spared", "saving":
			return Rescued
		}
	}
	return ""
}

// tollPhrase returns the role of a phrase at i that ends "the number of those
// who".
func (p *parser) tollPhrase(i int) Role {
	if r, _ := p.phrase(i, p.passive(i)); r != "" && p.numberOf(i) {
		return r
	}
	return ""
}

// tollNoun returns the role of those whose figure the noun at i announces: "the
// bodies of", "measles cases rose to".
func (p *parser) tollNoun(i int) Role {
	if p.is(i, "cases") && (p.caseWord(i-1) || p.disease(i-1)) { // "measles cases rose to 84"
		return Infected
	}
	if p.is(i, "count") && p.is(i-1, "body") || p.is(i+1, "of") && (p.is(i, "bodies") || p.is(i, "remains") || p.is(i, "corpses")) {
		return Killed
	}
	return ""
}
