// Package app is the program with a window. It turns what the desk lets a person see into pages and what the person does into
// commands; it holds no rule of its own.
package app

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"zhiya/app/page/entry"
	"zhiya/app/page/kit"
	"zhiya/app/page/watch"
	"zhiya/app/sample"
	look "zhiya/app/theme"
	"zhiya/app/widget"
	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/access"
)

// Config is what the window is opened with.
type Config struct {
	Desk      *workflow.Desk
	StorePath string // shown in the status bar: the file, or the server without its password
	Version   string
	// Run does work away from the screen and then done on it; nil means a goroutine. Tests run both at once.
	Run func(work, done func())
	// IdleMinutes is how long the window may lie untouched before it locks; 0 means 15.
	IdleMinutes int
}

// Run opens the window and returns when it is closed. It must be called from the main goroutine.
func Run(c Config) {
	a := fyneapp.NewWithID("cn.zhiya.desktop")
	if err := look.SpeakChinese(); err != nil {
		fyne.LogError("部分界面文字未能换成中文", err)
	}
	d := New(a, c)
	d.SetLook(look.Options{Brightness: look.Light})
	if path := os.Getenv(widget.TraceVariable); path != "" {
		defer widget.StartTrace(d.window, path, d.shown)()
	}
	d.Start()
	d.window.ShowAndRun()
	d.Close()
}

// Desktop is the window: who sits at it, which page is shown, and the ways between pages. Its methods are called on the
// screen's goroutine only.
type Desktop struct {
	config Config
	app    fyne.App
	window fyne.Window
	ctx    context.Context
	stop   context.CancelFunc

	actor   access.Actor
	signed  bool
	sampled bool // the store holds sample people
	shell   *shell
	look    look.Options
	fonts   *look.Fonts // nil until a look is set
	history history
	touched time.Time
	locked  fyne.CanvasObject // what is hidden behind the lock
	copies  sync.Mutex
	folders []string // of documents that were looked at
}

// New makes the window in a; Start fills it.
func New(a fyne.App, c Config) *Desktop {
	if c.Run == nil {
		c.Run = func(work, done func()) {
			go func() {
				work()
				fyne.Do(done)
			}()
		}
	}
	if c.IdleMinutes == 0 {
		c.IdleMinutes = 15
	}
	ctx, stop := context.WithCancel(context.Background())
	d := &Desktop{config: c, app: a, window: a.NewWindow("知押"), ctx: ctx, stop: stop, look: look.Options{Brightness: look.Light}}
	d.window.Resize(fyne.NewSize(1280, 800))
	d.window.SetCloseIntercept(func() {
		d.leave()
		d.window.Close()
	})
	d.bindKeys()
	d.Touch()
	d.watchIdle()
	return d
}

// Close ends what goes on beside the window: the watch for idleness, autosaving, work under way. Copies of documents that were
// looked at go too.
func (d *Desktop) Close() {
	d.stop()
	d.copies.Lock()
	defer d.copies.Unlock()
	for _, dir := range d.folders {
		if err := os.RemoveAll(dir); err != nil {
			fyne.LogError("临时文件夹未能删除", err)
		}
	}
	d.folders = nil
}

// Folder makes an empty folder that only this person can read; Close removes it. It may be called from a job.
func (d *Desktop) Folder() (string, error) {
	dir, err := os.MkdirTemp("", "zhiya-") // mode 0700
	if err != nil {
		return "", err
	}
	d.copies.Lock()
	defer d.copies.Unlock()
	d.folders = append(d.folders, dir)
	return dir, nil
}

// shown names the page for the trace.
func (d *Desktop) shown() string {
	switch {
	case !d.signed:
		return "signin"
	case d.locked != nil:
		return "locked"
	case len(d.history.routes) == 0:
		return ""
	}
	r := d.history.routes[d.history.at]
	if r.Command != "" {
		return r.Page + ":" + string(r.Command)
	}
	return r.Page
}

// Window is the window, for tests and pictures.
func (d *Desktop) Window() fyne.Window { return d.window }

// Desk is the one door.
func (d *Desktop) Desk() *workflow.Desk { return d.config.Desk }

// Actor is who is signed in.
func (d *Desktop) Actor() access.Actor { return d.actor }

// Today is the civil day in China.
func (d *Desktop) Today() date.Date { return workflow.Today(d.config.Desk.Now()) }

// StorePath says where the data are.
func (d *Desktop) StorePath() string { return d.config.StorePath }

// Run does slow work and then done on the screen's goroutine.
func (d *Desktop) Run(title string, work func(context.Context) error, done func(error)) {
	if d.shell != nil {
		d.shell.busy(title)
	}
	var err error
	d.config.Run(func() { err = guarded(d.ctx, work) }, func() {
		if d.shell != nil {
			d.shell.idle()
		}
		done(err)
	})
}

