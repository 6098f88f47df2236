// Drives every endpoint of the payment provider simulator with Stripe's official client.
//
// The simulator is started by the test itself: PROVIDER_SIM_BIN names the program, else it is taken
// from Cargo's target folder (`cargo build --package provider-sim`).

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import readline from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import Stripe from 'stripe';

const KEY = 'sk_test_of_the_node_tests';
const SECRET = 'whsec_of_the_node_tests';
const APPROVED = '4242424242424242';
const DECLINED = '4000000000000002';
const CHALLENGED = '4000002500003155';
const DISPUTED = '4000000000000259';
const REFUND_FAILS = '4000000000005126';
const REFUND_TAKES_DAYS = '4000000000007726';
const CAPTURE_DECLINED = '4000000000007130';
const DEBIT_SETTLES = 'DE89370400440532013000';
const DEBIT_FAILS = 'DE62370400440532013001';
const DAY_MS = 86_400_000;

let simulator;
let url;
let stripe;
let hook;
let aheadMs = 0;

/** The simulator's time, in seconds. */
const nowS = () => Math.floor((Date.now() + aheadMs) / 1000);

function programPath() {
  if (process.env.PROVIDER_SIM_BIN) return process.env.PROVIDER_SIM_BIN;
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  const target = process.env.CARGO_TARGET_DIR ? path.resolve(root, process.env.CARGO_TARGET_DIR) : path.join(root, 'target');
  return path.join(target, 'debug', process.platform === 'win32' ? 'provider-sim.exe' : 'provider-sim');
}

async function startSimulator(webhookUrl) {
  const program = programPath();
  assert.ok(existsSync(program), `${program} is missing: run \`cargo build --package provider-sim\` first`);
  const options = ['--port', '0', '--secret-key', KEY, '--webhook-url', webhookUrl, '--webhook-secret', SECRET];
  simulator = spawn(program, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of readline.createInterface({ input: simulator.stdout })) return line;
  throw new Error('the simulator ended before it listened');
}

/** A shop's webhook that keeps what arrives, raw. */
async function startHook() {
  const arrived = [];
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      arrived.push({ signature: request.headers['stripe-signature'], body: Buffer.concat(parts) });
      response.writeHead(204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { arrived, server, url: `http://127.0.0.1:${server.address().port}/webhooks/stripe` };
}

function client(options = {}) {
  const { hostname, port } = new URL(url);
  return new Stripe(KEY, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, ...options });
}

async function control(method, place, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { 'content-type': 'application/json' };
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(`${url}/_sim/${place}`, options);
  assert.ok(answer.ok, `${method} /_sim/${place} answered ${answer.status}`);
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
}

function sessionParams(orderId, more = {}) {
  return {
    mode: 'payment',
    line_items: [
      { price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: 'Harbor mug' } }, quantity: 2 },
      { price_data: { currency: 'eur', unit_amount: 490, product_data: { name: 'Shipping' } }, quantity: 1 },
    ],
    payment_intent_data: { capture_method: 'manual', metadata: { shop: 'vitrine', order_id: orderId } },
    metadata: { shop: 'vitrine', order_id: orderId },
    client_reference_id: orderId,
    customer_email: 'shopper@example.com',
    adaptive_pricing: { enabled: false },
    expires_at: nowS() + 45 * 60,
    success_url: 'http://localhost:8080/order/x?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost:8080/order/x',
    ...more,
  };
}

const openSession = (orderId) => stripe.checkout.sessions.create(sessionParams(orderId));
const pay = (session, card, more = {}) => control('POST', `sessions/${session.id}/pay`, { card, ...more });

async function authorizedIntent(orderId) {
  const session = await openSession(orderId);
  assert.equal((await pay(session, APPROVED)).outcome, 'paid');
  return (await stripe.checkout.sessions.retrieve(session.id)).payment_intent;
}

const intentOf = async (session) => (await stripe.checkout.sessions.retrieve(session.id)).payment_intent;

async function advance(byMs) {
  await control('POST', 'clock/advance', { by_ms: byMs });
  aheadMs += byMs;
}


async function capturedIntent(orderId, card) {
  const session = await openSession(orderId);
  await pay(session, card);
  const id = await intentOf(session);
  assert.equal((await stripe.paymentIntents.capture(id)).status, 'succeeded');
  return id;
}

