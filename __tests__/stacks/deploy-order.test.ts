import { Testing, TerraformStack } from "cdktf";
import { addStacks } from "../../main";
import { readBackend } from "../../stacks/backend";
import type { Estate } from "../../stacks/environment";
import { estate } from "../../stacks/environments";

/** Ids of the stacks that must be deployed before one. */
async function before(id: string, data: Estate): Promise<string[]> {
  const app = addStacks(Testing.app(), data, await readBackend("terraform-backend.hcl", data));
  const stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
  const reached = (stack: TerraformStack): TerraformStack[] =>
    stack.dependencies.flatMap((other) => [other, ...reached(other)]);
  const found = stacks.filter(({ node }) => node.id === id).flatMap(reached);
  return [...new Set(found.map(({ node }) => node.id))];
}

// CodePipeline refuses a pipeline whose actions have roles that it cannot assume yet.
test("the pipeline comes after the release of every environment that it releases to, and of no other", async () => {
  const releaseTo = (...names: Estate["tools"]["releaseTo"]) => ({
    ...estate,
    tools: { ...estate.tools, releaseTo: names },
  });
  const releases = async (data: Estate) =>
    (await before("delivery", data)).filter((id) => id.endsWith("-release")).sort();
  expect(await releases(releaseTo("dev"))).toEqual(["dev-release"]);
  expect(await releases(releaseTo("dev", "staging"))).toEqual(["dev-release", "staging-release"]);
});
