import type { TerraformStack } from "cdktf";
import { Platform } from "./platform";

/** Ids of the stacks that must be deployed before one. */
function before(id: string, platform: Platform): string[] {
  const reached = (stack: TerraformStack): TerraformStack[] =>
    stack.dependencies.flatMap((other) => [other, ...reached(other)]);
  return [...new Set(reached(platform.stack(id)).map(({ node }) => node.id))];
}

// CodePipeline refuses a pipeline whose actions have roles that it cannot assume yet.
test("a pipeline comes after the release of every environment that it releases to, and of no other", () => {
  const releases = (releaseTo: readonly string[]) =>
    before("web-delivery", new Platform({ "services.web.releaseTo": releaseTo }))
      .filter((id) => id.endsWith("-release"))
      .sort();
  expect(releases(["dev"])).toEqual(["dev-web-release"]);
  expect(releases(["dev", "staging"])).toEqual(["dev-web-release", "staging-web-release"]);
});
