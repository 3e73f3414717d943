// Package e2e looks at the web site with a real browser: the pages of "newsarc
// serve" at three widths, light and dark, with axe-core's rules for
// accessibility, by keyboard, without scripts, and over articles that attack.
//
// Timelines that leave newsarc as files are looked at too: the page of "timeline
// --html" at two widths, light and dark, by keyboard, without scripts and in
// print (read again by pdftotext, of Debian's poppler-utils), and the export for
// TimelineJS in TimelineJS.
//
// It is a module of its own, so that the browser's driver is not a dependency
// of newsarc. "go test" in this folder builds newsarc and needs a chromium and
// npm; with SCREENSHOTS=DIR it leaves pictures there. A Memento client from npm
// reads the TimeMaps, a validator the description of the API, and TimelineJS loads
// timelines.
package e2e
