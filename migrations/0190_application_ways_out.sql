-- Calls with an opening day, questions with a day to answer, drafts whose owners are reminded, and no application that
-- says accepted while its booth is somebody else's. It runs once, in a transaction opened for it, and never changes after its release.

-- Null: open as soon as it is switched on.
ALTER TABLE application_call ADD COLUMN opens_at timestamptz;
ALTER TABLE application_call ADD CONSTRAINT application_call_opens_first CHECK (opens_at < closes_at);

-- Until when what the office asked is answered, call or no call.
ALTER TABLE booth_application ADD COLUMN answer_until timestamptz;
-- When the owner of a draft was reminded of the deadline: one letter, whoever restarts.
ALTER TABLE booth_application ADD COLUMN reminded_at timestamptz;

-- Who was asked before has a week from now, or the rest of the call.
UPDATE booth_application a
SET answer_until = greatest(
    now() + interval '7 days', (SELECT c.closes_at FROM application_call c WHERE c.fair = a.fair)
)
WHERE a.state = 'more_information';
ALTER TABLE booth_application ADD CONSTRAINT booth_application_question_dated CHECK (
    state <> 'more_information' OR answer_until IS NOT NULL
);

-- Accepted, and the booth was given or taken back since: approved again, as it is from now on.
WITH left_behind AS (
    UPDATE booth_application a
    SET state = 'approved', revision = revision + 1, changed_at = now()
    WHERE a.state = 'accepted' AND NOT EXISTS (
        SELECT FROM booth_claim c WHERE c.fair = a.fair AND c.producer = a.producer AND c.state = 'assigned'
    )
    RETURNING a.id
)
INSERT INTO application_event (application, at, actor_name, state, words)
SELECT id, now(), '', 'approved', '' FROM left_behind;
