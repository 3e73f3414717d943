package fetch

import (
	"fmt"
	"net/netip"
	"strings"
	"syscall"
)

// AddressError says that a host resolved to an address that a public web page
// cannot live at, such as a loopback or a private one.
type AddressError struct{ Address string }

func (e *AddressError) Error() string {
	return fmt.Sprintf("%s is not a public address", e.Address)
}

// Hint says how such an address is asked all the same.
func (e *AddressError) Hint() string {
	return "to ask hosts of a private network, set NEWSARC_FETCH_ALLOW_PRIVATE=true, or fetch: {allow_private: true} in .newsarc.yaml"
}

// CheckHost returns an *AddressError for an address of the web whose host is, as
// it is written, one that a public page cannot live at. Of other names only the
// connection tells.
func CheckHost(address string) error {
	u, _, err := parseURL(address)
	if err != nil {
		return err
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	a, err := netip.ParseAddr(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && !public(a) {
		return &AddressError{Address: u.Host}
	}
	return nil
}

// refused holds the special-purpose blocks of the IANA registries (RFC 6890 and
// its successors) that are not globally reachable. Blocks that carry an IPv4
// address inside an IPv6 one are unwrapped by embedded.
var refused = prefixes(
	"0.0.0.0/8",       // this network
	"10.0.0.0/8",      // private
	"100.64.0.0/10",   // carrier-grade NAT
	"127.0.0.0/8",     // loopback
	"169.254.0.0/16",  // link-local, cloud metadata services
	"172.16.0.0/12",   // private
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // 6to4 relays, withdrawn
	"192.168.0.0/16",  // private
	"198.18.0.0/15",   // benchmarking
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"224.0.0.0/4",     // multicast
	"240.0.0.0/4",     // reserved, broadcast
	"::/128",          // unspecified
	"::1/128",         // loopback
	"100::/64",        // discard
	"2001::/23",       // protocol assignments, Teredo
	"2001:db8::/32",   // documentation
	"3fff::/20",       // documentation
	"5f00::/16",       // segment routing
	"64:ff9b:1::/48",  // local NAT64
	"fc00::/7",        // unique local
	"fe80::/10",       // link-local
	"fec0::/10",       // site-local, withdrawn
	"ff00::/8",        // multicast
)

var (
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
	sixToFour = netip.MustParsePrefix("2002::/16")
	compat    = netip.MustParsePrefix("::/96")
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// public reports whether a page of the public web can live at a.
func public(a netip.Addr) bool {
	a = embedded(a.WithZone(""))
	for _, p := range refused {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsValid()
}

// embedded returns the IPv4 address that an IPv6 address stands for, where it
// stands for one: a translator or a tunnel would connect to that.
func embedded(a netip.Addr) netip.Addr {
	a = a.Unmap()
	if a.Is4() {
		return a
	}
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return netip.AddrFrom4([4]byte(b[12:]))
	case sixToFour.Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6]))
	case compat.Contains(a) && !a.IsUnspecified() && !a.IsLoopback():
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return a
}

// guard is a net.Dialer's Control: it sees the address after resolution and
// right before the connection, so that neither the spelling of a host (decimal,
// octal, mapped) nor a name that resolves anew can lead around it.
func guard(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || !public(ap.Addr()) {
		return &AddressError{Address: address}
	}
	return nil
}
