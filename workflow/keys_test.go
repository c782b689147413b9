package workflow_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/signing"
	"zhiya/workflow/sqlstore"
)

func seed(fill byte) []byte {
	out := make([]byte, signing.SeedBytes)
	out[0] = fill
	return out
}

// documents are the documents of the case played, whole.
func (o *office) documents() []workflow.DocumentRow {
	var out []workflow.DocumentRow
	require.NoError(o.t, o.desk.Store.Read(ctx, func(tx workflow.Tx) error {
		for _, ref := range o.state.Documents {
			d, err := tx.Document(ctx, ref.ID)
			if err != nil {
				return err
			}
			out = append(out, d)
		}
		return nil
	}))
	return out
}

func (o *office) keys() []signing.Key {
	var out []signing.Key
	require.NoError(o.t, o.desk.Store.Read(ctx, func(tx workflow.Tx) (err error) { out, err = workflow.PublicKeys(ctx, tx); return err }))
	return out
}

func TestDocumentsAreSignedFromTheActThatFollowsTheKey(t *testing.T) {
	for _, a := range signing.Algorithms() {
		o := staffed(t)
		o.play(casetest.ToDueDiligence[:2])
		unsigned := o.documents()
		require.NotEmpty(t, unsigned)
		require.Empty(t, unsigned[0].Note, "the bank has no key yet")
		key, err := o.desk.CreateKey(ctx, "aq", "bank", a, seed(1))
		require.NoError(t, err)
		require.Equal(t, workflow.Today(o.now), key.From)
		require.Equal(t, "示例银行", key.Issuer)
		o.play(casetest.ToLaneValue)
		signed := o.documents()[len(unsigned):]
		require.NotEmpty(t, signed)
		for _, d := range signed {
			got := signing.Verify([]byte(d.Note), d.Body, o.keys(), signing.Fact{Field: signing.Number, Value: d.Number})
			require.Equal(t, signing.Valid, got.Verdict, got.Message)
			require.Equal(t, key.ID, got.KeyID)
			require.Empty(t, d.Record().Differences(d))
		}
		_, err = o.desk.Store.(*sqlstore.Store).VerifyAudit(ctx, nil)
		require.NoError(t, err)
	}
}

func TestAMissingKeyFileRefusesTheDocumentAndNamesTheRemedy(t *testing.T) {
	o := staffed(t)
	o.play(casetest.ToDueDiligence[:1])
	key, err := o.desk.CreateKey(ctx, "aq", "bank", signing.Ed25519, seed(1))
	require.NoError(t, err)
	file, err := o.desk.Store.(*sqlstore.Store).KeyFile(key.ID)
	require.NoError(t, err)
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.Remove(file))
	acts := slices.Clone(casetest.ToDueDiligence[1:])
	refused := func(code string) {
		t.Helper()
		require.True(t, fault.Has(o.try(&acts), code))
		before := o.events()
		err := o.try(&acts)
		require.Equal(t, fault.Refused, fault.KindOf(err), "%v", err)
		require.Equal(t, before, o.events(), "nothing was stored")
	}
	refused("key.missing")
	require.ErrorContains(t, o.try(&acts), file)
	other, err := signing.NewSigner(signing.Ed25519, seed(2))
	require.NoError(t, err)
	require.NotEqual(t, key.ID, other.Key().ID)
	o.desk = workflow.NewDesk(with(o.desk.Config, ring{seed(2)}))
	refused("key.file")
	o.desk = workflow.NewDesk(with(o.desk.Config, nil)) // the store's own files again
	require.NoError(t, os.WriteFile(file, whole, 0o600))
	require.NoError(t, o.try(&acts))
	require.NotEmpty(t, o.documents()[len(o.documents())-1].Note)
}

// ring is a keyring that holds one secret for every key.
type ring struct{ seed []byte }

func (r ring) PrivateKey(workflow.SigningKey) ([]byte, error) { return r.seed, nil }
func (ring) KeepPrivateKey(workflow.SigningKey, []byte) error { return nil }

