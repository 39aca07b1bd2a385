/**
 * Published under `releases/` of the region's bucket as `codedeploy-agent-<version>-<build>.<architecture>.rpm`.
 * `latestv2/LATEST_VERSION` there names the newest.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-version.html
 */
const VERSION = "2.1.0-9745926189";

const CONFIGURATION = "/etc/codedeploy-agent/conf/codedeployagent.yml";

export interface CodeDeployAgentProps {
  readonly region: string;
  /** Calls the endpoint of a private network: `codedeploy-commands-secure`. */
  readonly privateEndpoint: boolean;
  /** SHA-256 of the package, for the fleet's architecture; `unchecked` trusts TLS and the package's own digests. */
  readonly sha256: string;
}

/** Lines that install the agent, which starts itself: what it needs must be there before. */
export function installAgent({ region, sha256 }: CodeDeployAgentProps): string[] {
  const url = `https://aws-codedeploy-${region}.s3.${region}.amazonaws.com/releases/$package`;
  return [
    `package=codedeploy-agent-${VERSION}.$(uname --machine).rpm`,
    `curl --fail --silent --show-error --retry 5 --output "/tmp/$package" "${url}"`,
    ...(sha256 === "unchecked" ? [] : [`echo "${sha256}  /tmp/$package" | sha256sum --check`]),
    // AWS does not sign it: https://github.com/aws/aws-codedeploy-agent/issues/261
    'rpm --checksig --nosignature "/tmp/$package"',
    'rpm --install "/tmp/$package"',
    'rm "/tmp/$package"',
  ];
}

/** Lines that configure it, before it is installed: the package keeps a configuration that is there. */
export function configureAgent({ privateEndpoint }: CodeDeployAgentProps): string[] {
  return [
    `install -D -m 0644 /dev/stdin ${CONFIGURATION} <<'END'`,
    "---",
    ":disable_imds_v1: true",
    `:enable_auth_policy: ${privateEndpoint}`,
    // Otherwise each lifecycle event begins up to 30 s after the one before it.
    ":wait_between_runs: 1",
    "END",
  ];
}

/** Lines that start it where an image brought it, and fail unless it runs and reaches CodeDeploy. */
export function startAgent({ region, privateEndpoint }: CodeDeployAgentProps): string[] {
  const endpoint = `codedeploy-commands${privateEndpoint ? "-secure" : ""}.${region}.amazonaws.com`;
  return [
    "systemctl enable codedeploy-agent",
    "systemctl restart codedeploy-agent",
    // Whatever it answers: DNS, the way there and its certificate are right then.
    `curl --silent --show-error --retry 10 --retry-all-errors --max-time 10 --output /dev/null https://${endpoint}`,
    "systemctl is-active codedeploy-agent",
  ];
}
