// From the mail to "terima kasih", as people with different screens and browsers go:
//   node journey.mjs http://127.0.0.1:8000 DIR/mail [SHOTS]
// Each goes its whole way on a request of its own. The last line is `browser PASS` or `browser FAIL`.
import { mkdirSync } from 'node:fs';

import { links } from './links.mjs';
import { Reader, chromium } from './reader.mjs';

const [site, folder, shots] = process.argv.slice(2);
const SEND = 'form#figures button:not([name])';
const FIGURES = { units_inspected: '1300', units_defective: '91', days_absent: '12', days_scheduled: '600' };
// Slower than most of what is left of 2G.
const SLOW = { offline: false, latency: 600, downloadThroughput: 6_000, uploadThroughput: 3_000 };
const SLOW_LIMIT = 8_000;

const kinds = [];
for (const width of [320, 360, 1280]) {
  for (const language of ['id', 'en']) {
    kinds.push({ width, language, color: language === 'id' ? 'light' : 'dark', scripts: true });
    kinds.push({ width, language, color: 'light', scripts: false });
  }
}

let failed = 0;
function report(ok, what) {
  if (!ok) failed += 1;
  if (!ok || process.env.VERBOSE) console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}`);
}

async function fillAndSend(reader, form) {
  const { page, kind } = reader;
  await reader.goto(`${form}?lang=${kind.language}`);
  reader.report((await page.getAttribute('html', 'lang')) === kind.language, 'the language is the chosen one');
  await reader.look('form');
  await reader.press(`header a`);
  reader.report((await page.getAttribute('html', 'lang')) !== kind.language, 'the switch changes the language');
  await reader.press(`header a`);

  await reader.fill({ ...FIGURES, hours_worked: 'seribu', good_output: '0.500' });
  await reader.press(SEND);
  await reader.look('errors');
  await reader.sees('.errors a[href="#m-hours_worked"]', 'the error is listed with a link to its field');
  reader.report((await page.inputValue('#m-hours_worked')) === 'seribu', 'what was typed is there');

  await reader.fill({ hours_worked: '', good_output: '' });
  await reader.press('button[name=draft]');
  await reader.goto(`${form}?lang=${kind.language}`);
  reader.report((await page.inputValue('#m-days_absent')) === '12', 'the draft is there again');
  await reader.look('draft');

  await reader.fill({ units_defective: '650' });
  await reader.press(SEND);
  await reader.sees('.questions', 'what is unusual is asked about');
  await reader.look('question');
  await reader.press('.questions button');
  await reader.sees('svg.chart', 'the thanks show a chart');
  await reader.look('thanks');
}

async function correctAndUndo(reader, form) {
  const { page } = reader;
  await reader.press('a.button');
  await reader.fill(FIGURES);
  await reader.press(SEND);
  if (await page.locator('.questions').count()) await reader.press('.questions button');
  await reader.sees('svg.chart', 'the correction is thanked for');
  await reader.press('a.button');
  await reader.press('form:has(input[name=nothing]) button');
  await reader.sees('input[name=undo]', 'nothing to report can be undone');
  await reader.look('nothing');
  await reader.press('form:has(input[name=undo]) button');
  await reader.goto(`${form}?edit=yes`);
  const defects = await page.inputValue('#m-units_defective');
  reader.report(defects === '91', `after the undo the last figures count: ${defects}`);
}

async function stopTheMails(reader, stop) {
  await reader.goto(stop);
  await reader.look('stop');
  await reader.press('form button');
  await reader.sees('input[name=undo]', 'it can be undone');
  await reader.look('stopped');
  await reader.press('form button');
}

// With nothing but the keyboard: every field in its order, and Enter sends.
async function byKeyboard(browser, form) {
  const kind = { width: 1280, language: 'id', color: 'light', scripts: true };
  const reader = await Reader.open(browser, kind, report);
  await reader.goto(`${form}?lang=id`);
  const fields = await reader.page.locator('form#figures input[type=text]').count();
  const reached = new Set();
  for (let presses = 0; presses < fields + 3; presses += 1) {
    await reader.page.keyboard.press('Tab');
    reached.add(await reader.page.evaluate(() => document.activeElement?.name ?? ''));
  }
  const figures = [...reached].filter((name) => name.startsWith('m-')).length;
  reader.report(figures === fields, `Tab reaches ${figures} of ${fields} fields`);
  await reader.page.focus('#m-days_absent');
  await reader.page.keyboard.type('1');
  await Promise.all([reader.page.waitForNavigation(), reader.page.keyboard.press('Enter')]);
  await reader.sees('a.button', 'Enter sends the form');
  await reader.context.close();
}

async function onASlowLine(browser, form) {
  const kind = { width: 360, language: 'id', color: 'light', scripts: true };
  const reader = await Reader.open(browser, kind, report);
  const wire = await reader.context.newCDPSession(reader.page);
  await wire.send('Network.emulateNetworkConditions', SLOW);
  const begin = Date.now();
  await reader.goto(form);
  const took = Date.now() - begin;
  reader.report(took < SLOW_LIMIT, `on a slow line the page took ${took} ms`);
  await reader.context.close();
}

const mails = links(folder);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
if (shots) mkdirSync(shots, { recursive: true });
for (const [at, kind] of kinds.entries()) {
  const mail = mails[at];
  const reader = await Reader.open(browser, kind, report, shots);
  await fillAndSend(reader, site + mail.form);
  await correctAndUndo(reader, site + mail.form);
  await stopTheMails(reader, site + mail.stop);
  await reader.context.close();
}
await byKeyboard(browser, site + mails[kinds.length].form);
await onASlowLine(browser, site + mails[kinds.length + 1].form);
await browser.close();
console.log(`browser ${failed ? 'FAIL' : 'PASS'} readers=${kinds.length} failed=${failed}`);
process.exit(failed ? 1 : 0);
