package eval

import (
	"encoding/json"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// claims answers {"id","text"} with the claims of one sentence; spans are in
// code points.
func claims(line []byte, emit func(any) error) error {
	var in struct {
		ID   any `json:"id"`
		Text string
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	p := newPoints(in.Text)
	span := func(s text.Span) [2]int { return p.span(s.Start, s.End) }
	c := claim.Extract(in.Text)
	out := claimsAnswer{ID: in.ID}
	for _, q := range c.Quantities {
		out.Quantities = append(out.Quantities, quantityAnswer{
			Span: span(q.Span), Low: q.Low, High: q.High, Bound: string(q.Bound), Kind: string(q.Kind), Unit: q.Unit,
			Of: q.Of.Of(in.Text), Role: string(q.Role), By: who(&c, q.By),
		})
	}
	for _, q := range c.Quotes {
		out.Quotes = append(out.Quotes, quoteAnswer{span(q.Inner), q.Speaker})
	}
	for _, n := range c.Names {
		out.Names = append(out.Names, nameAnswer{span(n.Span), string(n.Kind)})
	}
	for _, a := range c.Attributions {
		out.Attributions = append(out.Attributions, attributionAnswer{span(a.Span), a.Who})
	}
	for _, n := range c.Negations {
		out.Negations = append(out.Negations, span(n.Span))
	}
	for _, h := range c.Hedges {
		out.Hedges = append(out.Hedges, hedgeAnswer{span(h.Span), h.Level})
	}
	return emit(out)
}

func who(c *claim.Claims, by int) string {
	if by < 0 {
		return ""
	}
	return c.Attributions[by].Who
}

type claimsAnswer struct {
	ID           any                 `json:"id"`
	Quantities   []quantityAnswer    `json:"quantities,omitempty"`
	Quotes       []quoteAnswer       `json:"quotes,omitempty"`
	Names        []nameAnswer        `json:"names,omitempty"`
	Attributions []attributionAnswer `json:"attributions,omitempty"`
	Negations    [][2]int            `json:"negations,omitempty"`
	Hedges       []hedgeAnswer       `json:"hedges,omitempty"`
}

type quantityAnswer struct {
	Span  [2]int  `json:"span"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Bound string  `json:"bound,omitempty"`
	Kind  string  `json:"kind"`
	Unit  string  `json:"unit,omitempty"`
	Of    string  `json:"of,omitempty"`
	Role  string  `json:"role,omitempty"`
	By    string  `json:"by,omitempty"`
}

type quoteAnswer struct {
	Span    [2]int `json:"span"`
	Speaker string `json:"speaker,omitempty"`
}

type nameAnswer struct {
	Span [2]int `json:"span"`
	Kind string `json:"kind,omitempty"`
}

type attributionAnswer struct {
	Span [2]int `json:"span"`
	Who  string `json:"who"`
}

type hedgeAnswer struct {
	Span  [2]int `json:"span"`
	Level int    `json:"level"`
}
