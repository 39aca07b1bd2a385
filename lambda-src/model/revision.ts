import * as z from "zod";

/** One built revision: exactly this version of this object. */
export const revision = z.strictObject({
  bucket: z.string().min(1),
  key: z.string().min(1),
  objectVersion: z.string().min(1),
  /** Hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits"),
});
export type Revision = z.infer<typeof revision>;
