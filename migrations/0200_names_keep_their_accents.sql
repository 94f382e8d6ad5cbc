-- Names keep their accents where they decide who or what is meant: the rooms Lan and Lân are two, and two people of one
-- name on a list are two.

-- Rooms were compared without accents. What was apart then is apart by the finer key too, so no fair can be refused here.
ALTER TABLE programme_session DROP CONSTRAINT programme_session_room_free;
ALTER TABLE programme_session DROP COLUMN room_folded;
ALTER TABLE programme_session ADD COLUMN room_key text NOT NULL DEFAULT '';
-- As `fairs.rules.room_key` writes it: small letters, the tone mark behind its syllable (Hoà is Hòa). Decomposed first,
-- since lower() of a database without a locale knows the letters of ASCII only; Đ is the one letter that stays whole.
UPDATE programme_session SET room_key = regexp_replace(
    replace(lower(normalize(room, NFD)), 'Đ', 'đ'), U&'([\0300\0301\0303\0309\0323])([^ ]*)', '\2\1', 'g'
);
-- A room holds one part of a programme at a time. Equalities are written as ranges, since btree_gist may be
-- missing; the room's key is compared by a 64-bit hash, halved because a range up to the greatest bigint cannot
-- be written. Deferred, so that parts may change rooms with each other.
ALTER TABLE programme_session ADD CONSTRAINT programme_session_room_free EXCLUDE USING gist (
    int8range(fair, fair, '[]') WITH &&,
    int8range(hashtextextended(room_key, 0) / 2, hashtextextended(room_key, 0) / 2, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
) WHERE (scheduled AND room_key <> '') DEFERRABLE INITIALLY DEFERRED;

-- The first row of the list that says the same of a person; whether it is the same one, the office says.
ALTER TABLE pass_list_row ADD COLUMN same_as integer;
ALTER TABLE pass_list_row ADD CONSTRAINT pass_list_row_same_as_earlier CHECK (same_as < "row");
-- Rows of lists still looked at that were refused for an earlier one, found without accents: nobody is refused for that now.
UPDATE pass_list_row r
SET errors = '[]', error_count = 0, same_as = CASE WHEN (lower(r.name), r.phone, r.email)
    = (lower(earlier.name), earlier.phone, earlier.email) THEN earlier."row" END
FROM pass_list l, pass_list_row earlier
WHERE l.id = r.pass_list AND l.state = 'preview' AND r.error_count = 1 AND r.errors -> 0 ->> 0 = 'twice_in_file'
    AND earlier.pass_list = r.pass_list AND earlier."row" = (r.errors -> 0 -> 1 ->> 'row')::int;
