package fetch

import (
	"errors"
	"testing"
)

// TestNumericHosts writes one address in every way that the URL standard reads as
// an IPv4 address, and some that it refuses.
func TestNumericHosts(t *testing.T) {
	for host, want := range map[string]string{
		"127.0.0.1": "127.0.0.1", "127.1": "127.0.0.1", "127.0.1": "127.0.0.1", "2130706433": "127.0.0.1",
		"0x7f000001": "127.0.0.1", "0x7f.1": "127.0.0.1", "017700000001": "127.0.0.1", "0177.0.0.01": "127.0.0.1",
		"0x7F.0x0.0x0.0x1": "127.0.0.1", "127.0.0.1.": "127.0.0.1", "0": "0.0.0.0", "0x": "0.0.0.0", "10.65535": "10.0.255.255",
		"256.1": "", "1.2.3.4.5": "", "1.2.3.256": "", "4294967296": "", "09.1": "", "1..2": "",
		"wire.example": "wire.example", "1.wire.example": "1.wire.example", "0xwire": "0xwire", "3com.example": "3com.example",
	} {
		u, _, err := parseURL("http://" + host + ":81/x")
		var wrong *URLError
		switch {
		case want == "" && !errors.As(err, &wrong):
			t.Errorf("%s: got %v, want an error", host, u)
		case want != "" && (err != nil || u.Host != want+":81"):
			t.Errorf("%s: got %v, %v, want %s", host, u, err, want)
		}
	}
}

func TestHostErrors(t *testing.T) {
	c := New(Options{Clock: newFakeClock(), Resolver: nameServer(t, [][4]byte{})})
	defer c.Close()
	_, err := c.Get(t.Context(), "http://nowhere.example./x", Validators{})
	if got, want := err.Error(), "nowhere.example. cannot be reached: there is no such host"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	c = New(Options{Clock: newFakeClock(), AllowPrivate: true})
	defer c.Close()
	_, err = c.Get(t.Context(), "http://127.0.0.1:1/x", Validators{})
	if got, want := err.Error(), "127.0.0.1:1 cannot be reached: connection refused"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestClean(t *testing.T) {
	for address, want := range map[string]string{
		"https://ann:secret@wire.example/x?y#z": "https://wire.example/x?y",
		"ftp://ann:secret@wire.example/x":       "wire.example/x",
		"http://ann:sec ret@wire.example/":      "wire.example/",
		"not an address":                        "not an address",
	} {
		if got := Clean(address); got != want {
			t.Errorf("Clean(%q) = %q, want %q", address, got, want)
		}
	}
}
