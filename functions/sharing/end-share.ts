import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import { objectNames } from '#shared/objects/names';
import type { ShareActor } from '#shared/sharing/share-store';
import { shareableRecord } from './shareable-record.ts';
import type { SharingDependencies } from './sharing-dependencies.ts';

/**
 * Ends a share: whoever may share the record, and a person whom it is with. Throws
 * `request.not_found`, and `request.forbidden` for other readers of the record.
 */
export async function endShare(
  dependencies: SharingDependencies,
  principal: Principal,
  shareId: string,
  by: ShareActor,
): Promise<void> {
  const { shares } = dependencies;
  const [name, recordId = '', kind, id = ''] = shareId.split('~');
  const object = objectNames.find((each) => each === name);
  if (!object || (kind !== 'user' && kind !== 'team')) throw new DomainError('request.not_found');
  const isMine = kind === 'user' && id === principal.userId;
  const [given] = await Promise.all([
    shares.ofRecord(object, recordId),
    isMine || shareableRecord(dependencies, principal, object, recordId),
  ]);
  const share = given.find(({ recipient }) => recipient.kind === kind && recipient.id === id);
  if (!share || !(await shares.end(share, by))) throw new DomainError('request.not_found');
}
