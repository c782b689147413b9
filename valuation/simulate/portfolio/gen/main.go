//go:build generate

// The generator of the tables and of the assembly of package portfolio; run by go generate in the package's folder.
package main

import (
	"fmt"
	"os"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	if err := quantiles("pert_table.go"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	Package("zhiya/valuation/simulate/portfolio")
	ConstraintExpr("amd64")
	trials()
	choose()
	narrowTrials()
	narrowChoose()
	Generate()
}
