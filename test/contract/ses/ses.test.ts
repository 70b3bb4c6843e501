import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  ListEmailIdentitiesCommand,
  ListEmailTemplatesCommand,
  ListSuppressedDestinationsCommand,
  PutSuppressedDestinationCommand,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSes } from '#infra/local/ses/service';
import {
  createResource,
  createSurroundings,
  failureOf,
  OPERATOR_KEYS,
  ROLE_KEYS,
  serve,
} from '#test/support/served-cloud';

const surroundings = createSurroundings();
const { outbox, events, asked } = surroundings;
const ses = createSes(surroundings.context);
const set = (Name: string, more = {}) =>
  createResource(ses, { type: 'AWS::SES::ConfigurationSet', properties: { Name, ...more } });
set('mail');
set('lenient', { SuppressionOptions: { SuppressedReasons: ['COMPLAINT'] } });
const identity = (EmailIdentity: string, more = {}) =>
  createResource(ses, {
    type: 'AWS::SES::EmailIdentity',
    properties: { EmailIdentity, ...more },
  });
identity('example.com');
identity('One@example.org', { ConfigurationSetAttributes: { ConfigurationSetName: 'mail' } });
createResource(ses, {
  type: 'AWS::SES::ConfigurationSetEventDestination',
  properties: {
    ConfigurationSetName: 'mail',
    EventDestination: {
      MatchingEventTypes: ['bounce', 'COMPLAINT', 'delivery'],
      EventBridgeDestination: {
        EventBusArn: 'arn:aws:events:eu-west-1:000000000000:event-bus/default',
      },
    },
  },
});

let served: Awaited<ReturnType<typeof serve>>;
let client: SESv2Client;
let role: SESv2Client;

beforeAll(async () => {
  served = await serve(surroundings, ses);
  client = new SESv2Client({ ...served.settings, credentials: OPERATOR_KEYS });
  role = new SESv2Client({ ...served.settings, credentials: ROLE_KEYS });
});
afterAll(() => served.close());
beforeEach(() => {
  ses.reset();
  for (const list of [outbox, events, asked]) list.length = 0;
  surroundings.roleMay = () => false;
});

const simple = (subject = 'Hello', more = {}): NonNullable<SendEmailCommandInput['Content']> => ({
  Simple: {
    Subject: { Data: subject },
    Body: { Text: { Data: 'text' }, Html: { Data: '<p>html</p>' } },
    ...more,
  },
});
const mail = (more: Partial<SendEmailCommandInput> = {}) =>
  new SendEmailCommand({
    FromEmailAddress: 'Stratus <crm@example.com>',
    Destination: { ToAddresses: ['ada@test.example'] },
    Content: simple(),
    ...more,
  });
const to = (...ToAddresses: string[]) => ({ Destination: { ToAddresses } });

