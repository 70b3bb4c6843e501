import { createHmac } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { transact } from '#shared/data/transact';
import { answersKey, hashAnswer, matchesAnswer } from './answer-hash.ts';
import type { IdentityTable } from './identity-table.ts';
import type { QuestionStore } from './question-store.ts';
import { toEventItem } from './security-event.ts';
import {
  normalizeAnswer,
  QuestionId,
  questionCount,
  type SecurityAnswer,
} from './security-questions.ts';

const StoredAnswers = z.object({
  schemaVersion: z.literal(1),
  questionIds: z.array(QuestionId),
  hash: z.string(),
});

/** Answers in table `identity`; `secret` draws the questions that nobody has answered. */
export function createDynamoQuestions(
  { documents, table, clock, ids }: IdentityTable,
  secret: { read(): Promise<string> },
): QuestionStore {
  const read = async (userId: string) => {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: answersKey(userId), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : StoredAnswers.parse(Item);
  };

  return {
    async set(userId, answers, origin) {
      const questionIds = answers.map(({ questionId }) => questionId).sort();
      const hash = await hashAnswer(joined(questionIds, answers));
      const at = clock.now();
      const name = 'security_questions.set';
      const event = toEventItem({ eventId: ids.next(), userId, name, at, origin });
      const item = { ...answersKey(userId), schemaVersion: 1, questionIds, hash };
      await transact(
        documents,
        [item, event].map((Item) => ({ Put: { TableName: table, Item } })),
      );
    },

    chosen: async (userId) => (await read(userId))?.questionIds ?? [],

    async ask(userId, login) {
      const known = await read(userId ?? 'nobody');
      const drawn = draw(await secret.read(), login);
      return known?.questionIds ?? drawn;
    },

    async check(userId, answers) {
      const known = await read(userId ?? 'nobody');
      return await matchesAnswer(joined(known?.questionIds ?? [], answers), known?.hash);
    },
  };
}

/** All answers as one text: one hash over all of them leaves none of them to be guessed alone. */
function joined(questionIds: readonly QuestionId[], answers: readonly SecurityAnswer[]): string {
  const given = new Map(answers.map(({ questionId, answer }) => [questionId, answer]));
  return JSON.stringify(questionIds.map((id) => [id, normalizeAnswer(given.get(id) ?? '')]));
}

/** As many questions as people choose, the same for a login every time. */
function draw(secret: string, login: string): QuestionId[] {
  const rank = (id: string) =>
    createHmac('sha256', secret).update(`question ${id} ${login}`).digest('hex');
  return [...QuestionId.options]
    .sort((a, b) => rank(a).localeCompare(rank(b)))
    .slice(0, questionCount)
    .sort();
}
