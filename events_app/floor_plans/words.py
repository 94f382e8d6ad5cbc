"""How states, categories, utilities and fixtures of booths are called; each is a message to translate."""

from events_app.floor_plans.rules.grid import Numbering
from events_app.floor_plans.rules.plan import BoothState, Category, Utility
from events_app.platform.i18n import N_

STATES = {
    BoothState.AVAILABLE: N_("Available"),
    BoothState.HELD: N_("Held"),
    BoothState.OFFERED: N_("Offered"),
    BoothState.ASSIGNED: N_("Taken"),
    BoothState.BLOCKED: N_("Not given out"),
}


CATEGORIES = {
    Category.SMALL: N_("Standard booth"),
    Category.LARGE: N_("Large booth"),
    Category.CORNER: N_("Corner booth"),
}


UTILITIES = {
    Utility.POWER: N_("Power"),
    Utility.WATER: N_("Water"),
    Utility.COLD: N_("Cold storage"),
}


FIXTURES = {
    "stage": N_("Stage"),
    "entrance": N_("Main entrance"),
    "exit": N_("Exit"),
    "area": N_("Area"),
    "aisle": N_("Aisle"),
    "wall": N_("Wall"),
    "pillar": N_("Pillar"),
    "power": N_("Power point"),
    "water": N_("Water point"),
}


NUMBERINGS = {
    Numbering.ISLAND: N_("Two rows a letter: A01–A20"),
    Numbering.ROW: N_("One row a letter: A01–A10, B01"),
    Numbering.RUNNING: N_("Running: 001–120"),
}
