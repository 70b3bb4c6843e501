import { composeMail } from '#shared/mail/compose-mail';
import type { Mail, Mailer } from '#shared/mail/mailer';
import type { ImportJob } from './import-job.ts';
import { isEnded } from './import-states.ts';
import type { ImportStore } from './import-store.ts';
import { sentenceOf } from './problems.ts';

/** Whom to tell, as the directory has them now. */
export interface Addressee {
  readonly email: string;
  readonly name: string;
  readonly locale: 'en' | 'zh';
}

/** What the outside hears of an import that ended: numbers and ids, never rows. */
export interface ImportEvent {
  /** The same event may arrive more than once; it then has the same id. */
  readonly eventId: string;
  readonly importId: string;
  readonly state: ImportJob['state'];
  readonly object: ImportJob['object'];
  readonly counts: ImportJob['counts'];
  readonly startedBy: string;
  readonly at: string;
}

export interface AnnounceNeeds {
  readonly store: Pick<ImportStore, 'get' | 'amend'>;
  readonly mailer: Mailer;
  readonly bus: { publish(event: ImportEvent): Promise<void> };
  readonly addressees: { find(userId: string): Promise<Addressee | undefined> };
  readonly appOrigin: string;
}

/**
 * Tells the end of an import, once it is due: an event for integrations, a mail to whoever started
 * it. What is due stands in the import itself, so that a crash in between only delays it.
 */
export async function announceImport(needs: AnnounceNeeds, importId: string): Promise<void> {
  const job = await needs.store.get(importId);
  if (!job?.announce || !isEnded(job.state)) return;
  await needs.bus.publish({
    eventId: `${job.id}-${job.state}-${job.updatedAt}`,
    importId: job.id,
    state: job.state,
    object: job.object,
    counts: job.counts,
    startedBy: job.startedBy,
    at: job.endedAt ?? job.updatedAt,
  });
  const addressee = await needs.addressees.find(job.undo?.by ?? job.startedBy);
  if (addressee) await needs.mailer.send(mailOf(job, addressee, needs.appOrigin));
  await needs.store.amend(importId, [job.state], { announce: false });
}

function mailOf(job: ImportJob, recipient: Addressee, appOrigin: string): Mail {
  const facts = { file: job.fileName, importId: job.id };
  if (job.undo?.counts) {
    const { removed, restored, conflicts } = job.undo.counts;
    return composeMail(
      'importUndone',
      recipient,
      {
        ...facts,
        removed: String(removed),
        restored: String(restored),
        conflicts: String(conflicts),
      },
      appOrigin,
    );
  }
  if (job.counts) {
    const { created, updated, skipped, failed } = job.counts;
    return composeMail(
      'importFinished',
      recipient,
      {
        ...facts,
        created: String(created),
        updated: String(updated),
        skipped: String(skipped),
        failed: String(failed),
      },
      appOrigin,
    );
  }
  const [problem] = job.problems;
  const reason = problem ? sentenceOf(problem, recipient.locale) : '';
  return composeMail('importStopped', recipient, { ...facts, reason }, appOrigin);
}
