"""Names of service-linked roles, which moto makes up of the service's."""

from moto.iam.models import SERVICE_NAME_CONVERSION

SERVICE_NAME_CONVERSION.update(
    {
        "config": "Config",
        "ec2-nat-gateway": "NATGateway",
        "elasticloadbalancing": "ElasticLoadBalancing",
    }
)
