// Command gendocs writes docs/cli.md and the man pages from the commands of
// newsarc, so that a flag is described once. It is a program of its own to keep
// the generator out of newsarc; a test says when its output is stale.
//
// The generator that comes with cobra is not used: it writes a file for each
// command, knows no exit statuses and fills man pages with lines from cobra.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsarc/newsarc/cmd"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gendocs DIR")
		os.Exit(129)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(128)
	}
}

// write puts the generated files below dir and removes man pages of commands
// that are no more.
func write(dir string) error {
	files := generate()
	if err := os.MkdirAll(filepath.Join(dir, "man"), 0o777); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "man", "*.1"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if _, ok := files["man/"+filepath.Base(path)]; !ok {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), content, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the content of every generated file, by its path below the
// folder of documents.
func generate() map[string][]byte {
	root := cmd.Root()
	all := walk(root)
	files := map[string][]byte{"cli.md": markdown(all)}
	for _, c := range all {
		name := strings.ReplaceAll(c.CommandPath(), " ", "-")
		files["man/"+name+".1"] = manual(c)
	}
	return files
}

// walk returns a command and all those below it that a reader should know, in
// the order of the help.
func walk(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, child := range c.Commands() {
		if child.IsAvailableCommand() {
			all = append(all, walk(child)...)
		}
	}
	return all
}

// describe returns the text of a command's help without its examples.
func describe(c *cobra.Command) string {
	if c.Long != "" {
		return strings.TrimSpace(c.Long)
	}
	return c.Short + "."
}

// markdown writes the reference of all commands.
func markdown(all []*cobra.Command) []byte {
	var b bytes.Buffer
	b.WriteString("# Commands\n\nGenerated from the commands themselves by `make docs`; `newsarc COMMAND --help` prints the same.\n\n")
	b.WriteString("| command | what it does |\n|---|---|\n")
	for _, c := range all[1:] {
		anchor := strings.ReplaceAll(c.CommandPath(), " ", "-")
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s |\n", c.CommandPath(), anchor, c.Short)
	}
	for _, c := range all {
		fmt.Fprintf(&b, "\n## %s\n\n```\n%s\n```\n\n%s\n", c.CommandPath(), c.UseLine(), describe(c))
		if c.Example != "" {
			fmt.Fprintf(&b, "\nExamples:\n\n```sh\n%s\n```\n", strings.TrimSpace(c.Example))
		}
		if flags := flagUsages(c); flags != "" {
			fmt.Fprintf(&b, "\nFlags:\n\n```\n%s```\n", flags)
		}
		b.WriteString("\nExit status:\n\n")
		for _, line := range cmd.ExitStatuses(c) {
			number, why, _ := strings.Cut(line, " ")
			fmt.Fprintf(&b, "- %s: %s\n", number, strings.TrimSpace(why))
		}
	}
	return b.Bytes()
}

// flagUsages returns the lines on the flags of a command; those of every
// command stand with newsarc itself.
func flagUsages(c *cobra.Command) string {
	if !c.HasParent() {
		return c.LocalFlags().FlagUsagesWrapped(100)
	}
	return c.LocalNonPersistentFlags().FlagUsagesWrapped(100)
}
