import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";

export interface CertificateProps {
  /** The one name that it is for, at most 64 characters. */
  readonly domain: string;
  /** Id of the public zone, of the same account, that `domain` lies in. */
  readonly hostedZone: string;
}

/** A certificate that ACM renews by itself, since the record that proves the domain stays. */
export class Certificate extends Construct {
  /** Once the certificate is issued, and not before. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    const { domain, hostedZone } = props;
    const certificate = new AcmCertificate(this, "certificate", {
      domainName: domain,
      validationMethod: "DNS",
      // Another domain's certificate is there before the listener lets go of this one.
      lifecycle: { createBeforeDestroy: true },
    });
    // One name has one record: a loop over the options would need their number before they are known.
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, "proof", {
      zoneId: hostedZone,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      // A domain's certificates in an account share their record.
      allowOverwrite: true,
    });
    this.arn = new AcmCertificateValidation(this, "issued", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }
}
