import { isCustomKey } from '#shared/objects/custom-field';
import type { ObjectName } from '#shared/objects/names';

/** By what two records may be the same. */
export const matchKinds = [
  'email',
  'taxNumber',
  'phone',
  'domain',
  'companyName',
  'nameAndCompany',
] as const;

/** The key of a field that an administrator added. */
type AddedKind = `c_${string}`;

export type ShippedKind = (typeof matchKinds)[number];

export type MatchKind = ShippedKind | AddedKind;

export function isAddedKind(by: string): by is AddedKind {
  return isCustomKey(by);
}

/** The kind of this name, of those that ship and those that administrators add. */
export function matchKindOf(name: string): MatchKind | undefined {
  return matchKinds.find((each) => each === name) ?? (isAddedKind(name) ? name : undefined);
}

/** How sure it is that they are, surest first. */
export const confidences = ['certain', 'likely', 'possible'] as const;

export type Confidence = (typeof confidences)[number];

export interface MatchRule {
  readonly by: ShippedKind;
  readonly confidence: Confidence;
  /** The fields it looks at: whoever may not see one of them learns nothing by the rule. */
  readonly fields: readonly string[];
}

/** Objects whose records are compared with one another: a lead may be a contact already. */
export const matchFamilies = ['company', 'person'] as const;

export type MatchFamily = (typeof matchFamilies)[number];

export interface Matching {
  readonly family: MatchFamily;
  readonly rules: readonly MatchRule[];
}

const person: Matching = {
  family: 'person',
  rules: [
    { by: 'email', confidence: 'certain', fields: ['email'] },
    { by: 'phone', confidence: 'likely', fields: ['phone', 'mobile'] },
    {
      by: 'nameAndCompany',
      confidence: 'possible',
      fields: ['name', 'firstName', 'lastName', 'companyName'],
    },
  ],
};

/** The objects of which duplicates are looked for, and how. */
export const matchings = {
  company: {
    family: 'company',
    rules: [
      { by: 'taxNumber', confidence: 'certain', fields: ['taxNumber'] },
      { by: 'domain', confidence: 'likely', fields: ['domain'] },
      { by: 'phone', confidence: 'possible', fields: ['phone'] },
      { by: 'companyName', confidence: 'possible', fields: ['name'] },
    ],
  },
  contact: person,
  lead: person,
} as const satisfies Partial<Record<ObjectName, Matching>>;

export type MatchedObject = keyof typeof matchings;

export const matchedObjects = ['company', 'contact', 'lead'] as const satisfies MatchedObject[];

/** Whether duplicates of this object are looked for. */
export function isMatched(object: ObjectName): object is MatchedObject {
  return Object.hasOwn(matchings, object);
}
