import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { changePrefix } from '#shared/records/change-item';
import type { StreamEntry } from './publish-changes.ts';

type AttributeMap = Readonly<Record<string, AttributeValue>>;

const StreamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({
        SequenceNumber: z.string(),
        NewImage: z.custom<AttributeMap>((image) => typeof image === 'object').optional(),
      }),
    }),
  ),
});

/** The new change entries of a stream event; what else was written is nobody's event. */
export function changeEntries(event: unknown): StreamEntry[] {
  return StreamEvent.parse(event).Records.flatMap(({ eventName, dynamodb }) => {
    const { SequenceNumber: sequenceNumber, NewImage } = dynamodb;
    if (eventName !== 'INSERT' || !NewImage?.['sk']?.S?.startsWith(changePrefix)) return [];
    return [{ sequenceNumber, item: unmarshall(NewImage) }];
  });
}
