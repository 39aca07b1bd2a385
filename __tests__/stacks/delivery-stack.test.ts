import { addresses, type Synthesized } from "./addresses";
import { Platform } from "./platform";

const delivery = (changes: Record<string, unknown> = {}): Synthesized =>
  new Platform(changes).json("web-delivery");

/** The one resource of a type. */
function only({ resource }: Synthesized, type: string) {
  const [found] = Object.values(resource[type] ?? {});
  return found;
}

test("holds these resources", () => {
  expect(addresses(delivery())).toMatchSnapshot();
});

test("releases to the environments that the data names, in that order", () => {
  const stagesOf = (releaseTo: readonly string[]) => {
    const pipeline = only(delivery({ "services.web.releaseTo": releaseTo }), "aws_codepipeline");
    return (pipeline?.["stage"] as { name: string }[]).map(({ name }) => name);
  };
  expect(stagesOf(["dev"])).toEqual(["Source", "Build", "dev"]);
  expect(stagesOf(["staging", "production"])).toEqual(["Source", "Build", "staging", "production"]);
});

test("starts an environment's own state machine by the role that it keeps for the pipeline", () => {
  const [, , dev] = only(delivery(), "aws_codepipeline")?.["stage"] as { action: unknown[] }[];
  expect(dev?.action).toEqual([
    expect.objectContaining({
      role_arn: "arn:aws:iam::222222222222:role/slipway-dev-web-release-starter",
      configuration: expect.objectContaining({
        StateMachineArn: "arn:aws:states:eu-west-1:222222222222:stateMachine:slipway-dev-web-release",
      }) as unknown,
    }),
  ]);
});

test("builds as the data says", () => {
  const build = {
    computeType: "BUILD_GENERAL1_LARGE",
    architecture: "arm64",
    image: "image:1",
    timeoutMinutes: 42,
  };
  expect(only(delivery({ "services.web.build": build }), "aws_codebuild_project")).toMatchObject({
    build_timeout: 42,
    environment: { compute_type: "BUILD_GENERAL1_LARGE", type: "ARM_CONTAINER", image: "image:1" },
  });
});

test("takes its key from the artifacts stack and derives every other name", () => {
  const pipeline = only(delivery(), "aws_codepipeline");
  expect(pipeline).toMatchObject({
    name: "web-delivery-slipway",
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
