import type { ObjectName } from '#shared/objects/names';
import { relatedObjectOf } from '../mapping/related-headers.ts';
import { cleanLine, saysNothing } from './clean-text.ts';

/** A record as a cell names it: in words, with its object where the cell or its header says so. */
export interface RelatedEntry {
  readonly object: ObjectName | undefined;
  readonly text: string;
}

/** Names hold commas, so only these and line ends stand between records. */
const separators = /[;；\n|]/;

/**
 * The records that a cell names: `Contact: ann@one.example; 订单：SO-1001`. Without a word before the
 * colon, records are of the object that the header names, else of any.
 */
export function relatedEntries(cell: string, header: string): RelatedEntry[] {
  const usual = relatedObjectOf(header);
  return cell.split(separators).flatMap((part) => {
    const line = cleanLine(part);
    if (line === '' || saysNothing(line)) return [];
    const [, word = '', rest = ''] = /^([^:：]+)[:：]\s*(.+)$/.exec(line) ?? [];
    const object = relatedObjectOf(word);
    return [object ? { object, text: rest } : { object: usual, text: line }];
  });
}
