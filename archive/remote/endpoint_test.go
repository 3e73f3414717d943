package remote

import "testing"

func TestEndpoint(t *testing.T) {
	for _, test := range []struct {
		address string
		want    endpoint
		base    string // of HTTP
	}{
		{"https://example.org/a.git", endpoint{Protocol: "https", Host: "example.org", Path: "/a.git"}, "https://example.org/a.git"},
		{"https://ann:secret@example.org:443/a.git", endpoint{Protocol: "https", User: "ann", Password: "secret", Host: "example.org", Port: 443, Path: "/a.git"}, "https://example.org/a.git"},
		{"http://[::1]:8080/a?b=c", endpoint{Protocol: "http", Host: "[::1]", Port: 8080, Path: "/a?b=c"}, "http://[::1]:8080/a?b=c"},
		{"git://example.org:9419/a", endpoint{Protocol: "git", Host: "example.org", Port: 9419, Path: "/a"}, ""},
		{"ssh://git@example.org:2222/~ann/a", endpoint{Protocol: "ssh", User: "git", Host: "example.org", Port: 2222, Path: "/~ann/a"}, ""},
		{"git@example.org:a/b.git", endpoint{Protocol: "ssh", User: "git", Host: "example.org", Port: 22, Path: "a/b.git"}, ""},
		{"example.org:2222:a", endpoint{Protocol: "ssh", Host: "example.org", Port: 2222, Path: "a"}, ""},
	} {
		e, err := parseEndpoint(test.address)
		if err != nil || *e != test.want {
			t.Errorf("%s: got %+v, %v", test.address, e, err)
			continue
		}
		if test.base != "" {
			if u, err := e.base(); err != nil || u.String() != test.base {
				t.Errorf("%s: base %s, %v", test.address, u, err)
			}
		}
	}
	for _, bad := range []string{"here/there:else", "nowhere", "https://example.org:port/x", "://x"} {
		if e, err := parseEndpoint(bad); err == nil {
			t.Errorf("%s: got %+v", bad, e)
		}
	}
}
