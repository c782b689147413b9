package workflow

import (
	"context"
	"slices"

	"zhiya/valuation/fault"
	"zhiya/workflow/access"
	"zhiya/workflow/casefile"
)

// EarlierValuations lists the valuations that a new one of this case may start from: issued reports of the person's own firm on
// some of the same rights, in this case or in another one the firm is a party to, newest base date first.
func (d *Desk) EarlierValuations(ctx context.Context, personID, caseID string) ([]casefile.EarlierValuation, error) {
	var out []casefile.EarlierValuation
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		s, err := visible(ctx, tx, a, caseID)
		if err != nil {
			return err
		}
		out, err = earlierValuations(ctx, tx, s, a)
		return err
	})
	return out, err
}

// CopyValuation is the form of 编制评估 filled from the earlier valuation under this key, and in what it differs from that one
// already: the base date, facts of the rights. Nothing is stored.
func (d *Desk) CopyValuation(ctx context.Context, personID, caseID, key string) (*casefile.PrepareValuation, []casefile.Difference, error) {
	var form *casefile.PrepareValuation
	var differences []casefile.Difference
	err := d.Store.Read(ctx, func(tx Tx) error {
		a, err := actorOf(ctx, tx, personID)
		if err != nil {
			return err
		}
		s, err := visible(ctx, tx, a, caseID)
		if err != nil {
			return err
		}
		list, err := earlierValuations(ctx, tx, s, a)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(e casefile.EarlierValuation) bool { return e.Key == key })
		if i < 0 {
			return fault.New(fault.NotFound, "valuation.earlier", "", "没有找到该上期评估，请刷新后重新选择")
		}
		form = &casefile.PrepareValuation{CopiedFrom: key, Inputs: casefile.CopyValuation(s.For(a), list[i], Today(d.Now()))}
		differences = casefile.Differences(list[i].Inputs, form.Inputs)
		return nil
	})
	return form, differences, err
}

// earlierValuations reads the cases that know one of the rights. Only an appraiser of the firm asks for them.
func earlierValuations(ctx context.Context, tx Tx, s casefile.State, a access.Actor) ([]casefile.EarlierValuation, error) {
	if !a.Has(access.Appraiser) {
		return nil, nil
	}
	out := s.EarlierIn(s, a)
	seen := []string{s.ID}
	for _, r := range s.Intake.Rights {
		ids, err := tx.CasesByKey(ctx, "right", casefile.Fold(casefile.RightKey(r)))
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if slices.Contains(seen, id) {
				continue
			}
			seen = append(seen, id)
			party, err := tx.IsParty(ctx, id, a.OrgID)
			if err != nil {
				return nil, err
			}
			if !party {
				continue
			}
			row, err := tx.Case(ctx, id)
			if err != nil {
				return nil, err
			}
			other, err := readState(row)
			if err != nil {
				return nil, err
			}
			out = append(out, s.EarlierIn(other, a)...)
		}
	}
	casefile.SortEarlier(out)
	return out, nil
}

// earlier finds one of them for the command being given; what cannot be read is kept in lookup.
func (j *job) earlier(ctx context.Context, tx Tx, s casefile.State, key string) (casefile.EarlierValuation, bool) {
	list, err := earlierValuations(ctx, tx, s, j.actor)
	if err != nil {
		j.lookup = err
		return casefile.EarlierValuation{}, false
	}
	for _, e := range list {
		if e.Key == key {
			return e, true
		}
	}
	return casefile.EarlierValuation{}, false
}
