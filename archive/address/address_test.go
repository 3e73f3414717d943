package address

import "testing"

func TestNormalURL(t *testing.T) {
	tests := []struct{ a, b string }{
		{"https://www.example.org/a/", "http://example.org/a"},
		{"https://example.org:443/a", "https://example.org/a"},
		{"https://example.org/a#top", "https://example.org/a"},
		{"https://example.org/a?utm_source=x&fbclid=y", "https://EXAMPLE.org/a"},
		{"https://example.org/a?b=1&a=2", "https://example.org/a?a=2&b=1"},
		{" urn:newsml:1 ", "urn:newsml:1"},
	}
	for _, test := range tests {
		if !Same(test.a, test.b) {
			t.Errorf("%q is %q, %q is %q", test.a, Normal(test.a), test.b, Normal(test.b))
		}
	}
	for _, test := range []struct{ a, b string }{
		{"https://example.org/a?id=1", "https://example.org/a?id=2"},
		{"https://example.org/a", "https://example.org/A"},
		{"https://example.org/a", "https://m.example.org/a"},
		{"https://example.org:8080/a", "https://example.org/a"},
	} {
		if Same(test.a, test.b) {
			t.Errorf("%q and %q are one address", test.a, test.b)
		}
	}
}

func FuzzNormalURL(f *testing.F) {
	f.Add("https://www.example.org/a/?b=1&utm_source=x#y")
	f.Fuzz(func(t *testing.T, raw string) {
		// What a URL comes to is an address of the same page, once it has a scheme.
		if once := Normal(raw); Host(raw) != "" && !Same("https://"+once, raw) {
			t.Errorf("%q becomes %q becomes %q", raw, once, Normal("https://"+once))
		}
	})
}
