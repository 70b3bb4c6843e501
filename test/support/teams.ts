import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { clientOptions, output } from '#infra/example/organisation';
import { createDocumentClient } from '#shared/data/document-client';
import { toTeamItem } from '#shared/users/team-item';
import type { TestCloud } from './cloud.ts';

/** Makes sure that there is a team with an id of the test's own choice. */
export async function ensureTeam({ deployment }: TestCloud, teamId: string): Promise<void> {
  const documents = createDocumentClient(clientOptions(deployment));
  const at = '2026-03-01T10:00:00.000Z';
  await documents.send(
    new PutCommand({
      TableName: output(deployment, 'IdentityTable'),
      Item: toTeamItem({ teamId, name: teamId, version: 1, createdAt: at, updatedAt: at }),
    }),
  );
  documents.destroy();
}
