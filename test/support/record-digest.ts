import { createHash } from 'node:crypto';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { clientOptions } from '#infra/example/organisation';
import type { TestCloud } from './cloud.ts';
import { sorted } from './sorted.ts';

/** Every item of every table, as it is stored. */
export async function* everyItem({ cloud, deployment }: TestCloud) {
  const client = new DynamoDBClient(clientOptions(deployment));
  for (const table of cloud.resources('AWS::DynamoDB::Table'))
    for await (const { Items = [] } of paginateScan(
      { client },
      { TableName: table.identity.ref, ConsistentRead: true },
    ))
      for (const item of Items) yield { table: table.identity.ref, item: unmarshall(item) };
}

/**
 * A hash over what the records say and what stands beside them: values, bin, unique values, referrers,
 * timelines. Versions, times and histories are left out: they tell how it came to this.
 */
export async function recordDigest(cloud: TestCloud): Promise<string> {
  const lines: string[] = [];
  for await (const { item } of everyItem(cloud)) {
    const { pk, sk, values, status, teamId, recordId, mergedInto } = item;
    if (!/^(record|unique|referrer#|timeline#)/.test(String(sk))) continue;
    const told = { pk, sk, values, status, teamId, recordId, mergedInto };
    lines.push(JSON.stringify(sorted(told)));
  }
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
