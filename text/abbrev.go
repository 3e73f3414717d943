package text

import (
	"strings"
	"sync"
)

// class says how a period after an abbreviation is to be read.
type class uint8

const (
	word    class = iota // no abbreviation: the period ends a sentence
	title                // stands before a name or number: never ends one
	suffix               // ends a sentence only before a word that begins one
	counted              // stands before a number: ends a sentence before anything else
	clock                // a.m., p.m.: goes on with a day or a time zone
	street               // "St. Paul" goes on, "Main St. The" ends
)

// language holds what the rules need to know of one language.
type language struct {
	abbrev   map[string]class
	starters map[string]bool // lower case: words that begin sentences and hardly ever names
	plurals  map[string]bool // lower case: nouns that do when a small letter follows them
	says     map[string]bool // verbs that follow a quote: "Why?" Lee asked
	ordinals bool            // writes "3. Oktober": a period after a short number goes on
}

func set(s string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// list is set when it is first asked for.
func list(s string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool { return set(s) })
}

// abbreviations reads lists of abbreviations without their last period. Case
// counts: "Sat." is a day, "sat." ends a sentence.
func abbreviations(lists map[class]string) map[string]class {
	m := make(map[string]class)
	for c, s := range lists {
		for _, w := range strings.Fields(s) {
			m[w] = c
		}
	}
	return m
}

var english = sync.OnceValue(func() *language {
	return &language{
		abbrev: abbreviations(map[class]string{
			title: `Mr Mrs Ms Mx Dr Drs Prof Profs Rev Revs Hon Messrs Mme Mmes Mlle Sr Sra Fr Br Pres Supt Insp
			Gen Gens Maj Col Cols Lt Lts Capt Cpl Sgt Sgts Pvt Pfc Spc Spec Adm Adml Cmdr Cmdrs Comdr Cdr Brig Cmd Ens
			Sen Sens Rep Reps Gov Govs Del Atty Amb Asst Dep Det Dist Supt Sec Treas Ald Cllr Hr
			Mt Ft Pt vs v viz cf e.g i.e eg ie ca approx esp incl Rt`,
			counted: `No Nos no nos p pp Fig Figs fig Art art Vol vol Ch ch pt Sect sect para Op
			Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec`,
			suffix: `Inc Corp Co Cos Ltd Bros Plc LLC Assn Assoc Dept Univ Natl Intl Mfg Jr Esq Mon Tue Tues Wed Thu Thur Thurs Fri
			Ala Ariz Ark Calif Colo Conn Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn
			Tenn Tex Va Vt Wash Wis Wyo Ont Que Alta Sask Dak Mex Can Aust Ph.D PhD Ave Blvd Rd Hwy Pl Sq Ste Apt Bldg Rm
			etc al est Est ed eds Ed Eds min hr hrs ft lb lbs oz mph km kg sq mi yd mil bn tel Tel ext Ext ave avg`,
			clock:  `a.m p.m am pm A.M P.M a.m.. p.m..`,
			street: `St Ste`,
		}),
		starters: set(`a about according across after again all also although among an and another any anyone are as asked at
		back because before behind below besides between both but by can could critics despite did do does during each earlier either
		even eventually every everyone few finally first for from further given had has have having he her here hers his how however
		i i'd i'll i'm i've if in indeed inside instead is isn't it it's its just last later like many maybe me meanwhile more moreover most much my
		neither nevertheless no nobody none nor not nothing now of officials on once one only or other others our out outside over
		perhaps please police previously rather recently she should similarly since so some somebody someone something soon still such
		that that's the their them then there there's these they they're this those though three through throughout thus to today together tomorrow
		two under unlike until upon us using was we we'll we're we've were what when whenever where whether which while who whoever whose why with within
		without would yes yesterday yet you you're your`),
		plurals: set(`talks negotiations officials authorities analysts experts critics supporters opponents residents witnesses protesters
		demonstrators investigators lawmakers legislators prosecutors rescuers rebels militants insurgents troops soldiers workers families
		voters leaders diplomats economists scientists researchers doctors people men women children hundreds thousands dozens millions
		scores prices shares stocks sales exports imports reporters journalists aides relatives survivors victims attacks clashes tensions
		results details efforts plans questions concerns`),
		says: set(`said says say asked asks asking wrote writes added adds replied replies told tells tweeted shouted shouts cried cries
		wondered wonders demanded demands joked jokes recalled recalls exclaimed quipped responded inquired chanted yelled screamed
		continued continues declared declares called thought thinks wants wanted`),
	}
})

// zones follow a.m. and p.m. and belong to them, as days and months do.
var zones = list(`et est edt ct cst cdt mt mst mdt pt pst pdt gmt bst utc cet cest eet ist jst msk eastern central mountain pacific
	monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun
	january february march april may june july august september october november december
	jan feb mar apr jun jul aug sept sep oct nov dec`)

// excited are names that end in a mark which elsewhere ends a sentence.
var excited = list(`Yahoo! Jeopardy! Yum! Oklahoma! Mamma_Mia! Guess? E! Panic! Joomla! Chips_Ahoy!`)
