package claim

// wordGroup is a set of words that share a class.
type wordGroup struct {
	class class
	role  Role
	level int
	words string
}

// wordGroups is the lexicon but for its numbers and units. A word may stand in
// several groups.
var wordGroups = []wordGroup{
	{words: commonWords},
	{words: `lay lie lying away burnt trampled frozen choked expect predict forecast forecasts buried trapped living latter better upper lower bottom top registered listed called calls calling described describes dubbed labeled
		labelled branded denounced hailed memo note email release tweet message letter stating least fewer less greater higher lower up high exceeding surpassing topping roughly approximately circa
		nearly almost estimated maximum max minimum just exactly fully precisely percent pct percentage basis points point
		cent square cubic metric nautical old additional weighs weighed weighing weigh flight article chapter page
		route highway resolution section channel phase level room interstate formula apollo boeing airbus version volume
		stage gate pier platform beat beats defeated vote votes score scored victory defeat lead draw drew tie tied
		loss ruling ruled decision down climbed revised lowered earlier well close tally previous initial preliminary
		murders fallen losing hitting striking picking picked presumed listed pronounced seriously critically reaches reaching risen topped exceeded surpassed totaled totalled numbered past far beaten hacked hostage
		shot emerged staggered gasping blinded costing claiming snuffed snuffing snuffs taking loss spared save quoting understood accused statement quoted citing cited words according number figure count injures claimed claiming claims aged age`},
	{class: preposition, words: `of in on at to from by with without for about against between among amid amidst
		into onto over under after before during since until till through throughout across along around behind
		beyond near off toward towards upon via within outside inside despite per like unlike including except besides aboard
		above below beneath beside alongside versus vs`},
	{class: determiner, words: `the a an this that these those his her its their our my your some any no each every both
		all another other such many much more most few several`},
	{class: conjunction, words: `and or but nor so yet if because although though while whereas when whenever where
		unless than as that which who whom whose whether how why what once lest`},
	{class: auxiliary, words: `have has had having do does did will would shall should can could may might must ought
		haven't hasn't hadn't don't doesn't didn't won't wouldn't shan't shouldn't can't cannot couldn't mightn't mustn't
		i'll we'll he'll she'll they'll you'll i've we've they've you've i'd we'd he'd she'd they'd you'd`},
	{class: be, words: `is are was were be been being am get gets got getting remain remained remains
		isn't aren't wasn't weren't ain't i'm we're they're you're he's she's it's that's there's`},
	{class: pronoun, words: `i you he she it we they me him us them myself himself herself itself themselves
		ourselves yourself one's someone anyone everyone something anything everything nothing nobody
		he's she's it's there here`},
	{class: adverb, words: `also then later earlier now today tonight yesterday tomorrow still already just only even
		again too very soon always often never ever reportedly allegedly apparently probably possibly likely
		currently recently previously originally initially immediately separately meanwhile however instead
		together alone not further quickly slowly mostly mainly partly largely afterward afterwards ago`},
	{class: verb, words: `went go goes came come comes took take takes made make makes gave give gives left leave leaves
		found find finds saw see sees got held hold holds kept lost lose loses won win wins met meet meets began begin
		begins rose rise rises rising fell fall falls falling grew grow grows grown climbed climbs jumped dropped drop
		drops stood stand stands ran run runs became become becomes seemed seem seems appeared appear appears wanted want
		wants needed needs used use uses tried try tries called call calls asked asks showed show shows shown
		brought bring brings led leads set sets put puts sent send sends built paid pay pays spent cost costs
		struck hit hits attacked opened fired launched returned fled flee flees joined gathered marched protested
		voted signed agreed refused failed decided planned plans expected continued followed started stopped ended
		closed moved lived work works worked remained included includes include involved contained
		arrived entered reached crossed passed turned broke caught fought thought knew felt heard
		won't known seen taken given gone done been made faced face faces received increased decreased reduced
		targeted injured wounded killed killing died dies die dying missing dead arrested detained
		sank collapsed exploded crashed burned destroyed damaged approved rejected earned sold bought raised raises
		according compared based apparently`},
	{class: says, words: `said says saying say told tells telling added adds adding arguing warning suggesting insisting stating announced tweeted wrote testified stated
		vowed insisted asserted alleged argued remarked quipped joked complained conceded cautioned recalled explained
		lamented reiterated stressed swore testifies vows complains jokes recalls concedes cautions remarks boasted grumbled emphasized emphasised`},
	{class: saysWeak, words: `claimed claims confirmed confirms denied denies reported reports warned warns acknowledged
		acknowledges admitted admits noted notes observed suggested suggests estimated estimates predicted predicts
		promised promises pledged pledges urged urges asked asks declared declares responded responds replied replies
		reckon reckons reckoned boasts grumbles attest attested attests
		continued believes believed thinks argues insists maintains maintained stresses asserts alleges explains
		tweets writes posted counted recorded indicated indicates revealed disclosed concluded hinted repeated answered answers
		claim confirm deny report warn acknowledge admit note suggest estimate predict promise pledge declare insist
		allege assert complain insist vow warn advise advised advises contend contends contended stress boast shows show showed
		indicate reveal disclose conclude hint argue maintain concede
		suspect suspects suspected believe revealed reveals hopes hoped feared fear fears expects argues cites found finds`},

	{class: person, words: `people person persons man men woman women child children boy boys girl girls baby babies
		infant infants toddler toddlers teenager teenagers teen teens youth youths adult adults student students pupil
		pupils teacher teachers civilian civilians soldier soldiers troops troop officer officers policeman policemen
		policewoman police militant militants rebel rebels fighter fighters insurgent insurgents gunman gunmen attacker
		attackers bomber bombers terrorist terrorists jihadist jihadists extremist extremists protester protesters
		protestor protestors demonstrator demonstrators activist activists journalist journalists reporter reporters
		photographer photographers doctor doctors nurse nurses medic medics paramedic paramedics worker workers
		firefighter firefighters rescuer rescuers volunteer volunteers passenger passengers driver drivers pilot pilots
		tourist tourists visitor visitors resident residents villager villagers citizen citizens national nationals
		foreigner foreigners migrant migrants refugee refugees immigrant immigrants prisoner prisoners inmate inmates
		detainee detainees hostage hostages captive captives patient patients victim victims survivor survivors
		suspect suspects marine marines sailor sailors guard guards recruit recruits cadet cadets crew member members
		employee employees staff personnel official officials miner miners farmer farmers fisherman fishermen worshipper
		worshippers worshiper worshipers pilgrim pilgrims pedestrian pedestrians motorist motorists bystander bystanders
		others other commuter commuters shopper shoppers guest guests family families household households couple
		relative relatives mother father son daughter brother sister wife husband leader leaders commander commanders
		lawmaker lawmakers politician politicians candidate candidates aide aides judge judges lawyer lawyers
		peacekeeper peacekeepers contractor contractors engineer engineers cyclist cyclists climber climbers hiker hikers
		swimmer swimmers voter voters supporter supporters fan fans player players athlete athletes spectator spectators
		servicemen serviceman servicewoman conscript conscripts reservist reservists paratrooper paratroopers
		lives life bodies body souls american americans israeli israelis palestinian palestinians syrian syrians iraqi
		iraqis afghan afghans russian russians egyptian egyptians turk turks kurd kurds german germans briton britons
		forces sister sisters brothers sons daughters babies parents supporters militiamen militia commandos commando crewmen
		crewmembers youngsters elders nationals mourners onlookers partygoers revelers dancers nun nuns monk monks priest priests clergyman clergymen cleric clerics missionary missionaries trader traders
		merchant merchants shepherd shepherds herder herders herdsman herdsmen labourer labourers laborer laborers seaman seamen mariner
		mariners deckhand deckhands skier skiers snowboarder snowboarders mountaineer mountaineers trekker trekkers diver divers surfer surfers
		hunter hunters angler anglers camper campers backpacker backpackers holidaymaker holidaymakers clubber clubbers reveller revellers
		schoolboy schoolboys schoolgirl schoolgirls newborn newborns pensioner pensioners retiree retirees diner diners customer customers
		cleaner cleaners welder welders electrician electricians mechanic mechanics porter porters clerk clerks cook cooks waiter waiters
		trucker truckers biker bikers rider riders jockey jockeys cameraman cameramen translator translators interpreter interpreters
		diplomat diplomats envoy envoys consul consuls smuggler smugglers bandit bandits looter looters rioter rioters robber robbers thief
		thieves mercenary mercenaries sniper snipers gangster gangsters deserter deserters draftee draftees airman airmen ranger rangers
		warden wardens bodyguard bodyguards deputy deputies trooper troopers agent agents informer informers stowaway stowaways
		squatter squatters evacuee evacuees castaway castaways kid kids sibling siblings cousin cousins nephew nephews niece
		nieces uncle uncles aunt aunts twin twins triplets newlyweds spouse spouses colleague colleagues neighbour neighbours
		neighbor neighbors stranger strangers gambler gamblers vendor vendors marcher marchers
		jawan jawans constable constables cop cops sentry sentries sepoy sepoys lad lads sherpa sherpas convict convicts addict addicts tribals
		devotee maoist maoists naxal naxals naxalite naxalites cadre cadres dacoit dacoits juvenile juveniles minor minors undergraduate
		undergraduates mum mums mom moms dad dads pastor pastors scout scouts apprentice apprentices farmhand farmhands carpenter carpenters grandson grandsons granddaughter granddaughters grandchildren grandparents
		schoolchild schoolchildren occupant occupants inhabitant inhabitants academic academics expat expats scientist scientists
		muslim muslims christian christians jew jews housewife grandmother grandfather widow orphan orphans elderly`},

	{class: harm, role: Killed, words: `killed killing kills kill murdered murdering massacred massacring assassinated
		assassinating executed executing slaughtered beheaded beheading slain slew electrocuted crushed lynched gunned mowed`},
	{class: harm, role: Wounded, words: `wounded wounding wounds wound injured injuring injures injure hurt hurting maimed maiming
		hospitalized hospitalised hospitalizing stabbed`},
	{class: harm, role: Arrested, words: `arrested arresting arrests detained detaining detains imprisoned jailed apprehended
		captured capturing indicted convicted rounded`},
	{class: harm, role: Abducted, words: `abducted abducting kidnapped kidnapping kidnaps seized`},
	{class: harm, role: Displaced, words: `displaced displacing displaces evacuated evacuating evacuates uprooted uprooting
		homeless stranded stranding driven driving forced forcing`},
	{class: harm, role: Rescued, words: `rescued rescuing rescues saved saving pulled plucked airlifted winched`},
	{class: harm, role: Freed, words: `freed freeing released releasing`},
	{class: harm, role: Infected, words: `infected infecting infects sickened sickening sickens hospitalised`},
	{class: suffers, role: Killed, words: `died dies die dying dead perished perish suffocated starved succumbed drowned drown drowning fatal fatally lifeless`},
	{class: suffers, role: Trapped, words: `trapped`},
	{class: harm, role: Trapped, words: `trapped trapping traps buries buried burying bury`},
	{class: suffers, role: Survived, words: `survived survive survives`},
	{class: suffers, role: Infected, words: `ill sick`},
	{class: harm, role: Missing, words: `swept`},
	{class: harm, role: Abducted, words: `holding`},
	{class: harm, role: Wounded, words: `treated treating`},
	{class: suffers, role: Missing, words: `missing unaccounted disappeared vanished`},
	{class: suffers, role: Displaced, words: `homeless displaced fled flee`},
	{class: tally, role: Killed, words: `death deaths fatality fatalities killings toll tolls drownings lynchings hangings beheadings suicides homicides executions electrocutions stabbings`},
	{class: tally, role: Wounded, words: `injury injuries hospitalisations hospitalizations`},
	{class: tally, role: Harmed, words: `casualty casualties`},
	{class: tally, role: Arrested, words: `arrest arrests detention detentions`},
	{class: tally, role: Abducted, words: `kidnappings abductions`},
	{class: tally, role: Infected, words: `infection infections`},

	{class: month, words: `january february march april may june july august september october november december
		jan feb mar apr jun jul aug sept sep oct nov dec`},
	{class: weekday, words: `monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs
		fri sat sun`},
	{class: title, words: `president premier chancellor minister secretary senator sen representative rep governor gov mayor
		judge justice king queen prince princess emperor sheikh sheik pope archbishop bishop cardinal rev reverend father
		ayatollah imam rabbi mr mrs ms miss dr doctor prof professor sir dame lord lady general gen lieutenant lt colonel
		col major maj captain capt sergeant sgt commander cmdr admiral adm corporal cpl brigadier brig officer sheriff
		detective inspector constable marshal chairman chairwoman chairperson chief director spokesman spokeswoman
		spokesperson ambassador envoy congressman congresswoman councilman councilwoman attorney coach speaker
		deputy chancellor treasurer commissioner superintendent analyst defendant private pvt spc airman msgr fr sister brother
		pres ceo founder author economist candidate leader foreign prime vice former acting interim undersecretary`},
	{class: orgHead, words: `ministry department agency agencies organization organisation group council committee commission
		party union association federation institute institution university college school hospital bank corporation corp
		company co inc ltd llc plc group foundation fund court parliament congress senate house cabinet government army navy
		force forces guard guards police bureau office authority administration assembly league club team network news
		times post journal tribune herald press radio television tv broadcasting front movement brigade brigades
		coalition alliance center centre observatory service services program programme board chamber society church
		airlines airways motors bank exchange reserve treasury embassy kremlin pentagon
		white-house nato un eu fbi cia reuters xinhua`},
	{class: negative, words: `not no never none nobody nothing neither nor cannot without n't can't won't don't doesn't didn't
		isn't aren't wasn't weren't hasn't haven't hadn't couldn't wouldn't shouldn't mustn't mightn't ain't hardly
		denied denies deny denying nowhere unable`},
	{class: hedging, level: -3, words: `may might could possibly perhaps maybe conceivably`},
	{class: hedging, level: -2, words: `allegedly alleged reportedly apparently purportedly purported presumably seemingly supposedly
		supposed suspected possible potential potentially ostensibly unconfirmed rumored rumoured appears appeared appear seems seemed seem suggests`},
	{class: hedging, level: -1, words: `likely probably unlikely probable believed`},
	{class: hedging, level: 1, words: `confirmed confirms confirm verified proven established officially`},
	{class: hedging, level: 2, words: `certainly definitely undoubtedly clearly unquestionably indisputably conclusively certain`},
	{class: place, words: placeWords},
	{class: nation, words: nationWords},
	{class: first, words: `james john robert michael william david richard joseph thomas charles christopher daniel matthew
		anthony mark donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan
		jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander
		patrick raymond jack dennis jerry peter henry adam arthur harold albert walter bruce philip simon martin oliver
		hugo felix leo oscar tom tim jim jon sam ben dan mike steve dave bob ron ken greg jeff matt nick tony chris alex
		mohammed muhammad mohamed ahmed ahmad ali hassan hussein omar ibrahim yusuf khalid abdul abdullah mahmoud mustafa
		bashar hosni osman tariq karim salim vladimir sergei sergey dmitry ivan boris mikhail igor oleg viktor yuri nikolai
		alexei petro volodymyr francois emmanuel pierre jacques nicolas louis wolfgang hans klaus jurgen stefan lars erik
		carlos jose juan luis miguel pedro jorge antonio francisco manuel alejandro fernando diego pablo rafael giovanni
		marco luca francesco paolo silvio matteo barack joe bill kofi li wang zhang chen narendra rahul sanjay raj imran
		nawaz kenji hiroshi shinzo recep ariel shimon yitzhak nelson thabo kwame chidi uhuru`},
	{class: first, level: feminine, words: `mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa
		nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca
		sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine
		debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce victoria kelly lauren
		christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann ana sara frances
		kathryn janice jean abigail alice judy sophia denise amber doris marilyn danielle isabella theresa
		diana natalie brittany charlotte marie kayla lori jane kate lucy ellen eva nina irene clara hillary nadia leila
		fatima aisha zainab amina natalia olga svetlana yulia irina tatiana rosa elena carmen lucia mara ursula ingrid
		astrid priya sonia indira benazir yuki aung`},
}

// feminine marks the given names of women among those of the lexicon.
const feminine = 9
