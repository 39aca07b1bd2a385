import tseslint from "typescript-eslint";

const providerIndex = {
  name: "@cdktf/provider-aws",
  message: "import one resource, as in @cdktf/provider-aws/lib/vpc: the index costs 8 s and 712 MB",
};

/** Who may import whom: main.ts → stacks → modules; lambda-src, local and sample-app import none of them. */
const boundary = (files, forbidden, message) => ({
  files,
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      { paths: [providerIndex], patterns: [{ group: forbidden, message, allowTypeImports: true }] },
    ],
  },
});

export default tseslint.config(
  { ignores: ["node_modules", "cdktf.out", "dist", ".local", ".venv", ".checkov", "sample-app", "next"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-restricted-imports": ["error", { paths: [providerIndex] }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: "error",
    },
  },
  boundary(
    ["modules/**/*.ts"],
    ["**/stacks/**", "**/local/**", "**/lambda-src/**"],
    "modules know no stack, no local AWS and no runtime code",
  ),
  boundary(["stacks/**/*.ts"], ["**/local/**", "**/lambda-src/**"], "stacks compose modules only"),
  boundary(
    ["lambda-src/**/*.ts"],
    ["**/stacks/**", "**/modules/**", "**/local/**"],
    "runtime code imports no infrastructure",
  ),
  boundary(
    ["conformance/**/*.ts"],
    ["**/stacks/**", "**/modules/**", "**/lambda-src/**", "**/local/**"],
    "probes ask any endpoint, over the AWS SDK only",
  ),
  boundary(
    ["local/**/*.ts"],
    ["**/stacks/**", "**/modules/**", "**/lambda-src/**", "**/conformance/**"],
    "local AWS knows only the deployed artefacts",
  ),
);
