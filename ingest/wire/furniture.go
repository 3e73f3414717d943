package wire

import (
	"strings"

	"github.com/newsarc/newsarc/ingest"
)

// furniture are whole lines that belong to pages. Matched without case, after
// marks and white space at the ends are gone.
var furniture = ingest.Regexp(`(?i)^(?:` + strings.Join([]string{
	`advert(?:s|ise(?:ment)?s?)?(?: feature)?`, `(?:story|article) continues (?:below|after)(?: (?:the |this )?ad(?:vertisement)?)?`, `continue reading(?: the main story)?(?: below)?`,
	`(?:skip|scroll)(?: down)? (?:past|to) .{1,40}`, `skip advertisement`, `(?:please )?scroll down (?:to continue|for (?:more|video)).{0,30}`,
	`upcoming events`, `related(?: (?:articles?|stories|content|coverage|topics?|links?|news|posts?|video))?`, `(?:most|more) (?:read|popular|viewed|shared|commented|stories|news|coverage|headlines|videos?)`,
	`more (?:from|on|in|about|like) .{1,60}`, `(?:you (?:may|might) (?:also )?(?:like|be interested in)|recommended(?: for you| stories| videos?)?|trending(?: now)?|popular now|read next|don['’]t miss|in case you missed it|editor['’]s? picks?|top stories|latest (?:news|stories|videos?)|what to read next)`,
	`(?:also )?read(?: (?:more|also|next|the full (?:story|article)(?: here)?|full (?:story|article)))`, `(?:also read|read also|see also|see more|watch also|also watch|read more(?: at| on)? .{0,60}|learn more|find out more|view (?:more|all|gallery|comments)|load more|show more|show comments|view all comments)`,
	`share(?: this)?(?: (?:article|story|page|post|via|on|with).{0,40})?`, `(?:share|tweet|print|email|e-mail|save|comments?|reply|like|pin it|facebook|twitter|whatsapp|linkedin|reddit|copy link|copied|link copied|pinterest|messenger|telegram|tumblr|flipboard|bookmark|more)(?:[ |/,·•]+(?:share|tweet|print|email|e-mail|save|comments?|facebook|twitter|whatsapp|linkedin|reddit|pinterest|messenger|copy link|more))*`,
	`(?:leave|post|add|write) a (?:comment|reply).{0,40}`, `(?:\d+ )?comments?(?: \(?\d*\)?)?`, `join the (?:conversation|discussion).{0,40}`,
	`(?:sign ?up|subscribe)(?: (?:now|here|today|for|to) ?.{0,120})?`, `(?:already a )?subscriber\?? ?(?:log|sign) in.{0,30}`, `(?:log|sign) ?in(?: or (?:register|subscribe|sign up).{0,30})?`, `get (?:the|our) .{0,60}(?:newsletter|email|app|inbox).{0,60}`, `(?:our )?newsletters?(?: sign-?up)?`,
	`follow (?:us|@|\w+ on|him on|her on|the author).{0,80}`, `(?:like|find|join) us on .{1,40}`, `(?:©|\(c\)|copyright (?:©|\(c\)|\d{4}|by\b)).{0,250}`, `all rights reserved\.?.{0,120}`, `.{0,120}all rights reserved`,
	`tags?:?|topics?:?|filed under:?.{0,120}|tags?: .{1,200}|topics: .{1,200}`, `(?:back to )?top(?: of page)?`, `home|menu|search|close|next|previous|next (?:article|story|post)|previous (?:article|story|post)|play|pause|mute|unmute|video|photos?|gallery|image|expand|enlarge(?: this image)?|hide caption|toggle caption|view (?:image|photo)s? in gallery|click to (?:enlarge|expand)|open (?:image|in) .{1,30}|watch(?: now| live| the video.{0,30}| video)?`,
	`(?:play|watch) video.{0,60}`, `(?:this )?video (?:is )?(?:unavailable|not supported).{0,60}`, `loading\.*`, `report (?:a )?(?:typo|error|mistake|corrections? or typo).{0,60}`, `(?:have|got) (?:a )?(?:news )?tips?\??.{0,80}`,
	`(?:article|story|content) continues (?:after|below) (?:this|the) (?:ad(?:vert(?:isement)?)?|video|newsletter|promotion)`, `content continues below`, `advertisement\W{0,4}scroll to continue`, `our standards:.{3,80}`, `source url: .{3,200}`, `(?:this (?:article|story|post) )?(?:was )?(?:originally|first) (?:appeared|published) (?:on|in|by|at) .{3,160}`, `(?:listen|play|audio)(?: to this (?:article|story|page))?(?: ?[·•|(:-] ?\d+(?::\d\d)?.{0,12})?`, `thank you for your patience while we verify access.{0,200}`,
	`for immediate release`, `view this (?:post|photo|video|profile) on \w+`, `a (?:post|photo|video) shared by .{2,100}`, `(?:is|was) this (?:page|article|story|answer) (?:useful|helpful).{0,60}`,
	`thanks for reading.{0,80}(?:subscribe|free|share).{0,160}`, `print (?:this )?(?:article|story|page)`, `(?:e-?mail|send) (?:this )?(?:article|story|page)?(?: to a friend)?`, `\d+ (?:shares?|min(?:ute)?s? read|views|likes)`, `(?:estimated )?(?:reading|read) time:? ?\d+ .{0,20}`, `\d{1,2} min(?:ute)?s? read`,
}, `|`) + `)$`)

// offers stand in lines that are furniture though they are sentences.
var offers = ingest.Regexp(`(?i)newsletter|subscri|©|copyright|rights reserved|advertis|inbox|log in|sign in|verify access|our standards|originally appeared|originally published|first appeared`)

// Furniture reports whether a line belongs to the page and not to the article:
// a share bar, a link to other stories, a copyright line.
func Furniture(s string) bool {
	if foreign(s) {
		return true
	}
	if strings.HasSuffix(s, ".") && strings.Count(s, " ") > 3 && !offers().MatchString(s) {
		return false // a whole sentence: "More on the quake is expected today."
	}
	return len(s) <= 300 && furniture().MatchString(strings.Trim(s, " \u00a0:.|»›→*[]>…·•-–—"))
}
