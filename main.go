// Command zhiya is 知押: the pledge of intellectual property from assessment to the last fen of distribution.
package main

import (
	"os"

	"zhiya/app/command"
)

func main() {
	os.Exit(command.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
