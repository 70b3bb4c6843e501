import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { Upload } from '#shared/files/file-links';
import type { SaidConventions } from '#shared/imports/conventions';
import { displayFileName } from '#shared/imports/display-file-name';
import type { ImportJob } from '#shared/imports/import-job';
import type { ImportOptions } from '#shared/imports/import-options';
import type { ObjectName } from '#shared/objects/names';
import { policyFor } from '#shared/permissions/policy';
import { checkOptions } from './check-options.ts';
import type { ImportDependencies } from './import-dependencies.ts';

export interface StartInput {
  readonly fileName: string;
  readonly object?: ObjectName | undefined;
  readonly mapping?: string | undefined;
  readonly options?: ImportOptions | undefined;
  /** How the file writes things, as far as it is known beforehand. */
  readonly conventions?: SaidConventions | undefined;
  /** Whether the plan waits to be looked at and started. */
  readonly review?: boolean | undefined;
}

/**
 * Makes an import that waits for its file and the form to upload it with. Throws `request.forbidden`
 * if the role does not permit importing the object.
 */
export async function startImport(
  {
    store,
    links,
    definitions,
    ids,
    clock,
  }: Pick<ImportDependencies, 'store' | 'links' | 'definitions' | 'ids' | 'clock'>,
  principal: Principal,
  input: StartInput,
): Promise<{ job: ImportJob; upload: Upload }> {
  const policy = policyFor(principal);
  if (input.object && !policy.can('import', input.object))
    throw new DomainError('request.forbidden');
  if (input.object && input.options) checkOptions(definitions.current(input.object), input.options);
  const id = ids.next();
  const at = clock.now().toISOString();
  const job: ImportJob = {
    id,
    state: 'awaiting_upload',
    fileName: displayFileName(input.fileName),
    object: input.object,
    startedBy: principal.userId,
    createdAt: at,
    updatedAt: at,
    problems: [],
    redrives: 0,
    mapping: input.mapping,
    options: input.options,
    reading: input.conventions && { conventions: input.conventions },
    review: input.review,
  };
  // The key is ours: what people call their file never becomes a path (IMP-24).
  const upload = await links.upload(`uploads/${id}/file`);
  await store.create(job);
  return { job, upload };
}
