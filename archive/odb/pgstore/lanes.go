package pgstore

import "github.com/newsarc/newsarc/archive/odb"

// lanes puts commits, trees and texts into packs of their own. A delta needs its
// base in the same pack, and what an object is like are others of its kind: so a
// pack holds three times the history of each. It also suits readers, who list
// commits, or read texts, and hardly ever trees. What fits into one pack goes
// into one.
type lanes struct {
	limit int
	of    [4]*packer // by type; those of tags are no archive's, and go with commits
}

func newLanes(limit int) *lanes {
	l := &lanes{limit: limit}
	// Who lists commits reads whole packs of them, at best one small one; and a
	// tree is as a rule a delta to so many others that its pack is read.
	l.of[odb.Commit], l.of[odb.Tree], l.of[odb.Blob] = newPacker(limit/4), newPacker(limit/4), newPacker(limit)
	l.of[0] = l.of[odb.Commit]
	return l
}

// all are the lanes, those first that others point to.
func (l *lanes) all() []*packer { return []*packer{l.of[odb.Blob], l.of[odb.Tree], l.of[odb.Commit]} }

func (l *lanes) has(id odb.ID) bool {
	for _, p := range l.all() {
		if p.has(id) {
			return true
		}
	}
	return false
}

// add takes an object that the lanes do not have.
func (l *lanes) add(o odb.New) { l.of[o.Type%4].add(o) }

// size returns the bytes of the packs that are done.
func (l *lanes) size() (n int) {
	for _, p := range l.all() {
		n += p.size
	}
	return n
}

// seal ends the packs under way; as one, if that is no larger than others.
func (l *lanes) seal() {
	guess := 0
	for _, p := range l.all() {
		guess += p.guess
	}
	if guess > l.limit {
		for _, p := range l.all() {
			p.seal()
		}
		return
	}
	one := l.of[odb.Commit]
	one.join(l.of[odb.Blob], l.of[odb.Tree])
	one.seal()
}

// take hands out the packs that are done.
func (l *lanes) take() (done []*sealed) {
	for _, p := range l.all() {
		done = append(done, p.take()...)
	}
	return done
}

// get returns an object that the lanes hold.
func (l *lanes) get(id odb.ID) (o odb.Object, ok bool, err error) {
	for _, p := range l.all() {
		if o, ok, err = p.get(id); ok || err != nil {
			break
		}
	}
	return o, ok, err
}

// join takes over the packs under way of others, before its own.
func (p *packer) join(others ...*packer) {
	var jobs []*job
	for _, o := range append(others, p) {
		o.busy.Wait()
		deflate(o.jobs[o.chunk:])
		for _, j := range o.jobs {
			if j.base >= 0 {
				j.base += len(jobs)
			}
		}
		jobs = append(jobs, o.jobs...)
		if o != p {
			p.guess += o.guess
			o.drop()
		}
	}
	p.jobs, p.chunk = jobs, len(jobs)
}

// drop forgets the pack under way.
func (p *packer) drop() {
	clear(p.row)
	p.jobs, p.held, p.guess, p.chunk, p.loaded = nil, 0, 0, 0, 0
}
