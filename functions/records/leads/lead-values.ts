import type { ConvertedObject } from '#shared/objects/conversion';
import type { RecordValues } from '#shared/objects/field';
import { textOf, withValues } from '#shared/objects/rules/values';

const address = ['street', 'city', 'state', 'postalCode', 'country'] as const;
const common = ['source', 'ownerId'] as const;
const person = ['name', 'firstName', 'lastName', 'email', 'phone', 'mobile', 'jobTitle'] as const;
const same = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));

/** Which field of a lead each field of what is made of it comes from. */
export const leadSources: Readonly<Record<ConvertedObject, Readonly<Record<string, string>>>> = {
  company: {
    name: 'companyName',
    domain: 'website',
    ...same(['website', 'industry', 'employees', ...common, ...address]),
  },
  contact: same([...person, 'companyName', 'emailOptOut', 'notes', 'tags', ...common, ...address]),
  deal: { amount: 'budget', ...same(['campaignId', ...common]) },
};

function taken(object: ConvertedObject, lead: RecordValues): RecordValues {
  return Object.fromEntries(
    Object.entries(leadSources[object]).flatMap(([name, source]) => {
      const value = lead[source];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** The host of a web address, without `www.`; nothing for what is none. */
function domainOf(website: string | undefined): string | undefined {
  if (website === undefined || !URL.canParse(website)) return undefined;
  return new URL(website).hostname.replace(/^www\./, '');
}

/** What a lead says about its company; the person's name where it names none. */
export function companyOf(lead: RecordValues, personName: string): RecordValues {
  const name = textOf(lead, 'companyName') ?? personName;
  const domain = domainOf(textOf(lead, 'website'));
  return withValues(taken('company', lead), { domain, name });
}

/** What a lead says about the person. */
export function contactOf(lead: RecordValues, companyId: string | undefined): RecordValues {
  const values = taken('contact', lead);
  const hasName = ['name', 'firstName', 'lastName'].some((name) => values[name] !== undefined);
  const fallback = textOf(lead, 'companyName') ?? textOf(lead, 'email') ?? textOf(lead, 'phone');
  return withValues(values, { ...(hasName ? {} : { name: fallback }), companyId });
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
  return withValues(taken('deal', lead), { closeDate, name, ...parents });
}
