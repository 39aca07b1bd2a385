import { parseEnvironment } from "../runtime/environment";
import { handle } from "../runtime/handle";
import { environment } from "./environment";
import { event } from "./event";
import { httpGet } from "./http-get";
import { smoke } from "./smoke";

const { TEST_LISTENER_URL, SMOKE_PATH, CERTIFICATE_AUTHORITY } = parseEnvironment(environment, process.env);
const get = httpGet(new URL(SMOKE_PATH, TEST_LISTENER_URL), CERTIFICATE_AUTHORITY);

export const handler = handle(event, ({ plan, version }) => smoke(get, plan.idle, version));
