import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { CloudWatchMetrics } from "./cloud-watch-metrics";
import { environment } from "./environment";
import { event } from "./event";
import { observe } from "./observe";

const settings = parseEnvironment(environment, process.env);
const metrics = new CloudWatchMetrics(
  new CloudWatchClient({}),
  settings.LOAD_BALANCER,
  settings.TARGET_GROUPS,
  settings.ALARMS,
);
const thresholds = {
  maximumErrorPercent: settings.MAXIMUM_ERROR_PERCENT,
  maximumConnectionErrors: settings.MAXIMUM_CONNECTION_ERRORS,
};

export const handler = handle(event, (input) => observe(metrics, thresholds, input, new Date(Date.now())));
