import { GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { clientConfiguration, motoConfiguration } from "../client-configuration";
import type { LocalContext, Place } from "../context";
import type { Memory } from "./memory";
import { parsePolicy, type Policy } from "./policy";
import { EVERY_ACCOUNT, orNothing } from "./resources";

/** Services whose resources may carry a policy that nothing here reads: none of ours is one. */
const UNREAD = new Set(["ecr", "secretsmanager", "sns", "sqs"]);

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
    if (service === "s3") return this.bucket(place, name.split("/")[0] ?? "");
    if (service === "kms" && name.startsWith("key/")) return this.key({ ...place, region }, resource);
    if (service === "lambda" && name === "function") return this.lambda({ ...place, region }, resource);
    return undefined;
  }

  private bucket(place: Place, Bucket: string): Promise<Policy | undefined> {
    return this.memory.remember(EVERY_ACCOUNT, "s3", `policy ${Bucket}`, async () => {
      // Of the gateway, which keeps these policies away from moto.
      const configuration = clientConfiguration(this.context, place);
      const client = new S3Client({ ...configuration, forcePathStyle: true });
      const answer = await orNothing(
        client.send(new GetBucketPolicyCommand({ Bucket })),
        "NoSuchBucketPolicy",
        "NoSuchBucket",
      );
      return answer?.Policy === undefined ? undefined : parsePolicy(`bucket ${Bucket}`, answer.Policy);
    });
  }

  private key(place: Place, KeyId: string): Promise<Policy | undefined> {
    return this.memory.remember(place.account, "kms", `policy ${KeyId}`, async () => {
      const client = new KMSClient(motoConfiguration(this.context, place));
      const answer = await orNothing(
        client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" })),
        "NotFoundException",
      );
      return answer?.Policy === undefined ? undefined : parsePolicy(`key ${KeyId}`, answer.Policy);
    });
  }

  private lambda(place: Place, FunctionName: string): Promise<Policy | undefined> {
    return this.memory.remember(place.account, "lambda", `policy ${FunctionName}`, async () => {
      const client = new LambdaClient(motoConfiguration(this.context, place));
      const answer = await orNothing(
        client.send(new GetPolicyCommand({ FunctionName })),
        "ResourceNotFoundException",
      );
      return answer?.Policy === undefined
        ? undefined
        : parsePolicy(`function ${FunctionName}`, answer.Policy);
    });
  }
}
