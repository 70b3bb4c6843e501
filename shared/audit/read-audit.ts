import { createHash } from 'node:crypto';
import type { Clock } from '#shared/domain/clock';
import type { RequestFacts } from '#shared/http/call';
import { type ObjectDefinition, sensitiveFields } from '#shared/objects/define-object';
import type { AuditWriter } from './audit-log.ts';

/** Notes that somebody was shown financial data. */
export interface ReadAudit {
  /**
   * Call it with what goes out, before it goes. One entry per person, day and record (or page of a
   * list); an environment asks the store once for each. Throws when it cannot be noted: such data does
   * not go out unnoticed.
   */
  note(
    userId: string,
    object: ObjectDefinition,
    shown: readonly Readonly<Record<string, unknown>>[],
    request: Pick<RequestFacts, 'requestId' | 'sourceIp'>,
  ): Promise<void>;
}

/** Beyond it the memory of what was noted starts anew; forgetting costs a write, nothing else. */
const remembered = 20_000;

export function createReadAudit(writer: AuditWriter, clock: Clock): ReadAudit {
  const noted = new Set<string>();
  return {
    async note(userId, object, shown, { requestId, sourceIp }) {
      const financial = sensitiveFields(object, 'financial');
      const fields = financial.filter((name) => shown.some((view) => view[name] !== undefined));
      if (fields.length === 0) return;
      const holders = shown.filter((view) => fields.some((name) => view[name] !== undefined));
      const subjectIds = holders.map(({ id }) => String(id));
      const at = clock.now().toISOString();
      const what = JSON.stringify([at.slice(0, 10), userId, object.name, fields, subjectIds]);
      if (noted.has(what)) return;
      await writer.note({
        ...{ id: createHash('sha256').update(what).digest('hex').slice(0, 26), at, by: userId },
        ...{ action: 'read', subject: object.name, subjectIds, fields, means: 'api' },
        ...{ cause: requestId, sourceIp },
      });
      if (noted.size >= remembered) noted.clear();
      noted.add(what);
    },
  };
}
