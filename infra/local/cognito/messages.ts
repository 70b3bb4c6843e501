import { ServiceError } from '../service.ts';
import type { AppClient } from './client-definition.ts';
import { encryptCode } from './code-encryption.ts';
import { addressedAttributes, askCustomMessage } from './custom-message.ts';
import { ownTexts } from './message-texts.ts';
import type { Pool } from './pool-definition.ts';
import { type ClientMetadata, requirePermission, triggerEvent } from './triggers.ts';
import type { Contact, User } from './users.ts';
import type { World } from './world.ts';

export type MessageSource =
  | 'AdminCreateUser'
  | 'Authentication'
  | 'ForgotPassword'
  | 'ResendCode'
  | 'SignUp'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute';

export interface CodeMessage {
  readonly pool: Pool;
  readonly client: AppClient | undefined;
  readonly user: User;
  readonly source: MessageSource;
  readonly contact: Contact;
  readonly address: string;
  readonly code: string;
  readonly clientMetadata: ClientMetadata;
}

export interface CodeDelivery {
  readonly Destination: string;
  readonly DeliveryMedium: 'EMAIL' | 'SMS';
  readonly AttributeName: Contact;
}

/**
 * Hands a code to the pool's custom sender, or writes Cognito's own message to the outbox. Custom
 * senders run on their own: their failure never reaches the caller.
 */
export async function sendCode(world: World, message: CodeMessage): Promise<CodeDelivery> {
  const { LambdaConfig: triggers } = message.pool.properties;
  const isMail = message.contact === 'email';
  const sender = isMail ? triggers.CustomEmailSender : triggers.CustomSMSSender;
  if (sender) await callSender(world, message, sender.LambdaArn);
  else await sendOwnMessage(world, message);
  return describeDelivery(message.contact, message.address);
}

/** Where a code went, without giving the address away. */
export function describeDelivery(contact: Contact, address: string): CodeDelivery {
  if (contact === 'phone_number') {
    const Destination = `+*******${address.slice(-4)}`;
    return { Destination, DeliveryMedium: 'SMS', AttributeName: contact };
  }
  const [name = '', domain = ''] = address.split('@');
  const Destination = `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`;
  return { Destination, DeliveryMedium: 'EMAIL', AttributeName: contact };
}

/** Where a code for somebody who does not exist would have gone. */
export function simulatedDelivery(login: string): CodeDelivery {
  return describeDelivery('email', login.includes('@') ? login : `${login}@example.com`);
}

async function callSender(world: World, message: CodeMessage, functionArn: string): Promise<void> {
  const { context, dataKeys } = world;
  const { pool, client, user, clientMetadata, contact, source } = message;
  const kind = contact === 'email' ? 'Email' : 'SMS';
  try {
    const keyId = pool.properties.LambdaConfig.KMSKeyID;
    if (keyId === undefined) throw new Error('LambdaConfig names a custom sender but no KMSKeyID');
    requirePermission(world, pool, functionArn);
    // Cognito escapes temporary passwords for HTML, whatever the medium.
    const code = source === 'AdminCreateUser' ? escapeHtml(message.code) : message.code;
    const request = {
      type: kind === 'Email' ? 'customEmailSenderRequestV1' : 'customSMSSenderRequestV1',
      code: await encryptCode(dataKeys, { keyId, poolId: pool.id, code }),
      clientMetadata: clientMetadata ?? null,
      userAttributes: addressedAttributes(message),
    };
    const call = { pool, client, username: user.username, request };
    const event = triggerEvent(
      { ...call, source: `Custom${kind}Sender_${source}` },
      context.region,
    );
    context.functions.enqueue(functionArn, event);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.warn(
      `The custom ${kind} sender of user pool ${pool.id} could not be called: ${reason}`,
    );
  }
}

async function sendOwnMessage(world: World, message: CodeMessage): Promise<void> {
  if (message.contact === 'phone_number' && !message.pool.properties.SmsConfiguration)
    throw new ServiceError('CodeDeliveryFailureException', 'The user pool cannot send SMS.');
  const { pool, user, contact, address, code } = message;
  const custom = await askCustomMessage(world, message);
  const { UsernameAttributes, EmailConfiguration } = pool.properties;
  const isMail = contact === 'email';
  const own = ownTexts(message);
  const login = user.attributes[UsernameAttributes[0] ?? ''] ?? user.username;
  const filled = (custom.text || own.text)
    .replaceAll('{####}', code)
    .replaceAll('{username}', login);
  world.context.outbox.add({
    kind: isMail ? 'email' : 'sms',
    from: isMail ? (EmailConfiguration.From ?? 'no-reply@verificationemail.com') : 'Cognito',
    to: [address],
    subject: isMail ? custom.subject || own.subject : '',
    text: filled,
    html: isMail ? filled : '',
    headers: {},
    tags: {},
    configurationSet: '',
  });
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } as const;

function escapeHtml(text: string): string {
  return Object.entries(entities).reduce(
    (escaped, [letter, entity]) => escaped.replaceAll(letter, entity),
    text,
  );
}
