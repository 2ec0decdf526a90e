// See browser-check, which starts this.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const base = new URL(process.argv[2]);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { width: 1280, height: 900 };
const narrow = { width: 320, height: 700 };
let failures = 0;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost', '--disable-quic',
    ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
});

/** Opens a page of its own, does the steps, and fails where they do or where the browser has anything to complain of. */
async function check(name, path, { before, ...settings }, steps) {
  const context = await browser.newContext({ viewport: wide, locale: 'en-GB', ...settings });
  const page = await context.newPage();
  const begun = Date.now();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  // Tells of a complaint whether the check has asked for it.
  page.expected = () => false;
  const complain = (text) => page.isClosed() || page.expected(text) || complaints.push(text);
  page.on('console', (message) => ['error', 'warning'].includes(message.type())
    && complain(`${message.type()} on the console: ${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => complain(`uncaught: ${error}`));
  page.on('requestfailed', (request) => complain(`refused: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => response.status() >= 400 && complain(`status ${response.status()}: ${response.url()}`));
  page.on('request', (request) => request.url().startsWith(`${base.origin}/`) || /^(data|blob):/.test(request.url())
    || complaints.push(`a request to another host: ${request.url()}`));
  try {
    // Some steps come before the page: they open it themselves.
    page.open = () => page.goto(new URL(path, base).href);
    if (!before) await page.open();
    await steps(page);
    assert.ok(complaints.length === 0, 'The browser complains.');
    console.log(`ok      ${name}, ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  } catch (error) {
    failures++;
    console.log(`FAILED  ${name}\n${error.message}\n${complaints.join('\n')}`);
    await shoot(page, `failed-${failures}`);
  }
  await context.close();
}

const shoot = (page, name) => page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });

const text = (page, selector, expected) => page.waitForFunction(
  ([selector, expected]) => document.querySelector(selector)?.textContent.includes(expected), [selector, expected]);

/** Waits until there is more in it than a dash. */
const told = (page, selector) => page.waitForFunction((selector) => document.querySelector(selector).textContent !== '–', selector);

const greeted = (page) => page.waitForFunction(() => document.querySelector('#status').className !== '');

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  assert.ok(found.passes.length > 0);
  return found.violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3).join(' | ')}`);
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

// ---- the page at /

await check('greets by keyboard alone', '/', {}, async (page) => {
  await text(page, '#greeting', 'Hello, World!');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Deutsch');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await text(page, '#greeting', 'Hallo, Ada!');
  assert.equal(await page.textContent('#status'), '200 OK');
  assert.equal(await page.textContent('#request'), 'GET /hello?name=Ada · Accept-Language: de');
  assert.match(await page.textContent('#taken'), /^[\d.]+ ms$/);
  assert.equal(await page.textContent('#body'), '{"message":"Hallo, Ada!"}');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#headers', { state: 'visible' });
  assert.match(await page.textContent('#headers'), /content-languagede/);
});

await check('offers every language of the index, and each greets', '/', {}, async (page) => {
  await greeted(page);
  const { languages } = await (await page.request.get(base.href)).json();
  assert.ok(languages.length >= 15);
  const options = await page.$$eval('#language option', (all) => all.map(({ value, textContent }) => [value, textContent]));
  assert.deepEqual(options.map(([value]) => value), ['', ...languages]);
  for (const [value, label] of options.slice(1)) {
    assert.notEqual(label, value);
    await page.selectOption('#language', value);
    await page.click('button');
    await page.waitForFunction((language) => document.querySelector('#greeting').lang === language, value);
  }
});

await check('tells state, version and instance', '/', {}, async (page) => {
  await text(page, '#live', 'yes');
  await text(page, '#ready', 'yes');
  await page.waitForFunction(() => /^\d+\.\d+\.\d+/.test(document.querySelector('#version').textContent));
  await told(page, '#instance');
});

await check('shows a refused name as what it is', '/', {}, async (page) => {
  page.expected = (complaint) => complaint.includes('status of 400') || complaint.startsWith('status 400');
  await greeted(page);
  await page.fill('#name', 'a'.repeat(101));
  await page.keyboard.press('Enter');
  await text(page, '#greeting', 'The name is 101 characters long. Send one of at most 100.');
  assert.equal(await page.textContent('#status'), '400 Bad Request');
  assert.deepEqual(await violations(page), []);
  await shoot(page, 'face-refused');
});

await check('shows that the service cannot be reached, and that it can again', '/', {}, async (page) => {
  await greeted(page);
  page.expected = (complaint) => complaint.includes('ERR_INTERNET_DISCONNECTED');
  await page.context().setOffline(true);
  await page.click('button');
  await text(page, '#greeting', 'No answer: the service cannot be reached');
  await text(page, '#live', 'No answer');
  await page.context().setOffline(false);
  await page.click('button');
  await text(page, '#greeting', 'Hello, World!');
  await text(page, '#live', 'yes');
});

await check('waits no longer than it says', '/', {}, async (page) => {
  await greeted(page);
  page.expected = (complaint) => complaint.startsWith('refused:') && complaint.includes('/hello');
  await page.route('**/hello', () => { /* never answered */ });
  await page.click('button');
  await text(page, '#greeting', 'No answer within 5 seconds');
});

/** Opens the page with scrapes made up, one for each [start of the process, requests so far, seconds they took]. */
async function openWithScrapes(page, scrapes) {
  let next = 0;
  await page.clock.install();
  await page.route('**/actuator/prometheus', (route) => {
    const [start, count, sum] = scrapes[Math.min(next++, scrapes.length - 1)];
    return route.fulfill({ body: [`process_start_time_seconds{a="b"} ${start}`, `http_server_requests_seconds_bucket{le="0.01"} ${count}`,
      `http_server_requests_seconds_bucket{le="+Inf"} ${count}`, `http_server_requests_seconds_count{} ${count}`,
      `http_server_requests_seconds_sum{} ${sum}`].join('\n') });
  });
  await page.open();
  await told(page, '#instance');
  await text(page, '#numbers tbody', '30 s');
  for (let i = 1; i < scrapes.length; i++) {
    const drawn = page.evaluate(() => new Promise((resolve) => {
      new MutationObserver(resolve).observe(document.querySelector('#numbers tbody'), { childList: true });
    }));
    await page.clock.fastForward(3000);
    await drawn;
  }
}

await check('draws the picture, also across a restart', '/', { before: true }, async (page) => {
  // The time runs faster than the service answers: what is asked for after the restart may be given up.
  page.expected = (complaint) => complaint.includes('/actuator/info net::ERR_ABORTED');
  // 100 requests; a restart, after which there are fewer; 10 more.
  await openWithScrapes(page, [[1e9, 1000, 2], [1e9, 1100, 2.2], [2e9, 5, 1], [2e9, 15, 1.02]]);
  await text(page, '#numbers tbody', '110');
  assert.match(await page.textContent('#numbers tbody tr'), /^30 s110.*2\.0 ms10 ms$/);
  assert.match(await page.getAttribute('#rate', 'aria-label'), /^Requests per second in the last five minutes: now [\d.]+\/s, at most [\d.]+\/s$/);
  // Two strokes: none across the restart.
  assert.match(await page.getAttribute('#rate .stroke', 'd'), /^M[^M]+M[^M]+$/);
});

await check('draws five busy minutes', '/', { before: true }, async (page) => {
  const scrapes = [[1e9, 0, 0]];
  for (let i = 1; i <= 100; i++) {
    const count = Math.round(70 + 40 * Math.sin(i / 9) + 20 * Math.sin(i * i));
    const [, requests, seconds] = scrapes.at(-1);
    scrapes.push([1e9, requests + count, seconds + count * (.004 + .002 * Math.sin(i / 5) + .001 * Math.sin(7 * i))]);
  }
  await openWithScrapes(page, scrapes);
  await shoot(page, 'face-busy');
});

await check('draws nothing where the metrics are on another port', '/', { before: true }, async (page) => {
  await page.route(base.href, async (route) => {
    const answer = await route.fetch();
    if (!answer.headers()['content-type'].includes('json')) return route.fulfill({ response: answer });
    const index = await answer.json();
    for (const rel of ['health', 'info', 'metrics']) delete index._links[rel];
    return route.fulfill({ response: answer, json: index });
  });
  page.on('request', (request) => assert.ok(!request.url().includes('/actuator/'), 'asks for what is not there'));
  await page.open();
  await text(page, '#metrics-note', 'another port');
  await text(page, '#live', 'yes');
  assert.ok(await page.isHidden('#pictures') && await page.isHidden('#numbers'));
  assert.deepEqual(await page.$$eval('nav a', (links) => links.filter(({ hidden }) => !hidden).map(({ textContent }) => textContent)),
    ['GraphiQL', 'API', 'OpenAPI']);
});

await check('asks nothing while nobody looks', '/', { before: true }, async (page) => {
  await page.clock.install();
  await page.open();
  await told(page, '#instance');
  const look = (hidden) => page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await look(true);
  let asked = 0;
  page.on('request', () => asked++);
  await page.clock.fastForward(60_000);
  assert.equal(asked, 0);
  await look(false);
  await page.waitForResponse('**/livez');
});

for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of Object.entries({ wide, narrow })) {
    await check(`is accessible and fits, ${colorScheme} and ${size}`, '/', { colorScheme, viewport, reducedMotion: 'reduce' }, async (page) => {
      await greeted(page);
      await page.fill('#name', 'Ada');
      await page.click('button');
      await text(page, '#greeting', 'Hello, Ada!');
      await page.waitForSelector('#rate .stroke[d^=M]', { state: 'attached' });
      await page.click('summary');
      assert.deepEqual(await violations(page), []);
      assert.ok(await overflow(page) <= 0, 'scrolls sideways');
      await shoot(page, `face-${colorScheme}-${size}`);
      await page.fill('#name', 'W'.repeat(100));
      await page.click('button');
      await text(page, '#greeting', 'WWWW');
      assert.ok(await overflow(page) <= 0, 'scrolls sideways with a long name');
    });
  }
}

// ---- GraphiQL and the API page: their own bodies are other people's, so axe only reports

for (const colorScheme of ['light', 'dark']) {
  await check(`runs a query in GraphiQL and reads the schema, ${colorScheme}`, '/graphiql', { colorScheme }, async (page) => {
    await page.click('button.graphiql-execute-button');
    await text(page, '.result-window', 'Hallo, Ada!');
    await page.click('button[aria-label="Show Documentation Explorer"]');
    await page.click('.graphiql-doc-explorer-content a:text-is("Query")');
    await text(page, '.graphiql-doc-explorer-content', 'Accept-Language');
    await shoot(page, `graphiql-${colorScheme}`);
    await page.click('button[aria-label="Open settings dialog"]');
    await page.click('.graphiql-dialog-close');
    console.log((await violations(page)).map((found) => `        axe: ${found}`).join('\n'));
  });

  await check(`tries out the API page, ${colorScheme}`, '/docs', { colorScheme }, async (page) => {
    await page.click('.opblock-get:has([data-path="/hello"]) .opblock-summary-control');
    await page.click('button.execute');
    await text(page, '.live-responses-table .response .response-col_status', '200');
    await text(page, '.live-responses-table .response .response-col_description', '"message"');
    await shoot(page, `docs-${colorScheme}`);
    console.log((await violations(page)).map((found) => `        axe: ${found}`).join('\n'));
  });
}

await check('shows the API page on a phone', '/docs', { viewport: narrow }, async (page) => {
  await page.waitForSelector('.opblock');
  await shoot(page, 'docs-narrow');
});

await browser.close();
console.log(`browser check: ${failures ? `${failures} FAILED` : 'passed'}; screenshots in ${process.env.SCREENSHOTS}`);
process.exitCode = failures ? 1 : 0;
