package english

import (
	"strings"
	"sync"
)

// phrases are pairs and triples of words that mean what one word means. Like every
// table of some size they are made when first asked for.
var phrases = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"knocked out": "cut off", "cuts off": "cut off", "is located": "is", "are located": "are", "was located": "was", "is situated": "is",
		"soccer player": "footballer", "soccer players": "footballers", "go to the polls": "vote", "goes to the polls": "votes", "went to the polls": "voted",
		"were unable to": "could not", "was unable to": "could not", "is unable to": "can not", "are unable to": "can not",
		"won the approval of": "approved", "on foot": "", "is set to": "will", "are set to": "will", "on the basis of": "by",
		"at the age of": "aged", "in the event of": "if", "for the purpose of": "to", "with the exception of": "except", "apart from": "except",
		"ahead of": "before", "subsequent to": "after", "in advance of": "before", "a majority of": "most", "the majority of": "most",
		"in the vicinity of": "near", "in the middle of": "amid", "made up of": "of",
		"blew up": "exploded", "set off": "detonated",
		"per cent": "percent", "a number of": "several", "in order to": "to", "due to": "because", "as well as": "and",
		"is not able to": "can not", "are not able to": "can not", "was not able to": "could not", "were not able to": "could not",
		"managed to": "", "manages to": "", "manage to": "", "a total of": "", "the fact that": "that", "at this time": "now", "at that time": "then", "in spite of": "despite", "with regard to": "about",
		"because of": "because", "owing to": "because", "as a result of": "because", "in the wake of": "after", "in the course of": "during",
		"is able to":  "can",
		"was able to": "could", "were able to": "could", "has the ability to": "can", "in favor of": "for", "in charge of": "heading",
		"shot dead": "killed", "gunned down": "killed", "lost their lives": "died", "lost his life": "died", "lost her life": "died",
		"downed tools": "struck", "went on strike": "struck", "walked out": "struck", "walked off the job": "struck", "walk off the job": "strike",
		"came under fire": "criticized", "is due to": "will", "are due to": "will", "did away with": "abolished",
		"cleared of": "acquitted of", "cut short": "curtailed",
		"gave the green light to": "approved", "give the green light to": "approve",
		"gave the go-ahead to": "approved", "tied the knot": "married", "took to the streets": "protested",
		"made redundant": "dismissed", "filed for": "sought", "opted to": "chose to", "flew out": "left",
		"behind bars": "in jail", "taken into custody": "arrested", "took into custody": "arrested",
		"police officer": "policeman", "police officers": "policemen", "held talks": "met", "met for talks": "met", "holds talks": "meets",
		"pleaded not guilty to": "denied", "drew criticism from": "criticized by", "drew praise from": "praised by",
		"prior to": "before", "next to": "beside", "out of": "from", "such as": "like", "a lot of": "many", "in addition": "also",
		"such that": "that", "at present": "now", "right now": "now", "at the moment": "now", "took place": "happened",
		"take place": "happen", "in front of": "before", "close to": "near", "united states": "us", "united kingdom": "uk",
		"united nations": "un", "european union": "eu", "u.s": "us", "u s": "us", "u n": "un", "u k": "uk",
	}
})

// unphrase replaces phrases by the word that means the same.
func unphrase(words []string) []string {
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); {
		n := 1
		for k := 5; k > 1; k-- {
			if i+k <= len(words) {
				if w, ok := phrases()[strings.Join(words[i:i+k], " ")]; ok {
					out, n = append(out, strings.Fields(w)...), k
					break
				}
			}
		}
		if n == 1 {
			out = append(out, words[i])
		}
		i += n
	}
	return out
}
