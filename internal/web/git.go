package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/newsarc/newsarc/archive"
)

// gitPath is where stock git finds the archive.
const gitPath = "/archive.git"

// maxFetch bounds what a git client may send, in bytes, compressed or not.
const maxFetch = 8 << 20

// git answers the two requests of a git client that clones or fetches over
// smart HTTP (gitprotocol-http(5)). Whatever else is asked for is not there:
// the archive cannot be pushed to.
func (s *Server) git(w http.ResponseWriter, r *http.Request) {
	if rec, ok := w.(*recorder); ok {
		rec.route = "git"
	}
	var work func(ctx context.Context, w http.ResponseWriter) error
	switch r.URL.Path {
	case gitPath + "/info/refs":
		if r.URL.Query().Get("service") != "git-upload-pack" {
			plainError(w, http.StatusForbidden)
			return
		}
		work = s.advertise
	case gitPath + "/git-upload-pack":
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-git-upload-pack-request" {
			plainError(w, http.StatusUnsupportedMediaType)
			return
		}
		work = func(ctx context.Context, w http.ResponseWriter) error { return s.upload(ctx, w, r) }
	default:
		plainError(w, http.StatusNotFound)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), cloneTime)
	defer cancel()
	if err := s.clones.take(ctx); err != nil {
		w.Header().Set("Retry-After", "30")
		plainError(w, http.StatusServiceUnavailable)
		return
	}
	defer s.clones.free()
	w.Header().Set("Cache-Control", "no-cache, max-age=0, must-revalidate")
	if err := work(ctx, w); err != nil {
		s.gitFailed(w, r, err)
	}
}

// gitFailed tells of an error where nothing was sent yet, and cuts the answer
// off where something was: git notices.
func (s *Server) gitFailed(w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusInternalServerError
	if errors.Is(err, archive.ErrProtocol) {
		status = http.StatusBadRequest
	} else {
		s.o.Log.Error("failed", "path", r.URL.Path, "error", err.Error())
	}
	if rec, ok := w.(*recorder); ok && rec.status == 0 && rec.bytes == 0 {
		plainError(w, status)
		return
	}
	panic(http.ErrAbortHandler)
}

func (s *Server) advertise(ctx context.Context, w http.ResponseWriter) error {
	var b bytes.Buffer
	if err := s.archive.AdvertiseRefs(ctx, &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
	_, err := w.Write(b.Bytes())
	return err
}

func (s *Server) upload(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	control := http.NewResponseController(w)
	// A clone may take longer than a page.
	if err := control.SetWriteDeadline(time.Now().Add(cloneTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	body := io.Reader(http.MaxBytesReader(w, r.Body, maxFetch))
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(body)
		if err != nil {
			return errors.Join(archive.ErrProtocol, err)
		}
		body = io.LimitReader(z, maxFetch)
	}
	w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
	// The request is read whole before the answer begins: HTTP/1 clients expect it.
	asked, err := io.ReadAll(body)
	if err != nil {
		return errors.Join(archive.ErrProtocol, err)
	}
	return s.archive.UploadPack(ctx, bytes.NewReader(asked), w)
}
