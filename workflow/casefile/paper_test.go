package casefile_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"zhiya/valuation/date"
	"zhiya/workflow/casefile"
	"zhiya/workflow/casefile/casetest"
	"zhiya/workflow/policy"
)

// reported is a case with an issued appraisal report.
func reported(t testing.TB) *casetest.Bench {
	b := external(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToDueDiligence, casetest.ToEngagement, casetest.ToReview, casetest.ToIssue, casetest.ToReport)...))
	return b
}

func paper(b *casetest.Bench, k casefile.DocumentKind) casefile.DocumentRef {
	return *b.State.LatestDocument(k)
}

func TestAPaperIsSealedThenDeliveredByTheOrganisationThatIssuedIt(t *testing.T) {
	b := reported(t)
	report := paper(b, casefile.DocAppraisalReport)
	require.Equal(t, casefile.Unsealed, report.PaperState())
	seal := casefile.SealDocument{Number: report.Number, On: b.Today, Originals: 5, CrossPage: true, Scan: "scan-报告",
		Differing: []casefile.DifferingPage{{Page: 2, What: "第三行手写更正并加盖校对章"}}}
	refused(t, b, "kehu", "paper.issuer", seal)
	deliver := casefile.DeliverDocument{Number: report.Number, To: "示例银行", On: b.Today, Way: "当面签收", Copies: 2, Receipt: "scan-签收单"}
	refused(t, b, "pg1", "paper.unsealed", deliver)
	require.NoError(t, b.Do("pg1", seal))
	report = paper(b, casefile.DocAppraisalReport)
	require.Equal(t, casefile.Sealed, report.PaperState())
	require.Equal(t, 5, report.Seal.Originals)
	require.True(t, report.Seal.CrossPage)
	require.Equal(t, seal.Differing, report.Seal.Differing)
	require.Len(t, report.Seal.Scan.SHA256, 64)
	refused(t, b, "pg1", "paper.sealed", seal)
	require.NoError(t, b.Do("pg2", deliver))
	refused(t, b, "pg1", "delivery.twice", deliver)
	rest := deliver
	rest.To, rest.Copies = "示例新材料", 4
	refused(t, b, "pg1", "delivery.copies", rest)
	rest.Copies = 3
	require.NoError(t, b.Do("pg1", rest))
	online := casefile.DeliverDocument{Number: report.Number, To: "登记机构", On: b.Today, Way: "网上提交", Reason: "系统不出具回执"}
	require.NoError(t, b.Do("pg1", online))
	report = paper(b, casefile.DocAppraisalReport)
	require.Equal(t, casefile.Served, report.PaperState())
	require.Len(t, report.Served, 3)
	require.Equal(t, "pg2", report.Served[0].By.PersonID)
}

func TestASealIsNotRecordedWithoutTheScanOfTheSealedOriginal(t *testing.T) {
	b := reported(t)
	report, sheet := paper(b, casefile.DocAppraisalReport), paper(b, casefile.DocReviewSheet)
	sound := casefile.SealDocument{Number: report.Number, On: b.Today, Originals: 1, Scan: "scan-报告"}
	with := func(change func(*casefile.SealDocument)) casefile.SealDocument {
		cmd := sound
		change(&cmd)
		return cmd
	}
	for code, cmd := range map[string]casefile.SealDocument{
		"attachment.missing": with(func(c *casefile.SealDocument) { c.Scan = " " }),
		"attachment.unknown": with(func(c *casefile.SealDocument) { c.Scan = "another" }),
		"paper.unknown":      with(func(c *casefile.SealDocument) { c.Number = "无此文号" }),
		"paper.originals":    with(func(c *casefile.SealDocument) { c.Originals = 0 }),
		"date.future":        with(func(c *casefile.SealDocument) { c.On = b.Today.AddDays(1) }),
		"date.order":         with(func(c *casefile.SealDocument) { c.On = b.Today.AddDays(-1) }),
		"paper.page":         with(func(c *casefile.SealDocument) { c.Differing = []casefile.DifferingPage{{Page: 3, What: "加页"}} }),
		"text.missing":       with(func(c *casefile.SealDocument) { c.Differing = []casefile.DifferingPage{{Page: 1}} }),
	} {
		refused(t, b, "pg1", code, cmd)
	}
	refused(t, b, "pg1", "paper.page", with(func(c *casefile.SealDocument) {
		c.Differing = []casefile.DifferingPage{{Page: 1, What: "更正"}, {Page: 1, What: "又更正"}}
	}))
	c := casefile.Load(b.State)
	o := b.Occasion("pg1")
	o.Attachment = func(id string) (casefile.AttachmentRef, bool) {
		return casefile.AttachmentRef{ID: id, SHA256: sheet.SHA256}, true
	}
	_, err := c.Apply(sound, o)
	require.ErrorContains(t, err, "不是扫描件", "a file the program issued, be it of another paper, is no scan")
	require.NoError(t, b.Do("pg1", sound))
	refused(t, b, "pg1", "paper.scan_used", with(func(c *casefile.SealDocument) { c.Number = sheet.Number }))
}

