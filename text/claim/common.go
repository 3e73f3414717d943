package claim

// commonWords are words that head sentences and are no names, and words so common
// that one is not a misspelling of another.
const commonWords = `able access accept affect action active actual adult advice advise alley allay ally army arms art back bad bake ball band
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
		imported exported deported reported supported deport report support invade evade invaded evaded allude elude
		government governments president officials official minister crews crew reading hope rain snow storm flood floods fire fires fighting police
		troops rebels soldiers rescuers workers residents witnesses witness doctors prosecutors investigators authorities relatives experts
		analysts critics opponents supporters lawmakers ministers leaders voters survivors victims organizers schools hospitals prices shares
		sales profits stocks markets exports imports oil talks negotiations protests protesters demonstrators clashes gunmen militants
		attackers attack attacks bombing explosion blast earthquake landslide parliament parliament's congress court courts lawyers judges
		army navy opposition coalition economy inflation unemployment growth trade tourism security intelligence television radio media
		newspapers newspaper results counting turnout polls ballots candidates campaign campaigns women men children people families
		traffic trains flights airlines airport airports ships ferries boats fishermen farmers miners teachers students scientists
		researchers engineers pilots passengers survivors' firefighters medics nurses volunteers activists human rights aid food water
		electricity power gas weather temperatures winds waves smoke flames debris rubble bodies searchers divers tonight today yesterday
		tomorrow meanwhile however elsewhere separately earlier later still instead nearly almost hundreds thousands dozens several many
		most some few nobody everyone everybody everything nothing shelling gunfire artillery airstrikes strikes strike violence unrest
		tension tensions fears concerns questions doubts critics' health education finance defense defence interior foreign local state
		federal national public private senior former current military civil armed masked angry thousands' emergency rescue
		opponents' digging efforts plans construction production output demand supply supplies costs wages taxes spending debts
		welcome thank please yes no okay`

// Known reports whether w, in lower case, is in the lexicon. Of two different
// known words neither is a misspelling of the other.
func Known(w string) bool { return known(w) != nil }
