import { ServiceError } from '../service.ts';

/** A mail address with the name in front of it, as in `Ada <ada@example.com>`. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
  /** In lower case. */
  readonly domain: string;
}

/** Reads one address. Throws BadRequestException, also for control characters anywhere in it. */
export function readMailbox(text: string): Mailbox {
  refuseControls('address', text);
  const angled = /^(?<name>[^<>]*)<(?<address>[^<>]+)>$/.exec(text.trim())?.groups;
  const address = (angled?.['address'] ?? text).trim();
  const match = /^[\x21-\x3f\x41-\x7e]{1,64}@(?<domain>[a-z0-9-]+(?:\.[a-z0-9-]+)*)$/i.exec(
    address,
  );
  const domain = match?.groups?.['domain']?.toLowerCase();
  if (!domain || address.length > 320)
    throw new ServiceError('BadRequestException', 'An address is not local-part@domain in ASCII.');
  const name = (angled?.['name'] ?? '').trim().replace(/^"(.*)"$/, '$1');
  return { name, address, domain };
}

/** Throws BadRequestException where a header field would end early or hide something. */
export function refuseControls(field: string, text: string): void {
  if (/\p{Cc}/u.test(text.replaceAll('\t', ' ')))
    throw new ServiceError('BadRequestException', `The ${field} has a control character in it.`);
}
