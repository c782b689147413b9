// Command zhiya is 知押: the pledge of intellectual property from assessment to the last fen of distribution.
package main

import (
	"os"
	"strings"

	"zhiya/app/command"
	"zhiya/app/start"
)

func main() {
	args := os.Args[1:]
	if len(args) == 0 || strings.HasPrefix(args[0], "--db") {
		os.Exit(start.Desktop(args))
	}
	os.Exit(command.Main(args, os.Stdin, os.Stdout, os.Stderr))
}
