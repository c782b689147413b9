package casefile

import (
	"slices"

	"zhiya/valuation/money"
	"zhiya/workflow/right"
)

// Guard names a condition of the case that a row demands besides its state; the screen shows why it does not hold.
type Guard string

const (
	HasPlan              Guard = "has_plan"                // 已编制评估计划
	ValuersIndependent   Guard = "valuers_independent"     // 承办人员均已声明且无须回避
	HasConflict          Guard = "has_conflict"            // 有须回避的声明
	SiteVisited          Guard = "site_visited"            // 已登记现场调查或未调查的原因
	RightsChecked        Guard = "rights_checked"          // 已逐项核查权属
	PreparedByTheEngaged Guard = "prepared_by_the_engaged" // 由现承办人员编制
	HasValuation         Guard = "has_valuation"           // 已编制评估
	OpinionsAnswered     Guard = "opinions_answered"       // 复核意见已逐条答复
	NoReviewYet          Guard = "no_review_yet"           // 本轮尚无复核结论
	TwoSignatures        Guard = "two_signatures"          // 至少两名承办人员签名
	LenderKnown          Guard = "lender_known"            // 贷款银行已确定
	HasReport            Guard = "has_report"              // 报告已出具
	HasProposal          Guard = "has_proposal"            // 已提出授信方案
	AllEnrolled          Guard = "all_enrolled"            // 合作方均已备案
	HasContracts         Guard = "has_contracts"           // 已登记合同
	NotFiled             Guard = "not_filed"               // 没有在办的登记申请
	Filed                Guard = "filed"                   // 登记申请在办
	HasLoans             Guard = "has_loans"               // 已提出放款
	HasRepayment         Guard = "has_repayment"           // 有可冲正的还款
	NothingOutstanding   Guard = "nothing_outstanding"     // 本金已还清
	NotCancelled         Guard = "not_cancelled"           // 尚未注销登记
	TracksIdle           Guard = "tracks_idle"             // 补偿与处置均未进行
	HasClaim             Guard = "has_claim"               // 已计算债权
	HasScheme            Guard = "has_scheme"              // 有风险分担方案
	EnrolledInScheme     Guard = "enrolled_in_scheme"      // 放款前已备案
	PledgeRegistered     Guard = "pledge_registered"       // 质权有效
	WasRegistered        Guard = "was_registered"          // 质押登记曾经办结，注销以后也是
	NoDueDiligence       Guard = "no_due_diligence"        // 尚未尽调
	DueDiligenceDone     Guard = "due_diligence_done"      // 已完成尽调
	HasRecovery          Guard = "has_recovery"            // 有可冲正的追偿回款
	IsCancelled          Guard = "is_cancelled"            // 质押登记已注销
	CounterPledge        Guard = "counter_pledge"          // 反担保质押
	CompensationIdle     Guard = "compensation_idle"       // 风险补偿未进行
	HasIndemnity         Guard = "has_indemnity"           // 已提出代偿
	NotIndemnified       Guard = "not_indemnified"         // 担保公司未代偿
	IndemnityUndoable    Guard = "indemnity_undoable"      // 有可冲正的代偿
	OwesRecourse         Guard = "owes_recourse"           // 尚待追偿
	HasRecourse          Guard = "has_recourse"            // 有可冲正的追偿款
	RevokedWhole         Guard = "revoked_whole"           // 质押登记已被撤销，待重新登记
	RefilingFiled        Guard = "refiling_filed"          // 重新登记申请在办
	NotRefiled           Guard = "not_refiled"             // 没有在办的重新登记申请
	HasRevocation        Guard = "has_revocation"          // 有可冲正的撤销登记
	SoldByNotice         Guard = "sold_by_notice"          // 处置方式须公告
	SoldByDiscount       Guard = "sold_by_discount"        // 处置方式为协议折价
	HasClassing          Guard = "has_classing"            // 已提出五级分类
	HasRevaluation       Guard = "has_revaluation"         // 已提出重新认定
	HoldsProceeds        Guard = "holds_proceeds"          // 监管账户有待分配款项
	HoldsNoProceeds      Guard = "holds_no_proceeds"       // 监管账户没有待分配款项
	HasDistribution      Guard = "has_distribution"        // 已编制分配方案
	NoLivePledge         Guard = "no_live_pledge"          // 质权未设立或已注销
	DirectPledge         Guard = "direct_pledge"           // 直接质押（质权人为贷款银行）
	ReadyToClose         Guard = "ready_to_close"          // 结案条件已具备
	WasInDefault         Guard = "was_in_default"          // 违约处置案件
	HasExtension         Guard = "has_extension"           // 已提出展期
	ChangePending        Guard = "change_pending"          // 变更登记申请在办
	NoChangePending      Guard = "no_change_pending"       // 没有在办的变更登记申请
	FeePayable           Guard = "fee_payable"             // 质物中有须缴年费的专利
	HasFeeAdvance        Guard = "has_fee_advance"         // 有可冲正的代缴年费
	AwaitsFeeReceipt     Guard = "awaits_fee_receipt"      // 有待登记票据的代缴年费
	HasFeeReceipt        Guard = "has_fee_receipt"         // 已登记缴费票据
	OwesPrincipal        Guard = "owes_principal"          // 尚欠本金
	HasRenewal           Guard = "has_renewal"             // 已提出续贷
	WasRenewed           Guard = "was_renewed"             // 有可冲正的续贷
	HasTakeover          Guard = "has_takeover"            // 已提出存量接管
	HasPartyChange       Guard = "has_party_change"        // 已提出当事人变更
	CeilingOpen          Guard = "ceiling_open"            // 最高额质押，债权尚未确定
	CeilingDetermined    Guard = "ceiling_determined"      // 债权已确定
	HasCollateral        Guard = "has_collateral"          // 有未办结的质物变更
	CollateralProposed   Guard = "collateral_proposed"     // 已提出质物变更
	NoCollateralRunning  Guard = "no_collateral_running"   // 没有已批准未办结的质物变更
	AdditionToFile       Guard = "addition_to_file"        // 有待申请登记的追加质物
	ReleaseToFile        Guard = "release_to_file"         // 有可以申请注销的质物
	CollateralFiled      Guard = "collateral_filed"        // 质物变更申请在办
	NoCollateralFiled    Guard = "no_collateral_filed"     // 没有在办的质物变更申请
)

