import type { Operation } from './engine.ts';
import { invalid } from './failures.ts';
import { readRequest } from './requests.ts';
import { renewExpiry } from './table-definition.ts';
import { tableNamed } from './table-operations.ts';
import {
  ListTagsOfResource,
  TableOnly,
  TagResource,
  UntagResource,
  UpdateTimeToLive,
} from './table-requests.ts';

export const updateTimeToLive: Operation = (engine, body) => {
  const { TableName, TimeToLiveSpecification: wish } = readRequest(UpdateTimeToLive, body);
  const table = tableNamed(engine, TableName);
  if (wish.Enabled === (table.expiryAttribute !== undefined))
    throw invalid(`TimeToLive is already ${wish.Enabled ? 'enabled' : 'disabled'}`);
  if (!wish.Enabled && wish.AttributeName !== table.expiryAttribute)
    throw invalid(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${table.expiryAttribute}`,
    );
  engine.writer.atomically(() => {
    const changed = { ...table, expiryAttribute: wish.Enabled ? wish.AttributeName : undefined };
    renewExpiry(engine, engine.catalogue.save(changed));
  });
  return { TimeToLiveSpecification: wish };
};

export const describeTimeToLive: Operation = (engine, body) => {
  const { expiryAttribute } = tableNamed(engine, readRequest(TableOnly, body).TableName);
  return {
    TimeToLiveDescription:
      expiryAttribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: expiryAttribute },
  };
};

export const tagResource: Operation = (engine, body) => {
  const { ResourceArn, Tags } = readRequest(TagResource, body);
  const table = engine.catalogue.get(ResourceArn);
  const tags = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
  engine.catalogue.save({ ...table, tags: { ...table.tags, ...tags } });
  return {};
};

export const untagResource: Operation = (engine, body) => {
  const { ResourceArn, TagKeys } = readRequest(UntagResource, body);
  const table = engine.catalogue.get(ResourceArn);
  const kept = Object.entries(table.tags).filter(([key]) => !TagKeys.includes(key));
  engine.catalogue.save({ ...table, tags: Object.fromEntries(kept) });
  return {};
};

export const listTagsOfResource: Operation = (engine, body) => {
  const { tags } = engine.catalogue.get(readRequest(ListTagsOfResource, body).ResourceArn);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};
