import type { Directory } from '#shared/auth/directory';
import type { LoginRecord } from '#shared/auth/login-record';
import type { Principal } from '#shared/auth/principal';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { DomainError } from '#shared/errors/domain-error';

export interface ChangeUserNameNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly logins: Pick<LoginRecord, 'changeLogin'>;
}

/** Gives the person another name to sign in with, or takes it away. Throws `user.exists`. */
export async function changeUserName(
  { directory, logins }: ChangeUserNameNeeds,
  { userId }: Principal,
  userName: string | undefined,
  origin: RequestOrigin,
): Promise<void> {
  const person = await directory.find(userId);
  if (!person) throw new DomainError('request.unauthenticated');
  await logins.changeLogin(person, 'userName', userName, origin);
}
