package sqlstore

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"zhiya/valuation/fault"
)

// condition is what an engine's error means for us.
type condition int

const (
	unknown condition = iota
	duplicate
	reference
	value
	busy
	full
	readonly
	corrupt
	appendOnly
	chain
	inputOutput
	cannotOpen
	connection
	denied
	missingDatabase
)

// finding is a diagnosed engine error.
type finding struct {
	condition condition
	field     string // the column of a duplicate, when known
	again     bool   // running the transaction once more may succeed
}

var conditionFaults = map[condition]fault.Fault{
	duplicate:       {Kind: fault.Refused, Code: "duplicate", Message: "已有相同编号的记录，不能重复保存；请刷新后核对"},
	reference:       {Kind: fault.Refused, Code: "reference", Message: "引用的机构或案件不存在，请先登记后再保存"},
	value:           {Kind: fault.Invalid, Code: "store.value", Message: "内容不符合存储要求（缺项、超出范围或含有无法保存的字符），请检查后重试"},
	busy:            {Kind: fault.Broken, Code: "store.busy", Message: "数据正被其他操作占用，本次操作未生效，请稍后重试"},
	full:            {Kind: fault.Broken, Code: "store.full", Message: "磁盘空间不足，本次操作未生效；请清理磁盘后重试"},
	readonly:        {Kind: fault.Broken, Code: "store.readonly", Message: "数据只能读取，不能写入；请检查文件、文件夹或账号的写权限"},
	corrupt:         {Kind: fault.Broken, Code: "store.corrupt", Message: "数据文件已损坏，请停止使用、保留原文件，并从备份恢复"},
	appendOnly:      {Kind: fault.Refused, Code: "append_only", Message: "审计记录和已出具的文书不得修改或删除"},
	chain:           {Kind: fault.Refused, Code: "audit.chain", Message: "审计记录与前一条不衔接，未予保存；请刷新后重试"},
	inputOutput:     {Kind: fault.Broken, Code: "store.io", Message: "读写磁盘失败，本次操作未生效；请检查磁盘，必要时从备份恢复"},
	cannotOpen:      {Kind: fault.Broken, Code: "store.open", Message: "无法打开数据文件，请检查路径、文件夹权限和磁盘空间"},
	connection:      {Kind: fault.Broken, Code: "store.connection", Message: "无法连接数据库服务器或连接中断，请检查网络和服务器地址后重试"},
	denied:          {Kind: fault.Broken, Code: "store.denied", Message: "数据库服务器拒绝了账号或权限，请核对用户名、密码并联系管理员"},
	missingDatabase: {Kind: fault.Broken, Code: "store.missing", Message: "数据库服务器上没有这个数据库，请先由管理员创建"},
	unknown:         {Kind: fault.Broken, Code: "store.engine_error", Message: "数据库报告错误，本次操作未生效，请查看日志"},
}

// columnNames names the unique columns as a person knows them.
var columnNames = map[string]string{
	"number": "编号", "code": "机构代码", "login": "登录名", "id": "记录标识", "seq": "审计序号",
}

// fault turns an engine's error into one that a person can act on; the cause stays for the log. A nil err is nil.
func (e *engine) fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var known fault.Fault
	var several fault.Faults
	if errors.As(err, &known) || errors.As(err, &several) {
		return err
	}
	if ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Fault{Kind: fault.Broken, Code: "store.cancelled", Message: "操作已取消或超时，未生效", Cause: errors.Join(ctx.Err(), err)}
	}
	f := e.diagnose(err)
	out := conditionFaults[f.condition]
	out.Cause = err
	if name, ok := columnNames[f.field]; ok && f.condition == duplicate {
		out.Path, out.Message = f.field, name+"已被其他记录使用，不能重复；请更换后保存，或刷新后核对"
	}
	return out
}

