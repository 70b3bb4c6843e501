import fc from 'fast-check';
import { expect } from 'vitest';
import { expectShown } from './invariants.ts';
import { listAll, lookAt, searchFor, words } from './looks.ts';
import { mergeSteps } from './merge-steps.ts';
import {
  type Expected,
  holderOf,
  type Level,
  mayChange,
  mayDelete,
  mayRead,
  maySeeEmail,
  type ObjectKind,
  ownerFacts,
  type Recipient,
  recordOf,
  referrersOf,
} from './model.ts';
import { otherSteps } from './other-steps.ts';
import { type Command, pick, plural, route, step, which, who } from './step.ts';
import { viewSteps } from './view-steps.ts';
import { teamId } from './world.ts';

/** Names that people search for; the second word tells namesakes apart. */
const names = ['Ann Lee', 'Ann Bolt', 'Bo Lee', '王小明', '王伟 Lee', 'Zoë Ångström'] as const;
/** Companies are called otherwise: an erasure takes a person's name from wherever it stands. */
const companyNames = [
  'Acme',
  'Acme North',
  'Borealis',
  '云帆科技',
  '远东贸易',
  'Ångström Mills',
] as const;
type Name = (typeof names)[number];
const nameFor = (object: ObjectKind, name: Name) =>
  (object === 'company' ? companyNames[names.indexOf(name)] : name) ?? name;
const emails = ['a@x.example', 'b@x.example', 'c@x.example'] as const;

const name = fc.constantFrom<Name>(...names);
const email = fc.option(fc.constantFrom(...emails), { nil: undefined });

const create = fc
  .record({
    who,
    object: fc.constantFrom<ObjectKind>('contact', 'contact', 'company'),
    name,
    email,
    parent: fc.option(which, { nil: undefined }),
    hasKey: fc.boolean(),
  })
  .map(({ who, object, name: person, email, parent, hasKey }) =>
    step(
      `${who} creates ${object} ${person} ${email ?? ''} ${parent ?? ''}`,
      async (model, world) => {
        const name = nameFor(object, person);
        const isContact = object === 'contact';
        const companies = model.records.filter((each) => each.object === 'company');
        const company = isContact && parent !== undefined ? pick(companies, parent) : undefined;
        const address = isContact ? email : undefined;
        const mark = isContact ? `mark${model.records.length + model.erased.length}x` : undefined;
        const sent = { name, email: address, companyId: company?.id, jobTitle: mark };
        const key = `key-${model.records.length}-${model.requests.length}`;
        const { status, body } = await world.ask(who, {
          routeKey: `POST /${plural[object]}`,
          body: sent,
          ...(hasKey ? { headers: { 'idempotency-key': key } } : {}),
        });
        if (address !== undefined && !maySeeEmail(who)) return expect(status).toBe(403);
        const holder = holderOf(model, address);
        const isDangling = company && !(company.isLive && mayRead(model, who, company));
        if (isDangling || holder) {
          expect([409, 422], 'the value is taken, or the company is not there').toContain(status);
          if (!isDangling) expect(status).toBe(409);
          if (status === 409 && holder)
            expect(body.conflictsWith).toBe(
              mayRead(model, who, holder) && who === 'chief' ? holder.id : body.conflictsWith,
            );
          return;
        }
        expect(status).toBe(201);
        const made: Expected = {
          ...{ id: body.id, object, name, email: address, companyId: company?.id, mark },
          ...{ version: 1, isLive: true, shares: new Map() },
          ...ownerFacts(model, who),
        };
        expectShown(who, [body], [made]);
        model.records.push(made);
        if (hasKey) model.requests.push({ who, object, key, body: sent, id: body.id });
      },
    ),
  );

const update = fc
  .record({
    ...{ who, which, name: fc.option(name, { nil: undefined }), email, setEmail: fc.boolean() },
    isStale: fc.nat(7).map((number) => number === 0),
  })
  .map(({ who, which, name: person, email, setEmail, isStale }) =>
    step(
      `${who} updates #${which} ${person ?? ''} ${setEmail ? (email ?? 'no e-mail') : ''}`,
      async (model, world) => {
        const record = pick(model.records, which);
        if (!record) return;
        const name = person && nameFor(record.object, person);
        const wantsEmail = setEmail && record.object === 'contact';
        const patch = {
          ...(name ? { name } : {}),
          ...(wantsEmail ? { email: email ?? null } : {}),
        };
        if (Object.keys(patch).length === 0) return;
        const { status, body } = await world.ask(who, {
          ...route('PATCH', record),
          headers: { 'if-match': `"${record.version + (isStale ? 1 : 0)}"` },
          body: patch,
        });
        if (wantsEmail && !maySeeEmail(who)) return expect(status).toBe(403);
        if (!record.isLive || !mayRead(model, who, record)) return expect(status).toBe(404);
        if (!mayChange(model, who, record)) return expect(status).toBe(403);
        if (isStale) return expect(status).toBe(412);
        const holder = wantsEmail ? holderOf(model, email) : undefined;
        if (holder && holder !== record) return expect(status).toBe(409);
        expect(status).toBe(200);
        const after = { name: name ?? record.name, email: wantsEmail ? email : record.email };
        if (after.name !== record.name || after.email !== record.email) record.version += 1;
        Object.assign(record, after);
        expectShown(who, [body], [record]);
      },
    ),
  );

