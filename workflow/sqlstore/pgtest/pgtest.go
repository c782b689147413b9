// Package pgtest starts a PostgreSQL server for tests: one for a test binary, on a socket in a temporary folder, with a fresh
// database for every test. It needs the programs of the system package postgresql, nothing that runs already.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

var (
	once    sync.Once
	running *server
	failure error
	serial  atomic.Int64
)

// errMissing says that PostgreSQL is not installed.
var errMissing = errors.New("没有找到 initdb，请安装系统软件包 postgresql")

// Run runs the tests of a package and stops the server afterwards; TestMain calls os.Exit with what it returns.
func Run(m *testing.M) int {
	defer stop()
	return m.Run()
}

// DSN creates an empty database and returns its address; it is dropped when the test ends. Without PostgreSQL the test is
// skipped, or fails when the environment says CI=true.
func DSN(t testing.TB) string {
	t.Helper()
	once.Do(func() { running, failure = start() })
	if errors.Is(failure, errMissing) && os.Getenv("CI") != "true" {
		t.Skip("PostgreSQL 测试未运行：" + failure.Error())
	}
	if failure != nil {
		t.Fatalf("PostgreSQL 测试服务器无法启动：%v", failure)
	}
	name := "t" + strconv.FormatInt(serial.Add(1), 10)
	if err := running.exec(`CREATE DATABASE ` + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := running.exec(`DROP DATABASE ` + name + ` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return running.dsn(name)
}

type server struct {
	dir string
	cmd *exec.Cmd
}

func (s *server) dsn(database string) string {
	return "postgres:///" + database + "?user=postgres&host=" + url.QueryEscape(s.dir)
}

func (s *server) exec(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.dsn("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// binaries finds the folder of initdb and postgres, the newest version first.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) > 0 {
		return filepath.Dir(found[0]), nil
	}
	inPath, err := exec.LookPath("initdb")
	if err != nil {
		return "", errMissing
	}
	if inPath, err = filepath.EvalSymlinks(inPath); err != nil {
		return "", err
	}
	return filepath.Dir(inPath), nil
}

// version is 15 of /usr/lib/postgresql/15/bin/initdb.
func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// longestSocket keeps the socket's path within what sockaddr_un holds.
const longestSocket = 100

func start() (_ *server, err error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	parent := os.TempDir()
	if len(parent)+len("/zhiya-pg-1234567890/.s.PGSQL.5432") > longestSocket {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "zhiya-pg-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	data := filepath.Join(dir, "data")
	initialise := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "postgres", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")
	initialise.Dir = dir
	if err := unprivileged(initialise, dir); err != nil {
		return nil, err
	}
	if out, err := initialise.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	// Durability is not what these tests look at.
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=60", "-c", "shared_buffers=32MB")
	cmd.Dir = dir
	if err := unprivileged(cmd, dir); err != nil {
		return nil, err
	}
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := startTied(cmd); err != nil {
		return nil, err
	}
	s := &server{dir: dir, cmd: cmd}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if err = s.exec(`SELECT 1`); err == nil {
			return s, nil
		}
		if time.Now().After(deadline) {
			s.shut()
			return nil, fmt.Errorf("postgres: %w\n%s", err, log.String())
		}
	}
}

func stop() {
	if running != nil {
		running.shut()
		_ = os.RemoveAll(running.dir)
	}
}
