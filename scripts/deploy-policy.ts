/**
 * Prints the roles that Terraform assumes, with who may assume them and their policies, for the administrator who makes
 * them without `<place>-account`. usage: deploy-policy.ts [PLACE]
 */
import { type DeployRole, deployRoles } from "../stacks/deploy-roles";
import { readConfiguration } from "../stacks/estate/configuration";

/** Of one place, or of all. */
export async function deployRolesOf(place?: string): Promise<DeployRole[]> {
  const roles = deployRoles(await readConfiguration());
  const found = roles.filter((role) => place === undefined || role.place === place);
  if (found.length === 0)
    throw new Error(
      `deploy-policy: place must be one of ${roles.map((role) => role.place).join(", ")}, got ${place}`,
    );
  return found;
}

if (require.main === module)
  deployRolesOf(process.argv[2]).then(
    (roles) => console.log(JSON.stringify(roles, undefined, 2)),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
