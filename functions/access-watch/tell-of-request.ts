import type { AccessRequest } from '#shared/access-requests/access-request';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { composeMail } from '#shared/mail/compose-mail';
import type { Locale } from '#shared/mail/describe-mail';
import type { Mail } from '#shared/mail/mailer';
import { objects } from '#shared/objects/objects';
import { tellEach } from './tell-each.ts';
import type { WatchNeeds } from './watch-needs.ts';

/**
 * Tells of a request that was made: administrators and, of a record, its owner. Of an answer: the person
 * who asked, and those who were asked, so that nobody else looks at it again.
 */
export async function tellOfRequest(needs: WatchNeeds, request: AccessRequest): Promise<void> {
  const { appOrigin } = needs;
  const person = await needs.users.find(request.userId);
  const name = person?.name ?? request.userId;
  const mails: Mail[] = [];
  for (const each of await askedPeople(needs, request)) {
    const what = await whatText(needs, request, each.locale);
    if (request.untold === 'asked' && request.state === 'open')
      mails.push(
        composeMail('accessAsked', each, { name, what, reason: request.reason }, appOrigin),
      );
    if (request.untold === 'answered') {
      const decision = decisions[each.locale][decisionOf(request)];
      mails.push(composeMail('accessDecided', each, { name, what, decision }, appOrigin));
    }
  }
  if (request.untold === 'answered' && person?.status === 'active') {
    const what = await whatText(needs, request, person.locale);
    mails.push(answerMail(needs, request, person, what));
  }
  await tellEach(needs, mails);
}

type Decision = 'granted' | 'refused' | 'expired';

function decisionOf({ state }: AccessRequest): Decision {
  if (state === 'refused' || state === 'expired') return state;
  return 'granted';
}

const decisions: Readonly<Record<Locale, Readonly<Record<Decision, string>>>> = {
  en: { granted: 'granted', refused: 'refused', expired: 'given up, as nobody answered' },
  zh: { granted: '已批准', refused: '已拒绝', expired: '无人答复，已失效' },
};

function answerMail(
  { appOrigin }: WatchNeeds,
  request: AccessRequest,
  person: StoredPrincipal,
  what: string,
): Mail {
  const { answer } = request;
  const decision = decisionOf(request);
  if (decision === 'expired' || !answer)
    return composeMail('accessExpired', person, { what }, appOrigin);
  const { reason, until } = answer;
  if (decision === 'refused')
    return composeMail('accessRefused', person, { what, reason }, appOrigin);
  return until === undefined
    ? composeMail('accessGranted', person, { what, reason }, appOrigin)
    : composeMail('accessGrantedUntil', person, { what, reason, at: until }, appOrigin);
}

/** Who answers: active administrators and the owner of the record; never the person who asks. */
async function askedPeople(
  { administrators, store, users }: WatchNeeds,
  { wanted, userId }: AccessRequest,
): Promise<StoredPrincipal[]> {
  const people = new Map(
    (await administrators.list()).map((person) => [person.userId, person] as const),
  );
  if (wanted.kind === 'record') {
    const record = await store.get(objects[wanted.object], wanted.recordId);
    const ownerId = record?.values['ownerId'];
    const owner = typeof ownerId === 'string' ? await users.find(ownerId) : undefined;
    if (owner?.status === 'active') people.set(owner.userId, owner);
  }
  people.delete(userId);
  return [...people.values()];
}

/** What was asked for, by its name in the reader's language; of a record its kind and id, never its values. */
async function whatText(
  { roles }: WatchNeeds,
  { wanted }: AccessRequest,
  locale: Locale,
): Promise<string> {
  switch (wanted.kind) {
    case 'role':
      return (await roles.find(wanted.roleId))?.names[locale] ?? wanted.roleId;
    case 'permission':
      return wanted.permission;
    case 'record':
      return `${objects[wanted.object].labels.one[locale]} ${wanted.recordId}`;
  }
}
