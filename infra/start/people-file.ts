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
 * The example people of this installation, made the first time. Their passwords are this machine's own
 * and lie in a file that only its user may read.
 */
export async function peopleOf(file: string, deployment: Deployment): Promise<People> {
  if (existsSync(file)) return People.parse(JSON.parse(await readFile(file, 'utf8')));
  const people = People.parse(await createOrganisation(deployment));
  await writeFile(file, JSON.stringify(people, null, 2), { mode: 0o600 });
  return people;
}

/** Fills the organisation with example data once; what broke off goes on at the next start. */
export async function fillOrganisation(mark: string, people: People, api: string): Promise<void> {
  const manager = people.find(({ role }) => role === 'manager');
  if (!manager || existsSync(mark)) return;
  await createExampleData(api, await signIn(api, manager));
  await writeFile(mark, '');
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
