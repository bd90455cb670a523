// The links in a folder of mails: one entry a mail, with its form and its way to stop the mails.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// Quoted-printable, as far as a link needs it.
const decoded = (text) =>
  text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

export function links(folder) {
  const mails = readdirSync(folder).filter((name) => name.endsWith('.eml')).sort();
  return mails
    .map((name) => decoded(readFileSync(path.join(folder, name), 'latin1')))
    .map((mail) => ({
      form: mail.match(/\/r\/[A-Za-z0-9_-]+/)?.[0],
      stop: mail.match(/\/unsubscribe\/[A-Za-z0-9_-]+/)?.[0],
    }))
    .filter((mail) => mail.form && mail.stop);
}
