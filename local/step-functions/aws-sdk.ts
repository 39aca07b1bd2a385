import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import { S3 } from "@aws-sdk/client-s3";
import { SFN } from "@aws-sdk/client-sfn";

interface Integration {
  readonly Client: new (configuration: object) => object;
  /** Prefix of its errors in the state machine: Step Functions writes it as the Java SDK does. */
  readonly errors: string;
  /** The API's own fields begin in lower case, Step Functions' never do. */
  readonly camelCase?: boolean;
}

/** SDK integrations (`arn:aws:states:::aws-sdk:<service>:<action>`) that deployed and recorded machines use. */
const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  dynamodb: { Client: DynamoDB, errors: "DynamoDb" },
  elasticloadbalancingv2: { Client: ElasticLoadBalancingV2, errors: "ElasticLoadBalancingV2" },
  s3: { Client: S3, errors: "S3" },
  sfn: { Client: SFN, errors: "Sfn", camelCase: true },
};

/** An error of the called service, under the name that Retry and Catch know. */
export class IntegrationError extends Error {
  constructor(
    readonly error: string,
    message: string,
  ) {
    super(message);
  }
}

export async function callSdk(
  service: string,
  action: string,
  input: unknown,
  configuration: object,
): Promise<unknown> {
  const integration = INTEGRATIONS[service];
  if (!integration)
    throw new IntegrationError("States.Runtime", `local AWS has no SDK integration ${service}`);
  const { Client, errors, camelCase = false } = integration;
  const client = new Client(configuration) as Record<
    string,
    ((input: unknown) => Promise<object>) | undefined
  >;
  if (!client[action]) throw new IntegrationError("States.Runtime", `${service} has no action ${action}`);
  try {
    const output = await client[action](camelCase ? renameFields(input, "toLowerCase") : input);
    const plain: unknown = JSON.parse(JSON.stringify({ ...output, $metadata: undefined }));
    return camelCase ? renameFields(plain, "toUpperCase") : plain;
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const { httpStatusCode, requestId } = error.$metadata;
    const where = `(Service: ${errors}, Status Code: ${httpStatusCode}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
    const name = error.name.endsWith("Exception") ? error.name : `${error.name}Exception`;
    throw new IntegrationError(
      `${errors}.${isModeled(error) ? name : `${errors}Exception`}`,
      `${error.message} ${where}`,
    );
  }
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "$fault" in error && "$metadata" in error;
}

/** What the API does not model, a refusal among it, comes under the service's general name. */
export function isModeled(error: ServiceError): boolean {
  return error.constructor.name === error.name;
}

function renameFields(value: unknown, first: "toLowerCase" | "toUpperCase"): unknown {
  if (Array.isArray(value)) return value.map((item) => renameFields(item, first));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name.charAt(0)[first]() + name.slice(1),
      renameFields(item, first),
    ]),
  );
}
