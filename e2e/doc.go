// Package e2e looks at the web site with a real browser: the pages of "newsarc
// serve" at three widths, light and dark, with axe-core's rules for
// accessibility, by keyboard, without scripts, and over articles that attack.
//
// It is a module of its own, so that the browser's driver is not a dependency
// of newsarc. "go test" in this folder builds newsarc and needs a chromium; with
// SCREENSHOTS=DIR it leaves pictures there.
package e2e
