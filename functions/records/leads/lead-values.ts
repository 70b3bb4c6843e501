import type { RecordValues } from '#shared/objects/field';
import { textOf } from '#shared/objects/rules/values';

function picked(values: RecordValues, names: readonly string[]): RecordValues {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

const address = ['street', 'city', 'state', 'postalCode', 'country'] as const;

/** The host of a web address, without `www.`; nothing for what is none. */
function domainOf(website: string | undefined): string | undefined {
  if (website === undefined || !URL.canParse(website)) return undefined;
  return new URL(website).hostname.replace(/^www\./, '');
}

/** What a lead says about its company; the person's name where it names none. */
export function companyOf(lead: RecordValues, personName: string): RecordValues {
  const domain = domainOf(textOf(lead, 'website'));
  return {
    ...picked(lead, ['website', 'industry', 'employees', 'source', 'ownerId', ...address]),
    ...(domain === undefined ? {} : { domain }),
    name: textOf(lead, 'companyName') ?? personName,
  };
}

/** What a lead says about the person. */
export function contactOf(lead: RecordValues, companyId: string): RecordValues {
  const values = picked(lead, [
    'name',
    'firstName',
    'lastName',
    'email',
    'phone',
    'mobile',
    'jobTitle',
    'companyName',
    'source',
    'emailOptOut',
    'notes',
    'tags',
    'ownerId',
    ...address,
  ]);
  const hasName = ['name', 'firstName', 'lastName'].some((name) => values[name] !== undefined);
  const fallback = textOf(lead, 'companyName') ?? textOf(lead, 'email') ?? textOf(lead, 'phone');
  return {
    ...values,
    ...(hasName || fallback === undefined ? {} : { name: fallback }),
    companyId,
  };
}

export interface NewDeal {
  readonly name: string;
  readonly closeDate?: string | undefined;
}

/** The deal that a lead starts; its budget is the first amount. */
export function dealOf(
  lead: RecordValues,
  { name, closeDate }: NewDeal,
  parents: { readonly companyId: string; readonly contactId: string },
): RecordValues {
  const { budget, ...rest } = picked(lead, ['budget', 'source', 'campaignId', 'ownerId']);
  return {
    ...rest,
    ...(budget === undefined ? {} : { amount: budget }),
    ...(closeDate === undefined ? {} : { closeDate }),
    name,
    ...parents,
  };
}
