import type { ObjectDefinition } from '../define-object.ts';
import type { RecordValues } from '../field.ts';
import type { ObjectName } from '../names.ts';
import { settleDeal } from './deal-rules.ts';
import { settleOrder } from './order-totals.ts';
import { settleTask } from './task-rules.ts';
import { settleTicket } from './ticket-clock.ts';

/** What a rule looks at besides the values. */
export interface Occasion {
  /** The values before, absent for a new record. */
  readonly before?: RecordValues;
  /** When this happens; UTC, ISO-8601. */
  readonly at: string;
  /** When the record was made; `at` for a new one. */
  readonly createdAt: string;
}

/** Completes the values of a record with what the product computes. */
export type Rule = (
  object: ObjectDefinition,
  values: RecordValues,
  occasion: Occasion,
) => RecordValues;

const starting =
  (field: string, code: string): Rule =>
  (_object, values) => ({ ...values, [field]: values[field] ?? code });

const rules: Readonly<Partial<Record<ObjectName, Rule>>> = {
  lead: starting('status', 'new'),
  deal: settleDeal,
  order: settleOrder,
  ticket: settleTicket,
  campaign: starting('status', 'planned'),
  activity: (_object, values, { at }) => ({ ...values, happenedAt: values['happenedAt'] ?? at }),
  task: settleTask,
};

/**
 * The values as they are stored: first states and whatever is computed from the rest (totals, weighted
 * amounts, deadlines). Total: any values of the right form can be settled, and settling again changes nothing.
 */
export function settle(
  object: ObjectDefinition,
  values: RecordValues,
  occasion: Occasion,
): RecordValues {
  return rules[object.name]?.(object, values, occasion) ?? values;
}
