package party_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/fault"
	"zhiya/workflow/party"
)

func TestAnEnterpriseNeedsANameAndASoundCode(t *testing.T) {
	good := party.Enterprise{Name: "连云港示例新材料有限公司", USCC: " 91320706MA0EX0018C "}
	require.NoError(t, good.Validate())
	good.USCC = ""
	require.NoError(t, good.Validate(), "the code may follow before signing")
	for _, code := range []string{"91320706MA0EX0018D", "91320706MA0EX0018", "91320706MA0EX0018CC", "示例"} {
		err := party.Enterprise{Name: " ", USCC: code}.Validate()
		paths := map[string]bool{}
		for _, f := range fault.Of(err) {
			require.Equal(t, fault.Invalid, f.Kind)
			paths[f.Path] = true
		}
		require.Equal(t, map[string]bool{"name": true, "uscc": true}, paths, "%s: both at once", code)
	}
}
