import { STS } from "@aws-sdk/client-sts";
import type { Credentials } from "../credentials";
import type { Caller } from "../gateway/gateway";
import { remember } from "../remember";

/** moto's accounts: it knows them by access key, and any role of any account can be assumed. */
export class Accounts {
  private readonly byKey = new Map<string, Promise<Caller>>();
  private readonly byRole = new Map<string, Promise<Credentials>>();

  constructor(private readonly endpoint: string) {}

  /** Who an access key belongs to; moto is asked once per key. */
  callerOf(accessKeyId: string): Promise<Caller> {
    return remember(this.byKey, accessKeyId, async () => {
      const { Account, Arn } = await this.client(accessKeyId).getCallerIdentity();
      if (!Account || !Arn) throw new Error(`moto knows nobody with access key ${accessKeyId}`);
      return { account: Account, arn: Arn };
    });
  }

  credentials(account: string, role = "local", session = "local-aws"): Promise<Credentials> {
    const arn = `arn:aws:iam::${account}:role/${role}`;
    return remember(this.byRole, `${arn}/${session}`, async () => {
      const answer = await this.client("local").assumeRole({ RoleArn: arn, RoleSessionName: session });
      const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error(`${arn} gave no credentials`);
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    });
  }

  private client(accessKeyId: string): STS {
    return new STS({
      endpoint: this.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey: "local" },
    });
  }
}
