package claim

// The numerals of the lexicon: a word and its value.
const numerals = `
zero 0
one 1
two 2
three 3
four 4
five 5
six 6
seven 7
eight 8
nine 9
ten 10
eleven 11
twelve 12
thirteen 13
fourteen 14
fifteen 15
sixteen 16
seventeen 17
eighteen 18
nineteen 19
twenty 20
thirty 30
forty 40
fourty 40
fifty 50
sixty 60
seventy 70
eighty 80
ninety 90`

// The scales: a word and what it multiplies by. The short forms stand glued to
// figures, "3bn".
const scales = `
dozen 12
score 20
hundred 100
thousand 1e3
million 1e6
billion 1e9
trillion 1e12
lakh 1e5
crore 1e7
k 1e3
m 1e6
mn 1e6
mln 1e6
bn 1e9
bln 1e9
tn 1e12
trn 1e12`

// The vague words: the least and the most that a reader takes them for.
const vagues = `
couple 2 2
few 3 9
tens 20 99
several 3 9
handful 3 9
dozens 24 99
scores 40 99
hundreds 200 999
thousands 2e3 9999
millions 2e6 9.99e6
billions 2e9 9.99e9
trillions 2e12 9.99e12`

// The fractions. Those that are also ranks need a numeral or "a" before them.
const fractions = `
half .5
halves .5
third .3333333333333333
thirds .3333333333333333
quarter .25
quarters .25
fourth .25
fourths .25
fifth .2
fifths .2
sixth .16666666666666666
sixths .16666666666666666
eighth .125
eighths .125
tenth .1
tenths .1`

// The currencies: code and words. A code in capitals is known as well.
const currencies = `
USD: dollar dollars usd buck bucks
EUR: euro euros eur
GBP: pound pounds gbp sterling
JPY: yen jpy
CNY: yuan renminbi cny rmb
RUB: ruble rubles rouble roubles rub
INR: rupee rupees inr
CHF: franc francs chf
KRW: won krw
MXN: peso pesos mxn
BRL: real reais brl
TRY: lira liras
SEK: krona kronor sek
NOK: krone kroner nok
PLN: zloty zlotys pln
ILS: shekel shekels
ZAR: rand zar
UAH: hryvnia hryvnias uah
SAR: riyal riyals
IDR: rupiah
CAD: cad
AUD: aud
crown: crown crowns
cent: cent cents pence penny pennies`

// The units of measure.
const units = `
kilometer: km kms kilometer kilometers kilometre kilometres
mile: mile miles mi
meter: meter meters metre metres
centimeter: cm centimeter centimeters centimetre centimetres
millimeter: mm millimeter millimeters millimetre millimetres
foot: foot feet ft
inch: inch inches
yard: yard yards
knot: knot knots
mph: mph
km/h: kph kmh
acre: acre acres
hectare: hectare hectares
kilogram: kg kgs kilo kilos kilogram kilograms
gram: gram grams
ton: ton tons tonne tonnes
pound: lb lbs
ounce: ounce ounces
barrel: barrel barrels bpd
liter: liter liters litre litres
gallon: gallon gallons
degree: degree degrees celsius fahrenheit
watt: watt watts
kilowatt: kilowatt kilowatts kw
megawatt: megawatt megawatts mw
gigawatt: gigawatt gigawatts gw
magnitude: magnitude
kiloton: kiloton kilotons
byte: bytes
megabyte: megabytes mb
gigabyte: gigabytes gb`

// The units of time that make a duration or an age.
const periods = `
second: second seconds
minute: minute minutes min mins
hour: hour hours hr hrs
day: day days
night: night nights
week: week weeks
month: month months
year: year years yr yrs
decade: decade decades
century: century centuries`
