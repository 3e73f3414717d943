package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// verdict is what the validator says.
type verdict struct {
	Valid   bool
	Version string
	Errors  any
}

// validate lets a validator that others wrote read a description of an API.
func validate(t *testing.T, description []byte) verdict {
	t.Helper()
	modules := filepath.Dir(fromNPM(t, "axe-core"))
	file := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(file, description, 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(tool(t, "node", "nodejs"), "openapi.mjs", modules, file, "../docs")
	var stderr strings.Builder
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("the validator: %v\n%s", err, stderr.String())
	}
	var v verdict
	if err := json.Unmarshal(out, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestOpenAPI validates the description that the server hands out. That the
// answers are as it says is tested beside the server.
func TestOpenAPI(t *testing.T) {
	s := siteOf(t)
	resp, err := http.Get(s.url + "/api/v1/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	description, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if v := validate(t, description); !v.Valid || v.Version != "3.1" {
		t.Errorf("as OpenAPI %s: %v", v.Version, v.Errors)
	}
	broken := strings.Replace(string(description), `"in": "query"`, `"in": "nowhere"`, 1)
	if v := validate(t, []byte(broken)); v.Valid {
		t.Error("a parameter that is nowhere is found valid")
	}
}
