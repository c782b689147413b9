//go:build unix

// Package e2e drives the program as a person does: a real window on a virtual display, a mouse and a keyboard. The window
// says where its controls are (see widget.StartTrace); everything else goes through the display.
//
// The tests run under "make window", which sets ZHIYA_E2E; a plain "go test" skips them.
package e2e

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Width and Height are the size of the virtual display.
const (
	Width  = 1280
	Height = 860
)

// Require skips the test unless window tests were asked for, and fails it when a tool they need is missing.
func Require(t testing.TB) {
	t.Helper()
	if os.Getenv("ZHIYA_E2E") == "" {
		t.Skip("window tests run under: make window")
	}
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "xclip", "import", "xdpyinfo"} {
		_, err := exec.LookPath(tool)
		require.NoErrorf(t, err, "%s is missing: .ci/packages test", tool)
	}
}

// Build compiles the main package at path (as "go build" takes it, from the module's root) with its window and returns the
// binary. Tags are those of "make build".
func Build(t testing.TB, path string) string {
	t.Helper()
	root := ModuleRoot(t)
	tags, err := exec.Command(filepath.Join(root, ".ci", "packages"), "tags").Output()
	require.NoError(t, err)
	binary := filepath.Join(t.TempDir(), "program")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-tags", strings.TrimSpace(string(tags)), "-o", binary, path)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	out, err := cmd.CombinedOutput()
	require.NoErrorf(t, err, "%s", out)
	return binary
}

// ModuleRoot is the folder of go.mod.
func ModuleRoot(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	require.NoError(t, err)
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// screen is a virtual display with a window manager; both end with the test.
type screen struct{ display string }

func openScreen(t testing.TB) *screen {
	t.Helper()
	r, w, err := os.Pipe()
	require.NoError(t, err)
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x860x24", "-nolisten", "tcp", "-noreset")
	x.ExtraFiles = []*os.File{w}
	start(t, x)
	require.NoError(t, w.Close())
	number := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(r).ReadString('\n')
		number <- strings.TrimSpace(line)
	}()
	s := &screen{}
	select {
	case n := <-number:
		require.NotEmpty(t, n, "Xvfb did not start")
		s.display = ":" + n
	case <-time.After(20 * time.Second):
		require.Fail(t, "Xvfb did not start")
	}
	manager := exec.Command("openbox")
	manager.Env = s.environment(t.TempDir())
	start(t, manager)
	require.Eventually(t, func() bool { return s.command("xdpyinfo").Run() == nil }, 10*time.Second, 50*time.Millisecond)
	return s
}

// environment is a person's on this display with a home of its own: nothing of the machine's settings leaks in.
func (s *screen) environment(home string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USERPROFILE=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, ".config"),
		"XDG_DATA_HOME=" + filepath.Join(home, ".local", "share"), "XDG_CACHE_HOME=" + filepath.Join(home, ".cache"),
		"DISPLAY=" + s.display, "LANG=C.UTF-8", "TZ=Asia/Shanghai", "FYNE_SCALE=1", "LIBGL_ALWAYS_SOFTWARE=1",
		"XDG_RUNTIME_DIR=" + filepath.Join(home, ".run"), "DBUS_SESSION_BUS_ADDRESS=disabled:", "NO_AT_BRIDGE=1",
	}
}

func (s *screen) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	return cmd
}

// start runs cmd until the test ends, then ends it and what it started.
func start(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if cmd.Stderr == nil {
		cmd.Stderr = io.Discard
	}
	require.NoError(t, cmd.Start())
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			<-ended
		}
	})
}
