"""What moto lacks of budgets: changes, tags, and who is told."""

import json

from moto.budgets.models import Notification
from moto.budgets.responses import BudgetsResponse


def budget_of(response):
    name = response._get_param("BudgetName") or response._get_param("NewBudget", {}).get("BudgetName")
    # arn:aws:budgets::123456789012:budget/name
    name = name or response._get_param("ResourceARN").split("/")[-1]
    account = response._get_param("AccountId") or response.current_account
    response.backend.describe_budget(account, name)
    return response.backend.budgets[account][name]


def update_budget(response):
    budget = budget_of(response)
    budget.budget = {**budget.budget, **response._get_param("NewBudget")}
    return "{}"


def describe_subscribers_for_notification(response):
    details = response._get_param("Notification")
    [notification] = [one for one in budget_of(response).notifications if same(one, details)]
    return json.dumps({"Subscribers": notification.subscribers})


def same(notification: Notification, details):
    keys = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    return all(notification.details.get(key) == details.get(key) for key in keys)


def list_tags_for_resource(response):
    tags = tags_of(response)
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in tags.items()]})


def tag_resource(response):
    tags_of(response).update({tag["Key"]: tag["Value"] for tag in response._get_param("ResourceTags")})
    return "{}"


def untag_resource(response):
    for key in response._get_param("ResourceTagKeys"):
        tags_of(response).pop(key, None)
    return "{}"


def tags_of(response):
    budget = budget_of(response)
    if not hasattr(budget, "tags"):
        budget.tags = {}
    return budget.tags


create = BudgetsResponse.create_budget


def create_budget(response):
    answer = create(response)
    tags = response._get_param("ResourceTags") or []
    name = response._get_param("Budget")["BudgetName"]
    budget = response.backend.budgets[response._get_param("AccountId")][name]
    budget.tags = {tag["Key"]: tag["Value"] for tag in tags}
    return answer


for operation in (
    create_budget,
    describe_subscribers_for_notification,
    list_tags_for_resource,
    tag_resource,
    untag_resource,
    update_budget,
):
    setattr(BudgetsResponse, operation.__name__, operation)
