package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/newsarc/newsarc/docs"
)

// description is the part of an OpenAPI document that the test reads.
type description struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]struct {
		Get struct {
			Parameters []struct {
				Name, In string
			}
			Responses map[string]struct {
				Content map[string]struct{ Schema any }
			}
		}
	}
}

const openAPIAddress = "https://github.com/newsarc/newsarc/docs/openapi.json"

// schemas returns a compiler that knows the description and what it refers to.
func schemas(t *testing.T) *jsonschema.Compiler {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	load := func(address string, data []byte) {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(address, doc); err != nil {
			t.Fatal(err)
		}
	}
	load(openAPIAddress, docs.OpenAPI)
	for _, name := range []string{"diff.json", "timeline.json"} {
		data, err := docs.Schemas.ReadFile("schema/" + name)
		if err != nil {
			t.Fatal(err)
		}
		load(strings.Replace(openAPIAddress, "openapi.json", "schema/"+name, 1), data)
	}
	return c
}

// answerSchema is the place in the description of the schema of an answer.
func answerSchema(path, status, media string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1").Replace
	pointer := "/paths/" + escape(path) + "/get/responses/" + status + "/content/" + escape(media) + "/schema"
	return openAPIAddress + "#" + (&url.URL{Path: pointer}).EscapedPath()
}

// describes holds an answer to its description.
func describes(t *testing.T, compiler *jsonschema.Compiler, server *httptest.Server, path, ask, status string) *http.Response {
	t.Helper()
	resp, body := get(t, server, "/api/v1"+ask)
	media, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
	schema, err := compiler.Compile(answerSchema(path, status, media))
	if err != nil {
		t.Errorf("%s: %v", ask, err)
		return resp
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v", ask, err)
	}
	return resp
}

// TestOpenAPIDamage holds the answers of a damaged archive to the description.
func TestOpenAPIDamage(t *testing.T) {
	d := newDamaged(t)
	d.lose(d.revs[1].Commit)
	d.lose("topics:ferry.yaml")
	server, compiler := d.serve(), schemas(t)
	story := d.revs[0].Story
	for _, test := range []struct{ path, ask, status string }{
		{"/changes", "/changes?all=1", "200"},
		{"/log/{id}", "/log/" + story, "200"},
		{"/search", "/search?q=xylophone&all=1", "200"},
		{"/timeline", "/timeline?story=" + story, "200"},
		{"/blame/{name}", "/blame/" + story, "200"},
		{"/source/{name}", "/source/wire.example", "200"},
		{"/topics", "/topics", "200"},
	} {
		describes(t, compiler, server, test.path, test.ask, test.status)
		if _, body := get(t, server, "/api/v1"+test.ask); !strings.Contains(body, `"left_out"`) {
			t.Errorf("%s: nothing is left out: %s", test.ask, body)
		}
	}
	describes(t, compiler, server, "/revision/{name}", "/revision/"+story+"@2", "503")
	describes(t, compiler, server, "/timeline", "/timeline?topic=ferry", "503")
}

