// Package e2e looks at the web site with a real browser: the pages of "newsarc
// serve" at three widths, light and dark, with axe-core's rules for
// accessibility, by keyboard, without scripts, and over articles that attack.
//
// It is a module of its own, so that the browser's driver is not a dependency
// of newsarc. "go test" in this folder builds newsarc and needs a chromium and
// npm; with SCREENSHOTS=DIR it leaves pictures there. A Memento client from npm
// reads the TimeMaps.
package e2e
