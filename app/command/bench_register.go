package command

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"zhiya/app/sample"
	"zhiya/valuation/date"
	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
	"zhiya/workflow/sqlstore"
)

// What the made-up register is about; the names give a search of a firm about one entry in 2,500.
var (
	benchCities = strings.Fields("苏州 南京 无锡 常州 徐州 南通 扬州 镇江 泰州 盐城 淮安 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 铜陵 安庆 黄山 滁州 阜阳 " +
		"宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 济南 青岛 烟台 潍坊")
	benchTrades = strings.Fields("云帆 恒信 华泰 金石 瑞丰 天成 博远 启明 锐新 创达 星河 海纳 长风 东方 中科 国盛 安联 嘉业 宏图 鼎盛 方圆 正泰 立信 万和 新锐 科达 智远 凌云 晨光 明德 致远 盛世 " +
		"宏达 永泰 和顺 金鹏 飞跃 腾达 卓越 优创 领航 百川 清源 博雅 精诚 凯旋 融创 四维 蓝海 新元")
	benchNouns = strings.Fields("图像识别 电池管理 污水处理 数控机床 药物缓释 芯片封装 光伏逆变 物料输送 温度检测 激光焊接 数据加密 振动监测 复合材料 齿轮传动")
	benchWays  = strings.Fields("方法 装置 系统 设备 结构 工艺 组件 控制方法 检测装置 制备方法")
)

// benchRight is the i-th mark of the register.
func benchRight(i int, r *rand.Rand) right.Right {
	one := func(of []string) string { return of[r.IntN(len(of))] }
	status := []right.Status{right.InForce, right.InForce, right.InForce, right.Expired}[r.IntN(4)]
	return right.Right{Kind: right.Trademark, Number: strconv.Itoa(10_000_000 + i), Class: 9, Title: "示例" + one(benchNouns) + one(benchWays), Status: status,
		StatusOn: date.Of(2025, 1+r.IntN(12), 1+r.IntN(28)), TermEnd: date.Of(2027+r.IntN(9), 1+r.IntN(12), 1+r.IntN(28)),
		Owners: []right.Owner{{Name: one(benchCities) + one(benchTrades) + "示例有限公司"}}}
}

// benchRegister imports 20,000 rights a repetition, a million at most, into one register through the door and asks for pages and
// searches of it.
func benchRegister(ctx context.Context, watch stopwatch) (_ any, err error) {
	const batch = 20_000
	rights := batch * min(watch.reps, 50)
	dir, err := os.MkdirTemp("", "zhiya-bench-")
	if err != nil {
		return nil, fault.Wrap(err, "bench.folder", "临时文件夹无法建立，请检查磁盘空间与权限")
	}
	defer func() { _ = os.RemoveAll(dir) }()
	store, err := sqlstore.Open(ctx, filepath.Join(dir, "register.db"))
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
	r := rand.New(rand.NewPCG(20261123, 1))
	seconds := 0.0
	for from := 0; from < rights; from += batch {
		cmd := register.ImportRights{Source: "示例.xlsx", Rights: make([]right.Right, batch)}
		for i := range cmd.Rights {
			cmd.Rights[i] = benchRight(from+i, r)
		}
		begin := watch.now()
		if _, err := desk.ImportRights(ctx, "person-kehu", cmd); err != nil {
			return nil, err
		}
		seconds += watch.now().Sub(begin).Seconds()
	}
	ask := func(reps int, query func() register.Query) (p50, p99 float64, err error) {
		var times []float64
		for i := range reps + reps/10 { // the first ones warm up
			if err := ctx.Err(); err != nil {
				return 0, 0, fault.New(fault.Conflict, "bench.cancelled", "", "测量已取消")
			}
			q := query()
			q.Limit = 50
			begin := watch.now()
			if _, err := desk.Rights(ctx, "person-kehu", q); err != nil {
				return 0, 0, err
			}
			if i >= reps/10 {
				times = append(times, watch.now().Sub(begin).Seconds())
			}
		}
		slices.Sort(times)
		return median(times), times[len(times)*99/100], nil
	}
	out := struct {
		Rights   int     `json:"rights"`
		Imported float64 `json:"imported_per_second"`
		List     float64 `json:"list_p50"`
		List99   float64 `json:"list_p99"`
		Search   float64 `json:"search_p50"`
		Search99 float64 `json:"search_p99"`
		Engine   string  `json:"engine"`
	}{Rights: rights, Imported: float64(rights) / seconds, Engine: "sqlite"}
	low, _ := register.Span(1)
	out.List, out.List99, err = ask(1000, func() register.Query {
		return register.Query{Kinds: []right.Kind{right.Trademark}, Statuses: []right.Status{right.InForce}, After: fmt.Sprintf("/%d", low+int64(r.IntN(rights)))}
	})
	if err != nil {
		return nil, err
	}
	out.Search, out.Search99, err = ask(300, func() register.Query {
		return register.Query{Search: benchCities[r.IntN(len(benchCities))] + benchTrades[r.IntN(len(benchTrades))]}
	})
	return out, err
}
