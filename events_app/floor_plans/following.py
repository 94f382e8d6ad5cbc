"""What floor plans do when a fair is copied."""

from events_app.fairs.changes import Effect, FairCopy
from events_app.floor_plans.operations.copied_fair import copy_plan
from events_app.platform.followers import Follower

COPY: Follower[FairCopy, Effect] = Follower("floor_plans", copy_plan)
