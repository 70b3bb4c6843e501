import type { Directory } from '#shared/auth/directory';
import type { LoginRecord } from '#shared/auth/login-record';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { type DeliverMailNeeds, deliverMail } from './deliver-mail.ts';
import { type DeliverTextNeeds, deliverText } from './deliver-text.ts';
import type { MessageRequest } from './sender-event.ts';

export type DeliverMessageNeeds = {
  readonly directory: Directory;
  readonly logins: Pick<LoginRecord, 'expectedEmail'>;
} & DeliverMailNeeds &
  DeliverTextNeeds;

export type Delivery = 'mailed' | 'texted' | 'no-such-person';

/**
 * Carries what Cognito asks for to the person it is meant for. Throws when it cannot: Lambda tries
 * again and then hands the event to the dead-letter queue.
 */
export async function deliverMessage(
  needs: DeliverMessageNeeds,
  request: MessageRequest,
): Promise<Delivery> {
  const person = await addressee(needs, request);
  // Accounts made around us get nothing: nobody here invited them.
  if (!person || person.status === 'disabled' || person.status === 'locked')
    return 'no-such-person';
  if (request.medium === 'sms') {
    await deliverText(needs, request, person);
    return 'texted';
  }
  await deliverMail(needs, request, person);
  return 'mailed';
}

/** Somebody who changes their address is reached at the new one, which must be the one they named. */
async function addressee(
  { directory, logins }: Pick<DeliverMessageNeeds, 'directory' | 'logins'>,
  { username, email }: MessageRequest,
): Promise<StoredPrincipal | undefined> {
  const known = await directory.findByLogin(email.toLowerCase());
  if (known) return known;
  const expected = await logins.expectedEmail(username);
  if (expected?.email !== email.toLowerCase()) return undefined;
  const person = await directory.find(expected.userId);
  return person && { ...person, email: expected.email };
}
