/**
 * Three suites: `unit` is fast and needs nothing; `local` starts local AWS and takes minutes; `platform` deploys and
 * destroys all stacks of an environment there.
 */
const common = {
  testEnvironment: "node",
  setupFiles: ["<rootDir>/scripts/untraced.cjs"],
  transform: { "^.+\\.ts$": "@swc/jest" },
  moduleFileExtensions: ["ts", "js", "json"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/cdktf.out/",
    "<rootDir>/.local/",
    "<rootDir>/sample-app/",
    "<rootDir>/next/",
  ],
  modulePathIgnorePatterns: [
    "<rootDir>/cdktf.out/",
    "<rootDir>/.local/",
    "<rootDir>/dist/",
    "<rootDir>/next/",
  ],
};

module.exports = {
  // Local suites wait for Terraform and processes most of the time.
  maxWorkers: 2,
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, "\\.(local|platform)\\.test\\.ts$"],
      globalSetup: "<rootDir>/__tests__/bundle-lambdas.ts",
      setupFilesAfterEnv: ["<rootDir>/__tests__/setup-cdktf.ts"],
    },
    {
      ...common,
      displayName: "local",
      testMatch: ["<rootDir>/__tests__/**/*.local.test.ts"],
      globalSetup: "<rootDir>/__tests__/bundle-lambdas.ts",
    },
    {
      ...common,
      displayName: "platform",
      testMatch: ["<rootDir>/__tests__/**/*.platform.test.ts"],
      globalSetup: "<rootDir>/__tests__/bundle-lambdas.ts",
    },
  ],
};
