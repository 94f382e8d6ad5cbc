"""How states, phases, faults and figures of runs are called; each is a message to translate."""

from events_app.platform.i18n import N_

RUN_STATES = {
    "running": N_("At work"),
    "done": N_("Finished"),
    "stopped": N_("Stopped"),
    "failed": N_("Failed"),
    "published": N_("Published"),
}
RUN_TONES = {"running": "live", "done": "soon", "stopped": "done", "failed": "stop", "published": "open"}

PHASES = {
    "waiting": N_("Waiting for the worker…"),
    "preparing": N_("Reading plan and applications…"),
    "queue": N_("Placing by the queue, for comparison…"),
    "bounding": N_("Proving how good it can be at best…"),
    "arranging": N_("Arranging producers and rows of booths…"),
    "placing": N_("Filling what is still free…"),
    "separating": N_("Moving competitors apart and partners near…"),
    "judging": N_("Counting, and writing the reasons…"),
}

FAULTS = {
    "memory": N_(
        "The computation needed more memory than it may use, and was ended. Nothing was assigned. Start it again from "
        "the same input; if it fails again, ask whoever runs the service for more memory."
    ),
    "killed": N_(
        "The computation was ended from outside, perhaps because the machine had no memory left. Nothing was assigned. "
        "You can start it again from the same input."
    ),
    "crashed": N_(
        "The computation broke down by a fault of the program. Nothing was assigned. You can start it again from the "
        "same input; please tell whoever runs the service."
    ),
    "refused": N_("The computation refused its input. Nothing was assigned. Look at the input again and start anew."),
    "process_gone": N_(
        "The service was restarted or went down in the middle of this run. Nothing was assigned. You can start it "
        "again from the same input."
    ),
}

METHODS = {
    "optimised": N_("Optimised"),
    "queue": N_("Queue by score"),
    "first_come": N_("First come, first served"),
}

FIGURES = (
    ("placed", N_("Producers placed"), ""),
    ("booths", N_("Booths filled"), ""),
    ("first_wishes", N_("First wishes met"), ""),
    ("wish_points", N_("Wish points"), N_("How dear the zones are that people got, weighted by score.")),
    ("envy", N_("Left out although a lower score stands there"), N_("Fewer is fairer; by the queue nobody.")),
    ("competitors", N_("Competitors side by side"), N_("Neighbours with the same product group.")),
    ("near_met", N_("Partners near each other"), ""),
    ("reserves_missing", N_("Producers the reserves lack"), ""),
)

GUARANTEES = {
    "zone": N_("Everybody the queue places gets a zone wished at least as much"),
    "place": N_("Everybody the queue places gets a place, in any zone"),
}

OUTCOMES = {
    "first": N_("first wish"),
    "later": N_("later wish"),
    "unwished": N_("zone not wished"),
    "content": N_("no wish, content anywhere"),
    "pinned": N_("decided before"),
    "free": N_("free"),
    "closed": N_("not given out in this run"),
}
