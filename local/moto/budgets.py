"""What moto lacks of budgets: changes, tags, and who is told."""

import json

from moto.budgets.responses import BudgetsResponse

create = BudgetsResponse.create_budget


def create_budget(response):
    answer = create(response)
    budget_of(response, response._get_param("Budget")["BudgetName"]).tags = tags_in(response)
    return answer


def update_budget(response):
    change = response._get_param("NewBudget")
    budget_of(response, change["BudgetName"]).budget.update(change)
    return "{}"


def describe_subscribers_for_notification(response):
    asked = response._get_param("Notification")
    notifications = budget_of(response, response._get_param("BudgetName")).notifications
    [subscribers] = [one.subscribers for one in notifications if one.details == asked]
    return json.dumps({"Subscribers": subscribers})


def list_tags_for_resource(response):
    tags = tagged(response).tags
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in tags.items()]})


def tag_resource(response):
    tagged(response).tags.update(tags_in(response))
    return "{}"


def untag_resource(response):
    for key in response._get_param("ResourceTagKeys"):
        tagged(response).tags.pop(key, None)
    return "{}"


def tagged(response):
    # arn:aws:budgets::123456789012:budget/name
    return budget_of(response, response._get_param("ResourceARN").split("/")[-1])


def tags_in(response):
    return {tag["Key"]: tag["Value"] for tag in response._get_param("ResourceTags") or []}


def budget_of(response, name):
    return response.backend.budgets[response.current_account][name]


for operation in (
    create_budget,
    describe_subscribers_for_notification,
    list_tags_for_resource,
    tag_resource,
    untag_resource,
    update_budget,
):
    setattr(BudgetsResponse, operation.__name__, operation)
