package sqlstore_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"zhiya/workflow/sqlstore"
)

func TestAReadOnlyFolderIsNamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "只读")
	require.NoError(t, os.Mkdir(dir, 0o755))
	if os.Geteuid() == 0 {
		// Root may write anywhere; this thread alone touches files as nobody.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		_, err := unix.SetfsuidRetUid(65534)
		require.NoError(t, err)
		defer func() {
			_, err := unix.SetfsuidRetUid(0)
			require.NoError(t, err)
		}()
	} else {
		require.NoError(t, os.Chmod(dir, 0o555))
	}
	for _, path := range []string{filepath.Join(dir, "zhiya.db"), filepath.Join(dir, "新", "zhiya.db")} {
		require.Contains(t, refused(t, path, "store.readonly"), "写权限")
	}
}

func TestNetworkFileSystemsAreTold(t *testing.T) {
	for kind, want := range map[uint32]string{0x6969: "NFS", 0xFE534D42: "SMB", 0xFF534D42: "CIFS", 0xEF53: "", 0x01021994: "", 0x01021997: ""} {
		require.Equal(t, want, sqlstore.RemoteTypes[kind], "%#x", kind)
	}
	line := "36 35 0:45 / /mnt/网盘 rw,noatime shared:1 - fuse.sshfs user@host:/ rw,user_id=0"
	require.Equal(t, "fuse.sshfs", sqlstore.MountType(line))
	for kind, want := range map[string]string{"fuse.sshfs": "fuse.sshfs", "fuse.rclone": "fuse.rclone", "fuseblk": "", "virtiofs": "", "": ""} {
		require.Equal(t, want, sqlstore.RemoteFuse(kind))
	}
	require.Empty(t, sqlstore.RemoteFilesystem(t.TempDir()))
}