describe('a mail', () => {
  it('reaches the outbox once, with all recipients, headers and tags', async () => {
    const { MessageId } = await client.send(
      mail({
        Destination: {
          ToAddresses: ['ada@test.example', 'Bob <bob@test.example>'],
          CcAddresses: ['cc@test.example'],
          BccAddresses: ['bcc@test.example'],
        },
        ReplyToAddresses: ['help@example.com'],
        Content: simple('Grüße', { Headers: [{ Name: 'List-Unsubscribe', Value: '<https://a>' }] }),
        EmailTags: [{ Name: 'kind', Value: 'invitation' }],
        ConfigurationSetName: 'mail',
      }),
    );
    expect(outbox).toEqual([
      {
        kind: 'email',
        from: 'Stratus <crm@example.com>',
        to: ['ada@test.example', 'bob@test.example', 'cc@test.example', 'bcc@test.example'],
        subject: 'Grüße',
        text: 'text',
        html: '<p>html</p>',
        headers: {
          'List-Unsubscribe': '<https://a>',
          Cc: 'cc@test.example',
          'Reply-To': 'help@example.com',
        },
        tags: { kind: 'invitation' },
        configurationSet: 'mail',
      },
    ]);
    expect(MessageId).toBe('message-1');
  });

  it('may be raw, with sender and recipients in its head', async () => {
    const raw =
      'From: crm@example.com\r\nTo: a@test.example,\r\n b@test.example\r\nSubject: S\r\n\r\nBody';
    await client.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(raw) } } }));
    expect(outbox).toMatchObject([
      {
        from: 'crm@example.com',
        to: ['a@test.example', 'b@test.example'],
        subject: 'S',
        text: 'Body',
      },
    ]);
  });

  it.each(['crm@example.com', 'crm@mail.example.com', 'one@EXAMPLE.org'])(
    'may come from %s',
    async (FromEmailAddress) => {
      await client.send(mail({ FromEmailAddress }));
      expect(outbox).toHaveLength(1);
    },
  );

  const many = Array.from({ length: 51 }, (_, index) => `p${index}@test.example`);
  it.each<[string, string, Partial<SendEmailCommandInput>]>([
    ['from an unverified domain', 'MessageRejected', { FromEmailAddress: 'a@test.example' }],
    [
      'from a domain that only ends alike',
      'MessageRejected',
      { FromEmailAddress: 'a@badexample.com' },
    ],
    [
      'from another address of a verified one',
      'MessageRejected',
      { FromEmailAddress: 'two@example.org' },
    ],
    ['under an unknown configuration set', 'NotFoundException', { ConfigurationSetName: 'none' }],
    ['to nobody', 'BadRequestException', to()],
    ['to 51 people', 'BadRequestException', to(...many)],
    ['to what is no address', 'BadRequestException', to('nobody')],
    [
      'with a line break in the subject',
      'BadRequestException',
      { Content: simple('a\r\nBcc: x@test.example') },
    ],
    [
      'with a line break in an address',
      'BadRequestException',
      to('a@test.example\r\nBcc: x@test.example'),
    ],
    [
      'with a line break in the sender',
      'BadRequestException',
      { FromEmailAddress: 'A\r\nBcc: x <crm@example.com>' },
    ],
    [
      'with a line break in a reply address',
      'BadRequestException',
      { ReplyToAddresses: ['a\n@b.example'] },
    ],
    [
      'with a line break in a header',
      'BadRequestException',
      { Content: simple('a', { Headers: [{ Name: 'X-A', Value: 'a\nBcc: x' }] }) },
    ],
    [
      'with a header that SES writes',
      'BadRequestException',
      { Content: simple('a', { Headers: [{ Name: 'Bcc', Value: 'x@test.example' }] }) },
    ],
    ['with a bad tag', 'BadRequestException', { EmailTags: [{ Name: 'a b', Value: 'c' }] }],
    ['from a template', 'BadRequestException', { Content: { Template: { TemplateName: 't' } } }],
  ])('is refused %s', async (_, code, more) => {
    expect((await failureOf(client.send(mail(more))))[0]).toBe(code);
    expect(outbox).toEqual([]);
    expect(events).toEqual([]);
  });
});

describe('what becomes of a mail', () => {
  const sendTo = (...addresses: string[]) =>
    client.send(
      mail({
        ...to(...addresses),
        ConfigurationSetName: 'mail',
        EmailTags: [{ Name: 'org', Value: 'o1' }],
      }),
    );
  const told = () => events.map((event) => event['detail-type']);

  it('is told to the destinations of the set, for the types they ask for', async () => {
    const { MessageId } = await sendTo('ada@test.example');
    expect(events).toMatchObject([
      {
        source: 'aws.ses',
        'detail-type': 'Email Delivered',
        detail: {
          eventType: 'Delivery',
          mail: {
            messageId: MessageId,
            destination: ['ada@test.example'],
            tags: { org: ['o1'], 'ses:configuration-set': ['mail'] },
          },
          delivery: { recipients: ['ada@test.example'] },
        },
      },
    ]);
  });

  it('follows the mailbox simulator', async () => {
    await sendTo('bounce+1@simulator.amazonses.com');
    expect(outbox).toEqual([]);
    expect(told()).toEqual(['Email Bounced']);
    expect(events[0]!.detail).toMatchObject({
      bounce: {
        bounceType: 'Permanent',
        bouncedRecipients: [{ emailAddress: 'bounce+1@simulator.amazonses.com' }],
      },
    });
    await sendTo('complaint@simulator.amazonses.com');
    expect(told().slice(1)).toEqual(['Email Delivered', 'Email Complaint Received']);
    await sendTo('success@simulator.amazonses.com');
    expect(told().slice(3)).toEqual(['Email Delivered']);
  });

  it('uses the set of the identity where the mail names none', async () => {
    await client.send(mail({ FromEmailAddress: 'one@example.org' }));
    expect(outbox).toMatchObject([{ configurationSet: 'mail' }]);
    expect(told()).toEqual(['Email Delivered']);
  });

  it('is told to nobody without a set', async () => {
    await client.send(mail());
    expect(events).toEqual([]);
  });
});

