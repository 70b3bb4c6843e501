import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { clientOptions, output } from '#infra/example/organisation';
import type { ApiAnswer } from './api-client.ts';
import type { TestCloud } from './cloud.ts';
import { mailTo } from './people.ts';

/** Asks to get back in; `headers` may try to mislead. */
export function askToRecover(
  { anyone }: Pick<TestCloud, 'anyone'>,
  login: string,
  channel: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  return anyone.send('POST', '/recovery', { body: { login, channel }, headers });
}

const link = (page: string) => new RegExp(`/${page}#[a-z]=([\\w.-]+)$`, 'm');
const digits = /\b(\d{6,8})\b/;

/** The secret of a link to one of our pages. */
export function secretIn({ text }: { readonly text: string }, page: string): string {
  const secret = link(page).exec(text)?.[1];
  if (!secret) throw new Error(`There is no link to ${page} in: ${text}`);
  return secret;
}

/** The digits of a code. */
export function codeIn({ text }: { readonly text: string }): string {
  const code = digits.exec(text)?.[1];
  if (!code) throw new Error(`There is no code in: ${text}`);
  return code;
}

/** The secret of the newest link to one of our pages; notices may come after it. */
export async function secretSentTo(cloud: TestCloud, email: string, page: string): Promise<string> {
  return secretIn(await mailTo(cloud, email, link(page)), page);
}

/** The newest code to an address or number; notices may come after it. */
export async function codeSentTo(cloud: TestCloud, recipient: string): Promise<string> {
  return codeIn(await mailTo(cloud, recipient, digits));
}

/** Gives a person a verified phone number, as if they had confirmed it. */
export async function giveVerifiedPhone(
  { deployment }: TestCloud,
  email: string,
  phone: string,
): Promise<void> {
  const cognito = new CognitoIdentityProviderClient(clientOptions(deployment));
  await cognito.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: output(deployment, 'UserPoolId'),
      Username: email,
      UserAttributes: [
        { Name: 'phone_number', Value: phone },
        { Name: 'phone_number_verified', Value: 'true' },
      ],
    }),
  );
}

/** Everything that the table of people, sessions and recoveries holds, as one text. */
export async function storedText({ deployment }: TestCloud): Promise<string> {
  const client = new DynamoDBClient(clientOptions(deployment));
  const pages: unknown[] = [];
  const TableName = output(deployment, 'IdentityTable');
  for await (const { Items } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    pages.push(Items);
  return JSON.stringify(pages);
}
