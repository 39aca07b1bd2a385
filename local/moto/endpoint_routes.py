"""Routes to a gateway endpoint in route tables that it gets and loses later, which moto has only from its beginning."""

from moto.ec2.models.vpcs import VPCBackend

modify = VPCBackend.modify_vpc_endpoint


def modify_with_routes(backend, *, vpc_id, add_route_tables, remove_route_tables, **rest):
    modify(
        backend, vpc_id=vpc_id, add_route_tables=add_route_tables, remove_route_tables=remove_route_tables, **rest
    )
    prefix_list = backend.vpc_end_points[vpc_id].destination_prefix_list_id
    for table in add_route_tables or []:
        backend.create_route(table, None, gateway_id=vpc_id, destination_prefix_list_id=prefix_list)
    for table in remove_route_tables or []:
        backend.delete_route(table, prefix_list)


VPCBackend.modify_vpc_endpoint = modify_with_routes
