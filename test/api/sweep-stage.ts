import type { ObjectDefinition } from '#shared/objects/define-object';
import { objects } from '#shared/objects/objects';
import { type RoleName, roleNames } from '#shared/permissions/roles';
import { type ApiAnswer, type ApiClient, apiClient } from '#test/support/api-client';
import { testPort } from '#test/support/assembly';
import { bootCloud } from '#test/support/cloud';
import { createPasskeyDevice } from '#test/support/passkey-device';
import { hire, stepUp } from '#test/support/people';
import { queuedExport } from '#test/support/queued-export';
import { queuedRecordJob } from '#test/support/queued-record-job';
import { type Operation, pathOf, unknownId } from './every-route.ts';
import { type Caller, isStranger, moveToOtherTeam, type Whose } from './sweep-callers.ts';
import { validBodies, validQueries } from './valid-bodies.ts';

/** Why administrators do in the sweep what asks for a reason. */
const because = { reason: 'Part of the sweep.' };

/** Operations after which the caller's session is over. */
const endsSession = new Set(['signOut', 'signOutEverywhere', 'changePassword']);

/** Operations that name a contact in their body. */
const aboutPeople = new Set(['exportPerson', 'erasePerson']);

/** Everybody and everything the sweep needs, on one booted cloud. */
export async function setStage() {
  const cloud = await bootCloud({ runsSchedules: false });
  const clients = new Map<Caller, ApiClient>([
    ['nobody', cloud.anyone],
    ['expired session', await cloud.as('sales')],
  ]);
  // An hour without a request ends a session; all others sign in after it.
  await cloud.cloud.clock.advance(61 * 60_000);
  for (const role of roleNames) clients.set(role, await cloud.as(role));
  const administrator = () => clients.get('administrator')!;
  const ended = await cloud.as('sales');
  await ended.send('POST', '/sign-out');
  clients.set('ended session', ended);
  const left = await hire(cloud, administrator(), { email: 'left@example.com', role: 'sales' });
  await administrator().send('POST', `/users/${left.userId}/disable`, { body: because });
  clients.set('disabled person', left.client);
  // Everybody is in one team; what the manager owns is then out of the others' reach.
  await moveToOtherTeam(cloud, administrator());

  let count = 0;
  const unique = () => {
    count += 1;
    return `${count}`;
  };
  const passwordOf = (role: RoleName) => cloud.person(role).password;
  const ownerOf = (role: RoleName, whose: Whose): RoleName => {
    if (whose === 'own') return role;
    if (whose === 'team') return role === 'support' ? 'finance' : 'support';
    return role === 'manager' ? 'sales' : 'manager';
  };

  const shared = new Map<string, string>();
  async function made(object: string, owner: RoleName, isFresh: boolean): Promise<string> {
    const key = `${object} of ${owner}`;
    const known = isFresh ? undefined : shared.get(key);
    const id = known ?? (await make(object, owner));
    if (!isFresh) shared.set(key, id);
    return id;
  }

  /** By the winner of a merge, the record that goes into it. */
  const losers = new Map<string, string>();

  /** By the campaign, a contact that is in it. */
  const members = new Map<string, string>();

  async function memberOf(campaignId: string): Promise<void> {
    if (members.has(campaignId)) return;
    const id = await make('contactId', 'administrator');
    const body = { object: 'contact', ids: [id] };
    await administrator().send('POST', `/campaigns/${campaignId}/members`, { body });
    members.set(campaignId, id);
  }

  /** A winner with a record to merge into it; where a merge is to be undone, it has been merged. */
  async function winner(operation: string, role: RoleName, isFresh: boolean): Promise<string> {
    const id = await made('contactId', role, isFresh);
    if (losers.has(id) && !isFresh) return id;
    losers.set(id, await make('contactId', role));
    if (operation === 'undoMerge')
      await administrator().send('POST', '/merges', { body: mergeBody(id) });
    return id;
  }

  const mergeBody = (id: string) => ({
    object: 'contact',
    winner: { id, version: 1 },
    others: [{ id: losers.get(id), version: 1 }],
  });

  /** A body that names what was made for the request. */
  function bodyAbout(operation: string, id: string): object | undefined {
    if (operation === 'mergeRecords') return mergeBody(id);
    if (operation === 'decideDuplicates')
      return { object: 'contact', ids: [id, losers.get(id)], decision: 'distinct' };
    return operation === 'undoMerge' ? { object: 'contact', winnerId: id } : undefined;
  }

  async function makeRecord({ name, plural }: ObjectDefinition, owner: RoleName) {
    const operation = `create${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const person = cloud.person(owner);
    const occasion = { role: owner, login: person.email, password: '', unique: unique() };
    const body = { ...validBodies[operation]?.(occasion), ownerId: person.userId };
    return (await administrator().send('POST', `/${plural}`, { body })).body.id;
  }

  async function make(object: string, owner: RoleName): Promise<string> {
    const record = Object.values(objects).find(({ name }) => object === `${name}Id`);
    if (record) return makeRecord(record, owner);
    switch (object) {
      case 'importId': {
        // Whoever may not import has none of their own.
        const started = await clients.get(owner)!.send('POST', '/imports', {
          body: { fileName: 'target.csv' },
        });
        return started.status === 201 ? started.body.import.id : unknownId;
      }
      case 'sessionId': {
        const session = await cloud.as(owner);
        const { sessions } = (await session.send('GET', '/account/sessions')).body;
        return sessions.find(({ current }: { current: boolean }) => current).sessionId;
      }
      case 'exportId':
        return queuedExport(cloud, cloud.person(owner).userId);
      case 'jobId':
        return queuedRecordJob(cloud, cloud.person(owner).userId);
      case 'viewId': {
        const body = { name: `View ${unique()}`, object: 'contact' };
        return (await (await cloud.as(owner)).send('POST', '/views', { body })).body.viewId;
      }
      case 'passkeyId': {
        const session = await cloud.as(owner);
        const { options } = (await session.send('POST', '/account/passkeys/start')).body;
        const credential = createPasskeyDevice({ origin: `http://localhost:${testPort}` }).create(
          options,
        );
        const body = { credential, label: 'Target' };
        return (await session.send('POST', '/account/passkeys', { body })).body.passkeyId;
      }
      case 'shareId': {
        const body = {
          object: 'company',
          recordId: await made('companyId', 'administrator', false),
          userId: cloud.person(owner).userId,
          level: 'read',
        };
        return (await administrator().send('POST', '/shares', { body })).body.shareId;
      }
      case 'keyId': {
        clients.set('administrator', await stepUp(administrator(), passwordOf('administrator')));
        const body = { name: 'Target', userId: cloud.person(owner).userId };
        return (await administrator().send('POST', '/api-keys', { body })).body.keyId;
      }
      case 'personRequestId': {
        const proved = await stepUp(administrator(), passwordOf('administrator'));
        clients.set('administrator', proved);
        const subjects = [{ object: 'contact', id: await made('contactId', owner, true) }];
        const body = { subjects, ...because };
        return (await proved.send('POST', '/person-requests/exports', { body })).body.id;
      }
      case 'reviewId':
        return (await administrator().send('POST', '/access-reviews')).body.reviewId;
      case 'roleId': {
        const roleId = `target-${unique()}`;
        const body = { roleId, names: { en: 'Target', zh: '目标' } };
        await administrator().send('POST', '/roles', { body });
        return roleId;
      }
      case 'object':
        return 'company';
      case 'fieldId': {
        const occasion = { role: owner, login: '', password: '', unique: unique() };
        const body = validBodies['addCustomField']?.(occasion) ?? {};
        return (await administrator().send('POST', '/custom-fields', { body })).body.fieldId;
      }
      case 'mappingName': {
        const name = `Target ${unique()}`;
        const occasion = { role: owner, login: '', password: '', unique: name };
        const body = validBodies['saveImportMapping']?.(occasion) ?? {};
        const path = `/import-mappings/${encodeURIComponent(name)}`;
        await administrator().send('PUT', path, { body });
        return name;
      }
      case 'teamId':
        return (
          await administrator().send('POST', '/teams', { body: { name: `Team ${unique()}` } })
        ).body.teamId;
      case 'userId':
        return cloud.person(owner).userId;
      case 'file':
        return 'account.css';
      default:
        throw new Error(`The sweep does not know how to make a ${object}.`);
    }
  }

  /** A person of their own in the state that the operation asks for. */
  async function newcomer(operation: string): Promise<string> {
    const email = `newcomer-${unique()}@example.com`;
    const signsIn = ['resetUserPassword', 'lockUser', 'unlockUser', 'resetUserFactors'].includes(
      operation,
    );
    const { userId } = signsIn
      ? await hire(cloud, administrator(), { email, role: 'support' })
      : (
          await administrator().send('POST', '/users', {
            body: { email, name: 'Jo Winter', role: 'support' },
          })
        ).body;
    const before = { unlockUser: 'lock', cancelOffBoarding: 'off-boarding' }[operation];
    if (!before) return userId;
    clients.set('administrator', await stepUp(administrator(), passwordOf('administrator')));
    const body = before === 'lock' ? because : { ...because, startAt: '2100-01-01T00:00:00.000Z' };
    await administrator().send('POST', `/users/${userId}/${before}`, { body });
    return userId;
  }

  return {
    cloud,
    /** Fills the gateway's bucket again, so that a sweep is not throttled. */
    rest: () => cloud.cloud.clock.advance(2_000),
    /** The id that the request names; `isFresh` where the request may use it up. */
    async target({ operation, route }: Operation, role: RoleName, whose: Whose, isFresh: boolean) {
      const parameter = /\{(\w+)\}/.exec(route.path)?.[1];
      if (operation === 'shareRecord') await made('activityId', role, false);
      if (aboutPeople.has(operation)) await made('contactId', role, false);
      if (bodyAbout(operation, '')) return winner(operation, role, isFresh);
      if (!parameter || whose === 'unknown') return unknownId;
      if (operation === 'readApiDocsFile') return 'docs.js';
      if (operation === 'resetRole') return 'marketing';
      if (isFresh && parameter === 'userId') return newcomer(operation);
      const id = await made(parameter, ownerOf(role, whose), isFresh);
      if (operation === 'addCampaignResponse') await memberOf(id);
      return id;
    },
    /** Sends what the operation accepts, as this caller. */
    async send({ operation, route }: Operation, caller: Caller, id: string): Promise<ApiAnswer> {
      const role = isStranger(caller) ? 'sales' : caller;
      const { email: login, password, userId } = cloud.person(role);
      const ownActivityId =
        operation === 'shareRecord' ? await made('activityId', role, false) : unknownId;
      const memberId = members.get(id) ?? unknownId;
      const contactId = aboutPeople.has(operation)
        ? await made('contactId', role, false)
        : unknownId;
      const occasion = {
        ...{ role, login, password, unique: unique() },
        ...{ userId, ownActivityId, memberId, contactId },
      };
      const body = bodyAbout(operation, id) ?? validBodies[operation]?.(occasion);
      if (route.body && !body) throw new Error(`There is no valid body for ${operation}.`);
      if (route.stepUp && !isStranger(caller))
        clients.set(caller, await stepUp(clients.get(caller)!, password));
      const query = validQueries[operation]?.(occasion);
      const path = pathOf(route, id) + (query ? `?${query}` : '');
      const answer = await clients.get(caller)!.send(route.method, path, {
        ...(body ? { body } : {}),
        ...(route.versioned ? { headers: { 'if-match': await versionOf(route.path, id) } } : {}),
      });
      if (operation === 'stepUp' && answer.status < 300)
        clients.set(caller, apiClient(cloud.cloud.api, answer.body.token));
      if (answer.status < 300 && !isStranger(caller) && endsSession.has(operation)) {
        if (body && 'newPassword' in body)
          Object.assign(cloud.person(role), { password: body.newPassword });
        clients.set(caller, await cloud.as(role));
      }
      return answer;
    },
  };

  async function versionOf(path: string, id: string): Promise<string> {
    const found = await administrator().send('GET', path.replace(/\{\w+\}/, id));
    return found.headers.get('etag') ?? '"1"';
  }
}
