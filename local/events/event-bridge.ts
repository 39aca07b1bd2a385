import type { LocalService, Next, ServiceRequest, ServiceResponse } from "../gateway/service";
import { AwsError } from "../gateway/service";
import { answer } from "../models/answer";
import { compile } from "./pattern";

/** EventBridge's patterns, judged before moto keeps them: it takes any, and answers every test with nothing. */
export class EventBridge implements LocalService {
  readonly scopes = ["events"];

  async handle(request: ServiceRequest, next: Next): Promise<ServiceResponse> {
    const { EventPattern, Event } = request.parameters;
    const matches = typeof EventPattern === "string" ? compile(parse(EventPattern)) : undefined;
    if (request.operation !== "TestEventPattern" || !matches) return next(request);
    return answer(request, { Result: matches(parse(String(Event)) as Record<string, unknown>) });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError("InvalidEventPatternException", "Event pattern is not valid. Reason: not JSON");
  }
}
