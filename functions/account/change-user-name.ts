import type { Directory } from '#shared/auth/directory';
import type { LoginRecord } from '#shared/auth/login-record';
import type { Principal } from '#shared/auth/principal';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { type TellNeeds, tellOwner } from '#shared/auth/tell-owner';
import { DomainError } from '#shared/errors/domain-error';

export interface ChangeUserNameNeeds extends TellNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly logins: Pick<LoginRecord, 'changeLogin'>;
}

/** Gives the person another name to sign in with, or takes it away, and tells them. Throws `user.exists`. */
export async function changeUserName(
  needs: ChangeUserNameNeeds,
  { userId }: Principal,
  userName: string | undefined,
  origin: RequestOrigin,
): Promise<void> {
  const person = await needs.directory.find(userId);
  if (!person) throw new DomainError('request.unauthenticated');
  if (person.userName === userName) return;
  await needs.logins.changeLogin(person, 'userName', userName, origin);
  await tellOwner(needs, userId, 'userNameChanged');
}
