import { delimiter, dirname, join } from "node:path";
import type { SessionConfiguration } from "../client-configuration";
import { credentialVariables } from "../environment";
import type { Build, Project } from "./build";
import type { Buildspec } from "./buildspec";

interface Parts {
  readonly project: Project;
  readonly build: Build;
  readonly buildspec: Buildspec;
  readonly source: string;
  /** Of the project's role. */
  readonly client: SessionConfiguration;
}

/** What a build may see of this machine: where its tools, caches and proxies are. */
const HOST_VARIABLES =
  /^(HOME|USER|LANG|LC_\w+|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|(https?|no)_proxy|npm_config_.+)$/i;

/**
 * The environment of a build's commands: the project's variables, CodeBuild's own, and the service role's
 * credentials. As on AWS, a buildspec's variables are the weakest.
 */
export function buildEnvironment(parts: Parts): NodeJS.ProcessEnv {
  const { project, build, buildspec, source } = parts;
  const { endpoint, region, credentials } = parts.client;
  const given = project.environment.environmentVariables ?? [];
  const unsupported = given.find(({ type = "PLAINTEXT" }) => type !== "PLAINTEXT");
  if (unsupported !== undefined)
    throw new Error(`codebuild: ${unsupported.name} must be PLAINTEXT on local AWS, got ${unsupported.type}`);
  return {
    ...hostEnvironment(),
    ...buildspec.env.variables,
    ...Object.fromEntries(given.map(({ name, value }) => [name, value])),
    CI: "true",
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...credentialVariables(credentials),
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_NUMBER: String(build.buildNumber),
    CODEBUILD_BUILD_IMAGE: project.environment.image,
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_SRC_DIR: source,
    CODEBUILD_START_TIME: String(Math.round(build.startTime.getTime())),
  };
}

function hostEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => HOST_VARIABLES.test(name));
  const moto = process.env["SLIPWAY_MOTO"] ?? join(__dirname, "../../.venv/bin/moto_server");
  // The pinned AWS CLI lies beside moto; node is the one that runs local AWS.
  const path = [dirname(moto), dirname(process.execPath), process.env["PATH"]];
  const direct = "127.0.0.1,localhost";
  const noProxy = [process.env["NO_PROXY"] ?? process.env["no_proxy"], direct].filter(Boolean).join(",");
  return {
    ...Object.fromEntries(kept),
    PATH: path.filter((part) => part !== undefined).join(delimiter),
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}