// After calls f on the screen's goroutine after some seconds.
func (d *Desktop) After(seconds int, f func()) {
	time.AfterFunc(time.Duration(seconds)*time.Second, func() {
		if d.ctx.Err() == nil {
			fyne.Do(f)
		}
	})
}

// Start shows the first page: the wizard of an empty store, or the sign-in page.
func (d *Desktop) Start() {
	founded := false
	d.Run("正在打开数据文件", func(ctx context.Context) error {
		var err error
		founded, err = d.config.Desk.Founded(ctx)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			d.window.SetContent(container.NewCenter(kit.Alarm(kit.Sentences(err), 600)))
		case founded:
			d.showSignIn()
		default:
			d.showWizard()
		}
	})
}

func (d *Desktop) showWizard() {
	w := entry.NewWizard(entry.Start{Keys: d, Desk: d.config.Desk, Run: d.Run, Sample: sample.Found, Done: d.showSignIn})
	d.window.SetContent(d.watched(w.Content()))
}

func (d *Desktop) showSignIn() {
	var orgs []access.Org
	var people []access.Person
	d.Run("正在读取人员", func(ctx context.Context) error {
		var err error
		orgs, people, err = d.config.Desk.Directory(ctx)
		return err
	}, func(err error) {
		if err != nil {
			d.Fail(err)
			return
		}
		d.sampled = false
		for _, p := range people {
			d.sampled = d.sampled || p.Sample
		}
		page := entry.NewSignIn(d.door(nil))
		var content fyne.CanvasObject = page.Content(orgs, people)
		if d.sampled {
			content = container.NewBorder(banner(), nil, nil, nil, content)
		}
		d.window.SetContent(d.watched(content))
		page.Focus()
	})
}

func (d *Desktop) door(locked *access.Actor) entry.Door {
	return entry.Door{Keys: d, Desk: d.config.Desk, Run: d.Run, Entered: d.enter, Locked: locked, Leave: d.SignOut,
		Secret: sample.Secret, Store: d.config.StorePath}
}

// enter opens the main window for a person who signed in, or gives it back after a lock.
func (d *Desktop) enter(a access.Actor) {
	d.Touch()
	if d.locked != nil {
		d.window.SetContent(d.locked)
		d.locked = nil
		return
	}
	d.actor, d.signed = a, true
	d.history = history{}
	d.shell = newShell(d)
	d.window.SetContent(d.watched(d.shell.content()))
	d.Go(kit.Route{Page: d.shell.first()})
	d.daily()
}

// betweenWatches is how often, in seconds, an open window looks whether a new day has come.
const betweenWatches = 3 * 3600

// daily runs the watch of the day when nobody has yet, at sign-in and every few hours, for people to whom alarms are addressed.
func (d *Desktop) daily() {
	if !d.signed || !watch.Offered(d.actor) {
		return
	}
	person := d.actor.PersonID
	var found workflow.WatchRun
	ran := false
	d.Run("每日监测", func(ctx context.Context) error {
		last, err := d.config.Desk.LastWatch(ctx)
		if err != nil || last == d.Today() {
			return err
		}
		ran = true
		found, err = d.config.Desk.RunWatch(ctx, person)
		return err
	}, func(err error) {
		switch {
		case !d.signed || d.actor.PersonID != person:
			return
		case err != nil:
			d.Fail(err)
		case ran && found.Raised+found.Escalated > 0:
			d.Say(fmt.Sprintf("今日监测：新提示 %d 项，升级 %d 项，请到“监测”查看", found.Raised, found.Escalated))
		}
		d.After(betweenWatches, d.daily)
	})
}

// SignOut leaves the main window.
func (d *Desktop) SignOut() {
	d.leave()
	d.actor, d.signed, d.shell, d.locked = access.Actor{}, false, nil, nil
	d.history = history{}
	d.showSignIn()
}

// lock hides the main window until its person signs in again.
func (d *Desktop) lock() {
	if !d.signed || d.locked != nil {
		return
	}
	d.leave()
	d.locked = d.window.Content()
	page := entry.NewSignIn(d.door(&d.actor))
	d.window.SetContent(page.Content(nil, nil))
	page.Focus()
}

// Fail shows a fault that belongs to no field.
func (d *Desktop) Fail(err error) {
	dialog.ShowCustom("未能完成", "知道了", kit.Limited(480, kit.Para(kit.Sentences(err), 480)), d.window)
}

// Say puts a sentence into the status bar.
func (d *Desktop) Say(text string) {
	if d.shell != nil {
		d.shell.say(text)
	}
}
