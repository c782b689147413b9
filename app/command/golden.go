package command

import (
	"context"
	"encoding/json"
	"os"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/valuation/golden"
	"zhiya/valuation/trace"
)

// runGolden is `golden FILE`: does the engine reproduce published figures?
func runGolden() Command {
	return Command{
		Name:    "golden",
		Summary: "用公开发表的算例检验计算引擎",
		Usage:   "FILE",
		Details: "每个算例一行：一致为 ok 编号；不一致为 FAIL 编号 字段 实得 应得。标注 \"reproduces\": false 的算例是原刊数字有误的，\n" +
			"应得出复算数字（recomputed）而不是原刊数字（expected）。任何一个不一致，退出码为 1。",
		MinArgs: 1, MaxArgs: 1,
		Run: func(_ context.Context, env *Env) error {
			f, err := os.Open(env.Args[0])
			if err != nil {
				return fault.Faults{{Kind: fault.Invalid, Code: "file.open", Path: "FILE", Message: "算例文件打不开，请核对路径：" + env.Args[0], Cause: err}}
			}
			defer f.Close()
			cases, err := golden.ReadFile(f)
			if err != nil {
				return err
			}
			failed := 0
			for _, c := range cases {
				differences := c.Check()
				for _, d := range differences {
					env.Printf("FAIL %s %s\n", c.ID, d)
				}
				if len(differences) > 0 {
					failed++
				} else {
					env.Printf("ok %s\n", c.ID)
				}
			}
			env.Printf("共 %d 个算例，%d 个一致，%d 个不一致\n", len(cases), len(cases)-failed, failed)
			if failed > 0 {
				return Outcome(ExitBroken)
			}
			return nil
		},
	}
}

// calcRequest is the file of `calc`; calcAnswer what it prints.
type calcRequest struct {
	Cases []golden.Case `json:"cases"`
}

type calcAnswer struct {
	Cases []calcOutputs `json:"cases"`
}

type calcOutputs struct {
	ID      string `json:"id"`
	Outputs any    `json:"outputs"`
}

func calc() Command {
	return calculation("calc", "按名称批量计算评估算例",
		"输入：{\"cases\":[{\"id\":\"…\",\"calc\":\"npv_excel\",\"inputs\":{…}}]}；输出：{\"cases\":[{\"id\":\"…\",\"outputs\":{…}}]}。\n"+
			"计算名称与字段同算例文件（golden）。比率按小数填写，日期写作 2026-11-22。无解的内部收益率为 \"#NUM!\"。\n可用的计算："+strings.Join(golden.Names(), "、"),
		calculateAll, func(env *Env, _ calcRequest, a calcAnswer) {
			for _, c := range a.Cases {
				text, err := json.Marshal(c.Outputs)
				if err != nil {
					text = []byte(err.Error())
				}
				env.Printf("%s\t%s\n", c.ID, text)
			}
		})
}

// maxCases bounds one run of calc.
const maxCases = 10_000

// calculateAll runs every case; the faults of all come together, each under its case.
func calculateAll(in calcRequest) (calcAnswer, error) {
	var fs fault.Faults
	if len(in.Cases) == 0 {
		fs.Invalid("calc.empty", "cases", "请至少给出一个算例")
	}
	if n := len(in.Cases); n > maxCases {
		return calcAnswer{}, fault.New(fault.Invalid, "calc.many", "cases", "一次最多计算 %d 个算例，当前为 %d 个，请分次计算", maxCases, n)
	}
	out := calcAnswer{Cases: []calcOutputs{}}
	for i, c := range in.Cases {
		result, err := golden.Calculate(c, true)
		fs.Append(trace.Path("cases", i), err)
		out.Cases = append(out.Cases, calcOutputs{ID: c.ID, Outputs: golden.Plain(result)})
	}
	return out, fs.Err()
}
