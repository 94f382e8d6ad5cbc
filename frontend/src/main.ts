/** What every page loads. Each part improves markup that already works without it. */
import "./parts/htmx";

import { startCharts } from "./parts/chart";
import { startConfirm } from "./parts/confirm";
import { startCopy } from "./parts/copy";
import { startCountdown } from "./parts/countdown";
import { startForms } from "./parts/forms";
import { startLive } from "./parts/live";
import { startMenus } from "./parts/menus";
import { startProgress } from "./parts/progress";
import { startSearchableSelects } from "./parts/search_select";
import { startSelection } from "./parts/selection";
import { startTheme } from "./parts/theme";

startTheme();
startMenus();
startForms();
startConfirm();
startCopy();
startCountdown();
startCharts();
startLive();
startProgress();
startSelection();
startSearchableSelects();