const assign = fc.record({ who, which, to: who }).map(({ who, which, to }) =>
  step(`${who} gives #${which} to ${to}`, async (model, world) => {
    const record = pick(model.records, which);
    if (!record) return;
    const { status } = await world.ask(who, {
      ...route('PATCH', record),
      headers: { 'if-match': `"${record.version}"` },
      body: { ownerId: world.userIdOf(to) },
    });
    if (!record.isLive || !mayRead(model, who, record)) return expect(status).toBe(404);
    if (!mayChange(model, who, record)) return expect(status).toBe(403);
    expect(status).toBe(200);
    if (record.owner === to) return;
    Object.assign(record, ownerFacts(model, to), { version: record.version + 1 });
  }),
);

const remove = fc.record({ who, which }).map(({ who, which }) =>
  step(`${who} deletes #${which}`, async (model, world) => {
    const record = pick(model.records, which);
    if (!record) return;
    const { status } = await world.ask(who, route('DELETE', record));
    if (!record.isLive || !mayRead(model, who, record)) return expect(status).toBe(404);
    if (!mayDelete(model, who, record)) return expect(status).toBe(403);
    if (referrersOf(model, record.id).length > 0) return expect(status).toBe(409);
    expect(status).toBe(204);
    Object.assign(record, { isLive: false, version: record.version + 1 });
  }),
);

const restore = fc.record({ who, which }).map(({ who, which }) =>
  step(`${who} restores #${which}`, async (model, world) => {
    const record = pick(model.records, which);
    if (!record) return;
    const { status } = await world.ask(who, route('POST', record, '/restore'));
    if (record.isLive) {
      const expected = mayDelete(model, who, record)
        ? 200
        : mayRead(model, who, record)
          ? 403
          : 404;
      return expect(status).toBe(expected);
    }
    if (!mayDelete(model, who, record)) return expect(status).toBe(404);
    const company = recordOf(model, record.companyId);
    if (holderOf(model, record.email) || (company && !company.isLive))
      return expect([409, 422]).toContain(status);
    expect(status).toBe(200);
    Object.assign(record, { isLive: true, version: record.version + 1 });
  }),
);

const level = fc.constantFrom<Level>('read', 'edit');
const recipient = fc.constantFrom<Recipient>('mate', 'loner', 'team');

const share = fc.record({ who, which, to: recipient, level }).map(({ who, which, to, level }) =>
  step(`${who} shares #${which} with ${to} to ${level}`, async (model, world) => {
    const record = pick(model.records, which);
    if (!record) return;
    const { status } = await world.ask(who, {
      routeKey: 'POST /shares',
      body: {
        ...{ object: record.object, recordId: record.id, level },
        ...(to === 'team' ? { teamId } : { userId: world.userIdOf(to) }),
      },
    });
    if (who !== 'chief') return expect(status).toBe(403);
    if (!record.isLive) return expect(status).toBe(404);
    expect(status).toBe(201);
    record.shares.set(to, level);
  }),
);

const endShare = fc.record({ which, from: recipient }).map(({ which, from }) =>
  step(`chief ends the share of #${which} with ${from}`, async (model, world) => {
    const record = pick(model.records, which);
    if (!record) return;
    const [kind, id] = from === 'team' ? ['team', teamId] : ['user', world.userIdOf(from)];
    const shareId = [record.object, record.id, kind, id].join('~');
    const { status } = await world.ask('chief', {
      routeKey: 'DELETE /shares/{shareId}',
      params: { shareId },
    });
    const isThere = record.isLive && record.shares.has(from);
    expect(status).toBe(isThere ? 204 : 404);
    if (isThere) record.shares.delete(from);
  }),
);

const read = fc.record({ who, which }).map(({ who, which }) =>
  step(`${who} reads #${which}`, async (model, world) => {
    const record = pick(model.records, which);
    if (record) await lookAt(model, world, who, record);
  }),
);

const list = fc
  .record({ who, object: fc.constantFrom<ObjectKind>('contact', 'company') })
  .map(({ who, object }) =>
    step(`${who} lists ${plural[object]}`, (model, world) => listAll(model, world, who, object)),
  );

const search = fc
  .record({ who, word: fc.constantFrom(...words) })
  .map(({ who, word }) =>
    step(`${who} searches ${word}`, (model, world) => searchFor(model, world, who, word)),
  );

const signOutAndIn = who.map((who) =>
  step(`${who} is signed out everywhere`, async (_, world) => {
    expect((await world.signOutAndIn(who)).status, 'I9').toBe(401);
  }),
);

const moveMate = fc.boolean().map((isMember) =>
  step(`the mate is ${isMember ? '' : 'not '}in the team`, async (model, world) => {
    await world.moveMate(isMember);
    model.isMember = isMember;
  }),
);

/** Everything that can happen; what others need, and what does most, more often. */
export const steps: readonly fc.Arbitrary<Command>[] = [
  create,
  create,
  create,
  update,
  assign,
  assign,
  assign,
  remove,
  remove,
  restore,
  restore,
  share,
  share,
  endShare,
  read,
  list,
  search,
  signOutAndIn,
  moveMate,
  ...mergeSteps,
  ...otherSteps,
  ...viewSteps,
];
