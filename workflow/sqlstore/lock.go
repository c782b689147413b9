package sqlstore

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"zhiya/valuation/fault"
)

// errTaken says that another open file holds the lock.
var errTaken = errors.New("lock is held")

// lockFile takes the lock beside a SQLite file, e.g. zhiya.db.lock, for as long as the store is open. The operating system
// frees it when the program ends in any way. The file itself stays: removing it would let two programs hold two locks.
func lockFile(path string) (release func(), err error) {
	name := path + ".lock"
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, folderFault(filepath.Dir(path), err)
	}
	if err := takeLock(f); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(f, 20))
		_ = f.Close()
		if !errors.Is(err, errTaken) {
			return nil, fault.Wrap(err, "store.lock", "无法锁定“"+name+"”，请检查磁盘或换一个本机文件夹")
		}
		who := ""
		if pid, err := strconv.Atoi(strings.TrimSpace(string(holder))); err == nil {
			who = "（进程号 " + strconv.Itoa(pid) + "）"
		}
		return nil, fault.New(fault.Broken, "store.locked", "", "数据文件“%s”正被另一个知押程序使用%s，请先关闭它，或改用共享服务器", path, who)
	}
	// The number is only told to people, the lock does not depend on it.
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return func() { _ = f.Close() }, nil
}
