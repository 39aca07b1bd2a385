import { version } from "@cdktf/provider-aws/package.json";

/** Bindings from this major version on are of provider 6, which alone takes `nodejs24.x`. */
const FIRST_OF_PROVIDER_6 = 21;

/**
 * Runtime of every function. Lambda supports Node.js 22 until 2027-04-30, and provider 5.100 knows nothing newer.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 * @see docs/adr/007-the-way-past-provider-5.md
 */
export const LAMBDA_RUNTIME =
  Number(version.split(".")[0]) < FIRST_OF_PROVIDER_6 ? "nodejs22.x" : "nodejs24.x";
