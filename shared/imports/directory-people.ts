import type { Directory } from '#shared/auth/directory';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { RecordId } from '#shared/objects/record-id';
import { fold } from '#shared/text/fold';
import type { UserStore } from '#shared/users/user-store';
import type { Addressee, AnnounceNeeds } from './announce-import.ts';
import type { Owner, People } from './people.ts';

export interface PeopleNeeds {
  readonly directory: Directory;
  /** The list by which people are found by their names. */
  readonly users: Pick<UserStore, 'list'>;
  readonly now: () => string;
}

const maxRemembered = 5_000;
const rememberedMs = 60_000;
/** People read at once. */
const pageSize = 100;

const ownerOf = ({ userId, teamId }: StoredPrincipal): Owner => ({ userId, teamId });

/** People as the directory has them; answers are remembered while a worker lives, at most a minute. */
export function createDirectoryPeople({ directory, users, now }: PeopleNeeds): People {
  const known = new Map<string, { readonly until: number; readonly owners: readonly Owner[] }>();
  let byName: { readonly until: number; readonly owners: Map<string, Owner[]> } | undefined;

  const namesakes = async (time: number) => {
    if (byName && byName.until > time) return byName.owners;
    const everybody = await activePeople(users);
    const owners = new Map<string, Owner[]>();
    for (const person of everybody) {
      const name = fold(person.name);
      owners.set(name, [...(owners.get(name) ?? []), ownerOf(person)]);
    }
    byName = { until: time + rememberedMs, owners };
    return owners;
  };
  const look = async (text: string, time: number): Promise<readonly Owner[]> => {
    const person = RecordId.safeParse(text).success
      ? await directory.find(text)
      : await directory.findByLogin(text.toLowerCase());
    if (person) return person.status === 'active' ? [ownerOf(person)] : [];
    return (await namesakes(time)).get(fold(text)) ?? [];
  };
  return {
    async named(text) {
      const time = Date.parse(now());
      const found = known.get(text);
      if (found && found.until > time) return found.owners;
      const owners = await look(text, time);
      if (known.size >= maxRemembered) known.clear();
      known.set(text, { until: time + rememberedMs, owners });
      return owners;
    },
  };
}

async function activePeople(users: PeopleNeeds['users']): Promise<StoredPrincipal[]> {
  const people: StoredPrincipal[] = [];
  let cursor: string | undefined;
  do {
    const page = await users.list({ cursor, limit: pageSize, filter: { status: 'active' } });
    people.push(...page.users);
    cursor = page.next;
  } while (cursor !== undefined);
  return people;
}

/** Whom to write to about imports: active people only. */
export function createDirectoryAddressees(
  directory: Pick<Directory, 'find'>,
): AnnounceNeeds['addressees'] {
  return {
    async find(userId): Promise<Addressee | undefined> {
      const person = await directory.find(userId);
      if (person?.status !== 'active') return undefined;
      const { email, name, locale } = person;
      return { email, name, locale };
    },
  };
}
