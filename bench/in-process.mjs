/** in-process.ts, loaded as cdktf loads our program. */
import "../scripts/untraced.cjs";
import { bundled } from "../scripts/bundled.mjs";

const { synthesizeInProcess } = await bundled("bench/in-process.ts");
await synthesizeInProcess(process.argv.slice(2));
