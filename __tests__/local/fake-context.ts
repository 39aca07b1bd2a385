import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Clock } from "../../local/clock/clock";
import type { LocalContext } from "../../local/context";
import { Gateway } from "../../local/gateway/gateway";
import type { Authority } from "../../local/iam/authority";
import { Unguarded } from "../../local/iam/unguarded";
import { errorResponse } from "../../local/gateway/errors";
import {
  AwsError,
  type Layer,
  type LocalService,
  type ServiceRequest,
  type ServiceResponse,
} from "../../local/gateway/service";
import { Requests } from "../../local/models/requests";
import { Lateness } from "../../local/time/lateness";

export interface FakeAws {
  readonly context: LocalContext;
  /** For an AWS SDK client of account 222222222222. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly logged: string[];
  close(): Promise<void>;
}

/** A gateway without moto: the access key is the account, and nothing stands behind the services. */
export async function fakeAws(
  build: (context: LocalContext) => readonly LocalService[],
  speed = 1,
  layers: readonly Layer[] = [new Requests()],
  lateness = new Lateness({ strict: false }),
  iam?: Authority,
): Promise<FakeAws> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-test-"));
  const logged: string[] = [];
  const log = (source: string, message: string): void => void logged.push(`${source}: ${message}`);
  const gateway = new Gateway({
    moto: (request) => Promise.resolve(notInThisTest(request)),
    callerOf: (account) => Promise.resolve({ account, arn: `arn:aws:iam::${account}:root` }),
    layers,
    log,
  });
  const endpoint = `http://127.0.0.1:${await gateway.listen(0)}`;
  const credentials = (account: string, role = "local") =>
    Promise.resolve({ accessKeyId: account, secretAccessKey: role, sessionToken: role });
  const context: LocalContext = {
    endpoint,
    motoEndpoint: endpoint,
    folder,
    clock: new Clock(speed),
    lateness,
    places: () => gateway.places(),
    credentials,
    iam: iam ?? new Unguarded({ credentials }),
    log,
  };
  const services = build(context);
  gateway.use(services);
  return {
    context,
    client: {
      endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "222222222222", secretAccessKey: "test" },
    },
    logged,
    async close() {
      for (const service of services) await service.close?.();
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a moto that a test does not have answers. */
export function notInThisTest(request: ServiceRequest): ServiceResponse {
  const { service, operation, method, path: at } = request;
  const error = new AwsError("NotInThisTest", `${service}:${operation ?? `${method} ${at}`}`);
  return { ...errorResponse(error, request), origin: "moto" };
}
