import type { ObjectName } from './names.ts';

/** What people read, in both languages of the product. */
export interface Labels {
  readonly en: string;
  readonly zh: string;
}

/** Why a field is not for everybody: roles hide or lock fields by it, audits watch it. */
export type Sensitivity = 'financial' | 'personal';

interface FieldFacts {
  readonly labels: Labels;
  /** A sentence beside the field in forms. */
  readonly help?: Labels;
  /** A record cannot be without it. */
  readonly required?: true;
  /** At most one record may hold a value; how values are compared stands in `foldUnique`. */
  readonly unique?: true | 'ignoring separators';
  readonly searchable?: true;
  /** Of an administrator's field: records that have the same value may be the same one. */
  readonly matching?: true;
  /**
   * Set by the product, not typed: by a computation or by an operation of its own. With
   * `after creation` a new record may still be given a value, as imports do.
   */
  readonly managed?: true | 'after creation';
  readonly sensitivity?: Sensitivity;
  /** Of a boolean: once said of one of several merged records it holds for all, as a refusal does. */
  readonly refusal?: true;
  /** Other headers under which files carry this field, besides its name and labels. */
  readonly importAliases?: {
    readonly en?: readonly string[];
    readonly zh?: readonly string[];
  };
}

/** One of a choice's values: the code is stored, the labels are shown and accepted by imports. */
export interface Choice {
  readonly code: string;
  readonly labels: Labels;
  /** Taken out by an administrator: records that hold it keep it, no other one gets it. */
  readonly retired?: true;
}

/** A field of an object, as data; `kind` decides its form, storage, cleaning and comparison. */
export type Field = FieldFacts &
  (
    | {
        readonly kind: 'text';
        /** Characters, 200 unless said. */
        readonly maxLength?: number;
        /** A rule of RFC 5545 by which something repeats. */
        readonly form?: 'recurrence';
      }
    | { readonly kind: 'longText' | 'email' | 'phone' | 'url' }
    | {
        readonly kind: 'number';
        readonly minimum?: number;
        readonly maximum?: number;
        readonly integer?: true;
      }
    | { readonly kind: 'money' | 'date' | 'dateTime' | 'boolean' | 'tags' | 'user' }
    | {
        readonly kind: 'choice';
        readonly choices: readonly Choice[];
        /** Administrators may change the choices: those here are what an installation starts with. */
        readonly editable?: true;
      }
    | { readonly kind: 'reference'; readonly object: ObjectName }
    /** Records of any object; unlike a reference it keeps none of them from being deleted. */
    | { readonly kind: 'related' }
    /** A small table inside the record, such as an order's lines. */
    | {
        readonly kind: 'rows';
        readonly columns: Readonly<Record<string, Field>>;
        readonly maximum: number;
      }
  );

export type FieldKind = Field['kind'];

/** An amount in minor units (cents, 分) of a currency named by its ISO 4217 code. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** A record of any object, as a field of kind `related` holds it. */
export interface RelatedRecord {
  readonly object: ObjectName;
  readonly id: string;
}

/** One row of a field of kind `rows`, by its columns' names. */
export type FieldRow = Readonly<Record<string, string | number | boolean | Money>>;

/** Whatever a field can hold; an empty field is absent. */
export type FieldValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Money
  | readonly RelatedRecord[]
  | readonly FieldRow[];

/** The filled fields of a record. */
export type RecordValues = Readonly<Record<string, FieldValue>>;

/** A change of some fields; null empties one. */
export type RecordPatch = Readonly<Record<string, FieldValue | null>>;
