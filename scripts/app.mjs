/** What cdktf runs: `app` in cdktf.json. */
import "./untraced.cjs";
import { bundled } from "./bundled.mjs";

const { bundleLambdas } = await bundled("lambda-src/bundle.ts");
await bundleLambdas();
const { main } = await bundled("main.ts");
await main();
