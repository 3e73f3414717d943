// Command newsarc-eval lets a scorer measure what newsarc is built from.
package main

import (
	"os"

	"github.com/newsarc/newsarc/internal/eval"
)

func main() {
	os.Exit(eval.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
