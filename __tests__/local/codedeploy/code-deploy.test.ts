import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentConfigCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
  DeleteDeploymentConfigCommand,
  DeleteDeploymentGroupCommand,
  GetApplicationCommand,
  GetApplicationRevisionCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  ListDeploymentConfigsCommand,
  ListTagsForResourceCommand,
  RegisterApplicationRevisionCommand,
  StopDeploymentCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApplicationCommand,
  UpdateDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import { CodeDeploy } from "../../../local/codedeploy/code-deploy";
import { Fleet } from "../../../local/fleet/fleet";
import { type FakeAws, fakeAws } from "../fake-context";

let aws: FakeAws;
let client: CodeDeployClient;

const role = "arn:aws:iam::222222222222:role/codedeploy";
const group = { applicationName: "shop", deploymentGroupName: "shop-blue" };
const revision = {
  revisionType: "S3",
  s3Location: { bucket: "releases", key: "v1.zip", bundleType: "zip", version: "1" },
} as const;

beforeEach(async () => {
  aws = await fakeAws((context) => [new CodeDeploy(context, new Fleet(context))]);
  client = new CodeDeployClient({ ...aws.client, maxAttempts: 1 });
  await client.send(
    new CreateApplicationCommand({ applicationName: "shop", tags: [{ Key: "team", Value: "a" }] }),
  );
  await client.send(
    new CreateDeploymentGroupCommand({
      ...group,
      serviceRoleArn: role,
      tags: [{ Key: "colour", Value: "blue" }],
    }),
  );
});

afterEach(async () => {
  client.destroy();
  await aws.close();
});

test("keeps an application with its tags, renames it and deletes it with its groups", async () => {
  const ResourceArn = "arn:aws:codedeploy:eu-west-1:222222222222:application:shop";
  await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "team", Value: "b" }] }));
  await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "more", Value: "1" }] }));
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["more"] }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(Tags).toEqual([{ Key: "team", Value: "b" }]);

  await client.send(new UpdateApplicationCommand({ applicationName: "shop", newApplicationName: "store" }));
  const { application } = await client.send(new GetApplicationCommand({ applicationName: "store" }));
  expect(application).toMatchObject({
    applicationName: "store",
    computePlatform: "Server",
    linkedToGitHub: false,
  });
  expect(application?.createTime).toBeInstanceOf(Date);

  await client.send(new DeleteApplicationCommand({ applicationName: "store" }));
  await expect(client.send(new GetApplicationCommand({ applicationName: "store" }))).rejects.toMatchObject({
    name: "ApplicationDoesNotExistException",
  });
});

test("keeps a deployment group: absent fields stay, given ones replace", async () => {
  await client.send(
    new UpdateDeploymentGroupCommand({
      applicationName: "shop",
      currentDeploymentGroupName: "shop-blue",
      newDeploymentGroupName: "shop-green",
      deploymentConfigName: "CodeDeployDefault.AllAtOnce",
      autoScalingGroups: [],
    }),
  );
  const renamed = { ...group, deploymentGroupName: "shop-green" };
  const { deploymentGroupInfo } = await client.send(new GetDeploymentGroupCommand(renamed));
  expect(deploymentGroupInfo).toMatchObject({
    ...renamed,
    serviceRoleArn: role,
    deploymentConfigName: "CodeDeployDefault.AllAtOnce",
    autoScalingGroups: [],
    computePlatform: "Server",
    deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITHOUT_TRAFFIC_CONTROL" },
  });
  const ResourceArn = "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:shop/shop-green";
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(Tags).toEqual([{ Key: "colour", Value: "blue" }]);

  await client.send(new DeleteDeploymentGroupCommand(renamed));
  await expect(client.send(new GetDeploymentGroupCommand(renamed))).rejects.toMatchObject({
    name: "DeploymentGroupDoesNotExistException",
  });
});

test("knows CodeDeploy's deployment configurations and custom ones, and refuses to delete one in use", async () => {
  const deploymentConfigName = "two-stay";
  const minimumHealthyHosts = { type: "HOST_COUNT", value: 2 } as const;
  await client.send(new CreateDeploymentConfigCommand({ deploymentConfigName, minimumHealthyHosts }));
  const { deploymentConfigInfo } = await client.send(
    new GetDeploymentConfigCommand({ deploymentConfigName }),
  );
  expect(deploymentConfigInfo).toMatchObject({
    deploymentConfigName,
    minimumHealthyHosts,
    computePlatform: "Server",
  });
  const { deploymentConfigsList } = await client.send(new ListDeploymentConfigsCommand({}));
  expect(deploymentConfigsList).toEqual(expect.arrayContaining(["CodeDeployDefault.AllAtOnce", "two-stay"]));

  const update = { applicationName: "shop", currentDeploymentGroupName: "shop-blue" };
  await client.send(new UpdateDeploymentGroupCommand({ ...update, deploymentConfigName }));
  await expect(
    client.send(new DeleteDeploymentConfigCommand({ deploymentConfigName })),
  ).rejects.toMatchObject({
    name: "DeploymentConfigInUseException",
  });
});

test("registers a revision and says when it was", async () => {
  await expect(
    client.send(new GetApplicationRevisionCommand({ applicationName: "shop", revision })),
  ).rejects.toMatchObject({ name: "RevisionDoesNotExistException" });
  await client.send(new RegisterApplicationRevisionCommand({ applicationName: "shop", revision }));
  const found = await client.send(new GetApplicationRevisionCommand({ applicationName: "shop", revision }));
  expect(found.revision).toEqual(revision);
  expect(found.revisionInfo?.registerTime).toBeInstanceOf(Date);
});

test.each([
  [{ ...group, applicationName: "none", revision }, "ApplicationDoesNotExistException"],
  [{ ...group, deploymentGroupName: "none", revision }, "DeploymentGroupDoesNotExistException"],
  [{ ...group, revision, deploymentConfigName: "none" }, "DeploymentConfigDoesNotExistException"],
  [{ ...group }, "RevisionRequiredException"],
])("refuses a deployment of %j: %s", async (input, name) => {
  await expect(client.send(new CreateDeploymentCommand(input))).rejects.toMatchObject({ name });
});

test("refuses to stop a deployment that does not exist", async () => {
  await expect(client.send(new StopDeploymentCommand({ deploymentId: "d-NONE" }))).rejects.toMatchObject({
    name: "DeploymentDoesNotExistException",
  });
});
