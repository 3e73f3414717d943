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
say said says tell told tells state stated states saying remark remarked add added adds note noted
about approximately around roughly circa some
begin began begun begins start started starts commence commenced beginning starting
end ended ends finish finished finishes conclude concluded
stop stopped halt halted cease ceased
show showed shown demonstrate demonstrated
buy bought purchase purchased acquire acquired
get got obtain obtained gain gained
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
announce announced declare declared
complete completed finish
continue continued go-on proceed
demand demanded
describe described
examine examined inspect inspected
explain explained
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

// knownWords are words so common that one is not a misspelling of another.
var knownWords = func() map[string]bool {
	m := wordSet(`able access accept affect action active actual adult advice advise alley allay ally army arms art back bad bake ball band
		bank bar bare base bear beat been beer bell bell bet big bill bird bite blame block blood blow board boat body bomb bond book
		born both box boy brake brave bread break brick bride bridge bring broke brown build bull burn bus busy buy call calm came camp
		car card care carry cart case cash cast cause cell chain chair change charge chart chase cheap check chief child choice choose
		chose city claim class clean clear climb clock close cloth cloud club coach coal coast coat code cold come cook cool cope copy
		corn cost could count court cover crash crew crime crop cross crowd cry cup cut dam dark data date dead deal dear death debate
		debt deep deer deny desert dessert diary dairy die died diet dinner dirt dish dock doctor dog door double down draft drag draw
		dream dress drink drive drop drove drug dry dust duty each early earn earth east easy eat edge effect either elect else empty
		end ensure enter even event ever every exact except exist exit expect face fact fail fair fall false family far farm fast fate
		father fault favor fear feed feel fell felt few field fight file fill film final find fine fire firm first fish fit five fix
		flag flat fled flee flew flight floor flow fly foot for force form former fort forth forty foul found four free friend from
		front fuel full fund game gap gas gate gave gear get girl give glad goal gold gone good gore grain grand grant grass grave
		great green grew grief ground group grow guard guess guest guide guilt gun guy hair half hall hand hang happen happy hard harm
		hate have head heal hear heart heat heavy held hell help her here hero hide high hill hint hire hired fired his hit hold hole
		home hope horse host hot hour house how hunt hurt ice idea ill into iron issue jail job join joke judge jump jury just keep
		key kick kid kill king kiss knee knew knife know lack lady laid lake land lane large last late later latter law lay lead leaf
		league leak lean learn least leave led left leg lend less let letter level lie life lift light like line link lion list live
		load loan local lock long look lord lose loss lost lot loud love low luck lunch made mail main major make male man many map
		march mark market mass match mate may mayor meal mean meant meat meet mental metal mid might mile milk mind mine minor mint
		miss mix mob mode money month moon moral more most mother motor mount mouse mouth move much murder must name near neck need
		net never new news next nice night nine noise none noon nor north nose not note now null number nurse oath odd off offer
		office often oil old once one only open opera oral order other our out over own pace pack page paid pain paint pair palace
		park part party pass past patch path pay peace peak pen people pet phase phone photo pick piece pile pilot pipe place plain
		plan plane plant plate play plea please plot poem poet point poll pool poor pope port post pound pour power press price pride
		prime print prison prize probe proof proud prove public pull pump push put queen quest quick quiet quit quite race radio raid
		rail rain raise ran range rank rape rapid rare rate rather raw reach read ready real rear rebel red refuse regime reign rely
		rent rest rice rich ride rifle right ring riot rise risk rival river road rob rock role roll roof room root rope rose rough
		round route row royal rule run rural rush sad safe said sail sale salt same sand save saw say scene school score sea seal seat
		see seed seek seem seen seize self sell send sense sent serve set seven sex shake shall shape share sharp she shed sheep ship
		shirt shock shoe shoot shop shore short shot should show shut sick side siege sight sign silk silver since sing sink site sit
		six size skill skin sky slave sleep slid slip slow small smart smell smoke smooth snow soil sold sole some son song soon sort
		soul sound source south space spare speak speech speed spell spend spent spill spin split spoke sport spot spread spring spy
		squad staff stage stake stand star stare start state stay steal steam steel steep step stick still stock stole stone stood
		stop store storm story strain strange street strict strike string strip strong stuck study style such suit sum summer sun
		sure swear sweep sweet swift swim swing table tail take tale talk tall tank tap tape target task taste tax teach team tear
		tell ten tend tent term test than that the their them then there these they thick thin thing think third this those though
		threat three threw through throw tie tight till time tiny tip tire title told toll tone took tool top total touch tough tour
		toward tower town toy trace track trade trail train trap travel treat tree trend trial tribe trick tried trip troop truck
		true trust truth try turn twice twin two type under union unit unite until upon urban urge use usual value van vary vast
		verse very vessel vice view visa visit vital voice vote wage wait wake walk wall want war ward warm warn was wash waste watch
		water wave way weak wealth weapon wear week weigh well went were west wet what wheat wheel when where which while white who
		whole whom why wide wife wild will win wind window wine wing winter wire wise wish with woman won wood wool word wore work
		world worry worse worst worth would wound write wrong wrote yard year yet yield you young your zone
		stable table border boarder hoarder bomber comber killed filled billed passed paused parsed healed heated voted noted rented
		rated raised razed razes seized sealed signed singed resigned reigned planed planned sided aided bided sailed failed jailed
		mailed nailed hailed moved loved lived saved waved caved paved raved fled shed lost cost post host most won son ton
		united untied ministry minister ministers martial marital causal casual military militancy militant militants
		immigrants emigrants migrants immigrant emigrant rebels rebel labels council counsel principal principle
		prosecution persecution prosecuted persecuted complement compliment stationary stationery
		hostages hostage sausages passed passing lasted fasted tested rested nested vested shops ships slips chips
		increased decreased reduced produced seduced deduced induced import export imports exports
		imported exported deported reported supported deport report support invade evade invaded evaded allude elude`)
	for w := range stopWords {
		m[w] = true
	}
	return m
}()

// phrases are pairs and triples of words that mean what one word means.
var phrases = map[string]string{
	"turned down": "rejected", "turn down": "reject", "called off": "canceled", "call off": "cancel", "carried out": "conducted",
	"carry out": "conduct", "set up": "established", "took part": "participated", "take part": "participate",
	"stepped down": "resigned", "step down": "resign", "put off": "postponed", "put off until": "postponed until", "went on": "continued",
	"pulled out": "withdrew", "pull out": "withdraw", "broke out": "started", "found out": "learned", "pointed out": "noted",
	"ran away": "fled", "passed away": "died", "gave up": "surrendered", "blew up": "exploded", "set off": "detonated",
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
