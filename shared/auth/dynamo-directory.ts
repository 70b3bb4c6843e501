import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { answersTo, type Directory, nobody } from './directory.ts';
import { loginKey, principalKey, StoredPrincipal } from './principal-item.ts';

const LoginMarker = z.object({ userId: z.string() });

/** The directory over table `identity`. */
export function createDynamoDirectory(documents: DynamoDBDocumentClient, table: string): Directory {
  const get = async (key: Record<string, string>): Promise<unknown> => {
    const command = new GetCommand({ TableName: table, Key: key, ConsistentRead: true });
    return (await documents.send(command)).Item;
  };
  const find = async (userId: string) => {
    const item = await get(principalKey(userId));
    return item === undefined ? undefined : StoredPrincipal.parse(item);
  };
  const holderOf = async (login: string) => {
    const marker = LoginMarker.safeParse(await get(loginKey(login)));
    return marker.success ? marker.data.userId : undefined;
  };
  return {
    find,
    holderOf,
    async findByLogin(login) {
      // The second read happens for everybody, so that its time tells nothing (AUTH-04).
      const principal = await find((await holderOf(login)) ?? nobody);
      return principal && answersTo(principal, login) ? principal : undefined;
    },
  };
}
