import type { User } from './users.ts';

/** A moment as the JSON protocol writes it: seconds since 1970. */
export const timestamp = (milliseconds: number) => milliseconds / 1_000;

/** Attributes as the API lists them, with `sub`. */
export function attributeList(user: User, isWanted: (name: string) => boolean = () => true) {
  const { sub, identities } = user;
  const linked = identities.length > 0 && { identities: JSON.stringify(identities) };
  return Object.entries({ sub, ...linked, ...user.attributes })
    .filter(([name]) => isWanted(name))
    .map(([Name, Value]) => ({ Name, Value }));
}

/** A person as `ListUsers` and `AdminCreateUser` show one. */
export function userType(user: User, isWanted?: (name: string) => boolean) {
  return {
    Username: user.username,
    Attributes: attributeList(user, isWanted),
    UserCreateDate: timestamp(user.createdAt),
    UserLastModifiedDate: timestamp(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** Second factors as `GetUser` and `AdminGetUser` show them. */
export function mfaView({ mfa }: User) {
  return {
    ...(mfa.enabled.length > 0 && { UserMFASettingList: mfa.enabled }),
    ...(mfa.preferred !== undefined && { PreferredMfaSetting: mfa.preferred }),
  };
}
