import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { credentialVariables } from "../environment";
import type { LocalContext, Place } from "../context";
import type { Credentials } from "../credentials";
import { ServiceManager } from "./service-manager";

/** A running instance of an Auto Scaling group: a folder, a loopback address, and the processes in it. */
export interface Instance extends Place {
  readonly id: string;
  /** Name of its Auto Scaling group. */
  readonly group: string;
  /** Its own loopback address; moto's private address stays what the AWS APIs show. */
  readonly address: string;
  /** Role of its instance profile; undefined without one. */
  readonly role: string | undefined;
  /** Script of its first boot, which does not run here. */
  readonly userData: string;
  /** Port of its group's target group; undefined without one. */
  readonly port: number | undefined;
  /** Virtual milliseconds: when its user data has run and its CodeDeploy agent answers; Infinity for never. */
  readonly agentUpAt: number;
  /** Stands for `/`: `/opt/app` of an appspec or a unit file is `<root>/opt/app`. */
  readonly root: string;
  readonly services: ServiceManager;
  /** Environment of everything that runs on it: PATH with `systemctl`, HOST, PORT, its role's credentials. */
  environment(): Promise<NodeJS.ProcessEnv>;
  /** Credentials of the instance's role. */
  credentials(): Promise<Credentials>;
}

type InstanceOptions = Omit<Instance, "root" | "services" | "credentials" | "environment"> & {
  readonly context: LocalContext;
  /** Folder of all instances. */
  readonly fleetFolder: string;
  /** Where its `systemctl` sends its arguments. */
  readonly controlUrl: string;
};

/** Makes the instance's folder, with a `systemctl` that is found first on PATH. */
export async function createInstance(options: InstanceOptions): Promise<Instance> {
  const { context, fleetFolder, controlUrl, ...facts } = options;
  const folder = join(fleetFolder, facts.id);
  const root = join(folder, "root");
  const bin = join(folder, "bin");
  await mkdir(root, { recursive: true });
  await mkdir(bin, { recursive: true });
  const command = [process.execPath, join(__dirname, "systemctl.mjs"), controlUrl];
  const script = `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")} "$@"\n`;
  await writeFile(join(bin, "systemctl"), script, { mode: 0o755 });

  const { account, region, address, port, role } = facts;
  const credentials = () => {
    if (role === undefined) throw new Error(`${facts.id}: instance profile must have a role, got none`);
    // The session has the instance's id:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
    const session = { service: "ec2.amazonaws.com", name: facts.id };
    return context.iam.assume(`arn:aws:iam::${account}:role/${role}`, session);
  };
  const environment = async () => ({
    PATH: [bin, dirname(process.execPath), process.env.PATH].join(":"),
    HOME: root,
    LANG: "C.UTF-8",
    HOST: address,
    ...(port !== undefined && { PORT: String(port) }),
    AWS_REGION: region,
    AWS_ENDPOINT_URL: context.endpoint,
    ...(role !== undefined && credentialVariables(await credentials())),
  });
  const services = new ServiceManager({ root, journal: join(root, "var/log/journal"), environment });
  return { ...facts, root, services, credentials, environment };
}
