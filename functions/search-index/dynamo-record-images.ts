import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Definitions } from '#shared/objects/definitions';
import { objectNames } from '#shared/objects/names';
import { fromBinItem, fromRecordItem } from '#shared/records/record-item';
import type { RecordRef } from '#shared/search/shared-postings';
import { sharePrefix } from '#shared/sharing/share-item';
import type { RecordImages } from './index-records.ts';
import type { TouchedRecords } from './index-shares.ts';

type AttributeMap = Record<string, AttributeValue>;

const Image = z.custom<AttributeMap>((image) => typeof image === 'object' && image !== null);

const StreamEvent = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        Keys: z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) }),
        OldImage: Image.optional(),
        NewImage: Image.optional(),
      }),
    }),
  ),
});

const recordOf = (image: AttributeMap | undefined) => image && fromRecordItem(unmarshall(image));
const binnedOf = (image: AttributeMap | undefined) =>
  image && fromBinItem(unmarshall(image))?.record;

/** Whose shares a stream event may have made matter to the index. */
export function touchedRecords(event: unknown): TouchedRecords {
  const shared: RecordRef[] = [];
  const changed: RecordRef[] = [];
  for (const { dynamodb } of StreamEvent.parse(event).Records) {
    const { Keys, OldImage, NewImage } = dynamodb;
    const [name, recordId = ''] = Keys.pk.S.split('#');
    const object = objectNames.find((each) => each === name);
    if (!object) continue;
    const ref = { object, recordId };
    if (Keys.sk.S.startsWith(sharePrefix)) shared.push(ref);
    if (Keys.sk.S !== 'record') continue;
    // What is new is shared with nobody yet; what comes back from the bin may be.
    if (binnedOf(OldImage) && recordOf(NewImage)) shared.push(ref);
    else if (OldImage) changed.push(ref);
  }
  return { shared, changed };
}

/** The records that a stream event wrote; other items of the table are nobody's images. */
export function recordImages(definitions: Definitions, event: unknown): RecordImages[] {
  return StreamEvent.parse(event).Records.flatMap(({ dynamodb }) => {
    const { Keys, OldImage, NewImage } = dynamodb;
    const [name, recordId = ''] = Keys.pk.S.split('#');
    const known = objectNames.find((each) => each === name);
    if (Keys.sk.S !== 'record' || !known) return [];
    return [
      {
        object: definitions.current(known),
        recordId,
        before: recordOf(OldImage),
        after: recordOf(NewImage),
        binnedBefore: binnedOf(OldImage),
        binnedAfter: binnedOf(NewImage),
      },
    ];
  });
}
