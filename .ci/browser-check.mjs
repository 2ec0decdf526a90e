// Run by browser-check.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const baseURL = process.argv[2].replace(/\/?$/, '/');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 700 };
let failures = 0;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost', '--disable-quic',
    ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
});

/** Runs the steps on a new page, at `path` unless it is null. Fails if a step fails or if the browser reports another error. */
async function check(name, path, steps, { expectedError, ...settings } = {}) {
  const context = await browser.newContext({ baseURL, viewport: wide, locale: 'en-GB', ...settings });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors = [];
  // Failed requests appear on the console as well.
  page.on('console', (message) => ['error', 'warning'].includes(message.type())
    && !(expectedError && message.text().includes(expectedError))
    && errors.push(`console ${message.type()}: ${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => errors.push(`uncaught: ${error}`));
  page.on('request', (request) => request.url().startsWith(baseURL) || /^(data|blob):/.test(request.url())
    || errors.push(`request to ${request.url()}`));
  try {
    if (path) await page.goto(path);
    await steps(page);
    assert.deepEqual(errors, []);
    console.log(`ok      ${name}`);
  } catch (error) {
    failures++;
    console.log(`FAILED  ${name}\n${[error.message, ...errors].join('\n')}`);
    await shoot(page, `failed-${failures}`);
  }
  await context.close();
}

const shoot = (page, name) => page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png`, fullPage: true });

const hasText = (page, selector, expected) => page.waitForFunction(
  ([selector, expected]) => document.querySelector(selector)?.textContent.includes(expected), [selector, expected]);

const isFilled = (page, selector) => page.waitForFunction((selector) => document.querySelector(selector).textContent !== '–', selector);

async function violations(page) {
  await page.evaluate(axe);
  const { passes, violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  assert.ok(passes.length > 0);
  return violations.map(({ id, impact, nodes }) => `axe: ${id} (${impact}): ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

const overflowing = (page) => page.$$eval('html, .card > *',
  (all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ outerHTML }) => outerHTML.slice(0, 120)));

await check('can be used with the keyboard alone', './', async (page) => {
  await hasText(page, '#greeting', 'Hello, World!');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Deutsch');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await hasText(page, '#greeting', 'Hallo, Ada!');
  assert.equal(await page.textContent('#status'), '200 OK');
  assert.equal(await page.textContent('#request'), `GET ${new URL(baseURL).pathname}hello?name=Ada · Accept-Language: de`);
  assert.match(await page.textContent('#time'), /^[\d.]+ ms$/);
  assert.equal(await page.textContent('#body'), '{"message":"Hallo, Ada!"}');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.ok(await page.isVisible('#headers'));
  assert.match(await page.textContent('#headers'), /^content-language: de$/m);
});

await check('greets in every language of the index', './', async (page) => {
  await isFilled(page, '#status');
  const { languages } = await (await page.request.get('./')).json();
  const options = await page.$$eval('#language option', (all) => all.map(({ value, label }) => [value, label]));
  assert.deepEqual(options.map(([value]) => value), ['', ...languages]);
  for (const [value, label] of options.slice(1)) {
    assert.notEqual(label, value);
    await page.selectOption('#language', value);
    await page.click('button');
    await page.waitForFunction((language) => document.querySelector('#greeting').lang === language, value);
  }
});

await check('shows why a name is invalid', './', async (page) => {
  await isFilled(page, '#status');
  const name = 'a'.repeat(101);
  const { detail } = await (await page.request.get(`hello?name=${name}`)).json();
  await page.fill('#name', name);
  await page.keyboard.press('Enter');
  await hasText(page, '#greeting', detail);
  assert.equal(await page.textContent('#status'), '400 Bad Request');
  assert.deepEqual(await violations(page), []);
  await shoot(page, 'index-invalid');
}, { expectedError: 'status of 400' });

await check('shows the state of the service, also during an outage', './', async (page) => {
  await hasText(page, '#live', 'yes');
  await hasText(page, '#ready', 'yes');
  await isFilled(page, '#instance');
  assert.match(await page.textContent('#version'), /^\d+\.\d+\.\d+/);
  await page.context().setOffline(true);
  await page.click('button');
  await hasText(page, '#greeting', 'unreachable');
  await hasText(page, '#live', 'unreachable');
  await page.context().setOffline(false);
  await page.click('button');
  await hasText(page, '#greeting', 'Hello, World!');
  await hasText(page, '#live', 'yes');
}, { expectedError: 'ERR_INTERNET_DISCONNECTED' });

await check('gives up on a slow response', './', async (page) => {
  await isFilled(page, '#status');
  await page.route('**/hello', () => { /* never responds */ });
  await page.click('button');
  await hasText(page, '#greeting', 'No response within 5 seconds');
});

await check('charts the metrics, with a gap for a restart', null, async (page) => {
  let [started, count, seconds] = [1e9, 1000, 2];
  await page.route('**/actuator/prometheus', (route) => route.fulfill({ body: `
process_start_time_seconds{a="b"} ${started}
http_server_requests_seconds_bucket{le="0.01"} ${count}
http_server_requests_seconds_bucket{le="+Inf"} ${count}
http_server_requests_seconds_count{uri="/{a}"} ${count}
http_server_requests_seconds_sum{uri="/{a}"} ${seconds}
` }));
  let now = Date.now();
  await page.clock.setFixedTime(now);
  await page.goto('./');
  await isFilled(page, '#started');
  let total = 0;
  for (let i = 1; i < 90; i++) {
    if (i === 60) [started, count, seconds] = [2e9, 0, 0];
    const requests = Math.round(70 + 40 * Math.sin(i / 9) + 20 * Math.sin(i * i));
    if (i !== 60) total += requests;
    count += requests;
    seconds += requests * .004;
    await page.clock.setFixedTime(now += 3000);
    await page.evaluate('poll()');
  }
  assert.match(await page.textContent('#summary tr:last-child'), RegExp(`^5 min${total}\\d\\d4\\.0 ms≤ 10 ms$`));
  assert.match(await page.getAttribute('#rate', 'aria-label'), /^Requests per second in the last five minutes: [\d.]+\/s now, [\d.]+\/s at most$/);
  assert.match(await page.getAttribute('#rate .stroke', 'd'), /^M[^M]+M[^M]+$/);
  await shoot(page, 'index-charts');
});

await check('hides the metrics if they are on another port', null, async (page) => {
  const index = await (await page.request.get('./')).json();
  for (const rel of ['health', 'info', 'metrics']) delete index._links[rel];
  await page.route(baseURL, (route) => route.request().isNavigationRequest() ? route.continue() : route.fulfill({ json: index }));
  await page.route('**/actuator/**', (route) => route.abort());
  await page.goto('./');
  await hasText(page, '#metrics-note', 'separate management port');
  await hasText(page, '#live', 'yes');
  assert.ok(await page.isHidden('#metrics'));
  assert.deepEqual(await page.$$eval('nav a:not([hidden])', (links) => links.map(({ textContent }) => textContent)), ['GraphiQL', 'API', 'OpenAPI']);
});

await check('sends no requests while it is hidden', null, async (page) => {
  await page.clock.install();
  await page.goto('./');
  await isFilled(page, '#instance');
  const setHidden = (hidden) => page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await setHidden(true);
  let requests = 0;
  page.on('request', () => requests++);
  await page.clock.fastForward(60_000);
  assert.equal(requests, 0);
  await Promise.all([page.waitForRequest('**/livez'), setHidden(false)]);
});

for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries({ wide, narrow })) {
    await check(`is accessible and fits, ${size} and ${colorScheme}`, './', async (page) => {
      await page.fill('#name', 'Ada');
      await page.click('button');
      await hasText(page, '#greeting', 'Hello, Ada!');
      assert.equal(await page.textContent('#request'), `GET ${new URL(baseURL).pathname}hello?name=Ada`);
      await page.waitForSelector('#rate .stroke[d^=M]', { state: 'attached' });
      await page.click('summary');
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await overflowing(page), []);
      await shoot(page, `index-${colorScheme}-${size}`);
      await page.fill('#name', 'W'.repeat(100));
      await page.click('button');
      await hasText(page, '#greeting', 'WWWW');
      await page.$$eval('#summary td', (cells) => cells.forEach((cell) => { cell.textContent = '≤ 10000 ms'; })); // busy and slow
      assert.deepEqual(await overflowing(page), []);
    }, { colorScheme, viewport });
  }

  await check(`runs a query and shows the schema in GraphiQL, ${colorScheme}`, 'graphiql', async (page) => {
    await page.click('button.graphiql-execute-button');
    await hasText(page, '.result-window', 'Hallo, Ada!');
    await page.click('button[aria-label="Show Documentation Explorer"]');
    await page.click('.graphiql-doc-explorer-content a:text-is("Query")');
    await hasText(page, '.graphiql-doc-explorer-content', 'Accept-Language');
    await shoot(page, `graphiql-${colorScheme}`);
  }, { colorScheme });

  await check(`executes a request in Swagger UI, ${colorScheme}`, 'docs', async (page) => {
    await page.click('.opblock-get:has([data-path="/hello"]) .opblock-summary-control');
    await page.click('button.execute');
    await hasText(page, '.live-responses-table .response .response-col_status', '200');
    await hasText(page, '.live-responses-table .response .response-col_description', '"message"');
    await shoot(page, `docs-${colorScheme}`);
    await page.setViewportSize(narrow);
    await shoot(page, `docs-${colorScheme}-narrow`);
  }, { colorScheme });
}

await browser.close();
console.log(`browser check: ${failures ? `${failures} FAILED` : 'passed'}; screenshots in ${process.env.SCREENSHOTS}`);
process.exit(failures ? 1 : 0);
