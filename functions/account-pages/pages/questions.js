import { texts } from '/pages/account-texts.js';
import { call, element, field, form, plain, say } from '/pages/forms.js';
import { show } from '/pages/parts.js';
import { stepped } from '/pages/sign-in.js';
import { language } from '/pages/texts.js';

const places = [0, 1, 2];

/** Three questions to choose and to answer; former answers are never shown. */
export function showQuestions({ available, chosen }, back) {
  const choice = (place) => {
    const options = available.map((question) =>
      element('option', { value: question.questionId }, question[language]),
    );
    const made = element('select', { name: `question${place}` }, ...options);
    made.value = chosen[place] ?? available[place].questionId;
    return element('label', {}, texts.question(place + 1), made);
  };
  say(texts.questionsHint);
  show(
    form(
      places.flatMap((place) => [
        choice(place),
        field(`answer${place}`, texts.answer, 'text', 'off'),
      ]),
      texts.keepAnswers,
      async (input) => {
        const answers = places.map((place) => ({
          questionId: input[`question${place}`],
          answer: input[`answer${place}`],
        }));
        await stepped(async () => {
          await call('PUT', '/account/security-questions', { answers });
          await back();
          say(texts.answersKept);
        }, back);
      },
    ),
    plain(texts.cancel, back),
  );
}
