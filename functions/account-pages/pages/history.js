import { texts } from '/pages/account-texts.js';
import { event } from '/pages/events.js';
import { call, element, plain } from '/pages/forms.js';
import { time } from '/pages/parts.js';

/**
 * What has happened to an account, newest first, asked for when it is opened: `page` reads the lines
 * older than `before`.
 */
function history(page) {
  const list = element('ul', {});
  const more = plain(texts.showOlder, show);
  let before;
  async function show() {
    const { lines, next } = await page(before ? `?before=${before}` : '');
    list.append(...lines.map(line));
    before = next;
    more.hidden = !next;
  }
  more.hidden = true;
  const made = element(
    'details',
    {},
    element('summary', {}, texts.historyHeading),
    element('section', {}, list, more),
  );
  made.addEventListener('toggle', () => more.click(), { once: true });
  return made;
}

const line = ({ name, at, remarks }) =>
  element(
    'li',
    {},
    element('strong', {}, event(name)),
    element('span', {}, time(at), ...remarks.filter(Boolean).map((each) => ` · ${each}`)),
  );

/** One's own history. */
export const ownHistory = () =>
  history(async (query) => {
    const { events, next } = await call('GET', `/account/history${query}`);
    const lines = events.map(({ isByAdministrator, device, place, ...rest }) => ({
      ...rest,
      remarks: [isByAdministrator && texts.byAdministrator, device, place],
    }));
    return { lines, next };
  });

/** Somebody else's, with the reasons that administrators gave. */
export const historyOf = (userId) =>
  history(async (query) => {
    const { entries, next } = await call('GET', `/users/${userId}/history${query}`);
    const lines = entries.map(({ byUserId, device, sourceIp, reason, ...rest }) => ({
      ...rest,
      remarks: [byUserId && texts.byAdministrator, device, sourceIp, reason],
    }));
    return { lines, next };
  });
