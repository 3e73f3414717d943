package claim

import "strings"

// harmVerbs are the base forms of regular verbs that say what people do to
// others or suffer, by what then befell them. "+" marks a last consonant that
// is doubled: "stab+" has "stabbed".
var harmVerbs = []wordGroup{
	{class: harm, role: Killed, words: `kill murder massacre assassinate execute slaughter behead electrocute crush lynch asphyxiate
		suffocate strangle decapitate garrote garrotte smother butcher incinerate drown hang martyr dismember neutralise_ neutralize_ exterminate bludgeon entomb guillotine disembowel impale
		gas_ poison liquidate vaporize vaporise`},
	{class: harm, role: Wounded, words: `wound injure maim hospitalize hospitalise stab+ scald concuss mangle bruise disfigure cripple
		knife lacerate gore maul trample savage_ blind_ assault_ torture flog+ rape molest scorch_ fell_ bayonet brutalise brutalize`},
	{class: harm, role: Harmed, words: `orphan_ widow_ traumatise traumatize`},
	{class: harm, role: Arrested, words: `arrest detain imprison jail apprehend capture indict convict nab+ intern incarcerate handcuff remand`},
	{class: harm, role: Abducted, words: `abduct kidnap+ hijack snatch enslave`},
	{class: harm, role: Displaced, words: `displace evacuate uproot strand evict dislodge`},
	{class: harm, role: Rescued, words: `rescue save pluck airlift winch extricate resuscitate`},
	{class: harm, role: Freed, words: `free_ release_ liberate parole`},
	{class: harm, role: Infected, words: `infect sicken afflict`},
	{class: harm, role: Trapped, words: `trap+ bury entrap+ maroon`},
	{class: suffers, role: Killed, words: `perish suffocate starve succumb drown`},
	{class: suffers, role: Wounded, words: `faint paralyse_ paralyze_ concuss_ cripple_ disfigure_ blind_ maim_`},
	{class: suffers, role: Missing, words: `vanish disappear`},
}

// irregular are the forms of verbs of harm that follow no rule.
var irregular = []wordGroup{
	{class: harm, role: Killed, words: `slay slays slain slew slaying`},
	{class: harm, role: Infected, words: `quarantined`},
	{class: harm, role: Wounded, words: `overcame overcome stung stinging bitten biting`},
}

// inflect returns the forms of a regular verb: the base, the third person, the
// past and the participle. "_" marks a base whose bare form is another word, so
// that only the others are returned.
func inflect(base string) []string {
	if s, ok := strings.CutSuffix(base, "_"); ok {
		return []string{participle(s, "ed"), participle(s, "ing")}
	}
	base, double := strings.CutSuffix(base, "+")
	stem := base
	if double {
		stem += base[len(base)-1:]
	}
	return []string{base, third(base), participle(stem, "ed"), participle(stem, "ing")}
}

// third returns the third person of a verb.
func third(base string) string {
	switch {
	case strings.HasSuffix(base, "y") && !strings.ContainsAny(base[len(base)-2:len(base)-1], "aeiou"):
		return strings.TrimSuffix(base, "y") + "ies"
	case strings.HasSuffix(base, "s"), strings.HasSuffix(base, "sh"), strings.HasSuffix(base, "ch"), strings.HasSuffix(base, "x"):
		return base + "es"
	}
	return base + "s"
}

// participle joins "ed" or "ing" to a stem.
func participle(stem, end string) string {
	switch {
	case strings.HasSuffix(stem, "ee"):
		return stem + strings.TrimPrefix(end, "e")
	case strings.HasSuffix(stem, "e"):
		return strings.TrimSuffix(stem, "e") + end
	case end == "ed" && strings.HasSuffix(stem, "y") && !strings.ContainsAny(stem[len(stem)-2:len(stem)-1], "aeiou"):
		return strings.TrimSuffix(stem, "y") + "ied"
	case strings.HasSuffix(stem, "gas"):
		return stem + "s" + end
	}
	return stem + end
}

// particles are the words that make a verb one of harm: "gunned down", and no
// other use of it.
var particles = map[string]struct {
	with string
	role Role
}{
	"gunned": {"down", Killed}, "mowed": {"down", Killed}, "mown": {"down", Killed}, "mowing": {"down", Killed}, "gunning": {"down", Killed},
	"wiped": {"out", Killed}, "wiping": {"out", Killed}, "carried": {"off", Killed}, "burned": {"alive", Killed}, "burning": {"alive", Killed},
	"rounded": {"up", Arrested}, "rounding": {"up", Arrested}, "locked": {"up", Arrested}, "hauled": {"away", Arrested},
	"swept": {"away", Missing}, "sweeping": {"away", Missing}, "washed": {"away", Missing}, "washing": {"away", Missing},
	"struck": {"down", Infected}, "dug": {"out", Rescued}, "fished": {"out", Rescued}, "dragged": {"away", Abducted}, "picked": {"off", Killed}, "picking": {"off", Killed},
	"laid": {"low", Infected}, "beating": {"up", Wounded},
}
