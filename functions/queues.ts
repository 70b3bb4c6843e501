/**
 * The queues between functions. Each gets a dead-letter queue, an alarm and a visibility of six
 * times its consumer's time-out (AWS: “Using Lambda with Amazon SQS”).
 */
export const queues = {
  exports: { errorImpact: 'Exports that people asked for are not written.' },
  'import-files': { errorImpact: 'Files that people dropped or uploaded are not imported.' },
  'import-rows': { errorImpact: 'Rows of running imports are not written.' },
  'mail-feedback': { errorImpact: 'Nobody learns that mail to a person does not arrive.' },
  merges: { errorImpact: 'Merges of records with very many relations do not come to their end.' },
  'off-boarding': {
    errorImpact: 'People who left keep their records, and their accounts are not closed.',
  },
  'record-jobs': { errorImpact: 'Work on many records, such as renaming a tag, does not go on.' },
  people: { errorImpact: 'People’s requests to see or erase their data are not met.' },
  'record-mails': { errorImpact: 'Reminders and notices of overdue tickets are not sent.' },
  'search-rebuild': { errorImpact: 'The search index is not made anew.' },
  recovery: { errorImpact: 'People who forgot their password get no link or code.' },
} as const satisfies Record<string, { errorImpact: string }>;

export type QueueName = keyof typeof queues;
