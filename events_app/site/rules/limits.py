"""When a thing begins to need somebody, and how soon."""

from datetime import timedelta

NOW, SOON, LATER = 0, 1, 2
HALF_A_YEAR = 183
DOSSIER_WARNING = timedelta(days=21)
PLAN_WANTED = timedelta(days=45)
HALF_TAKEN_WANTED = timedelta(days=14)
CERTIFICATE_WARNING = timedelta(days=60)
NOTICE_OWED = timedelta(days=30)
HOLD_WARNING = timedelta(hours=1)
