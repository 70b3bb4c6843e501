import { call, element, field, form, plain, say } from '/pages/forms.js';
import { reasonField, section, show } from '/pages/parts.js';
import { texts } from '/pages/people-texts.js';
import { stepped } from '/pages/sign-in.js';
import { language } from '/pages/texts.js';

/** What a person would leave behind, and the receipt of what has been done. */
export async function showOffBoarding(userId, back) {
  const path = `/users/${userId}/off-boarding`;
  const [user, preview, { offBoarding }] = await Promise.all([
    call('GET', `/users/${userId}`),
    call('GET', `${path}/preview`),
    call('GET', path),
  ]);
  const again = () => showOffBoarding(userId, back);
  const { state } = offBoarding ?? {};
  const isOpen = state === 'scheduled' || state === 'running';
  const hasLeft = state === 'done' && user.status === 'disabled';
  show(
    element('h2', {}, texts.offBoarding),
    element('p', {}, user.name),
    ...(offBoarding
      ? [section(texts.receipt, element('pre', {}, offBoarding.receipt[language]))]
      : []),
    ...(isOpen ? [plain(texts.look, again)] : []),
    ...(state === 'scheduled' ? [callOff(path, again)] : []),
    section(texts.leftBehind, countsOf(preview)),
    ...(isOpen || hasLeft ? [] : [await startForm(path, user, preview, again)]),
    plain(texts.backToPerson, back),
  );
}

const callOff = (path, again) =>
  plain(texts.callOff, async () => {
    await call('POST', `${path}/cancel`);
    await again();
  });

/** The preview's counts, whatever there is to count. */
function countsOf({ records, belongings, sessions }) {
  const lines = Object.entries({ ...records, ...belongings, sessions }).filter(
    ([, count]) => count > 0,
  );
  return lines.length === 0
    ? element('p', {}, texts.nothingLeft)
    : element(
        'ul',
        {},
        ...lines.map(([name, count]) =>
          element('li', {}, `${texts.counted[name] ?? name}: ${count}`),
        ),
      );
}

async function startForm(path, user, { needsSuccessor }, again) {
  const { users } = await call('GET', '/users?status=active&limit=100');
  const others = users.filter(({ userId }) => userId !== user.userId);
  const successor = element(
    'select',
    { name: 'successorId' },
    ...(needsSuccessor ? [] : [element('option', { value: '' }, texts.nobody)]),
    ...others.map(({ userId, name }) => element('option', { value: userId }, name)),
  );
  const day = field('startAt', texts.startAt, 'datetime-local', 'off', { required: false });
  return form(
    [reasonField(texts.reason), element('label', {}, texts.successor, successor), day],
    texts.startOffBoarding,
    ({ reason, successorId, startAt }) =>
      stepped(async () => {
        await call('POST', path, {
          reason,
          ...(successorId ? { successorId } : {}),
          ...(startAt ? { startAt: new Date(startAt).toISOString() } : {}),
        });
        await again();
        say(texts.offBoardingStarted);
      }, again),
  );
}
