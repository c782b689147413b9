//go:build nogui

package main

import (
	"os"

	"zhiya/app/command"
)

// desktop says that this build has no window and shows what the command line can do.
func desktop([]string) int { return command.Main([]string{"help"}, os.Stdin, os.Stdout, os.Stderr) }