func with(c workflow.Config, keys workflow.Keyring) workflow.Config {
	c.Keys = keys
	return c
}

// try plays the acts from the first that is not done, and stops at the first that is refused.
func (o *office) try(acts *[]string) error {
	for len(*acts) > 0 {
		login, name, _ := strings.Cut((*acts)[0], " ")
		if _, err := o.do(login, o.form(login, casefile.Name(name))); err != nil {
			return err
		}
		*acts = (*acts)[1:]
	}
	return nil
}

func TestAKeyIsMadeByTheSecurityAdministratorAlone(t *testing.T) {
	o := staffed(t)
	for _, login := range []string{"xt", "kh", "", "nobody"} {
		_, err := o.desk.CreateKey(ctx, login, "bank", signing.Ed25519, seed(1))
		require.Equal(t, fault.Forbidden, fault.KindOf(err), login)
	}
	_, err := o.desk.CreateKey(ctx, "aq", "nowhere", signing.Ed25519, seed(1))
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	_, err = o.desk.CreateKey(ctx, "aq", "bank", "rsa", seed(1))
	require.True(t, fault.Has(err, "key.algorithm"))
	require.NoDirExists(t, o.path+".keys", "a refused act leaves nothing behind")
	before := o.events()
	_, err = o.desk.CreateKey(ctx, "aq", "bank", signing.Ed25519, seed(1))
	require.NoError(t, err)
	require.Equal(t, before+1, o.events())
	_, err = o.desk.CreateKey(ctx, "aq", "bank", signing.Ed25519, seed(2))
	require.True(t, fault.Has(err, "key.in_use"))
	require.Error(t, o.desk.SampleKeys(ctx, "aq", date.Must("2024-01-01"), func(access.Org) signing.Algorithm { return signing.SM2 }), "these organisations are no samples")
}

func TestAnOrganisationThatIsNoLongerASampleDoesNotSignWithASampleKey(t *testing.T) {
	o := staffed(t)
	org := access.Org{ID: "bank", Kind: access.Bank, Code: "B03", Name: "示例银行", Sample: true}
	require.NoError(t, o.desk.SaveOrg(ctx, "xt", org))
	key, err := o.desk.CreateKey(ctx, "aq", "bank", signing.Ed25519, seed(1))
	require.NoError(t, err)
	require.True(t, key.Sample)
	require.NoDirExists(t, o.path+".keys", "a sample key needs no file")
	o.play(casetest.ToDueDiligence[:2])
	require.Contains(t, o.documents()[0].Note, "示例密钥")
	org.Sample = false
	require.NoError(t, o.desk.SaveOrg(ctx, "xt", org))
	rest := slices.Clone(casetest.ToLaneValue)
	require.True(t, fault.Has(o.try(&rest), "key.sample"))
}

func TestAnImportedKeyTakesOverItsEndAndNothingElse(t *testing.T) {
	o := staffed(t)
	s, err := signing.NewSigner(signing.SM2, seed(3))
	require.NoError(t, err)
	k := s.Key()
	k.Issuer, k.From = "示例外地银行", date.Must("2024-01-01")
	_, err = o.desk.ImportKey(ctx, "", k)
	require.Equal(t, fault.Forbidden, fault.KindOf(err), "a store with people asks who")
	for range 2 {
		_, err = o.desk.ImportKey(ctx, "aq", k)
		require.NoError(t, err)
	}
	other := k
	other.Issuer = "示例担保"
	_, err = o.desk.ImportKey(ctx, "aq", other)
	require.True(t, fault.Has(err, "key.differs"))
	k.Revoked = date.Must("2024-02-01")
	got, err := o.desk.ImportKey(ctx, "aq", k)
	require.NoError(t, err)
	require.Equal(t, k.Revoked, got.Revoked)
	k.Revoked = date.Date{}
	_, err = o.desk.ImportKey(ctx, "aq", k)
	require.NoError(t, err)
	require.Equal(t, date.Must("2024-02-01"), o.keys()[0].Revoked, "a revocation is not taken back by an older file")
}
