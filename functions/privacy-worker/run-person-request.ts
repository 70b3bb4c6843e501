import type { PersonRequestMessage } from '#shared/privacy/person-request';
import { erasePerson } from './erase-person.ts';
import { exportPerson } from './export-person.ts';
import type { MayGoOn, PersonNeeds } from './person-world.ts';

export type PersonOutcome = 'gone' | 'ended' | 'unfinished';

/** Works on a request about a person; delivered again or twice at once it ends the same. */
export async function runPersonRequest(
  needs: PersonNeeds,
  message: PersonRequestMessage,
  mayGoOn: MayGoOn,
): Promise<PersonOutcome> {
  const request = await needs.requests.find(message.requestId);
  if (!request) return 'gone';
  if (request.state === 'done') return 'ended';
  const result =
    request.kind === 'export'
      ? await exportPerson(needs, request, mayGoOn)
      : await erasePerson(needs, request, mayGoOn);
  // Another worker has been faster where nothing could be saved: it sees to the rest.
  if (!result || result.state === 'done') return 'ended';
  await needs.queue.send(message);
  return 'unfinished';
}
