// Drives every endpoint of the PayPal simulator that PayPal's official client knows, and what it does not
// know (webhooks, events) by hand.
//
// The client knows PayPal's own two addresses only; its connections are led to the simulator, which the test
// itself starts: PROVIDER_SIM_BIN names the program, else it is taken from Cargo's target folder.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { X509Certificate, createVerify } from 'node:crypto';
import { existsSync } from 'node:fs';
import http, { createServer } from 'node:http';
import path from 'node:path';
import readline from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

import { ApiError, CheckoutPaymentIntent, Client, Environment, OrdersController, PaymentsController } from '@paypal/paypal-server-sdk';

const CLIENT_ID = 'client-of-the-node-tests';
const SECRET = 'secret-of-the-node-tests';
const WEBHOOK_ID = '8PT597110X687430L';
const HOUR_MS = 3_600_000;

let simulator;
let url;
let orders;
let payments;
let hook;
let lastNumber = 0;

function programPath() {
  if (process.env.PROVIDER_SIM_BIN) return process.env.PROVIDER_SIM_BIN;
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
  const target = process.env.CARGO_TARGET_DIR ? path.resolve(root, process.env.CARGO_TARGET_DIR) : path.join(root, 'target');
  return path.join(target, 'debug', process.platform === 'win32' ? 'provider-sim.exe' : 'provider-sim');
}