describe('the suppression list', () => {
  const suppress = (EmailAddress: string, Reason: 'BOUNCE' | 'COMPLAINT') =>
    client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }));

  it('keeps mail from those on it and says so on the bus', async () => {
    await suppress('Ada@test.example', 'BOUNCE');
    await client.send(
      mail({ ...to('ada@test.example', 'bob@test.example'), ConfigurationSetName: 'mail' }),
    );
    expect(outbox).toMatchObject([{ to: ['bob@test.example'] }]);
    expect(events.map(({ detail }) => detail)).toMatchObject([
      { bounce: { bounceSubType: 'OnAccountSuppressionList' } },
      { delivery: { recipients: ['bob@test.example'] } },
    ]);
    await client.send(mail());
    expect(outbox).toHaveLength(1);
  });

  it('holds only for the reasons of the set', async () => {
    await suppress('ada@test.example', 'BOUNCE');
    await client.send(mail({ ConfigurationSetName: 'lenient' }));
    expect(outbox).toHaveLength(1);
    await suppress('ada@test.example', 'COMPLAINT');
    await client.send(mail({ ConfigurationSetName: 'lenient' }));
    expect(outbox).toHaveLength(1);
  });

  it('is read, searched and emptied', async () => {
    await suppress('a+b@test.example', 'BOUNCE');
    await suppress('c@test.example', 'COMPLAINT');
    const EmailAddress = 'a+b@test.example';
    const one = await client.send(new GetSuppressedDestinationCommand({ EmailAddress }));
    expect(one.SuppressedDestination).toMatchObject({ EmailAddress, Reason: 'BOUNCE' });
    expect(one.SuppressedDestination?.LastUpdateTime).toBeInstanceOf(Date);
    const list = await client.send(
      new ListSuppressedDestinationsCommand({ Reasons: ['COMPLAINT'] }),
    );
    expect(list.SuppressedDestinationSummaries).toMatchObject([{ EmailAddress: 'c@test.example' }]);
    const remove = () => client.send(new DeleteSuppressedDestinationCommand({ EmailAddress }));
    await remove();
    expect(await failureOf(remove())).toEqual(['NotFoundException', 404]);
  });
});

describe('the account', () => {
  it('shows its identities', async () => {
    const { EmailIdentities } = await client.send(new ListEmailIdentitiesCommand({}));
    expect(EmailIdentities).toMatchObject([
      { IdentityName: 'example.com', IdentityType: 'DOMAIN' },
      { IdentityName: 'one@example.org', IdentityType: 'EMAIL_ADDRESS' },
    ]);
    const get = (EmailIdentity: string) =>
      client.send(new GetEmailIdentityCommand({ EmailIdentity }));
    expect(await get('example.com')).toMatchObject({ VerifiedForSendingStatus: true });
    expect(await failureOf(get('none.example'))).toEqual(['NotFoundException', 404]);
    expect(await client.send(new GetAccountCommand({}))).toMatchObject({ SendingEnabled: true });
  });

  it('asks whether a role may send as this sender under this set', async () => {
    const send = () => failureOf(role.send(mail({ ConfigurationSetName: 'mail' })));
    surroundings.roleMay = ({ resource }) => resource.includes(':identity/');
    expect(await send()).toEqual(['AccessDeniedException', 403]);
    expect(outbox).toEqual([]);
    surroundings.roleMay = ({ action }) => action === 'ses:SendEmail';
    expect(await send()).toEqual(['succeeded', 200]);
    expect(asked.slice(-2)).toMatchObject([
      {
        resource: 'arn:aws:ses:eu-west-1:000000000000:identity/example.com',
        conditions: {
          'ses:FromAddress': 'crm@example.com',
          'ses:FromDisplayName': 'Stratus',
          'ses:Recipients': ['ada@test.example'],
        },
      },
      { resource: 'arn:aws:ses:eu-west-1:000000000000:configuration-set/mail' },
    ]);
  });

  it('answers an unknown operation with an error', async () => {
    expect(await failureOf(client.send(new ListEmailTemplatesCommand({})))).toEqual([
      'NotImplementedException',
      501,
    ]);
  });

  it('throttles before and forgets to acknowledge after sending', async () => {
    const { faults } = surroundings.context;
    faults.set('throttle', 1, 'ses:SendEmail');
    expect(await failureOf(client.send(mail()))).toEqual(['TooManyRequestsException', 429]);
    expect(outbox).toEqual([]);
    faults.clear();
    faults.set('lost-acknowledgement', 1, 'ses:SendEmail');
    expect((await failureOf(client.send(mail())))[1]).toBe(500);
    expect(outbox).toHaveLength(1);
    faults.clear();
  });
});
