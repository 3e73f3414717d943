//go:build !linux

package main

import (
	"context"
	"io"
)

const needsLinux = skipped("it needs Linux")

func (o *options) inNamespace(context.Context, io.Writer, trial) (bool, error) {
	return false, needsLinux
}

func cutPower(context.Context, *lab) (string, error)     { return "", needsLinux }
func fillDisk(context.Context, *lab) (string, error)     { return "", needsLinux }
func turnReadOnly(context.Context, *lab) (string, error) { return "", needsLinux }
func takeMemory(context.Context, *lab) (string, error)   { return "", needsLinux }
