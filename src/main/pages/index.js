'use strict';

const TIMEOUT = 5_000;
const PAUSE = 3_000;
const SPAN = 300_000;

const $ = (id) => document.getElementById(id);

function show(id, text, className = '') {
  const element = $(id);
  // A live region speaks whenever it is written to: only what has changed is.
  if (element.textContent !== text) element.textContent = text;
  element.className = className;
}

/** Sends a GET. Resolves in any case: to the answer, or to the reason why there is none. */
async function ask(url, headers = {}) {
  const begun = performance.now();
  try {
    const response = await fetch(url, { headers, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT) });
    const text = await response.text();
    return { status: response.status, ok: response.ok, headers: response.headers, text, ms: performance.now() - begun };
  } catch (error) {
    const reason = error.name === 'TimeoutError'
      ? `No answer within ${TIMEOUT / 1000} seconds` : 'No answer: the service cannot be reached';
    return { ok: false, reason, ms: performance.now() - begun };
  }
}

function json(answer) {
  try {
    return JSON.parse(answer.text) ?? {};
  } catch {
    return {};
  }
}

const milliseconds = (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

// ---- the greeting

let latest = 0;

async function greet() {
  const name = $('name').value;
  const language = $('language').value;
  const number = ++latest;
  const url = name ? `hello?${new URLSearchParams({ name })}` : 'hello';
  const answer = await ask(url, language ? { 'Accept-Language': language } : {});
  if (number !== latest) return; // a later click was answered first
  const body = json(answer);
  const words = answer.reason ?? (answer.ok ? body.message : body.detail) ?? 'An answer that this page does not understand';
  show('greeting', words, (answer.ok ? '' : 'failed ') + (words.length > 40 ? 'long' : ''));
  $('greeting').lang = (answer.ok && answer.headers.get('Content-Language')) || 'en';
  $('greeting').dir = 'auto';
  show('request', `GET /${url}` + (language ? ` · Accept-Language: ${language}` : ''));
  show('status', answer.reason ?? `${answer.status} ${answer.ok ? 'OK' : body.title ?? ''}`, answer.ok ? 'yes' : 'no');
  show('taken', milliseconds(answer.ms));
  show('body', answer.text ?? '–');
  $('headers').replaceChildren(...[...answer.headers ?? []].flatMap(([header, value]) => {
    const dt = document.createElement('dt');
    const dd = document.createElement('dd');
    dt.textContent = header;
    dd.textContent = value;
    return [dt, dd];
  }));
}

$('hello').addEventListener('submit', (event) => {
  event.preventDefault();
  greet();
});

// ---- what there is: the links and languages of the JSON index

function offer(index) {
  for (const link of document.querySelectorAll('[data-rel]')) {
    link.hidden = !(link.dataset.rel in index._links);
  }
  for (const tag of index.languages) {
    const option = document.createElement('option');
    option.value = tag;
    option.lang = tag;
    option.textContent = new Intl.DisplayNames([tag], { type: 'language' }).of(tag);
    $('language').append(option);
  }
}

// ---- the service

function showProbe(id, answer) {
  const yes = answer.ok && json(answer).status === 'UP';
  show(id, yes ? 'yes' : answer.reason ?? `no (${answer.status})`, yes ? 'yes' : 'no');
}

async function showInfo() {
  const info = json(await ask('actuator/info'));
  show('version', info.build?.version ?? '–');
  show('commit', info.git?.commit?.id ?? '–');
  show('instance', info.instance ?? '–');
}

// ---- the picture

/** What a scrape says of all requests so far. */
function readMetrics(scrape) {
  const total = { at: Date.now(), start: 0, count: 0, sum: 0, within: new Map() };
  for (const line of scrape.split('\n')) {
    const value = Number(line.slice(line.lastIndexOf(' ') + 1));
    if (line.startsWith('process_start_time_seconds')) total.start = value;
    else if (line.startsWith('http_server_requests_seconds_count')) total.count += value;
    else if (line.startsWith('http_server_requests_seconds_sum')) total.sum += value;
    else if (line.startsWith('http_server_requests_seconds_bucket')) {
      const bound = line.match(/le="([^"]+)"/)[1];
      total.within.set(bound, (total.within.get(bound) ?? 0) + value);
    }
  }
  return total;
}

/** What came between two scrapes, unless they have nothing to do with each other. */
function between(before, after) {
  const restarted = before.start !== after.start || after.count < before.count;
  const asleep = after.at - before.at > 4 * PAUSE;
  if (restarted || asleep) return null;
  const within = new Map([...after.within].map(([bound, count]) => [bound, count - (before.within.get(bound) ?? 0)]));
  return { from: before.at, to: after.at, count: after.count - before.count, sum: after.sum - before.sum, within };
}