// commitFault is fault for an error of COMMIT. When the connection broke then, nobody knows whether the server kept the work;
// repeating the command is safe because its command_id is remembered.
func (e *engine) commitFault(ctx context.Context, err error) error {
	if e.diagnose(err).condition == connection {
		return fault.Fault{Kind: fault.Broken, Code: "store.commit_unknown",
			Message: "提交时与数据库服务器的连接中断，操作是否生效尚不确定；请恢复连接后再次提交同一操作，不会重复生效", Cause: err}
	}
	return e.fault(ctx, err)
}

// triggerFinding reads the messages our own triggers raise.
func triggerFinding(message string) (finding, bool) {
	switch {
	case strings.Contains(message, "zhiya: append only"):
		return finding{condition: appendOnly}, true
	case strings.Contains(message, "zhiya: audit chain"):
		return finding{condition: chain}, true
	case strings.Contains(message, "zhiya: duplicate: "):
		_, column, _ := strings.Cut(message, "zhiya: duplicate: ")
		return finding{condition: duplicate, field: lastColumn(column)}, true
	}
	return finding{}, false
}

// lastColumn is "number" of "cases.number (2067)"; "" for a key of several columns.
func lastColumn(s string) string {
	if strings.Contains(s, ",") {
		return ""
	}
	s, _, _ = strings.Cut(s, " ")
	return s[strings.LastIndex(s, ".")+1:]
}

func diagnoseSQLite(err error) finding {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return finding{}
	}
	if f, ours := triggerFinding(e.Error()); ours {
		return f
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		_, columns, _ := strings.Cut(e.Error(), "UNIQUE constraint failed: ")
		return finding{condition: duplicate, field: lastColumn(columns)}
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return finding{condition: reference}
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE:
		return finding{condition: value}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return finding{condition: busy, again: true}
	case sqlite3.SQLITE_FULL:
		return finding{condition: full}
	case sqlite3.SQLITE_READONLY:
		return finding{condition: readonly}
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return finding{condition: corrupt}
	case sqlite3.SQLITE_IOERR:
		return finding{condition: inputOutput}
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return finding{condition: cannotOpen}
	}
	return finding{}
}

// diagnosePostgres reads the SQLSTATE (PostgreSQL manual, appendix A).
func diagnosePostgres(err error) finding {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		var refused *pgconn.ConnectError
		var network net.Error
		if errors.As(err, &refused) || errors.As(err, &network) || pgconn.SafeToRetry(err) || brokenPipe(err) {
			return finding{condition: connection}
		}
		return finding{}
	}
	if f, ours := triggerFinding(e.Message); ours {
		return f
	}
	switch e.Code {
	case "23505":
		return finding{condition: duplicate, field: constraintColumn(e.TableName, e.ConstraintName)}
	case "23503":
		return finding{condition: reference}
	case "40001", "40P01":
		return finding{condition: busy, again: true}
	case "55P03", "57014": // the wait for a lock, or the statement, took longer than the server allows
		return finding{condition: busy}
	case "25P03":
		return finding{condition: connection}
	case "25006":
		return finding{condition: readonly}
	case "3D000":
		return finding{condition: missingDatabase}
	case "42501":
		return finding{condition: denied}
	case "53100":
		return finding{condition: full}
	case "XX001", "XX002":
		return finding{condition: corrupt}
	}
	switch e.Code[:min(2, len(e.Code))] {
	case "22", "23":
		return finding{condition: value}
	case "28":
		return finding{condition: denied}
	case "08", "53", "57":
		return finding{condition: connection}
	case "58":
		return finding{condition: inputOutput}
	}
	return finding{}
}

// constraintColumn is "number" of the constraint cases_number_key on cases; the primary key of one column is "id" or "seq".
func constraintColumn(table, constraint string) string {
	if strings.HasSuffix(constraint, "_pkey") {
		switch table {
		case "audit_event":
			return "seq"
		case "case_party", "case_key", "draft", "import_mapping":
			return ""
		}
		return "id"
	}
	return strings.TrimSuffix(strings.TrimPrefix(constraint, table+"_"), "_key")
}