// guards give the reason why a condition does not hold, or "".
var guards = map[Guard]func(*State) string{
	HasPlan: func(s *State) string {
		return unless(s.Plan != nil, "尚未编制评估计划，请先“编制评估计划”")
	},
	ValuersIndependent: valuersIndependent,
	HasConflict: func(s *State) string {
		return unless(s.conflicted() >= 0, "没有须回避的独立性声明")
	},
	SiteVisited: func(s *State) string {
		return unless(len(s.Visits()) > 0, "尚未登记现场调查（资产评估法第二十五条），请先“登记现场调查”；未调查的登记原因和替代程序")
	},
	RightsChecked: func(s *State) string {
		for _, r := range s.Intake.Rights {
			if _, ok := s.RightsCheck.Of(r.Ref); !ok {
				return "权利“" + r.Title + "”尚未核查权属（资产评估法第二十五条），请先“权属核查”"
			}
		}
		return ""
	},
	PreparedByTheEngaged: func(s *State) string {
		if s.Valuation == nil || len(s.Valuation.Prepared) == 0 {
			return ""
		}
		last := s.Valuation.Prepared[len(s.Valuation.Prepared)-1]
		return unless(s.Engagement.engages(last.PersonID), "评估由"+last.Person+"编制，其已不再承办本业务，请现承办人员复核后重新“编制评估”")
	},
	HasValuation: func(s *State) string {
		return unless(s.Valuation != nil, "尚未编制评估，请先完成“编制评估”")
	},
	OpinionsAnswered: func(s *State) string {
		if s.Review == nil {
			return ""
		}
		for _, n := range s.Review.Notes {
			if n.Answer == "" {
				return "复核意见尚未逐条答复，请先“答复复核意见”：" + n.Where
			}
		}
		return ""
	},
	NoReviewYet: func(s *State) string {
		return unless(s.Review == nil || len(s.Review.current().Steps) == 0, "本轮已有复核结论，不能撤回；请由复核人退回")
	},
	TwoSignatures: func(s *State) string {
		return unless(s.Report != nil && len(s.Report.Signatures) >= 2, "报告须由至少两名承办该项业务的评估专业人员签名（资产评估法第二十七条）")
	},
	LenderKnown: func(s *State) string {
		return unless(s.Lender.ID != "", "贷款银行待定，请先“确定贷款银行”")
	},
	HasReport:   func(s *State) string { return unless(s.Report.Issued(), "评估报告尚未出具") },
	HasProposal: func(s *State) string { return unless(s.Credit != nil, "尚未提出授信方案") },
	AllEnrolled: func(s *State) string {
		if s.Credit == nil {
			return ""
		}
		for _, e := range s.Credit.Enrolments {
			if e.By == nil {
				return "合作方“" + e.Org.Name + "”尚未确认备案；未备案的贷款不能申请补偿"
			}
		}
		return ""
	},
	HasContracts: func(s *State) string { return unless(s.Contracts != nil, "尚未登记合同") },
	NotFiled: func(s *State) string {
		return unless(s.Registration == nil || s.Registration.Filing == nil, "质押登记申请在办，请先“撤回登记申请”或登记结果")
	},
	Filed: func(s *State) string {
		return unless(s.Registration != nil && s.Registration.Filing != nil, "尚未提交质押登记申请")
	},
	HasLoans: func(s *State) string { return unless(len(s.Loans) > 0, "尚未提出放款") },
	HasRepayment: func(s *State) string {
		for _, r := range s.Repayments {
			if !r.Reversed {
				return ""
			}
		}
		return "没有可冲正的还款"
	},
	NothingOutstanding: func(s *State) string {
		left := s.Outstanding()
		if fees := s.AdvancedFees(); left == 0 && fees > 0 {
			return "代缴的年费 " + fees.Format() + " 元尚未收回，请先“登记还款”，不能确认结清"
		}
		if owed := s.Recourse(); left == 0 && owed > 0 {
			return "担保公司代偿的 " + owed.Format() + " 元尚未追偿收回，不能确认结清"
		}
		return unless(left == 0, "贷款本金尚欠 "+money.Money(left).Format()+" 元，不能确认结清")
	},
	NotCancelled: func(s *State) string {
		return unless(s.Registration != nil && !s.Registration.Ended(), "质押登记已经注销或者被撤销")
	},
	TracksIdle: func(s *State) string {
		// A compensated case whose principal has come back in full, and to the partners their parts, is cured like any other.
		compIdle := s.Compensation == CompNone || s.Compensation == CompRefused || (s.Compensation == CompPaid && s.Outstanding() == 0)
		dispIdle := s.Disposal == DispNone || s.Disposal == DispRefused || s.Disposal == DispStayed
		if owed := s.Recourse(); owed > 0 || s.Indemnity != nil {
			return "担保公司已代偿而尚未收回 " + owed.Format() + " 元，或者代偿正在办理，不能办理违约消除"
		}
		return unless(compIdle && dispIdle, "补偿或处置正在办理或已经完成，撤回后（已补偿的待本金全部收回后）才能办理违约消除")
	},
	HasClaim: func(s *State) string { return unless(s.Claim != nil, "尚未计算债权，请先“计算债权”") },
	HasScheme: func(s *State) string {
		return unless(s.Credit != nil && s.Credit.Scheme != nil, "本案没有约定风险分担方案，不能申请补偿")
	},
	EnrolledInScheme: func(s *State) string {
		if s.Credit == nil || s.Credit.Scheme == nil {
			return ""
		}
		return guardAllEnrolled(s)
	},
	PledgeRegistered: func(s *State) string {
		return unless(s.Registration.Live(), "质权未登记、已注销或者登记被撤销，不能办理")
	},
	WasRegistered: func(s *State) string {
		return unless(s.Registration != nil && s.Registration.Number != "", "质押尚未登记，请先“登记质押登记结果”再出具本文书")
	},
	NoDueDiligence: func(s *State) string {
		return unless(s.DueDiligence == nil, "已完成尽调；需要重做的请“退回尽调”")
	},
	DueDiligenceDone: func(s *State) string {
		return unless(s.DueDiligence != nil, "贷款银行尚未尽调（受理时银行待定），请客户经理先“完成尽调”再批准授信")
	},
	HasRecovery: func(s *State) string {
		n := len(s.Recoveries)
		return unless(n > 0 && s.Recoveries[n-1].Cause == "RecordRecovery", "最近一笔回款不是单独登记的追偿回款，没有可冲正的；处置价款请用“冲正分配”")
	},
	IsCancelled: func(s *State) string {
		return unless(s.Registration != nil && s.Registration.Cancel != nil, "质押登记尚未注销")
	},
	SoldByNotice: func(s *State) string {
		return unless(s.DisposalPlan == nil || s.DisposalPlan.Form.Method != MethodDiscount, "协议折价由质权人与出质人约定，不须公告，请直接“登记成交”")
	},
	SoldByDiscount: func(s *State) string {
		return unless(s.DisposalPlan != nil && s.DisposalPlan.Form.Method == MethodDiscount, "本处置方式应先“发布处置公告”，再登记成交")
	},
	HasExtension: func(s *State) string {
		return unless(s.Extension != nil, "没有待批准的展期，请由经办人先“提出展期”")
	},
	ChangePending: func(s *State) string {
		return unless(s.pendingChange() != nil, "没有在办的变更登记申请，请先“申请变更登记”")
	},
	NoChangePending: func(s *State) string {
		return unless(s.pendingChange() == nil, "上一项变更登记申请尚未办结，请先登记其结果或者撤回")
	},
	HasTakeover: func(s *State) string {
		return unless(s.Takeover != nil, "没有待确认的存量接管，请由经办人先“提出存量接管”")
	},
	HasPartyChange: func(s *State) string {
		return unless(s.PartyChange != nil, "没有待批准的当事人变更，请由经办人先“提出当事人变更”")
	},
	CeilingOpen: func(s *State) string {
		switch {
		case s.Intake.Ceiling == nil:
			return "本案不是最高额质押，没有需要确定的债权"
		case s.Determination != nil:
			return "债权已于 " + s.Determination.Form.On.Chinese() + " 确定"
		}
		return ""
	},
	CeilingDetermined: func(s *State) string { return unless(s.Determination != nil, "债权尚未确定") },
	OwesPrincipal:     func(s *State) string { return unless(s.Outstanding() > 0, "贷款本金已还清") },
	HasRenewal: func(s *State) string {
		return unless(s.Renewal != nil, "没有待批准的续贷，请由经办人先“提出续贷”")
	},
	WasRenewed: func(s *State) string { return unless(s.lastRenewal() != nil, "没有可冲正的续贷") },
	FeePayable: func(s *State) string {
		return unless(slices.ContainsFunc(s.Intake.Rights, func(r right.Right) bool { return r.Kind.Patent() }), "质物中没有须缴年费的专利")
	},
	HasFeeAdvance: func(s *State) string {
		return unless(s.lastAdvance("") > 0, "没有可冲正的代缴年费")
	},
	AwaitsFeeReceipt: func(s *State) string {
		return unless(slices.ContainsFunc(s.FeeAdvances, FeeAdvanceR.Open), "没有待登记票据的代缴年费，请先“代缴年费”")
	},
	HasFeeReceipt: func(s *State) string {
		return unless(s.lastReceipts("") > 0, "没有已登记的缴费票据")
	},
	HasClassing: func(s *State) string {
		return unless(s.Classing != nil, "没有待批准的五级分类，请由经办人先“五级分类”")
	},
	HasCollateral: func(s *State) string {
		return unless(s.Collateral != nil, "没有未办结的质物变更")
	},
	CollateralProposed: func(s *State) string {
		return unless(s.Collateral != nil && s.Collateral.Approved == nil, "没有待批准的质物变更，请由经办人先提出追加质押、置换质物或者部分注销")
	},
	NoCollateralRunning: func(s *State) string {
		return unless(s.Collateral == nil || s.Collateral.Approved == nil, "上一项质物变更已批准而未办结，请先办结或者退回")
	},
	AdditionToFile: func(s *State) string {
		return unless(s.Collateral.adds(), "没有已批准、待申请登记的追加质物")
	},
	ReleaseToFile: func(s *State) string {
		return unless(s.Collateral.releases(), "没有可以申请注销的质物：部分注销须先批准，置换须先登记新质物")
	},
	CollateralFiled: func(s *State) string {
		return unless(s.Collateral.filed(), "没有在办的质物变更申请")
	},
	NoCollateralFiled: noCollateralFiled,
	HasRevaluation: func(s *State) string {
		return unless(s.Revaluation != nil, "没有待批准的重新认定，请由经办人先“重新认定价值”")
	},
	HoldsProceeds: func(s *State) string {
		return unless(s.balance(proceedsHeld) != 0, "监管账户没有待分配的价款或保证金")
	},
	HoldsNoProceeds: heldProceeds,
	HasDistribution: func(s *State) string {
		return unless(s.Distribution != nil, "尚未编制分配方案，请由经办人先“编制分配方案”")
	},
	NoLivePledge: func(s *State) string {
		if why := notRefiled(s); why != "" {
			return why
		}
		return unless(!s.Registration.Live(), "质押登记仍然有效，请先“登记注销”再撤回或拒绝案件")
	},
	DirectPledge: func(s *State) string {
		return unless(s.Intake.PledgeMode != "counter" || s.Recourse() > 0,
			"本案质权是对担保公司的反担保（民法典第三百八十七条第二款），担保公司代偿后才有追偿权，请先由担保公司“提出代偿”并批准")
	},
	CounterPledge: func(s *State) string {
		return unless(s.Intake.PledgeMode == "counter", "本案为直接质押，担保公司的分担按风险分担方案办理")
	},
	CompensationIdle: func(s *State) string {
		return unless(s.Compensation == CompNone || s.Compensation == CompRefused, "风险补偿正在办理或者已经完成（"+s.Compensation.String()+"），不能再登记代偿")
	},
	HasIndemnity: func(s *State) string {
		return unless(s.Indemnity != nil, "没有待批准的代偿，请由担保公司经办先“提出代偿”")
	},
	NotIndemnified: func(s *State) string {
		return unless(!s.indemnified() && s.Indemnity == nil, "担保公司已经代偿或者正在办理代偿，代偿后的损失由各方按协议另行分担，不能再按本方案申请补偿")
	},
	IndemnityUndoable: func(s *State) string {
		_, why := s.lastIndemnity()
		return why
	},
	OwesRecourse: func(s *State) string { return unless(s.Recourse() > 0, "没有尚待追偿的代偿款") },
	HasRecourse:  func(s *State) string { return unless(s.lastRecourse() != nil, "没有可冲正的追偿款") },
	RevokedWhole: func(s *State) string {
		return unless(s.revoked() && !s.Refiling.filed(), "质押登记没有被撤销，或者重新登记申请已在办")
	},
	RefilingFiled: func(s *State) string {
		return unless(s.Refiling.filed(), "没有在办的重新登记申请")
	},
	NotRefiled: notRefiled,
	HasRevocation: func(s *State) string {
		_, why := s.lastRevocation()
		return why
	},
	ReadyToClose: readyToClose,
	WasInDefault: func(s *State) string { return unless(s.Default != nil, "本案未发生违约") },
}