function sumOf(intervals) {
  const sum = { count: 0, sum: 0, seconds: 0, within: new Map() };
  for (const interval of intervals) {
    sum.count += interval.count;
    sum.sum += interval.sum;
    sum.seconds += (interval.to - interval.from) / 1000;
    for (const [bound, count] of interval.within) sum.within.set(bound, (sum.within.get(bound) ?? 0) + count);
  }
  return sum;
}

const rate = ({ count, from, to }) => count / (to - from) * 1000;
const latency = ({ count, sum }) => count ? sum / count * 1000 : null;
const perSecond = (value) => value.toFixed(value < 10 ? 1 : 0);

function within95({ count, within }) {
  if (!count) return '–';
  const bounds = [...within].filter(([bound]) => bound !== '+Inf').map(([bound, n]) => [Number(bound) * 1000, n]).sort((a, b) => a[0] - b[0]);
  const found = bounds.find(([, n]) => n >= .95 * count);
  return found ? `${found[0]} ms` : `over ${bounds.at(-1)?.[0]} ms`;
}

/** The next of 1, 2, 5, 10, …: an axis that does not twitch. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value);
}

function draw(id, intervals, valueOf, name, format, least) {
  const now = Date.now();
  const points = intervals.map((interval) => ({ ...interval, value: valueOf(interval) })).filter(({ value }) => value !== null);
  const top = ceiling(Math.max(least, ...points.map(({ value }) => value)));
  const x = (at) => (600 * (1 - (now - at) / SPAN)).toFixed(1);
  const y = (value) => (118 - 114 * value / top).toFixed(1);
  let line = '';
  let area = '';
  points.forEach(({ from, to, value }, i) => {
    line += `${points[i - 1]?.to === from ? 'L' : 'M'}${x(from)} ${y(value)}H${x(to)}`;
    area += `M${x(from)} 120V${y(value)}H${x(to)}V120Z`;
  });
  $(id).replaceChildren(...[['area', area], ['stroke', line]].map(([className, d]) => {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('class', className);
    path.setAttribute('d', d);
    return path;
  }));
  const last = points.at(-1);
  const label = last ? `now ${format(last.value)}, at most ${format(Math.max(...points.map(({ value }) => value)))}` : 'nothing measured yet';
  $(id).setAttribute('aria-label', `${name} in the last five minutes: ${label}`);
  show(`${id}-top`, `top: ${format(top)}`);
}

function showNumbers(intervals) {
  const now = Date.now();
  $('numbers').tBodies[0].replaceChildren(...[['30 s', 30], ['1 min', 60], ['5 min', 300]].map(([label, seconds]) => {
    const sum = sumOf(intervals.filter(({ to }) => to > now - 1000 * seconds));
    const mean = latency(sum);
    const row = document.createElement('tr');
    const cells = [label, String(sum.count), sum.seconds ? perSecond(sum.count / sum.seconds) : '–',
      mean === null ? '–' : milliseconds(mean), within95(sum)];
    cells.forEach((text, i) => {
      const cell = document.createElement(i ? 'td' : 'th');
      if (!i) cell.scope = 'row';
      cell.textContent = text;
      row.append(cell);
    });
    return row;
  }));
}

// ---- polling, while somebody looks

let previous = null;
let intervals = [];
let timer;
let hasMetrics = true;

async function poll() {
  clearTimeout(timer);
  const [live, ready, scrape] = await Promise.all([ask('livez'), ask('readyz'), hasMetrics ? ask('actuator/prometheus') : null]);
  showProbe('live', live);
  showProbe('ready', ready);
  if (scrape?.ok) {
    const current = readMetrics(scrape.text);
    if (current.start !== previous?.start) {
      show('since', new Date(current.start * 1000).toLocaleString());
      showInfo();
    }
    const interval = previous && between(previous, current);
    intervals = [...intervals, interval ?? []].flat().filter(({ to }) => to > Date.now() - SPAN);
    previous = current;
  }
  draw('rate', intervals, rate, 'Requests per second', (value) => `${perSecond(value)}/s`, 1);
  draw('latency', intervals, latency, 'Mean latency', milliseconds, 1);
  showNumbers(intervals);
  // Cleared once more: the page may have been hidden and shown again in the meantime.
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(poll, PAUSE);
}

document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : poll());

(async () => {
  const index = json(await ask('./', { Accept: 'application/json' }));
  if (index._links) {
    offer(index);
    hasMetrics = 'metrics' in index._links;
  }
  if (!hasMetrics) {
    show('metrics-note', 'The metrics are served on another port than this page. There is nothing to draw here.', 'note');
    $('pictures').hidden = $('numbers').hidden = true;
  }
  await greet();
  poll();
})();
