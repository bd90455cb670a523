// One reader with one browser window, and what must hold of every page that they see.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const tools = process.env.AUDIT_TOOLS ?? `${process.env.HOME}/.cache/score-checks`;
const require = createRequire(`${tools}/web/package.json`);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const { chromium } = require('playwright-core');

const PAGE_BYTES = 30_000;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export class Reader {
  // `kind`: width, language, color, scripts. `report(ok, what)` hears each finding.
  static async open(browser, kind, report, shots) {
    const context = await browser.newContext({
      viewport: { width: kind.width, height: 800 },
      colorScheme: kind.color,
      javaScriptEnabled: kind.scripts,
      bypassCSP: kind.scripts,
    });
    return new Reader(context, await context.newPage(), kind, report, shots);
  }

  constructor(context, page, kind, report, shots) {
    Object.assign(this, { context, page, kind, shots });
    this.name = `${kind.width} ${kind.language} ${kind.color}${kind.scripts ? '' : ' without scripts'}`;
    this.report = (ok, what) => report(ok, `${this.name}: ${what}`);
    this.requests = [];
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !/status of 4(10|22)/.test(message.text())) {
        this.report(false, `console: ${message.text()} (${new URL(message.location().url || "about:blank").pathname.slice(0, 12)})`);
      }
    });
  }

  async goto(address) {
    this.requests.length = 0;
    const response = await this.page.goto(address);
    const bytes = (await response.body()).length;
    this.report(bytes <= PAGE_BYTES, `${bytes} bytes`);
    this.report(this.requests.length === 1, `${this.requests.length} requests`);
    return response;
  }

  // What must hold of whatever is shown now.
  async look(what) {
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth);
    this.report(wide <= this.kind.width, `${what} is ${wide} px wide`);
    const headings = await this.page.locator('h1').count();
    this.report(headings === 1, `${what} has ${headings} h1`);
    if (this.kind.scripts) await this.axe(what);
    if (this.shots) {
      const file = `${what}-${this.name}.png`.replaceAll(' ', '-');
      await this.page.screenshot({ path: path.join(this.shots, file), fullPage: true });
    }
  }

  async axe(what) {
    await this.page.evaluate(axe);
    const violations = await this.page.evaluate(async (rules) => {
      const result = await axe.run(document, { runOnly: rules });
      return result.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 90)}`);
    }, RULES);
    this.report(violations.length === 0, `${what}: axe ${violations.join(' | ') || 'finds nothing'}`);
  }

  async fill(figures) {
    for (const [code, text] of Object.entries(figures)) await this.page.fill(`#m-${code}`, text);
  }

  async press(selector) {
    await Promise.all([this.page.waitForNavigation(), this.page.click(selector)]);
  }

  async sees(selector, what) {
    this.report((await this.page.locator(selector).count()) > 0, what);
  }
}
