import type { FieldFault } from '#shared/errors/codes';
import type { ObjectDefinition } from '../define-object.ts';
import type { RecordValues } from '../field.ts';
import { currenciesOf } from './order-totals.ts';
import { comesEver, lastOf } from './recurrence.ts';
import { textOf } from './values.ts';

/** What does not go together in values that are each right by themselves. */
export function faultsIn(object: ObjectDefinition, values: RecordValues): FieldFault[] {
  switch (object.name) {
    case 'order': {
      const currencies = currenciesOf(values);
      const message = `An order has one currency, not ${currencies.join(' and ')}.`;
      return currencies.length > 1 ? [{ field: 'lines', message }] : [];
    }
    case 'deal': {
      const pipeline = object.pipelines?.find(({ code }) => code === textOf(values, 'pipeline'));
      const stage = textOf(values, 'stage');
      const isThere =
        !pipeline || stage === undefined || pipeline.stages.some(({ code }) => code === stage);
      const message = 'The pipeline has no such stage.';
      return isThere ? [] : [{ field: 'stage', message }];
    }
    case 'campaign': {
      const [starts, ends] = [textOf(values, 'startsOn'), textOf(values, 'endsOn')];
      const isInOrder = starts === undefined || ends === undefined || starts <= ends;
      return isInOrder ? [] : [{ field: 'endsOn', message: 'It ends before it starts.' }];
    }
    case 'task':
      return faultsOfSeries(values);
    default:
      return [];
  }
}

/** Clocks are up to fourteen hours before UTC and twelve behind it: a time is on one of these days. */
function daysAround(time: string): readonly string[] {
  return [-14, 0, 14].map((hours) =>
    new Date(Date.parse(time) + hours * 3_600_000).toISOString().slice(0, 10),
  );
}

/** A series that nothing would ever follow in is a mistake, wherever its owner lives. */
function faultsOfSeries(values: RecordValues): FieldFault[] {
  const rule = textOf(values, 'recurrence');
  if (rule === undefined) return [];
  const dueAt = textOf(values, 'dueAt');
  if (dueAt === undefined)
    return [{ field: 'dueAt', message: 'A task that repeats is due at some time.' }];
  const days = [dueAt, textOf(values, 'seriesStart') ?? dueAt].flatMap(daysAround);
  const last = lastOf(rule)?.slice(0, 10);
  if (last !== undefined && days.every((day) => last < day))
    return [{ field: 'recurrence', message: 'The rule ends before the task is due.' }];
  if (days.some((day) => comesEver(rule, day))) return [];
  const message = 'From when the task is due, no month that the rule comes to has such a day.';
  return [{ field: 'recurrence', message }];
}
