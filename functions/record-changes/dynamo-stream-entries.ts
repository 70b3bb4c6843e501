import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { changePrefix } from '#shared/records/change-item';
import type { StreamEntry } from './publish-changes.ts';
import type { GoneRecord } from './purge-records.ts';

type AttributeMap = Readonly<Record<string, AttributeValue>>;

const StreamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        Keys: z.custom<AttributeMap>((keys) => typeof keys === 'object').optional(),
        NewImage: z.custom<AttributeMap>((image) => typeof image === 'object').optional(),
      }),
    }),
  ),
});

/** Records that have gone for good: removed from the table, which only the bin's end does. */
export function goneRecords(event: unknown): GoneRecord[] {
  return StreamEvent.parse(event).Records.flatMap(({ eventName, dynamodb }) => {
    const { SequenceNumber: sequenceNumber, Keys } = dynamodb;
    if (eventName !== 'REMOVE' || Keys?.['sk']?.S !== 'record') return [];
    const [name, id] = (Keys['pk']?.S ?? '').split('#');
    const object = objectNames.find((each) => each === name);
    return object && id ? [{ sequenceNumber, object, id }] : [];
  });
}

/** The new change entries of a stream event; what else was written is nobody's event. */
export function changeEntries(event: unknown): StreamEntry[] {
  return StreamEvent.parse(event).Records.flatMap(({ eventName, dynamodb }) => {
    const { SequenceNumber: sequenceNumber, NewImage } = dynamodb;
    if (eventName !== 'INSERT' || !NewImage?.['sk']?.S?.startsWith(changePrefix)) return [];
    return [{ sequenceNumber, item: unmarshall(NewImage) }];
  });
}
