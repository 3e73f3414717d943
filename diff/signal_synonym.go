package diff

import (
	"strings"
	"sync"
)

// synonyms maps words of newsroom English to one word for all that mean the
// same. The list holds what copy editors exchange for each other; words that
// only resemble each other ("rebels", "terrorists") are not in it, because
// exchanging them changes what is said.
var synonyms = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(synonymLines) {
		var head string
		for w := range strings.FieldsSeq(line) {
			if head == "" {
				head = w
			}
			m[w] = head
			if s := stem(w); m[s] == "" {
				m[s] = head
			}
		}
	}
	return m
})

// synonymLines holds one set of synonyms a line.
const synonymLines = `
say said says tell told tells state stated states saying remark remarked add added adds note noted announce announced announces explain explained explains declare declared declares
about approximately around roughly circa some
begin began begun begins start started starts commence commenced beginning starting
end ended ends finish finished finishes conclude concluded
stop stopped halt halted cease ceased
show showed shown demonstrate demonstrated
buy bought purchase purchased acquire acquired
get got obtain obtained gain gained reach reached
help helped assist assisted aid aided
need needed require required
use used utilize utilized
try tried attempt attempted tries
ask asked request requested
answer answered reply replied respond responded
reject rejected turn-down refuse refused decline declined
leave left depart departed
arrive arrived
go went gone
come came
meet met
keep kept retain retained
let allow allowed permit permitted
make made
give gave given grant granted provide provided
take took taken
find found discover discovered
think thought believe believed
want wanted wish wished
happen happened occur occurred
build built construct constructed erect erected
destroy destroyed demolish demolished
break broke broken
close closed shut
choose chose chosen select selected pick picked
big large huge sizable
small little tiny
fast quick quickly rapid rapidly swiftly fast-moving
old elderly
new recent
near nearby close-by
many numerous
important significant key major
main chief principal
whole entire
enough sufficient
wrong incorrect
right correct
hard difficult tough
easy simple
child kid
children kids youngsters
car vehicle automobile
house home residence
job post position
street road
boss head
policeman constable
lawyer attorney
doctor physician
fire blaze inferno
quake earthquake tremor temblor
storm tempest
fight battle clash
deal agreement accord pact
talks negotiations discussions
meeting session
plan proposal scheme
law legislation
vote ballot
poll survey
win won triumph
beat defeat defeated
rise rose risen increase increased climb climbed grow grew grown
fall fell fallen decrease decreased drop dropped decline
send sent dispatch dispatched
show display
see saw seen witness witnessed
hear heard
call called dub dubbed name named
hold held
carry carried
appoint appointed
resign resigned quit step-down
hurt injured wounded
die died perish perished
kill killed slay slain
later afterward afterwards subsequently
earlier previously before
now currently presently
also too additionally
but however yet though although
because since
while whereas
until till
often frequently
almost nearly
only just merely
again anew
after following
before prior
during amid
against versus
percent pct %
per-cent percent
cent percent
km kilometer kilometre kilometers kilometres
mile miles
meter metre meters metres
kg kilogram kilograms kilo kilos
ok okay
tv television
photo photograph picture image
phone telephone
email e-mail
web website site
gas gasoline petrol
truck lorry
apartment flat
elevator lift
fall autumn
airplane aeroplane plane aircraft jet
program programme
defense defence
gray grey
check cheque
aging ageing
skeptical sceptical
plow plough
fulfill fulfil
among amongst
toward towards
forward forwards
spokesman spokesperson spokeswoman
chairman chairperson chair
fireman firefighter firemen firefighters
gunman gunmen shooter
reporter journalist correspondent
inhabitant resident inhabitants residents
demonstrator protester protestor demonstrators protesters
rescuer rescue-worker
complete completed finish
continue continued proceed keep-on
demand demanded
describe described
examine examined inspect inspected
praise praised laud lauded hail hailed
criticize criticized slam slammed condemn condemned blast
warn warned caution cautioned
hit struck strike
seize seized
free freed release released
lead led head headed
support supported back backed
oppose opposed
target targeted
visit visited
wait waited await awaited
wear wore
work worked
write wrote written
year-old aged
united-states us
january jan
february feb
august aug
september sept sep
october oct
november nov
december dec
monday mon
tuesday tue tues
wednesday wed
thursday thu thurs
friday fri
saturday sat
sunday sun
mr mister
st saint
gen general
sen senator
gov governor
rep representative
dr doctor
country nation
people persons
huge enormous massive
strong powerful
heavy intense
deadly fatal lethal
angry furious
happy glad
afraid scared frightened
sick ill
rich wealthy
dangerous hazardous
safe secure
empty vacant
full packed
quiet calm peaceful
busy crowded
crucial vital
last final
total overall
`

// phrases are pairs and triples of words that mean what one word means.
var phrases = map[string]string{
	"turned down": "rejected", "turn down": "reject", "called off": "canceled", "call off": "cancel", "carried out": "conducted",
	"carry out": "conduct", "set up": "established", "took part": "participated", "take part": "participate",
	"stepped down": "resigned", "step down": "resign", "put off": "postponed", "put off until": "postponed until", "went on": "continued",
	"pulled out": "withdrew", "pull out": "withdraw", "broke out": "started", "found out": "learned", "pointed out": "noted",
	"ran away": "fled", "passed away": "died", "gave up": "surrendered", "blew up": "exploded", "set off": "detonated",
	"kept on": "continued", "keep on": "continue", "came to": "reached", "come to": "reach", "got to": "reached",
	"per cent": "percent", "a number of": "several", "in order to": "to", "due to": "because", "as well as": "and",
	"prior to": "before", "next to": "beside", "out of": "from", "such as": "like", "a lot of": "many", "in addition": "also",
	"such that": "that", "at present": "now", "right now": "now", "at the moment": "now", "took place": "happened",
	"take place": "happen", "in front of": "before", "close to": "near", "united states": "us", "united kingdom": "uk",
	"united nations": "un", "european union": "eu", "u.s": "us", "u s": "us", "u n": "un", "u k": "uk",
}

// unphrase replaces phrases by the word that means the same.
func unphrase(words []string) []string {
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); {
		n := 1
		for k := 3; k > 1; k-- {
			if i+k <= len(words) {
				if w := phrases[strings.Join(words[i:i+k], " ")]; w != "" {
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
