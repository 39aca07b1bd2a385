import { KMS } from "@aws-sdk/client-kms";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { clientConfiguration, type ClientConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import { orNothing, type Memory } from "./memory";
import { parsePolicy, type Policy } from "./policy";

/** Services whose resources may carry a policy that nothing here reads: none of ours is one. */
const UNREAD = new Set(["ecr", "secretsmanager", "sns", "sqs"]);

const NONE = ["NoSuchBucketPolicy", "NoSuchBucket", "NotFoundException", "ResourceNotFoundException"];

/** Policies that resources carry: of buckets, keys and functions. */
export class ResourcePolicies {
  constructor(
    private readonly context: LocalContext,
    private readonly memory: Memory,
  ) {}

  /** The policy of a resource, `place` being its owner's. */
  async of(resource: string, place: Place): Promise<Policy | undefined> {
    const [, , service = "", region = "", , name = ""] = resource.split(":");
    if (UNREAD.has(service))
      throw new Error(`IAM: local AWS does not read the policy that ${resource} may carry`);
    if (service === "s3") {
      const [Bucket = ""] = name.split("/");
      // Of the gateway, which keeps these policies away from moto.
      const client = new S3({ ...clientConfiguration(this.context, place), forcePathStyle: true });
      return this.read(place, service, `bucket ${Bucket}`, () => client.getBucketPolicy({ Bucket }));
    }
    const at = { ...place, region };
    if (service === "kms" && name.startsWith("key/"))
      return this.read(at, service, `key ${resource}`, (moto) =>
        new KMS(moto).getKeyPolicy({ KeyId: resource, PolicyName: "default" }),
      );
    if (service === "lambda" && name === "function")
      return this.read(at, service, `function ${resource}`, (moto) =>
        new Lambda(moto).getPolicy({ FunctionName: resource }),
      );
    return undefined;
  }

  private read(
    place: Place,
    service: string,
    name: string,
    ask: (moto: ClientConfiguration) => Promise<{ readonly Policy?: string }>,
  ): Promise<Policy | undefined> {
    return this.memory.remember(place, service, `policy of ${name}`, async (moto) => {
      const document = (await orNothing(ask(moto), ...NONE))?.Policy;
      return document === undefined ? undefined : parsePolicy(name, document);
    });
  }
}
