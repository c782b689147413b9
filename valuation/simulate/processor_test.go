package simulate_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The language allows x*y + z to be computed with one rounding instead of two, even across statements, unless the product stands in an
// explicit conversion; arm64 does so and amd64 does not, and results would differ. So every float product in these packages stands in one, and
// of package math only functions are used whose results are the same everywhere.
func TestNoResultDependsOnTheProcessor(t *testing.T) {
	for _, dir := range []string{".", "../portable", "distribution", "sequence", "dependence", "../sensitivity", "../option", "../option/internal/elementary"} {
		for _, line := range platformFaults(t, dir) {
			t.Error(line)
		}
	}
}

// platformFaults lists the free products and the uncertain functions in the non-test files of a directory, as "file:line: what".
func platformFaults(t *testing.T, dir string) []string {
	t.Helper()
	fset := token.NewFileSet()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var files []*ast.File
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, 0)
			require.NoError(t, err)
			files = append(files, f)
		}
	}
	require.NotEmpty(t, files)
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	_, err = config.Check(dir, fset, files, info)
	require.NoError(t, err)
	var out []string
	for _, f := range files {
		out = append(out, inspect(fset, info, f)...)
	}
	return out
}

// exact are the functions of package math whose results IEEE 754 or their definition fixes.
var exact = map[string]bool{"Sqrt": true, "FMA": true, "Floor": true, "Ceil": true, "Trunc": true, "Abs": true, "Min": true, "Max": true,
	"Frexp": true, "Ldexp": true, "Float64bits": true, "Float64frombits": true, "IsNaN": true, "IsInf": true, "Inf": true, "NaN": true,
	"Copysign": true, "Signbit": true, "Sqrt2": true, "Pi": true, "MaxFloat64": true, "SmallestNonzeroFloat64": true, "MaxInt": true,
	"MaxInt64": true, "MaxUint32": true, "MaxInt32": true}

func inspect(fset *token.FileSet, info *types.Info, f *ast.File) []string {
	var out []string
	say := func(n ast.Node, what string) { out = append(out, fmt.Sprintf("%s: %s", fset.Position(n.Pos()), what)) }
	var stack []ast.Node
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		switch e := n.(type) {
		case *ast.BinaryExpr:
			if e.Op == token.MUL && isFloat(info, e) && !bound(info, stack, e) {
				say(e, "float product outside an explicit conversion")
			}
		case *ast.AssignStmt:
			if e.Tok == token.MUL_ASSIGN && isFloat(info, e.Lhs[0]) {
				say(e, "*= on a float")
			}
		case *ast.SelectorExpr:
			if x, ok := e.X.(*ast.Ident); ok && x.Name == "math" && !exact[e.Sel.Name] {
				say(e, "math."+e.Sel.Name+" may differ between processors")
			}
		}
		stack = append(stack, n)
		return true
	})
	return out
}

// isFloat reports a float that is computed at run time; constants are exact.
func isFloat(info *types.Info, e ast.Expr) bool {
	v := info.Types[e]
	if v.Value != nil || v.Type == nil {
		return false
	}
	b, ok := v.Type.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsFloat != 0
}

// bound reports that the product stands in a conversion, is a factor of a product or quotient, or is only compared.
func bound(info *types.Info, stack []ast.Node, e ast.Expr) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		switch p := stack[i].(type) {
		case *ast.ParenExpr:
			continue
		case *ast.BinaryExpr:
			switch p.Op {
			case token.MUL, token.QUO, token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
				return true
			}
			return false
		case *ast.CallExpr:
			return info.Types[p.Fun].IsType()
		default:
			return false
		}
	}
	return false
}
