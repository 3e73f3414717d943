package html

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

// Bounds of the judgement, in bytes of text found. Walls and error pages say
// little; whoever says more than maxWall is believed to be an article.
const (
	maxWall = 2500
	maxStub = 1800
)

// Phrases of pages that stand in the place of articles. They are looked for in
// title and headline (titles) and in the first lines of text (bodies).
var (
	botTitle = ingest.Regexp(`(?i)^(?:just a moment|attention required|access (?:to this page has been )?denied|access blocked|are you (?:a robot|human)|pardon our interruption|robot check|bot (?:check|verification)|security check|human verification|verify(?:ing)? (?:you are|that you are|your)|please verify|checking your browser|ddos[- ]guard|you have been blocked|request (?:rejected|blocked|unsuccessful)|403 forbidden|403$|forbidden$|error 403|429 too many|too many requests|captcha|one more step|un momento)`)
	botBody  = ingest.Regexp(`(?i)(?:verify (?:that )?you(?:'re| are) (?:a |not a )?(?:human|robot)|are you a robot|enable javascript and cookies to continue|checking (?:your browser|if the site connection is secure)|unusual (?:traffic|activity) from your|complete the (?:security check|captcha)|(?:solve|complete) (?:the|this) (?:captcha|challenge)|as you were browsing something about your browser|you don't have permission to access|your (?:ip|access|request) (?:address )?(?:has been|was|is) (?:blocked|denied)|ddos protection by|performance (?:&|and) security by cloudflare|incapsula incident|reference #[0-9a-f.]{10,}|press (?:&|and) hold)`)
	botMark  = ingest.Regexp(`(?i)cf-challenge|cf_chl_|_incapsula_resource|px-captcha|/_px/|captcha-delivery\.com|geo\.captcha|distil_r_captcha|g-recaptcha|h-captcha|hcaptcha\.com|akam/\d+/|challenge-platform|ak_bmsc|aws-waf-token|cdn-cgi/challenge`)

	goneTitle = ingest.Regexp(`(?i)(?:^|\W)404(?:\W|$)|\b(?:page|article|story|content|file|document|url|post|video)(?: you (?:requested|are looking for))?(?: (?:is|was|could|can(?:no|')t?|has|have|does|no|not|be|been|could not be|cannot be|can['’]t be))* ?(?:not (?:found|exist|available)|n['’]t (?:found|exist|be found|available)|no longer (?:exists?|available|here)|missing|removed|deleted|expired|unavailable)\b|\bnot found\b|^(?:oops|uh[- ]oh|whoops|sorry)\b.{0,60}(?:found|exist|wrong|missing|available|sorry|page)|^oops\W*$|^error$|^(?:page|site) error`)
	goneBody  = ingest.Regexp(`(?i)(?:the )?(?:page|article|story|content|url|link|post) (?:you (?:requested|are looking for|were looking for|followed|tried|have requested)|that you)[^.!?]{0,80}(?:not|no longer|n['’]t|moved|removed|deleted|expired|missing)|\b(?:page|article|story) (?:has (?:been )?(?:expired|removed|deleted|moved)|is no longer available|could not be found|cannot be found|can['’]t be found|does not exist|doesn['’]t exist)|we (?:can['’]?t|cannot|could(?:n['’]t| not)) (?:seem to )?find (?:the|that|this) (?:page|article|story)|404 (?:error|not found)`)

	consentTitle = ingest.Regexp(`(?i)^(?:before you continue|we value your privacy|your privacy(?: choices)?|privacy (?:settings|choices|preferences|gate)|cookie (?:consent|settings|notice|preferences)|consent(?: required| management)?|we (?:and our partners )?(?:use|need|care about) (?:cookies|your)|data protection choices|accept (?:all )?cookies|.{0,40} is part of the .{1,40} family of brands|yahoo (?:ist|fait|is|è|forma))`)
	consentWord  = ingest.Regexp(`(?i)\b(?:cookies?|consent|privacy|partners|personal(?:i[sz]ed)? (?:data|ads|advertising|content)|personal data|gdpr|tcf|legitimate interest|opt[- ]out|accept all|reject all|manage (?:options|settings|choices))\b`)

	paywallText = ingest.Regexp(`(?i)(?:to (?:continue|keep|finish) reading|continue reading (?:this article )?(?:with|for)|read the (?:full|rest of (?:the|this)) (?:article|story)|(?:this|the) (?:article|content|story|page) is (?:only )?(?:for|available (?:only )?(?:to|for)|reserved for|exclusive(?:ly)? (?:to|for)) (?:our |paying |registered |premium )*(?:subscribers|members)|subscribe (?:now |today )?(?:to|for) (?:read|continue|unlock|get (?:full|unlimited)|unlimited|full access|access)|unlock (?:this|the|full)|already a (?:subscriber|member)|you(?:'ve| have) (?:reached|read|used) (?:your|all|the)[^.]{0,60}(?:limit|free|articles)|sign in to (?:continue|read|access)|log in to (?:continue|read|access)|register (?:for free )?to (?:continue|read|keep)|start your (?:free )?(?:trial|subscription)|become a (?:subscriber|member) to)`)
)

