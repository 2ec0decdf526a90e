'use strict';

const TIMEOUT_MS = 5_000;
const POLL_MS = 3_000;
const WINDOW_MS = 300_000;

const $ = (id) => document.getElementById(id);

function show(id, text, className = '') {
  const element = $(id);
  // Screen readers announce every write to a live region, so write only changes.
  if (element.textContent !== text) element.textContent = text;
  element.className = className;
}

/** Sends a GET. Never rejects: if there is no response, `error` says why. URLs are relative, so that a proxy can add a path prefix. */
async function get(url, headers = {}) {
  const start = performance.now();
  try {
    const response = await fetch(url, { headers, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    return { status: response.status, ok: response.ok, headers: response.headers, text, ms: performance.now() - start };
  } catch ({ name }) {
    const error = name === 'TimeoutError' ? `No response within ${TIMEOUT_MS / 1000} seconds` : 'The service is unreachable';
    return { ok: false, error, headers: [], ms: performance.now() - start };
  }
}

function json({ text }) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const milliseconds = (ms) => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;

// ---- Greeting

let requests = 0;

async function greet() {
  const request = ++requests;
  const name = $('name').value;
  const language = $('language').value;
  const url = name ? `hello?${new URLSearchParams({ name })}` : 'hello';
  const response = await get(url, language ? { 'Accept-Language': language } : {});
  if (request !== requests) return; // A newer request has been sent.
  const body = json(response);
  const words = response.error ?? (response.ok ? body.message : body.detail) ?? 'Unexpected response';
  show('greeting', words, (response.ok ? '' : 'no ') + (words.length > 40 ? 'long' : ''));
  $('greeting').lang = (response.ok && response.headers.get('Content-Language')) || 'en';
  const { pathname, search } = new URL(url, document.baseURI);
  show('request', `GET ${pathname}${search}` + (language ? ` · Accept-Language: ${language}` : ''));
  show('status', response.error ?? `${response.status} ${response.ok ? 'OK' : body.title ?? ''}`, response.ok ? 'yes' : 'no');
  show('time', milliseconds(response.ms));
  show('body', response.text ?? '–');
  show('headers', [...response.headers].map((header) => header.join(': ')).join('\n'));
}

$('hello').addEventListener('submit', (event) => {
  event.preventDefault();
  greet();
});

// ---- Service

function showLinksAndLanguages({ _links, languages }) {
  for (const link of document.querySelectorAll('[data-rel]')) {
    link.hidden = !(link.dataset.rel in _links);
    link.href = _links[link.dataset.rel]?.href;
  }
  for (const tag of languages) {
    const option = new Option(new Intl.DisplayNames([tag], { type: 'language' }).of(tag), tag);
    option.lang = tag;
    $('language').append(option);
  }
}

function showProbe(id, response) {
  const up = response.ok && json(response).status === 'UP';
  show(id, up ? 'yes' : response.error ?? `no (${response.status})`, up ? 'yes' : 'no');
}

async function showInfo() {
  const info = json(await get(links.info.href));
  show('version', info.build?.version ?? '–');
  show('commit', info.git?.commit?.id ?? '–');
  show('instance', info.instance ?? '–');
}

// ---- Metrics

const METRIC = /^http_server_requests_seconds_(count|sum|bucket)(\{.*\}) (\S+)$/gm;

/** Adds up all request metrics of a scrape: the count, the sum in seconds, and the buckets by their upper bounds. */
function parse(scrape) {
  const totals = { count: 0, sum: 0 };
  for (const [, kind, labels, value] of scrape.matchAll(METRIC)) {
    const key = kind === 'bucket' ? Number(labels.match(/\ble="([^"]+)"/)[1]) : kind;
    totals[key] = (totals[key] ?? 0) + Number(value);
  }
  return { at: Date.now(), started: Number(scrape.match(/^process_start_time_seconds.* (\S+)$/m)?.[1]), totals };
}

/** What happened between two scrapes of a process; null if polling paused. */
function difference(before, after) {
  if (after.at - before.at > 10 * POLL_MS) return null;
  const totals = Object.entries(after.totals).map(([key, value]) => [key, value - (before.totals[key] ?? 0)]);
  return { from: before.at, to: after.at, seconds: (after.at - before.at) / 1000, ...Object.fromEntries(totals) };
}

function add(a, b) {
  const sum = { ...a };
  for (const [key, value] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + value;
  return sum;
}

const rate = ({ count, seconds }) => seconds ? count / seconds : null;
const meanLatency = ({ count, sum }) => count ? sum / count * 1000 : null;
const perSecond = (value) => value.toFixed(value < 10 ? 1 : 0);

function percentile95(interval) {
  if (!interval.count) return '–';
  const bounds = Object.keys(interval).map(Number).filter(Number.isFinite).sort((a, b) => a - b);
  const bound = bounds.find((bound) => interval[bound] >= .95 * interval.count);
  return bound ? `≤ ${bound * 1000} ms` : `> ${bounds.at(-1) * 1000} ms`;
}

/** Rounds up to 1, 2, 5, 10, … so that the scale seldom changes. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value);
}

function draw(id, name, intervals, valueOf, format) {
  const now = Date.now();
  const points = intervals.map((interval) => ({ ...interval, value: valueOf(interval) })).filter(({ value }) => value !== null);
  const max = Math.max(0, ...points.map(({ value }) => value));
  const scale = roundUp(Math.max(1, max));
  const x = (at) => (600 * (1 - (now - at) / WINDOW_MS)).toFixed(1);
  const y = (value) => (118 - 114 * value / scale).toFixed(1);
  let stroke = '';
  let area = '';
  points.forEach(({ from, to, value }, i) => {
    stroke += `${points[i - 1]?.to === from ? 'L' : 'M'}${x(from)} ${y(value)}H${x(to)}`;
    area += `M${x(from)} 120V${y(value)}H${x(to)}V120Z`;
  });
  $(id).querySelector('.stroke').setAttribute('d', stroke);
  $(id).querySelector('.area').setAttribute('d', area);
  const label = points.length ? `${format(points.at(-1).value)} now, ${format(max)} at most` : 'no data yet';
  $(id).setAttribute('aria-label', `${name} in the last five minutes: ${label}`);
  show(`${id}-scale`, `0 – ${format(scale)}`, 'scale');
}

function summarize(intervals) {
  for (const row of $('summary').rows) {
    const from = Date.now() - 1000 * row.dataset.seconds;
    const total = intervals.filter(({ to }) => to > from).reduce(add, { count: 0, sum: 0, seconds: 0 });
    const format = (value, text) => value === null ? '–' : text(value);
    const cells = [total.count, format(rate(total), perSecond), format(meanLatency(total), milliseconds), percentile95(total)];
    cells.forEach((text, i) => { row.cells[i + 1].textContent = text; });
  }
}

// ---- Polling, while the page is visible

/** The last scrape of each process, by its start time. Behind a load balancer there are several. */
const scrapes = {};
let started;
let intervals = [];
let timer;
/** The service's links. Until they are known, or if it does not respond, the default ones. */
let links = { live: { href: 'livez' }, ready: { href: 'readyz' }, info: { href: 'actuator/info' }, metrics: { href: 'actuator/prometheus' } };

async function poll() {
  clearTimeout(timer);
  const [live, ready, scrape] = await Promise.all([get(links.live.href), get(links.ready.href), links.metrics ? get(links.metrics.href) : null]);
  showProbe('live', live);
  showProbe('ready', ready);
  if (scrape?.ok) {
    const current = parse(scrape.text);
    if (current.started !== started) {
      started = current.started;
      show('started', new Date(started * 1000).toLocaleString());
      showInfo();
    }
    const interval = scrapes[started] && difference(scrapes[started], current);
    if (interval) intervals.push(interval);
    scrapes[started] = current;
  }
  intervals = intervals.filter(({ to }) => to > Date.now() - WINDOW_MS);
  draw('rate', 'Requests per second', intervals, rate, (value) => `${perSecond(value)}/s`);
  draw('latency', 'Mean latency', intervals, meanLatency, milliseconds);
  summarize(intervals);
  clearTimeout(timer); // A concurrent poll may have set it: the page can be hidden and shown during a poll.
  if (!document.hidden) timer = setTimeout(poll, POLL_MS);
}

document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : poll());

(async () => {
  const index = json(await get('./', { Accept: 'application/json' }));
  if (index._links) {
    showLinksAndLanguages(index);
    links = index._links;
  }
  if (!links.metrics) {
    $('metrics-note').textContent = 'The metrics are on a separate management port, so this page cannot show them.';
    $('metrics').hidden = true;
  }
  await greet();
  poll();
})();
