//go:build darwin || freebsd

package sqlstore

import "golang.org/x/sys/unix"

// remoteFilesystem names the network file system the folder is on, "" for a local one or when it cannot be told.
func remoteFilesystem(dir string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return ""
	}
	switch name := unix.ByteSliceToString(st.Fstypename[:]); name {
	case "nfs", "smbfs", "afpfs", "webdav", "cifs", "macfuse", "osxfuse", "fusefs":
		return name
	}
	return ""
}
