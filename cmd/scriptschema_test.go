package cmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/newsarc/newsarc/docs"
)

// schemaBase is where the $id of the schemas in docs/schema begins.
const schemaBase = "https://github.com/newsarc/newsarc/docs/"

// statusSchema is the exit status of a command whose JSON is not what docs/schema
// says. No command has it, so that every script in which one ends so fails.
const statusSchema = 99

// judgedMain is Main for scripts: whatever a command prints as JSON is held to
// docs/schema/documents.json, with no field that is not described there.
func judgedMain(args []string) int {
	asked := slices.Contains(args, "--json") || slices.Contains(args, "jsonl")
	plumbing := len(args) > 0 && slices.Contains([]string{"extract", "timex", "align"}, args[0]) && !slices.Contains(args, "--all")
	if !asked && !plumbing || slices.Contains(args, "--help") {
		return Main(args)
	}
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	var printed bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(io.MultiWriter(stdout, &printed), r)
	}()
	status := Main(args)
	w.Close()
	<-done
	if err := judge(&printed); err != nil {
		fmt.Fprintf(os.Stderr, "newsarc %s: %v\n", strings.Join(args, " "), err)
		return statusSchema
	}
	return status
}

// judge holds JSON lines, or one document, to the schemas.
func judge(printed io.Reader) error {
	schema, err := documentSchema()
	if err != nil {
		return err
	}
	for dec := json.NewDecoder(printed); ; {
		var text json.RawMessage
		switch err := dec.Decode(&text); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return err
		}
		if err := schema.Validate(value); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
}

// TestDocumentsArePrinted: every form that docs/schema/documents.json describes is
// printed in a script, where judge holds it to its description.
func TestDocumentsArePrinted(t *testing.T) {
	data, err := docs.Schemas.ReadFile("schema/documents.json")
	if err != nil {
		t.Fatal(err)
	}
	var described struct {
		Properties struct {
			Schema struct {
				Enum []string `json:"enum"`
			} `json:"schema"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(data, &described); err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil || len(described.Properties.Schema.Enum) == 0 {
		t.Fatalf("%d scripts, %v; the forms are %v", len(scripts), err, described.Properties.Schema.Enum)
	}
	var all strings.Builder
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for _, name := range described.Properties.Schema.Enum {
		if asked := regexp.MustCompile(`(?m)^json .*schema ` + regexp.QuoteMeta(name) + `\b`); !asked.MatchString(all.String()) {
			t.Errorf("no script asks for a document %s with the command json", name)
		}
	}
}

// documentSchema compiles docs/schema/documents.json and what it refers to.
func documentSchema() (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	files := map[string][]byte{"openapi.json": docs.OpenAPI}
	entries, err := docs.Schemas.ReadDir("schema")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name := path.Join("schema", e.Name())
		if files[name], err = docs.Schemas.ReadFile(name); err != nil {
			return nil, err
		}
	}
	for name, data := range files {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		closeObjects(doc, "")
		if err := c.AddResource(schemaBase+name, doc); err != nil {
			return nil, err
		}
	}
	return c.Compile(schemaBase + "schema/documents.json")
}

// closeObjects makes every object of a schema refuse properties that it does not
// describe, but for those that others are put together from.
func closeObjects(node any, key string) {
	switch n := node.(type) {
	case []any:
		for _, v := range n {
			closeObjects(v, key)
		}
	case map[string]any:
		for k, v := range n {
			closeObjects(v, k)
		}
		if _, ok := n["properties"].(map[string]any); ok && n["type"] == "object" && key != "allOf" && !strings.HasSuffix(key, "fields") {
			n["unevaluatedProperties"] = false
		}
	}
}
