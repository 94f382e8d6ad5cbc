"""What the livestream does when the fair of its sessions changes."""

from events_app.fairs.changes import Effect, FairChange
from events_app.livestream.operations.following import follow_fair
from events_app.platform.followers import Follower

FAIR: Follower[FairChange, Effect] = Follower("livestream", follow_fair)
