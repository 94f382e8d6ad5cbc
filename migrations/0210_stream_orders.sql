-- Orders of a cancelled session are closed, answers can be corrected, and who left an address is written to.

ALTER TABLE stream_order
    -- Where the viewer is told what becomes of the order, and in which language. Most leave a phone number only.
    ADD COLUMN buyer_email   varchar(254) NOT NULL DEFAULT '',
    ADD COLUMN buyer_locale  varchar(5)   NOT NULL DEFAULT 'vi',
    -- When an answer given by mistake was last put right.
    ADD COLUMN corrected_at  timestamptz,
    -- Nobody answered before the session was called off. Both stay when the buyer is erased.
    ADD COLUMN closed_at     timestamptz,
    ADD COLUMN closed_reason varchar(24)  NOT NULL DEFAULT '',
    DROP CONSTRAINT stream_order_state_known,
    ADD CONSTRAINT stream_order_state_known CHECK (
        state IN ('handed', 'confirmed', 'declined', 'closed', 'erased')
    ),
    ADD CONSTRAINT stream_order_locale_known CHECK (buyer_locale IN ('vi', 'en')),
    ADD CONSTRAINT stream_order_closed_reason_known CHECK (closed_reason IN ('', 'session_cancelled')),
    ADD CONSTRAINT stream_order_closed_says_why CHECK (
        state <> 'closed' OR (closed_at IS NOT NULL AND closed_reason <> '')
    ),
    ADD CONSTRAINT stream_order_erased_keeps_no_address CHECK (state <> 'erased' OR buyer_email = '');

-- What waits in sessions called off before can no longer be answered either; it is too late to write about it.
UPDATE stream_order o
SET state = 'closed', closed_reason = 'session_cancelled', closed_at = CURRENT_TIMESTAMP, revision = o.revision + 1
FROM stream_session s
WHERE s.id = o.session AND s.status = 'cancelled' AND o.state = 'handed';
