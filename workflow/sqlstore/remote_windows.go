package sqlstore

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// remoteFilesystem says whether the folder is on another machine: \\server\share, or a drive letter that stands for one.
func remoteFilesystem(dir string) string {
	root := filepath.VolumeName(dir) + `\`
	name, err := windows.UTF16PtrFromString(root)
	if err != nil {
		return ""
	}
	if len(root) > 3 && root[0] == '\\' || windows.GetDriveType(name) == windows.DRIVE_REMOTE {
		return "网络驱动器"
	}
	return ""
}
