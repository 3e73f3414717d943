package diff

import (
	"slices"
	"strings"
	"sync"
)

// synonyms maps the stems of newsroom English to the sets of words that a copy
// editor exchanges for each other. Words that only resemble each other
// ("rebels", "terrorists") share none, because exchanging them changes what is
// said.
var synonyms = sync.OnceValue(func() map[string][]int16 {
	m := map[string][]int16{}
	n := int16(0)
	for line := range strings.Lines(synonymLines) {
		n++
		for w := range strings.FieldsSeq(line) {
			if s := sense(w); !slices.Contains(m[s], n) {
				m[s] = append(m[s], n)
			}
		}
	}
	return m
})

// synonymous reports whether two stems are in one set of synonyms.
func synonymous(a, b string) bool {
	of := synonyms()
	for _, n := range of[a] {
		if slices.Contains(of[b], n) {
			return true
		}
	}
	return false
}

// synonymLines holds one set of synonyms a line.
const synonymLines = `
bear bore borne
retake retook retaken
rewrite rewrote rewritten
resell resold
repay repaid
overrun overran
mislead misled
misunderstand misunderstood
foresee foresaw foreseen
mistake mistook mistaken
oversee oversaw overseen
override overrode overridden
bind bound
bite bit bitten
blow blew blown
bring brought
burn burnt
catch caught
deal dealt
dig dug
draw drew drawn
drink drank drunk
drive drove driven
eat ate eaten
feed fed
feel felt
forget forgot forgotten
freeze froze frozen
hang hung hanged
know knew known
lay laid
lend lent
lie lay lain
light lit
mean meant
pay paid
prove proven
ride rode ridden
ring rang rung
run ran
sell sold
shake shook shaken
shoot shot
sing sang sung
sink sank sunk
sit sat
sleep slept
slide slid
spend spent
stand stood
steal stole stolen
stick stuck
sting stung
strike struck stricken
swear swore sworn
sweep swept
swim swam swum
swing swung
tear tore torn
think thought
wake woke woken
win won
bend bent
bleed bled
breed bred
creep crept
fly flew flown
forgive forgave forgiven
hear heard
hide hid hidden
hold held
kneel knelt
leap leapt
overcome overcame
overthrow overthrew overthrown
rebuild rebuilt
seek sought
shrink shrank shrunk
spin spun
undergo underwent undergone
undertake undertook undertaken
uphold upheld
weep wept
wind wound
withdraw withdrew withdrawn
withstand withstood
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
committee panel commission
individual person individuals people
reside resided live lived dwell
inquire inquired ask
location place site spot
located situated
entire complete whole
amount quantity sum
portion part share
method way manner
result outcome consequence
reason cause
effort attempt
assistance help aid relief
error mistake
goal aim objective target
problem issue
question query
response answer reply
chance opportunity
danger risk threat
decision ruling
damage harm
debate discussion
demand request
discussion talk
effect impact
event incident
fear worry concern
feature characteristic
border frontier
gathering crowd
guest visitor
hike raise
journey trip voyage
jail prison
letter note
limit restriction cap
loan credit
majority most
motive reason
opinion view
option choice alternative
order command
owner proprietor
pupil student pupils students schoolchildren
probe inquiry investigation
profit earnings gain
rally demonstration protest
revenue sales income
rival competitor opponent
salary pay wage wages
sector industry
shop store
spouse wife husband
step measure move
strategy plan
tale story
task job
tax levy
team squad crew
test trial exam
top highest
trend tendency
trial hearing
troops soldiers forces
victory win
witness onlooker bystander
woods forest
worker employee
workers employees staff
accelerate speed
achieve achieved reach
adjust change alter altered changed modify modified
agree agreed consent consented
approve approved endorse endorsed
argue argued contend contended
assemble assembled gather gathered
assess assessed evaluate evaluated judge
avoid avoided avert averted
battle fought
boost boosted lift lifted raise raised
calm calmed soothe
cancel cancelled canceled scrap scrapped
collect collected gather
conceal hide hid hidden concealed
conduct conducted perform performed carry-out
consider considered weigh weighed
cover covered
create created establish established found set-up
cut reduced reduce slashed slash trimmed trim lowered lower
delay delayed postpone postponed defer deferred
detonate detonated explode exploded
discuss discussed debate debated
donate donated give
draft drafted write
earn earned make
enter entered
escape escaped flee fled
expand expanded enlarge widen widened
face faced confront confronted
flee ran-away
focus focused concentrate concentrated
guard guarded protect protected
handle handled manage managed
hurry rush rushed hasten
improve improved better
inform informed notify notified
join joined
launch launched start
learn learned learnt discover
look looked appear
lose lost
mend repair repaired fix fixed mended
mourn grieve
observe observed watch watched
pass passed approve
prevent prevented stop
prohibit prohibited ban banned forbid barred bar
promise promised pledge pledged vow vowed
propose proposed suggest
prove proved proven
publish published release
reach arrive
rebuild rebuilt reconstruct reconstructed
recall recalled remember remembered
remain remained stay stayed
remove removed
rent lease leased rented
replace replaced
report reported
respond react reacted
restart resume resumed
return returned come-back
reveal revealed disclose disclosed
search searched
sign signed ink inked
speak spoke spoken talk talked
surround surrounded encircle encircled
teach taught
throw threw thrown hurl hurled
travel traveled travelled
urge urged
vanish disappear vanished disappeared
annual yearly
brief short
broad wide
chilly cold
costly expensive pricey
distant far remote
earlier prior
essential necessary vital
famous well-known renowned
fierce intense
final ultimate
foreign overseas
initial first
large great
mainly mostly largely primarily chiefly
nationwide countrywide national
ordinary normal usual
present current
previous former
rainy wet
severe serious grave
shared common
silent quiet
simple plain
slightly somewhat
sudden abrupt
suddenly abruptly
tall high
tense strained
thin slim
tired weary exhausted
unclear uncertain
unusual rare
urgent pressing
vast huge
weak feeble
immediately instantly
together jointly
therefore thus hence consequently
moreover furthermore additionally
regarding concerning about
beside next-to
upon on
raise raised increase increased hike hiked lift lifted
lower lowered reduce reduced
adjourn adjourned postpone postponed
attack attacked assault assaulted storm stormed raid raided
footballer soccer-player
rubbish trash garbage
holiday vacation
motorway highway freeway
railway railroad
pavement sidewalk
lorries trucks
nappy diaper
film movie
mobile cellphone
maths math
shopper customer
premier prime-minister
blame blamed accuse accused
investigate investigated probe probed examine
rescue rescued save saved
evacuate evacuated clear cleared
injure injured hurt
intensify intensified strengthen strengthened
weaken weakened
worsen worsened deteriorate deteriorated
anger angered infuriate infuriated
surge surged soar soared jump jumped rocket rocketed
plunge plunged plummet plummeted slump slumped tumble tumbled
slip slipped slide dip dipped
emergency crisis
authorities officials
capture captured
clinch clinched secure secured
trounce trounced thrash thrashed rout routed
shelve shelved
oust ousted topple toppled depose deposed
sack sacked fire fired dismiss dismissed axe axed
hire hired recruit recruited employ employed
swap swapped exchange exchanged
permit licence license
comment remark
summon summoned
deploy deployed
demolish razed raze level
inundate inundated flood flooded swamp swamped
erupt erupted
obstruct obstructed block blocked
bystander passerby passers-by
infant baby
elderly aged
pensioner retiree
drought dry-spell
downpour rainstorm
scorching sweltering hot
freezing icy
snowstorm blizzard
huge giant gigantic
tiny minute
doctors medics physicians
medicine drug medication
jab shot injection vaccination
hospital clinic
illness disease sickness
epidemic outbreak
match game
pitch field
coach manager
supporter fan
title crown championship
skipper captain
net netted score scored
goalkeeper keeper goalie
abandon abandoned scrap scrapped drop dropped ditch ditched
abolish abolished scrap scrapped
adjourn adjourned suspend suspended
advise advised counsel counselled counseled
ally partner
alter altered change changed modify modified amend amended
ambush ambushed attack attacked
annual yearly
appeal plea
assail assailed attack attacked
avert averted prevent prevented avoid avoided
ban banned bar barred prohibit prohibited outlaw outlawed forbid forbade forbidden
baffle baffled puzzle puzzled
batter battered pound pounded
beginning start onset
blunder mistake
bolster bolstered boost boosted strengthen strengthened
breach breached violate violated break broke broken
brutal savage vicious
bury buried inter interred
cancel canceled cancelled axe axed scrap scrapped
catastrophe disaster calamity
chase chased pursue pursued
cheap inexpensive
choke choked suffocate suffocated
circulate circulated spread
collide collided crash crashed
colossal enormous
comprehensive full thorough
conceal concealed hide hid hidden
confess confessed admit admitted
confront confronted face faced
consent agree agreed
cops police
costly expensive
courageous brave
crackdown clampdown
curb curbed limit limited restrain restrained
cyclist rider bicyclist
disclose disclosed reveal revealed divulge divulged
dispute row quarrel feud
divert diverted redirect redirected reroute rerouted
donate donated give gave
donation gift
donor giver
downpour deluge
eject ejected expel expelled remove removed
endorse endorsed back backed support supported
enormous vast
enquiry inquiry
escape escaped flee fled
famous renowned celebrated well-known
film movie
footballer soccer-player
forecast predict predicted
foreign overseas
former ex one-time
fraud swindle scam
funeral burial
gale storm windstorm
garbage rubbish trash refuse
gig concert
guard guarded protect protected
gunfire shooting gunshots
handcuff handcuffed shackle shackled
harass harassed hound hounded
hazard danger
helper aide assistant
hooligan thug
horrific horrifying gruesome grisly
hostile unfriendly
illegal unlawful illicit
inaugurate inaugurated open opened
insult insulted offend offended
intoxicated drunk drunken
jubilant delighted elated overjoyed
labourer worker
landmark historic
landslide mudslide
lavish luxurious
lethal deadly
loot looted plunder plundered ransack ransacked
mend mended repair repaired fix fixed
monitor monitored observe observed track tracked
mourn mourned grieve grieved
multiple several
mutiny revolt rebellion uprising insurrection
narrow slim slender
neglect neglected ignore ignored
obstacle hurdle barrier
obvious clear plain evident
outlay spending expenditure
overhaul overhauled reform reformed revamp revamped
overturn overturned quash quashed annul annulled reverse reversed void voided
pact treaty
pavement sidewalk
pay-rise raise
perilous dangerous
persuade persuaded convince convinced
pitch-black dark
plea appeal
plot conspiracy
ploy tactic
postpone postponed delay delayed defer deferred
prize award
punish punished penalise penalised penalize penalized discipline disciplined
quit leave left resign resigned retire retired
rain rainfall
recall recalled remember remembered
recover recovered recuperate recuperated
regulator watchdog
relocate relocated move moved
remainder rest
renew renewed extend extended
repeal repealed revoke revoked rescind rescinded
retailer shopkeeper merchant
retaliate retaliated hit-back
revenge vengeance
robbery heist holdup
rubble debris wreckage
scuffle fight brawl
search hunt
sentence sentenced jail jailed imprison imprisoned
severe serious grave
ship vessel
shout shouted yell yelled
smash crash collision
smell odour odor
solution remedy
spark sparked trigger triggered prompt prompted
speech address
spill leak
stage staged mount mounted hold held
strengthen strengthened reinforce reinforced
strike walkout stoppage
subway underground metro tube
suit lawsuit
supply supplied provide provided
surge jump
tackle tackled address addressed
taxi cab
tease teased mock mocked
throng crowd
timetable schedule
torch torched burn burned burnt
tow towed haul hauled drag dragged pull pulled
tumult turmoil unrest chaos
unanimous united
unruly disorderly
upbeat optimistic positive
upgrade upgraded improve improved
urge urged exhort exhorted
verify verified check checked
weapon firearm gun
wed married marry
widen widened broaden broadened
wreck wrecked destroy destroyed ruin ruined
apprehend apprehended arrest arrested nab nabbed
within inside
`
