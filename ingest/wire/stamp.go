package wire

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// Stamp is a day, or an instant, that stands in a line, with its place in bytes.
type Stamp struct {
	Time     news.Time
	From, To int
	Later    bool // the words before it say that it is the time of an update
}

// months are the names and abbreviations of months, by language; those of a row
// that two languages share mean the same month.
var months = monthTable(
	"january february march april may june july august september october november december",
	"jan feb mar apr may jun jul aug sep oct nov dec", "- - - - - - - - sept - - -",
	"januar februar märz april mai juni juli august september oktober november dezember", "jänner - mär - - - - - - okt - dez",
	"janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "janv févr - avr - - juil - - - - déc", "- fevrier - - - - - aout - - - decembre",
	"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "ene - - abr - - - ago setiembre - - dic",
	"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro", "- fev - - - - - - set out - -",
	"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre", "gen - - - mag giu lug - - ott - -",
	"januari februari maart april mei juni juli augustus september oktober november december", "- - mrt - - - - augusti - - - -",
	"januar februar marts april maj juni juli august september oktober november desember", "- - - - - - - - - - - des",
	"stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
	"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
	"ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
	"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
)

// monthTable reads rows of twelve names when it is first asked: most commands
// see no page.
func monthTable(rows ...string) func() map[string]time.Month {
	return sync.OnceValue(func() map[string]time.Month {
		table := map[string]time.Month{}
		for _, row := range rows {
			for i, name := range strings.Fields(row) {
				table[name] = time.Month(i + 1)
			}
		}
		return table
	})
}

// dayForms are the forms of days, with the groups of year, month and day.
var dayForms = []struct {
	re               func() *regexp.Regexp
	year, month, day int
}{
	{ingest.Regexp(`(?:^|[^\d])((?:19|20)\d\d)\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?:[日일T]|[^\d]|$)`), 1, 2, 3},
	{ingest.Regexp(`(?:^|[^\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d)(?:[^\d.]|\.\D|\.?$)`), 3, 2, 1},
	{ingest.Regexp(`(?:^|[^\d/-])(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d\d)(?:[^\d]|$)`), 3, 2, 1},
	{ingest.Regexp(`(?:^|[^\d.:])(\d{1,2})(?:\.|er|re|st|nd|rd|th|º|ª)?[ -](?:de |of )?(\p{L}{3,12})\.?,?[ -](?:de |del )?((?:19|20)\d\d)(?:[^\d]|$)`), 3, 2, 1},
	{ingest.Regexp(`(?:^|[^\p{L}])(\p{L}{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\d\d)(?:[^\d]|$)`), 3, 1, 2},
}

// slashForm is the place of 05/04/2021 among dayForms: May in America, April in
// most other places.
const slashForm = 2

// maxStamped bounds the lines in which days are looked for, in bytes.
const maxStamped = 400

// Stamps returns the days that stand in a line, in their order. The language of
// the page, a BCP 47 tag or nothing, tells which number of 05/04/2021 is the
// month. Where the line names a clock time with its zone, a Stamp is an instant.
func Stamps(s, lang string) []Stamp {
	if len(s) > maxStamped || !strings.ContainsAny(s, "0123456789") {
		return nil
	}
	var out []Stamp
	for i, form := range dayForms {
		for _, m := range form.re().FindAllStringSubmatchIndex(s, 4) {
			part := func(n int) string { return s[m[2*n]:m[2*n+1]] }
			year, month, day := part(form.year), part(form.month), part(form.day)
			if i == slashForm && monthFirst(lang) {
				month, day = day, month
			}
			t, ok := stampDay(year, month, day)
			if !ok && i == slashForm {
				t, ok = stampDay(year, day, month)
			}
			st := Stamp{Time: t, From: m[2], To: m[7]}
			if ok && !slices.ContainsFunc(out, func(o Stamp) bool { return st.From < o.To && o.From < st.To }) {
				out = append(out, st)
			}
		}
	}
	slices.SortFunc(out, func(a, b Stamp) int { return a.From - b.From })
	from := 0
	for i := range out {
		st := &out[i]
		st.Later = laterWords().MatchString(s[from:st.From])
		end := len(s)
		if i+1 < len(out) {
			end = out[i+1].From
		}
		st.clock(s[from:st.From], s[st.To:end])
		from = st.To
	}
	return out
}

// monthFirst reports whether a language writes the month before the day in
// numbers.
func monthFirst(lang string) bool {
	lang = strings.ToLower(lang)
	return lang == "" || lang == "en" || strings.HasPrefix(lang, "en-us") || strings.HasPrefix(lang, "en-ph")
}

// stampDay returns a day; the month is a number or a name.
func stampDay(year, month, day string) (news.Time, bool) {
	m, err := strconv.Atoi(month)
	if err != nil {
		m = int(months()[strings.ToLower(month)])
	}
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(day)
	if m < 1 || m > 12 {
		return news.Time{}, false
	}
	t := news.Day(y, time.Month(m), d)
	return t, t.Day() == d && int(t.Month()) == m
}

// Later reports whether the words before a time say that it is that of an update.
func Later(s string) bool {
	return len(s) <= maxStamped && laterWords().MatchString(s)
}

var laterWords = ingest.Regexp(`(?i)updated?\b|modified|last (?:changed|edit)|corrected|\bstand\b|aktualisiert|geändert|mis(?:e)? à jour|modifié|actualizad|atualizad|aggiornat|bijgewerkt|gewijzigd|uppdaterad|oppdatert|opdateret|обновлен|изменен|güncelle|更新|修改|تحديث|zmieniono`)

