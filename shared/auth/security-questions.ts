import * as z from 'zod';
import { BothLanguages } from '#shared/text/both-languages';

/**
 * Questions that a person may choose from. There are none of their own: the questions are shown before
 * anything is proved, and one that is on no list would say that there is an account.
 */
export const securityQuestions = {
  'first-concert': {
    en: 'Which was the first concert you went to?',
    zh: '您去过的第一场演唱会或音乐会是什么？',
  },
  'childhood-book': {
    en: 'Which book did you read again and again as a child?',
    zh: '您小时候反复阅读的是哪本书？',
  },
  'first-journey': {
    en: 'Where did your first journey on your own lead?',
    zh: '您第一次独自旅行去了哪里？',
  },
  'school-route': {
    en: 'Which shop or building did you pass on your way to school?',
    zh: '您上学路上会经过哪家商店或哪座建筑？',
  },
  'learned-dish': {
    en: 'Which was the first dish you learned to cook, and from whom?',
    zh: '您学会做的第一道菜是什么，跟谁学的？',
  },
  'broken-thing': {
    en: 'Which thing of your family did you break as a child?',
    zh: '您小时候弄坏过家里的什么东西？',
  },
  'neighbour-nickname': {
    en: 'What did you call a neighbour among your friends?',
    zh: '您和朋友们私下怎么称呼一位邻居？',
  },
  'lost-thing': {
    en: 'Which thing have you lost and never found again?',
    zh: '您丢失后再也没有找回的东西是什么？',
  },
  'first-wages': {
    en: 'What did you buy with the first money you earned?',
    zh: '您用第一次挣到的钱买了什么？',
  },
  'dream-profession': {
    en: 'What did you want to become when you were ten?',
    zh: '您十岁时想成为什么样的人？',
  },
} as const satisfies Record<string, { en: string; zh: string }>;

export const QuestionId = z.enum(
  Object.keys(securityQuestions).filter((id): id is keyof typeof securityQuestions =>
    Object.hasOwn(securityQuestions, id),
  ),
);

export type QuestionId = z.output<typeof QuestionId>;

/** How many of them a person chooses and is asked. */
export const questionCount = 3;

/** A question in both languages. */
export const SecurityQuestion = BothLanguages.extend({ questionId: QuestionId });

export type SecurityQuestion = z.output<typeof SecurityQuestion>;

export function questionOf(questionId: QuestionId): SecurityQuestion {
  return { questionId, ...securityQuestions[questionId] };
}

/** An answer to one of the questions. */
export const SecurityAnswer = z.strictObject({
  questionId: QuestionId,
  answer: z.string().min(1).max(200),
});

export type SecurityAnswer = z.output<typeof SecurityAnswer>;

/** What counts of an answer: letters and digits, whatever their width and case. */
export function normalizeAnswer(answer: string): string {
  return answer
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
