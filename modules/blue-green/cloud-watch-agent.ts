const CONFIGURATION = "/etc/slipway/cloudwatch-agent.json";
const CONTROL = "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl";
const USER = "cwagent";

export interface CloudWatchAgentProps {
  readonly logGroup: string;
  readonly metricNamespace: string;
  /** The one dimension of the metrics: whichever instances there are, a colour's memory and disk have one graph. */
  readonly autoScalingGroup: string;
}

/** The agent's package in Amazon Linux; it reads journals from 1.300070 on. */
export const CLOUD_WATCH_AGENT = "amazon-cloudwatch-agent";

/** Lines that configure and start the agent. It creates streams only: the group, its key and retention are ours. */
export function startCloudWatchAgent(props: CloudWatchAgentProps): string[] {
  return [
    // Whoever reads a journal is root or of this group.
    `usermod --append --groups systemd-journal ${USER}`,
    `install -D -m 0644 /dev/stdin ${CONFIGURATION} <<'END'`,
    JSON.stringify(configuration(props), undefined, 1),
    "END",
    `${CONTROL} -a fetch-config -m ec2 -s -c file:${CONFIGURATION}`,
  ];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html */
function configuration({ logGroup, metricNamespace, autoScalingGroup }: CloudWatchAgentProps): object {
  const file = (path: string, stream: string) => ({
    file_path: path,
    log_group_name: logGroup,
    log_stream_name: `{instance_id}/${stream}`,
  });
  const ofFleet = { append_dimensions: { AutoScalingGroupName: autoScalingGroup } };
  return {
    agent: { run_as_user: USER, omit_hostname: true },
    logs: {
      logs_collected: {
        journald: {
          collect_list: [{ log_group_name: logGroup, log_stream_name: "{instance_id}/journal" }],
        },
        files: {
          collect_list: [
            file("/var/log/aws/codedeploy-agent/codedeploy-agent.log", "codedeploy-agent"),
            file(
              "/opt/codedeploy-agent/deployment-root/deployment-logs/codedeploy-agent-deployments.log",
              "deployments",
            ),
          ],
        },
      },
    },
    metrics: {
      namespace: metricNamespace,
      metrics_collected: {
        mem: { measurement: ["mem_used_percent"], ...ofFleet },
        disk: { measurement: ["disk_used_percent"], resources: ["/"], drop_device: true, ...ofFleet },
      },
    },
  };
}
