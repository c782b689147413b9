package pgtest

import (
	"os/exec"
	"runtime"
	"syscall"
)

// startTied starts the server so that it goes down when the tests are killed. The signal is tied to the thread that starts
// it, so that thread is kept for good.
func startTied(cmd *exec.Cmd) error {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		started <- cmd.Start()
		select {}
	}()
	return <-started
}
