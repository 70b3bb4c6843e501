import { texts } from '/pages/account-texts.js';
import { call, element, field, form, plain, say } from '/pages/forms.js';
import { section, show, time } from '/pages/parts.js';
import { stepped } from '/pages/sign-in.js';

/** By which other systems act in one's name; `mayMake` where the role has that duty. */
export async function keySections(mayMake, back) {
  const { keys } = await call('GET', '/account/api-keys');
  const live = keys.filter(({ state }) => state === 'live');
  if (live.length === 0 && !mayMake) return [];
  return [
    section(
      texts.keysHeading,
      ...(live.length > 0 ? [element('ul', {}, ...live.map((key) => line(key, back)))] : []),
      ...(mayMake ? [plain(texts.makeKey, () => showNewKey(back))] : []),
    ),
  ];
}

const line = ({ keyId, name, access, endsAt, lastUsedOn }, back) =>
  element(
    'li',
    {},
    element(
      'span',
      {},
      `${name} · ${texts.keyAccess[access]} · ${texts.validUntil} `,
      time(endsAt),
    ),
    ...(lastUsedOn ? [element('span', {}, texts.lastUsed(lastUsedOn))] : []),
    plain(texts.revoke, async () => {
      await call('DELETE', `/account/api-keys/${keyId}`);
      await back();
      say(texts.keyRevoked);
    }),
  );

function showNewKey(back) {
  const access = element(
    'select',
    { name: 'access' },
    ...Object.entries(texts.keyAccess).map(([value, label]) => element('option', { value }, label)),
  );
  const days = field('days', texts.keyDays, 'number', 'off', { min: 1, max: 365, value: 90 });
  show(
    form(
      [
        field('name', texts.keyName, 'text', 'off', { maxLength: 100 }),
        element('label', {}, texts.keyMay, access),
        days,
      ],
      texts.makeKey,
      (input) =>
        stepped(async () => {
          const body = { ...input, days: Number(input.days) };
          showSecret(await call('POST', '/api-keys', body), back);
        }, back),
    ),
    plain(texts.cancel, back),
  );
}

function showSecret({ secret }, back) {
  say(texts.keepKey);
  show(element('p', {}, element('code', {}, secret)), plain(texts.keyKept, back));
}