func TestARecordOfSealingMadeInErrorIsWithdrawnAndStaysToBeRead(t *testing.T) {
	b := reported(t)
	require.NoError(t, b.Play("pg1 SealDocument"))
	number := b.State.Acts[len(b.State.Acts)-1]
	require.Equal(t, casefile.Name("SealDocument"), number.Command)
	var d casefile.DocumentRef
	for _, x := range b.State.Documents {
		if x.Seal != nil {
			d = x
		}
	}
	require.NoError(t, b.Do("pg1", casefile.DeliverDocument{Number: d.Number, To: "示例银行", On: b.Today, Way: "电子送达", Reason: "邮件已读回执未存"}))
	why := casefile.Return{Reason: "扫错文件"}
	refused(t, b, "pg1", "paper.served", casefile.WithdrawSeal{Number: d.Number, Return: why})
	refused(t, b, "kehu", "paper.unknown", casefile.WithdrawDelivery{Number: "无", Return: why})
	require.NoError(t, b.Do("pg1", casefile.WithdrawDelivery{Number: d.Number, Return: why}))
	refused(t, b, "pg1", "paper.unserved", casefile.WithdrawDelivery{Number: d.Number, Return: why})
	require.NoError(t, b.Do("pg1", casefile.WithdrawSeal{Number: d.Number, Return: why}))
	refused(t, b, "pg1", "paper.unsealed", casefile.WithdrawSeal{Number: d.Number, Return: why})
	i := slices.IndexFunc(b.State.Documents, func(x casefile.DocumentRef) bool { return x.Number == d.Number })
	d = b.State.Documents[i]
	require.Equal(t, casefile.Unsealed, d.PaperState())
	require.Len(t, d.TakenBack, 2)
	require.Equal(t, "示例银行", d.TakenBack[0].Service.To)
	require.Equal(t, "扫错文件", d.TakenBack[1].Reason)
	require.NotEmpty(t, d.TakenBack[1].Seal.Scan.SHA256)
	for _, r := range b.State.For(casetest.Actor("kehu")).Returns {
		require.False(t, r.Command == "WithdrawSeal" && r.Reason != "", "what a firm says of its papers is its own")
	}
}

func TestAFileIsOpenToThoseWhoMaySeeTheRecordItStandsBehind(t *testing.T) {
	b := reported(t)
	for kind, scan := range map[casefile.DocumentKind]string{casefile.DocReviewSheet: "scan-复核单", casefile.DocAppraisalReport: "scan-报告"} {
		require.NoError(t, b.Do("pg1", casefile.SealDocument{Number: paper(b, kind).Number, On: b.Today, Originals: 1, Scan: scan}))
	}
	require.True(t, b.State.MayOpenAttachment("scan-复核单", casetest.Actor("pg1")))
	require.False(t, b.State.MayOpenAttachment("scan-复核单", casetest.Actor("kehu")), "the review sheet stays with the firm")
	require.True(t, b.State.MayOpenAttachment("scan-报告", casetest.Actor("kehu")))
	require.False(t, b.State.MayOpenAttachment("scan-无", casetest.Actor("pg1")))
	require.True(t, b.State.MayAttach(casetest.Actor("kehu")))
	require.True(t, b.State.MayAttach(casetest.Actor("qf")))
	require.False(t, b.State.MayAttach(casetest.Actor("fh1")), "a reviewer has no act that takes a file")
	require.False(t, b.State.MayAttach(casetest.Actor("jj1")), "the fund is not in the case yet")
}

