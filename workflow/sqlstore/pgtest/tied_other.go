//go:build !linux

package pgtest

import "os/exec"

func startTied(cmd *exec.Cmd) error { return cmd.Start() }
