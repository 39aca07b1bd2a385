"""Descriptions of security group rules about a group or a prefix list, which moto keeps of those about a CIDR only."""

from moto.ec2.models.security_groups import SecurityGroupRule

make = SecurityGroupRule.__init__


def make_described(rule, *args, **options):
    make(rule, *args, **options)
    for peer in args[5:8]:
        if peer and "Description" in peer:
            rule.ip_range["Description"] = peer["Description"]


SecurityGroupRule.__init__ = make_described
