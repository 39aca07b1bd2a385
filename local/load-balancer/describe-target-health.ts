import { z } from "zod";
import { nest } from "../gateway/query";
import type { ServiceResponse } from "../gateway/service";
import { queryResponse } from "../gateway/xml";
import type { TargetDescription } from "./target-pool";

const schema = z.object({
  TargetGroupArn: z.string(),
  Targets: z
    .array(z.object({ Id: z.string(), Port: z.coerce.number().optional() }))
    .optional()
    .transform((targets) => targets?.map(({ Id, Port }) => ({ instanceId: Id, port: Port }))),
});

/** Reads a DescribeTargetHealth of the query protocol; `Targets` is undefined when it asks for all. */
export function parseDescribeTargetHealth(input: Readonly<Record<string, unknown>>): z.infer<typeof schema> {
  return schema.parse(nest(input));
}

export function describeTargetHealth(targets: readonly TargetDescription[]): ServiceResponse {
  return queryResponse("DescribeTargetHealth", {
    TargetHealthDescriptions: targets.map(({ member, healthCheckPort, report }) => ({
      Target: { Id: member.instanceId, Port: member.port },
      HealthCheckPort: healthCheckPort,
      TargetHealth: { State: report.state, Reason: report.reason, Description: report.description },
    })),
  });
}
