package reports

import "zhiya/workflow/casefile"

func (p *paper) lifeFigure()                         {}
func (p *paper) approachFigure()                     {}
func (p *paper) bridgeFigure()                       {}
func (p *paper) shareFigure(*casefile.CompClaimR)    {}
func (p *paper) ladderFigure(*casefile.DisposalR)    {}
func (p *paper) waterfallFigure(*casefile.ProceedsR) {}
func (p *paper) courseFigure()                       {}
