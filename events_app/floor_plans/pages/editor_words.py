"""What the editor says, in the language of the page; `{facts}` are filled in by the browser."""

from typing import Final

from events_app.platform.i18n import N_, _, translate

_HALL: Final = N_("Hall {code}")
_ZONE: Final = N_("Zone {number}")
_SENTENCES: Final = {
    "overlap": N_("Booths {one} and {other} lie on each other."),
    "outside": N_("Booth {code} reaches out of its hall."),
    "fixtureOutside": N_("Reaches out of its hall: {kind}"),
    "codeForm": N_("“{code}” cannot be a code: it has 1 to 12 characters."),
    "codeTwice": N_("Two booths have the code {code}."),
    "faulty": N_("has a fault"),
    "faults": N_("Not right yet: {count}"),
    "boothAt": N_("Booth {code}, {width} by {height} m, at {x} and {y} m"),
    "fixtureAt": N_("{kind}, {width} by {height} m, at {x} and {y} m"),
    "where": N_("{name}: at {x} and {y} m, {width} by {height} m."),
    "chosen": N_("{count} chosen"),
    "chosenNone": N_("Nothing is chosen."),
    "chooseFirst": N_("Choose something on the plan first."),
    "count": N_("{count} booths"),
    "added": N_("{name} is added."),
    "noRoom": N_("There is no free place of this size in the hall."),
    "removed": N_("{count} removed. Ctrl+Z brings it back."),
    "duplicated": N_("{count} copied."),
    "repeated": N_("{count} booths added; {all} are chosen now."),
    "numbered": N_("{count} booths numbered, {first} to {last}."),
    "undone": N_("Undone."),
    "redone": N_("Done again."),
    "nothingToUndo": N_("There is nothing to undo."),
    "nothingToRedo": N_("There is nothing to do again."),
    "hallTitle": N_("Hall {code}"),
    "hallAdded": N_("Hall {code} is added and open."),
    "hallLast": N_("A plan has at least one hall."),
    "hallRemoved": N_("Hall {code} is removed with the {count} things in it. Ctrl+Z brings it back."),
    "hallSize": N_("A hall measures 1 to 1000 metres each way."),
    "hallTwice": N_("Another hall has the code {code}."),
    "boothTitle": N_("Booth {code}"),
    "notLength": N_("“{text}” is not a length in metres. Write it like 3 or 2.5."),
    "notPrice": N_("“{text}” is not a fee in đồng. Write it like 2000000."),
    "mixed": N_("(different)"),
    "noZone": N_("(no zone)"),
    "zoneBooths": N_("{count} booths lie in it"),
    "zoneRemove": N_("Remove zone {zone}"),
    "zoneRemoved": N_("Zone {zone} is removed. Ctrl+Z brings it back."),
    "zoneUsed": N_("{count} booths lie in zone {zone}. Choose another zone for them first, or rename it."),
    "zoneWished": N_("Zone {zone} is wished by {producers}. Rename it instead: their wishes follow."),
    "zoneNameless": N_("A zone needs a name."),
    "zoneTwice": N_("Two zones cannot both be called {zone}."),
    "draftBack": N_("What you had not saved at {time} is back."),
    "draftDropped": N_("The plan is as it was saved. Ctrl+Z brings your changes back."),
    "stateSaved": N_("Saved as plan {revision}"),
    "stateUnsaved": N_("Not saved yet"),
    "stateKept": N_("Not saved yet, kept on this device at {time}"),
    "saving": N_("Saving…"),
    "saved": N_("Saved as plan {revision}."),
    "nothingToSave": N_("There is nothing new to save."),
    "changeTitle": N_("This changes the plan in use"),
    "changeCounts": N_("{added} booths are added, {changed} change, {removed} go."),
    "changeTouches": N_("Producers whose booth changes its place, size or zone, and who are told:"),
    "saveNow": N_("Save the plan"),
    "goOnDrawing": N_("Go on drawing"),
    "refusedTitle": N_("The plan is not saved"),
    "signedOut": N_("You are signed out. Sign in in another tab, then save again: what you drew is kept here."),
    "lostTitle": N_("No answer from the service"),
    "lostText": N_("What you drew is kept on this device. Try again when the network is back."),
    "tryAgain": N_("Try again"),
    "fasterTitle": N_("Somebody else saved this plan meanwhile"),
    "fasterText": N_("Plan {revision} stands now. Both plans are kept: look at theirs, or put yours over it."),
    "loadTheirs": N_("Show their plan"),
    "keepMine": N_("Keep mine"),
    "theirsLoaded": N_("This is their plan. Ctrl+Z brings yours back."),
}


def editor_words() -> dict[str, str]:
    """Every sentence, translated; names of new halls and zones are content and stand in their own languages."""
    names = {
        "hallName": translate("vi", _HALL),
        "hallNameEnglish": translate("en", _HALL),
        "zoneName": translate("vi", _ZONE),
    }
    return {name: _(sentence) for name, sentence in _SENTENCES.items()} | names
