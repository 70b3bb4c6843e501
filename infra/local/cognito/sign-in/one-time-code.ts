import * as z from 'zod';
import { hashToken } from '../auth-sessions.ts';
import { makeCode } from '../codes.ts';
import { describeDelivery, sendCode } from '../messages.ts';
import type { Contact } from '../users.ts';
import type { World } from '../world.ts';
import { knownUser, required } from './person.ts';
import { proveCode } from './prove-code.ts';
import type { Challenge, SignIn } from './sign-in.ts';

/** Messages per person and hour; AWS says 5 to 20, by risk. */
const messagesPerHour = 20;

const sent = 'oneTimeCode';

const Sent = z.object({ hash: z.string(), address: z.string().optional() });

/** A challenge whose code goes to a contact; it lives as long as its session and counts for no other. */
export function oneTimeCode(name: string, contact: Contact): Challenge {
  return {
    async ask(world, signIn) {
      const { login, user } = signIn;
      const code = makeCode();
      const address = user?.attributes[contact];
      const delivery = address
        ? await send(world, signIn, { contact, address, code })
        : describeDelivery(contact, contact === 'email' ? login : '');
      return {
        parameters: {
          CODE_DELIVERY_DELIVERY_MEDIUM: delivery.DeliveryMedium,
          CODE_DELIVERY_DESTINATION: delivery.Destination,
          USER_ID_FOR_SRP: user?.username ?? login,
        },
        kept: { [sent]: { hash: hashToken(`${name} ${code}`), address } },
      };
    },

    answer(world, signIn, { values, claim }) {
      const given = required(values, `${name}_CODE`);
      const { hash, address } = Sent.parse(signIn.kept[sent]);
      proveCode(world, signIn, hash === hashToken(`${name} ${given}`));
      const user = knownUser(signIn);
      claim();
      const verified = `${contact}_verified`;
      // Whoever reads the code there owns the address, verified or not.
      const changed = world.users.change(signIn.pool, user.sub, ({ attributes }) =>
        attributes[contact] === address
          ? { attributes: { ...attributes, [verified]: 'true' } }
          : {},
      );
      return { signIn: { ...signIn, user: changed, passed: [...signIn.passed, name] } };
    },
  };
}

function send(
  world: World,
  { pool, client, user: known, clientMetadata }: SignIn,
  to: { contact: Contact; address: string; code: string },
) {
  const user = knownUser({ user: known });
  if (to.contact === 'email') world.limits.take(`otp ${pool.id} ${user.sub}`, messagesPerHour);
  return sendCode(world, { pool, client, user, clientMetadata, source: 'Authentication', ...to });
}
