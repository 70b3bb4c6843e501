import { expect } from 'vitest';
import { type Actor, type Expected, type Level, type Model, ownerFacts } from './model.ts';
import { route } from './step.ts';
import type { World } from './world.ts';

const contacts: readonly (readonly [owner: Actor, name: string, email: string])[] = [
  ['chief', 'Ann Lee', 'a@x.example'],
  ['mate', 'Ann Bolt', 'b@x.example'],
  ['loner', 'Bo Lee', 'c@x.example'],
];

/**
 * What is there before anybody does anything: two companies whose contacts belong to one person each. By
 * chance alone the loner would hardly ever own somebody with an address, which they cannot give.
 */
export async function openScene(model: Model, world: World): Promise<void> {
  const companies = [
    await made('POST /companies', { name: 'Acme' }, 'chief'),
    await made('POST /companies', { name: 'Borealis' }, 'mate'),
  ];
  for (const [index, [owner, name, email]] of contacts.entries()) {
    const mark = markOf();
    const values = {
      name,
      email: `was-${email}`,
      companyId: companies[index % 2]?.id,
      jobTitle: mark,
    };
    await changed(await made('POST /contacts', values, owner, mark), email);
  }

  // Somebody of whom little is known, whom merges can fill.
  for (const name of ['Zoë Ångström', '王小明'])
    await made('POST /contacts', { name, jobTitle: markOf() }, 'chief', markOf());
  const [ofChief, ofMate, ofLoner] = model.records.filter(({ object }) => object === 'contact');
  await shared(ofChief, 'loner', 'edit');
  await shared(ofMate, 'loner', 'read');
  await shared(ofLoner, 'mate', 'edit');
  await viewed({ email: 'a@x.example' });

  function markOf(): string {
    return `mark${model.records.length}x`;
  }

  async function shared(
    record: Expected | undefined,
    recipient: 'mate' | 'loner',
    level: Level,
  ): Promise<void> {
    if (!record) return;
    const userId = world.userIdOf(recipient);
    const body = { object: record.object, recordId: record.id, level, userId };
    expect((await world.ask('chief', { routeKey: 'POST /shares', body })).status).toBe(201);
    record.shares.set(recipient, level);
  }

  /** A list for everybody, by what the loner may not see. */
  async function viewed(filters: { readonly email: string }): Promise<void> {
    const body = { name: 'Addresses', object: 'contact', audience: 'everybody', filters } as const;
    const answer = await world.ask('chief', { routeKey: 'POST /views', body });
    expect(answer.status).toBe(201);
    const facts = { audience: body.audience, isTeams: true, byEmail: true, version: 1 };
    model.views.push({ id: answer.body.viewId, owner: 'chief', ...facts });
  }

  /** Histories tell what was there before. */
  async function changed(record: Expected, email: string): Promise<void> {
    const headers = { 'if-match': `"${record.version}"` };
    const request = { ...route('PATCH', record), headers, body: { email } };
    expect((await world.ask('chief', request)).status).toBe(200);
    Object.assign(record, { email, version: record.version + 1 });
  }

  async function made(
    routeKey: string,
    values: {
      readonly name: string;
      readonly email?: string;
      readonly companyId?: string | undefined;
      readonly jobTitle?: string;
    },
    owner: Actor,
    mark?: string,
  ): Promise<Expected> {
    const body = { ...values, ownerId: world.userIdOf(owner) };
    const answer = await world.ask('chief', { routeKey, body });
    expect(answer.status).toBe(201);
    const { name, email, companyId } = values;
    const record: Expected = {
      ...{ id: answer.body.id, name, email, companyId, mark, version: 1, isLive: true },
      object: mark === undefined ? 'company' : 'contact',
      shares: new Map(),
      ...ownerFacts(model, owner),
    };
    model.records.push(record);
    return record;
  }
}
