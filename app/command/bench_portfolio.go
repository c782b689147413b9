package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"zhiya/app/sample"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/valuation/money"
	"zhiya/workflow"
	"zhiya/workflow/portfolio"
	"zhiya/workflow/sqlstore"
)

// benchPortfolio looks at 100,000 loans of a store together and stresses them in 10,000 scenarios, reading included.
func benchPortfolio(ctx context.Context, watch stopwatch) (_ any, err error) {
	const loans, scenarios = 100_000, 10_000
	dir, err := os.MkdirTemp("", "zhiya-bench-")
	if err != nil {
		return nil, fault.Wrap(err, "bench.folder", "临时文件夹无法建立，请检查磁盘空间与权限")
	}
	defer func() { _ = os.RemoveAll(dir) }()
	store, err := sqlstore.Open(ctx, filepath.Join(dir, "portfolio.db"))
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := store.Close(); err == nil {
			err = closed
		}
	}()
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: watch.now, NewID: (&sample.IDs{}).New})
	if err := sample.Found(ctx, desk); err != nil {
		return nil, err
	}
	if err := fillPortfolio(ctx, store, loans); err != nil {
		return nil, err
	}
	var look, run []float64
	for range min(watch.reps, 5) {
		begin := watch.now()
		if _, _, err := desk.Portfolio(ctx, "person-kehu"); err != nil {
			return nil, err
		}
		middle := watch.now()
		if _, err := desk.StressPortfolio(ctx, "person-kehu", scenarios, 1, func(int) bool { return ctx.Err() == nil }); err != nil {
			return nil, err
		}
		look, run = append(look, middle.Sub(begin).Seconds()), append(run, watch.now().Sub(middle).Seconds())
	}
	return struct {
		View      float64 `json:"view_seconds"`
		Stress    float64 `json:"stress_seconds"`
		Loans     int     `json:"loans"`
		Scenarios int     `json:"scenarios"`
	}{medianOf(look), medianOf(run), loans, scenarios}, nil
}

// fillPortfolio puts cases with a position into a store, past the door: the workload is what is read, not how it came in.
func fillPortfolio(ctx context.Context, store workflow.Store, n int) error {
	chains := []string{"硅材料", "石化", "钢铁合金", "新能源", "装备制造", "信息产业", "生物医药", "高性能纤维及复合材料", "绿色食品", "化工新材料"}
	districts := []string{"海州区", "连云区", "赣榆区", "东海县", "灌云县", "灌南县"}
	until := date.Of(2199, 12, 31)
	for from := 0; from < n; from += 5000 {
		err := store.Write(ctx, func(tx workflow.Tx) error {
			for i := from; i < min(n, from+5000); i++ {
				id, number := fmt.Sprintf("bench-%06d", i), fmt.Sprintf("LYG-B03-2026-%06d", i)
				if err := tx.InsertCase(ctx, workflow.CaseRow{ID: id, Number: number, Version: 1, Stage: "in_pledge", Body: "{}", OpenedOn: "2026-01-01"}, []string{"org-bank"}, nil); err != nil {
					return err
				}
				owed := money.Yuan(int64(500_000 + i*7919%4_500_000))
				p := portfolio.Position{CaseID: id, Number: number, Title: "示例企业　发明专利等 2 件", LenderID: "org-bank", Lender: "示例银行", Chain: chains[i%len(chains)], District: districts[i*13%len(districts)], Kind: "专利权",
					Class: []string{"", "正常", "正常", "正常", "关注", "次级"}[i*31%6], Owed: owed, Forced: owed * money.Money(i%9) / 10, Known: i%9 > 0, ForcedTo: until,
					Parts: []portfolio.Part{{OrgID: "org-fund", Name: "示例基金", Amount: owed * 4 / 10}, {OrgID: "org-guarantor", Name: "示例担保", Amount: owed * 4 / 10}}}
				if err := tx.KeepPosition(ctx, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
