//go:build !linux && !darwin && !freebsd && !windows

package sqlstore

// remoteFilesystem cannot tell here.
func remoteFilesystem(string) string { return "" }
