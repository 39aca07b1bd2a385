import { type LocalService, type ServiceRequest, type ServiceResponse } from "../../../local/gateway/service";
import { notInThisTest } from "../fake-context";
import { json } from "../json-answer";

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
    if (answer === undefined) return Promise.resolve(notInThisTest(request));
    return Promise.resolve().then(() => json(answer(request)));
  }

  /** Inputs of every call of an operation. */
  inputs(operation: string): Record<string, unknown>[] {
    return this.requests
      .filter((request) => request.operation === operation)
      .map(({ parameters }) => parameters);
  }
}

/** Lets anybody assume any role: the access key is its account. */
export class FakeSts implements LocalService {
  readonly scopes = ["sts"];

  handle({ parameters }: ServiceRequest): Promise<ServiceResponse> {
    const arn = String(parameters.RoleArn);
    const credentials = `<AccessKeyId>${arn.split(":")[4]}</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>${arn.split("/").at(-1)}</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>`;
    const body = `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
    return Promise.resolve({ status: 200, headers: { "content-type": "text/xml" }, body, origin: "moto" });
  }
}
