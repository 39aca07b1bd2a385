import type { Credentials } from "../credentials";
import type { Authority, ServiceSession } from "./authority";
import { parseRole } from "./roles";

/** Lets every service act as every role: local AWS with its strictness off. */
export class Unguarded implements Authority {
  constructor(
    private readonly props: {
      credentials(account: string, role: string, session: string): Promise<Credentials>;
    },
  ) {}

  assume(roleArn: string, { name }: ServiceSession): Promise<Credentials> {
    const { account, name: role } = parseRole(roleArn);
    return this.props.credentials(account, role, name);
  }

  act(): Promise<void> {
    return Promise.resolve();
  }
}
