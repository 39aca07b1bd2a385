"""Reads `[{"name", "policy"}]` from standard input and prints what parliament finds in the policies as JSON."""

import json
import sys
import warnings

warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
import parliament  # noqa: E402


def scalars(condition):
    """parliament reads no list of one value, which is the same to AWS."""
    return {
        test: {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in keys.items()}
        for test, keys in condition.items()
    }


def readable(statement):
    # A trust policy names no resource; parliament would look no further there.
    readable = {**({} if "Resource" in statement else {"Resource": "*"}), **statement}
    return {**readable, "Condition": scalars(statement["Condition"])} if "Condition" in statement else readable


def findings(name, policy):
    text = json.dumps({**policy, "Statement": [readable(statement) for statement in policy["Statement"]]})
    for finding in parliament.analyze_policy_string(text, include_community_auditors=True).findings:
        detail = finding.detail or finding.location
        yield {"check": finding.issue, "where": name, "name": detail if isinstance(detail, str) else json.dumps(detail)}


json.dump([found for one in json.load(sys.stdin) for found in findings(**one)], sys.stdout)
