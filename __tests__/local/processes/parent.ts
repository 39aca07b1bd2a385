import { openSync } from "node:fs";
import { startChild } from "../../../local/processes/child";

const output = openSync("/dev/null", "w");
const child = startChild("/usr/bin/env", ["sleep", "300"], { cwd: "/", env: process.env, output });
console.log(child.pid);
setInterval(() => undefined, 1000);
