import { Testing } from "cdktf";
import { ArtifactsStack } from "../../stacks/artifacts-stack";
import { DeliveryStack } from "../../stacks/delivery-stack";
import type { Estate } from "../../stacks/environment";
import { estate } from "../../stacks/environments";

function delivery(data: Estate = estate) {
  const app = Testing.app();
  const artifacts = new ArtifactsStack(app, "artifacts", { estate: data });
  const stack = new DeliveryStack(app, "delivery", { estate: data, artifacts, releases: [] });
  stack.prepareStack();
  return JSON.parse(Testing.synth(stack, true)) as {
    resource: Record<string, Record<string, Record<string, unknown>>>;
  };
}

/** The one resource of a type. */
function only({ resource }: ReturnType<typeof delivery>, type: string) {
  const [found] = Object.values(resource[type] ?? {});
  return found;
}

const withTools = (tools: Partial<Estate["tools"]>): Estate => ({
  ...estate,
  tools: { ...estate.tools, ...tools },
});

test("holds these resources", () => {
  const addresses = Object.entries(delivery().resource).flatMap(([type, resources]) =>
    Object.keys(resources).map((name) => `${type}.${name}`),
  );
  expect(addresses.sort()).toMatchSnapshot();
});

test("releases to the environments that the data names, in that order", () => {
  const stagesOf = (data: Estate) =>
    (only(delivery(data), "aws_codepipeline")?.["stage"] as { name: string }[]).map(({ name }) => name);
  expect(stagesOf(withTools({ releaseTo: ["dev"] }))).toEqual(["Source", "Build", "dev"]);
  expect(stagesOf(withTools({ releaseTo: ["staging", "production"] }))).toEqual([
    "Source",
    "Build",
    "staging",
    "production",
  ]);
});

test("starts an environment's own state machine by the role that it keeps for the pipeline", () => {
  const [, , dev] = only(delivery(), "aws_codepipeline")?.["stage"] as { action: unknown[] }[];
  expect(dev?.action).toEqual([
    expect.objectContaining({
      role_arn: "arn:aws:iam::222222222222:role/slipway-dev-release-starter",
      configuration: expect.objectContaining({
        StateMachineArn: "arn:aws:states:eu-west-1:222222222222:stateMachine:slipway-dev-release",
      }) as unknown,
    }),
  ]);
});

test("builds as the data says", () => {
  const build = { computeType: "BUILD_GENERAL1_LARGE" as const, image: "image:1", timeoutMinutes: 42 };
  expect(only(delivery(withTools({ build })), "aws_codebuild_project")).toMatchObject({
    build_timeout: 42,
    environment: { compute_type: "BUILD_GENERAL1_LARGE", image: "image:1" },
  });
});

test("takes its key from the artifacts stack and derives every other name", () => {
  const pipeline = only(delivery(), "aws_codepipeline");
  expect(pipeline).toMatchObject({
    name: "slipway-delivery",
    artifact_store: [
      {
        location: "slipway-artifacts-111111111111-eu-west-1",
        encryption_key: { id: expect.stringContaining("data.terraform_remote_state.") as string },
      },
    ],
  });
  expect(JSON.stringify(delivery()).match(/terraform_remote_state\.[\w-]+\.outputs\.[\w-]+/g)).toEqual(
    expect.arrayContaining([expect.stringContaining("key")]),
  );
});
