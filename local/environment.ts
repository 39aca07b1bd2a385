import type { Credentials } from "./credentials";

/** Credentials of a role as the SDKs and the AWS CLI read them. */
export function credentialVariables(credentials: Credentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

/** What a person exports so that Terraform, the AWS CLI and the SDKs speak to local AWS. */
export function exportsFor(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "eu-west-1",
    // The AWS CLI 1 reads this one.
    AWS_DEFAULT_REGION: "eu-west-1",
  };
}

/** A command's environment with these; nothing of the caller's own AWS configuration reaches it. */
export function environmentFor(endpoint: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...Object.fromEntries(own),
    ...exportsFor(endpoint),
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    CHECKPOINT_DISABLE: "1",
  };
}
