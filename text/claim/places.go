package claim

// placeWords are words that make the name of a place, alone or together
// ("South", "Korea"). The list is light: it tells kinds apart, and finds names
// at the head of a sentence, where every word has a capital.
const placeWords = `afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahrain
bangladesh belarus belgium belize benin bhutan bolivia bosnia botswana brazil britain brunei bulgaria burundi cambodia
cameroon canada chad chile china colombia congo croatia cuba cyprus czechia denmark djibouti ecuador egypt england
eritrea estonia ethiopia fiji finland france gabon gambia georgia germany ghana greece grenada guatemala guinea guyana
haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya
korea kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg macedonia
madagascar malawi malaysia maldives mali malta mauritania mauritius mexico moldova monaco mongolia montenegro morocco
mozambique myanmar burma namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama
paraguay peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia singapore slovakia
slovenia somalia spain sudan suriname swaziland eswatini sweden switzerland syria taiwan tajikistan tanzania thailand
togo tonga tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan vanuatu venezuela vietnam wales yemen zambia
zimbabwe africa asia europe america antarctica oceania eurasia scandinavia balkans caucasus crimea donbas gaza sinai
kashmir tibet xinjiang catalonia kurdistan chechnya dagestan darfur sahel siberia bavaria
u.s. u.k. u.a.e. us usa uk uae drc washington london paris berlin moscow beijing tokyo delhi mumbai kolkata chennai karachi lahore
islamabad kabul tehran baghdad damascus aleppo homs tartus raqqa mosul basra beirut amman jerusalem cairo alexandria
tripoli benghazi tunis algiers casablanca rabat khartoum nairobi mogadishu kampala kigali lagos abuja accra dakar
johannesburg pretoria harare lusaka luanda kinshasa ankara istanbul izmir athens rome milan naples venice madrid
barcelona lisbon brussels amsterdam hague geneva zurich vienna prague budapest warsaw bucharest sofia belgrade zagreb
sarajevo kyiv kiev kharkiv odesa odessa donetsk luhansk mariupol lviv minsk riga vilnius tallinn helsinki stockholm oslo
copenhagen dublin belfast edinburgh glasgow manchester liverpool birmingham leeds hong kong shanghai guangzhou shenzhen
wuhan hangzhou taipei seoul pyongyang busan osaka kyoto hiroshima nagasaki fukushima hanoi bangkok manila jakarta bali
kuala lumpur dhaka colombo kathmandu sydney melbourne brisbane perth canberra auckland wellington christchurch
boston chicago houston dallas phoenix philadelphia detroit seattle denver atlanta miami orlando baltimore cleveland
pittsburgh minneapolis milwaukee portland sacramento oakland nashville memphis charlotte tampa cincinnati brooklyn
manhattan hollywood york angeles los new san francisco diego antonio jose las vegas orleans salt lake
alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois
indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
nebraska nevada hampshire jersey carolina dakota ohio oklahoma oregon pennsylvania rhode tennessee texas utah vermont
virginia wisconsin wyoming toronto montreal vancouver ottawa calgary quebec ontario havana kingston bogota caracas lima
quito santiago buenos aires brasilia rio janeiro paulo são montevideo asuncion tijuana guadalajara
north south east west northern southern eastern western central united states kingdom republic saudi arabia arab
emirates sri lanka costa rica ivory coast sierra leone el salvador zealand papua dominican cape verde burkina faso
bank strip heights golan mediterranean atlantic pacific arctic indian black baltic caspian gulf persian yellow sea ocean
lake river mount mountains island islands peninsula valley bay strait canal county province district city town village
airport square street avenue road bridge park beach port harbor harbour desert border suez panama bosporus hormuz
donbass idlib hama daraa latakia palmyra kobani fallujah ramadi tikrit kirkuk irbil sinjar sirte misrata kandahar helmand
kunduz peshawar reading bath nice mobile quetta srinagar rafah nablus hebron ramallah bethlehem haifa sanaa aden hodeida marib`

// nationWords are adjectives of place and the peoples that they name.
const nationWords = `afghan albanian algerian american angolan arab argentine argentinian armenian asian african australian
austrian azerbaijani bahraini bangladeshi belarusian belgian bolivian bosnian brazilian british bulgarian burmese
cambodian canadian chechen chilean chinese colombian congolese croatian cuban cypriot czech danish dutch ecuadorean
egyptian emirati english estonian ethiopian european filipino finnish french georgian german ghanaian greek guatemalan
haitian honduran hungarian icelandic indian indonesian iranian iraqi irish israeli italian jamaican japanese jordanian
kazakh kenyan korean kosovar kurdish kuwaiti kyrgyz latvian lebanese liberian libyan lithuanian malaysian malian maltese
mexican moldovan mongolian moroccan nepalese nepali nicaraguan nigerian norwegian omani pakistani palestinian panamanian
peruvian philippine polish portuguese qatari romanian russian rwandan saudi scottish senegalese serbian serb
singaporean slovak slovenian somali spanish sudanese swedish swiss syrian taiwanese tajik tanzanian texan thai tibetan
tunisian turkish turkmen ugandan ukrainian uruguayan uyghur uzbek venezuelan vietnamese welsh yemeni yemenite zambian
zimbabwean islamic muslim christian jewish catholic orthodox hindu buddhist sunni shiite shia alawite druze yazidi
republican democratic democrat republicans democrats communist taliban houthi westerner soviet ottoman nazi`
