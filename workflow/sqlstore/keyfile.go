package sqlstore

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"zhiya/valuation/fault"
	"zhiya/workflow"
	"zhiya/workflow/signing"
)

// keyFileHead is the first line of a private key file.
const keyFileHead = "知押签名私钥 1（不得外传，不得与公钥一并交付）"

// KeyFile is where the private half of a key is looked for: in the folder zhiya.db.keys beside a SQLite file, in the folder
// zhiya/keys of the person's own configuration for a shared server.
//
// The file is plain text that only its owner may read (0600): it keeps the key out of the shared database and out of its
// backups, and from other accounts of the machine. It does not keep it from whoever uses this account, from an administrator of
// the machine or from who takes the disk; an encrypted disk helps against the last. It is copied by hand to each desk that
// issues, and to a safe place: when it is lost, nothing more can be signed with this key, and a new one is made.
func (s *Store) KeyFile(id string) (string, error) {
	if s.path != "" {
		return filepath.Join(s.path+".keys", id+".key"), nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fault.Wrap(err, "key.folder", "找不到本机用户的配置文件夹，不能存取签名私钥；请设置用户目录后重试")
	}
	return filepath.Join(dir, "zhiya", "keys", id+".key"), nil
}

// PrivateKey reads the secret of a key from its file. Faults: key.missing, key.exposed (others may read the file), key.file.
func (s *Store) PrivateKey(k workflow.SigningKey) ([]byte, error) {
	path, err := s.KeyFile(k.ID)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Refused, "key.missing", "", "“%s”的签名私钥不在本机：没有密钥文件“%s”。请把创建密钥时的文件复制到该处；"+
			"文件已丢失的，由安全管理员停用密钥 %s（zhiya keys --retire）后新建", k.Issuer, path, k.ID)
	}
	if err != nil {
		return nil, keyFileFault(path, err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Refused, "key.exposed", "", "签名私钥文件“%s”可被其他账户读取，不予使用；请改为仅本人可读（chmod 600），并考虑作废该密钥", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, keyFileFault(path, err)
	}
	rows := strings.Split(strings.TrimSpace(strings.ReplaceAll(string(raw), "\r\n", "\n")), "\n")
	bad := fault.New(fault.Refused, "key.file", "", "“%s”不是密钥 %s 的私钥文件，或内容已损坏；请用备份的密钥文件替换", path, k.ID)
	if len(rows) != 4 || rows[0] != keyFileHead || rows[1] != k.ID || rows[2] != string(k.Algorithm) {
		return nil, bad
	}
	seed, err := base64.StdEncoding.DecodeString(rows[3])
	if err != nil || len(seed) != signing.SeedBytes {
		return nil, bad
	}
	return seed, nil
}

// KeepPrivateKey writes the secret of a new key to its file, whole and readable by nobody else. An existing file is never replaced
// ("key.exists").
func (s *Store) KeepPrivateKey(k workflow.SigningKey, seed []byte) error {
	path, err := s.KeyFile(k.ID)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return folderFault(dir, err)
	}
	tmp, err := os.CreateTemp(dir, ".zhiya-*") // made with 0600
	if err != nil {
		return folderFault(dir, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.WriteString(strings.Join([]string{keyFileHead, k.ID, string(k.Algorithm), base64.StdEncoding.EncodeToString(seed)}, "\n") + "\n")
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return keyFileFault(path, err)
	}
	if exists(path) {
		return fault.New(fault.Refused, "key.exists", "", "密钥文件“%s”已存在，不会覆盖", path)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return keyFileFault(path, err)
	}
	return nil
}

func keyFileFault(path string, err error) error {
	return fault.Wrap(err, "key.file", "签名私钥文件“"+path+"”无法读写，请检查文件夹权限与磁盘")
}

var _ workflow.Keyring = (*Store)(nil)
