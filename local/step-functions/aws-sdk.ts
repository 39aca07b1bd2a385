/** SDK integrations (`arn:aws:states:::aws-sdk:<service>:<action>`) by the clients that are installed. */

interface Integration {
  readonly load: () => Promise<object>;
  /** Prefix of the client's class and of the errors in the state machine. */
  readonly name: string;
  /** The API's own fields begin in lower case, Step Functions' never do. */
  readonly camelCase?: boolean;
}

const integrations: Readonly<Record<string, Integration>> = {
  autoscaling: { load: () => import("@aws-sdk/client-auto-scaling"), name: "AutoScaling" },
  cloudwatch: { load: () => import("@aws-sdk/client-cloudwatch"), name: "CloudWatch" },
  codebuild: { load: () => import("@aws-sdk/client-codebuild"), name: "CodeBuild", camelCase: true },
  codedeploy: { load: () => import("@aws-sdk/client-codedeploy"), name: "CodeDeploy", camelCase: true },
  codepipeline: { load: () => import("@aws-sdk/client-codepipeline"), name: "CodePipeline", camelCase: true },
  dynamodb: { load: () => import("@aws-sdk/client-dynamodb"), name: "DynamoDB" },
  ec2: { load: () => import("@aws-sdk/client-ec2"), name: "EC2" },
  elasticloadbalancingv2: {
    load: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
    name: "ElasticLoadBalancingV2",
  },
  lambda: { load: () => import("@aws-sdk/client-lambda"), name: "Lambda" },
  s3: { load: () => import("@aws-sdk/client-s3"), name: "S3" },
  sfn: { load: () => import("@aws-sdk/client-sfn"), name: "SFN", camelCase: true },
};

/** Step Functions writes these two as the Java SDK does. */
const errorPrefixes: Readonly<Record<string, string>> = { DynamoDB: "DynamoDb", EC2: "Ec2", SFN: "Sfn" };

interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
}

export interface SdkCall {
  readonly service: string;
  readonly action: string;
  readonly input: unknown;
  readonly configuration: object;
}

/** An error of the called service, under the name that Retry and Catch know. */
export class IntegrationError extends Error {
  constructor(
    readonly error: string,
    message: string,
  ) {
    super(message);
  }
}

const clients = new WeakMap<object, Map<string, Client>>();

export async function callSdk({ service, action, input, configuration }: SdkCall): Promise<unknown> {
  const integration = integrations[service];
  if (!integration)
    throw new IntegrationError("States.Runtime", `local AWS has no SDK integration ${service}`);
  const sdk = (await integration.load()) as Record<string, new (argument: unknown) => unknown>;
  const Command = sdk[`${upperFirst(action)}Command`];
  const Client = sdk[`${integration.name}Client`];
  if (!Command || !Client) throw new IntegrationError("States.Runtime", `${service} has no action ${action}`);
  const known = clients.get(configuration) ?? new Map<string, Client>();
  clients.set(configuration, known);
  const client = known.get(service) ?? (new Client(configuration) as Client);
  known.set(service, client);
  try {
    const output = await client.send(
      new Command(integration.camelCase ? renameFields(input, lowerFirst) : input),
    );
    const plain: unknown = JSON.parse(JSON.stringify({ ...output, $metadata: undefined }));
    return integration.camelCase ? renameFields(plain, upperFirst) : plain;
  } catch (error) {
    throw named(error, errorPrefixes[integration.name] ?? integration.name);
  }
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "$fault" in error && "$metadata" in error;
}

/** `ElasticLoadBalancingV2.RuleNotFoundException`; what the API does not model is `<service>.<service>Exception`. */
function named(error: unknown, prefix: string): Error {
  if (!isServiceError(error)) return error instanceof Error ? error : new Error(String(error));
  const modeled = error.constructor.name === error.name;
  const name = error.name.endsWith("Exception") ? error.name : `${error.name}Exception`;
  const { httpStatusCode, requestId } = error.$metadata;
  const where = `(Service: ${prefix}, Status Code: ${httpStatusCode}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
  return new IntegrationError(
    modeled ? `${prefix}.${name}` : `${prefix}.${prefix}Exception`,
    `${error.message} ${where}`,
  );
}

function renameFields(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameFields(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [rename(name), renameFields(item, rename)]),
  );
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
