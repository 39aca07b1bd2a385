import js from "@eslint/js";

const nodeGlobals = [
  "Buffer",
  "URL",
  "clearInterval",
  "clearTimeout",
  "console",
  "fetch",
  "process",
  "setInterval",
  "setTimeout",
];

export default [
  { ignores: ["dist", "reports", "node_modules"] },
  js.configs.recommended,
  {
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, "readonly"])) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
];
