package pgtest

import "os/exec"

func unprivileged(*exec.Cmd, string) error { return nil }

func (s *server) shut() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}
