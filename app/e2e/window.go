//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"zhiya/app/widget"
)

// Patience is how long a test waits for the window to show what it should.
const Patience = 20 * time.Second

// Window is the program's window on a virtual display of its own, as a test uses it.
type Window struct {
	Home string // the program's home folder, empty at first

	t      testing.TB
	screen *screen
	id     string // X window
	trace  string
	log    string // file with what the program printed
	shots  int
}

// Open starts binary with args on a new display and waits until its window shows something. The program's home is home, or a
// new folder where home is empty; env is added to its environment.
func Open(t testing.TB, home, binary string, args []string, env ...string) *Window {
	t.Helper()
	if home == "" {
		home = t.TempDir()
	}
	w := &Window{Home: home, t: t, screen: openScreen(t), trace: filepath.Join(t.TempDir(), "trace.jsonl"), log: filepath.Join(t.TempDir(), "printed")}
	for _, dir := range []string{".cache", ".config", ".run", ".local/share"} {
		require.NoError(t, os.MkdirAll(filepath.Join(home, dir), 0o700))
	}
	cmd := exec.Command(binary, args...)
	cmd.Dir = home
	cmd.Env = append(append(w.screen.environment(home), widget.TraceVariable+"="+w.trace), env...)
	printed, err := os.Create(w.log)
	require.NoError(t, err)
	defer printed.Close()
	cmd.Stdout, cmd.Stderr = printed, printed
	start(t, cmd)
	t.Cleanup(func() {
		if t.Failed() {
			w.Screenshot("failed")
		}
	})
	w.until("the window opens", func() bool { return len(w.Controls()) > 0 })
	out, err := w.screen.command("xdotool", "search", "--sync", "--onlyvisible", "--pid", strconv.Itoa(cmd.Process.Pid)).Output()
	require.NoError(t, err, "no window of the program on the display")
	ids := strings.Fields(string(out))
	w.id = ids[len(ids)-1]
	w.xdotool("windowactivate", "--sync", w.id)
	return w
}

// Controls is what the window shows now.
func (w *Window) Controls() []widget.Control {
	text, err := os.ReadFile(w.trace)
	if err != nil {
		return nil
	}
	var out []widget.Control
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c widget.Control
		require.NoError(w.t, json.Unmarshal(lines.Bytes(), &c))
		out = append(out, c)
	}
	return out
}

// Find gives the control of that name; one that no dialog covers comes first.
func (w *Window) Find(name string) (widget.Control, bool) {
	var found widget.Control
	ok := false
	for _, c := range w.Controls() {
		if c.Name == name && (!ok || found.Covered) {
			found, ok = c, true
		}
	}
	return found, ok
}

// Shows reports whether some control contains text.
func (w *Window) Shows(text string) bool {
	for _, c := range w.Controls() {
		if !c.Scrolled && strings.Contains(c.Text, text) {
			return true
		}
	}
	return false
}

// sliver is the height below which what is left of a control at the edge of a page is too little to hit.
const sliver = 10

// Wait waits until a control of that name can be reached by the mouse and returns it; it scrolls when it must.
func (w *Window) Wait(name string) widget.Control {
	w.t.Helper()
	var c widget.Control
	tries := 0
	w.until("control "+name+" can be reached", func() bool {
		var ok bool
		c, ok = w.Find(name)
		if !ok || c.Covered {
			return false
		}
		hidden := c.Scrolled || c.H < sliver
		if hidden && tries%3 == 0 { // a turn of the wheel, then time for the window to answer
			button := "5"
			if c.Y < Height/3 {
				button = "4"
			}
			w.xdotool("mousemove", "--window", w.id, strconv.Itoa(Width*2/3), strconv.Itoa(Height/2), "click", "--repeat", "3", button)
		}
		tries++
		if hidden {
			return false
		}
		time.Sleep(40 * time.Millisecond) // a page that is being laid out still moves
		again, ok := w.Find(name)
		return ok && !again.Covered && again.X == c.X && again.Y == c.Y && again.H == c.H
	})
	return c
}

// WaitText waits until the window shows text.
func (w *Window) WaitText(text string) {
	w.t.Helper()
	w.until("the window shows "+text, func() bool { return w.Shows(text) })
}

// WaitNoText waits until the window no longer shows text.
func (w *Window) WaitNoText(text string) {
	w.t.Helper()
	w.until("the window no longer shows "+text, func() bool { return !w.Shows(text) })
}

// Click presses the left button on the control of that name.
func (w *Window) Click(name string) { w.t.Helper(); w.clicks(name, 1) }

// DoubleClick presses it twice.
func (w *Window) DoubleClick(name string) { w.t.Helper(); w.clicks(name, 2) }

func (w *Window) clicks(name string, n int) {
	w.t.Helper()
	c := w.Wait(name)
	require.Falsef(w.t, c.Disabled, "%s (%s) cannot be pressed", name, c.Text)
	w.ClickAt(c.X+c.W/2, c.Y+c.H/2, n)
}