func notRefiled(s *State) string {
	return unless(!s.Refiling.filed(), "重新登记申请在办，请先“登记重新登记结果”或者“撤回重新登记申请”")
}

func noCollateralFiled(s *State) string {
	return unless(!s.Collateral.filed(), "质物变更申请在办，请先“登记质物变更结果”或者“撤回质物变更申请”")
}

func guardAllEnrolled(s *State) string {
	for _, e := range s.Credit.Enrolments {
		if e.By == nil {
			return "合作方“" + e.Org.Name + "”未备案本笔贷款，不能申请补偿"
		}
	}
	return ""
}

func readyToClose(s *State) string {
	for _, why := range []string{noCollateralFiled(s), notRefiled(s)} {
		if why != "" {
			return why
		}
	}
	if s.Stage == Settlement {
		return unless(s.Registration == nil || s.Registration.Number == "" || s.Registration.Ended(),
			"贷款已结清，质押登记尚未注销，请先“登记注销”")
	}
	if s.Indemnity != nil {
		return "有待批准的代偿，请先批准或者退回"
	}
	switch s.Compensation {
	case CompNone, CompPaid, CompRefused:
	default:
		return "风险补偿尚在办理（" + s.Compensation.String() + "），不能结案"
	}
	switch s.Disposal {
	case DispNone, DispDistributed, DispStayed, DispRefused:
	default:
		return "质物处置尚在办理（" + s.Disposal.String() + "），不能结案"
	}
	if why := heldProceeds(s); why != "" {
		return why
	}
	if due := s.unreturned(); due > 0 && s.Compensation == CompPaid {
		return "处置回款中有 " + due.Format() + " 元应返还合作方而未返还，请先“登记追偿回款”"
	}
	return ""
}

