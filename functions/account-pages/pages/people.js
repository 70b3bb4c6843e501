import { signedIn } from '/pages/account.js';
import { call, element, field, form, plain, say } from '/pages/forms.js';
import { show } from '/pages/parts.js';
import { texts } from '/pages/people-texts.js';
import { showPerson } from '/pages/person.js';
import { language } from '/pages/texts.js';

/** The people of the organisation; only whoever looks after them gets to see it. */
async function showPeople(query = {}) {
  const { users, next } = await call('GET', `/users?${new URLSearchParams(query)}`);
  const search = field('search', texts.search, 'search', 'off', {
    value: query.search ?? '',
    required: false,
  });
  const again = () => showPeople(query);
  show(
    element('p', {}, element('a', { href: '/sign-in' }, texts.ownAccount)),
    form([search], texts.find, (input) => showPeople(input.search ? input : {})),
    element('ul', { className: 'people' }, ...users.map((user) => line(user, again))),
    ...(next ? [plain(texts.more, () => showPeople({ ...query, cursor: next }))] : []),
    plain(texts.invite, showInvitation),
  );
}

const line = (user, back) =>
  element(
    'li',
    {},
    plain(user.name, () => showPerson(user.userId, back)),
    element('span', {}, `${user.email} · ${texts.statuses[user.status]}`),
  );

async function showInvitation() {
  const { roles } = await call('GET', '/roles');
  const role = element(
    'select',
    { name: 'role' },
    ...roles.map(({ roleId, names }) => element('option', { value: roleId }, names[language])),
  );
  const locale = element(
    'select',
    { name: 'locale' },
    element('option', { value: 'en' }, 'English'),
    element('option', { value: 'zh' }, '中文'),
  );
  show(
    form(
      [
        field('name', texts.name, 'text', 'off'),
        field('email', texts.email, 'email', 'off'),
        element('label', {}, texts.role, role),
        element('label', {}, texts.mailLanguage, locale),
      ],
      texts.invite,
      async (input) => {
        const user = await call('POST', '/users', input);
        await showPerson(user.userId, showPeople);
        say(texts.invited);
      },
    ),
    plain(texts.cancel, () => showPeople()),
  );
}

/** The page to look after people. */
export const open = () => signedIn(() => showPeople());
