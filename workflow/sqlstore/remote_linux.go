package sqlstore

import (
	"bufio"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// remoteTypes are the statfs magic numbers of file systems on other machines (statfs(2), linux/magic.h). 9p is not among
// them: it is how containers and WSL show the local disk.
var remoteTypes = map[uint32]string{
	0x6969: "NFS", 0x517B: "SMB", 0xFF534D42: "CIFS", 0xFE534D42: "SMB", 0x5346414F: "AFS", 0x73757245: "Coda",
	0x564C: "NCP", 0x00C36400: "Ceph", 0x0BD00BD0: "Lustre", 0x47504653: "GPFS",
}

const fuseType = 0x65735546

// remoteFilesystem names the network file system the folder is on, "" for a local one or when it cannot be told.
func remoteFilesystem(dir string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return ""
	}
	kind := uint32(st.Type)
	if kind != fuseType {
		return remoteTypes[kind]
	}
	var at unix.Stat_t
	if err := unix.Stat(dir, &at); err != nil {
		return ""
	}
	mounts, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer mounts.Close()
	device := strconv.Itoa(int(unix.Major(at.Dev))) + ":" + strconv.Itoa(int(unix.Minor(at.Dev)))
	lines := bufio.NewScanner(mounts)
	for lines.Scan() {
		if f := strings.Fields(lines.Text()); len(f) > 2 && f[2] == device {
			return remoteFuse(mountType(lines.Text()))
		}
	}
	return ""
}

// mountType is the file system type in a line of mountinfo, after the separator " - " (proc(5)).
func mountType(line string) string {
	_, after, _ := strings.Cut(line, " - ")
	kind, _, _ := strings.Cut(after, " ")
	return kind
}

// remoteFuse names a FUSE file system unless it is known to be a local disk.
func remoteFuse(kind string) string {
	switch kind {
	case "", "fuseblk", "virtiofs", "fuse.fuse-overlayfs", "fuse.lxcfs", "fuse.gocryptfs", "fuse.encfs", "fuse.bindfs":
		return ""
	}
	return kind
}
