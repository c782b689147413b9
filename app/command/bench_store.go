package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"zhiya/app/sample"
	"zhiya/reports"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/casefile"
	"zhiya/workflow/sqlstore"
)

// benchStore opens cases one by one through the door, each with its rights and its event in the chain, and then amends every one:
// commands that make no paper, so that the store is measured and not the drawing.
func benchStore(ctx context.Context, watch stopwatch) (_ any, err error) {
	const cases = 200
	dir, err := os.MkdirTemp("", "zhiya-bench-")
	if err != nil {
		return nil, fault.Wrap(err, "bench.folder", "临时文件夹无法建立，请检查磁盘空间与权限")
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var opened, moved []float64
	for rep := range watch.reps {
		o, m, err := benchDesk(ctx, watch, filepath.Join(dir, fmt.Sprintf("%d.db", rep)), cases)
		if err != nil {
			return nil, err
		}
		opened, moved = append(opened, o), append(moved, m)
	}
	return struct {
		Opened   float64 `json:"opened_per_second"`
		Commands float64 `json:"commands_per_second"`
		Cases    int     `json:"cases"`
		Engine   string  `json:"engine"`
	}{cases / medianOf(opened), cases / medianOf(moved), cases, "sqlite"}, nil
}

// benchDesk gives the seconds that opening so many cases took, and the next step of each.
func benchDesk(ctx context.Context, watch stopwatch, db string, cases int) (opened, moved float64, err error) {
	store, err := sqlstore.Open(ctx, db)
	if err != nil {
		return 0, 0, err
	}
	defer func() {
		if closed := store.Close(); err == nil {
			err = closed
		}
	}()
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: watch.now, NewID: (&sample.IDs{}).New, Documents: reports.NewMaker()})
	if err := sample.Found(ctx, desk); err != nil {
		return 0, 0, err
	}
	outcomes := make([]workflow.Outcome, cases)
	do := func(i int, r workflow.Request) (err error) {
		if err := ctx.Err(); err != nil {
			return fault.New(fault.Conflict, "bench.cancelled", "", "测量已取消")
		}
		r.CommandID = desk.NewID()
		outcomes[i], err = desk.Do(ctx, "person-kehu", r)
		return err
	}
	begin := watch.now()
	for i := range cases {
		if err := do(i, workflow.Request{Command: casefile.OpenCase{IntakeForm: sample.NewMaterialsIntake()}}); err != nil {
			return 0, 0, err
		}
	}
	amended := sample.NewMaterialsIntake()
	amended.TermMonths = 24
	middle := watch.now()
	for i, o := range outcomes {
		if err := do(i, workflow.Request{CaseID: o.CaseID, Version: o.Version, Command: casefile.AmendIntake{IntakeForm: amended, Reason: "期限延长"}}); err != nil {
			return 0, 0, err
		}
	}
	return middle.Sub(begin).Seconds(), watch.now().Sub(middle).Seconds(), nil
}
