// Command newsarc is git for the news: it archives every revision of a story,
// shows what changed, and says what is reported to have happened when.
package main

import (
	"os"

	"github.com/newsarc/newsarc/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:])) }
