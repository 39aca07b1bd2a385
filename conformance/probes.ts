import type { ProbeGroup } from "./probe";
import { autoScalingProbes } from "./probes/auto-scaling";
import { codeDeployProbes } from "./probes/code-deploy";
import { deliveryProbes } from "./probes/delivery";
import { dynamoDbProbes } from "./probes/dynamodb";
import { identityProbes } from "./probes/identity";
import { lambdaProbes } from "./probes/lambda";
import { loadBalancingProbes } from "./probes/load-balancing";
import { monitoringProbes } from "./probes/monitoring";
import { refusals } from "./probes/refusals";
import { s3Probes } from "./probes/s3";
import { stepFunctionsProbes } from "./probes/step-functions";

/** Every probe, in the order of the report. */
export const probeGroups: readonly ProbeGroup[] = [
  s3Probes,
  dynamoDbProbes,
  loadBalancingProbes,
  autoScalingProbes,
  codeDeployProbes,
  lambdaProbes,
  stepFunctionsProbes,
  monitoringProbes,
  deliveryProbes,
  identityProbes,
  refusals,
];