// TestOpenAPI holds each answer of the API to its description, and the
// description to naming every address and parameter.
func TestOpenAPI(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	revs := revisions(t, a, quakeURL)
	evil := revisions(t, a, storyOf(t, a, "evil.example"))
	var doc description
	if err := json.Unmarshal(docs.OpenAPI, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") {
		t.Errorf("the description is of version %q", doc.OpenAPI)
	}
	compiler := schemas(t)
	story, pair := revs[0].Story, revs[0].Commit+".."+revs[1].Commit
	asked := map[string]bool{}
	for _, test := range []struct{ path, ask, status string }{
		{"/changes", "/changes?all=1", "200"},
		{"/changes", "/changes?limit=2", "200"},
		{"/changes", "/changes?signal=casualty&source=post.example", "200"},
		{"/changes", "/changes?topic=quake&silent=1", "200"},
		{"/changes", "/changes?q=killed&story=quake", "200"},
		{"/changes", "/changes?signal=none", "400"},
		{"/changes", "/changes?topic=none", "404"},
		{"/stories", "/stories?limit=1", "200"},
		{"/stories", "/stories?match=quake&since=2024&clock=published", "200"},
		{"/stories", "/stories?clock=none", "400"},
		{"/story/{id}", "/story/" + story, "200"},
		{"/story/{id}", "/story/none", "404"},
		{"/log/{id}", "/log/" + story + "?limit=3", "200"},
		{"/log/{id}", "/log/" + story + "?limit=x", "400"},
		{"/revision/{name}", "/revision/" + revs[2].Commit, "200"},
		{"/revision/{name}", "/revision/" + evil[0].Commit, "200"},
		{"/revision/{name}", "/revision/quake@17", "404"},
		{"/diff/{range}", "/diff/" + pair, "200"},
		{"/diff/{range}", "/diff/" + revs[0].Commit, "200"},
		{"/diff/{range}", "/diff/" + evil[0].Commit + ".." + revs[3].Commit, "200"},
		{"/blame/{name}", "/blame/quake", "200"},
		{"/blame/{name}", "/blame/" + evil[1].Commit, "200"},
		{"/search", "/search?q=killed&all=1", "200"},
		{"/search", "/search?q=nowhere", "200"},
		{"/search", "/search?q=killed&clock=event&since=2024-05", "200"},
		{"/search", "/search?q=killed&clock=event&limit=1", "200"},
		{"/search", "/search?q=", "400"},
		{"/timeline", "/timeline?story=quake", "200"},
		{"/timeline", "/timeline?source=evil.example&as_of=2024-05-14", "200"},
		{"/timeline", "/timeline?topic=quake&max_dates=1", "200"},
		{"/timeline", "/timeline?q=killed&max_dates=x", "400"},
		{"/topics", "/topics", "200"},
		{"/source/{name}", "/source/post.example", "200"},
		{"/source/{name}", "/source/none", "404"},
		{"/schema/{name}", "/schema/diff.json", "200"},
		{"/openapi.json", "/openapi.json", "200"},
	} {
		asked[test.path] = true
		resp := describes(t, compiler, server, test.path, test.ask, test.status)
		if resp.Header.Get("ETag") == "" && test.status == "200" {
			t.Errorf("%s: no ETag", test.ask)
		}
		u, err := url.Parse(test.ask)
		if err != nil {
			t.Fatal(err)
		}
		for key := range u.Query() {
			known := slices.ContainsFunc(doc.Paths[test.path].Get.Parameters, func(p struct{ Name, In string }) bool { return p.Name == key && p.In == "query" })
			if !known {
				t.Errorf("%s: parameter %q is not described", test.path, key)
			}
		}
	}
	for path := range doc.Paths {
		if !asked[path] {
			t.Errorf("%s is described and was not asked for", path)
		}
	}
	for _, rt := range (&Server{assets: &assets{}}).table() {
		path, ok := strings.CutPrefix(rt.pattern, "/api/v1")
		if path = strings.ReplaceAll(path, "...", ""); ok && !asked[path] {
			t.Errorf("%s is not described", rt.pattern)
		}
	}
}

// TestPaging reads lists page by page to their end.
func TestPaging(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	for path, want := range map[string]int{
		"/api/v1/changes?all=1&limit=2": 6, "/api/v1/changes?topic=quake&all=1&limit=3": 4, "/api/v1/stories?limit=1": 2,
		"/api/v1/log/quake?limit=1": 4, "/api/v1/search?q=killed&limit=1": 2,
		"/api/v1/search?q=killed&limit=1&clock=event": 2,
	} {
		seen := map[string]bool{}
		for next := path; next != ""; {
			resp, body := get(t, server, next)
			var page struct {
				Items []json.RawMessage
				Next  string
			}
			if err := json.Unmarshal([]byte(body), &page); err != nil || resp.StatusCode != http.StatusOK {
				t.Fatalf("%s: %v, status %d", next, err, resp.StatusCode)
			}
			for _, item := range page.Items {
				if seen[string(item)] {
					t.Errorf("%s: an item comes twice", next)
				}
				seen[string(item)] = true
			}
			next = page.Next
		}
		if len(seen) != want {
			t.Errorf("%s: %d items, want %d", path, len(seen), want)
		}
	}
}
