import { displayFileName } from '#shared/imports/display-file-name';
import { dropImportId } from '#shared/imports/import-ids';
import type { ImportJob, ImportSource } from '#shared/imports/import-job';
import { systemPrincipalId } from '#shared/imports/system-principal';
import { type ObjectCreated, purposeOf } from './object-created.ts';
import type { PlanNeeds } from './plan-import.ts';

/** Finds or makes the import that a new object in the bucket belongs to; undefined where none. */
export async function admitFile(
  needs: PlanNeeds,
  { detail }: ObjectCreated,
): Promise<ImportJob | undefined> {
  const { store, files, bucket } = needs;
  const { key } = detail.object;
  const purpose = purposeOf(key);
  if (detail.bucket.name !== bucket || purpose.kind === 'none') return undefined;
  const versionId = detail.object['version-id'];
  const facts = await files.facts({ key, versionId });
  if (!facts) return undefined;
  const source: ImportSource = { key, versionId, size: facts.size };

  if (purpose.kind === 'upload') {
    const waiting = await store.get(purpose.importId);
    // Who uploads a second time into the same form does not change an import that has its file.
    if (waiting?.state === 'awaiting_upload')
      await store.move(purpose.importId, 'uploaded', { source });
    const job = await store.get(purpose.importId);
    return job?.source?.versionId === versionId ? job : undefined;
  }
  const version = versionId ?? detail.object.sequencer ?? facts.at.toISOString();
  const id = dropImportId({ bucket, key, version, at: facts.at });
  const saved =
    purpose.folder === undefined || purpose.object
      ? undefined
      : await needs.mappings.find(purpose.folder.normalize('NFC'));
  await store.create({
    id,
    state: 'uploaded',
    fileName: displayFileName(purpose.fileName),
    object: purpose.object,
    startedBy: systemPrincipalId,
    createdAt: facts.at.toISOString(),
    updatedAt: needs.now(),
    source,
    problems: [],
    redrives: 0,
    ...(saved ? { mapping: saved.name } : {}),
  });
  return store.get(id);
}
