-- Who holds a right is found by a key of its own (casefile.KeyHeld). A case of an earlier store gets it from the stages in which it may
-- hold; the case itself is asked before anything is said of it.

-- +goose Up
INSERT INTO case_key (case_id, kind, value, fold)
SELECT k.case_id, 'held', k.value, k.fold FROM case_key k JOIN cases c ON c.id = k.case_id
WHERE k.kind = 'right' AND c.stage IN ('registration', 'disbursement', 'in_pledge', 'settlement', 'default', 'closed');