/** A session by card, captured by request, or by debit. */
function debitSession(orderId, more = {}) {
  return stripe.checkout.sessions.create({
    ...sessionParams(orderId),
    payment_intent_data: { metadata: { shop: 'vitrine', order_id: orderId } },
    payment_method_types: ['card', 'sepa_debit'],
    payment_method_options: { card: { capture_method: 'manual' } },
    ...more,
  });
}

async function until(condition) {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = condition();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('what was waited for did not happen within 4 seconds');
}

before(async () => {
  hook = await startHook();
  url = await startSimulator(hook.url);
  stripe = client();
});

after(async () => {
  hook?.server.close();
  if (simulator && simulator.exitCode === null) {
    const ended = new Promise((resolve) => simulator.once('exit', resolve));
    simulator.kill('SIGINT');
    await ended;
  }
});

describe('the simulated provider', () => {
  test('speaks the version its official client is pinned to', async () => {
    const page = await stripe.events.list({ limit: 1 });
    assert.equal(page.lastResponse.apiVersion, Stripe.API_VERSION ?? stripe.getApiField('version'));
    assert.match(page.lastResponse.requestId, /^req_/);
    await assert.rejects(client({ apiVersion: '2022-11-15' }).events.list(), { type: 'StripeInvalidRequestError' });
  });

  test('refuses a wrong key', async () => {
    const { hostname, port } = new URL(url);
    const stranger = new Stripe('sk_test_stranger', { host: hostname, port, protocol: 'http' });
    await assert.rejects(stranger.events.list(), { type: 'StripeAuthenticationError', statusCode: 401 });
  });

  test('creates and retrieves a session', async () => {
    const made = await openSession('ord_create');
    assert.equal(made.object, 'checkout.session');
    assert.deepEqual(
      [made.status, made.payment_status, made.payment_intent, made.amount_total, made.currency],
      ['open', 'unpaid', null, 2990, 'eur'],
    );
    assert.ok(made.url.startsWith(`${url}/pay/cs_test_`));
    const again = await stripe.checkout.sessions.retrieve(made.id, { expand: ['line_items'] });
    assert.deepEqual(again.line_items.data.map((line) => [line.description, line.quantity, line.amount_total]), [
      ['Harbor mug', 2, 2500],
      ['Shipping', 1, 490],
    ]);
    assert.equal(again.line_items.data[0].price.unit_amount, 1250);
    const lines = await stripe.checkout.sessions.listLineItems(made.id);
    assert.equal(lines.data.length, 2);
  });

  test('expires an open session, and only an open one', async () => {
    const session = await openSession('ord_expire');
    assert.equal((await stripe.checkout.sessions.expire(session.id)).status, 'expired');
    await assert.rejects(stripe.checkout.sessions.expire(session.id), {
      type: 'StripeInvalidRequestError',
      message: /Only Checkout Sessions with a status in \["open"\] can be expired/,
    });
  });

  test('refuses parameters that are unknown or of the wrong type', async () => {
    const refused = async (params, code, param) => {
      await assert.rejects(stripe.checkout.sessions.create(params), { type: 'StripeInvalidRequestError', code, param });
    };
    await refused({ ...sessionParams('ord_bad'), nonsense: 1 }, 'parameter_unknown', 'nonsense');
    await refused({ ...sessionParams('ord_bad'), success_url: 'nowhere' }, 'url_invalid', 'success_url');
    await refused({ ...sessionParams('ord_bad'), expires_at: 1.5 }, 'parameter_invalid_integer', 'expires_at');
    const { mode, ...withoutMode } = sessionParams('ord_bad');
    assert.equal(mode, 'payment');
    await refused(withoutMode, 'parameter_missing', 'mode');
    await refused({ ...sessionParams('ord_bad'), expires_at: 60 + Math.floor(Date.now() / 1000) }, undefined, 'expires_at');
  });

  test('says that an object is missing', async () => {
    const missing = { type: 'StripeInvalidRequestError', code: 'resource_missing', statusCode: 404 };
    await assert.rejects(stripe.checkout.sessions.retrieve('cs_test_none'), missing);
    await assert.rejects(stripe.paymentIntents.retrieve('pi_none'), missing);
    await assert.rejects(stripe.paymentIntents.capture('pi_none'), missing);
    await assert.rejects(stripe.charges.retrieve('ch_none'), missing);
    await assert.rejects(stripe.refunds.retrieve('re_none'), missing);
    await assert.rejects(stripe.events.retrieve('evt_none'), missing);
  });

  test('authorizes, captures and refunds', async () => {
    const session = await openSession('ord_money');
    const paid = await pay(session, APPROVED);
    assert.equal(paid.redirect_url, `http://localhost:8080/order/x?session=${session.id}`);
    const { data } = await stripe.checkout.sessions.list({ status: 'complete', limit: 1 });
    assert.equal(data[0].id, session.id);
    const id = data[0].payment_intent;
    const found = await stripe.checkout.sessions.list({ payment_intent: id });
    assert.deepEqual(found.data.map((entry) => entry.id), [session.id]);

    const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    assert.deepEqual(
      [intent.status, intent.amount, intent.amount_capturable, intent.capture_method, intent.metadata.order_id],
      ['requires_capture', 2990, 2990, 'manual', 'ord_money'],
    );
    assert.equal(intent.latest_charge.payment_method_details.card.last4, '4242');
    assert.equal((await stripe.charges.retrieve(intent.latest_charge.id)).captured, false);
    const charges = await stripe.charges.list({ payment_intent: intent.id });
    assert.deepEqual(charges.data.map((charge) => charge.id), [intent.latest_charge.id]);

    const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: 2500 });
    assert.deepEqual([captured.status, captured.amount_received], ['succeeded', 2500]);
    await assert.rejects(stripe.paymentIntents.capture(id), (error) => {
      assert.equal(error.code, 'payment_intent_unexpected_state');
      assert.equal(error.payment_intent.status, 'succeeded');
      return true;
    });

    const refund = await stripe.refunds.create({ payment_intent: id, amount: 1000, metadata: { refund: '1' } });
    assert.deepEqual([refund.object, refund.status, refund.amount], ['refund', 'succeeded', 1000]);
    assert.equal((await stripe.refunds.retrieve(refund.id)).metadata.refund, '1');
    await assert.rejects(stripe.refunds.create({ payment_intent: id, amount: 1501 }), {
      type: 'StripeInvalidRequestError',
      param: 'amount',
    });
    const rest = await stripe.refunds.create({ payment_intent: id });
    assert.equal(rest.amount, 1500);
    const refunds = await stripe.refunds.list({ payment_intent: id });
    assert.deepEqual(refunds.data.map((entry) => entry.id), [rest.id, refund.id]);
    const totals = await control('GET', 'totals?order_id=ord_money');
    assert.deepEqual([totals.captured, totals.refunded], [2500, 2500]);
  });

  test('cancels an authorized intent, and no other', async () => {
    const id = await authorizedIntent('ord_cancel');
    const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'requested_by_customer' });
    assert.deepEqual([canceled.status, canceled.amount_capturable], ['canceled', 0]);
    await assert.rejects(stripe.paymentIntents.cancel(id), { code: 'payment_intent_unexpected_state' });
  });

  test('leaves a session open after a decline', async () => {
    const session = await openSession('ord_decline');
    assert.deepEqual(await pay(session, DECLINED), { outcome: 'declined', message: 'Your card was declined.' });
    const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    assert.equal(after.status, 'open');
    assert.equal(after.payment_intent.status, 'requires_payment_method');
    assert.equal(after.payment_intent.last_payment_error.code, 'card_declined');
    await assert.rejects(stripe.paymentIntents.cancel(after.payment_intent.id), {
      code: 'payment_intent_unexpected_state',
    });
    assert.equal((await pay(session, APPROVED)).outcome, 'paid');
  });

  test('asks for 3-D Secure', async () => {
    const session = await openSession('ord_challenge');
    assert.equal((await pay(session, CHALLENGED)).outcome, 'challenged');
    const during = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    assert.equal(during.payment_intent.status, 'requires_action');
    const paid = await control('POST', `sessions/${session.id}/challenge`, { answer: 'complete' });
    assert.equal(paid.outcome, 'paid');
  });

  test('is paid on the hosted page', async () => {
    const session = await openSession('ord_page');
    const page = await (await fetch(session.url)).text();
    assert.match(page, /Pay €29\.90/);
    const form = new URLSearchParams({
      email: 'shopper@example.com',
      card_number: '4242 4242 4242 4242',
      card_expiry: '12 / 34',
      card_cvc: '123',
    });
    const answer = await fetch(session.url, { method: 'POST', body: form, redirect: 'manual' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), `http://localhost:8080/order/x?session=${session.id}`);
  });

  test('answers a repeat with the first answer', async () => {
    const options = { idempotencyKey: 'node-key-1' };
    const params = sessionParams('ord_repeat', { expires_at: Math.floor(Date.now() / 1000) + 3600 });
    const first = await stripe.checkout.sessions.create(params, options);
    const second = await stripe.checkout.sessions.create(params, options);
    assert.equal(second.id, first.id);
    assert.equal(first.lastResponse.headers['idempotent-replayed'], undefined);
    assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
    assert.equal(second.lastResponse.headers['original-request'], first.lastResponse.requestId);
    const idempotencyError = { type: 'StripeIdempotencyError', statusCode: 400 };
    await assert.rejects(stripe.checkout.sessions.create(sessionParams('ord_other'), options), idempotencyError);
    await assert.rejects(stripe.refunds.create({ payment_intent: 'pi_1' }, options), idempotencyError);
  });

  test('keeps a server error under its key', async () => {
    const id = await authorizedIntent('ord_broken');
    await control('POST', 'faults', { endpoint: 'intent_capture', kind: 'server_error', times: 1 });
    const capture = (idempotencyKey) => stripe.paymentIntents.capture(id, {}, { idempotencyKey });
    await assert.rejects(capture('node-key-2'), { type: 'StripeAPIError', statusCode: 500 });
    await assert.rejects(capture('node-key-2'), { type: 'StripeAPIError', statusCode: 500 });
    assert.equal((await capture('node-key-3')).status, 'succeeded');
  });

  test('is asked again by the client after a dropped connection, and applies once', async () => {
    const id = await authorizedIntent('ord_dropped');
    await control('POST', 'faults', { endpoint: 'intent_capture', kind: 'drop_after_applying', times: 1 });
    const captured = await client({ maxNetworkRetries: 2 }).paymentIntents.capture(id, {}, { idempotencyKey: 'node-key-4' });
    assert.equal(captured.status, 'succeeded');
    const requests = (await control('GET', 'requests')).filter((request) => request.idempotency_key === 'node-key-4');
    assert.deepEqual(requests.map((request) => [request.status, request.replayed]), [[null, false], [200, true]]);
    const totals = await control('GET', 'totals?order_id=ord_dropped');
    assert.deepEqual([totals.captured, totals.captures], [2990, 1]);
  });

  test('pages its lists for the client', async () => {
    const whole = await control('GET', 'events');
    const paged = [];
    for await (const event of stripe.events.list({ limit: 7 })) paged.push(event.id);
    assert.ok(paged.length > 14, 'more than two pages');
    assert.deepEqual(paged, whole.map((event) => event.id));
    const backward = [];
    for await (const event of stripe.events.list({ limit: 7, ending_before: paged[20] })) backward.push(event.id);
    assert.deepEqual(backward, paged.slice(0, 20).reverse());
    const intents = await stripe.paymentIntents.list({ limit: 3 }).autoPagingToArray({ limit: 100 });
    assert.equal(intents.length, (await control('GET', 'intents')).length);
  });

  test('filters events by type and time, and retrieves one', async () => {
    const { data } = await stripe.events.list({ types: ['checkout.session.completed'], limit: 100 });
    assert.ok(data.length > 1 && data.every((event) => event.type === 'checkout.session.completed'));
    const group = await stripe.events.list({ type: 'payment_intent.*', created: { gte: data[0].created }, limit: 100 });
    assert.ok(group.data.every((event) => event.type.startsWith('payment_intent.')));
    assert.deepEqual(await stripe.events.retrieve(data[0].id), data[0]);
    await assert.rejects(stripe.events.list({ starting_after: 'evt_none' }), { code: 'resource_missing' });
    await assert.rejects(stripe.events.list({ limit: 101 }), { code: 'parameter_invalid_integer', param: 'limit' });
  });

  test('delivers events that the client verifies', async () => {
    const session = await openSession('ord_hook');
    await stripe.checkout.sessions.expire(session.id);
    const isOurs = ({ body }) => body.includes(session.id) && body.includes('checkout.session.expired');
    const { body, signature } = await until(() => hook.arrived.find(isOurs));
    const event = stripe.webhooks.constructEvent(body, signature, SECRET);
    assert.deepEqual([event.type, event.data.object.id], ['checkout.session.expired', session.id]);
    assert.equal(event.api_version, stripe.getApiField('version'));
    assert.throws(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other'), {
      type: 'StripeSignatureVerificationError',
    });
    const written_again = JSON.stringify(JSON.parse(body));
    assert.throws(() => stripe.webhooks.constructEvent(written_again, signature, SECRET), {
      type: 'StripeSignatureVerificationError',
    });
  });

  test('takes debits that settle or fail days later', async () => {
    const settles = await debitSession('ord_debit');
    assert.deepEqual(settles.payment_method_types, ['card', 'sepa_debit']);
    assert.equal(settles.payment_method_options.card.capture_method, 'manual');
    const fails = await debitSession('ord_no_debit');
    const submit = (session, iban) => control('POST', `sessions/${session.id}/debit`, { iban });
    assert.equal((await submit(settles, DEBIT_SETTLES)).outcome, 'processing');
    assert.equal((await submit(fails, DEBIT_FAILS)).outcome, 'processing');
    const submitted = await stripe.checkout.sessions.retrieve(settles.id, {
      expand: ['payment_intent.latest_charge'],
    });
    assert.deepEqual([submitted.status, submitted.payment_status], ['complete', 'unpaid']);
    assert.equal(submitted.payment_intent.status, 'processing');
    const charge = submitted.payment_intent.latest_charge;
    assert.deepEqual([charge.status, charge.paid, charge.payment_method_details.type], ['pending', false, 'sepa_debit']);
    await assert.rejects(stripe.paymentIntents.cancel(submitted.payment_intent.id), {
      code: 'payment_intent_unexpected_state',
    });
    await advance(5 * DAY_MS);
    const paid = await stripe.checkout.sessions.retrieve(settles.id, { expand: ['payment_intent'] });
    assert.deepEqual([paid.payment_status, paid.payment_intent.amount_received], ['paid', 2990]);
    const failed = await stripe.checkout.sessions.retrieve(fails.id, { expand: ['payment_intent'] });
    assert.deepEqual([failed.status, failed.payment_status], ['complete', 'unpaid']);
    assert.equal(failed.payment_intent.status, 'requires_payment_method');
    assert.equal(failed.payment_intent.last_payment_error.payment_method.type, 'sepa_debit');
    const types = ['checkout.session.async_payment_succeeded', 'checkout.session.async_payment_failed'];
    const { data } = await stripe.events.list({ types });
    assert.deepEqual(data.map((event) => event.data.object.id).sort(), [settles.id, fails.id].sort());
  });

  test('refuses manual capture for debits, and debits in another currency than the euro', async () => {
    await assert.rejects(debitSession('ord_manual', { payment_intent_data: { capture_method: 'manual' } }), {
      type: 'StripeInvalidRequestError',
      param: 'payment_intent_data[capture_method]',
    });
    const price = { currency: 'gbp', unit_amount: 500, product_data: { name: 'Harbor mug' } };
    await assert.rejects(debitSession('ord_pounds', { line_items: [{ price_data: price, quantity: 1 }] }), {
      type: 'StripeInvalidRequestError',
      param: 'payment_method_types',
    });
  });

  test('declines a capture for good', async () => {
    const session = await openSession('ord_capture_declined');
    await pay(session, CAPTURE_DECLINED);
    const id = await intentOf(session);
    await assert.rejects(stripe.paymentIntents.capture(id), (error) => {
      assert.deepEqual([error.type, error.code, error.statusCode], ['StripeCardError', 'card_declined', 402]);
      assert.equal(error.payment_intent.status, 'requires_payment_method');
      return true;
    });
    const after = await stripe.paymentIntents.retrieve(id);
    assert.deepEqual([after.status, after.amount_capturable], ['requires_payment_method', 0]);
  });

  test('lets a refund fail days later, and shows it in one read of the intent', async () => {
    const id = await capturedIntent('ord_refund_fails', REFUND_FAILS);
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 1000, metadata: { refund: '1' } });
    assert.equal(refund.status, 'succeeded');
    await advance(5 * DAY_MS);
    const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.refunds'] });
    const [shown] = intent.latest_charge.refunds.data;
    assert.deepEqual(
      [shown.id, shown.status, shown.failure_reason, shown.metadata.refund],
      [refund.id, 'failed', 'expired_or_canceled_card', '1'],
    );
    assert.equal(intent.latest_charge.amount_refunded, 0);
    const { data } = await stripe.events.list({ type: 'refund.failed' });
    assert.equal(data[0].data.object.id, refund.id);
  });

  test('cancels only a refund that waits for the customer', async () => {
    const id = await capturedIntent('ord_refund_pending', REFUND_TAKES_DAYS);
    const refund = await stripe.refunds.create({ payment_intent: id });
    assert.deepEqual([refund.status, refund.pending_reason], ['pending', 'processing']);
    await assert.rejects(stripe.refunds.cancel(refund.id), { message: 'Canceling this refund is unsupported.' });
    const debited = await debitSession('ord_refund_debit');
    await control('POST', `sessions/${debited.id}/debit`, { iban: DEBIT_SETTLES, after_ms: 0 });
    const waiting = await stripe.refunds.create({ payment_intent: await intentOf(debited) });
    await control('POST', `refunds/${waiting.id}/require_action`);
    assert.equal((await stripe.refunds.retrieve(waiting.id)).status, 'requires_action');
    assert.equal((await stripe.refunds.cancel(waiting.id)).status, 'canceled');
  });

  test('lists, answers and closes disputes', async () => {
    const id = await capturedIntent('ord_disputed', DISPUTED);
    const { data } = await stripe.disputes.list({ payment_intent: id });
    const [dispute] = data;
    assert.deepEqual(
      [data.length, dispute.status, dispute.reason, dispute.amount, dispute.is_charge_refundable],
      [1, 'needs_response', 'fraudulent', 2990, false],
    );
    assert.equal(dispute.balance_transactions[0].net, -2990);
    await assert.rejects(stripe.refunds.create({ payment_intent: id }), { code: 'charge_disputed' });
    const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    assert.equal(intent.latest_charge.disputed, true);
    const answered = await stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: 'winning_evidence' },
      submit: true,
    });
    assert.equal(answered.status, 'under_review');
    await advance(5_000);
    const won = await stripe.disputes.retrieve(dispute.id, { expand: ['charge', 'payment_intent'] });
    assert.deepEqual([won.status, won.payment_intent.id, won.charge.disputed], ['won', id, true]);
    const second = await control('POST', `intents/${id}/dispute`, { kind: 'product_not_received', amount: 500 });
    assert.equal((await stripe.disputes.close(second.id)).status, 'lost');
    await assert.rejects(stripe.disputes.close(second.id), { message: 'This dispute is already closed' });
    await assert.rejects(stripe.disputes.retrieve('du_none'), { code: 'resource_missing', statusCode: 404 });
    const kinds = ['charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated', 'charge.dispute.closed'];
    const events = await stripe.events.list({ types: kinds });
    assert.deepEqual(events.data.map((event) => event.type).reverse(), [kinds[0], kinds[1], kinds[2], kinds[0], kinds[2]]);
  });

  test('cannot be reached while it is down', async () => {
    await control('PUT', 'outage', { kind: 'unreachable', for_ms: 20 * 60_000 });
    await assert.rejects(stripe.events.list({ limit: 1 }), { type: 'StripeConnectionError' });
    await advance(20 * 60_000);
    assert.equal((await stripe.events.list({ limit: 1 })).data.length, 1);
    await control('PUT', 'outage', { kind: 'unavailable' });
    await assert.rejects(stripe.events.list({ limit: 1 }), { type: 'StripeAPIError', statusCode: 503 });
    await control('DELETE', 'outage');
  });
});
