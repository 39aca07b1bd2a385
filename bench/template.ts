import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { copySource } from "../scripts/copy-source";

/** Makes a folder with the same source as `cdktf init` would have it: run by ts-node, from the provider's index. */
export function installTemplate(folder: string): string {
  const source = path.join(folder, "source");
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    cpSync(path.join(__dirname, "template", file), path.join(folder, file));
  execFileSync("npm", ["ci", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
  copySource(source, withIndex, ["cdktf.json", "bench/in-process.ts", "bench/estate.ts"]);
  return source;
}

/** The index has a namespace for each resource: `iamRole` where we import from `@cdktf/provider-aws/lib/iam-role`. */
function withIndex(text: string): string {
  return text.replaceAll(
    /^import (type )?\{\s+([^}]+?),?\s+\} from "@cdktf\/provider-aws\/lib\/([\w-]+)";$/gm,
    (_, onlyTypes: string | undefined, names: string, file: string) => {
      const namespace = file.replaceAll(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
      const local = `${namespace}_${names.replaceAll(/\W+/g, "_")}`;
      const aliases = names.split(/,\s+/).map((name) => {
        const [, type, alias] = /^(type )?(\w+)$/.exec(name) ?? [];
        return (type ?? onlyTypes) === undefined
          ? `import ${alias} = ${local}.${alias};`
          : `type ${alias} = ${local}.${alias};`;
      });
      return [`import { ${namespace} as ${local} } from "@cdktf/provider-aws";`, ...aliases].join(" ");
    },
  );
}
