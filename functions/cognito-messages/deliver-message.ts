import type { Directory } from '#shared/auth/directory';
import { type DeliverMailNeeds, deliverMail } from './deliver-mail.ts';
import { type DeliverTextNeeds, deliverText } from './deliver-text.ts';
import type { MessageRequest } from './sender-event.ts';

export type DeliverMessageNeeds = {
  readonly directory: Pick<Directory, 'findByLogin'>;
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
  const person = await needs.directory.findByLogin(request.email.toLowerCase());
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
