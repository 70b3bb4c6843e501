import type { Directory } from '#shared/auth/directory';
import type { Principal } from '#shared/auth/principal';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { Restriction } from '#shared/auth/session-standing';
import { DomainError } from '#shared/errors/domain-error';

/** The person's own profile, and what their session is for if it is restricted. */
export async function readAccount(
  { directory }: { readonly directory: Pick<Directory, 'find'> },
  { userId, restriction }: Principal,
): Promise<StoredPrincipal & { readonly restriction: Restriction | undefined }> {
  const person = await directory.find(userId);
  if (!person) throw new DomainError('request.unauthenticated');
  return { ...person, restriction };
}
