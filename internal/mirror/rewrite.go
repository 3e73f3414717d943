package mirror

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// rewrite makes the links of a page fit for its file.
func (m *mirror) rewrite(at *url.URL, name string, page []byte) ([]byte, error) {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, err
	}
	var gone []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && !m.element(at, name, n) {
			gone = append(gone, n)
		}
	}
	for _, n := range gone {
		n.Parent.RemoveChild(n)
	}
	var out bytes.Buffer
	if err := html.Render(&out, doc); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// element rewrites the address of one element; false says that the element is
// of no use in a file.
func (m *mirror) element(at *url.URL, name string, n *html.Node) bool {
	if n.DataAtom == atom.Form || has(n, Live) {
		return false
	}
	for i, a := range n.Attr {
		if a.Namespace != "" || a.Key != "href" && a.Key != "src" {
			continue
		}
		to, local := m.address(at, name, a.Val)
		switch {
		case !local:
		case to != "":
			n.Attr[i].Val = to
		case n.DataAtom == atom.A && !isButton(n):
			// The words stay, without a link.
			n.Attr = append(n.Attr[:i:i], n.Attr[i+1:]...)
			return true
		default:
			return false
		}
	}
	return true
}

// address returns what the file of that name writes for a link; local is false
// for links that lead elsewhere, and within the page, and stay as they are. A
// local one without an address leads out of the mirror.
func (m *mirror) address(at *url.URL, name, link string) (to string, local bool) {
	if strings.HasPrefix(link, "#") {
		return "", false
	}
	u, err := at.Parse(link)
	if err != nil {
		return "", false
	}
	switch {
	case u.Host == "" && u.Scheme == "":
	case u.Host == m.base.Host && u.Scheme == m.base.Scheme:
		// The page shows its own address in full: it stays where the folder
		// will be published below a path, the rest is the site's.
		u = &url.URL{Path: strings.TrimPrefix(u.Path, strings.TrimSuffix(m.base.Path, "/")), RawQuery: u.RawQuery, Fragment: u.Fragment}
	default:
		return "", false
	}
	return m.link(name, u), true
}

// has reports whether an element has an attribute.
func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// isButton reports whether a link stands for something to do, not for something
// to read.
func isButton(n *html.Node) bool {
	return has(n, "download") || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return a.Key == "class" && slices.Contains(strings.Fields(a.Val), "button")
	})
}
