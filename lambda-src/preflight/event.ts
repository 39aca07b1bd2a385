import * as z from "zod";
import { revision } from "../deployments/deployments";
import { token } from "../fencing/token";

export const event = z.strictObject({ token, revision });
