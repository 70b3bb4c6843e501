import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '#shared/errors/codes';
import { objectNames } from '#shared/objects/names';
import type { RoutePermission } from '#shared/permissions/permission';
import type { RoleName } from '#shared/permissions/roles';
import { faultsOf } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';
import { everyRoute, type Operation, servesFiles } from './every-route.ts';
import { type Reach, reviewedOperations, reviewedPermissions } from './reviewed-permissions.ts';
import { type Caller, callers, isStranger, type Whose } from './sweep-callers.ts';
import { setStage } from './sweep-stage.ts';

/** Operations that refuse what the sweep has to offer: a token or code that nobody was given, a factor that nobody has. */
const refusedSamples: Readonly<Record<string, ErrorCode>> = {
  answerChallenge: 'sign_in.challenge_invalid',
  answerStepUp: 'sign_in.challenge_invalid',
  confirmAuthenticator: 'account.code_wrong',
  confirmEmail: 'account.code_wrong',
  confirmPhone: 'account.code_wrong',
  preferFactor: 'account.factor_missing',
  useTextMessages: 'account.phone_missing',
  confirmRecovery: 'recovery.refused',
  addPasskey: 'passkey.not_accepted',
  finishPasskeySignIn: 'sign_in.refused',
  finishSso: 'sso.refused',
  setPasswordWithPasskey: 'sign_in.refused',
  stepUpByPasskey: 'auth.proof_refused',
  proveIdentity: 'recovery.refused',
  disavow: 'recovery.refused',
};

/** What only a later state of an import allows: the sweep's wait for their file. */
const needsPlan = {
  getImportPlan: 'import.state_conflict',
  changeImportPlan: 'import.state_conflict',
  testImport: 'import.state_conflict',
  runImport: 'import.state_conflict',
  resumeImport: 'import.state_conflict',
  undoImport: 'import.state_conflict',
} as const;

/** What asks for a state that no sample of the sweep is in: nobody there comes through a company. */
const otherState: Readonly<Partial<Record<string, ErrorCode>>> = {
  ...needsPlan,
  untieUser: 'user.state_conflict',
};

interface Cell {
  readonly caller: Caller;
  readonly whose: Whose;
  readonly expected: ErrorCode | 'done';
}

function covers(reach: Reach, whose: Whose): boolean {
  if (reach === 'all') return true;
  return whose === 'own' || (reach === 'team' && whose === 'team');
}

function expectedOf(each: Operation, caller: Caller, whose: Whose): ErrorCode | 'done' {
  const { permission, path } = each.route;
  const isMissing = whose === 'unknown';
  if (permission === 'public')
    return refusedSamples[each.operation] ?? (isMissing ? 'request.not_found' : 'done');
  if (isStranger(caller)) return 'request.unauthenticated';
  const reviewed = reviewedOperations[each.operation];
  const ordinary = permission === 'signed-in' ? undefined : reviewedPermissions[permission];
  const reach = permission === 'signed-in' && !reviewed ? 'own' : (reviewed ?? ordinary)?.[caller];
  if (!reach) return 'request.forbidden';
  // Saved mappings belong to everybody who may import.
  if (!path.includes('{') || path.includes('{mappingName}'))
    return refusedSamples[each.operation] ?? 'done';
  if (isMissing) return 'request.not_found';
  if (covers(reach, whose)) return otherState[each.operation] ?? 'done';
  // What may be read but not changed says so; what else is out of reach is not even there.
  const reading = permission.replace(/:\w+$/, ':read') as RoutePermission;
  const isRead = covers(reviewedPermissions[reading]?.[caller] ?? 'own', whose);
  return permission.includes(':') && isRead ? 'request.forbidden' : 'request.not_found';
}

function cellsOf(each: Operation): Cell[] {
  const { path, permission } = each.route;
  const whoses = whosesOf(path);
  return callers.flatMap((caller) =>
    whoses
      // What administrators may do to themselves has rules of its own: users.test.ts.
      .filter((whose) => !(permission === 'users.manage' && isSelf(each, caller, whose)))
      .map((whose) => ({ caller, whose, expected: expectedOf(each, caller, whose) })),
  );
}

function whosesOf(path: string): readonly Whose[] {
  if (path.includes('{mappingName}')) return ['own'];
  if (path.includes('{file}')) return ['foreign', 'unknown'];
  // Who answers whose requests has rules of its own: access-requests.test.ts.
  if (path.includes('{requestId}')) return ['unknown'];
  // A share of somebody else’s may be ended by whoever may change the record: sharing.test.ts.
  if (path.includes('{shareId}')) return ['own', 'unknown'];
  if (isRecordPath(path)) return ['own', 'team', 'foreign', 'unknown'];
  return path.includes('{') ? ['own', 'foreign', 'unknown'] : ['own'];
}

function isRecordPath(path: string): boolean {
  return objectNames.some((name) => path.includes(`{${name}Id}`));
}

function isSelf({ route }: Operation, caller: Caller, whose: Whose): boolean {
  return caller === 'administrator' && whose === 'own' && route.path.includes('{');
}

let stage: Awaited<ReturnType<typeof setStage>>;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(() => stage?.cloud.close());

/** Sends the cells' requests one after the other and says of each how it ended. */
async function run(each: Operation, cells: readonly Cell[], isFresh: boolean) {
  const outcomes: Record<string, string> = {};
  for (const { caller, whose } of cells) {
    const role: RoleName = isStranger(caller) ? 'sales' : caller;
    const id = await stage.target(each, role, whose, isFresh);
    const answer = await stage.send(each, caller, id);
    const faults = faultsOf(answer, servesFiles(each));
    const ended =
      answer.status === each.route.status ? 'done' : (answer.body?.code ?? answer.status);
    outcomes[`${caller}, ${whose}`] = [ended, ...faults].join('; ');
  }
  return outcomes;
}

const expectedBy = (cells: readonly Cell[]) =>
  Object.fromEntries(cells.map(({ caller, whose, expected }) => [`${caller}, ${whose}`, expected]));

test('AZ-16: every permission that a route asks for was reviewed', () => {
  const asked = new Set(everyRoute.map(({ route }) => route.permission));
  asked.delete('public');
  asked.delete('signed-in');
  expect([...asked].filter((permission) => !reviewedPermissions[permission])).toEqual([]);
});

describe.each(everyRoute)('$operation', (each) => {
  const cells = cellsOf(each);
  const refused = cells.filter(({ expected }) => expected !== 'done');
  const allowed = cells.filter(({ expected }) => expected === 'done');

  if (refused.length > 0)
    test('AZ-01, AZ-02, API-20: refuses whom it must, and nothing has changed', async () => {
      await stage.rest();
      for (const { caller, whose } of refused)
        await stage.target(each, isStranger(caller) ? 'sales' : caller, whose, false);
      const before = await stateOf(stage.cloud);
      expect(await run(each, refused, false)).toEqual(expectedBy(refused));
      expect(await changesSince(before, stage.cloud)).toEqual([]);
    });

  if (allowed.length > 0)
    test('AZ-01, API-20: lets in whom it should', async () => {
      await stage.rest();
      // What is only read is there for the next one too.
      const isUsedUp = each.route.method !== 'GET';
      expect(await run(each, allowed, isUsedUp)).toEqual(expectedBy(allowed));
    });
});