// judge says whether a page shows its article. body is what was found of it, all
// what is seen on the page.
func judge(page, address string, m *metadata, body news.Body, all []block) (ingest.Quality, string) {
	text := body.Text()
	if len(text) <= maxWall {
		if q, why := m.wall(page, text); q != ingest.Whole {
			return q, why
		}
		if why := m.frontPage(address, text); why != "" {
			return ingest.FrontPage, why
		}
	}
	if len(body) == 0 {
		return ingest.Whole, ""
	}
	if why := m.stub(all, text); why != "" {
		return ingest.Paywall, why
	}
	if why := m.cutOff(page, text); why != "" {
		return ingest.Truncated, why
	}
	return ingest.Whole, ""
}

// wall recognises the pages that are put before or in place of an article.
func (m *metadata) wall(page, text string) (ingest.Quality, string) {
	heads := append([]string{m.title, m.a.Headline}, m.h1...)
	for _, kind := range []struct {
		quality ingest.Quality
		title   func() *regexp.Regexp
		body    func() *regexp.Regexp
		most    int // bytes of text, beyond which the title alone does not tell
	}{
		{ingest.BotPage, botTitle, botBody, 1500},
		{ingest.NotFound, goneTitle, goneBody, 800},
		{ingest.Consent, consentTitle, nil, maxWall},
	} {
		if m.ld.rank() > 2 && len(text) > 300 {
			continue // declared as a news article, and more than a notice
		}
		for _, h := range heads {
			if found := kind.title().FindString(h); found != "" && len(text) <= kind.most && (len(h) < 80 || len(text) < 200) {
				return kind.quality, fmt.Sprintf("its title says %q", strings.TrimSpace(excerpt(h)))
			}
		}
		if kind.body != nil {
			if found := kind.body().FindString(text[:min(len(text), 1500)]); found != "" && len(text) <= kind.most {
				return kind.quality, fmt.Sprintf("it says %q", excerpt(found))
			}
		}
	}
	if words := consentWord().FindAllStringIndex(text, -1); len(words) >= 6 && len(words)*120 > len(text) && m.ld.rank() < 3 {
		return ingest.Consent, fmt.Sprintf("it speaks of cookies and consent %d times", len(words))
	}
	if len(text) < 300 && m.ld == nil {
		if found := botMark().FindString(page); found != "" {
			return ingest.BotPage, fmt.Sprintf("it holds the mark %q and hardly any text", found)
		}
	}
	return ingest.Whole, ""
}

// frontPage recognises that another page was delivered than the one asked for.
func (m *metadata) frontPage(address, text string) string {
	asked, err := url.Parse(address)
	if err != nil || strings.Trim(asked.Path, "/") == "" || m.ld != nil {
		return ""
	}
	for _, name := range []string{"og:url", "twitter:url"} {
		u, err := url.Parse(m.named[name])
		if err != nil || u.Hostname() == "" || ingest.SourceOf(m.named[name]) != ingest.SourceOf(address) {
			continue
		}
		if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && strings.EqualFold(m.named["og:type"], "website") && len(text) < maxStub {
			return fmt.Sprintf("it calls itself %s", m.named[name])
		}
	}
	return ""
}

// stub recognises the beginning of an article in front of a paywall.
func (m *metadata) stub(all []block, text string) string {
	if len(text) > maxStub {
		return ""
	}
	open := strings.HasSuffix(text, "…") || strings.HasSuffix(text, "...")
	offer := ""
	for i := 0; i < len(all) && offer == "" && (open || m.paywall); i++ {
		offer = paywallText().FindString(all[i].text)
	}
	switch {
	case m.paywall && open:
		return "it is declared as not free and breaks off"
	case m.paywall && offer != "":
		return fmt.Sprintf("it is declared as not free and says %q", excerpt(offer))
	case open && offer != "":
		return fmt.Sprintf("it breaks off and says %q", excerpt(offer))
	case m.paywall && m.declaredWords() > 2*len(strings.Fields(text)):
		return fmt.Sprintf("it is declared as not free and to have %d words, and shows %d", m.declaredWords(), len(strings.Fields(text)))
	}
	return ""
}

// declaredWords returns the number of words that the publisher claims; 0 when
// none is.
func (m *metadata) declaredWords() int {
	switch v := m.ld["wordCount"].(type) {
	case float64:
		return int(v)
	case string:
		n, _ := strconv.Atoi(v)
		return n
	case json.Number:
		n, _ := v.Int64()
		return int(n)
	}
	return 0
}

// cutOff recognises a page whose end is missing.
func (m *metadata) cutOff(page, text string) string {
	tail := strings.ToLower(page[max(0, len(page)-4096):])
	if strings.Contains(tail, "</html") || strings.Contains(tail, "</body") || !strings.Contains(strings.ToLower(page[:min(len(page), 2048)]), "<html") {
		return ""
	}
	if open, shut := strings.LastIndexByte(tail, '<'), strings.LastIndexByte(tail, '>'); open > shut {
		return "it ends inside a tag"
	}
	if !ingest.Ended(text) {
		return "it has no end, and its text ends inside a sentence"
	}
	if words, have := m.declaredWords(), len(strings.Fields(text)); words*2 > have*3 {
		return fmt.Sprintf("it has no end, and %d of %d words", have, words)
	}
	return ""
}
