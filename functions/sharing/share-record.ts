import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { Share } from '#shared/sharing/share';
import type { ShareActor } from '#shared/sharing/share-store';
import { shareableRecord } from './shareable-record.ts';
import type { SharingDependencies } from './sharing-dependencies.ts';

const tries = 4;

/**
 * Opens a record for a person or team; sharing it again with them replaces level and date. Whether the
 * caller may is part of the write: it fails if the record has changed since, and is decided anew.
 * Throws `request.not_found`, `request.forbidden`, `record.reference_missing`, `request.invalid`.
 */
export async function shareRecord(
  dependencies: SharingDependencies,
  principal: Principal,
  wanted: Pick<Share, 'object' | 'recordId' | 'recipient' | 'level' | 'until'>,
  by: ShareActor,
): Promise<Share> {
  const { shares, clock } = dependencies;
  const { object, recordId, recipient, until } = wanted;
  const sharedAt = clock.now().toISOString();
  if (until !== undefined && until <= sharedAt)
    throw new DomainError('request.invalid', {
      fields: [{ field: 'until', message: 'Give a time that is still to come.' }],
    });
  const share: Share = { ...wanted, sharedBy: principal.userId, sharedAt };
  for (let attempt = 1; ; attempt += 1) {
    // Asked for at once; what may be said of the recipient depends on the record.
    const [record, isKnown] = await Promise.all([
      shareableRecord(dependencies, principal, object, recordId),
      attempt > 1 || mayReceive(dependencies, recipient),
    ]);
    if (!isKnown)
      throw new DomainError('record.reference_missing', {
        fields: [{ field: 'userId', message: 'There is nobody with this id who may sign in.' }],
      });
    if (await shares.give(share, record.version, by)) return share;
    if (attempt === tries) throw new DomainError('service.unavailable', { retryAfter: 1 });
  }
}

async function mayReceive(
  { directory }: Pick<SharingDependencies, 'directory'>,
  recipient: Share['recipient'],
): Promise<boolean> {
  if (recipient.kind === 'team') return true;
  const person = await directory.find(recipient.id);
  return person?.status === 'active' || person?.status === 'invited';
}
