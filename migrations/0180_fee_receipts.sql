-- A fee is paid in several parts, too much, for another booth, and given back: each movement of money is a row of its
-- own. What came in, what is open and what is to be given back follow from these rows and are stored nowhere.

-- The ledger of a fee. Whole đồng; a mistake is reversed by a further row, never edited.
CREATE TABLE booth_fee_receipt (
    id          bigserial    PRIMARY KEY,
    fee         bigint       NOT NULL REFERENCES booth_fee ON DELETE RESTRICT ON UPDATE CASCADE,
    kind        varchar(16)  NOT NULL DEFAULT '',
    amount      bigint       NOT NULL DEFAULT 0,
    -- The day on the bank statement; of a reversal or what was carried over, the day it was noted.
    paid_on     date         NOT NULL,
    note        varchar(200) NOT NULL DEFAULT '',
    reverses    bigint       REFERENCES booth_fee_receipt ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Where carried money went, or came from.
    other_fee   bigint       REFERENCES booth_fee ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Given out with its form: a double click is one row.
    request     varchar(43),
    recorded_at timestamptz  NOT NULL,
    recorded_by varchar(120) NOT NULL DEFAULT '',

    CONSTRAINT booth_fee_receipt_once UNIQUE (fee, request),
    CONSTRAINT booth_fee_receipt_reversed_once UNIQUE (reverses),
    CONSTRAINT booth_fee_receipt_kind_known CHECK (
        kind IN ('receipt', 'receipt_reversed', 'refund', 'refund_reversed', 'carried_out', 'carried_in')
    ),
    CONSTRAINT booth_fee_receipt_is_money CHECK (amount > 0),
    CONSTRAINT booth_fee_receipt_says_which CHECK (
        (kind IN ('receipt_reversed', 'refund_reversed')) = (reverses IS NOT NULL)
        AND (kind IN ('carried_out', 'carried_in')) = (other_fee IS NOT NULL)
        AND other_fee IS DISTINCT FROM fee
        AND (reverses IS NULL OR length(btrim(note)) > 0)
    )
);
CREATE INDEX booth_fee_receipt_fee ON booth_fee_receipt (fee);
CREATE INDEX booth_fee_receipt_other_fee ON booth_fee_receipt (other_fee);

-- What was noted before becomes one receipt; what was given back, also one refund of the day the fee ended, as nobody
-- wrote down another.
INSERT INTO booth_fee_receipt (fee, kind, amount, paid_on, note, recorded_at, recorded_by)
SELECT id, 'receipt', paid_amount, paid_on, note, noted_at, noted_by FROM booth_fee
WHERE paid_amount IS NOT NULL ORDER BY noted_at, id;
INSERT INTO booth_fee_receipt (fee, kind, amount, paid_on, recorded_at, recorded_by)
SELECT id, 'refund', paid_amount, (ended_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, ended_at, noted_by FROM booth_fee
WHERE state = 'refunded' ORDER BY ended_at, id;

CREATE FUNCTION booth_fee_receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was noted in the ledger of a fee stays; reverse it' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER booth_fee_receipt_stays BEFORE UPDATE OR DELETE ON booth_fee_receipt
    FOR EACH ROW EXECUTE FUNCTION booth_fee_receipt_stays();

-- A fee stands or has ended; the rest is counted.
DROP INDEX booth_fee_one_standing;
ALTER TABLE booth_fee
    DROP CONSTRAINT booth_fee_state_known,
    DROP CONSTRAINT booth_fee_paid_says_what,
    DROP CONSTRAINT booth_fee_ended_says_why,
    DROP COLUMN state,
    DROP COLUMN paid_amount,
    DROP COLUMN paid_on,
    DROP COLUMN noted_at,
    DROP COLUMN noted_by,
    DROP COLUMN note,
    ADD CONSTRAINT booth_fee_ended_says_why CHECK ((ended_at IS NULL) = (ended_reason = ''));
-- One standing fee a claim; ended ones stay beside it.
CREATE UNIQUE INDEX booth_fee_one_standing ON booth_fee (claim) WHERE ended_at IS NULL;