func TestTheFilingPapersAreNamedInTheOrderOfTheOnlineFiling(t *testing.T) {
	b := reported(t)
	require.NoError(t, b.Play(slices.Concat(casetest.ToSigning, casetest.ToRegistration, casetest.ToDisbursement[:1])...))
	list := func() (codes, missing []string) {
		papers, err := casefile.FilingPapers(b.State, policy.Embedded(), b.Today)
		require.NoError(t, err)
		for _, p := range papers {
			codes = append(codes, p.Code)
			if p.Required && p.Missing() != "" {
				missing = append(missing, p.Code)
			}
		}
		return codes, missing
	}
	codes, missing := list()
	require.Equal(t, []string{"PP-1", "PP-10", "PP-2", "PP-3", "PP-4", "PP-7", "PP-8", "PP-5", "PP-6", "PP-9"}, codes)
	require.Equal(t, []string{"PP-1", "PP-2", "PP-3", "PP-4", "PP-5", "PP-9"}, missing)
	require.Equal(t, casefile.Unsealed, b.State.SealStatus(casefile.DocRegistration))
	require.Len(t, casefile.FilingCautions(b.State, "RecordRegistration", nil, b.Today), 6)
	require.Len(t, casefile.FilingCautions(b.State, "FileRegistration", nil, b.Today), 3, "application, commitment and power of attorney are made by filing")
	require.Empty(t, casefile.FilingCautions(b.State, "CloseCase", nil, b.Today))
	require.NoError(t, b.Do("kehu", casefile.SealDocument{Number: paper(b, casefile.DocRegistration).Number, On: b.Today, Originals: 2, Scan: "scan-申请表"}))
	require.NoError(t, b.Do("pg1", casefile.SealDocument{Number: paper(b, casefile.DocAppraisalReport).Number, On: b.Today, Originals: 5, Scan: "scan-报告"}))
	for code, scan := range map[string]string{"PP-2": "scan-合同", "PP-3": "scan-承诺书", "PP-4": "scan-委托书", "PP-9": "scan-一致"} {
		require.NoError(t, b.Do("kehu", casefile.RecordFilingPaper{Code: code, Scan: scan}))
	}
	_, missing = list()
	require.Empty(t, missing)
	require.Empty(t, casefile.FilingCautions(b.State, "RecordRegistration", nil, b.Today))
	require.NoError(t, b.Do("kehu", casefile.RecordFilingPaper{Code: "PP-2", Scan: "scan-合同重扫"}))
	papers, err := casefile.FilingPapers(b.State, nil, b.Today)
	require.NoError(t, err)
	require.Equal(t, "scan-合同重扫", papers[2].Scan.ID, "a later scan takes the place of an earlier one")
	require.Len(t, b.State.FilingPapers, 5, "which stays to be read")
	refused(t, b, "kehu", "filing.paper", casefile.RecordFilingPaper{Code: "KP-1", Scan: "scan-合同"})
	require.Empty(t, b.State.For(casetest.Actor("pg1")).FilingPapers, "the firm does not see the contracts")
	require.NoError(t, b.Play("kehu RecordRegistration"), "papers that are missing do not bar the register's answer")
	_, err = casefile.FilingPapers(b.State, policy.Embedded(), date.Must("2001-01-01"))
	require.Error(t, err)
}

func TestTheListOfMoreThanTenPatentsIsFiledBehindTheApplication(t *testing.T) {
	b := reported(t)
	annex := func() casefile.FilingPaper {
		papers, err := casefile.FilingPapers(b.State, policy.Embedded(), b.Today)
		require.NoError(t, err)
		require.Equal(t, "PP-10", papers[1].Code)
		return papers[1]
	}
	require.False(t, annex().Required, "the application lists the patents itself")
	first := b.State.Intake.Rights[0]
	for len(b.State.Intake.Rights) <= casefile.MostRightsInForm {
		b.State.Intake.Rights = append(b.State.Intake.Rights, first)
	}
	require.True(t, annex().Required)
	require.Equal(t, casefile.DocRightsList, annex().Kind)
	require.Equal(t, "尚未出具", annex().Missing())
	require.Contains(t, annex().Basis, "待核实", "the instructions of the office are known from a page without an address")
}

func TestEveryPaperTheRulesAskForHasItsPlaceInTheOrderAndEveryKindIsKnown(t *testing.T) {
	l := policy.Embedded()
	order, err := l.On("registration-filing-order", date.Must("2026-11-22"))
	require.NoError(t, err)
	require.True(t, order.Example, "no office's order is known: it is a setting")
	for _, object := range []string{"patent", "trademark", "copyright"} {
		pack, err := l.On(object+"-pledge-papers", date.Must("2026-11-22"))
		require.NoError(t, err)
		for _, item := range pack.Items {
			_, placed := order.Item(item.Code)
			require.True(t, placed, item.Code)
		}
	}
	for _, item := range order.Items {
		f, err := policy.Figures[struct {
			Object    string                  `json:"object"`
			Name      string                  `json:"name"`
			Documents []casefile.DocumentKind `json:"documents"`
		}](item)
		require.NoError(t, err, item.Code)
		require.NotEmpty(t, f.Name)
		for _, k := range f.Documents {
			require.Contains(t, casefile.DocumentKinds(), k)
		}
	}
}

func TestAFormIsAimedAtThePaperItsButtonStandsBeside(t *testing.T) {
	for _, p := range []any{&casefile.SealDocument{}, &casefile.DeliverDocument{}, &casefile.WithdrawSeal{}, &casefile.WithdrawDelivery{}, &casefile.RecordFilingPaper{}} {
		require.True(t, casefile.Aim(p, "N7"))
		require.Equal(t, "N7", casefile.AimOf(p))
	}
	require.False(t, casefile.Aim(&casefile.CloseCase{}, "N7"))
	require.Empty(t, casefile.AimOf(&casefile.CloseCase{}))
}

func TestTheAssociationsCodeIsImportedAndMissingUntilThen(t *testing.T) {
	b := reported(t)
	require.Equal(t, "待报备", b.State.Report.FilingState())
	refused(t, b, "pg1", "date.order", casefile.RecordFilingCode{Code: "示例1", On: b.Today.AddDays(-1)})
	refused(t, b, "pg1", "filing.qr", casefile.RecordFilingCode{Code: "示例1", QR: "两\n行", On: b.Today})
	require.NoError(t, b.Do("pg1", casefile.RecordFilingCode{Code: "示例1", QR: "https://example.org/示例1", On: b.Today}))
	require.Equal(t, "示例1", b.State.Report.FilingState())
	require.Equal(t, "https://example.org/示例1", b.State.Report.FilingQR)
}
