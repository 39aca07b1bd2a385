import { parseEnvironmentFile, parseUnitFile } from "../../../local/fleet/unit-file";

const unit = `
[Unit]
Description=Something
Restart=ignored here

[Service]
# a comment
ExecStart=/usr/bin/env node "src/the main.js" \\
  --flag
WorkingDirectory=/opt/app
Environment=A=1 "B=two words"
Environment=C=3
EnvironmentFile=-/etc/optional
EnvironmentFile=/opt/app/environment
Restart=on-failure
RestartSec=500ms
TimeoutStopSec=2min
`;

test("reads the settings of the service section", () => {
  expect(parseUnitFile("app.service", unit)).toEqual({
    execStart: ["/usr/bin/env", "node", "src/the main.js", "--flag"],
    workingDirectory: "/opt/app",
    environment: { A: "1", B: "two words", C: "3" },
    environmentFiles: [
      { path: "/etc/optional", optional: true },
      { path: "/opt/app/environment", optional: false },
    ],
    restart: "on-failure",
    restartMilliseconds: 500,
    stopMilliseconds: 120_000,
  });
});

test("refuses a unit without a command", () => {
  expect(() => parseUnitFile("app.service", "[Service]\nType=simple\n")).toThrow(
    "app.service: ExecStart must be a command, got nothing",
  );
});

test("reads an environment file with comments and quotes", () => {
  expect(parseEnvironmentFile('# no\nCOLOUR=blue\n\nMESSAGE="a=b c"\n;no=1\n')).toEqual({
    COLOUR: "blue",
    MESSAGE: "a=b c",
  });
});
