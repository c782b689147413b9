package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/workflow"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/register"
	"zhiya/workflow/right"
	"zhiya/workflow/sqlstore"
)

// speedRights is the environment variable that says how many rights TestTheRegisterIsNearlyAsFastAsABareStore is run on.
const speedRights = "ZHIYA_REGISTER_RIGHTS"

var (
	cityNames  = strings.Fields("苏州 南京 无锡 常州 徐州 南通 扬州 镇江 泰州 盐城 淮安 宿迁 连云 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥")
	tradeNames = strings.Fields("云帆 恒信 华泰 金石 瑞丰 天成 博远 启明 锐新 创达 星河 海纳 长风 东方 中科 国盛 安联 嘉业 宏图 鼎盛 方圆 正泰 立信 万和 新锐")
	industries = strings.Fields("智能装备 生物医药 新能源 新材料 集成电路 环保科技 软件技术 精密机械 光电子 航空部件")
	adjectives = strings.Fields("高效节能的 可拆卸式 一体化 低功耗 自适应 多通道 分布式 耐高温 抗腐蚀 高精度 全自动 模块化 便携式 防泄漏 可回收 轻量化")
	nouns      = strings.Fields("图像识别 电池管理 污水处理 数控机床 药物缓释 芯片封装 光伏逆变 物料输送 温度检测 激光焊接 数据加密 振动监测 复合材料 齿轮传动")
	endings    = strings.Fields("方法 装置 系统 设备 结构 工艺 组件 控制方法 检测装置 制备方法")
)

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// madeUp is the i-th right of the workload: all six kinds in the shares of a bank's register.
func madeUp(i int) right.Right {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	day := func(from int) date.Date { return date.Of(from+r.IntN(8), 1+r.IntN(12), 1+r.IntN(28)) }
	out := right.Right{Title: "一种" + pick(r, adjectives) + pick(r, nouns) + pick(r, endings), Status: right.InForce, StatusOn: date.Of(2026, 1+r.IntN(10), 1+r.IntN(28)),
		Owners: []right.Owner{{Name: pick(r, cityNames) + pick(r, tradeNames) + pick(r, industries) + "有限公司"}}, Claims: 1 + r.IntN(20)}
	switch k := r.IntN(10); {
	case k < 7:
		kinds := []right.Kind{right.Invention, right.Utility, right.Design}
		out.Kind = kinds[min(k/2, 2)]
		year := 2012 + r.IntN(10)
		body := fmt.Sprintf("%d%d%07d", year, slices.Index(kinds, out.Kind)+1, i)
		sum := 0
		for j, c := range body {
			sum += int(c-'0') * (2 + j%8)
		}
		out.Number = "ZL" + body + "." + string("0123456789X"[sum%11])
		out.Filed = date.Of(year, 1+r.IntN(12), 1+r.IntN(28))
		out.Granted, out.FeesPaidUntil = out.Filed.AddYears(2), day(2027)
		if r.IntN(5) == 0 {
			out.Status = right.Terminated
		}
	case k < 9:
		out.Kind, out.Number, out.Class, out.TermEnd = right.Trademark, strconv.Itoa(10_000_000+i), 9, day(2027)
	default:
		out.Kind, out.Number, out.ProtectionEnd = right.Software, fmt.Sprintf("2020SR%07d", i), day(2060)
	}
	return out
}

// bareStore is the same data in modernc.org/sqlite by hand: the tables and indexes that the same questions need, FTS5 with its own
// trigrams, statements prepared once, a thousand rights a transaction that need not survive a power cut.
type bareStore struct {
	t  testing.TB
	db *sql.DB
	id int64
}

func bare(t testing.TB) *bareStore {
	path := filepath.Join(t.TempDir(), "bare.db")
	db := open(t, "sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-65536)&_pragma=temp_store(MEMORY)")
	db.SetMaxOpenConns(1)
	_, err := db.Exec(`CREATE TABLE entry (id INTEGER PRIMARY KEY, org INTEGER, kind TEXT, status TEXT, key TEXT, number TEXT, title TEXT, owner TEXT,
			status_on TEXT, expiry TEXT, fees_until TEXT, family TEXT, lines INTEGER, merged INTEGER, sample INTEGER);
		CREATE UNIQUE INDEX entry_key ON entry (org, key);
		CREATE INDEX entry_status ON entry (org, kind, status);
		CREATE INDEX entry_expiry ON entry (org, kind, status, expiry) WHERE expiry <> '';
		CREATE INDEX entry_fees ON entry (org, kind, status, fees_until) WHERE fees_until <> '';
		CREATE TABLE line (entry INTEGER, no INTEGER, batch INTEGER, body TEXT, PRIMARY KEY (entry, no)) WITHOUT ROWID;
		CREATE INDEX line_batch ON line (batch);
		CREATE VIRTUAL TABLE entry_text USING fts5 (number, title, owner, content = 'entry', content_rowid = 'id', tokenize = 'trigram');`)
	require.NoError(t, err)
	return &bareStore{t: t, db: db}
}

