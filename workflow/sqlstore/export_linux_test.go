package sqlstore

// What tells network file systems apart on Linux.
var (
	RemoteTypes      = remoteTypes
	MountType        = mountType
	RemoteFuse       = remoteFuse
	RemoteFilesystem = remoteFilesystem
)
