import { heldSecret, plain, say } from '/pages/forms.js';
import { language } from '/pages/texts.js';

const scripts = {
  '/people': () => import('/pages/people.js'),
  '/recover': () => import('/pages/recover.js'),
  '/reset': () => import('/pages/recover.js'),
  '/not-me': () => import('/pages/recover.js'),
};

/** The other language, by its own name; the choice is kept for a year. */
function languageSwitch() {
  const [other, name] = language === 'zh' ? ['en', 'English'] : ['zh', '中文'];
  const made = plain(name, () => {
    // biome-ignore lint/suspicious/noDocumentCookie: browsers of 2024 have no Cookie Store yet
    document.cookie = `language=${other}; Path=/; Max-Age=31536000; SameSite=Lax; Secure`;
    // What came with a link would be lost otherwise: it has left the address bar.
    history.replaceState(null, '', location.pathname + heldSecret());
    location.reload();
  });
  made.lang = other;
  made.classList.add('language');
  return made;
}

document.querySelector('main').append(languageSwitch());
try {
  const { open } = await (scripts[location.pathname] ?? (() => import('/pages/account.js')))();
  await open();
} catch (error) {
  say(error.message, true);
}