// insert gives the time the database took, the values being there already.
func (b *bareStore) insert(rights []right.Right) time.Duration {
	type values struct{ entry, line, text []any }
	var all []values
	for _, r := range rights {
		b.id++
		f := register.Facts{Right: r}
		p := register.Project(register.ID(1, b.id), 1, f)
		body, err := f.Body()
		require.NoError(b.t, err)
		all = append(all, values{[]any{p.ID, p.Org, string(p.Kind), string(p.Status), p.Key, p.Number, p.Title, p.Owner, p.StatusOn.String(),
			p.Expiry.String(), p.FeesUntil.String(), p.Family, p.Lines, p.Merged, 0}, []any{p.ID, 1, 1, body}, []any{p.ID, p.Number, p.Title, p.Owner}})
	}
	begin := time.Now()
	for some := range slices.Chunk(all, 1000) {
		tx, err := b.db.Begin()
		require.NoError(b.t, err)
		var stmts []*sql.Stmt
		for _, q := range []string{`INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, `INSERT INTO line VALUES (?,?,?,?)`,
			`INSERT INTO entry_text (rowid, number, title, owner) VALUES (?,?,?,?)`} {
			s, err := tx.Prepare(q)
			require.NoError(b.t, err)
			stmts = append(stmts, s)
		}
		for _, v := range some {
			for i, args := range [][]any{v.entry, v.line, v.text} {
				if _, err := stmts[i].Exec(args...); err != nil {
					require.NoError(b.t, err)
				}
			}
		}
		require.NoError(b.t, tx.Commit())
	}
	return time.Since(begin)
}

const bareColumns = `id, kind, status, number, title, owner, status_on, expiry, fees_until, family, lines, sample`

// asking prepares a query and gives a function that runs it and reads every column of every row.
func (b *bareStore) asking(query string) func(args ...any) int {
	stmt, err := b.db.Prepare(query)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { require.NoError(b.t, stmt.Close()) })
	return func(args ...any) int {
		rows, err := stmt.Query(args...)
		require.NoError(b.t, err)
		defer rows.Close()
		v, into := make([]any, 12), make([]any, 12)
		for i := range v {
			into[i] = &v[i]
		}
		n := 0
		for ; rows.Next(); n++ {
			require.NoError(b.t, rows.Scan(into...))
		}
		require.NoError(b.t, rows.Err())
		return n
	}
}

// percentiles runs both in turns and gives the p50 and p99 of each, in milliseconds.
func percentiles(reps int, run ...func(i int)) [][2]float64 {
	times := make([][]float64, len(run))
	for i := -reps / 10; i < reps; i++ { // the first ones warm up
		for k, f := range run {
			begin := time.Now()
			f(max(i, -i))
			if i >= 0 {
				times[k] = append(times[k], time.Since(begin).Seconds()*1000)
			}
		}
	}
	out := make([][2]float64, len(run))
	for k, t := range times {
		slices.Sort(t)
		out[k] = [2]float64{t[len(t)/2], t[len(t)*99/100]}
	}
	return out
}

// The goals of the store, against the same data in a database without our rules, both measured in turns on one machine.
func TestTheRegisterIsNearlyAsFastAsABareStore(t *testing.T) {
	total, _ := strconv.Atoi(os.Getenv(speedRights))
	if total < 100_000 {
		t.Skip("测速：请设 " + speedRights + "=1000000（不少于 100000）")
	}
	ctx := context.Background()
	store, err := sqlstore.Open(ctx, filepath.Join(t.TempDir(), "zhiya.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	require.NoError(t, store.Write(ctx, func(tx workflow.Tx) error {
		for _, o := range casetest.Orgs() {
			if err := tx.SaveOrg(ctx, o); err != nil {
				return err
			}
		}
		for _, p := range casetest.People() {
			if err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		return nil
	}))
	desk := workflow.NewDesk(workflow.Config{Store: store, Now: func() time.Time { return time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC) }, NewID: func() string { return "" }})
	peer := bare(t)

	const batch = 50_000
	var ours, theirs, ratios []float64
	for lo := 0; lo < total; lo += batch {
		rights := make([]right.Right, batch)
		for i := range rights {
			rights[i] = madeUp(lo + i)
		}
		theirs = append(theirs, batch/peer.insert(rights).Seconds())
		begin := time.Now()
		out, err := desk.ImportRights(ctx, "kehu", register.ImportRights{Source: "示例.xlsx", Rights: rights})
		ours = append(ours, batch/time.Since(begin).Seconds())
		require.NoError(t, err)
		require.Equal(t, batch, out.Added)
		ratios = append(ratios, ours[len(ours)-1]/theirs[len(theirs)-1])
	}
	slices.Sort(ratios)
	t.Logf("import of %d: ours %.0f/s (last batch), bare %.0f/s, median ratio %.2f (%.2f–%.2f)", total, ours[len(ours)-1], theirs[len(theirs)-1],
		ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1])
	require.Greater(t, ratios[len(ratios)/2], 0.6)

	page := func(q register.Query) int {
		q.Limit = 50
		out, err := desk.Rights(ctx, "kehu", q)
		require.NoError(t, err)
		return len(out.Rows)
	}
	kinds := []right.Kind{right.Invention, right.Utility, right.Design, right.Trademark, right.Software}
	at := func(i int) int64 { return register.ID(1, int64(rand.New(rand.NewPCG(uint64(i), 3)).IntN(total)+1)) }
	word := func(i int, lists ...[]string) (out string) {
		r := rand.New(rand.NewPCG(uint64(i), 5))
		for _, l := range lists {
			out += pick(r, l)
		}
		return out
	}
	list := peer.asking(`SELECT ` + bareColumns + ` FROM entry WHERE org = 1 AND kind = ? AND status = ? AND id < ? ORDER BY id DESC LIMIT 50`)
	expiring := peer.asking(`SELECT ` + bareColumns + ` FROM entry WHERE org = 1 AND kind = ? AND status = ? AND expiry <> '' AND expiry >= ? ORDER BY expiry, id LIMIT 50`)
	text := peer.asking(`SELECT ` + bareColumns + ` FROM entry WHERE id IN (SELECT rowid FROM entry_text WHERE entry_text MATCH ? ORDER BY rowid DESC LIMIT 50) ORDER BY id DESC`)
	from := func(i int) date.Date { return date.Of(2030+i%8, 1+i%12, 1) }
	common := func(i int) string { return string([]rune(word(i, nouns))[:3]) }
	for _, c := range []struct {
		name        string
		reps        int
		ours, their func(i int) int
	}{
		{"list page of one kind and status", 2000,
			func(i int) int {
				return page(register.Query{Kinds: kinds[i%5 : i%5+1], Statuses: []right.Status{right.InForce}, After: "/" + strconv.FormatInt(at(i), 10)})
			},
			func(i int) int { return list(string(kinds[i%5]), "in_force", at(i)) }},
		{"list page by end of term", 2000,
			func(i int) int {
				return page(register.Query{Kinds: kinds[i%5 : i%5+1], Statuses: []right.Status{right.InForce}, Sort: register.ByExpiry, From: from(i)})
			},
			func(i int) int { return expiring(string(kinds[i%5]), "in_force", from(i).String()) }},
		{"search of a firm", 500,
			func(i int) int { return page(register.Query{Search: word(i, cityNames, tradeNames)}) },
			func(i int) int { return text(`"` + word(i, cityNames, tradeNames) + `"`) }},
		{"search of a common word", 200,
			func(i int) int { return page(register.Query{Search: common(i)}) }, func(i int) int { return text(`"` + common(i) + `"`) }},
	} {
		require.Equal(t, c.their(7), c.ours(7), c.name)
		p := percentiles(c.reps, func(i int) { c.ours(i) }, func(i int) { c.their(i) })
		t.Logf("%-34s p50 %.3f ms, bare %.3f, ratio %.2f; p99 %.3f ms, bare %.3f, ratio %.2f", c.name, p[0][0], p[1][0], p[0][0]/p[1][0], p[0][1], p[1][1], p[0][1]/p[1][1])
		assert.Less(t, p[0][0], 1.5*p[1][0], c.name)
	}
	for _, q := range []register.Query{{}, {Search: "电池"}, {Search: "云"}, {Owner: word(1, cityNames, tradeNames, industries) + "有限公司"},
		{Search: "电池管理", Kinds: kinds[3:4]}, {Statuses: []right.Status{right.InForce}}, {Sort: register.ByFees}} {
		p := percentiles(20, func(int) { page(q) })
		t.Logf("%+v: p50 %.2f ms", q, p[0][0])
	}
}
