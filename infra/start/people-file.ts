import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { roleNames } from '#shared/permissions/roles';
import { createExampleData } from '../example/data.ts';
import { createOrganisation, type Deployment } from '../example/organisation.ts';

const People = z.array(
  z.object({
    role: z.enum(roleNames),
    name: z.string(),
    email: z.string(),
    password: z.string(),
  }),
);

export type People = z.output<typeof People>;

/**
 * The example people of this installation; the first time it creates them with example data. Their
 * passwords are this machine's own and lie in a file that only its user may read.
 */
export async function peopleOf(file: string, deployment: Deployment, api: string): Promise<People> {
  if (existsSync(file)) return People.parse(JSON.parse(await readFile(file, 'utf8')));
  const people = People.parse(await createOrganisation(deployment));
  const manager = people.find(({ role }) => role === 'manager');
  if (manager) await createExampleData(api, await signIn(api, manager));
  await writeFile(file, JSON.stringify(people, null, 2), { mode: 0o600 });
  return people;
}

async function signIn(api: string, { email, password }: People[number]): Promise<string> {
  const response = await fetch(`${api}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: email, password, transport: 'bearer' }),
  });
  const { token } = z.object({ token: z.string() }).parse(await response.json());
  return token;
}
