import {
  AwsError,
  json,
  type LocalService,
  type ServiceRequest,
  type ServiceResponse,
} from "../../../local/gateway/service";

type Answer = (request: ServiceRequest) => unknown;

/** A service that answers each operation as a test says, and remembers what it was asked. */
export class FakeService implements LocalService {
  readonly scopes: readonly string[];
  readonly requests: ServiceRequest[] = [];

  constructor(
    scope: string,
    private readonly answers: Readonly<Record<string, Answer>>,
  ) {
    this.scopes = [scope];
  }

  handle(request: ServiceRequest): Promise<ServiceResponse> {
    this.requests.push(request);
    const answer = this.answers[request.operation ?? ""];
    if (answer === undefined) return Promise.reject(new AwsError("NotInThisTest", String(request.operation)));
    return Promise.resolve().then(() => json(answer(request)));
  }

  /** Inputs of every call of an operation. */
  inputs(operation: string): Record<string, unknown>[] {
    return this.requests.filter((request) => request.operation === operation).map(({ input }) => input);
  }
}
