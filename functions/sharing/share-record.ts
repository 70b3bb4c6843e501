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
    const record = await shareableRecord(dependencies, principal, object, recordId);
    if (attempt === 1) await refuseStranger(dependencies, recipient);
    if (await shares.give(share, record.version, by)) return share;
    if (attempt === tries) throw new DomainError('service.unavailable', { retryAfter: 1 });
  }
}

async function refuseStranger(
  { directory }: Pick<SharingDependencies, 'directory'>,
  recipient: Share['recipient'],
): Promise<void> {
  if (recipient.kind === 'team') return;
  const person = await directory.find(recipient.id);
  if (person?.status === 'active' || person?.status === 'invited') return;
  throw new DomainError('record.reference_missing', {
    fields: [{ field: 'userId', message: 'There is nobody with this id who may sign in.' }],
  });
}