// Clock times after a day, and before one.
var (
	clockAfter  = ingest.Regexp(`(?i)^(?:[日일T]|[\s,/|•·(–—-]|at|um|à|a las|às|alle|kl\.?)*(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap])?\.?(?:m\b\.?)?\s*\(?(` + zoneNames + `)\b`)
	clockBefore = ingest.Regexp(`(?i)\b(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap])?\.?(?:m\b\.?)?\s*\(?(` + zoneNames + `)\b\)?[\s,|•·–—-]*(?:on )?(?:\p{L}+,? )?$`)
)

const zoneNames = `UTC|GMT|BST|CET|CEST|EDT|EST|CDT|CST|MDT|MST|PDT|PST|AEST|AEDT|JST|SGT|HKT|MSK|SAST`

// zoneHours are the offsets from UTC of zones whose abbreviation means one thing.
// CST is America's, where pages print such abbreviations.
var zoneHours = sync.OnceValue(func() map[string]int {
	return map[string]int{
		"UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
		"AEST": 10, "AEDT": 11, "JST": 9, "SGT": 8, "HKT": 8, "MSK": 3, "SAST": 2,
	}
})

// clock makes st an instant where the text before or after the day has a clock
// time with a zone.
func (st *Stamp) clock(before, after string) {
	m := clockAfter().FindStringSubmatch(after)
	if m == nil {
		m = clockBefore().FindStringSubmatch(before)
	}
	if m == nil {
		return
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	switch half := strings.ToLower(m[3]); {
	case half == "p" && hour < 12:
		hour += 12
	case half == "a" && hour == 12:
		hour = 0
	}
	if hour > 23 || minute > 59 {
		return
	}
	zone := time.FixedZone("", zoneHours()[strings.ToUpper(m[4])]*3600)
	t := st.Time
	at, err := news.ParseTime(time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, zone).Format(time.RFC3339))
	if err == nil {
		st.Time = at
	}
}

// authorWords open bylines, in the languages that the web reads most.
var authorWords = ingest.Regexp(`^(?i:(?:words|text|texte|texto|testo|story|article|report|interview|written|posted|submitted|reported|compiled|published|photographs|photos|pictures)(?: and \w+)? by|by|von|par|por|di|door|av|af|autor(?:in|es?)?|auteure?s?|author|writer|автор|текст|كتب|بقلم|text|texte|texto|interview|作者|文|记者|記者)(?:\s*[:：]\s*|\s+)(?:(?:our|staff|onze|unser\p{L}*|notre|nostro|nuestr[oa]|correspondent|verslaggever|korrespondent\p{L}*|reporter\p{L}*) )*(.+)$`)

// reporters follows names in Korean: "reporter".
var reporters = ingest.Regexp(`^(\p{Hangul}{2,4} ?(?:기자|특파원|논설위원))(?:\s|$)`)

// nameEnd is where the names of a byline end: before what tells of time and place.
var nameEnd = ingest.Regexp(`(?i)\s*(?:[|•·»>(]|\s[-–—/]\s|,? (?:on|at|am|le|el|em|il|op|den) \p{L}*,? ?\d|,? (?:on|am|le|el) (?:mon|tue|wed|thu|fri|sat|sun)|,? (?:in|for|at|from) (?:the )?\p{Lu}|,?\s*\d|\s@\w|\S+@\S+|,? (?:published|posted|updated|publié|publicado|veröffentlicht)\b|,? (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|,? (?:mon|tue|wed|thu|fri|sat|sun),)`)

// Names returns the names in a line that says who wrote the article: "By Ana Ruiz
// on May 3", "Von Jutta Behr, 3.5.2021".
func Names(s string) (string, bool) {
	m := authorWords().FindStringSubmatch(s)
	if m == nil {
		m = reporters().FindStringSubmatch(s)
	}
	if m == nil {
		return "", false
	}
	names := BareNames(m[1])
	return names, IsNames(names)
}

// lastPreposition is left where a date is cut off.
var lastPreposition = ingest.Regexp(`(?i)[\s,]+(?:on|at|am|vom|le|el|em|il|op|den|published|posted|updated)?[\s:]*$`)

// BareNames returns a line without what follows the names that it opens with.
func BareNames(s string) string {
	if stamps := Stamps(s, ""); len(stamps) > 0 {
		s = lastPreposition().ReplaceAllString(s[:stamps[0].From], "")
	}
	if at := nameEnd().FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	return strings.Trim(s, " ,;:-–—")
}

// maxNamesBytes bounds the names of a byline, in bytes.
const maxNamesBytes = 120

// IsNames reports whether s may be the names of authors: words with capitals, or
// in a script without them, and few small words between.
func IsNames(s string) bool {
	if s == "" || len(s) > maxNamesBytes || ingest.Ended(s) && !strings.HasSuffix(s, "r.") {
		return false
	}
	capital := false
	for w := range strings.FieldsSeq(s) {
		r := []rune(strings.TrimLeft(w, "“\"'(&"))
		switch {
		case len(r) == 0, joining()[strings.ToLower(strings.Trim(w, ","))]:
		case unicode.IsUpper(r[0]), unicode.IsLetter(r[0]) && !unicode.IsLower(r[0]):
			capital = true
		default:
			return false
		}
	}
	return capital
}

// joining are the small words in and between names.
var joining = sync.OnceValue(func() map[string]bool {
	return map[string]bool{
		"and": true, "und": true, "et": true, "y": true, "e": true, "en": true, "och": true, "og": true, "и": true, "with": true, "mit": true, "avec": true, "con": true,
		"de": true, "da": true, "do": true, "dos": true, "del": true, "della": true, "di": true, "du": true, "la": true, "le": true, "van": true, "von": true, "der": true, "den": true,
		"ter": true, "ten": true, "zu": true, "bin": true, "ibn": true, "al": true, "el": true, "of": true, "the": true, "for": true, "af": true, "av": true,
	}
})
