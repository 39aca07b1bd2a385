import type { EstateData } from "./schema";

/** THE data: what an adopter edits, beside `terraform-backend.hcl`. */
export const estate: EstateData = {
  application: "slipway",
  tools: { account: "111111111111", region: "eu-west-1", deployRole: "slipway-deploy" },
  environments: {
    dev: {
      account: "222222222222",
      region: "eu-west-1",
      deployRole: "slipway-deploy",
      protected: false,
      logRetentionDays: 30,
      network: { cidr: "10.10.0.0/16", zones: ["eu-west-1a", "eu-west-1b"], nat: "single" },
      officeHours: {
        timeZone: "Europe/London",
        days: ["MON", "TUE", "WED", "THU", "FRI"],
        from: "07:00",
        to: "20:00",
      },
    },
    staging: {
      account: "333333333333",
      region: "eu-west-1",
      deployRole: "slipway-deploy",
      protected: false,
      logRetentionDays: 90,
      network: { cidr: "10.20.0.0/16", zones: ["eu-west-1a", "eu-west-1b"], nat: "single" },
    },
    production: {
      account: "444444444444",
      region: "eu-west-1",
      deployRole: "slipway-deploy",
      protected: true,
      logRetentionDays: 365,
      network: { cidr: "10.30.0.0/16", zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"], nat: "per-zone" },
    },
  },
  services: {
    web: {
      source: { object: "source.zip" },
      build: {
        computeType: "BUILD_GENERAL1_SMALL",
        architecture: "x86_64",
        image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
        timeoutMinutes: 15,
      },
      port: 8080,
      healthPath: "/health",
      releaseTo: ["dev"],
      environments: {
        dev: {
          loadBalancer: {
            scheme: "internet-facing",
            tls: "plain-http",
            firewall: "none",
            allowedCidrs: ["0.0.0.0/0"],
            testCidrs: [],
          },
          fleet: {
            instanceType: "t3.small",
            amiParameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
            imageIsReady: false,
            agentSha256: "unchecked",
            minimum: 2,
            maximum: 4,
            scaling: { cpuPercent: 60, requestsPerMinute: 2000 },
            cpuCredits: "standard",
            detailedMonitoring: false,
            tenancy: "default",
            placement: "none",
            volumeGib: 16,
            deregistrationDelaySeconds: 30,
          },
          release: {
            steps: [
              { weight: 20, watchSeconds: 180 },
              { weight: 100, watchSeconds: 180 },
            ],
            gate: { maximumErrorPercent: 5, maximumConnectionErrors: 0, minimumRequests: 20 },
          },
        },
        staging: {
          loadBalancer: {
            scheme: "internal",
            tls: "plain-http",
            firewall: "none",
            allowedCidrs: ["10.0.0.0/8"],
            testCidrs: ["10.0.0.0/8"],
          },
          fleet: {
            instanceType: "t3.medium",
            amiParameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
            imageIsReady: false,
            agentSha256: "unchecked",
            minimum: 2,
            maximum: 6,
            scaling: { cpuPercent: 60, requestsPerMinute: 2000 },
            cpuCredits: "standard",
            detailedMonitoring: false,
            tenancy: "default",
            placement: "none",
            volumeGib: 16,
            deregistrationDelaySeconds: 60,
          },
          release: {
            steps: [
              { weight: 20, watchSeconds: 300 },
              { weight: 50, watchSeconds: 300 },
              { weight: 100, watchSeconds: 600 },
            ],
            gate: { maximumErrorPercent: 2, maximumConnectionErrors: 0, minimumRequests: 20 },
          },
        },
        production: {
          loadBalancer: {
            scheme: "internet-facing",
            tls: { hostedZone: "Z0123456789ABCDEFGHIJ", domain: "web.example.com" },
            firewall: {
              mode: "block",
              managedRules: [
                "AWSManagedRulesAmazonIpReputationList",
                "AWSManagedRulesCommonRuleSet",
                "AWSManagedRulesKnownBadInputsRuleSet",
              ],
              requestsPerAddress: 2000,
            },
            allowedCidrs: ["0.0.0.0/0"],
            testCidrs: [],
          },
          fleet: {
            instanceType: "m7g.large",
            amiParameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
            imageIsReady: false,
            agentSha256: "unchecked",
            minimum: 4,
            maximum: 24,
            scaling: { cpuPercent: 50, requestsPerMinute: 3000 },
            cpuCredits: "none",
            detailedMonitoring: true,
            tenancy: "default",
            placement: "none",
            volumeGib: 32,
            deregistrationDelaySeconds: 120,
          },
          release: {
            steps: [
              { weight: 5, watchSeconds: 600 },
              { weight: 25, watchSeconds: 600 },
              { weight: 50, watchSeconds: 600 },
              { weight: 100, watchSeconds: 1800 },
            ],
            gate: { maximumErrorPercent: 1, maximumConnectionErrors: 0, minimumRequests: 500 },
          },
        },
      },
    },
  },
};
