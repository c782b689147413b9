//go:build nogui

// Package start opens the window; a build with the tag nogui has none and needs neither a C compiler nor graphics headers.
package start

import (
	"os"

	"zhiya/app/command"
)

// Desktop says that this build has no window and shows what the command line can do.
func Desktop([]string) int { return command.Main([]string{"help"}, os.Stdin, os.Stdout, os.Stderr) }
