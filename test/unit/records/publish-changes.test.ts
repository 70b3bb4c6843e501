import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { changeEntries } from '#functions/record-changes/dynamo-stream-entries';
import { type EventBus, publishChanges } from '#functions/record-changes/publish-changes';
import type { TypedEvent } from '#functions/record-changes/record-event';
import { contact } from '#shared/objects/contact';
import { toChangeItem } from '#shared/records/change-item';
import { creationOf, updateOf } from '#shared/records/changes';
import { id, origin, recordsBench } from './people.ts';

const { ids } = recordsBench().dependencies;
const creation = creationOf(origin, contact, {
  id: id('li'),
  values: { name: 'canary-name', email: 'canary@example.com' },
  teamId: undefined,
});
const update = updateOf(
  ids,
  origin,
  contact,
  creation.record,
  { email: 'other@example.com' },
  undefined,
)!;

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function streamed(item: Record<string, unknown>, sequence: string, eventName = 'INSERT') {
  const NewImage = marshall(item, { removeUndefinedValues: true });
  return { eventName, dynamodb: { SequenceNumber: sequence, NewImage } };
}

const created = toChangeItem('contact', id('li'), creation.change);
const updated = toChangeItem('contact', id('li'), update.change);

function busThat(takes: (index: number) => boolean) {
  const published: TypedEvent[] = [];
  const bus: EventBus = {
    publish: async (events) => {
      published.push(...events);
      return events.map((_, index) => takes(index));
    },
  };
  return { bus, published };
}

describe('record-changes', () => {
  it('picks the new change entries out of the stream', () => {
    const event = {
      Records: [
        streamed(created, '1'),
        streamed({ pk: 'contact#1', sk: 'record' }, '2'),
        streamed(updated, '3', 'MODIFY'),
        { eventName: 'REMOVE', dynamodb: { SequenceNumber: '4' } },
      ],
    };
    expect(changeEntries(event)).toEqual([{ sequenceNumber: '1', item: created }]);
    expect(() => changeEntries({ Records: [{}] })).toThrow();
  });

  it('publishes ids and names of fields and no value of a person', async () => {
    const { bus, published } = busThat(() => true);
    const entries = changeEntries({ Records: [streamed(created, '1'), streamed(updated, '2')] });
    expect(await publishChanges({ bus, log }, entries)).toEqual([]);
    expect(published.map(({ type }) => type)).toEqual(['contact.created', 'contact.updated']);
    expect(published[1]?.event).toEqual({
      eventId: update.change.id,
      object: 'contact',
      recordId: id('li'),
      version: 2,
      at: origin.at,
      by: origin.userId,
      means: 'api',
      cause: 'r',
      fields: ['email'],
    });
    expect(JSON.stringify(published)).not.toMatch(/canary|example\.com/);
    expect(contact.name).toBe(published[0]?.event.object);
  });

  it('gives the same event the same id when it is published again', async () => {
    const { bus, published } = busThat(() => true);
    const entries = changeEntries({ Records: [streamed(created, '1')] });
    await publishChanges({ bus, log }, entries);
    await publishChanges({ bus, log }, entries);
    expect(published[0]).toEqual(published[1]);
  });

  it('reports what the bus did not take and what cannot be read, in the stream’s order', async () => {
    const { bus } = busThat((index) => index === 0);
    const entries = changeEntries({
      Records: [
        streamed(created, '1'),
        streamed({ pk: 'contact#1', sk: 'change#1' }, '2'),
        streamed(updated, '3'),
      ],
    });
    expect(await publishChanges({ bus, log }, entries)).toEqual(['2', '3']);
  });
});
