import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A certificate in PEM, and the key that it is for. */
export interface Certified {
  readonly certificate: string;
  readonly key: KeyObject;
}

/** An authority of its own, which nobody knows. */
export function authority(name = "authority"): Certified {
  const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { certificate: issue({ subject: name, issuer: name, publicKey, by: key, isAuthority: true }), key };
}

/** A server's certificate that `by` has signed. */
export function signedBy(by: Certified, issuer = "authority"): Certified {
  const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    certificate: issue({ subject: "server", issuer, publicKey, by: by.key, isAuthority: false }),
    key,
  };
}

interface Issue {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly by: KeyObject;
  readonly isAuthority: boolean;
}

const OID = {
  ecdsaWithSha256: "06082a8648ce3d040302",
  commonName: "0603550403",
  basicConstraints: "0603551d13",
};

/** X.509 version 3 in DER: https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function issue({ subject, issuer, publicKey, by, isAuthority }: Issue): string {
  const algorithm = sequence(Buffer.from(OID.ecdsaWithSha256, "hex"));
  const constraints = sequence(...(isAuthority ? [der(0x01, Buffer.from([0xff]))] : []));
  const extension = sequence(Buffer.from(OID.basicConstraints, "hex"), der(0x04, constraints));
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    named(issuer),
    sequence(der(0x18, Buffer.from("20200101000000Z")), der(0x18, Buffer.from("21200101000000Z"))),
    named(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(extension)),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", signed, by)]));
  const body = sequence(signed, algorithm, signature).toString("base64").replaceAll(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

function named(commonName: string): Buffer {
  const attribute = sequence(Buffer.from(OID.commonName, "hex"), der(0x0c, Buffer.from(commonName)));
  return sequence(der(0x31, attribute));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content]);
}
