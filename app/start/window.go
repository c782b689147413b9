//go:build !nogui

// Package start opens the window; a build with the tag nogui has none and needs neither a C compiler nor graphics headers.
package start

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"zhiya/app"
	"zhiya/reports"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/sqlstore"
)

// version is set by the build (-ldflags "-X zhiya/app/start.version=…").
var version = "0.1.0"

// Desktop opens the window on a store and returns the exit status when it is closed.
func Desktop(args []string) int {
	flags := flag.NewFlagSet("zhiya", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	dsn := flags.String("db", "", "")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "用法：zhiya [--db 数据文件或 postgres:// 地址]")
		return 2
	}
	if *dsn == "" {
		path, err := ownStore()
		if err != nil {
			return complain(err)
		}
		*dsn = path
	}
	store, err := sqlstore.Open(context.Background(), *dsn)
	if err != nil {
		app.Refuse("知押无法打开数据", err) // whoever starts a window may have no terminal to read
		return complain(err)
	}
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: time.Now, NewID: newID, Documents: reports.NewMaker()})
	app.Run(app.Config{Desk: desk, StorePath: shown(*dsn), Version: version})
	if err := store.Close(); err != nil {
		return complain(err)
	}
	return 0
}

// ownStore is the file a person gets who names none: zhiya.db among the user's application data.
func ownStore() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fault.Wrap(err, "store.home", "找不到用户数据目录，请用 --db 指定数据文件")
	}
	dir = filepath.Join(dir, "zhiya")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fault.Wrap(err, "store.home", "无法建立数据目录 "+dir+"，请用 --db 指定数据文件")
	}
	return filepath.Join(dir, "zhiya.db"), nil
}

// shown is the store's address without its password.
func shown(dsn string) string {
	if u, err := url.Parse(dsn); err == nil && strings.HasPrefix(u.Scheme, "postgres") {
		return u.Redacted()
	}
	return dsn
}

func newID() string {
	id, err := uuid.NewV7()
	if err != nil {
		panic(err) // the system gives no random numbers: nothing could be kept apart
	}
	return id.String()
}

func complain(err error) int {
	for _, f := range fault.Of(err) {
		fmt.Fprintln(os.Stderr, "错误："+f.Message)
		if f.Cause != nil {
			fmt.Fprintln(os.Stderr, "　原因：", f.Cause)
		}
	}
	return 1
}
