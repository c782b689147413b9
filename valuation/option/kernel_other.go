//go:build !amd64

package option

func kernels() []kernel { return nil }