async function startSimulator(webhookUrl) {
  const program = programPath();
  assert.ok(existsSync(program), `${program} is missing: run \`cargo build --package provider-sim\` first`);
  const options = [
    '--provider', 'paypal', '--port', '0', '--client-id', CLIENT_ID, '--secret-key', SECRET,
    '--webhook-url', webhookUrl, '--webhook-secret', WEBHOOK_ID,
  ];
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
      arrived.push({ headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(204).end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { arrived, server, url: `http://127.0.0.1:${server.address().port}/webhooks/paypal` };
}

function client(secret = SECRET) {
  const { hostname, port } = new URL(url);
  const transport = {
    request: ({ path: target, method, headers }, answered) =>
      http.request({ hostname, port, path: target, method, headers }, answered),
  };
  return new Client({
    clientCredentialsAuthCredentials: { oAuthClientId: CLIENT_ID, oAuthClientSecret: secret },
    environment: Environment.Sandbox,
    unstable_httpClientOptions: { transport, maxRedirects: 0 },
  });
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

/** A request that the client has no method for. */
async function raw(method, place, { body, token, headers = {} } = {}) {
  const bearer = token ?? (await client().clientCredentialsAuthManager.fetchToken()).accessToken;
  const answer = await fetch(`${url}${place}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Lets time pass at the provider, whose tokens end with it; the client would keep its own by its own clock. */
async function advance(byMs) {
  await control('POST', 'clock/advance', { by_ms: byMs });
  connect();
}

function connect() {
  orders = new OrdersController(client());
  payments = new PaymentsController(client());
}

function orderBody(name, more = {}) {
  return {
    intent: CheckoutPaymentIntent.Authorize,
    purchaseUnits: [{ amount: { currencyCode: 'EUR', value: '29.90' }, customId: `${name},vitrine`, invoiceId: name }],
    paymentSource: {
      paypal: {
        experienceContext: {
          returnUrl: 'http://localhost:8080/order/x?from=payment',
          cancelUrl: 'http://localhost:8080/order/x',
          brandName: 'Vitrine',
          userAction: 'PAY_NOW',
          shippingPreference: 'NO_SHIPPING',
        },
      },
    },
    ...more,
  };
}

function newName() {
  lastNumber += 1;
  return `V-${lastNumber}`;
}

async function open(name = newName(), more = {}) {
  const options = { body: orderBody(name, more), paypalRequestId: `open-${name}`, prefer: 'return=representation' };
  return (await orders.createOrder(options)).result;
}

const approve = (order, funding = 'balance') => control('POST', `orders/${order.id}/approve`, { funding });
const authorize = (order, request = `authorize-${order.id}`) =>
  orders.authorizeOrder({ id: order.id, paypalRequestId: request, prefer: 'return=representation' });

async function authorized(funding) {
  const order = await open();
  await approve(order, funding);
  const { result } = await authorize(order);
  return { order, held: result.purchaseUnits[0].payments.authorizations[0] };
}

const capture = (held, more = {}) =>
  payments.captureAuthorizedPayment({
    authorizationId: held.id,
    paypalRequestId: `capture-${held.id}`,
    prefer: 'return=representation',
    body: { amount: { currencyCode: 'EUR', value: '29.90' }, finalCapture: true },
    ...more,
  });

async function captured(funding) {
  const { order, held } = await authorized(funding);
  return { order, held, taken: (await capture(held)).result };
}

async function refusal(call) {
  const error = await call.then(() => undefined, (error) => error);
  assert.ok(error instanceof ApiError, `refused, not ${error ?? 'done'}`);
  const body = JSON.parse(error.body);
  assert.ok(body.debug_id, 'every error has a debug id');
  return { status: error.statusCode, name: body.name, issue: body.details?.[0]?.issue, links: body.links };
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
  connect();
});

after(async () => {
  hook?.server.close();
  if (simulator && simulator.exitCode === null) {
    const ended = new Promise((resolve) => simulator.once('exit', resolve));
    simulator.kill('SIGINT');
    await ended;
  }
});

describe('orders', () => {
  test('an order waits for the shopper and shows where to send them', async () => {
    const order = await open();
    assert.equal(order.status, 'PAYER_ACTION_REQUIRED');
    assert.equal(order.purchaseUnits[0].amount.value, '29.90');
    const page = order.links.find((link) => link.rel === 'payer-action').href;
    assert.equal(page, `${url}/checkoutnow?token=${order.id}`);
    const html = await (await fetch(page)).text();
    assert.match(html, /29\.90 EUR/);
  });

  test('an older order without a payment source is created', async () => {
    const name = newName();
    const context = { returnUrl: 'http://localhost:8080/a', cancelUrl: 'http://localhost:8080/b' };
    const order = await open(name, { paymentSource: undefined, applicationContext: context });
    assert.equal(order.status, 'CREATED');
    assert.ok(order.links.some((link) => link.rel === 'approve'));
  });

  test('approving leads back to the shop and cancelling leaves the order open', async () => {
    const order = await open();
    const post = (action) =>
      fetch(`${url}/checkoutnow/${action}`, { method: 'POST', body: new URLSearchParams({ token: order.id }), redirect: 'manual' });
    const canceled = await post('cancel');
    assert.equal(canceled.headers.get('location'), `http://localhost:8080/order/x?token=${order.id}`);
    assert.equal((await orders.getOrder({ id: order.id })).result.status, 'PAYER_ACTION_REQUIRED');
    const approved = await post('approve');
    assert.equal(approved.status, 303);
    assert.match(approved.headers.get('location'), /order\/x\?from=payment&token=[A-Z0-9]{17}&PayerID=/);
    assert.equal((await orders.getOrder({ id: order.id })).result.status, 'APPROVED');
  });

  test('only an approved order is authorized, and only once', async () => {
    const order = await open();
    assert.equal((await refusal(authorize(order))).issue, 'ORDER_NOT_APPROVED');
    await approve(order);
    const { statusCode, result } = await authorize(order);
    assert.equal(statusCode, 201);
    assert.equal(result.status, 'COMPLETED');
    const held = result.purchaseUnits[0].payments.authorizations[0];
    assert.deepEqual([held.status, held.amount.value], ['CREATED', '29.90']);
    assert.equal((await authorize(order)).statusCode, 200);
    const again = await refusal(authorize(order, 'another request'));
    assert.deepEqual([again.status, again.issue], [422, 'ORDER_ALREADY_AUTHORIZED']);
  });

  test('a decline sends the shopper back to the page', async () => {
    const order = await open();
    await approve(order, 'declined');
    const declined = await refusal(authorize(order));
    assert.deepEqual([declined.status, declined.name, declined.issue], [422, 'UNPROCESSABLE_ENTITY', 'INSTRUMENT_DECLINED']);
    assert.ok(declined.links.some((link) => link.rel === 'redirect' && link.href.endsWith(order.id)));
    await approve(order);
    assert.equal((await authorize(order, 'another approval')).result.status, 'COMPLETED');
  });

  test('an order nobody approved is gone after three hours', async () => {
    const order = await open();
    await advance(3 * HOUR_MS);
    const gone = await refusal(orders.getOrder({ id: order.id }));
    assert.deepEqual([gone.status, gone.issue], [404, 'INVALID_RESOURCE_ID']);
  });

  test('a repeat of a request finds what the first made, whatever it asks for', async () => {
    const name = newName();
    const first = await open(name);
    const more = { purchaseUnits: [{ amount: { currencyCode: 'EUR', value: '99.00' } }] };
    const second = await open(name, more);
    assert.deepEqual([second.id, second.purchaseUnits[0].amount.value], [first.id, '29.90']);
  });

  test('what is misspelled or of the wrong type is refused by name', async () => {
    const amount = { currency_code: 'EUR', value: '1.00' };
    const context = { return_url: 'http://localhost/a', cancel_url: 'http://localhost/b' };
    const body = (unit, more) => ({ intent: 'AUTHORIZE', purchase_units: [unit], application_context: context, ...more });
    for (const [sent, issue] of [
      [body({ amount, custom: 'x' }), 'INVALID_PARAMETER'],
      [body({ amount: { currency_code: 'EUR', value: 100 } }), 'INVALID_PARAMETER_SYNTAX'],
      [body({ amount: { currency_code: 'EUR', value: '1.001' } }), 'DECIMAL_PRECISION'],
      [body({ amount: { currency_code: 'JPY', value: '1.50' } }), 'DECIMALS_NOT_SUPPORTED'],
      [body({ amount: { currency_code: 'XTS', value: '1.00' } }), 'CURRENCY_NOT_SUPPORTED'],
      [body({ amount, custom_id: 'x'.repeat(128) }), 'INVALID_STRING_LENGTH'],
      [body({}), 'MISSING_REQUIRED_PARAMETER'],
      [body({ amount }, { intent: 'SALE' }), 'INVALID_PARAMETER_VALUE'],
      [body({ amount }, { application_context: {} }), 'MISSING_REQUIRED_PARAMETER'],
    ]) {
      const answer = await raw('POST', '/v2/checkout/orders', { body: sent });
      assert.equal(answer.body.details[0].issue, issue, JSON.stringify(sent));
    }
  });
});

describe('authorizations', () => {
  test('a capture takes the money once', async () => {
    const { order, held } = await authorized();
    const { statusCode, result } = await capture(held);
    assert.deepEqual([statusCode, result.status, result.amount.value], [201, 'COMPLETED', '29.90']);
    assert.equal((await capture(held)).result.id, result.id);
    assert.equal((await refusal(capture(held, { paypalRequestId: 'another' }))).issue, 'AUTHORIZATION_ALREADY_CAPTURED');
    assert.equal((await payments.getAuthorizedPayment({ authorizationId: held.id })).result.status, 'CAPTURED');
    assert.equal((await payments.getCapturedPayment({ captureId: result.id })).result.customId, held.customId);
    const seen = (await orders.getOrder({ id: order.id })).result.purchaseUnits[0].payments;
    assert.equal(seen.captures[0].id, result.id);
  });

  test('a capture is never above the authorization nor in another currency', async () => {
    const { held } = await authorized();
    const body = (currencyCode, value) => ({ body: { amount: { currencyCode, value } }, paypalRequestId: undefined });
    assert.equal((await refusal(capture(held, body('EUR', '29.91')))).issue, 'MAX_CAPTURE_AMOUNT_EXCEEDED');
    assert.equal((await refusal(capture(held, body('USD', '1.00')))).issue, 'AUTH_CAPTURE_CURRENCY_MISMATCH');
  });

  test('a voided authorization is over', async () => {
    const { held } = await authorized();
    const release = (paypalRequestId) => payments.voidPayment({ authorizationId: held.id, paypalRequestId });
    assert.equal((await release('void')).statusCode, 204);
    assert.equal((await release('void')).statusCode, 204);
    assert.equal((await refusal(release('another void'))).issue, 'PREVIOUSLY_VOIDED');
    assert.equal((await refusal(capture(held))).issue, 'AUTHORIZATION_VOIDED');
  });

  test('an authorization lapses after 29 days', async () => {
    const { held } = await authorized();
    await advance(29 * 24 * HOUR_MS);
    assert.equal((await payments.getAuthorizedPayment({ authorizationId: held.id })).result.status, 'VOIDED');
    assert.ok((await control('GET', 'events')).some((event) => event.event_type === 'PAYMENT.AUTHORIZATION.VOIDED' && event.resource.id === held.id));
  });

  test('a bank may deny an authorization or decline a capture in its answer', async () => {
    assert.equal((await authorized('denied')).held.status, 'DENIED');
    const { held, taken } = await captured('capture_declined');
    assert.equal(taken.status, 'DECLINED');
    assert.equal((await payments.getAuthorizedPayment({ authorizationId: held.id })).result.status, 'CREATED');
  });

  test('a capture under review is pending until it is decided', async () => {
    const { taken } = await captured('capture_pending');
    assert.equal(taken.status, 'PENDING');
    const refund = payments.refundCapturedPayment({ captureId: taken.id });
    assert.equal((await refusal(refund)).issue, 'PENDING_CAPTURE');
    await control('POST', `captures/${taken.id}/review`, { good: true });
    assert.equal((await payments.getCapturedPayment({ captureId: taken.id })).result.status, 'COMPLETED');
  });
});

describe('refunds', () => {
  const refund = (taken, value, paypalRequestId) =>
    payments.refundCapturedPayment({
      captureId: taken.id,
      paypalRequestId,
      prefer: 'return=representation',
      body: value === undefined ? undefined : { amount: { currencyCode: 'EUR', value }, customId: 'refund-1' },
    });

  test('a part, then the rest, and never more', async () => {
    const { taken } = await captured();
    const part = (await refund(taken, '9.90', `part-${taken.id}`)).result;
    assert.deepEqual([part.status, part.amount.value, part.customId], ['COMPLETED', '9.90', 'refund-1']);
    assert.equal((await refund(taken, '9.90', `part-${taken.id}`)).result.id, part.id);
    assert.equal((await refusal(refund(taken, '20.01'))).issue, 'REFUND_AMOUNT_EXCEEDED');
    assert.equal((await refund(taken)).result.amount.value, '20.00');
    assert.equal((await refusal(refund(taken, '0.01'))).issue, 'CAPTURE_FULLY_REFUNDED');
    assert.equal((await payments.getCapturedPayment({ captureId: taken.id })).result.status, 'REFUNDED');
    assert.equal((await payments.getRefund({ refundId: part.id })).result.amount.value, '9.90');
  });

  test('a pending refund may fail days later, and the money can be given back again', async () => {
    const { taken } = await captured('refund_pending');
    const first = (await refund(taken, '29.90', `first-${taken.id}`)).result;
    assert.equal(first.status, 'PENDING');
    await control('POST', `refunds/${first.id}/end`, { good: false });
    assert.equal((await payments.getRefund({ refundId: first.id })).result.status, 'FAILED');
    assert.equal((await payments.getCapturedPayment({ captureId: taken.id })).result.status, 'COMPLETED');
    assert.equal((await refund(taken, '29.90', `second-${taken.id}`)).result.status, 'PENDING');
  });

  test('a dispute is listed for its capture and decided', async () => {
    const { taken } = await captured();
    const { id } = await control('POST', `captures/${taken.id}/dispute`);
    const list = await raw('GET', `/v1/customer/disputes?disputed_transaction_id=${taken.id}`);
    assert.deepEqual(list.body.items.map((dispute) => [dispute.dispute_id, dispute.status]), [[id, 'WAITING_FOR_SELLER_RESPONSE']]);
    await control('POST', `disputes/${id}/resolve`, { good: false });
    const decided = await raw('GET', `/v1/customer/disputes/${id}`);
    assert.equal(decided.body.dispute_outcome.outcome_code, 'RESOLVED_BUYER_FAVOUR');
  });
});

describe('access', () => {
  test('a wrong secret gets no token', async () => {
    const stranger = new OrdersController(client('wrong'));
    const error = await stranger.getOrder({ id: 'X' }).catch((error) => error);
    assert.equal(error.statusCode, 401);
    assert.equal(JSON.parse(error.body).error, 'invalid_client');
  });

  test('a token ends after nine hours', async () => {
    const { accessToken } = await client().clientCredentialsAuthManager.fetchToken();
    const look = () => raw('GET', '/v1/notifications/webhooks-events', { token: accessToken });
    assert.equal((await look()).status, 200);
    await advance(9 * HOUR_MS);
    const over = await look();
    assert.deepEqual([over.status, over.body.error], [401, 'invalid_token']);
  });

  test('an unknown place and another media type are refused', async () => {
    assert.equal((await raw('GET', '/v2/checkout/baskets')).status, 404);
    const plain = await raw('POST', '/v2/checkout/orders', { body: {}, headers: { 'content-type': 'text/plain' } });
    assert.deepEqual([plain.status, plain.body.name], [415, 'UNSUPPORTED_MEDIA_TYPE']);
  });
});

describe('failures on order', () => {
  // The client repeats nothing that changes something by itself.
  const fresh = () => new PaymentsController(client());
  const once = (held) => fresh().captureAuthorizedPayment({ authorizationId: held.id, paypalRequestId: `capture-${held.id}`, body: {} });

  for (const [kind, applied] of [
    ['server_error', false],
    ['server_error_after_applying', true],
    ['drop_before_applying', false],
    ['drop_after_applying', true],
    ['rate_limited', false],
  ]) {
    test(`a capture that ends with ${kind} is ${applied ? '' : 'not '}applied, and a repeat settles it`, async () => {
      const { held } = await authorized();
      await control('POST', 'faults', { endpoint: 'authorization_capture', kind, times: 1 });
      await assert.rejects(once(held));
      const seen = (await payments.getAuthorizedPayment({ authorizationId: held.id })).result.status;
      assert.equal(seen, applied ? 'CAPTURED' : 'CREATED');
      await once(held);
      assert.equal((await control('GET', `totals?custom_id=${held.customId}`)).captured, 2990);
    });
  }
});

describe('webhooks and events', () => {
  test('an event arrives signed with the certificate', async () => {
    const order = await open();
    await approve(order);
    const event = await until(() => hook.arrived.find(({ body }) => JSON.parse(body).resource.id === order.id));
    const header = (name) => event.headers[`paypal-${name}`];
    assert.equal(header('auth-algo'), 'SHA256withRSA');
    assert.equal(new URL(header('cert-url')).origin, url);
    const certificate = new X509Certificate(await (await fetch(header('cert-url'))).text());
    assert.ok(certificate.checkHost('messageverificationcerts.paypal.com'));
    const message = [header('transmission-id'), header('transmission-time'), WEBHOOK_ID, crc32(event.body)].join('|');
    const verify = createVerify('sha256').update(message);
    assert.ok(verify.verify(certificate.publicKey, header('transmission-sig'), 'base64'));
    assert.equal(JSON.parse(event.body).event_type, 'CHECKOUT.ORDER.APPROVED');
  });

  test('the list of events is read page by page, newest first', async () => {
    for (let count = 0; count < 3; count += 1) await approve(await open());
    const all = (await control('GET', 'events')).map((event) => event.id).reverse();
    const read = [];
    let next = '/v1/notifications/webhooks-events?page_size=7&start_time=2026-01-01T00:00:00Z';
    while (next) {
      const { body } = await raw('GET', next);
      assert.equal(body.count, body.events.length);
      read.push(...body.events.map((event) => event.id));
      const link = body.links.find(({ rel }) => rel === 'next');
      next = link && link.href.slice(url.length);
    }
    assert.deepEqual(read, all);
  });

  test('an event held back arrives when it is sent again', async () => {
    await control('PUT', 'webhooks/policy', { policy: 'drop' });
    const order = await open();
    await approve(order);
    await control('PUT', 'webhooks/policy', { policy: 'normal' });
    const event = (await control('GET', 'events')).find(({ resource }) => resource.id === order.id);
    assert.equal((await raw('POST', `/v1/notifications/webhooks-events/${event.id}/resend`, { body: {} })).status, 202);
    await until(() => hook.arrived.some(({ body }) => JSON.parse(body).id === event.id));
  });
});
