import type { Directory } from '#shared/auth/directory';
import { RecordId } from '#shared/objects/record-id';
import type { Addressee, AnnounceNeeds } from './announce-import.ts';
import type { Owner, People } from './people.ts';

const maxRemembered = 5_000;

/** People as the directory has them; answers are remembered while a worker lives, at most a minute. */
export function createDirectoryPeople(directory: Directory, now: () => string): People {
  const known = new Map<string, { readonly until: number; readonly owner: Owner | undefined }>();
  const look = async (text: string): Promise<Owner | undefined> => {
    const person = RecordId.safeParse(text).success
      ? await directory.find(text)
      : await directory.findByLogin(text.toLowerCase());
    return person?.status === 'active'
      ? { userId: person.userId, teamId: person.teamId }
      : undefined;
  };
  return {
    async find(text) {
      const time = Date.parse(now());
      const found = known.get(text);
      if (found && found.until > time) return found.owner;
      const owner = await look(text);
      if (known.size >= maxRemembered) known.clear();
      known.set(text, { until: time + 60_000, owner });
      return owner;
    },
  };
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
