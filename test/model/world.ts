import { isDeepStrictEqual } from 'node:util';
import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import type { RoleName } from '#shared/permissions/roles';
import type { ApiCall } from '#test/bench/api-events';
import { openApi, type Sender } from '../contract/capacity/api.ts';
import { openMeteredStore } from '../contract/capacity/metered-store.ts';
import { actor } from '../contract/identity/people.ts';
import { openErasure } from './erasure.ts';
import type { Actor } from './model.ts';

export type Item = Readonly<Record<string, AttributeValue>>;
type Items = ReadonlyMap<string, Item>;

export const teamId = 'team-of-the-mate';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on the shape they expect.
  readonly body: any;
}

/** The product as three people see it: real handlers over the emulated store, the index in step. */
export interface World {
  /** Sends a request; one that is refused must have changed nothing (I2). */
  ask(who: Actor, call: ApiCall): Promise<Answer>;
  /** Ends all sessions of somebody: the old one must be refused from then on (I9). */
  signOutAndIn(who: Actor): Promise<Answer>;
  moveMate(isMember: boolean): Promise<void>;
  userIdOf(who: Actor): string;
  items(): Items;
  /** Whether anything was written since the last question. */
  hasChanged(): boolean;
  searchItems(): Promise<Items>;
  /** Erases a contact for good, as the worker does that meets people's requests. */
  erase(contactId: string): Promise<void>;
  /** Keys of all items of all tables that hold a text, whatever they are for. */
  placesOf(text: string): Promise<readonly string[]>;
}

/** What may differ after a refusal: nothing that people would miss. */
const bookkeeping = /^(secret#|idempotency#)/;

export async function openWorlds() {
  const store = await openMeteredStore();
  const api = await openApi(store);
  const erase = openErasure(store);
  const scan = async (TableName: string): Promise<Items> => {
    const found = new Map<string, Item>();
    for await (const { Items = [] } of paginateScan(
      { client: store.client },
      { TableName, ConsistentRead: true },
    ))
      for (const item of Items) {
        const name = `${item['pk']?.S}|${item['sk']?.S}`;
        if (!bookkeeping.test(name)) found.set(name, item);
      }
    return found;
  };
  const roleOf = (roleId: string, scope: 'own' | 'team') =>
    createDynamoRoles(store.identity).create(
      {
        roleId,
        names: { en: roleId, zh: roleId },
        version: 1,
        asShipped: false,
        mfaRequired: false,
        grants: (['contact', 'company'] as const).map((object) => ({
          object,
          actions: ['create', 'read', 'update', 'delete'] as const,
          scope,
          // The loner is shown no addresses.
          ...(scope === 'own' && object === 'contact' ? { hidden: ['email'] } : {}),
        })),
        duties: [],
      },
      { name: 'role.created', byUserId: 'operator', origin: actor.origin },
    );

  return {
    close: () => store.close(),
    /** Nothing stored, three people signed in. */
    async newWorld(): Promise<World> {
      store.reset();
      await Promise.all([roleOf('own-only', 'own'), roleOf('team-only', 'team')]);
      await api.addTeam(teamId);
      const people = new Map<Actor, Sender>([
        ['chief', await api.personOf('manager', 'chief')],
        ['mate', await api.personOf('team-only' as RoleName, 'mate')],
        ['loner', await api.personOf('own-only' as RoleName, 'loner')],
      ]);
      const personOf = (who: Actor) => {
        const found = people.get(who);
        if (!found) throw new Error(`There is no ${who}.`);
        return found;
      };
      await api.move(personOf('chief').userId, teamId);
      await api.move(personOf('mate').userId, teamId);
      let items = await scan('records');
      let isNew = false;
      /** Hands what was written to the index, as the table's stream would. */
      const follow = async (): Promise<boolean> => {
        const before = items;
        items = await scan('records');
        const names = [...new Set([...before.keys(), ...items.keys()])].filter(
          (name) => !isDeepStrictEqual(before.get(name), items.get(name)),
        );
        const Records = names.map((name) => {
          const [OldImage, NewImage] = [before.get(name), items.get(name)];
          const { pk, sk } = { ...OldImage, ...NewImage };
          return { dynamodb: { Keys: { pk, sk }, OldImage, NewImage } };
        });
        const indexed = Records.filter(({ dynamodb: { Keys } }) =>
          /^(record$|share#)/.test(Keys.sk?.S ?? ''),
        );
        if (indexed.length > 0) await api.index({ Records: indexed });
        isNew ||= names.length > 0;
        return names.length > 0;
      };
      return {
        async ask(who, call) {
          const answer = await personOf(who).ask(call);
          const hasChanged = await follow();
          if (answer.status >= 400 && hasChanged)
            throw new Error(
              `I2: ${call.routeKey} was refused with ${answer.status} and changed something.`,
            );
          if (answer.status >= 500) throw new Error(`I15: ${call.routeKey}: ${answer.status}`);
          return answer;
        },
        async signOutAndIn(who) {
          const person = personOf(who);
          people.set(who, await api.signInAgain(person));
          return person.ask({ routeKey: 'GET /contacts' });
        },
        moveMate: (isMember) => api.move(personOf('mate').userId, isMember ? teamId : null),
        userIdOf: (who) => personOf(who).userId,
        items: () => items,
        hasChanged() {
          const was = isNew;
          isNew = false;
          return was;
        },
        searchItems: () => scan('search'),
        async erase(contactId) {
          await erase(contactId);
          await follow();
        },
        async placesOf(text) {
          const places: string[] = [];
          for (const TableName of ['records', 'jobs', 'search', 'audit', 'identity'])
            for await (const { Items = [] } of paginateScan(
              { client: store.client },
              { TableName, ConsistentRead: true },
            ))
              for (const item of Items)
                if (JSON.stringify(item).includes(text))
                  places.push(`${TableName} ${item['pk']?.S}|${item['sk']?.S}`);
          return places;
        },
      };
    },
  };
}