// ClickText clicks the first reachable control whose whole text is text.
func (w *Window) ClickText(text string) {
	w.t.Helper()
	var c widget.Control
	w.until("the text "+text+" can be clicked", func() bool {
		for _, c = range w.Controls() {
			if c.Text == text && !c.Covered && !c.Scrolled {
				return true
			}
		}
		return false
	})
	w.ClickAt(c.X+c.W/2, c.Y+c.H/2, 1)
}

// ClickAt presses the left button n times at a point of the window.
func (w *Window) ClickAt(x, y float32, n int) {
	w.t.Helper()
	w.xdotool("mousemove", "--sync", "--window", w.id, strconv.Itoa(int(x)), strconv.Itoa(int(y)))
	w.xdotool("click", "--repeat", strconv.Itoa(n), "--delay", "80", "1")
}

// Key presses keys as xdotool names them: "Return", "Tab", "ctrl+k".
func (w *Window) Key(keys ...string) {
	w.t.Helper()
	w.xdotool(append([]string{"key", "--clearmodifiers", "--delay", "30"}, keys...)...)
}

// TypeText enters text where the focus is: ASCII key by key; anything else through the clipboard, because a virtual display
// has no keys for Chinese and the toolkit drops the remapped ones.
func (w *Window) TypeText(text string) {
	w.t.Helper()
	for _, r := range text {
		if r > '~' || r < ' ' {
			w.paste(text)
			return
		}
	}
	w.xdotool("type", "--clearmodifiers", "--delay", "6", text)
}

func (w *Window) paste(text string) {
	w.t.Helper()
	clip := w.screen.command("xclip", "-selection", "clipboard", "-in")
	clip.Stdin = strings.NewReader(text)
	require.NoError(w.t, clip.Run())
	for range 40 { // until the new text is what a paste would give
		if out, _ := w.screen.command("timeout", "2", "xclip", "-selection", "clipboard", "-out").Output(); string(out) == text {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.Key("ctrl+v")
}

// Clipboard is the text a copy left there.
func (w *Window) Clipboard() string {
	w.t.Helper()
	out, err := w.screen.command("timeout", "5", "xclip", "-selection", "clipboard", "-out").Output()
	require.NoError(w.t, err)
	return string(out)
}

// Fill clicks the field of that name, replaces what stands in it by text and leaves it with Tab.
func (w *Window) Fill(name, text string) {
	w.t.Helper()
	holds := func() bool { c, ok := w.Find(name); return ok && (c.Text == text || strings.HasPrefix(c.Text, "•")) }
	for range 3 { // a busy machine may lose a key or paste what was copied before
		w.focus(name)
		w.xdotool("key", "--clearmodifiers", "--delay", "10", "ctrl+a", "key", "BackSpace")
		w.TypeText(text)
		for end := time.Now().Add(2 * time.Second); time.Now().Before(end) && !holds(); time.Sleep(20 * time.Millisecond) {
		}
		if holds() {
			break
		}
	}
	w.until(name+" holds "+text, func() bool { c, ok := w.Find(name); return ok && (c.Text == text || strings.HasPrefix(c.Text, "•")) })
	w.Key("Tab")
}

// focus clicks the field until it has the cursor: a form may still be moving under the first click.
func (w *Window) focus(name string) {
	w.t.Helper()
	holds := func() bool { c, ok := w.Find(name); return ok && c.Focused }
	for range 5 {
		w.Click(name)
		for end := time.Now().Add(1200 * time.Millisecond); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
			if holds() {
				return
			}
		}
	}
	w.until(name+" has the focus", holds)
}

// Screenshot keeps a picture of the whole display under out/window/<test>/ and returns its path.
func (w *Window) Screenshot(name string) string {
	w.t.Helper()
	w.shots++
	dir := filepath.Join(ModuleRoot(w.t), "out", "window", strings.ReplaceAll(w.t.Name(), "/", "_"))
	require.NoError(w.t, os.MkdirAll(dir, 0o755))
	path := filepath.Join(dir, fmt.Sprintf("%02d-%s.png", w.shots, name))
	time.Sleep(150 * time.Millisecond) // the trace says what was laid out; the picture follows within a few frames
	out, err := w.screen.command("import", "-window", "root", path).CombinedOutput()
	require.NoErrorf(w.t, err, "%s", out)
	return path
}

func (w *Window) xdotool(args ...string) {
	w.t.Helper()
	out, err := w.screen.command("xdotool", args...).CombinedOutput()
	require.NoErrorf(w.t, err, "xdotool %v: %s", args, out)
}

func (w *Window) until(what string, holds func() bool) {
	w.t.Helper()
	for end := time.Now().Add(Patience); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		if holds() {
			return
		}
	}
	var shown []string
	for _, c := range w.Controls() {
		shown = append(shown, fmt.Sprintf("%s[%s]%q", c.Name, c.Kind, c.Text))
	}
	printed, _ := os.ReadFile(w.log)
	require.Failf(w.t, "waited in vain", "%s\nthe window shows: %s\nthe program said: %s", what, strings.Join(shown, " "), printed)
}
