import * as z from 'zod';
import type { CodeMessage } from './messages.ts';
import { readResponse, runTrigger, triggerAttributes, unrecognizable } from './triggers.ts';
import type { World } from './world.ts';

const Text = (longest: number) => z.string().max(longest).nullish();

/** Lengths by “Quotas in Amazon Cognito”. */
const Wording = z.looseObject({
  smsMessage: Text(140),
  emailMessage: Text(20_000),
  emailSubject: Text(140),
});

/**
 * What the pool’s CustomMessage trigger says instead of the pool’s own words; nothing where there is
 * none. Throws `InvalidLambdaResponseException` for a text that is too long or lacks its placeholders,
 * and for mails of pools that do not send by an account of their own.
 */
export async function askCustomMessage(
  world: World,
  message: CodeMessage,
): Promise<{ readonly subject?: string | undefined; readonly text?: string | undefined }> {
  const { pool, client, user, source, contact, clientMetadata } = message;
  const isInvitation = source === 'AdminCreateUser';
  const response = await runTrigger(world, 'CustomMessage', {
    pool,
    client,
    username: user.username,
    source: `CustomMessage_${source}`,
    request: {
      userAttributes: addressedAttributes(message),
      codeParameter: '{####}',
      usernameParameter: isInvitation ? '{username}' : null,
      clientMetadata: clientMetadata ?? null,
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
  const { smsMessage, emailMessage, emailSubject } = readResponse(Wording, response ?? {});
  const text = (contact === 'email' ? emailMessage : smsMessage) || undefined;
  const needed = isInvitation ? ['{####}', '{username}'] : ['{####}'];
  if (text !== undefined && !needed.every((placeholder) => text.includes(placeholder)))
    throw unrecognizable();
  const isOwnAccount = pool.properties.EmailConfiguration.EmailSendingAccount === 'DEVELOPER';
  if ((emailMessage || emailSubject) && !isOwnAccount) throw unrecognizable();
  return { text, subject: emailSubject || undefined };
}

/** A person’s attributes with the address of the message, which may be one still to be verified. */
export function addressedAttributes({ user, contact, address }: CodeMessage) {
  const attributes = triggerAttributes(user);
  if (attributes[contact] === address) return attributes;
  return { ...attributes, [contact]: address, [`${contact}_verified`]: 'false' };
}
