import { bundleLambdas } from "../lambda-src/bundle";

/** Stacks zip the bundled functions, so both suites need them. */
export default async function globalSetup(): Promise<void> {
  await bundleLambdas();
}
