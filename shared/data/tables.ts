/** A global secondary index: string keys, projecting the whole item unless `include` names attributes. */
export interface IndexDefinition {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly include?: readonly string[] | 'keys';
}

/** A table as data: CDK makes it, adapters take index and key names from it. All keys are strings. */
export interface TableDefinition {
  readonly indexes: Readonly<Record<string, IndexDefinition>>;
  /** Attribute with the epoch second after which an item may go. */
  readonly timeToLive?: string;
  readonly stream?: boolean;
}

/** What a table's stream shows of a change. */
export const streamView = 'NEW_AND_OLD_IMAGES';

/** Tables by life cycle; every table has the keys `pk` and `sk`. */
export const tables = {
  /** Customer data with its markers and changes; kept until deleted. */
  records: {
    /** Only live records carry the keys, but for those of the bin. Lists are sharded: docs/decisions/0004-list-shards.md. */
    indexes: {
      byName: { partitionKey: 'listPk', sortKey: 'nameSk' },
      byUpdated: { partitionKey: 'listPk', sortKey: 'updatedSk' },
      byCreated: { partitionKey: 'listPk', sortKey: 'createdSk' },
      byOwner: { partitionKey: 'ownerPk', sortKey: 'updatedSk' },
      byTeam: { partitionKey: 'teamPk', sortKey: 'updatedSk' },
      byParent: { partitionKey: 'parentPk', sortKey: 'parentSk' },
      byParent2: { partitionKey: 'parent2Pk', sortKey: 'parentSk' },
      byParent3: { partitionKey: 'parent3Pk', sortKey: 'parentSk' },
      byStage: { partitionKey: 'stagePk', sortKey: 'updatedSk' },
      /** What waits for a time: reminders, deadlines. */
      byWake: { partitionKey: 'wakePk', sortKey: 'wakeSk', include: 'keys' },
      byBin: { partitionKey: 'binPk', sortKey: 'updatedSk' },
    },
    timeToLive: 'expiresAt',
    stream: true,
  },
  /** Principals, sessions, recovery; short-lived items expire. */
  identity: {
    /** The organisation's people: few enough for one partition. */
    indexes: { principals: { partitionKey: 'listPk', sortKey: 'listSk' } },
    timeToLive: 'expiresAt',
  },
  /** Imports and other work in progress with its results; kept for 30 days. */
  jobs: {
    indexes: {
      listed: { partitionKey: 'listPk', sortKey: 'listSk' },
      open: { partitionKey: 'openPk', sortKey: 'openSk' },
    },
    timeToLive: 'expiresAt',
  },
  /** Records under the terms that find them; made anew from the records at any time. */
  search: { indexes: {} },
  /** Who did what, when: written once, never changed, kept as long as the deployment's setting says. */
  audit: {
    indexes: {
      byMonth: { partitionKey: 'monthPk', sortKey: 'timeSk' },
      byPerson: { partitionKey: 'personPk', sortKey: 'timeSk' },
    },
    timeToLive: 'expiresAt',
  },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof tables;
