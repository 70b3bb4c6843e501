import type { FieldFault } from '#shared/errors/codes';
import type { ObjectDefinition } from '../define-object.ts';
import type { RecordValues } from '../field.ts';
import { currenciesOf } from './order-totals.ts';
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
    case 'task': {
      const isDue = values['recurrence'] === undefined || values['dueAt'] !== undefined;
      const message = 'A task that repeats is due at some time.';
      return isDue ? [] : [{ field: 'dueAt', message }];
    }
    default:
      return [];
  }
}
