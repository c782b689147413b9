package workflow

import (
	"context"

	"zhiya/workflow/exchange"
)

// MappingTx is the part of a transaction that keeps the mappings of imports, by organisation and name.
type MappingTx interface {
	// ImportMappings lists what the organisation keeps, by name.
	ImportMappings(ctx context.Context, orgID string) ([]exchange.Kept, error)
	// SaveImportMapping keeps a mapping; one of the same name is replaced.
	SaveImportMapping(ctx context.Context, orgID string, k exchange.Kept) error
	// DeleteImportMapping forgets a mapping; one that does not exist is no error.
	DeleteImportMapping(ctx context.Context, orgID, name string) error
}

// KeptMappings lists the mappings of imports of the person's organisation, by name.
func (d *Desk) KeptMappings(ctx context.Context, personID string) ([]exchange.Kept, error) {
	var out []exchange.Kept
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := keeper(ctx, tx, personID)
		if err != nil {
			return err
		}
		out, err = tx.ImportMappings(ctx, a.OrgID)
		return err
	})
	return out, err
}

// KeepMapping keeps the mapping of a list with these heads for the person's organisation; one of the same name is replaced.
//
// Faults: Forbidden; Invalid with path name or the field of a column.
func (d *Desk) KeepMapping(ctx context.Context, personID, name string, m exchange.Mapping, heads []string) (exchange.Kept, error) {
	k, err := exchange.Keep(name, m, heads)
	if err != nil {
		return exchange.Kept{}, err
	}
	err = d.Store.Write(ctx, func(tx Tx) error {
		a, err := keeper(ctx, tx, personID)
		if err != nil {
			return err
		}
		k.Person, k.AtMilli = a.PersonID, d.Now().UnixMilli()
		return tx.SaveImportMapping(ctx, a.OrgID, k)
	})
	return k, err
}

// ForgetMapping removes a kept mapping of the person's organisation; one that is gone already is no fault.
func (d *Desk) ForgetMapping(ctx context.Context, personID, name string) error {
	return d.Store.Write(ctx, func(tx Tx) error {
		a, err := keeper(ctx, tx, personID)
		if err != nil {
			return err
		}
		return tx.DeleteImportMapping(ctx, a.OrgID, name)
	})
}
