import { randomUUID } from 'node:crypto';
import { type AccessNeed, type CloudContext, ServiceError } from '../service.ts';
import type { Mailbox } from './addresses.ts';
import type { Message } from './message.ts';
import { announce, type Delivery } from './message-events.ts';
import type { ConfigurationSet, SesState } from './state.ts';

const SIMULATOR = 'simulator.amazonses.com';

/** What IAM is asked before a mail is sent: the sender's identity and the configuration set. */
export function sendingNeeds(
  { region, accountId }: CloudContext,
  state: SesState,
  message: Message,
): readonly AccessNeed[] {
  const { action, from, recipients } = message;
  const prefix = `arn:aws:ses:${region}:${accountId}:`;
  const identity = state.findIdentity(from)?.name ?? from.domain;
  const conditions = {
    'ses:ApiVersion': '2',
    'ses:FromAddress': from.address,
    'ses:FromDisplayName': from.name,
    'ses:Recipients': recipients.map(({ address }) => address),
  };
  const set = configurationSetName(state, message);
  const resources = [
    `${prefix}identity/${identity}`,
    ...(set === undefined ? [] : [`${prefix}configuration-set/${set}`]),
  ];
  return resources.map((resource) => ({ action, resource, conditions }));
}

/**
 * Sends a mail to the outbox and its events to the bus, and gives the message id. Throws
 * MessageRejected for an unverified sender and NotFoundException for an unknown configuration set.
 */
export function sendEmail(context: CloudContext, state: SesState, message: Message): string {
  const { region } = context;
  const identity = state.findIdentity(message.from);
  if (!identity)
    throw new ServiceError(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${message.from.address}`,
    );
  const setName = configurationSetName(state, message);
  const set = setName === undefined ? undefined : state.sets.get(setName);
  if (setName !== undefined && !set)
    throw new ServiceError('NotFoundException', `Configuration set <${setName}> does not exist.`, {
      status: 404,
    });

  const fates = message.recipients.map((recipient) => ({
    address: recipient.address,
    fate: fateOf(recipient, state, set),
  }));
  const those = (...wanted: Fate[]) =>
    fates.filter(({ fate }) => wanted.includes(fate)).map(({ address }) => address);
  const delivered = those('delivered', 'complained');
  const id = delivered.length > 0 ? deliver(context, message, delivered, setName) : randomUUID();
  if (set) {
    const happened: Delivery = {
      id,
      message,
      set,
      delivered,
      bounced: those('bounced'),
      suppressed: those('suppressed'),
      complained: those('complained'),
    };
    announce(context, identity.name, happened);
  }
  return id;
}

type Fate = 'delivered' | 'complained' | 'bounced' | 'suppressed';

// Addresses of the simulator: SES developer guide, "Using the mailbox simulator manually".
function fateOf(
  { address, domain }: Mailbox,
  state: SesState,
  set: ConfigurationSet | undefined,
): Fate {
  const entry = state.findSuppressed(address);
  if (entry && (set?.suppresses.has(entry.reason) ?? true)) return 'suppressed';
  if (domain !== SIMULATOR) return 'delivered';
  const [mailbox] = address.toLowerCase().split(/[+@]/);
  if (mailbox === 'bounce') return 'bounced';
  if (mailbox === 'complaint') return 'complained';
  return mailbox === 'suppressionlist' ? 'suppressed' : 'delivered';
}

function deliver(
  { outbox }: CloudContext,
  message: Message,
  to: readonly string[],
  setName: string | undefined,
): string {
  const { source, subject, text, html, headers, tags } = message;
  const configurationSet = setName ?? '';
  return outbox.add({
    kind: 'email',
    from: source,
    to,
    subject,
    text,
    html,
    headers,
    tags,
    configurationSet,
  });
}

function configurationSetName(state: SesState, message: Message): string | undefined {
  return message.configurationSet ?? state.findIdentity(message.from)?.configurationSet;
}
