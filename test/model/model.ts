/** The three who act: one sees everything, one what is the team's, one what is their own. */
export const actors = ['chief', 'mate', 'loner'] as const;
export type Actor = (typeof actors)[number];

export type Level = 'read' | 'edit';
export type Recipient = 'mate' | 'loner' | 'team';
export type ObjectKind = 'contact' | 'company';

/** A record as it should be. */
export interface Expected {
  readonly id: string;
  readonly object: ObjectKind;
  name: string;
  email: string | undefined;
  companyId: string | undefined;
  /** A text of a contact that no other contact has: where it is found, that contact is (I10). */
  readonly mark: string | undefined;
  owner: Actor;
  /** Whether it belongs to the team: what the chief owns, or the mate owned while a member. */
  isTeams: boolean;
  version: number;
  isLive: boolean;
  readonly shares: Map<Recipient, Level>;
}

/** A creation that was sent with a key. */
export interface KeptRequest {
  readonly who: Actor;
  readonly object: ObjectKind;
  readonly key: string;
  readonly body: object;
  readonly id: string;
}

/** All that should be known, by rules that are written down here a second time on purpose. */
export interface Model {
  readonly records: Expected[];
  readonly requests: KeptRequest[];
  /** Marks of people who were erased. */
  readonly erased: string[];
  /** Whether the mate is in the team at the moment. */
  isMember: boolean;
  /** The last merge that was not undone. */
  merged: Merged | undefined;
  readonly views: ExpectedView[];
}

/** A merge, and what it took from the loser for the winner. */
interface Merged {
  readonly winnerId: string;
  readonly loserId: string;
  readonly filled: readonly {
    readonly field: 'email' | 'companyId';
    readonly value: string | undefined;
  }[];
  /** Contacts that were the loser's. */
  readonly movedIds: readonly string[];
}

/** A saved list. */
export interface ExpectedView {
  readonly id: string;
  readonly owner: Actor;
  audience: 'own' | 'team' | 'everybody';
  /** Whether its owner was in the team when it was saved. */
  isTeams: boolean;
  /** Whether it filters by addresses. */
  readonly byEmail: boolean;
  version: number;
}

export function newModel(): Model {
  return { records: [], requests: [], erased: [], isMember: true, merged: undefined, views: [] };
}

/** Whether somebody is in the team at the moment. */
export const isInTeam = ({ isMember }: Model, who: Actor) =>
  who === 'chief' || (who === 'mate' && isMember);

/** Whose a record is that somebody owns from now on. */
export function ownerFacts(model: Model, owner: Actor) {
  return { owner, isTeams: isInTeam(model, owner) };
}

function shareOf(model: Model, who: Actor, record: Expected): Level | undefined {
  const own = who === 'chief' ? undefined : record.shares.get(who);
  const teams = who === 'mate' && model.isMember ? record.shares.get('team') : undefined;
  return own === 'edit' || teams === 'edit' ? 'edit' : (own ?? teams);
}

function isInScope(model: Model, who: Actor, record: Expected): boolean {
  if (who === 'chief' || record.owner === who) return true;
  return who === 'mate' && model.isMember && record.isTeams;
}

export const mayRead = (model: Model, who: Actor, record: Expected) =>
  isInScope(model, who, record) || shareOf(model, who, record) !== undefined;

export const mayChange = (model: Model, who: Actor, record: Expected) =>
  isInScope(model, who, record) || shareOf(model, who, record) === 'edit';

/** A share opens nothing for deletion, nor for what lies in the bin. */
export const mayDelete = (model: Model, who: Actor, record: Expected) =>
  isInScope(model, who, record);

/** The loner's role hides addresses: they are neither shown nor taken from it. */
export const maySeeEmail = (who: Actor) => who !== 'loner';

/** A record as it is shown to somebody who may read it. */
export function shownTo(who: Actor, { id, version, name, email, companyId, mark }: Expected) {
  const visible = { name, email: maySeeEmail(who) ? email : undefined, companyId, jobTitle: mark };
  return { id, version, ...visible };
}

export const live = (model: Model, object: ObjectKind) =>
  model.records.filter((each) => each.isLive && each.object === object);

export function holderOf(model: Model, email: string | undefined): Expected | undefined {
  return email === undefined
    ? undefined
    : live(model, 'contact').find((each) => each.email === email);
}

export const referrersOf = (model: Model, id: string) =>
  live(model, 'contact').filter(({ companyId }) => companyId === id);

export const recordOf = (model: Model, id: string | undefined) =>
  model.records.find((each) => each.id === id);
