package remote

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"time"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"

	"github.com/newsarc/newsarc/archive/odb/gitproto"
)

// pipe is a conversation over a line that is open both ways.
type pipe struct {
	in    io.WriteCloser
	out   io.Reader
	asked bool
	end   func() error // called once
	ended bool
	over  error
}

func (p *pipe) shown() io.Reader { return p.out }

func (p *pipe) ask(send func(io.Writer) error) (io.Reader, error) {
	p.asked = true
	if err := send(p.in); err != nil {
		return nil, err
	}
	return p.out, nil
}

func (p *pipe) explain(err error) error { return err }

// Close says goodbye if nothing was asked, as the protocol wants it.
func (p *pipe) Close() error {
	if p.ended {
		return p.over
	}
	p.ended = true
	if !p.asked {
		_, _ = p.in.Write(pktline.FlushPkt) // a host that is gone needs none
	}
	p.over = p.end()
	return p.over
}

// daemon is git's own protocol, which knows no credentials.
type daemon struct{ at *url.URL }

func (d daemon) open(ctx context.Context, service string) (talk, error) {
	dialer := net.Dialer{Timeout: 30 * time.Second}
	port := cmp.Or(d.at.Port(), gitPorts["git"])
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(d.at.Hostname(), port))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	if err := gitproto.WriteHello(conn, service, d.at.Path, d.at.Host); err != nil {
		return nil, errors.Join(ctx.Err(), err, conn.Close())
	}
	return &pipe{in: conn, out: conn, end: func() error {
		stop()
		_ = conn.Close() // all that matters was read
		return nil
	}}, nil
}
