import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget";
import { Construct } from "constructs";

export interface BudgetProps {
  readonly name: string;
  /** Limit of what the account costs in a month. */
  readonly monthlyUsd: number;
  /** Email addresses, at most 10. */
  readonly recipients: readonly string[];
}

/** Told where the month is going to cost more than it may, where most of it is spent, and where all is. */
const NOTICES = [
  { notificationType: "FORECASTED", threshold: 100 },
  { notificationType: "ACTUAL", threshold: 80 },
  { notificationType: "ACTUAL", threshold: 100 },
];

/** What an account may cost. It only tells: AWS stops nothing. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    const { name, monthlyUsd, recipients } = props;
    new BudgetsBudget(this, "budget", {
      name,
      budgetType: "COST",
      limitAmount: String(monthlyUsd),
      limitUnit: "USD",
      timeUnit: "MONTHLY",
      notification: NOTICES.map((notice) => ({
        ...notice,
        thresholdType: "PERCENTAGE",
        comparisonOperator: "GREATER_THAN",
        subscriberEmailAddresses: [...recipients],
      })),
    });
  }
}
