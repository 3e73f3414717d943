package cmd

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// writeWhole writes a file that is there as a whole or not at all: what fails
// leaves neither a part of it nor a change of a file that was there. A device or
// a pipe is written to as it is.
func writeWhole(name string, write func(io.Writer) error) error {
	part := name + ".part"
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		part = name
	}
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return plainPath(pathOf(name, err))
	}
	err = errors.Join(write(f), f.Close())
	if part == name {
		return err
	}
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		os.Remove(part)
	}
	return plainPath(pathOf(name, err))
}

// pathOf makes an error about a file one about the file that the user named.
func pathOf(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fs.PathError{Op: path.Op, Path: name, Err: path.Err}
	}
	return err
}
