"""The sentences of findings and reasons; each is a message to translate. What they are filled with stays facts."""

from collections.abc import Mapping

from events_app.assignment.optimiser.preflight import Finding
from events_app.assignment.optimiser.result import Reason
from events_app.floor_plans.rules import Utility
from events_app.floor_plans.words import UTILITIES
from events_app.platform.i18n import N_, Locale, translate

FINDINGS = {
    "no_free_booths": N_("The plan has no booth to give out."),
    "no_applications": N_("Nobody has applied yet."),
    "booth_twice": N_("Two booths have the number %(booth)s."),
    "application_twice": N_("Two applications have the number %(application)s."),
    "reserve_twice": N_("Two reserves are for the same group: %(group)s. Make them one."),
    "booths_overlap": N_("Booths %(one)s and %(other)s lie on each other. Correct the plan first."),
    "score_out_of_range": N_("%(name)s has a score of %(score)s; scores go from 0 to 100."),
    "booths_out_of_range": N_("%(name)s asks for %(booths)s booths; 1 to 3 are possible."),
    "pin_of_nobody": N_("A place is decided for application %(application)s, which takes no part in this run."),
    "pinned_twice": N_("Two places are decided for %(name)s. Keep one."),
    "pin_on_no_booth": N_("The place decided for %(name)s has a booth that is no longer on the plan."),
    "pins_overlap": N_("Booth %(booth)s is decided for both %(name)s and %(other)s. Keep one."),
    "pin_of_other_size": N_("%(name)s asks for %(asked)s booths; decided are %(booths)s. The decision stands."),
    "pin_on_blocked": N_("A booth decided for %(name)s is blocked (%(booths)s). The decision stands."),
    "pin_lacks_utilities": N_("%(booths)s, decided for %(name)s, lacks: %(utilities)s. The decision stands."),
    "pin_not_in_a_row": N_("The booths decided for %(name)s are not side by side: %(booths)s. The decision stands."),
    "reserve_lacks_applicants": N_(
        "%(at_least)s places are reserved for %(group)s, but only %(count)s of them applied. "
        "The rest goes to the others."
    ),
    "reserve_lacks_places": N_(
        "%(at_least)s places are reserved for %(group)s, but only for %(count)s of them is there any booth that fits."
    ),
    "nothing_fits": N_("For %(name)s there is no place with %(booths)s booths side by side and: %(utilities)s."),
    "nothing_fits_bare": N_("For %(name)s there is no place with %(booths)s booths side by side."),
    "zone_without_booths": N_("%(count)s applications wish for zone %(zone)s, which has no booth to give out."),
    "near_unknown": N_("%(name)s wishes to stand near somebody who takes no part in this run."),
    "pin_taken": N_("Booth %(booth)s, decided for %(name)s, was given to %(holder)s meanwhile. Decide anew."),
    "pin_idle": N_("Booths decided for %(name)s (%(booths)s) are not kept: it takes no part in this run."),
    "certificate_lapsed": N_(
        "%(name)s applied with a certificate of %(stars)s stars, which is no longer in force. It counts without stars."
    ),
    "certificate_lapses": N_("A certificate of %(name)s lapses before the fair opens."),
    "placed_already": N_("%(name)s has a booth already (%(booths)s) and takes no part in this run."),
    "same_firm": N_("%(name)s and %(other)s have the same tax code (%(code)s): one producer with two applications?"),
    "demand": N_("%(applications)s applications ask for %(asked)s booths; %(free)s can be given out."),
}

REASONS = {
    "pinned": N_("The organizer decided this place."),
    "got": N_("This wish was met."),
    "got_anywhere": N_("No zone was wished, and a place that fits was found."),
    "dearer_got": N_("A dearer wish was met."),
    "nothing_fits": N_("There is no place with %(booths)s booths side by side and: %(utilities)s."),
    "nothing_fits_bare": N_("There is no place with %(booths)s booths side by side."),
    "higher_scores": N_("Places that fit: %(places)s. Each includes a booth of a producer with a higher score."),
    "spoken_for": N_(
        "Places that fit: %(places)s. Each is taken: by producers with a higher score (%(higher)s), by a reserve "
        "(%(reserved)s) or by a decision of the organizer (%(decided)s)."
    ),
    "kept_together": N_(
        "Places that fit: %(places)s. In %(lower)s of them producers with lower scores stand, so that more wishes are "
        "met in all; by the queue you would not have had such a place either."
    ),
    "traded": N_(
        "By the queue you would have had this wish or a dearer one. What this fair promises is a place, whatever the "
        "zone, so that more wishes are met in all."
    ),
    "room_left": N_("A place that fits is still free: the run was stopped early. Ask the organizer."),
}

RESERVED_GROUPS = {"hardship": N_("producers in hardship")}


def finding_text(finding: Finding, locale: Locale, *, zones: Mapping[int, str], groups: Mapping[str, str]) -> str:
    """The sentence of a finding; `zones` and `groups` say how zones and reserved groups are called in this language."""
    facts = dict(finding.facts)
    code = finding.code
    if "zone" in facts:
        facts["zone"] = zones.get(facts["zone"], facts["zone"])
    if "group" in facts:
        facts["group"] = groups.get(facts["group"]) or group_name(facts["group"], locale)
    if "utilities" in facts:
        code = _bare_if(code, empty=not facts["utilities"])
        facts["utilities"] = _utilities(facts["utilities"], locale)
    return translate(locale, FINDINGS[code], **facts)


def reason_text(reason: Reason, locale: Locale) -> str:
    """The sentence of a reason; the page names the zone beside it."""
    facts = dict(reason.facts)
    needs = [need for need in str(facts.pop("needs", "")).split(",") if need]
    code = reason.code
    if code == "got" and reason.zone is None:
        code = "got_anywhere"
    if code == "nothing_fits":
        code = _bare_if(code, empty=not needs)
    return translate(locale, REASONS[code], **facts, utilities=_utilities(needs, locale))


def group_name(belongs: str, locale: Locale) -> str:
    """How a reserved group is called when the caller has no name for it."""
    known = RESERVED_GROUPS.get(belongs)
    return translate(locale, known) if known else belongs


def _bare_if(code: str, *, empty: bool) -> str:
    return f"{code}_bare" if empty and f"{code}_bare" in FINDINGS else code


def _utilities(needs: list[str], locale: Locale) -> str:
    return ", ".join(translate(locale, UTILITIES[Utility(need)]) for need in needs)
