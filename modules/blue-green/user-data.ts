import { type CodeDeployAgentProps, configureAgent, installAgent, startAgent } from "./code-deploy-agent";
import { CLOUD_WATCH_AGENT, type CloudWatchAgentProps, startCloudWatchAgent } from "./cloud-watch-agent";
import { LAUNCH_HOOK } from "./launch-hook";

export interface UserDataProps extends CodeDeployAgentProps, CloudWatchAgentProps {
  /** TCP port that the application listens on. */
  readonly port: number;
  /** Name of the Auto Scaling group, whose launch hook waits for the end of this. */
  readonly autoScalingGroup: string;
  /** The image brings Node.js and the agents: nothing is installed. */
  readonly imageIsReady: boolean;
}

/**
 * First boot of an Amazon Linux 2023 instance: Node.js, the application's environment, the agents of
 * CloudWatch and CodeDeploy.
 *
 * A step that fails gives the instance up at once; else it is in service as soon as its agent answers.
 *
 * Packages come from the repositories of the image's own release, so two instances of one image have the same; a
 * newer image is what brings newer ones: https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades.html
 */
export function userData(props: UserDataProps): string {
  const { region, port, autoScalingGroup, imageIsReady } = props;
  const lines = [
    "#!/bin/bash",
    "set -euo pipefail",
    "answer() {",
    `  aws autoscaling complete-lifecycle-action --region ${region} \\`,
    `    --auto-scaling-group-name ${autoScalingGroup} --lifecycle-hook-name ${LAUNCH_HOOK} \\`,
    '    --instance-id "$(cat /var/lib/cloud/data/instance-id)" --lifecycle-action-result "$1"',
    "}",
    "trap 'answer ABANDON' EXIT",
    ...(imageIsReady ? [] : [`dnf install -y nodejs22 ${CLOUD_WATCH_AGENT}`]),
    // The hooks of a revision take it over; a revision itself carries no settings of an environment.
    "install -d -m 0755 /etc/slipway",
    `printf 'PORT=%s\\n' ${port} > /etc/slipway/environment`,
    // So that what comes is in its log.
    ...startCloudWatchAgent(props),
    // CodeDeploy's agent comes last: as soon as it runs it may be told to install a revision.
    ...configureAgent(props),
    ...(imageIsReady ? [] : installAgent(props)),
    ...startAgent(props),
    "trap - EXIT",
    "answer CONTINUE",
  ];
  return `${lines.join("\n")}\n`;
}