// heldProceeds says what is still to be distributed: a price, or a deposit kept after a failed sale.
func heldProceeds(s *State) string {
	held := -s.balance(proceedsHeld)
	return unless(held == 0, "监管账户尚有 "+held.Format()+" 元（价款或不予退还的保证金）待分配，请先“编制分配方案”并“分配价款”")
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

// GuardNote is the Chinese sentence of the permission table for a guard.
var guardNotes = map[Guard]string{
	HasPlan: "已编制评估计划", ValuersIndependent: "承办人员均已声明独立且无须回避", HasConflict: "有须回避的声明", SiteVisited: "已登记现场调查或未调查的原因",
	RightsChecked: "已逐项核查权属", PreparedByTheEngaged: "由现承办人员编制",
	HasValuation: "已编制评估", OpinionsAnswered: "复核意见已逐条答复", NoReviewYet: "本轮尚无复核结论", TwoSignatures: "至少两名承办人员已签名",
	LenderKnown: "贷款银行已确定", HasReport: "报告已出具", HasProposal: "已提出授信方案", AllEnrolled: "合作方均已备案", HasContracts: "已登记合同",
	NotFiled: "没有在办的登记申请", Filed: "登记申请在办", HasLoans: "已提出放款", HasRepayment: "有可冲正的还款", NothingOutstanding: "本金已还清",
	NotCancelled: "质押登记尚未注销", TracksIdle: "补偿与处置均未进行", HasClaim: "已计算债权", HasScheme: "有风险分担方案", EnrolledInScheme: "放款前已备案",
	PledgeRegistered: "质权有效", WasRegistered: "质押曾登记", NoDueDiligence: "尚未尽调", DueDiligenceDone: "已完成尽调", HasRecovery: "有可冲正的追偿回款", IsCancelled: "质押登记已注销", SoldByNotice: "处置方式须公告", SoldByDiscount: "处置方式为协议折价", HasClassing: "已提出五级分类", HasRevaluation: "已提出重新认定", HoldsProceeds: "监管账户有待分配款项", HoldsNoProceeds: "监管账户没有待分配款项", HasDistribution: "已编制分配方案", NoLivePledge: "质权未设立或已注销", DirectPledge: "直接质押，或者担保公司已代偿", ReadyToClose: "结案条件已具备", WasInDefault: "曾认定违约",
	HasExtension: "已提出展期", ChangePending: "变更登记申请在办", NoChangePending: "没有在办的变更登记申请",
	OwesPrincipal: "尚欠本金", HasRenewal: "已提出续贷", WasRenewed: "有可冲正的续贷", FeePayable: "质物中有须缴年费的专利", HasFeeAdvance: "有可冲正的代缴年费", AwaitsFeeReceipt: "有待登记票据的代缴年费", HasFeeReceipt: "已登记缴费票据",
	HasTakeover: "已提出存量接管", HasPartyChange: "已提出当事人变更", CeilingOpen: "最高额质押，债权尚未确定", CeilingDetermined: "债权已确定",
	HasCollateral: "有未办结的质物变更", CollateralProposed: "已提出质物变更", NoCollateralRunning: "没有已批准未办结的质物变更", AdditionToFile: "有待申请登记的追加质物",
	CounterPledge: "反担保质押", CompensationIdle: "风险补偿未进行", HasIndemnity: "已提出代偿", NotIndemnified: "担保公司未代偿", IndemnityUndoable: "有可冲正的代偿", OwesRecourse: "有尚待追偿的代偿款", HasRecourse: "有可冲正的追偿款",
	RevokedWhole: "质押登记已被撤销", RefilingFiled: "重新登记申请在办", NotRefiled: "没有在办的重新登记申请", HasRevocation: "有可冲正的撤销登记",
	ReleaseToFile: "有可以申请注销的质物", CollateralFiled: "质物变更申请在办", NoCollateralFiled: "没有在办的质物变更申请",
}

// String is the guard in Chinese, for the permission table.
func (g Guard) String() string { return guardNotes[g] }
