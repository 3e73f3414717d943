package pgstore

import (
	"context"
	"fmt"
	"strconv"

	"github.com/newsarc/newsarc/archive/odb"
)

var _ odb.Examiner = (*Store)(nil)

// server is what Examine asks of a server.
type server struct {
	settings map[string]string // of pg_settings, by name
	standby  bool              // the server only reads
	sync     int               // standbys that confirm commits
	async    int               // standbys that do not
	seesAll  bool              // pg_stat_replication shows this user all of it
}

// Examine implements odb.Examiner: it looks at the settings of the server on
// which it depends whether what was acknowledged survives.
func (s *Store) Examine(ctx context.Context) ([]odb.Finding, error) {
	v := server{settings: map[string]string{}}
	err := s.again(ctx, "examine", func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, `SELECT name, setting FROM pg_settings WHERE name IN
			('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'synchronous_standby_names')`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name, setting string
			if err := rows.Scan(&name, &setting); err != nil {
				return err
			}
			v.settings[name] = setting
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return s.pool.QueryRow(ctx, `SELECT pg_is_in_recovery(),
			(SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')),
			(SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('async', 'potential')),
			pg_has_role('pg_monitor', 'USAGE') OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)`).
			Scan(&v.standby, &v.sync, &v.async, &v.seesAll)
	})
	if err != nil {
		return nil, err
	}
	return v.judge(), nil
}

// judge says which of it is a danger.
func (v *server) judge() []odb.Finding {
	var list []odb.Finding
	add := func(danger bool, check, hint, format string, args ...any) {
		list = append(list, odb.Finding{Check: check, Danger: danger, What: fmt.Sprintf(format, args...), Hint: hint})
	}
	reload := func(key, value string) string {
		return fmt.Sprintf("ALTER SYSTEM SET %s = %s; SELECT pg_reload_conf();", key, value)
	}
	if v.settings["fsync"] == "off" {
		add(true, "fsync", reload("fsync", "on"), "the server runs with fsync = off: a crash of its machine can take everything")
	}
	if v.settings["full_page_writes"] == "off" {
		add(true, "full_page_writes", reload("full_page_writes", "on"), "the server runs with full_page_writes = off: a power cut can leave torn pages")
	}
	switch mode := v.settings["synchronous_commit"]; mode {
	case "off":
		add(true, "synchronous_commit", reload("synchronous_commit", "on"), "synchronous_commit = off: a crash takes what was acknowledged last")
	case "local", "remote_write":
		if v.settings["synchronous_standby_names"] != "" {
			add(true, "synchronous_commit", reload("synchronous_commit", "on"), "synchronous_commit = %s: a standby confirms before it has written to its disk, or not at all", mode)
		}
	}
	if v.settings["data_checksums"] == "off" {
		add(false, "checksums", "stop the server, then: pg_checksums --enable -D DATA", "the server has no data checksums: only newsarc's own hashes find a damaged page")
	}
	switch {
	case v.standby:
		add(false, "standby", "name all hosts in archive.store: postgres://a,b/news", "the server is a standby: nothing can be added there")
	case v.settings["synchronous_standby_names"] != "" && v.sync == 0 && v.seesAll:
		add(true, "standby", "look at the standbys; until one answers, every commit waits", "synchronous_standby_names is set, and no standby confirms")
	case v.settings["synchronous_standby_names"] == "" && v.async > 0:
		add(true, "standby", reload("synchronous_standby_names", `'ANY 1 (*)'`), "%s, and none of them confirms commits: when the server is lost, what was acknowledged last is gone", standbys(v.async))
	case v.settings["synchronous_standby_names"] == "" && v.seesAll:
		add(false, "standby", "a standby, and synchronous_standby_names; or newsarc push to another place", "the server has no standby: the archive lives and dies with its disk")
	}
	return list
}

func standbys(n int) string {
	if n == 1 {
		return "the server has 1 standby"
	}
	return "the server has " + strconv.Itoa(n) + " standbys"
}
