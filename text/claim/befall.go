package claim

import (
	"strings"
	"sync"
)

// befell is a phrase behind people that says what befell them.
type befell struct {
	words   string // the first is where it begins; "*" stands for any one word
	role    Role
	passive bool // needs a form of to be before it
}

// phrases are what may befall people in more than one word.
var phrases = sync.OnceValue(func() map[string][]phrase { return parsePhrases(befallen) })

var befallen = []befell{
	{"their lives", Killed, false},
	{"his life", Killed, false},
	{"her life", Killed, false},
	{"lost * life", Killed, false},
	{"lost * lives", Killed, false},
	{"lose * lives", Killed, false},
	{"gave * lives", Killed, false},
	{"gave * life", Killed, false},
	{"laid down * lives", Killed, false},
	{"laid down * life", Killed, false},
	{"paid with * lives", Killed, false},
	{"paid with * life", Killed, false},
	{"breathed * last", Killed, false},
	{"met * deaths", Killed, false},
	{"met * death", Killed, false},
	{"not make it out", Killed, false},
	{"not make it home", Killed, false},
	{"not make it alive", Killed, false},
	{"never made it out", Killed, false},
	{"never made it home", Killed, false},
	{"never came home", Killed, false},
	{"never woke", Killed, false},
	{"fell in battle", Killed, false},
	{"fell in the battle", Killed, false},
	{"fell in the fighting", Killed, false},
	{"fell in action", Killed, false},
	{"cut down by", Killed, true},
	{"cut down in", Killed, true},
	{"faced the firing squad", Killed, false},
	{"faced a firing squad", Killed, false},
	{"went to the gallows", Killed, false},
	{"sent to the gallows", Killed, true},
	{"washed ashore dead", Killed, false},
	{"found lifeless", Killed, true},
	{"lay lifeless", Killed, false},
	{"found unconscious", Wounded, true},
	{"found unresponsive", Wounded, true},
	{"collapsed in the heat", Wounded, false},
	{"collapsed from", Wounded, false},
	{"breathed in", Wounded, false},
	{"inhaled smoke", Wounded, false},
	{"inhaled gas", Wounded, false},
	{"inhaled fumes", Wounded, false},
	{"inhaled toxic", Wounded, false},
	{"inhaled * smoke", Wounded, false},
	{"inhaled * gas", Wounded, false},
	{"inhaled * fumes", Wounded, false},
	{"needed stitches", Wounded, false},
	{"required stitches", Wounded, false},
	{"received stitches", Wounded, false},
	{"needed surgery", Wounded, false},
	{"required surgery", Wounded, false},
	{"underwent surgery", Wounded, false},
	{"in plaster", Wounded, false},
	{"gasping for", Wounded, false},
	{"never surfaced", Missing, false},
	{"never resurfaced", Missing, false},
	{"swept out to sea", Missing, true},
	{"washed out to sea", Missing, true},
	{"not been heard from", Missing, false},
	{"still underground", Trapped, false},
	{"remain underground", Trapped, false},
	{"remained underground", Trapped, false},
	{"thrown in jail", Arrested, true},
	{"thrown into jail", Arrested, true},
	{"thrown in prison", Arrested, true},
	{"thrown into prison", Arrested, true},
	{"put in jail", Arrested, true},
	{"escaped unhurt", Survived, false},
	{"escaped unharmed", Survived, false},
	{"escaped uninjured", Survived, false},
	{"escaped unscathed", Survived, false},
	{"walked away unhurt", Survived, false},
	{"walked away unharmed", Survived, false},
	{"walked away uninjured", Survived, false},
	{"walked away unscathed", Survived, false},
	{"not survive", Killed, false},
	{"not survived", Killed, false},
	{"failed to survive", Killed, false},
	{"to death", Killed, false},
	{"gunned down", Killed, true},
	{"mowed down", Killed, true},
	{"blown up", Killed, true},
	{"blown to pieces", Killed, true},
	{"put to death", Killed, true},
	{"passed away", Killed, false},
	{"succumbed to", Killed, false},
	{"found dead", Killed, true},
	{"taken to hospital", Wounded, true},
	{"taken to hospitals", Wounded, true},
	{"taken to * hospital", Wounded, true},
	{"rushed to hospital", Wounded, true},
	{"rushed to * hospital", Wounded, true},
	{"treated for", Wounded, true},
	{"treated at", Wounded, true},
	{"treated in", Wounded, true},
	{"suffered burns", Wounded, false},
	{"suffered injuries", Wounded, false},
	{"suffered * injuries", Wounded, false},
	{"suffered * burns", Wounded, false},
	{"sustained injuries", Wounded, false},
	{"in critical condition", Wounded, false},
	{"in serious condition", Wounded, false},
	{"went missing", Missing, false},
	{"taken hostage", Abducted, true},
	{"held hostage", Abducted, true},
	{"taken captive", Abducted, true},
	{"taken prisoner", Abducted, true},
	{"held captive", Abducted, true},
	{"into custody", Arrested, false},
	{"in custody", Arrested, false},
	{"rounded up", Arrested, true},
	{"made homeless", Displaced, true},
	{"forced from", Displaced, true},
	{"forced out", Displaced, true},
	{"forced to flee", Displaced, false},
	{"forced to leave", Displaced, false},
	{"forced to evacuate", Displaced, false},
	{"told to leave", Displaced, true},
	{"ordered to leave", Displaced, true},
	{"to flee", Displaced, false},
	{"to evacuate", Displaced, false},
	{"had to leave", Displaced, false},
	{"brought to safety", Rescued, true},
	{"to safety", Rescued, false},
	{"set free", Freed, true},
	{"let go", Freed, true},
	{"fell ill", Infected, false},
	{"fallen ill", Infected, false},
	{"fell sick", Infected, false},
	{"tested positive", Infected, false},
	{"tested * positive", Infected, false},
	{"contracted the", Infected, false},
	{"caught the", Infected, false},
	{"to their deaths", Killed, false},
	{"suffered frostbite", Wounded, false},
	{"suffered hypothermia", Wounded, false},
	{"suffered shock", Wounded, false},
	{"suffered fractures", Wounded, false},
	{"suffered cuts", Wounded, false},
	{"suffered wounds", Wounded, false},
	{"suffered smoke", Wounded, false},
	{"suffered * wounds", Wounded, false},
	{"suffered * fractures", Wounded, false},
	{"suffered from smoke", Wounded, false},
	{"sustained * injuries", Wounded, false},
	{"sustained burns", Wounded, false},
	{"their own lives", Killed, false},
	{"killed themselves", Killed, false},
	{"beyond saving", Killed, false},
	{"left for dead", Wounded, true},
	{"to hospital", Wounded, false},
	{"to hospitals", Wounded, false},
	{"to * hospital", Wounded, false},
	{"to * hospitals", Wounded, false},
	{"to a * hospital", Wounded, false},
	{"in hospital", Wounded, false},
	{"in intensive care", Wounded, false},
	{"into intensive care", Wounded, false},
	{"on life support", Wounded, false},
	{"on ventilators", Wounded, false},
	{"on a ventilator", Wounded, false},
	{"on oxygen", Wounded, false},
	{"in a coma", Wounded, false},
	{"lost * limbs", Wounded, false},
	{"lost limbs", Wounded, false},
	{"lost consciousness", Wounded, false},
	{"needed * treatment", Wounded, false},
	{"required * treatment", Wounded, false},
	{"received * treatment", Wounded, false},
	{"overcome by", Wounded, true},
	{"under arrest", Arrested, false},
	{"behind bars", Arrested, false},
	{"in jail", Arrested, false},
	{"into jail", Arrested, false},
	{"without shelter", Displaced, false},
	{"at gunpoint", Abducted, false},
	{"lost their homes", Displaced, false},
	{"lost their houses", Displaced, false},
	{"out of their homes", Displaced, false},
	{"lost everything", Displaced, false},
	{"in relief camps", Displaced, false},
	{"in makeshift camps", Displaced, false},
	{"cut off by", Trapped, true},
	{"left their homes", Displaced, false},
	{"run over", Wounded, true},
	{"knocked down", Wounded, true},
	{"tested positive", Infected, false},
	{"test positive", Infected, false},
	{"charged with", Arrested, true},
	{"yet to be found", Missing, false},
	{"yet to be traced", Missing, false},
	{"yet to be accounted", Missing, false},
	{"not accounted for", Missing, false},
	{"not been accounted", Missing, false},
	{"not been traced", Missing, false},
	{"to safety", Rescued, false},
	{"out alive", Rescued, false},
	{"from their homes", Displaced, false},
	{"living in shelters", Displaced, false},
	{"in shelters", Displaced, false},
	{"driven out", Displaced, true},
	{"never returned", Missing, false},
	{"failed to return", Missing, false},
	{"not been seen", Missing, false},
	{"not been heard", Missing, false},
	{"not been found", Missing, false},
	{"feared lost", Missing, true},
	{"lost at sea", Missing, false},
	{"under the rubble", Trapped, false},
	{"beneath the rubble", Trapped, false},
	{"under rubble", Trapped, false},
	{"beneath rubble", Trapped, false},
	{"under debris", Trapped, false},
	{"picked up by", Rescued, true},
	{"pulled from", Rescued, true},
	{"brought ashore", Rescued, true},
	{"taken off", Rescued, true},
	{"abandoned ship", Rescued, false},
	{"escaped unhurt", Survived, false},
	{"escaped unharmed", Survived, false},
	{"escaped uninjured", Survived, false},
	{"safe and well", Survived, true},
	{"safe and sound", Survived, true},
	{"to shelters", Displaced, false},
	{"to * shelters", Displaced, false},
	{"unhurt", Survived, false},
	{"unharmed", Survived, false},
	{"uninjured", Survived, false},
	{"came down with", Infected, false},
	{"become infected", Infected, false},
	{"became infected", Infected, false},
	{"contracted *", Infected, false},
	{"hostage", Abducted, false},
	{"captive", Abducted, false},
	{"alive", Rescued, false},
}

type phrase struct {
	words   []string
	role    Role
	passive bool
}

func parsePhrases(in []befell) map[string][]phrase {
	out := make(map[string][]phrase, len(in))
	for _, b := range in {
		words := strings.Fields(b.words)
		out[words[0]] = append(out[words[0]], phrase{words[1:], b.role, b.passive})
	}
	return out
}

// phrase reads a phrase that says what befell people at token i.
func (p *parser) phrase(i int, passive bool) (Role, int) {
	t := p.at(i)
	if t.kind != word || t.upper {
		return "", 0
	}
	for _, f := range phrases()[p.str(t)] {
		if f.passive && !passive {
			continue
		}
		k := i + 1
		for _, w := range f.words {
			if w != "*" && !p.is(k, w) || p.at(k).kind != word {
				k = -1
				break
			}
			k++
		}
		if k > 0 {
			return f.role, k
		}
	}
	return "", 0
}
