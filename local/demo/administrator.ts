/** `make deploy-policy | npx tsx local/demo/administrator.ts`: makes the deploy roles on a running local AWS. */
import { text } from "node:stream/consumers";
import { Accounts } from "../moto/accounts";
import { makeDeployRoles } from "./deploy-roles";

async function main(): Promise<void> {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  if (endpoint === undefined) throw new Error("administrator: AWS_ENDPOINT_URL must name local AWS");
  const accounts = new Accounts(endpoint);
  const credentials = (account: string, role?: string) => accounts.credentials(account, role);
  await makeDeployRoles({ endpoint, credentials }, JSON.parse(await text(process.stdin)));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
