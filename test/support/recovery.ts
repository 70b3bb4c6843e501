import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { clientOptions, output } from '#infra/example/organisation';
import type { ApiAnswer } from './api-client.ts';
import type { TestCloud } from './cloud.ts';

/** Asks to get back in; `headers` may try to mislead. */
export function askToRecover(
  { anyone }: Pick<TestCloud, 'anyone'>,
  login: string,
  channel: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  return anyone.send('POST', '/recovery', { body: { login, channel }, headers });
}

/** The secret of a link to one of our pages. */
export function secretIn({ text }: { readonly text: string }, page: string): string {
  const secret = new RegExp(`/${page}#[a-z]=([\\w.-]+)$`, 'm').exec(text)?.[1];
  if (!secret) throw new Error(`There is no link to ${page} in: ${text}`);
  return secret;
}

/** The digits of a code. */
export function codeIn({ text }: { readonly text: string }): string {
  const code = /\b\d{6,8}\b/.exec(text)?.[0];
  if (!code) throw new Error(`There is no code in: ${text}`);
  return code;
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
