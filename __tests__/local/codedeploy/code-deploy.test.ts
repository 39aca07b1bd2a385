import {
  BatchGetApplicationsCommand,
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
  DeleteDeploymentGroupCommand,
  GetApplicationCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  ListTagsForResourceCommand,
  StopDeploymentCommand,
  TagResourceCommand,
  UntagResourceCommand,
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

test("keeps an application with its tags, and deletes it with its groups", async () => {
  const ResourceArn = "arn:aws:codedeploy:eu-west-1:222222222222:application:shop";
  await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "team", Value: "b" }] }));
  await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "more", Value: "1" }] }));
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["more"] }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(Tags).toEqual([{ Key: "team", Value: "b" }]);

  const { application } = await client.send(new GetApplicationCommand({ applicationName: "shop" }));
  expect(application).toMatchObject({
    applicationName: "shop",
    computePlatform: "Server",
    linkedToGitHub: false,
  });
  expect(application?.createTime).toBeInstanceOf(Date);

  await client.send(new DeleteApplicationCommand({ applicationName: "shop" }));
  await expect(client.send(new GetApplicationCommand({ applicationName: "shop" }))).rejects.toMatchObject({
    name: "ApplicationDoesNotExistException",
  });
});

test("keeps a deployment group: absent fields stay, given ones replace", async () => {
  await client.send(
    new UpdateDeploymentGroupCommand({
      applicationName: "shop",
      currentDeploymentGroupName: "shop-blue",
      deploymentConfigName: "CodeDeployDefault.AllAtOnce",
      autoScalingGroups: [],
    }),
  );
  const { deploymentGroupInfo } = await client.send(new GetDeploymentGroupCommand(group));
  expect(deploymentGroupInfo).toMatchObject({
    ...group,
    serviceRoleArn: role,
    deploymentConfigName: "CodeDeployDefault.AllAtOnce",
    autoScalingGroups: [],
    computePlatform: "Server",
    deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITHOUT_TRAFFIC_CONTROL" },
  });
  const ResourceArn = "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:shop/shop-blue";
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect(Tags).toEqual([{ Key: "colour", Value: "blue" }]);

  await client.send(new DeleteDeploymentGroupCommand(group));
  await expect(client.send(new GetDeploymentGroupCommand(group))).rejects.toMatchObject({
    name: "DeploymentGroupDoesNotExistException",
  });
});

test.each([
  [{ ...group, applicationName: "none", revision }, "ApplicationDoesNotExistException"],
  [{ ...group, deploymentGroupName: "none", revision }, "DeploymentGroupDoesNotExistException"],
  [{ ...group, revision, deploymentConfigName: "none" }, "DeploymentConfigDoesNotExistException"],
  [{ ...group, revision }, "DeploymentConfigDoesNotExistException"],
  [{ ...group }, "RevisionRequiredException"],
])("refuses a deployment of %j: %s", async (input, name) => {
  await expect(client.send(new CreateDeploymentCommand(input))).rejects.toMatchObject({ name });
});

test("refuses a group with a configuration that it does not play", async () => {
  const deploymentConfigName = "CodeDeployDefault.HalfAtATime";
  const made = { ...group, deploymentGroupName: "shop-red", serviceRoleArn: role, deploymentConfigName };
  await expect(client.send(new CreateDeploymentGroupCommand(made))).rejects.toMatchObject({
    name: "DeploymentConfigDoesNotExistException",
  });
  const { applicationName, deploymentGroupName: currentDeploymentGroupName } = group;
  const changed = { applicationName, currentDeploymentGroupName, deploymentConfigName };
  await expect(client.send(new UpdateDeploymentGroupCommand(changed))).rejects.toMatchObject({
    name: "DeploymentConfigDoesNotExistException",
  });
});

test("refuses what it does not play by its name", async () => {
  const renamed = new UpdateDeploymentGroupCommand({
    applicationName: "shop",
    currentDeploymentGroupName: "shop-blue",
    newDeploymentGroupName: "shop-red",
  });
  await expect(client.send(renamed)).rejects.toThrow("local AWS does not simulate newDeploymentGroupName");
  const since = new ListDeploymentsCommand({ ...group, createTimeRange: { start: new Date() } });
  await expect(client.send(since)).rejects.toThrow("local AWS does not simulate createTimeRange");
});

test("names an operation that it lacks", async () => {
  await expect(client.send(new BatchGetApplicationsCommand({ applicationNames: [] }))).rejects.toThrow(
    "local AWS has no codedeploy:BatchGetApplications",
  );
});

test("refuses to stop a deployment that does not exist", async () => {
  await expect(client.send(new StopDeploymentCommand({ deploymentId: "d-NONE" }))).rejects.toMatchObject({
    name: "DeploymentDoesNotExistException",
  });
});
